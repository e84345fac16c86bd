"""Widths, branching ratios, kinetic mixing and phase space: sums, limits, thresholds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import muforge

M_E, M_MU, M_TAU = 0.51099895069e-3, 0.1056583755, 1.77693
MASS = {"electron": M_E, "muon": M_MU, "tau": M_TAU}
BOSONS = ("scalar", "pseudoscalar", "vector", "axial")
leptons = st.sampled_from(sorted(MASS))
groups = st.sampled_from(["b_minus_l", "lmu_le", "le_ltau", "lmu_ltau"])


@given(st.sampled_from(BOSONS), leptons, st.floats(0, 1))
def test_closed_channels_are_exactly_zero(boson, lepton, u):
    m_X = 2 * MASS[lepton] * (1e-6 + u * (1 - 1e-6))
    assert muforge.evaluate("decay.boson_to_leptons", boson=boson, lepton=lepton, m_X=m_X, g=1.0) == 0.0


@given(leptons, st.floats(1e-15, 1e-3))
def test_threshold_powers(lepton, gap):
    """Just above threshold vectors and pseudoscalars rise like beta, scalars and axial vectors like beta^3."""
    m_X = 2 * MASS[lepton] * (1 + gap)
    beta = np.sqrt((m_X - 2 * MASS[lepton]) * (m_X + 2 * MASS[lepton])) / m_X
    width = {b: muforge.evaluate("decay.boson_to_leptons", boson=b, lepton=lepton, m_X=m_X, g=1.0) for b in BOSONS}
    assert width["pseudoscalar"] == pytest.approx(m_X * beta / (8 * np.pi), rel=1e-13)
    assert width["scalar"] == pytest.approx(width["pseudoscalar"] * beta**2, rel=1e-13)
    assert width["axial"] == pytest.approx(width["scalar"] * 2 / 3, rel=1e-13)


@given(groups, st.floats(1e-3, 20.0))
def test_branching_ratios_and_neutrinos_add_up_to_one(group, m_X):
    charged = sum(
        muforge.evaluate("decay.u1_leptonic_branching_ratio", group=group, lepton=lepton, m_X=m_X) for lepton in MASS
    )
    charges = [muforge.evaluate("decay.u1_charge", group=group, fermion=lepton) for lepton in MASS]
    neutrinos = sum(q**2 for q in charges) * muforge.evaluate("decay.vector_to_neutrinos", m_X=m_X, g=1.0)
    total = muforge.evaluate("decay.u1_leptonic_width", group=group, m_X=m_X, g=1.0)
    assert charged + neutrinos / total == pytest.approx(1.0, rel=1e-14)


@pytest.mark.parametrize("group", ["b_minus_l", "lmu_le", "le_ltau", "lmu_ltau"])
def test_gravitational_anomaly_of_leptonic_groups_cancels(group):
    total = sum(muforge.evaluate("decay.u1_charge", group=group, fermion=lepton) for lepton in MASS)
    quark = muforge.evaluate("decay.u1_charge", group=group, fermion="quark")
    assert total + 9 * quark == pytest.approx(0.0, abs=1e-15)  # three colours, three families


@given(st.floats(1e-9, 1e9), st.sampled_from(["scalar", "pseudoscalar"]))
def test_diphoton_loop_function_is_real_below_threshold_and_continuous(tau, boson):
    value = muforge.evaluate("decay.diphoton_loop_function", boson=boson, tau=tau)
    assert (value.imag == 0) == (tau <= 1)
    nearby = muforge.evaluate("decay.diphoton_loop_function", boson=boson, tau=tau * (1 + 1e-12))
    assert abs(nearby - value) <= 1e-5 * abs(value)


def test_diphoton_widths_grow_with_the_cube_of_a_light_mass():
    light, lighter = (
        muforge.evaluate("decay.diphoton_width", boson="scalar", m_X=m, y_mu=1.0, loops="muon") for m in (2e-6, 1e-6)
    )
    assert light / lighter == pytest.approx(8, rel=1e-9)


@given(st.floats(-1e6, 1e6))
def test_mixing_has_an_absorptive_part_only_above_the_muon_threshold(q_squared):
    value = muforge.evaluate("mixing.loop_induced_mixing", q_squared=q_squared, g=1.0)
    if q_squared <= 4 * M_MU**2:
        assert value.imag == 0.0
    else:
        assert value.imag > 0.0


@pytest.mark.parametrize("edge", [-(M_TAU**2), -(M_MU**2), M_MU**2, 4 * M_MU**2, M_TAU**2, 4 * M_TAU**2, 0.0])
def test_mixing_is_continuous_where_its_formula_changes(edge):
    step = max(abs(edge), 1.0) * 1e-13
    left, right = (
        muforge.evaluate("mixing.loop_induced_mixing", q_squared=edge + sign * step, g=1.0) for sign in (-1, 1)
    )
    assert abs(left - right) <= 1e-5 * abs(left)


def test_mixing_at_zero_transfer():
    value = muforge.evaluate("mixing.loop_induced_mixing", q_squared=0.0, g=1.0)
    assert 1 / value.real == pytest.approx(muforge.evaluate("mixing.coupling_over_epsilon"), rel=1e-14)


def test_mixing_falls_like_the_inverse_transfer():
    for sign in (1, -1):
        a, b = (muforge.evaluate("mixing.loop_induced_mixing", q_squared=sign * q, g=1.0) for q in (1e8, 1e10))
        assert a / b == pytest.approx(100, rel=1e-4)


@given(st.permutations([0.1, 0.35, 0.05, 0.2]), st.integers(2, 4))
def test_phase_space_is_symmetric_in_the_particles(masses, n):
    sorted_volume = muforge.evaluate("phase_space.volume", s=2.0, masses=sorted(masses[:n]))
    assert muforge.evaluate("phase_space.volume", s=2.0, masses=masses[:n]) == pytest.approx(sorted_volume, rel=1e-12)


@pytest.mark.parametrize("s", [1e-4, 1.0, 1e4])
def test_massless_phase_space(s):
    exact = {2: 1 / (8 * np.pi), 3: s / (256 * np.pi**3), 4: s**2 / (24576 * np.pi**5)}
    for n, volume in exact.items():
        assert muforge.evaluate("phase_space.volume", s=s, masses=[0.0] * n) == pytest.approx(volume, rel=1e-12)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_phase_space_is_zero_below_threshold(n):
    assert muforge.evaluate("phase_space.volume", s=(0.1 * n) ** 2 * 0.999999, masses=[0.1] * n) == 0.0
