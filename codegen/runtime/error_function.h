/* The error function; see codegen/elementary/error_function.py. */
#ifndef MUFORGE_ERROR_FUNCTION_H
#define MUFORGE_ERROR_FUNCTION_H

#include "exponential.h"

/* erf(x): odd, 1 in size from 6 on. */
MF_INLINE double mf_erf(double x) {
    const double size = mf_min(MF_ERF_LARGEST, fabs(x));
    const double square = size * size;
    const double near = size + size * mf_erf_near(square);
    const double u = MF_ERF_STRETCH / (1.0 + size) - 1.0;
    const double far = 1.0 - mf_exp(-square) * mf_erf_far(u);
    return copysign(size > MF_ERF_NEAR ? far : near, x);
}

#endif
