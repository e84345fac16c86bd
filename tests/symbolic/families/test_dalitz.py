"""Closed integrals over the Dalitz region of K -> mu nu X."""

from fractions import Fraction

import mpmath
import pytest
from sympy import Symbol, cancel, lambdify

from muforge.codegen.check.reference import DIGITS, Reference
from muforge.symbolic.families.kaon import amplitudes as kaon
from muforge.symbolic.families.kaon import dalitz
from muforge.symbolic.families.kaon.dalitz import GAP, D, E, neutrino_form, over_s_muX, pole_form, s12
from muforge.symbolic.nature.constants import TABLE, m_K, m_mu

m_X = kaon.m_X
ALPHA = s12 - m_X**2
s, above, below = (Symbol(name, positive=True) for name in ("s", "above", "below"))
M_K, M_MU = (TABLE[name].value for name in ("m_K", "m_mu"))
END = (M_K - M_MU) ** 2


def squared(boson: str):
    """The squared matrix element in D, E and s12."""
    derived = kaon.three_body(boson).squared
    names = {symbol.name: symbol for symbol in derived.free_symbols}
    in_D = derived.subs({names["s_muX"]: D + m_mu**2, names["s_nuX"]: s12}, simultaneous=True)
    return in_D.xreplace({D + s12 - m_X**2: E})


def summed(part):
    """The sum over powers of D and E; terms with both poles include the powers of alpha that they lack."""

    def missing(i, j):
        return max(0, -2 - i - j) if i < 0 and j < 0 else 0

    return sum(c * D**i * E**j * ALPHA ** missing(i, j) for (i, j), c in part.items())


@pytest.mark.parametrize("boson", kaon.BOSONS)
def test_neutrino_form_is_the_squared_matrix_element(boson):
    a, b = neutrino_form(squared(boson), m_X)
    whole = ALPHA * summed(a) + (GAP - E) * summed(b)
    assert cancel((whole - squared(boson)).subs(E, D + ALPHA)) == 0
    assert a and b
    assert all(i >= -2 and -2 <= j <= 0 for i, j in {*a, *b})


@pytest.mark.parametrize("boson", kaon.BOSONS)
def test_coefficients_of_the_neutrino_form_have_no_poles_of_their_own(boson):
    for part in neutrino_form(squared(boson), m_X):
        for coefficient in part.values():
            _, denominator = cancel(coefficient).as_numer_denom()
            assert cancel(denominator / s12**2).free_symbols <= {s12, m_X, m_K, m_mu}
            assert not cancel(denominator).subs(s12, m_X**2) == 0


@pytest.mark.parametrize("boson", kaon.BOSONS)
def test_pole_form_is_the_squared_matrix_element(boson):
    assert cancel(summed(pole_form(squared(boson))) - squared(boson)) == 0


@pytest.fixture(scope="module")
def closed():
    """Boson -> the closed integral as a function of exact inputs."""
    names = ("m_K", "m_mu", "m_X", "s", "above", "below")
    return {boson: Reference(over_s_muX(squared(boson), m_X, s, above, below), names) for boson in kaon.BOSONS}


def numeric(boson, mass, at):
    """The integral over s_muX by quadrature."""
    integrand = lambdify([m_K, m_mu, m_X, s12, D], squared(boson).subs(E, D + ALPHA), "mpmath")
    with mpmath.workdps(DIGITS + 20):
        M, m, x, v = (mpmath.mpf(f.numerator) / f.denominator for f in (M_K, M_MU, mass, at))
        available = M**2 - v - m**2
        centre = x**2 + (v + x**2) * available / (2 * v)
        half = (v - x**2) * mpmath.sqrt(available**2 - 4 * m**2 * v) / (2 * v)
        steps = [mpmath.mpf(k) / 8 for k in range(9)]
        ends = [(centre - half) * ((centre + half) / (centre - half)) ** k for k in steps]
        return mpmath.quad(lambda d: integrand(M, m, x, v, d), ends)


@pytest.mark.parametrize("boson", kaon.BOSONS)
@pytest.mark.parametrize("mass", [Fraction(1, 1000), Fraction(1, 10), Fraction(3, 10)], ids=float)
@pytest.mark.parametrize(
    "fraction", [Fraction(1, 100), Fraction(1, 2), 1 - Fraction(1, 10**3), 1 - Fraction(1, 10**9)], ids=float
)
def test_closed_integral_is_the_numeric_one(closed, boson, mass, fraction):
    at = mass**2 + fraction * (END - mass**2)
    inputs = {"m_K": M_K, "m_mu": M_MU, "m_X": mass, "s": at, "above": at - mass**2, "below": END - at}
    with mpmath.workdps(DIGITS + 20):
        exact = {name: mpmath.mpf(value.numerator) / value.denominator for name, value in inputs.items()}
        got, wanted = closed[boson](exact), numeric(boson, mass, at)
        assert wanted > 0
        assert abs(got / wanted - 1) < mpmath.mpf(10) ** -25


def test_closed_integral_of_a_single_power_of_the_muon_pole(closed):
    """With alpha^2 D^-2 as integrand the integral is elementary."""
    value = Reference(over_s_muX(ALPHA / D**2, m_X, s, above, below), closed["scalar"].names)
    mass, at = Fraction(1, 10), Fraction(1, 20)
    inputs = {"m_K": M_K, "m_mu": M_MU, "m_X": mass, "s": at, "above": at - mass**2, "below": END - at}
    available = M_K**2 - at - M_MU**2
    centre = mass**2 + (at + mass**2) * available / (2 * at)
    half = (at - mass**2) * mpmath.sqrt(float(available**2 - 4 * M_MU**2 * at)) / float(2 * at)
    exact = float(at - mass**2) * (1 / (float(centre) - half) - 1 / (float(centre) + half))
    got = value({name: mpmath.mpf(v.numerator) / v.denominator for name, v in inputs.items()})
    assert float(got) == pytest.approx(float(exact), rel=1e-12)


def test_results_are_kept():
    dalitz.neutrino_form(squared("scalar"), m_X)
    before = dalitz.neutrino_form.cache_info().hits
    dalitz.neutrino_form(squared("scalar"), m_X)
    assert dalitz.neutrino_form.cache_info().hits == before + 1
