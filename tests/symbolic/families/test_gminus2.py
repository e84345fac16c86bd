"""Limits, symmetries and classic results of the one-loop contributions to a_mu."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import muforge

M_MU = 0.1056583755
BOSONS = ("scalar", "pseudoscalar", "vector", "axial")
LOOP = 8 * np.pi**2

bosons = st.sampled_from(BOSONS)
masses = st.floats(-6, 6).map(lambda x: M_MU * 10**x)


def a_mu(boson, m_X, g=1.0, **more):
    return muforge.evaluate("gminus2.neutral_boson", boson=boson, m_X=m_X, g=g, **more)


@given(bosons, masses)
def test_signs(boson, m_X):
    assert np.sign(a_mu(boson, m_X)) == (1 if boson in ("scalar", "vector") else -1)


@given(bosons, st.floats(-4, 4).map(lambda x: M_MU * 10**x))
def test_off_diagonal_coupling_to_the_muon_itself_is_the_diagonal_one(boson, m_X):
    assert a_mu(boson, m_X, m_F=M_MU) == pytest.approx(a_mu(boson, m_X), rel=2e-14)


@given(bosons, masses, st.floats(1e-4, 10.0))
def test_scaling_with_the_coupling(boson, m_X, g):
    assert a_mu(boson, m_X, g=g) == pytest.approx(g**2 * a_mu(boson, m_X), rel=1e-14)


@pytest.mark.parametrize(("boson", "limit"), [("scalar", 1.5), ("vector", 1.0), ("pseudoscalar", -0.5)])
def test_light_limit(boson, limit):
    assert LOOP * a_mu(boson, 1e-8 * M_MU) == pytest.approx(limit, rel=1e-7)


def test_light_axial_limit():
    R = 1e-12
    assert LOOP * a_mu("axial", np.sqrt(R) * M_MU) == pytest.approx(-2 / R, rel=1e-5)


def test_heavy_limits():
    R = 1e8
    m_X = np.sqrt(R) * M_MU
    assert LOOP * R * a_mu("vector", m_X) == pytest.approx(2 / 3, rel=1e-6)
    assert LOOP * R * a_mu("scalar", m_X) == pytest.approx(np.log(R) - 7 / 6, rel=1e-6)
    assert LOOP * R * a_mu("axial", m_X) == pytest.approx(-10 / 3, rel=1e-6)
    assert LOOP * R * a_mu("pseudoscalar", m_X) == pytest.approx(-(np.log(R) - 11 / 6), rel=1e-6)


def test_massless_vector_is_the_schwinger_term():
    alpha = muforge.constants()["alpha"].value
    assert a_mu("vector", 1e-8 * M_MU, g=np.sqrt(4 * np.pi * alpha)) == pytest.approx(alpha / (2 * np.pi), rel=1e-7)


def test_w_boson_of_the_standard_model():
    constants = muforge.constants()
    m_W = 1e4 * M_MU  # heavy enough for the leading order, whatever its real mass
    G_F = constants["G_F"].value
    g_L = np.sqrt(8 * G_F * m_W**2 / np.sqrt(2)) / np.sqrt(2)
    got = muforge.evaluate("gminus2.charged_vector", m_X=m_W, m_F=0.0, g_L=g_L)
    assert got == pytest.approx(10 / 3 * G_F * M_MU**2 / (8 * np.sqrt(2) * np.pi**2), rel=1e-7)


@given(st.floats(0.2, 1e3), st.floats(0.2, 1e3), st.floats(0.01, 2), st.floats(0.01, 2))
def test_scalar_loop_is_symmetric_in_its_chiralities(m_F, m_S, left, right):
    def loop(first, second):
        return muforge.evaluate(
            "gminus2.scalar_fermion_loop", Q_F=-1, Q_S=0, m_F=m_F, m_S=m_S, lambda_L=first, lambda_R=second
        )

    assert loop(left, right) == loop(right, left)


@given(st.floats(-3, 3).map(lambda x: M_MU * 10**x), st.floats(0.01, 3))
def test_neutral_scalar_is_the_scalar_loop_with_equal_couplings(m_S, y):
    """A neutral scalar with coupling y mubar mu, as Fbar (y P_L + y P_R) mu with F of the muon's mass."""
    loop = muforge.evaluate("gminus2.scalar_fermion_loop", Q_F=-1, Q_S=0, m_F=M_MU, m_S=m_S, lambda_L=y, lambda_R=y)
    assert loop == pytest.approx(a_mu("scalar", m_S, g=y), rel=1e-13)


@given(st.sampled_from(["scalar", "vector"]), masses, st.floats(1e-11, 1e-8))
def test_coupling_for_shift_inverts_the_loop(boson, m_X, shift):
    g = muforge.evaluate("gminus2.coupling_for_shift", boson=boson, m_X=m_X, delta_a_mu=shift)
    assert a_mu(boson, m_X, g=g) == pytest.approx(shift, rel=1e-13)


@given(st.sampled_from(["scalar", "vector"]), st.floats(-3, 4).map(lambda x: 10**x), st.integers(1, 10))
def test_mass_at_coupling_inverts_the_loop(boson, m_X, copies):
    shift = copies * a_mu(boson, m_X)
    found = muforge.evaluate("gminus2.mass_at_coupling", boson=boson, n_copies=copies, g=1.0, delta_a_mu=shift)
    assert copies * a_mu(boson, found) == pytest.approx(shift, rel=1e-11)


def test_shift_out_of_reach_is_refused():
    with pytest.raises(ValueError, match="solves"):
        muforge.evaluate("gminus2.mass_at_coupling", boson="scalar", n_copies=1, g=1e-6, delta_a_mu=1.0)


def test_decaying_muon_is_refused():
    with pytest.raises(ValueError, match="must not decay"):
        a_mu("scalar", 0.01, m_F=0.0005)


@given(st.floats(-9, 8).map(lambda x: 10**x))
def test_hvp_kernel_is_half_the_vector_loop(s):
    K = muforge.evaluate("hvp.kernel", s=s)
    assert K == pytest.approx(LOOP / 2 * a_mu("vector", np.sqrt(s)), rel=1e-14)


def test_hvp_kernel_hat_tends_to_one():
    assert muforge.evaluate("hvp.kernel_hat", s=1e8) == pytest.approx(1, rel=1e-6)


def test_vacuum_polarisation_by_the_muon_itself():
    got = muforge.evaluate("hvp.leptonic_vacuum_polarization_coefficient", mass_ratio=1.0)
    assert got == pytest.approx(119 / 36 - np.pi**2 / 3, rel=1e-13)


def test_vacuum_polarisation_by_a_heavy_lepton():
    got = muforge.evaluate("hvp.leptonic_vacuum_polarization_coefficient", mass_ratio=1e3)
    assert got == pytest.approx(1e-6 / 45, rel=1e-4)
