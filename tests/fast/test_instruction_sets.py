"""Every kernel gives the same bits with every instruction set that this processor has."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from ctypes import POINTER, Structure, c_char_p, c_double, c_int, c_ssize_t, c_uint, c_void_p

import numpy as np
import pytest
from compiling import GENERATED, shared_library
from instruction_sets import INSTRUCTION_SETS, flags_for
from kernel_inputs import KERNELS, assert_same_bits, columns

from muforge import _fast

pytestmark = pytest.mark.slow
LANES = 8
DoublePointers = POINTER(POINTER(c_double))
Many = ctypes.CFUNCTYPE(None, c_ssize_t, DoublePointers, POINTER(c_double), DoublePointers)
Each = ctypes.CFUNCTYPE(None, c_ssize_t, DoublePointers, DoublePointers)
Lanes = ctypes.CFUNCTYPE(None, DoublePointers, c_double, POINTER(c_double), POINTER(c_double))
Series = ctypes.CFUNCTYPE(None, c_ssize_t, DoublePointers, POINTER(c_double))


class Descriptor(Structure):
    """``mf_kernel`` of kernel.h."""

    _fields_ = [
        ("name", c_char_p),
        ("doc", c_char_p),
        ("inputs", c_int),
        ("points", c_int),
        ("outputs", c_int),
        ("series_mask", c_uint),
        ("many", c_void_p),
        ("each", c_void_p),
        ("lanes", c_void_p),
        ("series", c_void_p),
    ]


@pytest.fixture(scope="module", params=INSTRUCTION_SETS)
def kernels(request: pytest.FixtureRequest, tmp_path_factory) -> dict[str, Descriptor]:
    """All kernels compiled for one instruction set, or without vectorisation ("portable C")."""
    flags = ["-DMUFORGE_PLAIN", *flags_for(request.param)]
    folder = tmp_path_factory.mktemp("library")
    sources = sorted(GENERATED.glob("*.c"))
    assert sources, "tests run from the source tree, where the generated C files are"
    library = shared_library(sources, folder / "kernels.so", *flags)
    found = {}
    for source in sources:
        count = c_int.in_dll(library, f"mf_{source.stem}_kernel_count").value
        for descriptor in (Descriptor * count).in_dll(library, f"mf_{source.stem}_kernels"):
            found[descriptor.name.decode()] = descriptor
    found["library"] = library  # keeps it loaded
    return found


def pointers(arrays: list[np.ndarray]):
    """``double **`` to arrays that must stay alive."""
    return (POINTER(c_double) * len(arrays))(*[a.ctypes.data_as(POINTER(c_double)) for a in arrays])


def result(parts: list[np.ndarray]) -> np.ndarray:
    """A real result, or a complex one from its two parts (an addition would lose signs of zeros)."""
    return parts[0] if len(parts) == 1 else np.stack(parts, axis=-1).view(complex)[:, 0]


def test_library_is_complete(kernels):
    assert set(kernels) - {"library"} == set(KERNELS)


def test_pointwise_kernels(kernels):
    for name, kernel in KERNELS.items():
        if not kernels[name].each:
            continue
        inputs = list(columns(name))
        expected = kernel.ufunc(*inputs)
        size = inputs[0].size if inputs else 1
        out = [np.empty(size) for _ in range(kernel.outputs)]
        Each(kernels[name].each)(size, pointers(inputs), pointers(out))
        assert_same_bits(result(out), expected), name
        points, parameters = inputs[: kernel.points], np.array([p[0] for p in inputs[kernel.points :]] or [0.0])
        Many(kernels[name].many)(size, pointers(points), parameters.ctypes.data_as(POINTER(c_double)), pointers(out))
        hoisted = np.broadcast_to(kernel.ufunc(*points, *parameters[: len(inputs) - kernel.points]), (size,))
        assert_same_bits(result(out), hoisted.copy())


def blocks(inputs: list[np.ndarray]) -> Iterator[tuple[slice, list[np.ndarray]]]:
    """Inputs in blocks of LANES, the last one filled up with its first point."""
    size = inputs[0].size
    for start in range(0, size, LANES):
        part = slice(start, min(start + LANES, size))
        index = np.where(np.arange(start, start + LANES) < size, np.arange(start, start + LANES), start)
        yield part, [np.ascontiguousarray(column[index]) for column in inputs]


@pytest.mark.parametrize("tolerance", [1e-4, 1e-10, 1e-14])
def test_integrals(kernels, tolerance):
    for name, kernel in KERNELS.items():
        if not kernel.tolerance:
            continue
        inputs = list(columns(name))
        value, error = getattr(_fast, f"{name}_with_error")(*inputs, tolerance)
        for part, lanes in blocks(inputs):
            out, claimed = np.empty(LANES), np.empty(LANES)
            Lanes(kernels[name].lanes)(
                pointers(lanes),
                tolerance,
                out.ctypes.data_as(POINTER(c_double)),
                claimed.ctypes.data_as(POINTER(c_double)),
            )
            count = part.stop - part.start
            assert_same_bits(out[:count], value[part])
            assert_same_bits(claimed[:count], error[part])


def test_series(kernels):
    for name, kernel in KERNELS.items():
        if not kernel.series:
            continue
        expected = kernel.ufunc(*columns(name))
        for i, row in enumerate(zip(*columns(name), strict=True)):
            arrays = [np.ascontiguousarray(np.atleast_1d(value), dtype=float) for value in row]
            out = np.empty(1)
            Series(kernels[name].series)(arrays[0].size, pointers(arrays), out.ctypes.data_as(POINTER(c_double)))
            assert_same_bits(out[0], expected[i])
