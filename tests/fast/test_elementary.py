"""The logarithms of codegen/runtime/elementary.h against mpmath."""

from __future__ import annotations

import ctypes
import math
from ctypes import POINTER, c_double, c_ssize_t

import mpmath
import numpy as np
import pytest
from compiling import shared_library

SOURCE = """
#include <stddef.h>
#include "elementary.h"
void run_log(ptrdiff_t n, const double *x, double *out) { for (ptrdiff_t i = 0; i < n; ++i) out[i] = mf_log(x[i]); }
void run_log1p(ptrdiff_t n, const double *x, double *out) { for (ptrdiff_t i = 0; i < n; ++i) out[i] = mf_log1p(x[i]); }
"""
SMALLEST, LARGEST = 5e-324, 1.7976931348623157e308
COUNT = 4000


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("elementary")
    source = folder / "elementary.c"
    source.write_text(SOURCE)
    return shared_library([source], folder / "elementary.so")


def run(library: ctypes.CDLL, name: str, values: np.ndarray) -> np.ndarray:
    """A function of the library for an array."""
    x, out = np.ascontiguousarray(values, dtype=float), np.empty(len(values))
    getattr(library, f"run_{name}")(
        c_ssize_t(len(x)), x.ctypes.data_as(POINTER(c_double)), out.ctypes.data_as(POINTER(c_double))
    )
    return out


def worst(got: np.ndarray, x: np.ndarray, exact) -> float:
    """Largest error in units in the last place of the exact result."""
    with mpmath.workdps(50):
        return max(
            float(abs(mpmath.mpf(g) - true) / math.ulp(float(true)))
            for g, true in zip(got.tolist(), map(exact, x.tolist()), strict=True)
        )


def near(centre: float) -> np.ndarray:
    """Numbers at all distances from a number, and its next neighbours."""
    distances = np.geomspace(1e-17, 0.4, COUNT // 2)
    neighbours = centre + np.spacing(centre) * np.arange(-40, 41)
    return np.concatenate([centre * (1 + distances), centre * (1 - distances), neighbours])


RANDOM = np.random.default_rng(11)
LOG_RANGES = {
    "all": 2.0 ** RANDOM.uniform(-1074, 1023.99, COUNT),
    "ordinary": RANDOM.uniform(0, 10, COUNT),
    "near 1": near(1.0),
    "near sqrt(1/2)": near(math.sqrt(0.5)),
    "near sqrt(2)": near(math.sqrt(2.0)),
    "subnormal": np.concatenate([[SMALLEST], RANDOM.uniform(0, 2.2e-308, COUNT), near(2.2250738585072014e-308)]),
    "largest": np.concatenate([[LARGEST], LARGEST / RANDOM.uniform(1, 4, COUNT)]),
    "powers of 2": 2.0 ** np.arange(-1074, 1024),
}
LOG1P_RANGES = {
    "all above 0": 2.0 ** RANDOM.uniform(-1074, 1023.99, COUNT),
    "small negative": -(2.0 ** RANDOM.uniform(-1074, -1, COUNT)),
    "ordinary": RANDOM.uniform(-1, 10, COUNT),
    "near -1": np.concatenate([np.nextafter(-1, 0) + 2.0**-53 * np.arange(50), -1 + np.geomspace(1e-15, 0.5, COUNT)]),
    "near sqrt(1/2) - 1": near(math.sqrt(0.5) - 1),
    "near sqrt(2) - 1": near(math.sqrt(2.0) - 1),
    "near 1 and 3": np.concatenate([near(1.0), near(3.0)]),
    "where 1 + x rounds": np.concatenate([near(2.0**52), near(2.0**53), near(2.0**54)]),
    "largest": np.concatenate([[LARGEST], LARGEST / RANDOM.uniform(1, 4, COUNT)]),
    "powers of 2": 2.0 ** np.arange(-1074, 1024),
}


@pytest.mark.parametrize("region", LOG_RANGES)
def test_log(library, region):
    x = LOG_RANGES[region]
    assert worst(run(library, "log", x), x, mpmath.log) <= 1.0


@pytest.mark.parametrize("region", LOG1P_RANGES)
def test_log1p(library, region):
    x = LOG1P_RANGES[region]
    assert worst(run(library, "log1p", x), x, mpmath.log1p) <= 2.0


@pytest.mark.parametrize(
    ("x", "expected"),
    [(0.0, -math.inf), (-0.0, -math.inf), (1.0, 0.0), (math.inf, math.inf)]
    + [(bad, math.nan) for bad in (-SMALLEST, -1.0, -math.inf, math.nan)],
)
def test_log_at_special_values(library, x, expected):
    np.testing.assert_array_equal(run(library, "log", [x]), [expected])


@pytest.mark.parametrize(
    ("x", "expected"),
    [(-1.0, -math.inf), (0.0, 0.0), (SMALLEST, SMALLEST), (-SMALLEST, -SMALLEST), (math.inf, math.inf)]
    + [(bad, math.nan) for bad in (-1.0000000000000002, -2.0, -math.inf, math.nan)],
)
def test_log1p_at_special_values(library, x, expected):
    np.testing.assert_array_equal(run(library, "log1p", [x]), [expected])


def test_log1p_keeps_the_sign_of_zero(library):
    assert np.signbit(run(library, "log1p", [-0.0])[0])
    assert not np.signbit(run(library, "log1p", [0.0])[0])


def test_log1p_is_accurate_where_log_is_not(library):
    x = np.geomspace(1e-20, 1e-5, 100)
    assert worst(run(library, "log", 1 + x), x, mpmath.log1p) > 1e3
