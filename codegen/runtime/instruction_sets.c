/* Which instruction sets this build and this processor have. */
#include "instruction_sets.h"

int mf_instruction_set = 0;

#if MF_VERSION_COUNT > 1

const char *mf_instruction_set_name(int i) {
    static const char *const names[MF_VERSION_COUNT] = {"x86-64", "x86-64-v3", "x86-64-v4"};
    return names[i];
}

int mf_instruction_set_available(int i) {
    __builtin_cpu_init();
    switch (i) {
    case 2: return __builtin_cpu_supports("x86-64-v4") != 0;
    case 1: return __builtin_cpu_supports("x86-64-v3") != 0;
    default: return 1;
    }
}

#else

/* The only version: what the compiler was told to use. */
const char *mf_instruction_set_name(int i) {
    (void)i;
#if defined(__x86_64__) || defined(_M_X64)
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512CD__) && defined(__AVX512DQ__) && \
    defined(__AVX512VL__)
    return "x86-64-v4";
#elif defined(__AVX2__) && defined(__FMA__)
    return "x86-64-v3";
#elif defined(__SSE4_2__)
    return "x86-64-v2";
#else
    return "x86-64";
#endif
#else
    return "baseline";
#endif
}

int mf_instruction_set_available(int i) {
    (void)i;
    return 1;
}

#endif
