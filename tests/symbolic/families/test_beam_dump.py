"""Beam dumps: spectra, limits in thickness and coupling, what is closed, and wrong inputs."""

from __future__ import annotations

import numpy as np
import pytest

import muforge
from muforge.errors import ArgumentError, DomainError

E137 = {
    "E_beam": 20.0,
    "target": "aluminium",
    "electrons_on_target": 1.87e20,
    "radiation_length_g_cm2": 24.01,
    "shield_length_m": 179.0,
    "decay_volume_length_m": 204.0,
    "E_min": 2.0,
}
ELECTRONS = {"boson": "vector", "m_X": 0.01, "g": 2e-7, "energy_loss": "tsai", "target_radiation_lengths": 10.0} | E137
MUONS = {
    "method": "improved_weizsaecker_williams",
    "boson": "scalar",
    "m_X": 0.05,
    "g": 1e-3,
    "decay": "photons",
    "E_beam": 3.0,
    "E_min": 0.3,
    "target": "tungsten",
    "density_g_cm3": 19.3,
    "energy_loss_GeV_cm": 0.022,
    "muons_on_target": 1e14,
    "shield_length_m": 1.5,
    "decay_volume_length_m": 1.5,
}


def _electrons(**changed):
    return muforge.evaluate("beam_dump.electron_dump_events", **ELECTRONS | changed)


def _muons(**changed):
    return muforge.evaluate("beam_dump.muon_dump_events", **MUONS | changed)


@pytest.mark.parametrize("flight", [1e-3, 1.0, 50.0, 1e9])
def test_the_probability_is_that_of_exponential_decay(flight):
    found = muforge.evaluate(
        "beam_dump.decay_probability", decay_length_m=flight, shield_length_m=0.02, decay_volume_length_m=3.0
    )
    assert found == pytest.approx(np.exp(-0.02 / flight) * -np.expm1(-3.0 / flight), rel=1e-13)


@pytest.mark.parametrize("boson", ["scalar", "vector"])
def test_spectra_off_muons_are_those_of_fixed_targets(boson):
    inputs = {"boson": boson, "E_beam": 160.0, "target": "lead", "m_X": 0.05, "g": 1e-3, "x": [0.1, 0.5, 0.9]}
    found = muforge.evaluate("beam_dump.emission_spectrum", lepton="muon", **inputs)
    wanted = muforge.evaluate("fixed_target.differential_cross_section", method=MUONS["method"], **inputs)
    np.testing.assert_allclose(found, wanted, rtol=1e-12)


def test_spectra_are_zero_where_boson_or_lepton_has_no_energy():
    inputs = {"boson": "vector", "lepton": "electron", "E_beam": 1.0, "target": "lead", "m_X": 0.1, "g": 1.0}
    found = muforge.evaluate("beam_dump.emission_spectrum", x=[0.05, 0.1, 0.5, 0.9997], **inputs)
    assert found[[0, 1, 3]].tolist() == [0.0, 0.0, 0.0] and found[2] > 0


def test_few_radiation_lengths_add_up():
    """Without losses a target gives events in proportion to its length; Tsai's losses come slowly, with a logarithm."""
    thin = _electrons(energy_loss="exponential", target_radiation_lengths=[1e-6, 2e-6])
    assert thin[1] / thin[0] == pytest.approx(2, rel=1e-5)
    losing = _electrons(target_radiation_lengths=[1e-6, 1e-3, 1.0, 10.0, 1e3])
    assert losing[0] == pytest.approx(thin[0], rel=1e-4)
    assert np.all(np.diff(losing) > 0)
    assert losing[4] == pytest.approx(losing[3], rel=1e-2)


def test_long_lived_bosons_have_the_fourth_power_of_the_coupling():
    events = _electrons(g=np.array([1e-12, 1e-11, 0.0]))
    assert events[1] / events[0] == pytest.approx(1e4, rel=1e-6)
    assert events[2] == 0.0
    assert _muons(g=2e-9) / _muons(g=1e-9) == pytest.approx(16, rel=1e-6)


def test_short_lived_bosons_do_not_come_through():
    events = _electrons(g=np.array([1e-6, 1e-5, 1e-4, 1e-2]))
    assert np.all(np.diff(events) <= 0) and events[-1] == 0.0


@pytest.mark.parametrize("changed", [{"m_X": 0.00102}, {"m_X": 25.0}, {"E_min": 20.0}, {"decay_volume_length_m": 0.0}])
def test_closed_channels_of_electrons_give_nothing(changed):
    assert _electrons(**changed) == 0.0


@pytest.mark.parametrize("changed", [{"boson": "vector"}, {"E_beam": 0.15, "E_min": 0.1}, {"E_min": 3.0}])
def test_closed_channels_of_muons_give_nothing(changed):
    assert _muons(**changed) == 0.0


def test_decays_to_electrons_have_a_coupling_of_their_own():
    low, high = (_muons(decay="electrons", electron_coupling=y, boson="vector") for y in (1e-9, 1e-8))
    assert high / low == pytest.approx(100, rel=1e-2)
    with pytest.raises(ArgumentError, match="electron_coupling"):
        _muons(decay="electrons")


def test_arrays_give_what_single_numbers_do():
    masses, couplings = np.array([[0.005], [0.02]]), np.array([1e-7, 3e-7, 1e-6])
    found, error = muforge.evaluate(
        "beam_dump.electron_dump_events", **ELECTRONS | {"m_X": masses, "g": couplings}, return_error=True
    )
    assert found.shape == (2, 3)
    assert found[1, 2] == _electrons(m_X=0.02, g=1e-6)
    assert np.all(error <= 1e-6 * found)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"target": "gold"}, "target"),
        ({"target_radiation_lengths": 0.0}, "above 0"),
        ({"decay_volume_length_m": -1.0}, "at least 0"),
        ({"electrons_on_target": -1.0}, "above 0"),
        ({"energy_loss": "none"}, "tsai, exponential"),
    ],
)
def test_wrong_inputs_of_electron_dumps(changed, words):
    with pytest.raises(DomainError, match=words):
        _electrons(**changed)


def test_muons_cannot_be_followed_upwards():
    with pytest.raises(DomainError, match="E_min up to E_beam"):
        _muons(E_min=4.0)
