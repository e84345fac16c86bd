"""Properties of the kaon decays that hold whatever the numbers are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import muforge
from muforge import _fast

M_K, M_MU = 0.493677, 0.1056583755
END = M_K - M_MU
BOSONS = ("scalar", "pseudoscalar", "vector", "axial", "lmu_ltau", "dark_photon")

masses = st.floats(1e-4, 0.99 * END)
fractions = st.floats(0.0, 1.0)
bosons = st.sampled_from(BOSONS)


def dalitz_point(m_X: float, u: float, w: float) -> tuple[float, float]:
    """The point at fractions u, w of the ranges of s_nuX and s_muX."""
    s_nuX = m_X**2 + u * (END**2 - m_X**2)
    available = M_K**2 - s_nuX - M_MU**2
    centre = m_X**2 + M_MU**2 + (s_nuX + m_X**2) * available / (2 * s_nuX)
    half = (s_nuX - m_X**2) * np.sqrt(max(available**2 - 4 * M_MU**2 * s_nuX, 0.0)) / (2 * s_nuX)
    return s_nuX, centre + (2 * w - 1) * half


@given(bosons, masses, st.floats(0.001, 0.999), fractions)
def test_squared_matrix_element_is_positive(boson, m_X, u, w):
    s_nuX, s_muX = dalitz_point(m_X, u, w)
    assert muforge.evaluate("kaon.squared_matrix_element", boson=boson, m_X=m_X, s_nuX=s_nuX, s_muX=s_muX) > 0


@given(bosons, masses, st.floats(1e-3, 10.0))
def test_rates_scale_with_the_coupling_squared(boson, m_X, g):
    one = muforge.evaluate("kaon.branching_ratio", boson=boson, m_X=m_X, g=1.0)
    scaled = muforge.evaluate("kaon.branching_ratio", boson=boson, m_X=m_X, g=g)
    assert scaled == pytest.approx(g**2 * one, rel=1e-14)


@given(bosons, st.floats(END * (1 + 1e-15), 100.0))
def test_closed_decay_is_exactly_zero(boson, m_X):
    assert muforge.evaluate("kaon.rate_ratio", boson=boson, m_X=m_X) == 0.0


@given(bosons, st.floats(1e-3, 0.98 * END))
def test_fraction_above_falls_from_one_to_zero(boson, m_X):
    limits = np.linspace(0.5 * m_X**2, END**2 * (1 + 1e-12), 7)
    above = muforge.evaluate("kaon.fraction_above_missing_mass_squared", boson=boson, m_X=m_X, m2_miss_min=limits)
    assert above[0] == pytest.approx(1.0, rel=1e-13)
    assert above[-1] == 0.0
    assert np.all(np.diff(above) <= 0)


@pytest.mark.parametrize("boson", BOSONS)
@pytest.mark.parametrize("m_X", [0.003, 0.1, 0.3])
def test_spectrum_integrates_to_rate_mean_and_variance(boson, m_X):
    t, weight = np.polynomial.legendre.leggauss(400)
    u = 0.5 * (t + 1)
    x = m_X**2 * (END / m_X) ** (2 * (1 - (1 - u) ** 2))  # logarithmic, and smooth at the square-root end point
    jacobian = 0.5 * weight * x * 2 * np.log(END / m_X) * 2 * (1 - u)
    density = jacobian * muforge.evaluate("kaon.differential_rate_ratio", boson=boson, m_X=m_X, m2_miss=x)
    rate = density.sum()
    mean = (density * x).sum() / rate
    variance = (density * (x - mean) ** 2).sum() / rate
    assert muforge.evaluate("kaon.rate_ratio", boson=boson, m_X=m_X) == pytest.approx(rate, rel=1e-9)
    assert muforge.evaluate("kaon.missing_mass_squared_mean", boson=boson, m_X=m_X) == pytest.approx(mean, rel=1e-9)
    got = muforge.evaluate("kaon.missing_mass_squared_variance", boson=boson, m_X=m_X)
    assert got == pytest.approx(variance, rel=1e-8)


def test_light_dark_photon_is_inner_bremsstrahlung():
    low, high = 0.02, 0.024
    alpha = muforge.constants()["alpha"].value
    above = [
        muforge.evaluate("kaon.fraction_above_missing_mass_squared", boson="dark_photon", m_X=1e-7, m2_miss_min=m)
        for m in (low, high)
    ]
    rate = muforge.evaluate("kaon.rate_ratio", boson="dark_photon", m_X=1e-7)
    photon = muforge.evaluate("kaon.inner_bremsstrahlung_fraction", m2_miss_min=low, m2_miss_max=high)
    assert 4 * np.pi * alpha * rate * (above[0] - above[1]) == pytest.approx(photon, rel=1e-9)


def test_soft_photons_follow_the_classical_spectrum():
    """Two cuts far below all masses differ by the classical coefficient times the logarithm of their ratio."""
    alpha = muforge.constants()["alpha"].value
    ratio = (M_K / M_MU) ** 2
    velocity_factor = (ratio + 1) / (ratio - 1) * np.log(ratio) / 2
    classical = 2 * alpha / np.pi * (velocity_factor - 1) * np.log(10)
    low, high = (
        muforge.evaluate("kaon.inner_bremsstrahlung_fraction_above_energy", E_gamma_min=e) for e in (1e-7, 1e-6)
    )
    assert low - high == pytest.approx(classical, rel=1e-4)


def test_conserved_current_has_a_massless_limit_and_the_others_grow():
    light, lighter = (muforge.evaluate("kaon.rate_ratio", boson="vector", m_X=m) for m in (2e-4, 1e-4))
    assert lighter / light == pytest.approx(4, rel=1e-2)
    light, lighter = (muforge.evaluate("kaon.rate_ratio", boson="lmu_ltau", m_X=m) for m in (2e-4, 1e-4))
    assert lighter / light < 1.5


def test_points_outside_the_dalitz_region_are_refused_and_kernels_continue():
    with pytest.raises(ValueError, match="Dalitz region"):
        muforge.evaluate("kaon.squared_matrix_element", boson="scalar", m_X=0.1, s_nuX=0.1, s_muX=0.2)
    assert np.isfinite(_fast.kaon_squared_matrix_element_scalar(0.1, 0.2, 0.1, M_MU, M_K))


@pytest.mark.parametrize(("m_X", "s_nuX", "s_muX"), [(0.15, 3e-4, 3.0), (1.0, 1e-3, 30.0), (0.1, 0.9, 0.5)])
def test_points_of_crossed_reactions_are_refused(m_X, s_nuX, s_muX):
    with pytest.raises(ValueError, match="Dalitz region"):
        muforge.evaluate("kaon.squared_matrix_element", boson="vector", m_X=m_X, s_nuX=s_nuX, s_muX=s_muX)


@pytest.mark.parametrize("boson", BOSONS)
def test_all_digits_up_to_the_end_point(boson):
    """Close to the end point the rate is a power of the energy release, to double precision."""
    release = np.array([1e-6, 1e-7])
    m_X = END - release
    exact_release = (M_K - m_X) - M_MU
    rates = muforge.evaluate("kaon.rate_ratio", boson=boson, m_X=m_X)
    power = np.log(rates[0] / rates[1]) / np.log(exact_release[0] / exact_release[1])
    assert power == pytest.approx(3.5, abs=1e-4)
