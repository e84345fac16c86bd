/* Inner loops of NumPy ufuncs on top of kernels. */
#ifndef MUFORGE_LOOPS_H
#define MUFORGE_LOOPS_H

#include <stddef.h>

/* The signature of PyUFuncGenericFunction; `data` is the mf_kernel. */
void mf_loop_pointwise(char **args, const ptrdiff_t *dimensions, const ptrdiff_t *steps, void *data);
void mf_loop_quadrature(char **args, const ptrdiff_t *dimensions, const ptrdiff_t *steps, void *data);
void mf_loop_quadrature_error(char **args, const ptrdiff_t *dimensions, const ptrdiff_t *steps, void *data);
void mf_loop_outer(char **args, const ptrdiff_t *dimensions, const ptrdiff_t *steps, void *data);
void mf_loop_series(char **args, const ptrdiff_t *dimensions, const ptrdiff_t *steps, void *data);

#endif
