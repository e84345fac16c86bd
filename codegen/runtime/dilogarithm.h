/* The dilogarithm; see codegen/elementary/dilogarithm.py. */
#ifndef MUFORGE_DILOGARITHM_H
#define MUFORGE_DILOGARITHM_H

#include "logarithm.h"

/* Li2(x); for x > 1 its real part, which has a zero at 12.595 where the relative error is not small. */
MF_INLINE double mf_dilogarithm(double x) {
    const int above = x > MF_DILOGARITHM_HIGH;
    const int far = (x < MF_DILOGARITHM_LOW) | (x > MF_DILOGARITHM_FAR);
    const int direct = !(above | far);
    const double size = mf_min(MF_LARGEST, fabs(x));
    const double inverse = copysign(1.0 / size, x);
    const double y = far ? inverse : above ? 1.0 - x : x;
    double u_low, log_low, rest;
    const double high = mf_log1p_two_parts(-y, &rest);
    const double minus_u = mf_normalised(high, rest, &u_low);
    const double distance = fabs(y);
    const double argument = far ? size : direct | (distance == 0.0) ? 1.0 : distance;
    const double log_high = mf_log_two_parts(argument, &rest);
    const double log = mf_normalised(log_high, rest, &log_low);

    /* The product: -log(|x|)^2/2 far out, u log|1 - x| near 1, 0 elsewhere where the logarithm is that of 1. */
    const double factor = far ? -0.5 * log : -minus_u, factor_low = far ? -0.5 * log_low : -u_low;
    const double log_head = mf_head(log), factor_head = mf_head(factor);
    const double log_tail = (log - log_head) + log_low, factor_tail = (factor - factor_head) + factor_low;
    const double product = log_head * factor_head;
    const double product_low = log_head * factor_tail + log_tail * (factor + factor_low);

    const double sixths = direct ? 0.0 : far ? (x < 0.0 ? -1.0 : 2.0) : 1.0;
    const double base = sixths * MF_PI2_6;
    const double sign = direct ? 1.0 : -1.0;
    const double u = -minus_u;
    const double z = u * u;
    const double series = z * (u * mf_dilogarithm_polynomial(z) - 0.25) - u_low;

    const double sum = base + product;
    const double back = sum - base;
    const double lost = (base - (sum - back)) + (product - back);
    const double total = sum + sign * u;
    const double again = total - sum;
    const double lost_again = (sum - (total - again)) + (sign * u - again);
    const double value = total + ((lost + lost_again) + (sign * series + (product_low + sixths * MF_PI2_6_LOW)));
    const double at_zero = x == 0.0 ? x : value;
    return fabs(x) > MF_LARGEST ? -INFINITY : at_zero;
}

#endif
