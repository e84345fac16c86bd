/* Inverse trigonometric functions; see codegen/elementary/arctangent.py. */
#ifndef MUFORGE_ARCTANGENT_H
#define MUFORGE_ARCTANGENT_H

#include "bits.h"
#include "coefficients.h"

/* octants pi/4 + sign atan((y + y_low)/(x + x_low)) for x > 0, |y| <= tan(pi/8) x. */
MF_INLINE double mf_angle(double octants, double sign, double y, double y_low, double x, double x_low) {
    const double inverse = 1.0 / x;
    const double head = mf_head(y * inverse); /* the quotient is head + tail */
    const double x_head = mf_head(x);
    const double rest = ((y - head * x_head) - head * (x - x_head)) + (y_low - head * x_low);
    const double tail = rest * inverse;
    const double t = head + tail;
    const double z = t * t;
    const double small = tail + t * z * mf_atan_polynomial(z);
    const double base = octants * MF_QUARTER_PI_HIGH;
    const double sum = base + sign * head;
    return sum + (mf_lost(sum, base, sign * head) + (octants * MF_QUARTER_PI_LOW + sign * small));
}

/* Arc tangent. */
MF_INLINE double mf_atan(double x) {
    const double size = mf_min(18014398509481984.0 /* 2^54: the result is pi/2 */, fabs(x));
    const int far = size > MF_TAN_3_EIGHTH_PI;
    const int near = size <= MF_TAN_EIGHTH_PI;
    const double difference = size - 1.0, sum = size + 1.0;
    const double difference_low = size - (difference + 1.0), sum_low = size - (sum - 1.0);
    const double above = near ? size : difference, above_low = near ? 0.0 : difference_low;
    const double below = near ? 1.0 : sum, below_low = near ? 0.0 : sum_low;
    const double octants = near ? 0.0 : 1.0;
    return copysign(mf_angle(far ? 2.0 : octants, 1.0, far ? -1.0 : above, far ? 0.0 : above_low,
                             far ? size : below, far ? 0.0 : below_low), x);
}

/* Angle of the point (x, y), or (-x, y) if it is to be mirrored, for x, y >= 0 whose products do not underflow. */
MF_INLINE double mf_angle_of(double y, double x, int mirrored) {
    const int steep = y > x;
    const double large = steep ? y : x, small = steep ? x : y;
    const int wide = small > MF_TAN_EIGHTH_PI * large;
    const double difference = small - large, sum = small + large;
    const double above = wide ? difference : small;
    const double above_low = wide ? small - (difference + large) : 0.0;
    const double below = wide ? sum : large;
    const double below_low = wide ? small - (sum - large) : 0.0;
    const double octants = wide ? 1.0 : 0.0;
    const double turned = steep ? 2.0 - octants : octants;
    const double all = mirrored ? 4.0 - turned : turned;
    const double sign = (steep ? -1.0 : 1.0) * (mirrored ? -1.0 : 1.0);
    return mf_angle(all, sign, above, above_low, below, below_low);
}

/* Angle of the point (x, y) from -pi to pi, with the signs of zeros as C has them. */
MF_INLINE double mf_atan2(double y, double x) {
    const double x_size = fabs(x), y_size = fabs(y);
    const double large = mf_max(x_size, y_size);
    const int infinite = large > MF_LARGEST;
    const double scale = large > 0x1p400 ? 0x1p-300 : 0x1p600;
    const double x_far = x_size > MF_LARGEST ? 1.0 : 0.0, y_far = y_size > MF_LARGEST ? 1.0 : 0.0;
    const double at_zero = large == 0.0 ? 1.0 : x_size * scale;
    const double x_inside = infinite ? x_far : at_zero;
    const double y_inside = infinite ? y_far : y_size * scale;
    const int mirrored = copysign(1.0, x) < 0.0;
    const double value = mf_angle_of(y_inside, x_inside, mirrored);
    const double signed_value = copysign(value, y);
    return (x != x) | (y != y) ? x + y : signed_value;
}

/* sqrt(1 - x^2) for 0 <= x; NaN above 1. */
MF_INLINE double mf_other_leg(double x) {
    const double near = 1.0 - x * x, far = (1.0 - x) * (1.0 + x);
    return sqrt(x < 0.5 ? near : far);
}

/* Arc sine; NaN outside -1 <= x <= 1. */
MF_INLINE double mf_asin(double x) {
    const double size = fabs(x);
    return copysign(mf_angle_of(size, mf_other_leg(size), 0), x);
}

/* Arc cosine; NaN outside -1 <= x <= 1. */
MF_INLINE double mf_acos(double x) {
    const double size = fabs(x);
    return mf_angle_of(mf_other_leg(size), size, x < 0.0);
}

#endif
