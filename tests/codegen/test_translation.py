"""What formulas become: pairs for complex values, selections, extrema, series, sums."""

import pytest
from small_programs import RULE, a, assert_computes, at, b, c, count, integrand, ops, program, x
from sympy import (
    And,
    I,
    IndexedBase,
    Max,
    Min,
    Not,
    Or,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    acos,
    asin,
    asinh,
    atan,
    atan2,
    erf,
    exp,
    expand_complex,
    log,
    nan,
    pi,
    simplify,
    sinh,
    sqrt,
)
from sympy.codegen.cfunctions import expm1, fma, log1p
from sympy.core.expr import UnevaluatedExpr

from muforge.codegen.check.expand import expand, expression_of
from muforge.symbolic.language.functions import (
    bessel_ratio,
    dilogarithm,
    k1e,
    k2e,
    log1pmx,
    logistic,
    modulus_squared,
    power_series,
    sqrt1pm1,
)
from muforge.symbolic.language.integrals import over_line

REAL = [
    a - b,
    -a - b,
    -a * b / 3,
    2 * pi * a,
    a**3 / b**2,
    sqrt(a) ** 3,
    1 / sqrt(a * b),
    exp(a) * sinh(b) + erf(c),
    log(a) + log1p(b),
    abs(a - b),
    atan2(a, b),
    expm1(a) * asinh(b) + sqrt1pm1(c),
    atan(a) + asin(b) * acos(c),
    dilogarithm(a) - dilogarithm(b),
    k1e(a) / k2e(b) ** 2 + bessel_ratio(c),
    logistic(a) * log1pmx(b),
    a * over_line(lambda t: exp(-b * t**2), "z", rule=RULE),
]


@pytest.mark.parametrize("expression", REAL, ids=str)
def test_real_formulas_come_back(expression):
    made = program(expression)
    assert len(made.outputs) == 1
    assert simplify(integrand(expand(made)) - integrand(expression)) == 0


def test_fused_multiply_add():
    made = program(fma(a, b, c))
    assert ops(made) == ["fma"]
    assert_computes(made, a * b + c)


def test_unevaluated_expressions_keep_their_order():
    def intermediate(expression):
        made = program(expression)
        return {expression_of(made, n) for n in range(len(made.operations))}

    assert c - b in intermediate(UnevaluatedExpr(c - b) - a)
    assert c - b not in intermediate(c - b - a)


@pytest.mark.parametrize(
    ("expression", "real", "imaginary"),
    [
        (a + I * b, a, b),
        ((a + I * b) ** 2, a**2 - b**2, 2 * a * b),
        ((a + I * b) * (c + I * x), a * c - b * x, a * x + b * c),
        (-((log(a) - I * pi) ** 2) / 4, (pi**2 - log(a) ** 2) / 4, pi * log(a) / 2),
        ((2 - 3 * I) * a, 2 * a, -3 * a),
        ((a + I * b) / c, a / c, b / c),
        (a + I * b + c, a + c, b),
    ],
    ids=str,
)
def test_complex_values_are_pairs(expression, real, imaginary):
    made = program(expression)
    assert len(made.outputs) == 2
    assert simplify(expression_of(made, made.outputs[0]) - real) == 0
    assert simplify(expression_of(made, made.outputs[1]) - imaginary) == 0
    assert simplify(expand_complex(expand(made) - expression)) == 0


def test_modulus_squared_is_real_and_has_no_root():
    made = program(modulus_squared(a + I * b))
    assert len(made.outputs) == 1
    assert count(made, "sqrt", "abs") == 0
    assert_computes(made, a**2 + b**2)
    assert_computes(program(modulus_squared(a - b)), (a - b) ** 2)


def test_pieces_become_selections():
    made = program(Piecewise((a, x < 1), (b, x <= 2), (c, True)))
    assert ops(made) == ["le", "select", "lt", "select"]
    point = {"a": Rational(10), "b": Rational(20), "c": Rational(30)}
    values = [at(expand(made), point | {"x": v}) for v in (Rational(1, 2), Rational(1), Rational(2), Rational(3))]
    assert values == [10, 20, 20, 30]


def test_pieces_without_a_last_one_are_nan_elsewhere():
    made = program(Piecewise((a, x < 1)))
    values = [at(expand(made), {"a": Rational(5), "x": v}) for v in (Rational(0), Rational(1))]
    assert values == [5, nan]


def test_a_real_piece_beside_a_complex_one_gets_an_imaginary_part_of_zero():
    made = program(Piecewise((a, x < 1), (a + I * b, True)))
    point = {"a": Rational(5), "b": Rational(7)}
    below, above = (at(expand(made), point | {"x": Rational(v)}) for v in (0, 2))
    assert (below, above) == (5, 5 + 7 * I)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (And(x > 0, x < 2), [0, 1, 0]),
        (Or(x < 0, x > 2), [1, 0, 1]),
        (Not(And(x > 0, x < 2)), [1, 0, 1]),
        (And(Or(x < 0, x > 2), x >= 3), [0, 0, 1]),
    ],
    ids=str,
)
def test_conditions(condition, holds):
    made = program(Piecewise((1, condition), (0, True)))
    assert [at(expand(made), {"x": Rational(v)}) for v in (-1, 1, 3)] == holds


def test_where_a_formula_is_not_valid_it_is_nan():
    made = program(a * x, valid=(x > 0, a < x))
    assert count(made, "select") == 1
    values = [at(expand(made), {"a": Rational(2), "x": Rational(v)}) for v in (-1, 1, 3)]
    assert values == [nan, nan, 6]


@pytest.mark.parametrize(("extremum", "op"), [(Max, "max"), (Min, "min")])
def test_extrema(extremum, op):
    made = program(extremum(a, b, 3 * c))
    assert count(made, "max", "min") == count(made, op) == 2
    assert expand(made).rewrite(extremum) == extremum(a, b, 3 * c)


def test_power_series_by_horner():
    made = program(power_series(x, 1, Rational(1, 2), 3, 4))
    assert ops(made) == ["mul", "add"] * 3
    assert_computes(made, 1 + x / 2 + 3 * x**2 + 4 * x**3)


def test_sums_over_series():
    i, n = Symbol("i", integer=True), Symbol("n", integer=True)
    values, errors = (IndexedBase(name, real=True) for name in ("values", "errors"))
    expression = a * Sum(values[i] / errors[i] ** 2, (i, 0, n - 1))
    made = program(expression, ("values", "errors", "a"), series=("values", "errors"))
    assert {o.data for o in made.operations if o.op == "element"} == {("values", "i"), ("errors", "i")}
    assert (count(made, "sum"), made.series) == (1, ("values", "errors"))
    assert expand(made) == expression
    scope = dict(zip((o.op for o in made.operations), made.scopes(), strict=True))
    assert (scope["element"], scope["sum"], scope["div"]) == ({"i"}, set(), {"i"})


def test_parameters_are_multiplied_before_points():
    made = program(a * x * b * c, ("x", "a", "b", "c"), 1)
    *before, last = (n for n, o in enumerate(made.operations) if o.op == "mul")
    uses_points = made.uses(frozenset({"x"}))
    assert ([uses_points[n] for n in before], uses_points[last]) == ([False, False], True)
