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
} mf_kernel;

#endif
