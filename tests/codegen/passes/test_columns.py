"""The pass `columns`, and the tables that it leads to."""

from fractions import Fraction

import mpmath
import pytest
from small_programs import RULE, a, b, count, integrand, program
from sympy import Max, Piecewise, Rational, Symbol, exp, log, simplify, sinh, sqrt
from sympy.codegen.cfunctions import log1p

from muforge.codegen.check.expand import expand
from muforge.codegen.ir import Column, Loop
from muforge.codegen.passes.columns import columns
from muforge.codegen.plan.node_tables import Tables, column_values, nodes
from muforge.symbolic.language.functions import log1pmx, logistic
from muforge.symbolic.language.integrals import Trapezoid, over_interval, over_line

t = Symbol("t_z", real=True)
LOOP = Loop("t_z", Rational(1, 4), 30, 30)


def tabulated(program):
    """The expressions of all columns."""
    return {o.data.expression for o in program.operations if o.op == "column"}


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (lambda t: a * exp(-(t**2)), {exp(-(t**2))}),
        (lambda t: exp(-a * t**2), {t**2}),
        (lambda t: a + logistic(t) * logistic(-t) * sqrt(1 + t**2), {logistic(t) * logistic(-t) * sqrt(1 + t**2)}),
        (lambda t: Piecewise((a * t, t < 1), (b, True)), {t, t < 1}),
    ],
)
def test_the_largest_values_of_a_node_alone_become_tables(f, expected):
    integral = over_line(f, "z", rule=RULE)
    after = columns(program(integral))
    assert tabulated(after) == expected
    assert count(after, "node") == 0
    assert count(after, "integral") == 1
    assert simplify(integrand(expand(after)) - integral.integrand) == 0


def test_each_integration_variable_has_its_own_tables():
    inner = over_line(lambda s: exp(-(s**2)) / (s**2 + t**2 + a), "w", rule=RULE)
    outer = over_line(lambda s: exp(-s) * inner, "z", rule=RULE)
    after = columns(program(outer))
    s = Symbol("t_w", real=True)
    assert tabulated(after) == {exp(-(s**2)), s**2, t**2, exp(-t)}
    assert simplify(integrand(expand(after)) - integrand(outer)) == 0


def test_programs_without_integrals_stay():
    before = program(a * exp(b) + 2)
    assert columns(before) == before


@pytest.mark.parametrize(
    "f",
    [
        logistic(t),
        logistic(-t),
        1 - logistic(t),
        logistic(t) * logistic(-t) * t**2,
        exp(-(t**2)),
        exp(sinh(t)),
        log1p(exp(t)),
        log(1 + t**2) / 3,
        Max(t, Rational(1, 3)),
    ],
    ids=str,
)
def test_tables_are_correctly_rounded(f):
    loop = LOOP if not f.has(sinh) else Loop("t_z", Rational(1, 4), 6, 6)
    values = column_values(Column("t_z", f), loop)
    with mpmath.workdps(120):
        exact = [float(exactly(f, node)) for node in nodes(loop)[0]]
    assert values == exact


def exactly(f, node):
    """The value of `f` at a node with the present precision."""
    functions = f.replace(logistic, lambda u: 1 / (1 + exp(-u))).replace(log1p, lambda u: log(1 + u))
    return mpmath.mpmathify(functions.subs(t, Rational(node)).evalf(mpmath.mp.dps))


def test_tables_of_log1pmx():
    (value,) = column_values(Column("t_z", log1pmx(exp(t))), Loop("t_z", Rational(2), 0, 0))
    assert value == pytest.approx(1 - mpmath.log(2), rel=1e-15)


@pytest.mark.parametrize("rule", [Trapezoid(Rational(1, 4), 54, 30), Trapezoid(Rational(1), 4, 6), RULE], ids=str)
def test_nodes_of_coarse_rules_come_first(rule):
    loop = Loop("t_z", rule.step, rule.reach_low, rule.reach_high)
    ordered, ends = nodes(loop)
    assert len(ends) == loop.levels
    assert ends[-1] == len(ordered) == rule.nodes
    for level, end in enumerate(ends):
        step = Fraction(int(loop.coarsest.p), int(loop.coarsest.q)) / 2**level
        inside = int((rule.reach_low + rule.reach_high) / step) + 1
        assert sorted(ordered[:end]) == [k * step - rule.reach_low for k in range(inside)]
    assert (min(ordered), max(ordered)) == (-rule.reach_low, rule.reach_high)
    assert step == Fraction(int(rule.step.p), int(rule.step.q))


def test_equal_tables_are_written_once():
    tables = Tables()
    other = Symbol("t_w", real=True)
    first = tables.name(Column("t_z", exp(-(t**2))), LOOP)
    again = tables.name(Column("t_w", exp(-(other**2))), Loop("t_w", LOOP.step, 30, 30))
    longer = tables.name(Column("t_z", exp(-(t**2))), Loop("t_z", LOOP.step, 32, 32))
    assert first == again != longer
    assert tables.text([first, longer]).count("static const double") == 2
    assert first in tables and "mf_nodes_00000000" not in tables


def test_maps_to_an_interval_leave_no_functions_of_the_node():
    integral = over_interval(lambda z: a * z.from_low * sqrt(z.from_high + b), "z", 0, 1, rule=RULE)
    after = columns(program(integral))
    assert count(after, "logistic", "exp", "neg", "node") == 0
    assert simplify(integrand(expand(after)) - integral.integrand) == 0
