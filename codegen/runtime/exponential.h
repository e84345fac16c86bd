/* Exponentials and hyperbolic functions; see codegen/elementary/exponential.py. */
#ifndef MUFORGE_EXPONENTIAL_H
#define MUFORGE_EXPONENTIAL_H

#include "bits.h"
#include "coefficients.h"

#define MF_ROUNDER 6755399441055744.0 /* 1.5 * 2^52: adding it rounds to an integer, in the last bits of the sum */

/* x = k log 2 + r + low; returns r and sets k, as a number and, with 1023 added, as the bits of an exponent. */
MF_INLINE double mf_reduce_exp(double x, double *low, double *k, uint64_t *biased) {
    const double rounded = x * MF_INVERSE_LOG2 + MF_ROUNDER;
    *k = rounded - MF_ROUNDER;
    *biased = mf_bits(rounded) - mf_bits(MF_ROUNDER) + 1023u;
    const double high = x - *k * MF_LOG2_HIGH; /* exact */
    const double back = *k * MF_LOG2_LOW;
    const double r = high - back;
    *low = (high - r) - back;
    return r;
}

/* exp(x): overflow to infinity, gradual underflow. */
MF_INLINE double mf_exp(double x) {
    double low, k;
    uint64_t biased;
    const double inside = mf_max(MF_EXP_SMALLEST, mf_min(MF_EXP_LARGEST, x));
    const double r = mf_reduce_exp(inside, &low, &k, &biased);
    const double sum = 1.0 + r;
    const double value = sum + (mf_lost(sum, 1.0, r) + (r * r * mf_exp_polynomial(r) + low));
    const uint64_t twice = biased + 1023u; /* 2^k in two factors, neither of which is subnormal */
    const uint64_t first = twice >> 1;
    return value * mf_power_of_2(first) * mf_power_of_2(twice - first);
}

/* exp(x) - 1: 2^k (exp(r) - 1) + (2^k - 1), of which half is computed because 2^k may be too large. */
MF_INLINE double mf_expm1(double x) {
    double low, k;
    uint64_t biased;
    const double inside = mf_max(MF_EXPM1_SMALLEST, mf_min(MF_EXP_LARGEST, x));
    const double r = mf_reduce_exp(inside, &low, &k, &biased);
    const double near = r + (r * r * mf_exp_polynomial(r) + low);
    const double half = mf_power_of_2(biased - 1u);
    const double far = 2.0 * (half * near + (half - 0.5));
    const double value = k == 0.0 ? near : far;
    return x == 0.0 ? x : value;
}

/* sinh(x): of 2^k, a quarter is used because it may be too large; 2^-k is negligible beyond 40. */
MF_INLINE double mf_sinh(double x) {
    double low, k;
    uint64_t biased;
    const double size = mf_min(MF_SINH_LARGEST, fabs(x));
    const double far = mf_reduce_exp(size, &low, &k, &biased);
    const int near = size < 1.0;
    const double r = near ? size : far;
    const double r_low = near ? 0.0 : low;
    const double power = near ? 0.25 : mf_power_of_2(biased - 2u); /* 2^k / 4 */
    const double opposite = mf_power_of_2(2044u - biased);
    const double inverse = near ? 0.25 : size < 40.0 ? opposite : 0.0; /* 2^-k / 4 */
    const double z = r * r;
    const double odd = r * z * mf_sinh_polynomial(z) + r_low;
    const double even = z * mf_cosh_polynomial(z);
    const double difference = power - inverse, sum = power + inverse;
    const double half = difference + (difference * even + sum * (r + odd));
    const double value = near ? r + odd : 2.0 * half;
    return copysign(value, x);
}

#endif
