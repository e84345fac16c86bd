# cython: language_level=3, embedsignature=False, boundscheck=False
"""The compiled kernels of muforge: NumPy ufuncs, one for each variant of each quantity.

``names`` lists them; arguments are positional, points first, then parameters, then constants, as in each
docstring and in ``_fast.pyi``.  A kernel with an integral also comes as ``NAME_with_error``, which takes a
relative tolerance as its last argument and returns value and estimated error; a kernel of several results returns all
results, then all errors.  ``scalars`` holds the real
kernels as functions of floats, for one call at a time without the cost of arrays, and ``capsules`` holds
them for `scipy.LowLevelCallable`.

Everything is made from the descriptions of kernels in C, mf_kernel, also the functions that other Cython code can
cimport: ``_fast.pxd`` declares them, and lies elsewhere, because Cython would look for their bodies here.
``formulas`` holds the fingerprint of the formula that each kernel was compiled from.

Kernels use the best instruction set of the processor, or the one that the environment variable MUFORGE_ISA
names at import; results are the same to the last bit.  ``instruction_set`` is the one in use,
``instruction_sets`` lists those that there are.  Points of kernels with an integral are computed ``lanes`` at a time.
"""

import os

from cpython.pycapsule cimport PyCapsule_New
from cpython.mem cimport PyMem_Malloc
cimport numpy as cnp

cnp.import_array()
cnp.import_ufunc()

cdef extern from "kernel.h" nogil:
    enum:
        MF_MOST_INPUTS
        MF_LANES
    ctypedef void (*mf_scalar)()
    ctypedef double (*mf_low)(int, double *, void *) noexcept
    ctypedef struct mf_kernel:
        const char *name
        const char *doc
        int inputs
        int points
        int outputs
        int is_complex
        unsigned series_mask
        int nested
        void (*lanes)(const double *const *, double, double *, double *)
        void (*series)(Py_ssize_t, const double *const *, double *)
        const char *formula
        mf_scalar scalar
        mf_low low

cdef extern from "families.h" nogil:
    ctypedef struct mf_family:
        const mf_kernel *kernels
        const int *count
    const mf_family mf_families[]
    const int mf_family_count
    const char *mf_formulas
    const char *mf_generator
    const char *mf_kernel_header
    const char *mf_build

cdef extern from "loops.h" nogil:
    void mf_loop_pointwise(char **, const cnp.npy_intp *, const cnp.npy_intp *, void *)
    void mf_loop_quadrature(char **, const cnp.npy_intp *, const cnp.npy_intp *, void *)
    void mf_loop_quadrature_error(char **, const cnp.npy_intp *, const cnp.npy_intp *, void *)
    void mf_loop_outer(char **, const cnp.npy_intp *, const cnp.npy_intp *, void *)
    void mf_loop_series(char **, const cnp.npy_intp *, const cnp.npy_intp *, void *)

cdef extern from "team.h":
    enum:
        MF_MOST_OPERANDS
        MF_MOST_AXES
    ctypedef void (*mf_loop)(char **, const cnp.npy_intp *, const cnp.npy_intp *, void *)
    ctypedef struct mf_grid:
        mf_loop loop
        void *data
        int operands
        int axes
        cnp.npy_intp points
        const cnp.npy_intp *shape
        char **base
        const cnp.npy_intp *steps
    int mf_share(const mf_grid *, int, double) except -1
    void mf_forget_team() noexcept

cdef extern from "instruction_sets.h" nogil:
    const int MF_VERSION_COUNT
    int mf_instruction_set
    const char *mf_instruction_set_name(int)
    int mf_instruction_set_available(int)

cdef char *LOW_LEVEL_SIGNATURE = b"double (int, double *, void *)"


cdef class Scalar:
    """A kernel as a function of floats, all positional."""

    cdef mf_low function
    cdef int inputs
    cdef readonly str __name__

    def __call__(self, *arguments):
        cdef double values[MF_MOST_INPUTS]
        cdef int i
        if len(arguments) != self.inputs:
            raise TypeError(f"{self.__name__} takes {self.inputs} numbers, {len(arguments)} were given")
        for i in range(self.inputs):
            values[i] = arguments[i]
        return self.function(self.inputs, values, NULL)

    def __repr__(self):
        return f"<kernel {self.__name__} of {self.inputs} numbers>"

    def __reduce__(self):
        return _scalar_of, (self.__name__,)


cdef Scalar _scalar(str name, mf_low function, int inputs):
    cdef Scalar made = Scalar.__new__(Scalar)
    made.function, made.inputs, made.__name__ = function, inputs, name
    return made


def _scalar_of(str name):
    return scalars[name]


# NumPy keeps pointers to these for as long as the ufuncs live, which is as long as the process.
cdef char REAL[64]
for _index in range(64):
    REAL[_index] = cnp.NPY_DOUBLE


cdef object _ufunc(const mf_kernel *kernel, cnp.PyUFuncGenericFunction loop, bint with_error, object name,
                   object signature):
    """A ufunc around one of the loops; `kernel` is handed to the loop."""
    cdef cnp.PyUFuncGenericFunction *loops = <cnp.PyUFuncGenericFunction *>PyMem_Malloc(sizeof(loop))
    cdef void **data = <void **>PyMem_Malloc(sizeof(void *))
    cdef char *types = REAL
    cdef int inputs = kernel.inputs + with_error, i
    cdef int outputs = (1 if kernel.is_complex else kernel.outputs) * (1 + with_error)
    if kernel.inputs > MF_MOST_INPUTS:
        raise ValueError(f"the kernel {kernel.name.decode()} has {kernel.inputs} inputs; at most {MF_MOST_INPUTS} work")
    if loops == NULL or data == NULL:
        raise MemoryError()
    loops[0] = loop
    data[0] = <void *>kernel
    if kernel.is_complex:
        types = <char *>PyMem_Malloc(inputs + 1)
        if types == NULL:
            raise MemoryError()
        for i in range(inputs):
            types[i] = cnp.NPY_DOUBLE
        types[inputs] = cnp.NPY_CDOUBLE
    _kept.append(name)
    if signature is not None:
        _kept.append(signature)
        return cnp.PyUFunc_FromFuncAndDataAndSignature(
            loops, data, types, 1, inputs, outputs, cnp.PyUFunc_None, name, kernel.doc, 0, signature)
    return cnp.PyUFunc_FromFuncAndData(loops, data, types, 1, inputs, outputs, cnp.PyUFunc_None, name, kernel.doc, 0)


cdef list _kept = []


cdef dict _ufuncs(size_t first, int count):
    """The ufuncs of an array of kernels by name, with those that also return an error."""
    cdef const mf_kernel *kernel
    cdef int i
    found = {}
    for i in range(count):
        kernel = <const mf_kernel *>(first + <size_t>i * sizeof(mf_kernel))
        name = kernel.name
        text = name.decode()
        if kernel.lanes != NULL:
            found[text] = _ufunc(kernel, mf_loop_quadrature, False, name, None)
            found[text + "_with_error"] = _ufunc(kernel, mf_loop_quadrature_error, True, name + b"_with_error", None)
        elif kernel.series != NULL:
            dimensions = ["(n)" if kernel.series_mask >> place & 1 else "()" for place in range(kernel.inputs)]
            found[text] = _ufunc(kernel, mf_loop_series, False, name, (",".join(dimensions) + "->()").encode())
        else:
            found[text] = _ufunc(kernel, mf_loop_pointwise, False, name, None)
    return found


def ufuncs_at(size_t address, int count):
    """The ufuncs of `count` kernels in a library that stays loaded, by name.

    `address` is that of an array of ``mf_kernel`` of ``kernel.h``, compiled with the same header as this extension;
    anything else crashes.  `muforge.kernels.libraries` is the way to get here.
    """
    return _ufuncs(address, count)


cdef bytes _signature(const mf_kernel *kernel):
    """The C type of a kernel's scalar function, as Cython code compares it when it cimports the function."""
    arguments = [b"double const *" if kernel.series_mask >> place & 1 else b"double" for place in range(kernel.inputs)]
    if kernel.series_mask:
        arguments.insert(0, b"Py_ssize_t")
    if kernel.outputs > 1:
        arguments.append(b"double *")
    return (b"double (" if kernel.outputs == 1 else b"void (") + (b", ".join(arguments) or b"void") + b")"


cdef int _add(const mf_kernel *kernel) except -1:
    """Make a kernel's scalar function known in all the ways to call it."""
    text = kernel.name.decode()
    signature = _signature(kernel)
    _kept.append(signature)
    __pyx_capi__["c_" + text] = PyCapsule_New(<void *>kernel.scalar, signature, NULL)
    formulas[text] = kernel.formula.decode()
    if kernel.low != NULL:
        capsules[text] = PyCapsule_New(<void *>kernel.low, LOW_LEVEL_SIGNATURE, NULL)
        scalars[text] = _scalar(text, kernel.low, kernel.inputs)
    return 0


__pyx_capi__, formulas, capsules, scalars = {}, {}, {}, {}
for _family in range(mf_family_count):
    globals().update(_ufuncs(<size_t>mf_families[_family].kernels, mf_families[_family].count[0]))
    for _index in range(mf_families[_family].count[0]):
        _add(&mf_families[_family].kernels[_index])
all_formulas, generator = mf_formulas.decode(), mf_generator.decode()
kernel_header, build = mf_kernel_header.decode(), mf_build.decode()

cdef mf_kernel _outer
_outer.doc = b"A number times each of a row; numpy.multiply copies both to buffers first and takes several times longer."
_outer.inputs, _outer.outputs = 2, 1
scale_rows = _ufunc(&_outer, mf_loop_outer, False, b"scale_rows", b"(),(n)->(n)")


def share(cnp.ufunc kernel, tuple operands, int helpers, double worth):
    """Call a kernel on several cores.

    Parameters
    ----------
    kernel : ufunc
        One of this extension, with a loop over points.
    operands : tuple of ndarray
        Inputs that broadcast to the last ones, which take the results; aligned, of the kernel's types.
    helpers : int
        At most so many threads besides the calling one.
    worth : float
        Seconds of work that have to be left for them to be called in.  Integrals within integrals do not wait: of few
        points, the first ones are a large part.

    Returns
    -------
    int
        How many were called in.
    """
    cdef char *base[MF_MOST_OPERANDS]
    cdef cnp.npy_intp steps[MF_MOST_AXES * MF_MOST_OPERANDS]
    cdef cnp.ndarray result = operands[len(operands) - 1], operand
    cdef int axes = cnp.PyArray_NDIM(result), count = kernel.nin + kernel.nout, place = 0, axis, own
    cdef bint fits
    cdef mf_loop loop = <mf_loop>kernel.functions[0]
    cdef mf_grid grid
    if loop != mf_loop_pointwise and loop != mf_loop_quadrature and loop != mf_loop_quadrature_error:
        raise TypeError("only kernels of muforge that are loops over points can be shared")
    if len(operands) != count or not 0 < axes <= MF_MOST_AXES or count > MF_MOST_OPERANDS:
        raise TypeError(f"{count} arrays are expected, the results with 1 to {MF_MOST_AXES} axes")
    for operand in operands:
        own = cnp.PyArray_NDIM(operand)
        fits = own == axes if place >= kernel.nin else own <= axes
        if not fits or operand.descr.type_num != kernel.types[place] or not cnp.PyArray_ISALIGNED(operand):
            raise TypeError(f"operand {place} is not an aligned array of the kernel's type that fits the results")
        base[place] = <char *>cnp.PyArray_DATA(operand)
        for axis in range(axes):
            steps[axis * count + place] = 0
        for axis in range(own):
            if cnp.PyArray_DIM(operand, axis) == cnp.PyArray_DIM(result, axes - own + axis):
                steps[(axes - own + axis) * count + place] = cnp.PyArray_STRIDE(operand, axis)
            elif cnp.PyArray_DIM(operand, axis) != 1 or place >= kernel.nin:
                raise TypeError(f"operand {place} does not broadcast to the results")
        place += 1
    if (<const mf_kernel *>kernel.data[0]).nested:
        worth = 0.0
    grid.loop, grid.data = loop, kernel.data[0]
    grid.operands, grid.axes, grid.points = count, axes, cnp.PyArray_SIZE(result)
    grid.shape, grid.base, grid.steps = cnp.PyArray_DIMS(result), base, steps
    return mf_share(&grid, helpers, worth)


def _forget_team():
    """Start new threads, in a process that was forked."""
    mf_forget_team()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_team)


def _chosen_instruction_set(wanted, available):
    """The instruction set to use: the one asked for, else the best."""
    if wanted and wanted not in available:
        from muforge.errors import InstructionSetError
        raise InstructionSetError(
            f"MUFORGE_ISA = {wanted!r}; this processor and this build of muforge have {', '.join(available)}: "
            "set the environment variable to one of these, or unset it to get the last one")
    return wanted or available[-1]


instruction_sets = tuple(
    mf_instruction_set_name(_index).decode() for _index in range(MF_VERSION_COUNT) if mf_instruction_set_available(_index))
instruction_set = _chosen_instruction_set(os.environ.get("MUFORGE_ISA"), instruction_sets)
mf_instruction_set = instruction_sets.index(instruction_set)

names = tuple(formulas)
lanes = MF_LANES
