"""Inputs and results at the ends of double precision: right, or refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

import muforge
from muforge.errors import DomainError

IRON = {"method": "equivalent_photon", "target": "iron", "form_factor": "helm", "E_nu": 20.0}
DARK = {"channel": "muon", "m_X": 0.3, "dark_matter": "dirac", "m_chi": 0.1}
EDGES = dict(group="lmu_le", m_X=0.01, epsilon_edges=[5e-7, 1e-5], shield_length_m=179.0, decay_volume_length_m=204.0)
REFUSED = [
    ("lmu_ltau.branching_ratio", DARK | {"g": 1e-160, "g_chi": 1e-160}, "g = 1e-160"),
    ("lmu_ltau.branching_ratio", DARK | {"g": 1e160, "g_chi": 1e160}, "g = 1e.160"),
    ("trident.nuclear_cross_section", IRON | {"C_V": 1e200, "C_A": 0.5}, "C_V = 1e.200"),
    ("lmu_ltau.trident_ratio", IRON | {"m_X": 0.1, "g": 1e75}, "g = 1e.75"),
    ("phase_space.volume", {"s": 1e300, "masses": [1.0, 1.0]}, "s = 1e.300"),
    ("phase_space.volume", {"s": 1e-300, "masses": [0.0, 0.0]}, "s = 1e-300"),
    ("gminus2.scalar_fermion_loop", dict(Q_F=-1, Q_S=0, m_F=1, m_S=9, lambda_L=1e160, lambda_R=1), "lambda_L"),
    ("lmu_ltau_mixed.partial_width", {"channel": "muon", "m_X": 0.3, "g": 1e-158, "epsilon": 1e-158}, "g = 1e-158"),
    ("statistics.weighted_average_error", {"values": [1.0, 2.0], "errors": [1e200, 1e200]}, "errors = 1e.200"),
    ("statistics.chi_squared", {"values": [1.0, 2.0], "errors": [1e-200, 1e-200]}, "too large for double precision"),
    ("recast.displaced_edges", EDGES | {"boost": 1e200}, "boost = 1e.200"),
    ("statistics.signal_at_significance", dict(background=1e300, background_uncertainty=1, n_sigma=1), "background"),
]


@pytest.mark.parametrize(("name", "inputs", "what"), REFUSED)
def test_inputs_whose_powers_leave_double_precision(name, inputs, what):
    with pytest.raises(DomainError, match=what):
        muforge.evaluate(name, **inputs)


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("decay.vector_to_neutrinos", {"m_X": 1.0, "g": 1e160}),
        ("decay.vector_to_neutrinos", {"m_X": 1e40, "g": 1e150}),  # the square is a number, its product is not
        ("dark_photon.lifetime", {"m_X": 0.3, "epsilon": 1e-170, "hadronic_r_ratio": 0.0}),
        ("qed.tau_muon_electron_width_ratio", {"constants": {"m_e": 2.0}}),
        ("mixing.coupling_over_epsilon", {"constants": {"m_mu": 1.77693}}),
    ],
)
def test_results_that_are_no_numbers(name, inputs):
    with pytest.raises(DomainError):
        muforge.evaluate(name, **inputs)


def test_constants_are_inputs():
    with pytest.raises(DomainError, match="m_mu = 1e-200"):
        muforge.evaluate("qed.muon_pair_cross_section", sqrt_s=1.0, constants={"m_mu": 1e-200})


@pytest.mark.parametrize("name", ["lifetime", "proper_decay_length"])
def test_a_particle_that_does_not_decay_lives_forever(name):
    found = muforge.evaluate(f"dark_photon.{name}", m_X=0.3, epsilon=[0.0, 1e-155], hadronic_r_ratio=0.0)
    assert found[0] == math.inf and math.isfinite(found[1])


def test_zero_times_infinity_is_no_length():
    with pytest.raises(DomainError):
        muforge.evaluate("dark_photon.decay_length", m_X=0.3, energy=0.3, epsilon=0.0, hadronic_r_ratio=0.0)


@pytest.mark.parametrize("power", [-155, -100, 0, 100, 150])
def test_couplings_that_are_powers_have_no_limits(power):
    scale = 10.0**power
    ratio = muforge.evaluate("decay.vector_to_neutrinos", m_X=0.3, g=2 * scale)
    assert ratio / scale / scale == pytest.approx(0.3 * 4 / (24 * math.pi), rel=1e-14)
    lifetime = muforge.evaluate("lmu_ltau.lifetime", m_X=0.3, g=scale) if power < 150 else None
    if lifetime is not None:
        assert lifetime * scale * scale == pytest.approx(muforge.evaluate("lmu_ltau.lifetime", m_X=0.3, g=1.0), 1e-13)


def test_small_couplings_inside_the_limits_have_all_digits():
    ordinary, small = (muforge.evaluate("lmu_ltau.branching_ratio", g=g, g_chi=3 * g, **DARK) for g in (1e-3, 1e-50))
    assert small == pytest.approx(ordinary, rel=1e-14)


def test_a_scan_leaves_out_what_is_refused():
    found = muforge.scan("lmu_ltau.branching_ratio", {"g": [1e-160, 1e-3]}, g_chi=1e-3, outside="nan", **DARK)
    assert np.isnan(found.values[0]) and found.values[1] > 0
    assert "g = 1e-160" in found.notes[0]
