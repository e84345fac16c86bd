"""N_eff: values, limits, two methods, and what has no answer."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq

import muforge
from muforge import n_eff
from muforge.errors import DomainError
from muforge.verify.second_methods import exact_electron_mass_rates, exact_neutrino_temperatures

BATHS = ("common", "electron_and_mu_tau")


def _neff(name, **inputs):
    return muforge.evaluate(f"neff.{name}", **inputs)


@pytest.mark.parametrize(
    ("baths", "massive", "value"),
    [("common", False, 3.0486), ("common", True, 3.0453), (BATHS[1], False, 3.0476), (BATHS[1], True, 3.0443)],
)
def test_standard_model(baths, massive, value):
    found = _neff("standard_model", neutrino_temperatures=baths, electron_mass_in_rates=massive)
    assert found == pytest.approx(value, abs=6e-5)


def test_three_neutrinos_without_exchange_and_charge():
    """Sudden decoupling: exactly three, up to the energy that electrons still have at 4 keV."""
    assert _neff("standard_model", constants={"G_F": 1e-15, "alpha": 1e-12}) == pytest.approx(3.0, abs=1e-3)


@pytest.mark.parametrize(("shift", "mass"), [(0.5, 8.2e-3), (0.2, 11.8e-3)])
def test_masses_of_the_band(shift, mass):
    found = brentq(lambda m: _neff("shift_from_thermal_vector", m_X=m) - shift, 5e-3, 20e-3, xtol=1e-6)
    assert found == pytest.approx(mass, abs=1e-4)


def test_the_entropy_formula_is_the_evolution_of_a_sudden_decoupling():
    masses = np.array([5e-3, 8e-3, 0.01])
    sudden = _neff("shift_entropy_conservation", m_X=masses, n_flavors=3, T_decoupling=2.0e-3)
    np.testing.assert_allclose(sudden, _neff("shift_from_thermal_vector", m_X=masses), rtol=0.15)


def test_a_light_scalar_shifts_as_entropy_says():
    """Relativistic at decoupling, gone at 4 keV: ``3 [(1 + (4/7)/3)^{4/3} - 1]`` times N/3."""
    expected = 3.0 * ((1 + 4 / 21) ** (4 / 3) - 1)
    assert _neff("shift_from_thermal_scalar", m_X=3e-4) == pytest.approx(expected, rel=0.03)


def test_fast_inverse_decays_bring_equilibrium():
    masses = np.array([2e-3, 0.01])
    found = _neff("shift_from_inverse_decays", m_X=masses, g=1e-6)
    np.testing.assert_allclose(found, _neff("shift_from_inverse_decays", m_X=masses, g=1e-5), rtol=1e-5)
    np.testing.assert_allclose(found, _neff("shift_from_thermal_vector", m_X=masses), rtol=0.1)  # Bose statistics


def test_the_longer_x_lives_the_more_it_weighs():
    """Few inverse decays make ``n ~ g^2``, which decay when the temperature is ``~ g``: the shift goes as g."""
    found = _neff("shift_from_inverse_decays", m_X=5e-3, g=np.array([2e-12, 4e-12]))
    assert found[1] / found[0] == pytest.approx(2.0, rel=0.05)


@pytest.mark.parametrize("baths", BATHS)
def test_without_mixing_a_vector_heats_neutrinos_alone(baths):
    inputs = {"m_X": 5e-3, "neutrino_temperatures": baths}
    assert _neff("shift_from_mixed_vector", epsilon=0.0, **inputs) == _neff("shift_from_thermal_vector", **inputs)


def test_nothing_couples_and_nothing_shifts():
    assert _neff("shift_from_inverse_decays", m_X=1e-3, g=0.0) == 0.0


def test_small_shifts_are_not_differences_of_large_numbers():
    """Compared with the same equations at tolerances a thousand times smaller."""
    exact = [0.0019759244587, 1.5933500e-05]
    np.testing.assert_allclose(_neff("shift_from_thermal_vector", m_X=np.array([0.03, 0.05])), exact, rtol=1e-4)


@pytest.mark.parametrize("statistics", ["boson", "fermion"])
def test_massless_gases(statistics):
    half, heat = (1.0, 1.0) if statistics == "boson" else (0.75, 7 / 8)
    expected = {
        "energy_density": heat * math.pi**2 / 30,
        "enthalpy": heat * math.pi**2 / 30 * 4 / 3,
        "number_density": half * 1.2020569031595942 / math.pi**2,
        "heat_capacity": heat * math.pi**2 / 30 * 4,
    }
    for moment, value in expected.items():
        found = _neff("gas_moment", statistics=statistics, moment=moment, mass_over_temperature=0.0)
        assert found == pytest.approx(value, rel=1e-13)


def test_the_plasma_of_massless_electrons():
    """``P = (11/180) pi^2 T^4 (1 + ...)``: -5 e^2 T^4/288 and e^3 T^4/(36 sqrt(3) pi)."""
    e2 = 4 * math.pi * muforge.constants()["alpha"].value
    pressure = 11 * math.pi**2 / 180 - 5 * e2 / 288 + e2**1.5 / (36 * math.sqrt(3) * math.pi)
    for moment, factor in (("energy_density", 3), ("enthalpy", 4), ("heat_capacity", 12)):
        assert _neff("electromagnetic_plasma", moment=moment, T=0.5) == pytest.approx(factor * pressure, rel=1e-6)


@pytest.mark.parametrize("T", [1e-2, 1e-3, 3e-4, 5e-5])
def test_moments_of_the_plasma_belong_together(T):
    h = 1e-3 * T
    energies = [
        _neff("electromagnetic_plasma", moment="energy_density", T=t) * t**4
        for t in (T - 2 * h, T - h, T + h, T + 2 * h)
    ]
    slope = (8 * (energies[2] - energies[1]) - energies[3] + energies[0]) / (12 * h)
    assert _neff("electromagnetic_plasma", moment="heat_capacity", T=T) * T**3 == pytest.approx(slope, rel=1e-9)


@pytest.mark.parametrize("process", ["annihilation", "scattering"])
@pytest.mark.parametrize("coupling", ["diagonal", "mixed"])
def test_rates_with_mass_in_the_centre_of_mass(process, coupling):
    inputs = {"process": process, "coupling": coupling, "mass_over_temperature": 1.5}
    found = _neff("electron_mass_rate_factor", **inputs)
    assert found == pytest.approx(exact_electron_mass_rates.rate_factor(**inputs), rel=1e-7)


def test_rates_of_heavy_electrons_vanish():
    found = _neff("electron_mass_rate_factor", process="annihilation", coupling="diagonal", mass_over_temperature=600.0)
    assert 0 <= found < 1e-300


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("standard_model", {"neutrino_temperatures": "common", "electron_mass_in_rates": True}),
        ("standard_model", {"neutrino_temperatures": "electron_and_mu_tau", "electron_mass_in_rates": False}),
        ("shift_from_thermal_vector", {"m_X": 0.01, "neutrino_temperatures": "electron_and_mu_tau"}),
        ("shift_from_mixed_vector", {"m_X": 5e-3, "epsilon": 1e-9, "neutrino_temperatures": "common"}),
        ("shift_from_inverse_decays", {"m_X": 5e-3, "g": 2e-10}),
    ],
)
def test_two_methods_agree(name, inputs):
    expected = getattr(exact_neutrino_temperatures, name)(**inputs)
    assert _neff(name, **inputs) == pytest.approx(expected, rel=2e-6)


def test_models():
    own = n_eff.shift_of_model("lmu_ltau", m_X=1e-3, g=3e-11)
    assert own == pytest.approx(_neff("shift_from_inverse_decays", m_X=1e-3, g=3e-11), rel=1e-9)
    mixed = n_eff.shift_of_model("lmu_ltau_mixed", m_X=5e-3, g=2e-10, epsilon=1e-9)
    assert mixed < n_eff.shift_of_model("lmu_ltau", m_X=5e-3, g=2e-10)


def test_a_model_without_neutrinos_is_refused():
    with pytest.raises(DomainError, match="no decays to neutrinos"):
        n_eff.shift_of_model("dark_photon", m_X=5e-3, epsilon=1e-9)


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("shift_from_thermal_vector", {"m_X": -1.0}),
        ("shift_from_thermal_vector", {"m_X": float("nan")}),
        ("shift_from_electromagnetic_particle", {"m_X": 1e-3, "degrees_of_freedom": 0.0}),
        ("shift_from_mixed_vector", {"m_X": 1e-3, "epsilon": -1e-9}),
        ("shift_entropy_conservation", {"m_X": 1e-3, "n_flavors": 4, "T_decoupling": 2e-3}),
        ("electron_mass_rate_factor", {"process": "annihilation", "coupling": "mixed", "mass_over_temperature": -1}),
        ("electromagnetic_plasma", {"moment": "enthalpy", "T": 1e-7}),
    ],
)
def test_what_makes_no_sense_is_refused(name, inputs):
    with pytest.raises(ValueError, match="neff"):
        _neff(name, **inputs)


def test_a_thermalization_beyond_free_pions_is_said():
    with pytest.warns(muforge.ValidityWarning, match="free pions"):
        _neff("thermalization_coupling", m_X=1.0)


def test_contact_through_an_electron_coupling_lasts_longer_for_larger_ones():
    """The flow of energy ends where X has become rare: later for faster decays, by their logarithm."""
    shifts = [n_eff.shift_of_model("b_minus_l", m_X=5e-3, g=g) for g in (1e-8, 1e-7, 1e-6)]
    assert shifts == sorted(shifts)
    assert np.diff(shifts) == pytest.approx(0.76, abs=0.08)


def test_couplings_to_neutrinos_alone_end_in_equilibrium():
    shifts = [n_eff.shift_of_model("lmu_ltau", m_X=5e-3, g=g) for g in (1e-7, 1e-6, 1e-5)]
    assert shifts == pytest.approx([shifts[-1]] * 3, rel=1e-4)


@pytest.mark.parametrize("mass", [0.5, 1.0, 3.0])
def test_heavy_bosons_in_equilibrium_are_gone_before_neutrinos_decouple(mass):
    assert n_eff.shift_of_model("lmu_ltau", m_X=mass, g=1e-5) == pytest.approx(0, abs=1e-9)


def test_an_evolution_that_goes_astray_is_refused():
    """Decays that are so fast that rounding hides all else."""
    with pytest.raises(DomainError, match="stopped at T_gamma"):
        n_eff.shift_of_model("b_minus_l", m_X=1e-2, g=1e-5)
