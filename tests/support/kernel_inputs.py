"""Every compiled kernel with inputs from its domain, and how to compare bits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

import muforge
from muforge import _fast
from muforge.symbolic.registry import quantities
from muforge.verify.sampling import samples

MANIFEST = json.loads((Path(muforge.__file__).parent / "generated" / "manifest.json").read_text())["kernels"]
COUNT = 37  # more than four blocks of lanes, and not a multiple of one


@dataclass(frozen=True)
class Kernel:
    """A kernel as the manifest describes it."""

    name: str
    inputs: tuple[str, ...]
    points: int
    outputs: int
    series: tuple[str, ...]
    tolerance: float | None
    family: str
    complex: bool

    @property
    def ufunc(self) -> Any:
        """The kernel as NumPy sees it; several results are put into one array, along its last axis."""
        ufunc = getattr(_fast, self.name)
        return ufunc if ufunc.nout == 1 else lambda *inputs: np.stack(ufunc(*inputs), axis=-1)

    @property
    def with_error(self) -> Any:
        """The same with the error of each result."""
        ufunc = getattr(_fast, f"{self.name}_with_error")
        half = ufunc.nout // 2

        def both(*inputs: Any) -> tuple[np.ndarray, np.ndarray]:
            found = ufunc(*inputs)
            return np.stack(found[:half], axis=-1), np.stack(found[half:], axis=-1)

        return ufunc if half == 1 else both


KERNELS = {
    name: Kernel(
        name,
        tuple(e["inputs"]),
        e["points"],
        e["outputs"],
        tuple(e["series"]),
        e["tolerance"],
        e["family"],
        e["complex"],
    )
    for name, e in MANIFEST.items()
}
PLAIN = [name for name, kernel in KERNELS.items() if not kernel.series]
SERIES = [name for name, kernel in KERNELS.items() if kernel.series]
INTEGRALS = [name for name, kernel in KERNELS.items() if kernel.tolerance]
OF_ONE_NUMBER = [name for name in PLAIN if KERNELS[name].outputs == 1]
POINTWISE = [name for name in PLAIN if not KERNELS[name].tolerance]


@lru_cache(maxsize=1)
def _variants() -> dict[str, Any]:
    variants = [variant for quantity in quantities().values() for variant in quantity.variants]
    return {variant.kernel: variant for variant in variants if variant.result == 0}


@cache
def columns(name: str) -> tuple[np.ndarray, ...]:
    """Inputs of a kernel, one array for each argument: all over its domain and close to its thresholds."""
    kernel, variant = KERNELS[name], _variants()[name]
    rows = samples(variant, COUNT)
    arrays = {key: np.array([row[key] for row in rows], dtype=float) for key in (rows[0] if rows else {})}
    if variant.unknowns:
        arrays[kernel.inputs[0]] = np.geomspace(1e-4, 1.0, len(rows))
    return tuple(np.ascontiguousarray(arrays[key]) for key in kernel.inputs)


def bits(values: Any) -> np.ndarray:
    """The bits of floating-point numbers; all NaNs count as the same."""
    array = np.ascontiguousarray(values)
    if array.dtype.kind == "c":
        array = array.view(float)
    assert array.dtype == np.float64
    return np.where(np.isnan(array), np.nan, array).view(np.uint64)


def assert_same_bits(got: Any, expected: Any) -> None:
    """Fail unless both are the same to the last bit."""
    np.testing.assert_array_equal(bits(got), bits(expected))
