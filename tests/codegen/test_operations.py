"""The table of operations: its forms agree with each other, and all stages know every entry."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from small_programs import built
from sympy import Rational, Symbol, nan, symbols

from muforge.codegen.backends.c.expressions import operation_counts
from muforge.codegen.backends.numpy.interpret import Interpreted
from muforge.codegen.check.expand import expand
from muforge.codegen.check.reference import Reference
from muforge.codegen.ir import CONDITIONS, LEAVES, Builder
from muforge.codegen.operations import DIVISION, ELEMENTARY, FLOP, FREE, FUNCTION, OPERATIONS

NUMBERS = {1: (0.05, 0.31, 0.77), 2: ((0.3, 0.8), (0.9, -0.2), (0.5, 0.5)), 3: ((0.3, 0.8, -0.2), (1.0, 2.0, 3.0))}
VALUES = [kind for kind in OPERATIONS.values() if kind.numpy and kind.arity and not kind.data and kind.name != "select"]
IN_DOUBLE = {"dilogarithm", "erf", "k1e", "k2e", "bessel_ratio"}
"""What scipy has in double precision alone."""


def name_of(kind):
    """A readable parameter."""
    return kind.name


def points(kind):
    """Arguments to try an operation on."""
    chosen = NUMBERS[kind.arity]
    if kind.name in ("and", "or", "not"):
        chosen = [row != 0.31 if kind.arity == 1 else tuple(x > 0 for x in row) for row in chosen]
    return [row if isinstance(row, tuple) else (row,) for row in chosen]


def exact(kind, row):
    """The expression at numbers, in 50-digit arithmetic."""
    if any(isinstance(x, bool) for x in row):
        return mpmath.mpf(bool(kind.sympy(*row)))
    arguments = symbols("x:3", real=True)[: kind.arity]
    value = Reference(kind.sympy(*arguments), [s.name for s in arguments])(
        {s.name: x for s, x in zip(arguments, row, strict=True)}
    )
    return mpmath.mpf(value)


@pytest.mark.parametrize("kind", VALUES, ids=name_of)
def test_arrays_have_the_values_of_the_expression(kind):
    rows = points(kind)
    got = np.asarray(kind.numpy(*np.array(rows).T), dtype=float)
    wanted = [float(exact(kind, row)) for row in rows]
    np.testing.assert_allclose(got, wanted, rtol=2e-15)


@pytest.mark.skipif(np.finfo(np.longdouble).nmant < 60, reason="there is no extended precision")
@pytest.mark.parametrize("kind", [k for k in VALUES if k.cost == FUNCTION and k.name not in IN_DOUBLE], ids=name_of)
def test_arrays_may_have_extended_precision(kind):
    rows = np.array(points(kind), dtype=np.longdouble)
    got = kind.numpy(*rows.T)
    assert got.dtype == np.longdouble
    for value, row in zip(got, rows, strict=True):
        high = mpmath.mpf(float(value)) + mpmath.mpf(float(value - np.longdouble(float(value))))
        assert abs(high / exact(kind, [float(x) for x in row]) - 1) < 2e-18


@pytest.mark.parametrize("kind", [k for k in OPERATIONS.values() if k.mpmath], ids=name_of)
def test_mpmath_has_the_values_of_the_expression(kind):
    for row in points(kind):
        with mpmath.workdps(40):
            got = kind.mpmath(*map(mpmath.mpf, row))
            wanted = mpmath.mpf(str(kind.sympy(*map(Rational, row)).evalf(40)))
            assert abs(got - wanted) <= 1e-30 * abs(got)


def test_x_minus_log1p_has_all_digits_in_each_form():
    x = np.array([1e-12, 1e-3, 0.0099, 0.0101, 0.2999, 0.3001, 1e6])
    with mpmath.workdps(60):
        wanted = [float(mpmath.mpf(value) - mpmath.log1p(mpmath.mpf(value))) for value in x]
    kind = OPERATIONS["log1pmx"]
    np.testing.assert_allclose(kind.numpy(x), wanted, rtol=3e-15)
    with mpmath.workdps(15):
        np.testing.assert_allclose([float(kind.mpmath(mpmath.mpf(value))) for value in x], wanted, rtol=1e-14)


def test_a_fused_multiply_add_of_arrays_rounds_once():
    kind = OPERATIONS["fma"]
    a = np.array([1 + 2.0**-30, 1 + 2.0**-52, np.inf])
    assert list(kind.numpy(a[:2], a[:2], -a[:2] * a[:2])) == [2.0**-60, 2.0**-104]
    with np.errstate(invalid="ignore"):
        assert np.isinf(kind.numpy(a, a, 1.0)[2])


@pytest.mark.parametrize("kind", [k for k in ELEMENTARY if k.arity == 1], ids=name_of)
def test_an_elementary_function_goes_through_all_stages(kind):
    builder = Builder()
    program = built(builder, builder.add(kind.name, builder.add("input", data="x")), inputs=("x",))
    assert expand(program) == kind.function(Symbol("x", real=True))
    assert operation_counts(program, range(2)) == (0, 0, 1)
    assert Interpreted(program)(0.4) == pytest.approx(float(exact(kind, (0.4,))), rel=1e-14)


def test_every_kind_has_a_cost_and_what_prints_it():
    assert {kind.cost for kind in OPERATIONS.values()} == {FREE, FLOP, DIVISION, FUNCTION}
    assert LEAVES == {"input", "const", "node", "element", "column"}
    assert CONDITIONS == {"lt", "le", "and", "or", "not"}
    without_c = {name for name, kind in OPERATIONS.items() if not kind.c}
    assert without_c == LEAVES | {"integral", "sum", "pow", "logistic"}  # loops, and what passes replace


def test_values_that_cannot_be_compared_have_no_extrema():
    for name in ("min", "max"):
        assert mpmath.isnan(OPERATIONS[name].mpmath(mpmath.mpc(1, 1), mpmath.mpf(2)))
    assert OPERATIONS["const"].sympy(nan) is nan
