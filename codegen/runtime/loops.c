/* Inner loops of NumPy ufuncs on top of kernels: strides, blocks, and floating-point flags.
 *
 * Kernels compute both branches of every selection, which may raise floating-point flags for values that
 * are then not selected; the flags are cleared, because a NaN in the result says all there is to say.
 */
#include <Python.h>

#include "loops.h"

#include <fenv.h>
#include <stdlib.h>

#include "kernel.h"

#define BLOCK 512

static double load(const char *base, ptrdiff_t step, ptrdiff_t i) {
    double value;
    memcpy(&value, base + i * step, sizeof value);
    return value;
}

/* Make argument a contiguous for elements start ... start + n - 1: itself if it is, else a copy. */
static const double *contiguous(char *base, ptrdiff_t step, ptrdiff_t start, ptrdiff_t n, double *buffer) {
    if (step == (ptrdiff_t)sizeof(double))
        return (const double *)(base + start * step);
    for (ptrdiff_t i = 0; i < n; ++i)
        buffer[i] = load(base, step, start + i);
    return buffer;
}

void mf_loop_pointwise(char **args, const ptrdiff_t *dimensions, const ptrdiff_t *steps, void *data) {
    const mf_kernel *kernel = data;
    const ptrdiff_t n = dimensions[0];
    const int inputs = kernel->inputs, points = kernel->points, outputs = kernel->outputs;
    const ptrdiff_t number = (ptrdiff_t)sizeof(double);
    double buffers[MF_MOST_INPUTS][BLOCK], results[MF_MOST_OUTPUTS][BLOCK], parameters[MF_MOST_INPUTS];
    char *out[MF_MOST_OUTPUTS]; /* where each output goes, and from there to the next point */
    ptrdiff_t out_step[MF_MOST_OUTPUTS];
    int direct = 1;
    for (int o = 0; o < outputs; ++o) {
        out[o] = kernel->is_complex ? args[inputs] + o * number : args[inputs + o];
        out_step[o] = steps[kernel->is_complex ? inputs : inputs + o];
        direct &= out_step[o] == number;
    }
    int hoisted = n > 0;
    for (int a = points; a < inputs; ++a)
        hoisted &= steps[a] == 0;
    if (hoisted)
        for (int a = points; a < inputs; ++a)
            parameters[a - points] = load(args[a], 0, 0);
    const int arrays = hoisted ? points : inputs;
    int copied = !direct;
    for (int a = 0; a < arrays; ++a)
        copied |= steps[a] != (ptrdiff_t)sizeof(double);
    const ptrdiff_t size = copied ? BLOCK : n; /* without copies, all points in one call */
    for (ptrdiff_t start = 0; start < n; start += size) {
        const ptrdiff_t count = n - start < size ? n - start : size;
        const double *block[MF_MOST_INPUTS];
        for (int a = 0; a < arrays; ++a)
            block[a] = contiguous(args[a], steps[a], start, count, buffers[a]);
        double *target[MF_MOST_OUTPUTS];
        for (int o = 0; o < outputs; ++o)
            target[o] = direct ? (double *)(out[o] + start * number) : results[o];
        if (hoisted)
            kernel->many(count, block, parameters, target);
        else
            kernel->each(count, block, target);
        if (!direct)
            for (ptrdiff_t i = 0; i < count; ++i)
                for (int o = 0; o < outputs; ++o)
                    memcpy(out[o] + (start + i) * out_step[o], &results[o][i], sizeof(double));
    }
    feclearexcept(FE_ALL_EXCEPT);
}

/* Give up Python's lock, which NumPy keeps in calls of few elements; these may take long all the same. */
static PyThreadState *unlock(void) { return PyGILState_Check() ? PyEval_SaveThread() : NULL; }

static void lock_again(PyThreadState *state) {
    if (state)
        PyEval_RestoreThread(state);
}

/* Quadrature in blocks of MF_LANES points; a last incomplete block is filled up with its first point.
 *
 * The arguments are the inputs, a tolerance if `with_error`, the results and, if `with_error`, the error of each.
 */
static void quadrature(char **args, ptrdiff_t n, const ptrdiff_t *steps, const mf_kernel *kernel, int with_error) {
    const int outputs = kernel->outputs, first = kernel->inputs + with_error;
    char *tolerance = with_error ? args[kernel->inputs] : NULL;
    const ptrdiff_t tolerance_step = with_error ? steps[kernel->inputs] : 0;
    double lanes[MF_MOST_INPUTS][MF_LANES];
    double value[MF_MOST_OUTPUTS][MF_LANES], estimate[MF_MOST_OUTPUTS][MF_LANES];
    const double *inputs[MF_MOST_INPUTS];
    PyThreadState *state = unlock();
    for (int a = 0; a < kernel->inputs; ++a)
        inputs[a] = lanes[a];
    for (ptrdiff_t start = 0; start < n;) {
        const double wanted = tolerance ? load(tolerance, tolerance_step, start) : kernel->tolerance;
        ptrdiff_t count = 0; /* points of this block; they share a tolerance */
        while (count < MF_LANES && start + count < n &&
               (!tolerance || load(tolerance, tolerance_step, start + count) == wanted || count == 0))
            ++count;
        for (int a = 0; a < kernel->inputs; ++a)
            for (int l = 0; l < MF_LANES; ++l)
                lanes[a][l] = load(args[a], steps[a], start + (l < count ? l : 0));
        kernel->lanes(inputs, wanted, value[0], estimate[0]);
        for (int o = 0; o < outputs * (1 + with_error); ++o) {
            const double *column = o < outputs ? value[o] : estimate[o - outputs];
            for (ptrdiff_t l = 0; l < count; ++l)
                memcpy(args[first + o] + (start + l) * steps[first + o], &column[l], sizeof(double));
        }
        start += count;
    }
    lock_again(state);
    feclearexcept(FE_ALL_EXCEPT);
}

void mf_loop_quadrature(char **args, const ptrdiff_t *dimensions, const ptrdiff_t *steps, void *data) {
    quadrature(args, dimensions[0], steps, data, 0);
}

void mf_loop_quadrature_error(char **args, const ptrdiff_t *dimensions, const ptrdiff_t *steps, void *data) {
    quadrature(args, dimensions[0], steps, data, 1);
}

MF_INLINE void scaled_body(ptrdiff_t n, double factor, const double *values, double *out) {
    MF_SIMD
    for (ptrdiff_t i = 0; i < n; ++i)
        out[i] = factor * values[i];
}
MF_VERSIONS(scaled, (ptrdiff_t n, double factor, const double *values, double *out), (n, factor, values, out))

/* A generalised ufunc: dimensions[0] factors times dimensions[1] values each. */
void mf_loop_outer(char **args, const ptrdiff_t *dimensions, const ptrdiff_t *steps, void *data) {
    const ptrdiff_t calls = dimensions[0], n = dimensions[1], size = (ptrdiff_t)sizeof(double);
    (void)data;
    for (ptrdiff_t call = 0; call < calls; ++call) {
        const double factor = load(args[0], steps[0], call);
        char *values = args[1] + call * steps[1], *out = args[2] + call * steps[2];
        if (steps[3] == size && steps[4] == size) {
            scaled(n, factor, (const double *)values, (double *)out);
            continue;
        }
        for (ptrdiff_t i = 0; i < n; ++i) {
            const double product = factor * load(values, steps[3], i);
            memcpy(out + i * steps[4], &product, sizeof product);
        }
    }
}

/* A generalised ufunc: dimensions[0] calls, each summing over dimensions[1] terms. */
void mf_loop_series(char **args, const ptrdiff_t *dimensions, const ptrdiff_t *steps, void *data) {
    const mf_kernel *kernel = data;
    const ptrdiff_t calls = dimensions[0], n = dimensions[1];
    double *buffer = malloc((size_t)(kernel->inputs * (n > 0 ? n : 1)) * sizeof(double));
    const ptrdiff_t *inner = steps + kernel->inputs + 1; /* strides inside the series arguments */
    for (ptrdiff_t call = 0; call < calls; ++call) {
        double *result = (double *)(args[kernel->inputs] + call * steps[kernel->inputs]);
        if (!buffer) {
            *result = NAN;
            continue;
        }
        const double *inputs[MF_MOST_INPUTS];
        int series = 0;
        for (int a = 0; a < kernel->inputs; ++a) {
            char *base = args[a] + call * steps[a];
            double *copy = buffer + a * n;
            if (kernel->series_mask >> a & 1u) {
                for (ptrdiff_t i = 0; i < n; ++i)
                    copy[i] = load(base, inner[series], i);
                ++series;
                inputs[a] = copy;
            } else {
                inputs[a] = (const double *)base;
            }
        }
        kernel->series(n, inputs, result);
    }
    free(buffer);
    feclearexcept(FE_ALL_EXCEPT);
}
