"""However a kernel is called - C function, capsule, ufunc with scalars or arrays - the bits are the same."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_double, c_int, c_ssize_t, c_void_p

import numpy as np
import pytest
from kernel_inputs import KERNELS, OF_ONE_NUMBER, PLAIN, SERIES, assert_same_bits, columns

from muforge import _fast

NAME = ctypes.pythonapi.PyCapsule_GetName
NAME.restype, NAME.argtypes = ctypes.c_char_p, [ctypes.py_object]
POINTER_OF = ctypes.pythonapi.PyCapsule_GetPointer
POINTER_OF.restype, POINTER_OF.argtypes = c_void_p, [ctypes.py_object, ctypes.c_char_p]


def address(capsule: object) -> int:
    """The address that a capsule holds."""
    return POINTER_OF(capsule, NAME(capsule))


def c_function(name: str):
    """The scalar C function of a kernel, as Cython code would cimport it."""
    kernel = KERNELS[name]
    arguments = [POINTER(c_double) if p in kernel.series else c_double for p in kernel.inputs]
    if kernel.series:
        arguments.insert(0, c_ssize_t)
    if kernel.outputs > 1:
        arguments.append(POINTER(c_double))
    result = None if kernel.outputs > 1 else c_double
    return ctypes.CFUNCTYPE(result, *arguments)(address(_fast.__pyx_capi__[f"c_{name}"]))


def through_c(name: str, row: tuple[float, ...]) -> float | complex | list[float]:
    """One call of the scalar C function."""
    kernel = KERNELS[name]
    if kernel.outputs == 1:
        return c_function(name)(*row)
    numbers = (c_double * kernel.outputs)()
    c_function(name)(*row, numbers)
    return complex(*numbers) if kernel.complex else list(numbers)


def rows(name: str) -> list[tuple[float, ...]]:
    """The inputs of a kernel, one tuple for each call."""
    return [tuple(map(float, row)) for row in zip(*columns(name), strict=True)]


def test_all_kernels_are_there():
    assert set(_fast.names) == set(KERNELS)
    assert {f"c_{name}" for name in KERNELS} == set(_fast.__pyx_capi__)
    assert set(_fast.capsules) == set(OF_ONE_NUMBER)


@pytest.mark.parametrize("name", PLAIN)
def test_inputs_lie_in_the_domain(name):
    values = KERNELS[name].ufunc(*columns(name))
    assert values.size >= 37
    assert np.isfinite(values).mean() > 0.5, "the other tests would say little"


@pytest.mark.parametrize("name", PLAIN)
def test_scalar_and_vector(name):
    ufunc = KERNELS[name].ufunc
    together = ufunc(*columns(name))
    assert_same_bits([ufunc(*row) for row in rows(name)], together)
    assert_same_bits([through_c(name, row) for row in rows(name)], together)


@pytest.mark.parametrize("name", sorted(_fast.capsules))
def test_capsule(name):
    assert NAME(_fast.capsules[name]) == b"double (int, double *, void *)"
    function = ctypes.CFUNCTYPE(c_double, c_int, POINTER(c_double), c_void_p)(address(_fast.capsules[name]))
    count = len(KERNELS[name].inputs)
    got = [function(count, (c_double * count)(*row), None) for row in rows(name)]
    assert_same_bits(got, KERNELS[name].ufunc(*columns(name)))
    assert np.isnan(function(count + 1, (c_double * (count + 1))(), None))


@pytest.mark.parametrize("name", PLAIN)
def test_parameters_as_scalars_strides_and_arrays(name):
    kernel = KERNELS[name]
    moving = columns(name)[: kernel.points]
    size = moving[0].size if moving else 5
    fixed = [float(column[0]) for column in columns(name)[kernel.points :]]
    if not moving:
        moving = ()
    stride_0 = kernel.ufunc(*moving, *[np.broadcast_to(p, (size,)) for p in fixed])
    full = kernel.ufunc(*moving, *[np.full(size, p) for p in fixed])
    scalar = np.broadcast_to(kernel.ufunc(*moving, *fixed), full.shape).copy()
    assert_same_bits(np.broadcast_to(stride_0, full.shape).copy(), scalar)
    assert_same_bits(full.copy(), scalar)


@pytest.mark.parametrize("name", PLAIN)
def test_neighbours_do_not_matter(name):
    inputs = columns(name)
    together = KERNELS[name].ufunc(*inputs)
    order = np.random.default_rng(3).permutation(len(together))
    assert_same_bits(KERNELS[name].ufunc(*[column[order] for column in inputs]), together[order])
    assert_same_bits(KERNELS[name].ufunc(*[column[5:16] for column in inputs]), together[5:16])


def test_results_that_are_not_finite_do_not_depend_on_neighbours_either():
    kernel, tolerance = _fast.kaon_branching_ratio_vector_with_error, 1e-10
    far, near = (0.1, 1e200, 0.1056, 0.4937, 0.6356), (0.2, 1e-3, 0.1056, 0.4937, 0.6356)
    alone, beside = kernel(*far, tolerance), kernel(*np.transpose([far, near]), tolerance)
    assert alone[0] == np.inf
    for one, several in zip(alone, beside, strict=True):
        assert_same_bits(several[0], one)


@pytest.mark.parametrize("name", SERIES)
def test_series(name):
    kernel = KERNELS[name]
    expected = kernel.ufunc(*columns(name))
    for i, row in enumerate(zip(*columns(name), strict=True)):
        arguments = [
            np.ascontiguousarray(value).ctypes.data_as(POINTER(c_double)) if p in kernel.series else float(value)
            for p, value in zip(kernel.inputs, row, strict=True)
        ]
        length = next(len(value) for p, value in zip(kernel.inputs, row, strict=True) if p in kernel.series)
        assert_same_bits(c_function(name)(length, *arguments), expected[i])
        assert_same_bits(kernel.ufunc(*row), expected[i])
