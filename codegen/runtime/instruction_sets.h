/* Versions of kernels for several instruction sets, one of which is chosen when the extension is imported. */
#ifndef MUFORGE_INSTRUCTION_SETS_H
#define MUFORGE_INSTRUCTION_SETS_H

#include "bits.h"

/* How many versions there are; a compiler that is told to use more than the baseline (-march=...) makes one. */
#if !defined(MUFORGE_PLAIN) && defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && \
    !defined(__clang__) && __GNUC__ >= 12 && !defined(__SSE3__)
#define MF_VERSION_COUNT 3
#else
#define MF_VERSION_COUNT 1
#endif

/* Which of the instruction sets below to use, for the whole process: set once, before any kernel is called. */
extern int mf_instruction_set;

/* Name of instruction set i < MF_VERSION_COUNT, from the least to the most. */
const char *mf_instruction_set_name(int i);

/* Whether the processor has instruction set i. */
int mf_instruction_set_available(int i);

/* The function `name` with these parameters, for every instruction set, from the inline function name_body. */
#if MF_VERSION_COUNT > 1
#define MF_VERSION(name, set, target, parameters, arguments) \
    __attribute__((noinline, noclone target)) static void name##_##set parameters { name##_body arguments; }
#define MF_TARGET(set) , target("arch=x86-64-" #set)
#define MF_VERSIONS(name, parameters, arguments)                             \
    MF_VERSION(name, v1, , parameters, arguments)                            \
    MF_VERSION(name, v3, MF_TARGET(v3), parameters, arguments)               \
    MF_VERSION(name, v4, MF_TARGET(v4), parameters, arguments)               \
    static void name parameters {                                            \
        switch (mf_instruction_set) {                                        \
        case 2: name##_v4 arguments; break;                                  \
        case 1: name##_v3 arguments; break;                                  \
        default: name##_v1 arguments;                                        \
        }                                                                    \
    }
#else
#define MF_VERSIONS(name, parameters, arguments) \
    static void name parameters { name##_body arguments; }
#endif

#endif
