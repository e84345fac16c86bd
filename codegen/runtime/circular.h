/* Sine and cosine; see codegen/elementary/circular.py. */
#ifndef MUFORGE_CIRCULAR_H
#define MUFORGE_CIRCULAR_H

#include "bits.h"
#include "coefficients.h"
#include "exponential.h"

/* x = k pi/2 + r + low; returns r and sets k modulo 4. */
MF_INLINE double mf_reduce_angle(double x, double *low, uint64_t *quadrant) {
    const double rounded = x * MF_INVERSE_HALF_PI + MF_ROUNDER;
    const double k = rounded - MF_ROUNDER;
    *quadrant = mf_bits(rounded) & 3u;
    const double first = x - k * MF_HALF_PI_1; /* exact */
    const double second = k * MF_HALF_PI_2, third = k * MF_HALF_PI_3;
    const double a = first - second;
    const double a_rest = mf_lost_by_any(a, first, -second);
    const double b = a - third;
    const double b_rest = mf_lost_by_any(b, a, -third);
    const double rest = (a_rest + b_rest) - k * MF_HALF_PI_4;
    const double r = b + rest;
    *low = mf_lost_by_any(r, b, rest);
    return r;
}

/* sin(r + low) and cos(r + low) for small r. */
MF_INLINE double mf_near_sin(double r, double low) {
    const double z = r * r;
    return r + (r * z * mf_sin_polynomial(z) + low * (1.0 - 0.5 * z));
}

MF_INLINE double mf_near_cos(double r, double low) {
    const double z = r * r, half = 0.5 * z;
    const double sum = 1.0 - half;
    return sum + (mf_lost(sum, 1.0, -half) + (z * z * mf_cos_polynomial(z) - r * low));
}

/* sin(x + turns pi/2). */
MF_INLINE double mf_turned_sin(double x, uint64_t turns) {
    double low;
    uint64_t quadrant;
    const double r = mf_reduce_angle(fabs(x) <= MF_LARGEST_ANGLE ? x : NAN, &low, &quadrant);
    const double even = mf_near_sin(r, low), odd = mf_near_cos(r, low);
    const uint64_t turned = quadrant + turns;
    const double value = mf_to_double(turned & 1u) > 0.0 ? odd : even; /* older sets cannot compare integers */
    return mf_from_bits(mf_bits(value) ^ ((turned & 2u) << 62));
}

/* sin(x); NaN for angles beyond a million. */
MF_INLINE double mf_sin(double x) {
    const double value = mf_turned_sin(x, 0u);
    return x == 0.0 ? x : value;
}

/* cos(x); NaN for angles beyond a million. */
MF_INLINE double mf_cos(double x) { return mf_turned_sin(x, 1u); }

#endif
