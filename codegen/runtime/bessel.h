/* Scaled modified Bessel functions exp(x) K1(x) and exp(x) K2(x); see codegen/elementary/bessel.py. */
#ifndef MUFORGE_BESSEL_H
#define MUFORGE_BESSEL_H

#include "logarithm.h"

/* log(x) where the series up to MF_BESSEL_NEAR need it: times x^2, it is negligible for the smallest x. */
MF_INLINE double mf_bessel_log(double x) {
    double low;
    const double high = mf_log_two_parts(mf_max(MF_SMALLEST_NORMAL, mf_min(MF_BESSEL_NEAR, x)), &low);
    return high + low;
}

/* x exp(x) K1(x) - 1 and x^2 exp(x) K2(x) - 2 for 0 <= x <= MF_BESSEL_NEAR. */
MF_INLINE double mf_k1_near(double x, double log) {
    return x + x * x * (mf_k1_regular(x) + log * mf_k1_logarithmic(x));
}

MF_INLINE double mf_k2_near(double x, double log) {
    const double square = x * x;
    return 2.0 * x + square * (mf_k2_regular(x) + square * log * mf_k2_logarithmic(x));
}

/* 4/(1 + x) - 1 = (3 - x)/(1 + x); what rounding takes from 1 + x matters near x = 1, where 1/(1 + x) is 1/2. */
MF_INLINE double mf_bessel_variable(double x) {
    const double above = (MF_BESSEL_STRETCH - 1.0) - x, below = 1.0 + x;
    const double lost = 1.0 - (below - x);
    return (above - 0.5 * lost * mf_max(0.0, above)) / below;
}

/* sqrt(x) exp(x) K(x) - sqrt(pi/2) for x >= MF_BESSEL_NEAR. */
MF_INLINE double mf_k1_beyond(double x, double w) {
    return MF_K1_CENTRE / x + (w * mf_k1_far(w) + MF_K1_CENTRE_LOW) / x;
}

/* For K2 with sqrt(pi/2) added, in two parts. */
MF_INLINE double mf_k2_beyond(double x, double w, double *low) {
    const double first = MF_K2_CENTRE / x;
    const double sum = MF_SQRT_HALF_PI + first;
    const double back = sum - MF_SQRT_HALF_PI;
    const double lost = (MF_SQRT_HALF_PI - (sum - back)) + (first - back);
    *low = (w * mf_k2_far(w) + MF_K2_CENTRE_LOW) / x + (lost + MF_SQRT_HALF_PI_LOW);
    return sum;
}

/* What rounding took from root = sqrt(x), and from square = x^2, relative to them. */
MF_INLINE double mf_sqrt_lost(double x, double root) {
    const double head = mf_head(root), tail = root - head;
    return 0.5 * (((x - head * head) - 2.0 * head * tail) - tail * tail) / x;
}

MF_INLINE double mf_square_lost(double x, double square) {
    const double head = mf_head(x), tail = x - head;
    return (((head * head - square) + 2.0 * head * tail) + tail * tail) / square;
}

/* exp(x) K1(x): infinite at 0, NaN below. */
MF_INLINE double mf_k1e(double x) {
    const double inside = mf_min(MF_LARGEST, x);
    const double w = mf_bessel_variable(inside);
    const double root = sqrt(inside);
    const int near = x <= MF_BESSEL_NEAR;
    const double close = mf_k1_near(x, mf_bessel_log(x)), distant = mf_k1_beyond(inside, w);
    const double correction = MF_SQRT_HALF_PI_LOW - (MF_SQRT_HALF_PI + distant) * mf_sqrt_lost(inside, root);
    const double rest = distant + correction;
    const double value = ((near ? 1.0 : MF_SQRT_HALF_PI) + (near ? close : rest)) / (near ? x : root);
    const double at_zero = x == 0.0 ? INFINITY : value;
    const double at_infinity = x > MF_LARGEST ? 0.0 : at_zero;
    return x < 0.0 ? NAN : at_infinity;
}

/* exp(x) K2(x): infinite at 0, NaN below. */
MF_INLINE double mf_k2e(double x) {
    const double inside = mf_min(MF_LARGEST, x);
    const double w = mf_bessel_variable(inside);
    const double root = sqrt(inside);
    const int near = x <= MF_BESSEL_NEAR, tiny = x < 0x1p-500;
    const double scaled = tiny ? x * 0x1p600 : mf_min(MF_BESSEL_NEAR, x);
    const double square = scaled * scaled;
    const double close = mf_k2_near(x, mf_bessel_log(x));
    const double series = 2.0 + (close - (2.0 + close) * mf_square_lost(scaled, square));
    double rest;
    const double distant = mf_k2_beyond(inside, w, &rest);
    const double corrected = rest - (distant + rest) * mf_sqrt_lost(inside, root);
    const double below = near ? square : root;
    const double ratio = (near ? series : distant) / below + (near ? 0.0 : corrected) / below;
    const double value = tiny ? ratio * 0x1p600 * 0x1p600 : ratio;
    const double at_zero = x == 0.0 ? INFINITY : value;
    const double at_infinity = x > MF_LARGEST ? 0.0 : at_zero;
    return x < 0.0 ? NAN : at_infinity;
}

/* K1(x)/K2(x): 0 at 0, NaN below. */
MF_INLINE double mf_bessel_ratio(double x) {
    const double inside = mf_min(MF_LARGEST, x);
    const double w = mf_bessel_variable(inside);
    const double log = mf_bessel_log(x);
    const int near = x <= MF_BESSEL_NEAR;
    double far_low;
    const double far_high = mf_k2_beyond(inside, w, &far_low);
    const double above_near = mf_k1_near(x, log), above_far = mf_k1_beyond(inside, w) + MF_SQRT_HALF_PI_LOW;
    const double above_rest = near ? above_near : above_far, above_whole = near ? 1.0 : MF_SQRT_HALF_PI;
    const double below_rest = near ? mf_k2_near(x, log) : far_low, below_whole = near ? 2.0 : far_high;
    const double above = above_whole + above_rest, above_low = (above_whole - above) + above_rest;
    const double below = below_whole + below_rest;
    const double back = below - below_whole; /* whichever of the two is the larger */
    const double below_low = (below_whole - (below - back)) + (below_rest - back);
    const double first = above / below;
    const double quotient = first + (above_low - first * below_low) / below;
    const double value = near ? x * quotient : quotient;
    return x < 0.0 ? NAN : value;
}

#endif
