"""Kernels as NumPy ufuncs: lengths, strides, types, `out` and `where`."""

from __future__ import annotations

import numpy as np
import pytest
from kernel_inputs import assert_same_bits, columns

from muforge import _fast

M_MU, M_K, BR = 0.1056583755, 0.493677, 0.6356
REPRESENTATIVES = [
    ("kaon_squared_matrix_element_vector", 2),
    ("decay_boson_to_leptons_vector", 1),
    ("decay_diphoton_loop_function_scalar", 1),
    ("kaon_branching_ratio_vector", 1),
]
"""Two points, parameters only, complex, with an integral; and how many arguments the tests vary."""


def one_by_one(ufunc: np.ufunc, arguments: list[np.ndarray]) -> np.ndarray:
    """The kernel called with one set of scalars after another."""
    rows = np.broadcast(*arguments)
    values = [ufunc(*map(float, row)) for row in rows]
    return np.array(values, dtype=complex if ufunc.types[0].endswith("D") else float).reshape(rows.shape)


@pytest.fixture(params=REPRESENTATIVES, ids=lambda chosen: chosen[0])
def kernel(request: pytest.FixtureRequest) -> tuple[np.ufunc, list[np.ndarray], list[float]]:
    """A ufunc, 33 values of the arguments that vary, and the others."""
    name, moving = request.param
    inputs = [np.resize(column, 33) for column in columns(name)]
    return getattr(_fast, name), inputs[:moving], [float(column[0]) for column in inputs[moving:]]


@pytest.mark.parametrize("length", range(34))
def test_any_length(kernel, length):
    ufunc, moving, fixed = kernel
    cut = [column[:length] for column in moving]
    assert_same_bits(ufunc(*cut, *fixed), one_by_one(ufunc, [*cut, *map(np.asarray, fixed)]))


@pytest.mark.parametrize("length", [511, 512, 513, 1024, 1500])
@pytest.mark.parametrize("step", [1, 2])
def test_longer_than_a_block(kernel, length, step):
    ufunc, moving, fixed = kernel
    long = [np.resize(column, length * step)[::step] for column in moving]
    first = ufunc(*moving, *fixed)
    order = np.arange(length * step)[::step] % 33
    assert_same_bits(ufunc(*long, *fixed), first[order])


@pytest.mark.parametrize("step", [2, 3, -1, -2])
def test_strided_inputs_and_outputs(kernel, step):
    ufunc, moving, fixed = kernel
    expected = ufunc(*[np.ascontiguousarray(column[::step]) for column in moving], *fixed)
    assert_same_bits(ufunc(*[column[::step] for column in moving], *fixed), expected)
    out = np.zeros((expected.size, 3), dtype=expected.dtype)
    ufunc(*[column[::step] for column in moving], *fixed, out=out[::-1, 1])
    assert_same_bits(out[::-1, 1].copy(), expected)
    assert not out[:, [0, 2]].any()


def test_zero_dimensional(kernel):
    ufunc, moving, fixed = kernel
    scalar = ufunc(*[float(column[3]) for column in moving], *fixed)
    array = ufunc(*[np.array(column[3]) for column in moving], *fixed)
    assert np.ndim(scalar) == 0
    assert_same_bits(array, scalar)
    out = np.empty((), dtype=np.asarray(scalar).dtype)
    assert ufunc(*[float(column[3]) for column in moving], *fixed, out=out) is out
    assert_same_bits(out, scalar)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0)])
def test_empty(kernel, shape):
    ufunc, moving, fixed = kernel
    assert ufunc(*[np.empty(shape)] * len(moving), *fixed).shape == shape


def test_broadcasting(kernel):
    ufunc, moving, fixed = kernel
    if not fixed:
        return
    last = np.array(fixed[-1]) * np.array([1.0, 1.001])
    grid = ufunc(*[column[:, None] for column in moving], *fixed[:-1], last)
    assert grid.shape == (33, 2)
    for j in range(2):
        assert_same_bits(grid[:, j].copy(), ufunc(*moving, *fixed[:-1], last[j]))


def test_shapes_that_do_not_broadcast():
    with pytest.raises(ValueError, match="broadcast"):
        _fast.kaon_squared_matrix_element_vector(np.ones(3), np.ones(4), 0.1, M_MU, M_K)


def test_fortran_order(kernel):
    ufunc, moving, fixed = kernel
    square = [column[:30].reshape(5, 6) for column in moving]
    expected = ufunc(*square, *fixed)
    assert_same_bits(np.ascontiguousarray(ufunc(*[np.asfortranarray(s) for s in square], *fixed)), expected)


def test_unaligned_and_swapped_input(kernel):
    ufunc, moving, fixed = kernel
    expected = ufunc(*moving, *fixed)
    unaligned = []
    for column in moving:
        raw = np.zeros(column.nbytes + 1, dtype=np.uint8)
        view = raw[1:].view(np.float64)
        view[:] = column
        unaligned.append(view)
    assert not unaligned[0].flags.aligned
    assert_same_bits(ufunc(*unaligned, *fixed), expected)
    assert_same_bits(ufunc(*[column.astype(">f8") for column in moving], *fixed), expected)


def test_out(kernel):
    ufunc, moving, fixed = kernel
    expected = ufunc(*moving, *fixed)
    out = np.full_like(expected, 7)
    assert ufunc(*moving, *fixed, out=out) is out
    assert_same_bits(out, expected)


def test_out_of_another_type(kernel):
    ufunc, moving, fixed = kernel
    with pytest.raises(TypeError, match="[Cc]ast"):
        ufunc(*moving, *fixed, out=np.empty(33, dtype=np.int64))


def test_out_of_a_wrong_shape(kernel):
    ufunc, moving, fixed = kernel
    with pytest.raises(ValueError, match="shape|broadcast"):
        ufunc(*moving, *fixed, out=np.empty(32, dtype=ufunc(*moving, *fixed).dtype))


def test_read_only_out(kernel):
    ufunc, moving, fixed = kernel
    out = np.empty_like(ufunc(*moving, *fixed))
    out.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        ufunc(*moving, *fixed, out=out)


def test_read_only_input(kernel):
    ufunc, moving, fixed = kernel
    frozen = [column.copy() for column in moving]
    for column in frozen:
        column.flags.writeable = False
    assert_same_bits(ufunc(*frozen, *fixed), ufunc(*moving, *fixed))


def test_where(kernel):
    ufunc, moving, fixed = kernel
    expected = ufunc(*moving, *fixed)
    mask = np.arange(33) % 3 == 1
    out = np.full_like(expected, -1)
    ufunc(*moving, *fixed, out=out, where=mask)
    assert_same_bits(out[mask], expected[mask])
    assert np.all(out[~mask] == -1)


def test_output_over_an_input(kernel):
    ufunc, moving, fixed = kernel
    expected = ufunc(*moving, *fixed)
    if expected.dtype != np.float64:
        return
    for position in range(len(moving)):
        copies = [column.copy() for column in moving]
        ufunc(*copies, *fixed, out=copies[position])
        assert_same_bits(copies[position], expected)


@pytest.mark.parametrize("shift", [1, -1])
def test_output_that_overlaps_an_input(shift):
    ufunc = _fast.kaon_squared_matrix_element_vector
    x, y = (np.resize(column, 700) for column in columns("kaon_squared_matrix_element_vector")[:2])
    expected = ufunc(x[1:-1], y[1:-1], 0.05, M_MU, M_K)
    buffer = x.copy()
    ufunc(buffer[1:-1], y[1:-1], 0.05, M_MU, M_K, out=buffer[1 + shift : 699 + shift])
    assert_same_bits(buffer[1 + shift : 699 + shift], expected)


@pytest.mark.parametrize("dtype", [np.int64, np.int8, np.float32, np.float16, bool])
def test_other_input_types_are_converted(dtype):
    values = np.array([1, 0, 1], dtype=dtype) + np.array([1], dtype=dtype)
    got = _fast.decay_boson_to_leptons_vector(values, 0.1, 1)
    assert got.dtype == np.float64
    assert_same_bits(got, _fast.decay_boson_to_leptons_vector(values.astype(float), 0.1, 1.0))


@pytest.mark.parametrize("bad", [np.array([1j]), np.array(["a"]), np.array([None]), np.array([1], dtype=np.longdouble)])
def test_input_that_is_no_double(bad):
    with pytest.raises(TypeError):
        _fast.decay_boson_to_leptons_vector(bad, 0.1, 1.0)


def test_wrong_number_of_arguments():
    with pytest.raises(TypeError, match="positional"):
        _fast.decay_boson_to_leptons_vector(1.0, 0.1)


def test_reductions_are_refused():
    with pytest.raises(ValueError, match="binary"):
        _fast.decay_boson_to_leptons_vector.reduce(np.ones(3))
