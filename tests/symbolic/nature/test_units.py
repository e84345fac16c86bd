"""Units as products of powers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muforge.symbolic.nature.units import GeV, Unit, base_unit, centimetre, metre, one, second

units = st.lists(
    st.tuples(st.sampled_from([GeV, metre, centimetre, second]), st.fractions(-4, 4, max_denominator=4)), max_size=4
).map(lambda parts: product(*(base**power for base, power in parts)))


def product(*factors: Unit) -> Unit:
    """The product of units."""
    total = one
    for factor in factors:
        total = total * factor
    return total


@given(units, units, units)
def test_products_commute_and_associate(u, v, w):
    assert u * v == v * u
    assert (u * v) * w == u * (v * w)
    assert hash(u * v) == hash(v * u)


@given(units, units)
def test_division_undoes_multiplication(u, v):
    assert u * v / v == u
    assert u / u == one
    assert one / u == u**-1


@given(units, units, st.fractions(-3, 3, max_denominator=4), st.fractions(-3, 3, max_denominator=4))
def test_powers(u, v, p, q):
    assert (u * v) ** p == u**p * v**p
    assert u**p * u**q == u ** (p + q)
    assert (u**p) ** q == u ** (p * q)
    assert u**0 == one
    assert u**1 == u


def test_roots():
    assert (GeV**2) ** Fraction(1, 2) == GeV
    assert GeV ** Fraction(1, 2) != GeV


def test_different_bases_never_cancel():
    assert metre / centimetre != one
    assert len({GeV, metre, centimetre, second, one}) == 5
    assert base_unit("GeV") == GeV


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (one, "1"),
        (GeV, "GeV"),
        (GeV**-2, "GeV^-2"),
        (GeV**2 * centimetre**2, "GeV^2 cm^2"),
        (second * GeV, "GeV s"),
        (GeV ** Fraction(1, 2), "GeV^1/2"),
        (metre / metre, "1"),
    ],
)
def test_how_units_are_written(unit, text):
    assert str(unit) == text
