/* What every generated kernel uses, and how a kernel is described to its callers. */
#ifndef MUFORGE_KERNEL_H
#define MUFORGE_KERNEL_H

#include <stddef.h>

#include "elementary.h"
#include "instruction_sets.h"
#include "lanes.h"
#include "levels.h"
#include "tails.h"
#include "wrappers.h"

/* What a library of kernels shows to those who load it; everything else is hidden. */
#ifdef _WIN32
#define MF_EXPORT __declspec(dllexport)
#else
#define MF_EXPORT __attribute__((visibility("default")))
#endif

typedef void (*mf_many)(ptrdiff_t n, const double *const *points, const double *parameters, double *const *out);
typedef void (*mf_each)(ptrdiff_t n, const double *const *inputs, double *const *out);
/* MF_LANES numbers of the first result, then those of the second one ... */
typedef void (*mf_lanes)(const double *const *inputs, double tolerance, double *out, double *error);
typedef void (*mf_series)(ptrdiff_t n, const double *const *inputs, double *out);
typedef double (*mf_low)(int n, double *x, void *user_data);
typedef void (*mf_scalar)(void); /* to be cast to the type of the function */

#define MF_MOST_INPUTS 32
#define MF_MOST_OUTPUTS 8

/* A kernel.  Exactly one of `each` (with `many`), `lanes` and `series` is set. */
typedef struct {
    const char *name;
    const char *doc;
    int inputs;  /* number of arguments, at most MF_MOST_INPUTS */
    int points;  /* how many of them, the first ones, vary inside a batch */
    int outputs; /* numbers in its results, at most MF_MOST_OUTPUTS */
    int is_complex; /* whether there are two, the parts of one complex result */
    unsigned series_mask; /* bit i: argument i is an array that is summed over */
    mf_many many;
    mf_each each;
    mf_lanes lanes;
    mf_series series;
    double tolerance; /* of quadrature when none is asked for, relative */
    int nested;       /* whether there are integrals within integrals, so that a point takes long */
    const char *formula; /* fingerprint of its formula; NULL in libraries that are loaded at run time */
    mf_scalar scalar;    /* muforge_NAME; without lists `low` takes its arguments in an array */
    mf_low low;
} mf_kernel;

/* How a descriptor refers to muforge_NAME, a function of any type, and for one number from n numbers also as a function
 * of scipy's signature, which MF_LOW(NAME, n) defines. */
#define MF_SCALAR(name) .scalar = (mf_scalar)muforge_##name
#define MF_SCALAR_AND_LOW(name) MF_SCALAR(name), .low = name##_low
#define MF_LOW(name, count)                                                          \
    static double name##_low(int n, double *x, void *user_data) {                    \
        (void)x, (void)user_data;                                                    \
        return n == count ? muforge_##name(MF_ELEMENTS_##count) : NAN;               \
    }

/* The first elements of the array x, as arguments. */
#define MF_ELEMENTS_0
#define MF_ELEMENTS_1 x[0]
#define MF_ELEMENTS_2 MF_ELEMENTS_1, x[1]
#define MF_ELEMENTS_3 MF_ELEMENTS_2, x[2]
#define MF_ELEMENTS_4 MF_ELEMENTS_3, x[3]
#define MF_ELEMENTS_5 MF_ELEMENTS_4, x[4]
#define MF_ELEMENTS_6 MF_ELEMENTS_5, x[5]
#define MF_ELEMENTS_7 MF_ELEMENTS_6, x[6]
#define MF_ELEMENTS_8 MF_ELEMENTS_7, x[7]
#define MF_ELEMENTS_9 MF_ELEMENTS_8, x[8]
#define MF_ELEMENTS_10 MF_ELEMENTS_9, x[9]
#define MF_ELEMENTS_11 MF_ELEMENTS_10, x[10]
#define MF_ELEMENTS_12 MF_ELEMENTS_11, x[11]
#define MF_ELEMENTS_13 MF_ELEMENTS_12, x[12]
#define MF_ELEMENTS_14 MF_ELEMENTS_13, x[13]
#define MF_ELEMENTS_15 MF_ELEMENTS_14, x[14]
#define MF_ELEMENTS_16 MF_ELEMENTS_15, x[15]
#define MF_ELEMENTS_17 MF_ELEMENTS_16, x[16]
#define MF_ELEMENTS_18 MF_ELEMENTS_17, x[17]
#define MF_ELEMENTS_19 MF_ELEMENTS_18, x[18]
#define MF_ELEMENTS_20 MF_ELEMENTS_19, x[19]
#define MF_ELEMENTS_21 MF_ELEMENTS_20, x[20]
#define MF_ELEMENTS_22 MF_ELEMENTS_21, x[21]
#define MF_ELEMENTS_23 MF_ELEMENTS_22, x[22]
#define MF_ELEMENTS_24 MF_ELEMENTS_23, x[23]
#define MF_ELEMENTS_25 MF_ELEMENTS_24, x[24]
#define MF_ELEMENTS_26 MF_ELEMENTS_25, x[25]
#define MF_ELEMENTS_27 MF_ELEMENTS_26, x[26]
#define MF_ELEMENTS_28 MF_ELEMENTS_27, x[27]
#define MF_ELEMENTS_29 MF_ELEMENTS_28, x[28]
#define MF_ELEMENTS_30 MF_ELEMENTS_29, x[29]
#define MF_ELEMENTS_31 MF_ELEMENTS_30, x[30]
#define MF_ELEMENTS_32 MF_ELEMENTS_31, x[31]

#endif
