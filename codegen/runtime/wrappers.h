/* What is the same in every kernel, as macros: a generated kernel is its body and one or two of these.
 *
 * A kernel without loops is two functions.  NAME_fix computes what depends on parameters alone, NAME_at the results at
 * one point; both are inlined into NAME_many (parameters fixed, points in arrays) and NAME_each (all in arrays), so
 * that a value has the same bits whichever way it is asked for.  Both take element i of the arrays in[0], in[1] ...
 */
#ifndef MUFORGE_WRAPPERS_H
#define MUFORGE_WRAPPERS_H

#include <stddef.h>

#include "instruction_sets.h"
#include "lanes.h"

#define MF_FIX(name) MF_INLINE void name##_fix(name##_fixed *f, const double *const *in, ptrdiff_t i)
#define MF_AT(name) \
    MF_INLINE void name##_at(const name##_fixed *f, const double *const *in, ptrdiff_t i, double *const *out)

/* NAME_many and NAME_each, of a kernel with so many points and parameters. */
#define MF_POINTWISE(name, points, parameters)                                                            \
    MF_INLINE void name##_many_body(ptrdiff_t n, const double *const *in, const double *values, double *const *out) { \
        name##_fixed f;                                                                                   \
        const double *fixed[parameters + 1];                                                              \
        for (int p = 0; p < parameters; ++p)                                                              \
            fixed[p] = values + p;                                                                        \
        name##_fix(&f, fixed, 0);                                                                         \
        MF_SIMD                                                                                           \
        for (ptrdiff_t i = 0; i < n; ++i)                                                                 \
            name##_at(&f, in, i, out);                                                                    \
    }                                                                                                     \
    MF_INLINE void name##_each_body(ptrdiff_t n, const double *const *in, double *const *out) {           \
        MF_SIMD                                                                                           \
        for (ptrdiff_t i = 0; i < n; ++i) {                                                               \
            name##_fixed f;                                                                               \
            name##_fix(&f, in + points, i);                                                               \
            name##_at(&f, in, i, out);                                                                    \
        }                                                                                                 \
    }                                                                                                     \
    MF_VERSIONS(name##_many, (ptrdiff_t n, const double *const *in, const double *values, double *const *out), \
                (n, in, values, out))                                                                     \
    MF_VERSIONS(name##_each, (ptrdiff_t n, const double *const *in, double *const *out), (n, in, out))

/* The body of the function of numbers, from their addresses: of one result, and of several in `result`. */
#define MF_ONE_POINT(name, points, ...)                          \
    {                                                            \
        const double *const mf_in[] = {__VA_ARGS__};             \
        double mf_result, *const mf_out[] = {&mf_result};        \
        name##_fixed mf_f;                                       \
        name##_fix(&mf_f, mf_in + points, 0);                    \
        name##_at(&mf_f, mf_in, 0, mf_out);                      \
        return mf_result;                                        \
    }
#define MF_ONE_POINT_OF(outputs, name, points, ...)              \
    {                                                            \
        const double *const mf_in[] = {__VA_ARGS__};             \
        double *mf_out[outputs];                                 \
        for (int mf_o = 0; mf_o < outputs; ++mf_o)               \
            mf_out[mf_o] = result + mf_o;                        \
        name##_fixed mf_f;                                       \
        name##_fix(&mf_f, mf_in + points, 0);                    \
        name##_at(&mf_f, mf_in, 0, mf_out);                      \
    }

/* A kernel with integrals is one function of a block of points; `mf_lanes` of kernel.h. */
#define MF_BLOCK(name) \
    MF_INLINE void name##_lanes_body(const double *const *inputs, double tolerance, double *out, double *error)
#define MF_QUADRATURE(name)                                                                               \
    MF_VERSIONS(name##_lanes, (const double *const *inputs, double tolerance, double *out, double *error), \
                (inputs, tolerance, out, error))

/* The body of the function of numbers: of one result, and of several in `result`. */
#define MF_ONE_BLOCK(name, tolerance, ...)                       \
    {                                                            \
        double mf_result[1];                                     \
        MF_INTEGRATE(1, name, tolerance, mf_result, __VA_ARGS__) \
        return mf_result[0];                                     \
    }
#define MF_ONE_BLOCK_OF(outputs, name, tolerance, ...)           \
    { MF_INTEGRATE(outputs, name, tolerance, result, __VA_ARGS__) }
#define MF_INTEGRATE(outputs, name, tolerance, result, ...)                \
    const double mf_given[] = {__VA_ARGS__};                               \
    enum { mf_count = sizeof mf_given / sizeof *mf_given };                \
    double mf_values[mf_count][MF_LANES];                                  \
    double mf_out[(outputs) * MF_LANES], mf_error[(outputs) * MF_LANES];   \
    const double *mf_in[mf_count];                                         \
    for (int mf_i = 0; mf_i < mf_count; ++mf_i) {                          \
        for (int mf_l = 0; mf_l < MF_LANES; ++mf_l)                        \
            mf_values[mf_i][mf_l] = mf_given[mf_i];                        \
        mf_in[mf_i] = mf_values[mf_i];                                     \
    }                                                                      \
    name##_lanes(mf_in, tolerance, mf_out, mf_error);                      \
    for (int mf_o = 0; mf_o < (outputs); ++mf_o)                           \
        (result)[mf_o] = mf_out[mf_o * MF_LANES];

#endif
