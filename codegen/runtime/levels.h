/* Levels of refinement of a quadrature: when to stop, and how large the error is. */
#ifndef MUFORGE_LEVELS_H
#define MUFORGE_LEVELS_H

#include "bits.h"
#include "lanes.h"

/* Take over the results of one more level of refinement, with relative errors estimated from the last two changes.
 *
 * `last` and `before` are the relative changes of this level and of the one before it, `relative` the estimate, to which
 * `noise` is added: how far rounding may falsify the result.  A lane that has met its tolerance keeps its result.
 * The rest of mf_converged and mf_agree, which return whether all lanes have.
 */
#define MF_CHANGES(l, largest)                                                                   \
    const int open = level == 0 || error[l] < 0.0;                                               \
    const double size = fabs(value[l]);                                                          \
    const double seen_change = size > 0.0 ? fabs(value[l] - out[l]) / size : 0.0;                \
    const double last = level > 0 ? (largest) : 1.0, before = level > 1 ? change[l] : 1.0
#define MF_TAKE_OVER(l, relative)                                                                \
    const double estimate = ((relative) + noise) * size;                                         \
    const int finite = size < INFINITY;                                                          \
    const int enough = finest | ((level > 0) & (estimate <= tolerance * size)) | !finite;        \
    const double found = finite ? estimate : NAN;                                                \
    const double claimed = enough ? found : -1.0;                                                \
    out[l] = open ? value[l] : out[l];                                                           \
    change[l] = open ? last : change[l];                                                         \
    error[l] = open ? claimed : error[l];                                                        \
    unfinished += open & !enough

/* A level of refinement: the largest change that is usual, and a bound on the error that is left then. */
typedef struct {
    double change, error;
} mf_level;

/* The largest relative change of several integrals: where their errors cancel in the result, its own says little. */
MF_INLINE void mf_largest_change(int count, const double *const *now, const double *const *past, double *moved) {
    for (int l = 0; l < MF_LANES; ++l)
        moved[l] = 0.0;
    for (int i = 0; i < count; ++i)
        for (int l = 0; l < MF_LANES; ++l)
            moved[l] = mf_max(fabs(now[i][l] - past[i][l]) / fabs(now[i][l]), moved[l]);
}

/* Halving the step of the trapezoidal rule squares its error.  So the last change d and the one before it,
 * c (both relative), point to an error of about d^2 and c^4.  On the finest level, 16 times the larger of the
 * two is reported.  To stop before it, 32 times the larger of d^1.5 and c^3 has to meet the tolerance, because on
 * coarse levels two results can agree by accident; or the bound that holds for the level, for inputs `inside`
 * the box where it does and if both changes are as usual.  The finest level has no bound of its own: there it is 16
 * times the square of the bound of the level before, if the change was as usual there, and the last one no larger than
 * what the errors of both levels can make it.  To that comes what was left out in `tails`, if anything.
 */
MF_INLINE int mf_converged(int level, int levels, const double *value, double tolerance, double noise,
                           const mf_level *bounds, const double *inside, const double *moved, const double *tails,
                           double *out, double *error, double *change) {
    const int finest = level + 1 == levels;
    const double error_before = level > 0 ? bounds[level - 1].error : 1.0;
    const double bound = finest ? 16.0 * error_before * error_before : bounds[level].error;
    const double most = finest ? 2.0 * error_before : bounds[level].change;
    const double most_before = level > 0 ? bounds[level - 1].change : 1.0;
    int unfinished = 0;
    _Pragma("omp simd reduction(+ : unfinished)")
    for (int l = 0; l < MF_LANES; ++l) {
        MF_CHANGES(l, mf_max(seen_change, moved[l]));
        const double cube = before * before * before;
        const double early = 32.0 * mf_max(last * sqrt(last), cube);
        const double final = 16.0 * mf_max(last * last, cube * before);
        const double seen = mf_min(finest ? final : early, mf_max(last, before));
        const double usual = (inside[l] > 0.0) & (last <= most) & (before <= most_before) ? bound : 1.0;
        MF_TAKE_OVER(l, mf_min(seen, usual) + tails[l]);
    }
    return !unfinished;
}

/* The same for nested integrals, whose levels have steps that shrink by 3/2, reach as much further, and share no nodes.
 *
 * This takes the errors of step and tails to the power of 3/2.  So d and c point to an error of about d^(3/2) and
 * c^(9/4); to stop before the finest level, exponents 5/4 and 25/16 have to do.  If d is larger than c^(5/4),
 * convergence is no better than algebraic (there is a kink, say), and the larger of 4 d and 2 c has to meet the
 * tolerance.
 */
MF_INLINE int mf_agree(int level, int levels, const double *value, double tolerance, double noise, double *out,
                       double *error, double *change) {
    const int finest = level + 1 == levels;
    int unfinished = 0;
    _Pragma("omp simd reduction(+ : unfinished)")
    for (int l = 0; l < MF_LANES; ++l) {
        MF_CHANGES(l, seen_change);
        const double expected = before * sqrt(sqrt(before)); /* c^(5/4) */
        const double early = 32.0 * mf_max(last * sqrt(sqrt(last)), expected * sqrt(sqrt(expected)));
        const double final = 16.0 * mf_max(last * sqrt(last), before * before * sqrt(sqrt(before)));
        const double slow = mf_max(4.0 * last, 2.0 * before);
        MF_TAKE_OVER(l, last <= expected ? mf_min(finest ? final : early, slow) : slow);
    }
    return !unfinished;
}

#endif
