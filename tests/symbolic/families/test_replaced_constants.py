"""Constants that close a channel: rates are exactly 0, what divides by them is refused."""

from __future__ import annotations

import numpy as np
import pytest

import muforge
from muforge.errors import DomainError

CLOSED = [
    ("kaon.two_body_width", {}, {"m_mu": 1.77693}),
    ("kaon.two_body_branching_ratio", {}, {"m_mu": 1.77693}),
    ("kaon.branching_ratio", {"boson": "vector", "m_X": 0.1, "g": 1.0}, {"m_mu": 0.45}),
    ("kaon.branching_ratio", {"boson": "lmu_ltau", "m_X": 0.1, "g": 1.0}, {"m_mu": 1.77693}),
    ("kaon.three_body_width", {"boson": "scalar", "m_X": 0.1, "g": 1.0}, {"m_K": 0.13}),
    ("kaon.differential_rate_ratio", {"boson": "scalar", "m_X": 0.1, "m2_miss": 0.02}, {"m_mu": 0.5}),
    ("kaon.inner_bremsstrahlung_fraction", {"m2_miss_min": 1e-4, "m2_miss_max": 1e-2}, {"m_mu": 1.77693}),
    ("kaon.inner_bremsstrahlung_fraction", {"m2_miss_min": 1e-4, "m2_miss_max": 1e-2}, {"m_K": 0.1056583755}),
    ("kaon.inner_bremsstrahlung_fraction_above_energy", {"E_gamma_min": 0.01}, {"m_mu": 1.77693}),
    ("lmu_ltau.kaon_branching_ratio", {"m_X": 0.1, "g": 1.0}, {"m_mu": 1.77693}),
    ("qed.tau_to_muon_branching_ratio", {}, {"m_mu": 1.77693}),
    ("qed.tau_to_muon_branching_ratio", {}, {"m_mu": 3.0}),
    ("qed.tau_muon_electron_width_ratio", {}, {"m_mu": 1.77693}),
    ("qed.michel_spectrum", {"x": 0.5}, {"m_e": 0.2}),
    ("qed.muon_pair_cross_section", {"sqrt_s": 1.0}, {"m_mu": 0.5}),
    ("decay.boson_to_leptons", {"boson": "scalar", "lepton": "electron", "m_X": 1.0, "g": 1.0}, {"m_e": 0.5}),
    ("decay.higgs_mixed_scalar_to_pions", {"m_X": 0.3, "sin_theta": 0.1}, {"m_pi": 0.2}),
    (
        "collider.lepton_pair_boson_cross_section",
        {"boson": "vector", "lepton": "muon", "sqrt_s": 1.0, "m_X": 0.1, "g": 1.0},
        {"m_mu": 0.45},
    ),
]


@pytest.mark.parametrize(("name", "inputs", "constants"), CLOSED)
def test_rates_of_closed_channels(name, inputs, constants):
    assert muforge.evaluate(name, **inputs) > 0
    assert muforge.evaluate(name, **inputs, constants=constants) == 0


@pytest.mark.parametrize(
    ("name", "inputs", "constants", "words"),
    [
        ("qed.muon_lifetime", {"radiative_correction": True}, {"m_e": 0.1056583755}, "m_mu above m_e"),
        ("qed.muon_lifetime", {"radiative_correction": False}, {"m_mu": 0.0001}, "m_mu above m_e"),
        ("qed.tau_muon_electron_width_ratio", {}, {"m_e": 1.77693}, "m_tau above m_e"),
        ("mixing.coupling_over_epsilon", {}, {"m_mu": 1.77693}, "m_tau other than m_mu"),
        ("kaon.missing_mass_squared_mean", {"boson": "scalar", "m_X": 0.1}, {"m_mu": 0.45}, "m_X < m_K - m_mu"),
        ("gminus2.neutral_boson", {"boson": "scalar", "m_X": 0.1, "g": 1.0, "m_F": 0.1}, {"m_mu": 1.0}, "above m_mu"),
    ],
)
def test_what_is_not_defined(name, inputs, constants, words):
    with pytest.raises(DomainError, match=words):
        muforge.evaluate(name, **inputs, constants=constants)


MASSES = ("m_e", "m_mu", "m_tau", "m_K", "m_pi")
VALUES = (1e-9, 0.0005, 0.1, 0.2, 0.4, 0.6, 1.0, 5.0, 1e3)
POSITIVE = [
    ("decay.u1_leptonic_width", {"group": "b_minus_l", "m_X": 1.2, "g": 0.3}),
    ("decay.u1_leptonic_branching_ratio", {"group": "b_minus_l", "lepton": "muon", "m_X": 1.2}),
    ("decay.dark_photon_muon_branching_ratio", {"m_X": 0.8, "hadronic_r_ratio": 2.0}),
    ("decay.diphoton_width", {"boson": "scalar", "m_X": 0.3, "y_mu": 0.1, "loops": "charged_leptons"}),
    ("collider.photon_scalar_cross_section", {"sqrt_s": 1.0, "m_X": 0.5, "cos_theta_max": 0.9, "g": 1.0}),
    ("kaon.rate_ratio", {"boson": "dark_photon", "m_X": 0.15}),
    ("kaon.fraction_above_missing_mass_squared", {"boson": "vector", "m_X": 0.15, "m2_miss_min": 0.05}),
    ("qed.michel_spectrum", {"x": 0.7}),
    ("leptophilic_scalar.total_width", {"m_X": 0.5, "xi": 1.0}),
    ("higgs_mixed_scalar.partial_width", {"channel": "muon", "m_X": 0.5, "sin_theta": 0.1}),
]


@pytest.mark.parametrize(("name", "inputs"), POSITIVE)
def test_no_mass_makes_a_rate_negative_or_infinite(name, inputs):
    for constant in MASSES:
        for value in VALUES:
            try:
                result = muforge.evaluate(name, **inputs, constants={constant: value})
            except DomainError:
                continue
            assert np.isfinite(result) and result >= 0, (constant, value, result)
