"""The elementary functions of the runtime against mpmath: errors, special values, symmetry, order."""

from __future__ import annotations

import math

import numpy as np
import pytest
from elementary_library import FUNCTIONS, LARGEST, NORMAL, SMALLEST, compiled, errors, run, spread

INF, NAN = math.inf, math.nan
BELOW_1, ABOVE_1 = 1 - 2.0**-53, 1 + 2.0**-52
REGIONS = [(name, region) for name, function in FUNCTIONS.items() for region in function.regions]
SPECIAL = {
    "log": [(0.0, -INF), (-0.0, -INF), (1.0, 0.0), (INF, INF), (-SMALLEST, NAN), (-1.0, NAN), (-INF, NAN)],
    "log1p": [(-1.0, -INF), (0.0, 0.0), (-0.0, -0.0), (SMALLEST, SMALLEST), (INF, INF), (-ABOVE_1, NAN), (-INF, NAN)],
    "log1p_positive": [(0.0, 0.0), (SMALLEST, SMALLEST)],
    "log1pmx": [(0.0, 0.0)],
    "sqrt1pm1": [(0.0, 0.0), (-0.0, -0.0), (-1.0, -1.0), (3.0, 1.0), (NORMAL, NORMAL / 2), (INF, INF), (-ABOVE_1, NAN)],
    "asinh": [(0.0, 0.0), (-0.0, -0.0), (SMALLEST, SMALLEST), (INF, INF), (-INF, -INF)],
    "exp": [
        (0.0, 1.0),
        (-0.0, 1.0),
        (INF, INF),
        (-INF, 0.0),
        (709.79, INF),
        (LARGEST, INF),
        (-745.14, 0.0),
        (-745.13, SMALLEST),
    ],
    "expm1": [(0.0, 0.0), (-0.0, -0.0), (SMALLEST, SMALLEST), (INF, INF), (-INF, -1.0), (709.79, INF), (-50.0, -1.0)],
    "sinh": [(0.0, 0.0), (-0.0, -0.0), (SMALLEST, SMALLEST), (INF, INF), (-INF, -INF), (710.48, INF), (-LARGEST, -INF)],
    "sin": [(0.0, 0.0), (-0.0, -0.0), (SMALLEST, SMALLEST), (INF, NAN), (-INF, NAN), (2e6, NAN)],
    "cos": [(0.0, 1.0), (-0.0, 1.0), (SMALLEST, 1.0), (INF, NAN), (-INF, NAN), (-2e6, NAN)],
    "atan": [
        (0.0, 0.0),
        (-0.0, -0.0),
        (SMALLEST, SMALLEST),
        (1.0, math.pi / 4),
        (INF, math.pi / 2),
        (-INF, -math.pi / 2),
    ],
    "asin": [
        (0.0, 0.0),
        (-0.0, -0.0),
        (SMALLEST, SMALLEST),
        (1.0, math.pi / 2),
        (-1.0, -math.pi / 2),
        (ABOVE_1, NAN),
        (-INF, NAN),
    ],
    "acos": [(1.0, 0.0), (0.0, math.pi / 2), (-1.0, math.pi), (ABOVE_1, NAN), (-ABOVE_1, NAN), (INF, NAN)],
    "dilogarithm": [(0.0, 0.0), (-0.0, -0.0), (1.0, math.pi**2 / 6), (SMALLEST, SMALLEST), (-INF, -INF), (INF, -INF)],
    "erf": [(0.0, 0.0), (-0.0, -0.0), (SMALLEST, SMALLEST), (6.0, 1.0), (INF, 1.0), (-INF, -1.0), (-LARGEST, -1.0)],
    "k1e": [(0.0, INF), (SMALLEST, INF), (INF, 0.0), (-SMALLEST, NAN), (-INF, NAN)],
    "k2e": [(0.0, INF), (1e-160, INF), (INF, 0.0), (-SMALLEST, NAN), (-1.0, NAN), (-INF, NAN)],
    "bessel_ratio": [(0.0, 0.0), (SMALLEST, 0.0), (NORMAL, NORMAL / 2), (INF, 1.0), (-SMALLEST, NAN), (-INF, NAN)],
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("elementary"))


@pytest.mark.parametrize(("name", "region"), REGIONS)
def test_errors_stay_below_the_bound(library, name, region):
    function = FUNCTIONS[name]
    chosen = function.regions[region]
    arguments = chosen if isinstance(chosen, tuple) else (chosen,)
    found = errors(run(library, name, *arguments), arguments, function.exact)
    assert found.size > 100
    worst = int(np.argmax(np.where(np.isnan(found), np.inf, found)))
    assert found[worst] <= function.bound, [argument[worst] for argument in arguments]


def test_the_bounds_notice_an_error_in_the_last_place(library):
    x = spread(0.1, 0.9, 1000)
    for name, function in FUNCTIONS.items():
        if function.arguments == 1:
            spoiled = run(library, name, x) * (1 + 2.0**-50)
            assert errors(spoiled, (x,), function.exact).max() > function.bound, name


@pytest.mark.parametrize("name", SPECIAL)
def test_special_values(library, name):
    for x, expected in SPECIAL[name]:
        (got,) = run(library, name, x)
        np.testing.assert_array_equal(got, expected, str(x))
        assert math.isnan(expected) or np.signbit(got) == np.signbit(expected), x


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nan_stays(library, name):
    assert np.isnan(run(library, name, *[NAN] * FUNCTIONS[name].arguments)).all()


def test_atan2_at_special_points(library):
    special = np.array([0.0, -0.0, 1.0, -1.0, INF, -INF, SMALLEST, -SMALLEST, LARGEST, -LARGEST, NAN])
    y, x = (grid.ravel() for grid in np.meshgrid(special, special))
    got, expected = run(library, "atan2", y, x), np.array([math.atan2(*point) for point in zip(y, x, strict=True)])
    np.testing.assert_array_equal(got, expected)
    valid = ~np.isnan(expected)
    np.testing.assert_array_equal(np.signbit(got[valid]), np.signbit(expected[valid]))


@pytest.mark.parametrize("name", [name for name, function in FUNCTIONS.items() if function.odd])
def test_odd_functions(library, name):
    for chosen in FUNCTIONS[name].regions.values():
        x = np.asarray(chosen)
        np.testing.assert_array_equal(run(library, name, -x), -run(library, name, x))


@pytest.mark.parametrize("name", [name for name, function in FUNCTIONS.items() if function.switches])
def test_neighbours_are_in_order_where_the_form_changes(library, name):
    """A step in the wrong direction is at most what the errors of two neighbours explain."""
    function = FUNCTIONS[name]
    for switch in function.switches:
        x = switch + np.spacing(abs(switch)) * np.arange(-400, 401)
        x = x[np.abs(x) <= 1] if name == "asin" else x
        values = run(library, name, x)
        falling = function.rising is not None and function.rising[0] > function.rising[1]
        steps = np.diff(-values if falling else values)
        assert (steps >= -math.ceil(2 * function.bound - 1) * np.spacing(np.abs(values[1:]))).all(), switch


@pytest.mark.parametrize("name", [name for name, function in FUNCTIONS.items() if function.rising])
def test_order_over_the_whole_range(library, name):
    low, high = FUNCTIONS[name].rising
    ends = np.array(sorted([low, high]))
    middle = np.concatenate([2.0 ** np.arange(-1000, 1000, 0.37), -(2.0 ** np.arange(-1000, 1000, 0.37))])
    x = np.unique(np.concatenate([ends, middle[(middle > ends[0]) & (middle < ends[1])]]))
    values = run(library, name, x)
    steps = np.diff(values if low < high else -values)
    assert (steps >= 0).all(), x[:-1][steps < 0]
    assert np.isfinite(values).all()


def test_log1p_is_accurate_where_log_is_not(library):
    x = np.geomspace(1e-20, 1e-5, 100)
    assert errors(run(library, "log", 1 + x), (x,), FUNCTIONS["log1p"].exact).max() > 1e3
