/* Elementary functions that compilers can vectorise: no branches, no tables, no calls.
 *
 * How arguments are reduced is described in codegen/elementary/, where the coefficients come from; sums in
 * two parts keep the last rounding nearly the only one.  Errors are below 1 unit in the last place for mf_log,
 * mf_log1p, mf_exp, mf_sin, mf_cos, mf_atan and mf_atan2, and below 2 for the others (4 for x - log(1+x)).
 */
#ifndef MUFORGE_ELEMENTARY_H
#define MUFORGE_ELEMENTARY_H

#include "arctangent.h"
#include "bessel.h"
#include "circular.h"
#include "dilogarithm.h"
#include "error_function.h"
#include "exponential.h"
#include "logarithm.h"

#endif
