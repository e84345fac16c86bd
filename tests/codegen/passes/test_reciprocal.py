"""The pass `reciprocal`: one division instead of several."""

from dataclasses import replace

import pytest
from small_programs import RULE, a, assert_computes, b, built, c, count, d, e, ops, place_counts, program, x, y
from sympy import Integer, Piecewise, prod, simplify, sqrt
from sympy.core.expr import UnevaluatedExpr

from muforge.codegen.check.expand import expand
from muforge.codegen.ir import Builder
from muforge.codegen.passes.columns import columns
from muforge.codegen.passes.powers import powers
from muforge.codegen.passes.reciprocal import MOST_FACTORS, reciprocal
from muforge.symbolic.language.integrals import over_line

COMBINED = [
    (1 / a + 1 / b, 2),
    (1 / a + x / b + y / c, 3),
    (1 / a + 1 / b + 1 / c + 1 / d, 4),
    (1 / a**2 + 1 / (a * b), 2),
    (x / a**3 + y / a, 2),
    (1 / (a + b) + 1 / (a - b) ** 2 + 1 / ((a + b) * (a - b)), 3),
]


@pytest.mark.parametrize(("expression", "divisions"), COMBINED, ids=str)
def test_divisions_of_a_place_become_one(expression, divisions):
    before = program(expression)
    after = reciprocal(before)
    assert count(before, "div") == divisions
    assert count(after, "div") == 1
    assert_computes(after, expression)
    assert_computes(powers(after), expression)


@pytest.mark.parametrize("expression", [1 / a, x / (a * b), a + b * x, 1 / (a * b * c)], ids=str)
def test_a_single_division_stays(expression):
    before = program(expression)
    after = reciprocal(before)
    assert sorted(ops(after)) == sorted(ops(before))
    assert_computes(after, expression)


def test_dependent_divisions_are_not_merged():
    expression = 1 / b + 1 / (a + 1 / b)
    after = reciprocal(program(expression))
    assert count(after, "div") == 2
    assert_computes(after, expression)


def test_a_chain_of_divisions_stays_beside_independent_ones():
    expression = 1 / (a + 1 / b) + 1 / b + 1 / c
    after = reciprocal(program(expression))
    assert count(after, "div") == 2  # b and c together
    assert_computes(after, expression)


@pytest.mark.parametrize(("points", "divisions"), [(0, 1), (1, 2), (2, 1)])
def test_parameters_and_points_are_not_mixed(points, divisions):
    expression = 1 / x + 1 / a
    after = reciprocal(program(expression, ("x", "a"), points))
    assert count(after, "div") == divisions
    assert_computes(after, expression)


def test_a_denominator_of_parameter_and_point_is_left_alone():
    builder = Builder()
    p, q = (builder.add("input", data=name) for name in ("x", "a"))
    one = builder.const(1 + 0 * x)
    mixed = builder.add("div", one, builder.add("mul", p, q))
    whole = builder.add("add", mixed, builder.add("div", one, p))
    after = reciprocal(built(builder, whole, inputs=("x", "a"), points=1))
    assert count(after, "div") == 2
    assert_computes(after, 1 / (a * x) + 1 / x)


@pytest.mark.parametrize("more", [1, 2, 4])
def test_more_than_the_most_factors(more):
    factors = [a, b, c, d, e, x, y, a + b][: MOST_FACTORS + more]
    expression = sum(1 / f for f in factors)
    before = program(expression)
    after = reciprocal(before)
    assert count(before, "div") == len(factors)
    assert count(after, "div") == 1 + more
    assert_computes(after, expression)


def test_a_denominator_of_too_many_factors_is_left_alone():
    many = prod([a, b, c, d, e])
    after = reciprocal(program(1 / many + 1 / (x + 1) + 1 / (y + 1)))
    assert count(after, "div") == 2
    assert simplify(expand(after) - (1 / many + 1 / (x + 1) + 1 / (y + 1))) == 0


def test_loops_are_not_mixed_with_what_is_outside():
    inside = over_line(lambda t: 1 / (a + t**2) + 1 / (b + t**2), "z", rule=RULE)
    before = program(inside / a + 1 / b)
    after = reciprocal(before)
    outer, inner = frozenset[str](), frozenset({"t_z"})
    assert place_counts(before, "div") == {outer: 2, inner: 2}
    assert place_counts(after, "div") == {outer: 1, inner: 1}
    for optimise in (reciprocal, powers, columns):
        before = optimise(before)
        integral = next(iter(expand(before).atoms(type(inside))))
        assert simplify(integral.integrand - inside.integrand) == 0
        assert simplify(expand(before).xreplace({integral: c}) - (c / a + 1 / b)) == 0


def test_groups_that_need_each_other_through_an_integral():
    first = over_line(lambda t: 1 / (t**2 + b), "z", rule=RULE)
    second = over_line(lambda t: 1 / (t**2 + 1 / a), "z", rule=RULE)
    before = program(1 / a + 1 / first + second)
    assert count(reciprocal(before), "div") <= count(before, "div")


def test_pieces_are_not_mixed():
    """At b = 0 or below the first piece is no number; a reciprocal of all would spoil the second."""
    expression = Piecewise((1 / sqrt(b) + 1 / c, b > 0), (1 / a, True)) + 1 / d
    after = reciprocal(program(expression))
    assert count(after, "div") == 3
    kept = expand(after).xreplace({s: Integer(0 if s.name == "b" else 2) for s in expand(after).free_symbols})
    assert kept == 1


def test_what_all_pieces_use_belongs_to_none():
    inverse = UnevaluatedExpr(1 / a)
    expression = Piecewise((inverse * x, b > 0), (inverse * y, True)) + 1 / c
    assert count(reciprocal(program(expression)), "div") == 1


def test_pieces_are_mixed_where_denominators_are_positive():
    expression = Piecewise((x / a, b > 0), (y / (a + c), True)) + 1 / d
    before = replace(program(expression), positive=frozenset({"a", "c", "d"}))
    assert count(reciprocal(before), "div") == 1
    assert count(reciprocal(program(expression)), "div") == 3


def test_a_factor_of_several_pieces_is_inverted_in_each():
    expression = Piecewise((1 / (a + x) + 1 / b, b > 0), (2 / (a + x) + 1 / c, True))
    after = reciprocal(program(expression))
    assert count(after, "div") == 2
    assert_computes(after, expression)
