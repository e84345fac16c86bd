/* Blocks of points, one SIMD lane each. */
#ifndef MUFORGE_LANES_H
#define MUFORGE_LANES_H

#define MF_SIMD _Pragma("omp simd")

#define MF_LANES 8

/* sum + rest += term, without rounding errors in the sum (Knuth's two-sum). */
#define MF_ACCUMULATE(sum, rest, term)                                         \
    do {                                                                       \
        const double mf_term = (term), mf_old = (sum), mf_new = mf_old + mf_term; \
        const double mf_back = mf_new - mf_old;                                \
        (rest) += (mf_old - (mf_new - mf_back)) + (mf_term - mf_back);         \
        (sum) = mf_new;                                                        \
    } while (0)

#endif
