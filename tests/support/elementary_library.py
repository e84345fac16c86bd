"""The elementary functions of the runtime as a compiled library of loops, and numbers to try them on."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from ctypes import POINTER, c_double, c_ssize_t
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
from compiling import shared_library

from muforge.codegen.operations import OPERATIONS

SMALLEST, LARGEST = 5e-324, 1.7976931348623157e308
NORMAL = 2.2250738585072014e-308
COUNT = 1500
DIGITS = 40


def loop(name: str, arguments: int) -> str:
    """C code of a loop over one of the functions."""
    arrays = [f"const double *a{k}" for k in range(arguments)]
    values = ", ".join(f"a{k}[i]" for k in range(arguments))
    return (
        f"void run_{name}(ptrdiff_t n, double *restrict out, {', '.join(arrays)}) {{\n"
        f"    for (ptrdiff_t i = 0; i < n; ++i)\n        out[i] = mf_{name}({values});\n}}\n"
    )


def source() -> str:
    """C code of loops over all functions."""
    lines = ["#include <stddef.h>", '#include "elementary.h"']
    return "\n".join([*lines, *(loop(name, function.arguments) for name, function in FUNCTIONS.items())])


def compiled(folder: Path, *flags: str) -> ctypes.CDLL:
    """The library of all loops."""
    path = folder / "elementary.c"
    path.write_text(source())
    return shared_library([path], folder / "elementary.so", *flags)


def run(library: ctypes.CDLL, name: str, *arguments: Any) -> np.ndarray:
    """A function of the library for arrays."""
    arrays = [np.ascontiguousarray(a, dtype=float) for a in np.broadcast_arrays(*map(np.atleast_1d, arguments))]
    out = np.empty(arrays[0].size)
    getattr(library, f"run_{name}")(c_ssize_t(out.size), *(a.ctypes.data_as(POINTER(c_double)) for a in (out, *arrays)))
    return out


def errors(got: np.ndarray, arguments: tuple[np.ndarray, ...], exact: Callable[..., Any]) -> np.ndarray:
    """Errors in units in the last place of the exact results; infinite where only one of the two is infinite."""
    found = []
    with mpmath.workdps(DIGITS):
        for value, *point in zip(got.tolist(), *(a.tolist() for a in arguments), strict=True):
            true = exact(*map(mpmath.mpf, point))
            nearest = float(true)
            if math.isinf(nearest):  # beyond the largest number
                found.append(0.0 if value == nearest else math.inf)
            else:
                found.append(float(abs(mpmath.mpf(value) - true) / math.ulp(nearest)))
    return np.array(found)


def random(seed: str) -> np.random.Generator:
    """Random numbers that belong to a name."""
    return np.random.default_rng(list(seed.encode()))


def both(x: Any) -> np.ndarray:
    """Numbers and their negatives."""
    return np.concatenate([np.asarray(x, dtype=float), -np.asarray(x, dtype=float)])


def sizes(low: float, high: float, count: int = COUNT) -> np.ndarray:
    """Numbers whose logarithms are spread evenly, the ends included."""
    exponents = random("sizes").uniform(np.log2(low), np.log2(high), count)
    return np.concatenate([[low, high], np.clip(2.0**exponents, low, high)])


def spread(low: float, high: float, count: int = COUNT) -> np.ndarray:
    """Numbers that are spread evenly, the ends included."""
    return np.concatenate([[low, high], random("spread").uniform(low, high, count)])


def near(*centres: float) -> np.ndarray:
    """Numbers at all distances from some numbers, and their next neighbours."""
    found = []
    for centre in centres:
        distances = np.geomspace(1e-17, 0.1, max(20, COUNT // (4 * len(centres))))
        neighbours = centre + np.spacing(centre) * np.arange(-20, 21)
        found += [centre * (1 + distances), centre * (1 - distances), neighbours]
    return np.concatenate(found)


def inside(x: np.ndarray) -> np.ndarray:
    """Those of the numbers that are sines."""
    return x[np.abs(x) <= 1]


@dataclass(frozen=True)
class Function:
    """An elementary function: what it computes, how well, and where that is tried.

    Parameters
    ----------
    exact : callable
        The same with mpmath numbers.
    bound : float
        Largest error in units in the last place.
    regions : dict
        Arguments to try.
    switches : tuple of float
        Where the C code goes from one form to another.
    odd : bool
    rising : tuple of float
        Interval on which the function rises, or falls if the ends are in the opposite order.
    """

    exact: Callable[..., Any]
    bound: float
    regions: dict[str, Any]
    switches: tuple[float, ...] = ()
    odd: bool = False
    rising: tuple[float, float] | None = None
    arguments: int = 1


BESSEL_REGIONS = {
    "all": sizes(1e-150, LARGEST, COUNT // 3),
    "ordinary": spread(1e-3, 4),
    "large": sizes(1, 1e4, COUNT // 3),
    "near the switch": near(1.0),
}
CIRCULAR_REGIONS = {
    "all": both(sizes(SMALLEST, 1.6e6)),
    "ordinary": spread(-7, 7),
    "large": spread(-1.6e6, 1.6e6),
    "near switches": both(near(*(math.pi / 4 * np.arange(1, 40, 2)))),
    "near zeros": both(near(*(math.pi / 2 * np.arange(1, 40)), *(math.pi / 2 * np.arange(9e5, 9e5 + 20)))),
}
LOG2_MULTIPLES = np.arange(1, 2100, 7) * math.log(2) / 2
TAN_1, TAN_3 = math.tan(math.pi / 8), math.tan(3 * math.pi / 8)
LEGS = (0.5, math.sin(math.pi / 8), math.sqrt(0.5), math.cos(math.pi / 8))
TINY = sizes(SMALLEST, NORMAL, COUNT // 3)
PLANE = random("plane")

FUNCTIONS: dict[str, Function] = {
    "log": Function(
        mpmath.log,
        0.8,
        {
            "all": sizes(SMALLEST, LARGEST),
            "ordinary": spread(1e-3, 10),
            "near 1": near(1.0),
            "near switches": near(math.sqrt(0.5), math.sqrt(2.0), NORMAL),
            "subnormal": np.concatenate([TINY, spread(SMALLEST, NORMAL)]),
            "powers of 2": 2.0 ** np.arange(-1074, 1024),
        },
        (math.sqrt(0.5), math.sqrt(2.0), 1.0, NORMAL),
        rising=(SMALLEST, LARGEST),
    ),
    "log1p": Function(
        mpmath.log1p,
        1.0,
        {
            "all above 0": sizes(SMALLEST, LARGEST),
            "small": both(sizes(SMALLEST, 0.5)),
            "ordinary": spread(-1 + 2.0**-53, 10),
            "near -1": -1 + sizes(2.0**-53, 0.5),
            "near switches": near(math.sqrt(0.5) - 1, math.sqrt(2.0) - 1, 1.0, 3.0),
            "where 1 + x rounds": near(2.0**52, 2.0**53, 2.0**54),
            "powers of 2": 2.0 ** np.arange(-1074, 1024),
        },
        (math.sqrt(0.5) - 1, math.sqrt(2.0) - 1, 0.0, 1.0, 2.0**53),
        rising=(-1 + 2.0**-53, LARGEST),
    ),
    "log1p_positive": Function(mpmath.log1p, 1.0, {"all": sizes(SMALLEST, LARGEST)}, rising=(0.0, LARGEST)),
    "log1pmx": Function(
        OPERATIONS["log1pmx"].mpmath,
        4.0,
        {"all": sizes(1e-150, LARGEST), "ordinary": spread(1e-3, 3), "near the switch": near(0.29)},
    ),
    "sqrt1pm1": Function(
        lambda x: x / (1 + mpmath.sqrt(1 + x)),
        2.0,
        {"all": sizes(SMALLEST, LARGEST), "small": both(sizes(SMALLEST, 1)), "ordinary": spread(-1, 9)},
        rising=(-1.0, LARGEST),
    ),
    "asinh": Function(
        mpmath.asinh,
        2.0,
        {"all": both(sizes(SMALLEST, LARGEST)), "ordinary": spread(-3, 3), "near the switch": near(2.0**500)},
        (2.0**500,),
        odd=True,
    ),
    "exp": Function(
        mpmath.exp,
        0.8,
        {
            "all": spread(-746, 710),
            "ordinary": spread(-3, 3),
            "small": both(sizes(SMALLEST, 1)),
            "near switches": both(near(*LOG2_MULTIPLES[:1000:6])),
            "subnormal results": spread(-745.2, -708),
            "largest": near(709.782712893384),
        },
        tuple(LOG2_MULTIPLES[::20]) + tuple(-LOG2_MULTIPLES[::20]),
        rising=(-745.0, 709.7),
    ),
    "expm1": Function(
        mpmath.expm1,
        2.0,
        {
            "all": spread(-60, 710),
            "ordinary": spread(-3, 3),
            "small": both(sizes(SMALLEST, 1)),
            "near switches": both(near(*LOG2_MULTIPLES[:60:3])),
            "largest": near(709.782712893384),
            "very negative": -sizes(1, LARGEST),
        },
        tuple(LOG2_MULTIPLES[:30]) + tuple(-LOG2_MULTIPLES[:10]) + (-39.0,),
        rising=(-40.0, 709.7),
    ),
    "sinh": Function(
        mpmath.sinh,
        2.0,
        {
            "all": spread(-711, 711),
            "ordinary": spread(-3, 3),
            "small": both(sizes(SMALLEST, 1)),
            "near switches": both(near(1.0, *LOG2_MULTIPLES[:60:3])),
            "largest": near(710.4758600739439),
        },
        (1.0, 40.0, *LOG2_MULTIPLES[:30]),
        odd=True,
        rising=(-710.0, 710.0),
    ),
    "sin": Function(
        mpmath.sin,
        1.0,
        CIRCULAR_REGIONS,
        (math.pi / 4, -math.pi / 4),
        odd=True,
        rising=(-1.5707963267948966, 1.5707963267948966),
    ),
    "cos": Function(mpmath.cos, 1.0, CIRCULAR_REGIONS, (math.pi / 4, 3 * math.pi / 4), rising=(3.14159265358979, 0.0)),
    "atan": Function(
        mpmath.atan,
        0.8,
        {
            "all": both(sizes(SMALLEST, LARGEST)),
            "ordinary": spread(-5, 5),
            "near switches": both(near(TAN_1, 1.0, TAN_3)),
            "near 2^54": near(2.0**54),
        },
        (TAN_1, 1.0, TAN_3, 2.0**54),
        odd=True,
        rising=(-LARGEST, LARGEST),
    ),
    "atan2": Function(
        mpmath.atan2,
        1.0,
        {
            "everywhere": (both(sizes(SMALLEST, LARGEST)), PLANE.permutation(both(sizes(SMALLEST, LARGEST)))),
            "ordinary": (PLANE.normal(size=COUNT), PLANE.normal(size=COUNT)),
            "diagonals": (both(near(TAN_1, 1.0, TAN_3)), np.ones(both(near(TAN_1, 1.0, TAN_3)).size)),
            "mirrored diagonals": (near(TAN_1, 1.0, TAN_3), -np.ones(near(TAN_1, 1.0, TAN_3).size)),
            "subnormal": (both(TINY), PLANE.permutation(both(TINY))),
            "huge": (both(sizes(1e300, LARGEST)), PLANE.permutation(both(sizes(1e300, LARGEST)))),
            "subnormal results": (sizes(1e-308, 1e-300), sizes(1e-300, 1e16)[::-1]),
            "near scales": (sizes(2.0**395, 2.0**405), PLANE.permutation(sizes(2.0**395, 2.0**405))),
        },
        arguments=2,
    ),
    "asin": Function(
        mpmath.asin,
        2.0,
        {
            "all": both(sizes(SMALLEST, 1)),
            "ordinary": spread(-1, 1),
            "near switches": inside(both(near(*LEGS))),
            "near 1": both(1 - sizes(2.0**-53, 0.5)),
        },
        LEGS,
        odd=True,
    ),
    "acos": Function(
        mpmath.acos,
        2.0,
        {
            "all": both(sizes(SMALLEST, 1)),
            "ordinary": spread(-1, 1),
            "near switches": inside(both(near(*LEGS))),
            "near 1": both(1 - sizes(2.0**-53, 0.5)),
        },
    ),
    "dilogarithm": Function(
        lambda x: mpmath.re(mpmath.polylog(2, x)),
        2.0,
        {
            "all": both(sizes(SMALLEST, LARGEST))[: COUNT + 100],
            "all below 0": -sizes(SMALLEST, LARGEST, COUNT // 2),
            "ordinary": spread(-5, 1),
            "above 1": spread(1, 11.5, COUNT // 2),
            "near switches": np.concatenate([near(2 / 3, 1.0, 3.0), -near(2.0)]),
        },
        (-2.0, 2 / 3, 1.0, 3.0),
        rising=(-LARGEST, 1.9),
    ),
    "erf": Function(
        mpmath.erf,
        1.5,
        {
            "all": both(sizes(SMALLEST, LARGEST)),
            "ordinary": spread(-7, 7),
            "small": both(sizes(SMALLEST, 1)),
            "near switches": both(near(1.0, 6.0)),
            "almost 1": both(spread(3, 6.2)),
        },
        (1.0, -1.0, 6.0),
        odd=True,
        rising=(-LARGEST, LARGEST),
    ),
    "k1e": Function(
        lambda x: mpmath.exp(x) * mpmath.besselk(1, x), 2.0, BESSEL_REGIONS, (1.0,), rising=(LARGEST, NORMAL)
    ),
    "k2e": Function(
        lambda x: mpmath.exp(x) * mpmath.besselk(2, x), 2.0, BESSEL_REGIONS, (1.0,), rising=(LARGEST, 1e-150)
    ),
    "bessel_ratio": Function(
        lambda x: mpmath.besselk(1, x) / mpmath.besselk(2, x), 2.0, BESSEL_REGIONS, (1.0,), rising=(SMALLEST, LARGEST)
    ),
}
