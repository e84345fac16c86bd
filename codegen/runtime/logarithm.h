/* Logarithms; see codegen/elementary/logarithm.py. */
#ifndef MUFORGE_LOGARITHM_H
#define MUFORGE_LOGARITHM_H

#include "bits.h"
#include "coefficients.h"

/* log(1 + f + f_low) + exponent log 2 for sqrt(1/2) <= 1 + f < sqrt(2), as a sum whose second part is smaller. */
MF_INLINE double mf_log_parts(double f, double f_low, double exponent, double *low) {
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double head = mf_head(f);
    const double half = 0.5 * head * head; /* f^2/2 in two parts, the first one exact */
    const double half_low = 0.5 * (f - head) * (f + head);
    const double near = f - half;
    const double large = exponent * MF_LOG2_HIGH;
    const double sum = large + near;
    const double small = s * ((half + half_low) + z * mf_log_polynomial(z)) - half_low;
    *low = mf_lost(sum, large, near) + (mf_lost(near, f, -half) + (exponent * MF_LOG2_LOW + small) +
                                        f_low * (1.0 - 2.0 * s));
    return sum;
}

/* Biased exponent k + 1023 of x = 2^k m with sqrt(1/2) <= m < sqrt(2), for normal x > 0. */
MF_INLINE uint64_t mf_exponent(double x) { return (mf_bits(x) + (mf_bits(1.0) - mf_bits(MF_SQRT_HALF))) >> 52; }

/* The m that belongs to it. */
MF_INLINE double mf_mantissa(double x, uint64_t biased) {
    return mf_from_bits(mf_bits(x) - (biased << 52) + mf_bits(1.0));
}

/* Logarithm in two parts, of finite x > 0. */
MF_INLINE double mf_log_two_parts(double x, double *low) {
    const int small = x < MF_SMALLEST_NORMAL;
    const double scaled = small ? x * 18014398509481984.0 /* 2^54 */ : x;
    const uint64_t biased = mf_exponent(scaled);
    const double exponent = mf_to_double(biased) - (small ? 1077.0 : 1023.0);
    return mf_log_parts(mf_mantissa(scaled, biased) - 1.0, 0.0, exponent, low);
}

/* Natural logarithm: -inf at 0, NaN below, full accuracy for subnormal numbers. */
MF_INLINE double mf_log(double x) {
    double low;
    const double high = mf_log_two_parts(x, &low);
    const double at_zero = x == 0.0 ? -INFINITY : high + low;
    const double at_infinity = x > MF_LARGEST ? INFINITY : at_zero;
    return x >= 0.0 ? at_infinity : NAN;
}

/* 1 + x = 2^k (1 + f), with what rounding 1 + x loses in f_low; returns f and sets the exponent k. */
MF_INLINE double mf_reduce_log1p(double x, double *f_low, double *exponent) {
    const double u = 1.0 + x;
    const double lost = x - (u - 1.0);
    const uint64_t biased = mf_exponent(u);
    const double whole = mf_mantissa(u, biased) - 1.0;
    const double scale = mf_power_of_2(2047u - biased); /* 2^(1-k); 0, as is `lost`, for the largest u */
    const double rest = lost * (0.5 * scale);
    const double f = whole + rest;
    *f_low = mf_lost(f, whole, rest);
    *exponent = mf_to_double(biased) - 1023.0;
    return f;
}

/* log(1 + x) in two parts, for finite x > -1. */
MF_INLINE double mf_log1p_two_parts(double x, double *low) {
    double f_low, exponent;
    const double f = mf_reduce_log1p(x, &f_low, &exponent);
    return mf_log_parts(f, f_low, exponent, low);
}

/* log(1 + f) + exponent log 2 to one and a half units in the last place, in half the time: for integrands. */
MF_INLINE double mf_log_plain(double f, double exponent) {
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double half = 0.5 * f * f;
    const double low = s * (half + z * mf_log_polynomial(z)) + exponent * MF_LOG2_LOW;
    return exponent * MF_LOG2_HIGH - ((half - low) - f);
}

/* log(1 + x) for finite x >= 0 (and NaN), without the checks. */
MF_INLINE double mf_log1p_positive(double x) {
    double f_low, exponent;
    const double f = mf_reduce_log1p(x, &f_low, &exponent);
    return mf_log_plain(f, exponent);
}

/* log(1 + x): -inf at -1, NaN below. */
MF_INLINE double mf_log1p(double x) {
    double low;
    const double high = mf_log1p_two_parts(x, &low);
    const double value = high + low;
    const double at_minus_one = x == -1.0 ? -INFINITY : value;
    const double at_infinity = x > MF_LARGEST ? INFINITY : at_minus_one;
    const double at_zero = x == 0.0 ? x : at_infinity; /* keeps the sign of zero */
    return x >= -1.0 ? at_zero : NAN;
}

/* x - log(1 + x) for finite x >= 0, to a few units in the last place for small x too; there k = 0 and f = x. */
MF_INLINE double mf_log1pmx(double x) {
    double f_low, exponent;
    const double f = mf_reduce_log1p(x, &f_low, &exponent);
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double rest = z * mf_log_polynomial(z);
    const double near = s * (x - rest);
    const double half = 0.5 * f * f;
    const double low = s * (half + rest) + exponent * MF_LOG2_LOW;
    const double far = ((x - exponent * MF_LOG2_HIGH) - f) + (half - low); /* the large parts cancel exactly */
    return x < 0.29 ? near : far;
}

/* sqrt(1 + x) - 1, which does not cancel for small x. */
MF_INLINE double mf_sqrt1pm1(double x) {
    const double value = x / (1.0 + sqrt(1.0 + x));
    const double at_infinity = x > MF_LARGEST ? INFINITY : value;
    return at_infinity;
}

/* Inverse hyperbolic sine: log1p(x + (sqrt(1 + x^2) - 1)); far out, where x^2 could overflow, log(2 x). */
MF_INLINE double mf_asinh(double x) {
    const double size = fabs(x);
    const int large = size > 0x1p500;
    const double square = large ? 0.0 : size * size;
    double low;
    const double argument = size + square / (1.0 + sqrt(1.0 + square));
    const double high = mf_log1p_two_parts(argument, &low);
    const double value = large ? high + (low + MF_LOG2) : high + low;
    const double at_infinity = size > MF_LARGEST ? INFINITY : value;
    return size == 0.0 ? x : copysign(at_infinity, x);
}

#endif
