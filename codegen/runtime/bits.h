/* Numbers as bits, and small things that all elementary functions use: no branches, no calls. */
#ifndef MUFORGE_BITS_H
#define MUFORGE_BITS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Always inline: compilers think some functions too long for it, and a loop with a call is not vectorised. */
#if defined(__GNUC__)
#define MF_INLINE static inline __attribute__((always_inline))
#elif defined(_MSC_VER)
#define MF_INLINE static __forceinline
#else
#define MF_INLINE static inline
#endif

#define MF_LARGEST 1.7976931348623157e308
#define MF_SMALLEST_NORMAL 2.2250738585072014e-308

MF_INLINE uint64_t mf_bits(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

MF_INLINE double mf_from_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Of two numbers one of which is NaN, the second one. */
MF_INLINE double mf_min(double a, double b) { return a < b ? a : b; }
MF_INLINE double mf_max(double a, double b) { return a > b ? a : b; }

/* The first 26 bits of a number: the product with another head, or with the tail x - head, is exact. */
MF_INLINE double mf_head(double x) { return mf_from_bits(mf_bits(x) & 0xfffffffff8000000u); }

/* 2^(biased - 1023) for 0 < biased < 2047. */
MF_INLINE double mf_power_of_2(uint64_t biased) { return mf_from_bits(biased << 52); }

/* A small non-negative integer as a double, without a conversion instruction that older sets lack. */
MF_INLINE double mf_to_double(uint64_t n) {
    return mf_from_bits(n | 0x4330000000000000u) - 4503599627370496.0;
}

/* What rounding took from sum = a + b, if |a| >= |b| or a = 0. */
MF_INLINE double mf_lost(double sum, double a, double b) { return (a - sum) + b; }

/* The same whichever is larger. */
MF_INLINE double mf_lost_by_any(double sum, double a, double b) {
    const double back = sum - a;
    return (a - (sum - back)) + (b - back);
}

/* The sum of two parts as its nearest number and the rest, if |high| >= |low| or high = 0. */
MF_INLINE double mf_normalised(double high, double low, double *rest) {
    const double sum = high + low;
    *rest = mf_lost(sum, high, low);
    return sum;
}

#endif
