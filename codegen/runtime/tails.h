/* Tails of an integrand, in which fine rules have no nodes.
 *
 * The coarsest rule shows where an integrand matters: outside of a window, its terms add up to less than MF_TAIL times
 * the tolerance on either side.  Finer rules have nodes in the window only.  The terms of a tail grow towards the window,
 * so that the nodes which are left out would add no more than those of the coarsest rule; twice as much is allowed for.
 * Beyond the outermost nodes there is less than twice what these add, if terms fall there as they should: by half, at
 * least, from one to the next.
 */
#ifndef MUFORGE_TAILS_H
#define MUFORGE_TAILS_H

#include "bits.h"
#include "lanes.h"

#define MF_TAIL 0x1p-8

typedef struct {
    double low[MF_LANES], high[MF_LANES]; /* nodes low ... high - 1 of a level are in the window of a lane */
    int first, last;                      /* nodes first ... last - 1 in that of any lane */
    double left_out[MF_LANES];            /* bound on how much the tails add to the integral */
} mf_window;

/* All nodes of the coarsest rule. */
MF_INLINE void mf_open_window(mf_window *window, int nodes) {
    for (int l = 0; l < MF_LANES; ++l) {
        window->low[l] = 0.0;
        window->high[l] = nodes;
        window->left_out[l] = 0.0;
    }
    window->first = 0;
    window->last = nodes;
}

/* The term of a node of a level, if it is in the window of the lane. */
MF_INLINE double mf_within(const mf_window *window, int l, double node, double term) {
    return (window->low[l] <= node) & (node < window->high[l]) ? term : 0.0;
}

/* How much has been left out, relative to the integral. */
MF_INLINE void mf_relative_tails(const mf_window *window, const double *integral, double *tails) {
    for (int l = 0; l < MF_LANES; ++l)
        tails[l] = fabs(integral[l]) > 0.0 ? window->left_out[l] / fabs(integral[l]) : 0.0;
}

/* From the terms of the coarsest rule, all positive here, the window of the rule after it.
 *
 * The nodes of that one lie between nodes of the coarsest rule; the intervals at both edges of the window belong to it.
 */
MF_INLINE void mf_find_window(mf_window *window, int nodes, double (*sizes)[MF_LANES], double step,
                              const double *integral, double tolerance) {
    double most[MF_LANES], below[MF_LANES] = {0.0}, above[MF_LANES] = {0.0};
    double cut_low[MF_LANES] = {0.0}, cut_high[MF_LANES] = {0.0};
    for (int l = 0; l < MF_LANES; ++l)
        most[l] = MF_TAIL * tolerance * fabs(integral[l]);
    for (int i = 0; i < nodes; ++i) {
        MF_SIMD
        for (int l = 0; l < MF_LANES; ++l) {
            below[l] += step * sizes[i][l];
            above[l] += step * sizes[nodes - 1 - i][l];
            cut_low[l] += below[l] < most[l] ? 1.0 : 0.0;
            cut_high[l] += above[l] < most[l] ? 1.0 : 0.0;
        }
    }
    double first = nodes, last = 0.0;
    _Pragma("omp simd reduction(min : first) reduction(max : last)")
    for (int l = 0; l < MF_LANES; ++l) {
        window->low[l] = mf_max(cut_low[l] - 1.0, 0.0);
        window->high[l] = nodes - mf_max(cut_high[l], 1.0);
        window->left_out[l] = 4.0 * most[l] + 2.0 * step * (sizes[0][l] + sizes[nodes - 1][l]);
        first = mf_min(first, window->low[l]);
        last = mf_max(last, window->high[l]);
    }
    window->first = (int)first;
    window->last = (int)last;
}

/* The window of a rule with twice as many new nodes as the one before it. */
MF_INLINE void mf_refine_window(mf_window *window) {
    for (int l = 0; l < MF_LANES; ++l) {
        window->low[l] *= 2.0;
        window->high[l] *= 2.0;
    }
    window->first *= 2;
    window->last *= 2;
}

#endif
