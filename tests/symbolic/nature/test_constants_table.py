"""The table of constants against other tables, and against itself."""

import math
from fractions import Fraction

import pytest
from particle import Particle

from muforge.symbolic.nature.constants import TABLE, Constant, alpha, f_K, m_K, m_mu
from muforge.symbolic.nature.units import GeV, one

STANDARD_DEVIATIONS = 2.0
ROUNDING = 1e-8
"""The table may differ from the particle package by its rounding, or by that many standard deviations of it."""

MASSES = {
    "m_e": 11,
    "m_mu": 13,
    "m_tau": 15,
    "m_K": 321,
    "m_pi": 211,
    "m_pi0": 111,
    "m_p": 2212,
    "m_B": 521,
    "m_Z": 23,
    "m_b": 5,
    "m_s": 3,
    "m_d": 1,
    "m_omega_782": 223,
    "m_phi_1020": 333,
}
NOT_POLE_MASSES = {"m_t": 6}
"""Known exception: the top mass of the table is a short-distance mass for loops, 4 % below the pole mass."""
WIDTHS = {
    "Gamma_K": 321,
    "Gamma_Z": 23,
    "Gamma_omega_782": 223,
    "Gamma_phi_1020": 333,
}
LIFETIMES = {"tau_mu_s": 13, "tau_tau_s": 15, "tau_B_s": 521, "tau_K_s": 321}


def value(name: str) -> float:
    """A constant as a float."""
    return float(TABLE[name].value)


def within(mine: float, other: float | None, *errors: float | None) -> bool:
    """Whether two values agree."""
    assert other is not None
    error = max(error or 0.0 for error in errors)
    return abs(mine - other) <= max(STANDARD_DEVIATIONS * error, ROUNDING * abs(other))


@pytest.mark.parametrize("name", MASSES)
def test_masses(name):
    other = Particle.from_pdgid(MASSES[name])
    assert within(value(name) * 1e3, other.mass, other.mass_lower, other.mass_upper)
    assert TABLE[name].unit == GeV


@pytest.mark.parametrize("name", NOT_POLE_MASSES)
def test_masses_that_are_not_pole_masses(name):
    other = Particle.from_pdgid(NOT_POLE_MASSES[name])
    assert other.mass
    assert 0.9 < value(name) * 1e3 / other.mass < 0.99


@pytest.mark.parametrize("name", WIDTHS)
def test_widths(name):
    other = Particle.from_pdgid(WIDTHS[name])
    assert within(value(name) * 1e3, other.width, other.width_lower, other.width_upper)


@pytest.mark.parametrize("name", LIFETIMES)
def test_lifetimes(name):
    other = Particle.from_pdgid(LIFETIMES[name])
    assert other.width and other.lifetime
    relative = max(other.width_lower or 0.0, other.width_upper or 0.0) / other.width
    assert within(value(name) * 1e9, other.lifetime, relative * other.lifetime)


CODATA = {
    "alpha": (7.2973525643e-3, 1e-11),
    "G_F": (1.1663788e-5, 1e-12),
    "hbar_GeV_s": (6.582119569509e-25, 1e-10),
    "hbarc_GeV_m": (1.973269804593e-16, 1e-9),
    "c_cm_s": (299792458e2, 0.0),
    "m_p": (0.93827208943, 1e-9),
    "m_e": (0.51099895069e-3, 1e-12),
    "m_mu": (0.1056583755, 1e-12),
    "atomic_mass_unit": (0.93149410372, 1e-8),
    "M_Planck": (1.220890e19, 1e-6),
    "proton_magnetic_moment": (2.79284734463, 2e-3),  # known exception: the table has three digits
}


@pytest.mark.parametrize(("name", "other", "tolerance"), [(k, *v) for k, v in CODATA.items()])
def test_codata_2022(name, other, tolerance):
    assert value(name) == pytest.approx(other, rel=tolerance, abs=0)


def test_constants_belong_together():
    assert value("hbar_GeV_s") * value("c_cm_s") / 100 == pytest.approx(value("hbarc_GeV_m"), rel=1e-9)
    assert (100 * value("hbarc_GeV_m")) ** 2 == pytest.approx(value("hbarc2_GeV2_cm2"), rel=1e-9)
    assert value("Gamma_K") * value("tau_K_s") == pytest.approx(value("hbar_GeV_s"), rel=1e-4)
    assert value("v") == pytest.approx((math.sqrt(2) * value("G_F")) ** -0.5, rel=1e-5)


def test_values_are_exactly_as_written():
    assert TABLE["alpha"].value == Fraction(10**9, 137035999177)
    assert TABLE["m_K"].value == Fraction(493677, 10**6)
    assert TABLE["G_F"].value == Fraction(11663788, 10**12)


@pytest.mark.parametrize("name", TABLE)
def test_entries(name):
    constant = TABLE[name]
    assert constant.name == name
    assert constant.value > 0
    assert constant.about
    assert constant.symbol.name == name
    assert constant.symbol.is_positive


def test_units_and_symbols():
    assert (TABLE["alpha"].unit, TABLE["G_F"].unit, TABLE["f_K"].unit) == (one, GeV**-2, GeV)
    assert [s.name for s in (alpha, f_K, m_K, m_mu)] == ["alpha", "f_K", "m_K", "m_mu"]
    assert TABLE["m_mu"].symbol == m_mu


def test_the_table_cannot_be_changed():
    with pytest.raises(TypeError):
        TABLE["m_mu"] = Constant("m_mu", Fraction(1), GeV, "wrong")
