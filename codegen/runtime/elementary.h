/* Elementary functions that compilers can vectorise: no branches, no tables, no calls.
 *
 * Argument reduction follows the usual scheme log(x) = k log 2 + log(m), sqrt(1/2) <= m < sqrt(2), with
 * log((1+s)/(1-s)) = 2 s + s^3 P(s^2), s = (m-1)/(m+1); P is a near-minimax polynomial with relative error
 * 5e-18.  Errors stay below 1 unit in the last place for mf_log and below 2 for mf_log1p.
 */
#ifndef MUFORGE_ELEMENTARY_H
#define MUFORGE_ELEMENTARY_H

#include <math.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t mf_bits(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double mf_from_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline double mf_min(double a, double b) { return a < b ? a : b; }
static inline double mf_max(double a, double b) { return a > b ? a : b; }

/* P(z) of log((1+s)/(1-s)) = 2 s + s z P(z), z = s^2, for |s| <= 3 - 2 sqrt(2). */
static inline double mf_log_polynomial(double z) {
    const double z2 = z * z;
    const double odd =
        0.666666666666667 + z2 * (0.2857142862600327 + z2 * (0.18182889455674947 + z2 * 0.14616585424888623));
    const double even = 0.39999999999899444 + z2 * (0.22222211130259878 + z2 * 0.15331710618210773);
    return odd + z * even;
}

/* log(1 + f) + exponent log 2 for sqrt(1/2) <= 1 + f < sqrt(2). */
static inline double mf_log_reduced(double f, double exponent) {
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double rest = z * mf_log_polynomial(z);
    const double half = 0.5 * f * f;
    const double low = s * (half + rest) + exponent * 1.9082149292705877e-10;
    return exponent * 0.6931471803691238 - ((half - low) - f);
}

/* Biased exponent k + 1023 of x = 2^k m with sqrt(1/2) <= m < sqrt(2), for normal x > 0. */
static inline uint64_t mf_exponent(double x) {
    return (mf_bits(x) + (0x3ff0000000000000u - 0x3fe6a09e667f3bcdu)) >> 52;
}

/* A small non-negative integer as a double, without a conversion instruction that older sets lack. */
static inline double mf_to_double(uint64_t n) {
    return mf_from_bits(n | 0x4330000000000000u) - 4503599627370496.0;
}

/* Natural logarithm: -inf at 0, NaN below, full accuracy for subnormal numbers. */
static inline double mf_log(double x) {
    const int small = x < 2.2250738585072014e-308;
    const double scaled = small ? x * 18014398509481984.0 /* 2^54 */ : x;
    const uint64_t biased = mf_exponent(scaled);
    const double exponent = mf_to_double(biased) - (small ? 1077.0 : 1023.0);
    const double m = mf_from_bits(mf_bits(scaled) - (biased << 52) + 0x3ff0000000000000u);
    const double value = mf_log_reduced(m - 1.0, exponent);
    const double at_zero = x == 0.0 ? -INFINITY : value;
    const double at_infinity = x > 1.7976931348623157e308 ? INFINITY : at_zero;
    return x >= 0.0 ? at_infinity : NAN;
}

/* 1 + x = 2^k (1 + f), with what rounding 1 + x loses added to f; returns f and sets the exponent k. */
static inline double mf_reduce_log1p(double x, double *exponent) {
    const double u = 1.0 + x;
    const double lost = x - (u - 1.0);
    const uint64_t biased = mf_exponent(u);
    const double m = mf_from_bits(mf_bits(u) - (biased << 52) + 0x3ff0000000000000u);
    const double scale = mf_from_bits((2047u - biased) << 52); /* 2^(1-k); 0, as is `lost`, for the largest u */
    *exponent = mf_to_double(biased) - 1023.0;
    return (m - 1.0) + lost * (0.5 * scale);
}

/* log(1 + x): -inf at -1, NaN below. */
static inline double mf_log1p(double x) {
    double exponent;
    const double f = mf_reduce_log1p(x, &exponent);
    const double value = mf_log_reduced(f, exponent);
    const double at_minus_one = x == -1.0 ? -INFINITY : value;
    const double at_infinity = x > 1.7976931348623157e308 ? INFINITY : at_minus_one;
    const double at_zero = x == 0.0 ? x : at_infinity; /* keeps the sign of zero */
    return x >= -1.0 ? at_zero : NAN;
}

/* log(1 + x) for finite x >= 0 (and NaN), without the checks. */
static inline double mf_log1p_positive(double x) {
    double exponent;
    const double f = mf_reduce_log1p(x, &exponent);
    return mf_log_reduced(f, exponent);
}

/* x - log(1 + x) for finite x >= 0, to a few units in the last place for small x too; there k = 0 and f = x. */
static inline double mf_log1pmx(double x) {
    double exponent;
    const double f = mf_reduce_log1p(x, &exponent);
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double near = s * (x - z * mf_log_polynomial(z));
    const double far = x - mf_log1p_positive(x);
    return x < 0.29 ? near : far;
}

#endif
