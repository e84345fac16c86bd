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

    @property
    def ufunc(self) -> np.ufunc:
        """The kernel as NumPy sees it."""
        return getattr(_fast, self.name)


KERNELS = {
    name: Kernel(name, tuple(e["inputs"]), e["points"], e["outputs"], tuple(e["series"]), e["tolerance"], e["family"])
    for name, e in MANIFEST.items()
}
PLAIN = [name for name, kernel in KERNELS.items() if not kernel.series]
SERIES = [name for name, kernel in KERNELS.items() if kernel.series]
INTEGRALS = [name for name, kernel in KERNELS.items() if kernel.tolerance]
COMPLEX = [name for name, kernel in KERNELS.items() if kernel.outputs == 2]
POINTWISE = [name for name in PLAIN if not KERNELS[name].tolerance]


@lru_cache(maxsize=1)
def _variants() -> dict[str, Any]:
    return {variant.kernel: variant for quantity in quantities().values() for variant in quantity.variants}


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
