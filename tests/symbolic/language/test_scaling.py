"""Arguments that enter as a power."""

import pytest
from sympy import Integral, Piecewise, Rational, Symbol, exp, sqrt

from muforge.symbolic.language.functions import modulus_squared
from muforge.symbolic.language.integrals import Trapezoid, over_interval
from muforge.symbolic.language.scaling import power_of
from muforge.symbolic.registry import quantities

g, m, x = (Symbol(name, positive=True) for name in "gmx")
RULE = Trapezoid(Rational(1, 4), 40, 40)


@pytest.mark.parametrize(
    ("expression", "power"),
    [
        (m + 1, 0),
        (g, 1),
        (3 * g**2 * m, 2),
        (g**2 / m + (g * m) ** 2, 2),
        (sqrt(g) * m, Rational(1, 2)),
        (m / g, -1),
        (sqrt(m * g**2), 1),
        (modulus_squared(g * (m + 1)), 2),
        (Piecewise((g**2, m > 1), (0, True)), 2),
        (g * over_interval(lambda p: g * p.value**m, "s", 0, 1, rule=RULE), 2),
        (g + g**2, None),
        (g + 1, None),
        (exp(g), None),
        (g**m, None),
        (Piecewise((g**2, m > 1), (1, True)), None),
        (Piecewise((g**2, g > 1), (0, True)), None),
        (Integral(g * x, (x, 0, 1)), None),
    ],
)
def test_powers(expression, power):
    assert power_of(expression, "g") == power


@pytest.mark.parametrize(
    ("name", "argument", "power"),
    [
        ("kaon.branching_ratio", "g", 2),
        ("decay.u1_leptonic_width", "g", 2),
        ("gminus2.coupling_for_shift", "delta_a_mu", Rational(1, 2)),
        ("mixing.loop_induced_mixing", "g", 1),
        ("kaon.branching_ratio", "m_X", None),
    ],
)
def test_declared_quantities(name, argument, power):
    for variant in quantities()[name].variants:
        assert power_of(variant.expression, argument) == power
