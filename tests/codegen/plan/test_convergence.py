"""Bounds on the errors of levels of refinement: found on some points, they hold on others."""

import json
import random

import numpy as np
import pytest

from muforge import _fast
from muforge.codegen.backends.c.levels import found_convergence, levels_c
from muforge.codegen.check.domain import draw
from muforge.codegen.pipeline import program_of
from muforge.codegen.plan.convergence import TELLING, Convergence, Level, _levels, convergence, fingerprint
from muforge.codegen.plan.quadrature_rules import rules
from muforge.symbolic.registry import quantities

VARIANT = quantities()["kaon.branching_ratio"].variants[2]
KERNEL = getattr(_fast, f"{VARIANT.kernel}_with_error")
THRESHOLD = 0.493677 - 0.1056583755
TOLERANCES = [10.0**-n for n in range(1, 14)]


@pytest.fixture(scope="module")
def found():
    return convergence(VARIANT, rules(program_of(VARIANT)))


def test_finer_levels_have_smaller_bounds(found):
    errors = [level.error for level in found.levels]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-9


def test_the_same_again(found):
    assert convergence(VARIANT, rules(program_of(VARIANT))) == found


def test_what_the_manifest_keeps_is_read(found):
    entry = json.loads(json.dumps(found.for_manifest()))
    assert Convergence.from_manifest(entry) == found


def test_what_is_kept_under_the_fingerprint_is_taken_over(found):
    other = Convergence(found.levels[::-1], found.box)
    program = program_of(VARIANT)
    assert found_convergence(VARIANT, program, {fingerprint(VARIANT): other}) == {fingerprint(VARIANT): other}
    assert found_convergence(VARIANT, program, {"another": other}) == {fingerprint(VARIANT): found}
    assert repr(found.levels[-1].error) in levels_c(program, [found])


def test_results_have_levels_of_their_own_and_a_common_box():
    variant = quantities()["kaon.missing_mass_moment"].variants[0]
    program = program_of(variant)
    levels = tuple(Level(0.1 / 2**n, 0.2 / 2**n) for n in range(max(r.levels for r in rules(program).values()) - 1))
    boxes = [((0.1, 0.3),) * 3, ((0.2, 0.4),) * 3, ((0.0, 1.0),) * 3]
    text = levels_c(program, [Convergence(levels, box) for box in boxes])
    assert f"_levels[3][{len(levels)}]" in text and "_box[][2] = {{0.2, 0.3}, {0.2, 0.3}, {0.2, 0.3}}" in text


def changed(masses, others):
    """How much the result changes when an input moves to the next number."""
    value = KERNEL(masses, *others, 1e-14)[0]
    inputs = [masses, *others]
    moved = [
        KERNEL(*inputs[:i], np.nextafter(x, end), *inputs[i + 1 :], 1e-14)[0]
        for i, x in enumerate(inputs)
        for end in (0.0, 1.0)
    ]
    return np.max([np.abs(m - value) for m in moved], axis=0)


@pytest.mark.parametrize(
    "masses",
    [
        np.geomspace(1e-6, 1e-3, 500),
        np.linspace(1e-3, THRESHOLD * 0.99, 1000),
        THRESHOLD * (1 - np.geomspace(1e-13, 1e-2, 500)),
    ],
    ids=["close to 0", "between", "close to threshold"],
)
@pytest.mark.parametrize("m_mu", [0.1056583755, 0.106, 0.03, 0.2])
def test_errors_of_the_kernel_are_not_larger_than_estimated(masses, m_mu):
    others = (1e-3, m_mu, 0.493677, 0.6356)
    masses = masses * (0.493677 - m_mu) / THRESHOLD
    value, error = KERNEL(masses, *others, 1e-14)
    rounding = 4e-15 * value + changed(masses, others)
    for tolerance in TOLERANCES:
        rough, claimed = KERNEL(masses, *others, tolerance)
        assert np.all(np.abs(rough - value) <= claimed + error + rounding), tolerance


def test_half_of_the_nodes_are_enough_for_ten_digits(found):
    """The bound, not the changes between levels, shows that the level before the finest is good enough."""
    rows = [draw(VARIANT, random.Random(n)) for n in range(200)]
    inputs = [np.array([row[name] for row in rows]) for name in VARIANT.kernel_inputs]
    _, error = KERNEL(*inputs, 1e-10)
    value, _ = KERNEL(*inputs, 1e-14)
    open_ = value > 0
    bound = found.levels[-1].error + 4 * 2.0**-8 * 1e-10  # with tails of so much of the tolerance
    claimed = error[open_] / value[open_]
    assert np.mean(np.abs(claimed / bound - 1) < 1e-2) > 0.8


def test_errors_without_a_largest_one_have_no_bound():
    generator = np.random.default_rng(1)
    exact = np.ones(1000)
    tame = exact + 1e-6 * generator.uniform(-1, 1, 1000)
    wild = exact + 1e-8 * generator.standard_cauchy(1000)
    first = 0.95 * exact
    quiet = _levels(np.stack([first, tame, exact]), np.zeros((3, 1000)))
    assert quiet[1].error == pytest.approx(8e-6, rel=0.05)
    levels = _levels(np.stack([first, wild, tame, exact]), np.zeros((4, 1000)))
    assert [level.error for level in levels] == [1.0, 1.0, 1.0]


def test_large_changes_tell_nothing():
    values = np.stack([np.full(100, 0.2), np.full(100, 0.7), np.ones(100)])
    first, second = _levels(values, np.zeros_like(values))
    assert first == Level(2.0, 1.0)
    assert second.change > TELLING and second.error == 1.0
