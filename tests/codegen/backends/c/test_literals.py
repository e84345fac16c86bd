"""Numbers in C."""

import math

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import E, Rational, exp, log, nan, oo, pi, sqrt

from muforge.codegen.backends.c.expressions import literal
from muforge.codegen.ir import Builder


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_doubles_come_back(value):
    assert float(literal(Rational(value))) == value


@given(st.floats(1e-300, 1e300))
def test_literals_are_doubles_and_not_integers(value):
    text = literal(Rational(value))
    assert "." in text or "e" in text
    assert len(text) <= len(repr(value))


@pytest.mark.parametrize(
    ("number", "exact"),
    [
        (pi, lambda: mpmath.pi),
        (-(pi**3) / 7, lambda: -(mpmath.pi**3) / 7),
        (1 / (256 * pi**3), lambda: 1 / (256 * mpmath.pi**3)),
        (sqrt(2), lambda: mpmath.sqrt(2)),
        (E, lambda: mpmath.e),
        (exp(-pi) + log(3), lambda: mpmath.exp(-mpmath.pi) + mpmath.log(3)),
        (Rational(1, 3), lambda: mpmath.mpf(1) / 3),
        (Rational(2, 3) * 10**-30, lambda: mpmath.mpf(2) / 3 / mpmath.mpf(10) ** 30),
        (Rational(10**25 + 1), lambda: mpmath.mpf(10**25 + 1)),
    ],
    ids=lambda value: "" if callable(value) else str(value),
)
def test_numbers_are_correctly_rounded(number, exact):
    with mpmath.workdps(100):
        assert literal(number) == repr(float(exact()))


@pytest.mark.parametrize(("number", "text"), [(Rational(2), "2.0"), (Rational(-1, 4), "-0.25"), (nan, "NAN")])
def test_shapes(number, text):
    assert literal(number) == text


@pytest.mark.parametrize("number", [oo, -oo])
def test_infinity_has_a_form_in_c(number):
    assert literal(number).lstrip("-") == "INFINITY"


def test_floating_point_numbers_in_formulas_are_taken_exactly():
    builder = Builder()
    number = builder.const(Rational(1) * 0.1)
    assert builder.operations[number].data == Rational(0.1)
    assert math.isclose(float(builder.operations[number].data), 0.1, rel_tol=0)
