/* What every generated kernel uses, and how a kernel is described to its callers. */
#ifndef MUFORGE_KERNEL_H
#define MUFORGE_KERNEL_H

#include <stddef.h>

#include "elementary.h"

/* Instruction sets are chosen at run time where compiler and platform can; otherwise the plain build works. */
#if !defined(MUFORGE_PLAIN) && defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && \
    !defined(__clang__) && __GNUC__ >= 12
#define MF_CLONES \
    __attribute__((target_clones("default", "arch=x86-64-v2", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define MF_CLONES
#endif

#define MF_SIMD _Pragma("omp simd")

#define MF_LANES 8
#define MF_HALF_ULP 1.1102230246251565e-16 /* rounding of one addition, relative to the sum */
#define MF_BROADCAST(x) {x, x, x, x, x, x, x, x}

/* sum + rest += term, without rounding errors in the sum (Knuth's two-sum). */
#define MF_ACCUMULATE(sum, rest, term)                                         \
    do {                                                                       \
        const double mf_term = (term), mf_old = (sum), mf_new = mf_old + mf_term; \
        const double mf_back = mf_new - mf_old;                                \
        (rest) += (mf_old - (mf_new - mf_back)) + (mf_term - mf_back);         \
        (sum) = mf_new;                                                        \
    } while (0)

/* Take over the results of one more level of refinement.
 *
 * Halving the step of the trapezoidal rule squares its error.  So the last change d and the one before it,
 * c (both relative), point to an error of about d^2 and c^4.  On the finest level, 16 times the larger of the
 * two is reported.  To stop before it, 32 times the larger of d^1.5 and c^3 has to meet the tolerance, because on
 * coarse levels two results can agree by accident.  A few units in the last place are added.  A lane that
 * has met its tolerance keeps its result.  Returns whether all lanes have.
 */
static inline int mf_converged(int level, int levels, const double *value, double tolerance, double *out,
                               double *error, double *change) {
    int all = 1;
    for (int l = 0; l < MF_LANES; ++l) {
        if (level > 0 && error[l] >= 0.0)
            continue;
        const double size = fabs(value[l]);
        const double last = level > 0 && size > 0.0 ? fabs(value[l] - out[l]) / size : level > 0 ? 0.0 : 1.0;
        const double before = level > 1 ? change[l] : 1.0;
        const int finest = level + 1 == levels;
        const double early = 32.0 * fmax(last * sqrt(last), before * before * before);
        const double final = 16.0 * fmax(last * last, before * before * before * before);
        const double relative = fmin(finest ? final : early, fmax(last, before));
        const double estimate = (relative + 1.8e-15) * size;
        const int finite = size < INFINITY;
        const int enough = finest || (level > 1 && estimate <= tolerance * size) || !finite;
        out[l] = value[l];
        change[l] = last;
        error[l] = !enough ? -1.0 : finite ? estimate : NAN;
        all &= enough;
    }
    return all;
}

/* What a library of kernels shows to those who load it; everything else is hidden. */
#ifdef _WIN32
#define MF_EXPORT __declspec(dllexport)
#else
#define MF_EXPORT __attribute__((visibility("default")))
#endif

/* The same for nested integrals, whose levels have steps that shrink by 3/2, reach as much further, and share no nodes.
 *
 * This takes the errors of step and tails to the power of 3/2.  So d and c point to an error of about d^(3/2) and
 * c^(9/4); to stop before the finest level, exponents 5/4 and 25/16 have to do.  If d is larger than c^(5/4),
 * convergence is no better than algebraic (there is a kink, say), and the larger of 4 d and 2 c has to meet the
 * tolerance.  `noise` is how far rounding may falsify the sums.
 */
static inline int mf_agree(int level, int levels, const double *value, double tolerance, double noise, double *out,
                           double *error, double *change) {
    int all = 1;
    for (int l = 0; l < MF_LANES; ++l) {
        if (level > 0 && error[l] >= 0.0)
            continue;
        const double size = fabs(value[l]);
        const double last = level > 0 && size > 0.0 ? fabs(value[l] - out[l]) / size : level > 0 ? 0.0 : 1.0;
        const double before = level > 1 ? change[l] : 1.0;
        const int finest = level + 1 == levels;
        const double expected = before * sqrt(sqrt(before)); /* c^(5/4) */
        const double early = 32.0 * fmax(last * sqrt(sqrt(last)), expected * sqrt(sqrt(expected)));
        const double final = 16.0 * fmax(last * sqrt(last), before * before * sqrt(sqrt(before)));
        const double slow = fmax(4.0 * last, 2.0 * before);
        const double relative = last <= expected ? fmin(finest ? final : early, slow) : slow;
        const double estimate = (relative + noise + 1.8e-15) * size;
        const int finite = size < INFINITY;
        const int enough = finest || (level > 1 && estimate <= tolerance * size) || !finite;
        out[l] = value[l];
        change[l] = last;
        error[l] = !enough ? -1.0 : finite ? estimate : NAN;
        all &= enough;
    }
    return all;
}

typedef void (*mf_many)(ptrdiff_t n, const double *const *points, const double *parameters, double *const *out);
typedef void (*mf_each)(ptrdiff_t n, const double *const *inputs, double *const *out);
typedef void (*mf_lanes)(const double *const *inputs, double tolerance, double *out, double *error);
typedef void (*mf_series)(ptrdiff_t n, const double *const *inputs, double *out);

/* A kernel.  Exactly one of `each` (with `many`), `lanes` and `series` is set. */
typedef struct {
    const char *name;
    const char *doc;
    int inputs;  /* number of arguments */
    int points;  /* how many of them, the first ones, vary inside a batch */
    int outputs; /* 2: complex */
    unsigned series_mask; /* bit i: argument i is an array that is summed over */
    mf_many many;
    mf_each each;
    mf_lanes lanes;
    mf_series series;
    double tolerance; /* of quadrature when none is asked for, relative */
} mf_kernel;

#endif
