"""Production at electron-positron colliders: closed integrals, thresholds, soft and chiral limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from sympy import I, Symbol, expand, symbols

import muforge
from muforge.codegen.check.reference import Reference
from muforge.symbolic.families.collider import amplitudes as collider
from muforge.symbolic.families.collider.quantities import lepton_pair_boson_cross_section
from muforge.symbolic.families.decay.amplitudes import m_X as MASS
from muforge.symbolic.families.qed import amplitudes as qed
from muforge.symbolic.feynman import Reaction
from muforge.symbolic.nature.constants import m_mu

BOSONS = ("scalar", "pseudoscalar", "vector", "axial")
M = {"muon": 0.1056583755, "tau": 1.77693}
ALPHA = muforge.constants()["alpha"].value
PB_GEV2 = muforge.constants()["hbarc2_GeV2_cm2"].value * 1e36


def pair_and_boson(boson, lepton="muon", **inputs):
    return muforge.evaluate(
        "collider.lepton_pair_boson_cross_section", boson=boson, lepton=lepton, **{"g": 1.0, **inputs}
    )


def test_points_of_crossed_reactions_are_refused():
    point = {"s": 0.612, "m_X": 5.56, "D1": 3.89, "D2": 7.01}
    with pytest.raises(ValueError, match="Dalitz region"):
        muforge.evaluate("collider.contracted_current_tensor", boson="vector", lepton="muon", **point)


@pytest.mark.parametrize("boson", BOSONS)
@pytest.mark.parametrize("offset", [1e-12, 1e-8, 1e-3])
def test_all_digits_close_to_threshold(boson, offset):
    """Where the terms of the trace cancel to a part in 10^13."""
    inputs = {name: constant.value for name, constant in muforge.constants().items()}
    inputs |= {"sqrt_s": 200.0, "m_X": (200.0 - 2 * M["muon"]) * (1 - offset), "m_l": M["muon"], "g": 1.0}
    (variant,) = (v for v in lepton_pair_boson_cross_section.variants if ("boson", boson) in v.options)
    exact = Reference(variant.expression, variant.kernel_inputs)(inputs)
    value = pair_and_boson(boson, sqrt_s=200.0, m_X=inputs["m_X"])
    assert value == pytest.approx(float(exact), rel=1e-14)


@pytest.mark.parametrize("boson", BOSONS)
@pytest.mark.parametrize("lepton, m_X", [("muon", 3.0), ("tau", 0.5)])
def test_cross_section_is_the_integral_of_the_current_tensor(boson, lepton, m_X):
    sqrt_s, m_l = 10.58, M[lepton]
    s, X = sqrt_s**2, m_X**2

    def at_pair_mass(s_ll):
        centre = (s + X - s_ll) / 2
        half = np.sqrt((1 - 4 * m_l**2 / s_ll) * (centre**2 - s * X))
        nodes, weights = np.polynomial.legendre.leggauss(60)
        # a logarithmic scale for the poles at D1 = 0 and at D2 = 0
        reach = np.arctanh(half / centre)
        D1 = centre * (1 + np.tanh(reach * nodes))
        trace = muforge.evaluate(
            "collider.contracted_current_tensor",
            boson=boson,
            lepton=lepton,
            s=s,
            m_X=m_X,
            D1=D1,
            D2=2 * centre - D1,
        )
        return float(np.sum(weights * reach * centre / np.cosh(reach * nodes) ** 2 * trace))

    end = (sqrt_s - m_X) ** 2
    total, _ = integrate.quad(at_pair_mass, 4 * m_l**2, end, epsabs=0, epsrel=1e-9, limit=200)
    wanted = (4 * np.pi * ALPHA) ** 2 / (6 * s**2) * total / (128 * np.pi**3 * s) * PB_GEV2
    assert pair_and_boson(boson, lepton, sqrt_s=sqrt_s, m_X=m_X) == pytest.approx(wanted, rel=1e-8)


@settings(max_examples=25)
@given(st.sampled_from(BOSONS), st.sampled_from(sorted(M)), st.floats(0.01, 20.0), st.floats(1e-12, 1.0))
def test_closed_below_threshold(boson, lepton, m_X, part):
    sqrt_s = (2 * M[lepton] + m_X) * (1 - part) or 1e-3
    assert pair_and_boson(boson, lepton, sqrt_s=sqrt_s, m_X=m_X) == 0.0


@pytest.mark.parametrize("boson, power", [("scalar", 2), ("pseudoscalar", 3), ("vector", 3), ("axial", 2)])
def test_powers_at_threshold(boson, power):
    """Parity and charge conjugation allow an S wave for the scalar and the axial vector alone."""
    release = np.array([1e-5, 1e-6])
    sqrt_s = 2 * M["muon"] + 0.5 + release
    rates = pair_and_boson(boson, sqrt_s=sqrt_s, m_X=0.5)
    exact = sqrt_s - 0.5 - 2 * M["muon"]
    assert np.log(rates[0] / rates[1]) / np.log(exact[0] / exact[1]) == pytest.approx(power, abs=1e-3)


@given(st.sampled_from(BOSONS), st.floats(-3.0, 3.0))
def test_proportional_to_the_square_of_the_coupling(boson, g):
    one, other = (pair_and_boson(boson, sqrt_s=10.58, m_X=1.0, g=x) for x in (1.0, g))
    assert other == pytest.approx(g**2 * one, rel=1e-14)


@pytest.mark.parametrize("lepton", sorted(M))
def test_soft_vectors_follow_the_eikonal_formula(lepton):
    """``sigma = sigma(l+ l-) (g^2/2 pi^2) [(1+beta^2)/(2 beta) ln((1+beta)/(1-beta)) - 1] ln(1/m_X) + constant``."""
    sqrt_s = 10.58
    s, beta = sqrt_s**2, np.sqrt(1 - 4 * M[lepton] ** 2 / sqrt_s**2)
    pair = 4 * np.pi * ALPHA**2 / (3 * s) * beta * (3 - beta**2) / 2 * PB_GEV2
    bracket = (1 + beta**2) / (2 * beta) * np.log((1 + beta) / (1 - beta)) - 1
    light, lighter = pair_and_boson("vector", lepton, sqrt_s=sqrt_s, m_X=np.array([1e-6, 1e-7]))
    assert lighter - light == pytest.approx(pair * bracket / (2 * np.pi**2) * np.log(10), rel=1e-4)


def test_scalar_and_pseudoscalar_agree_for_light_leptons():
    """Chirality: the lepton's mass alone tells them apart, on the scale of the boson's mass."""
    differences = []
    for mass in (1e-2, 1e-3):
        scalar, pseudoscalar = (
            muforge.evaluate(
                "collider.lepton_pair_boson_cross_section",
                boson=boson,
                lepton="muon",
                sqrt_s=10.58,
                m_X=1.0,
                g=1.0,
                constants={"m_mu": mass},
            )
            for boson in ("scalar", "pseudoscalar")
        )
        differences.append(scalar / pseudoscalar - 1)
    assert abs(differences[0]) < 2e-3
    assert abs(differences[1]) < abs(differences[0]) / 30


@pytest.mark.parametrize("one, other", [("vector", "axial"), ("scalar", "pseudoscalar")])
def test_couplings_of_opposite_parity_do_not_interfere(one, other):
    """At no point of the Dalitz plot: three independent momenta make no invariant with a single gamma5."""
    g, h = symbols("g h", real=True)
    first, second = (collider.current_tensor(boson) for boson in (one, other))
    phase = 1 if one == "vector" else I
    mixed = Reaction(first.process, g * first.amplitude + phase * h * second.amplitude, first.invariants)
    assert expand(mixed.squared - g**2 * first.squared - h**2 * second.squared) == 0


@pytest.mark.parametrize("lepton", sorted(M))
def test_light_axial_vectors_are_pseudoscalars(lepton):
    """Goldstone bosons: for m_X -> 0 the rate is that of a pseudoscalar with the coupling ``2 g m_l/m_X``."""
    m_X = 1e-4
    axial = pair_and_boson("axial", lepton, sqrt_s=10.58, m_X=m_X)
    goldstone = pair_and_boson("pseudoscalar", lepton, sqrt_s=10.58, m_X=m_X, g=2 * M[lepton] / m_X)
    assert axial == pytest.approx(goldstone, rel=1e-3)


def test_axial_vectors_and_vectors_agree_for_light_leptons():
    common = {"sqrt_s": 10.58, "m_X": 2.0, "constants": {"m_mu": 1e-3}}
    assert pair_and_boson("axial", **common) == pytest.approx(pair_and_boson("vector", **common), rel=1e-4)


def test_photon_and_scalar_from_feynman_rules():
    """``sum abs(M)^2/4 = e^2 g^2 (s^2 + m_X^4)/(t u)`` with ``t = -2 p.k``, ``u = -2 pbar.k``, massless electrons."""
    pk, pbark = (Symbol(name, real=True) for name in ("pk", "pbark"))
    s = MASS**2 + 2 * (pk + pbark)
    squared = qed.annihilation("scalar").squared.subs(m_mu, 0)
    assert expand((squared / 4 - (s**2 + MASS**4) / (4 * pk * pbark)) * pk * pbark) == 0
    W, m_X, c = 10.58, 3.0, 0.4
    flux = (1 - m_X**2 / W**2) / (32 * np.pi * W**2)
    t, u = (-(W**2 - m_X**2) * (1 + sign * c) / 2 for sign in (-1, 1))
    wanted = flux * 4 * np.pi * ALPHA * 0.1**2 * (W**4 + m_X**4) / (t * u) * PB_GEV2
    got = muforge.evaluate("collider.photon_scalar_differential_cross_section", sqrt_s=W, m_X=m_X, cos_theta=c, g=0.1)
    assert got == pytest.approx(wanted, rel=1e-13)


@given(st.floats(0.01, 10.0), st.floats(0.01, 0.999))
def test_scalar_within_acceptance_is_the_integral_over_the_angle(m_X, c_max):
    nodes, weights = np.polynomial.legendre.leggauss(40)
    reach = np.arctanh(c_max)
    c = np.tanh(reach * nodes)
    common = {"sqrt_s": 10.58, "m_X": m_X, "g": 1e-3}
    spectrum = muforge.evaluate("collider.photon_scalar_differential_cross_section", cos_theta=c, **common)
    total = muforge.evaluate("collider.photon_scalar_cross_section", cos_theta_max=c_max, **common)
    assert np.sum(weights * reach * (1 - c**2) * spectrum) == pytest.approx(total, rel=1e-12)


@given(st.floats(0.01, 10.0), st.floats(0.01, 0.999))
def test_dark_photon_within_acceptance_is_the_integral_over_the_angle(m_X, c_max):
    nodes, weights = np.polynomial.legendre.leggauss(40)
    reach = np.arctanh(c_max)
    c = np.tanh(reach * nodes)
    spectrum = muforge.evaluate(
        "collider.photon_dark_photon_differential_cross_section", sqrt_s=10.58, m_X=m_X, cos_theta=c, epsilon=1e-3
    )
    total = muforge.evaluate(
        "collider.photon_dark_photon_cross_section", sqrt_s=10.58, m_X=m_X, cos_theta_max=c_max, epsilon=1e-3
    )
    assert np.sum(weights * reach * (1 - c**2) * spectrum) == pytest.approx(total, rel=1e-12)


def test_massless_dark_photon_with_epsilon_one_is_a_photon():
    """``dsigma/dcos(e+ e- -> gamma gamma) = (2 pi alpha^2/s) (1 + c^2)/(1 - c^2)``, symmetric."""
    c = np.linspace(-0.9, 0.9, 7)
    spectrum = muforge.evaluate(
        "collider.photon_dark_photon_differential_cross_section", sqrt_s=10.58, m_X=1e-7, cos_theta=c, epsilon=1.0
    )
    assert spectrum == pytest.approx(2 * np.pi * ALPHA**2 / 10.58**2 * (1 + c**2) / (1 - c**2) * PB_GEV2, rel=1e-12)
    assert spectrum == pytest.approx(spectrum[::-1], rel=1e-14)


@given(st.floats(1e-3, 15.0), st.floats(1e-5, 1.0))
def test_lmu_ltau_boson_is_a_dark_photon_with_the_mixing_at_its_mass(m_X, g):
    inputs = {"sqrt_s": 10.58, "m_X": m_X, "cos_theta_max": 0.8}
    mixing = abs(muforge.evaluate("mixing.loop_induced_mixing", q_squared=m_X**2, g=g))
    wanted = muforge.evaluate("collider.photon_dark_photon_cross_section", epsilon=mixing, **inputs)
    assert muforge.evaluate("collider.photon_lmu_ltau_cross_section", g=g, **inputs) == pytest.approx(wanted, rel=1e-12)
    assert (wanted == 0.0) == (m_X >= 10.58)


@pytest.mark.parametrize("cos_theta", [1.0, -1.0, 1.5])
def test_the_beam_direction_is_refused(cos_theta):
    with pytest.raises(ValueError, match="cos_theta"):
        muforge.evaluate(
            "collider.photon_dark_photon_differential_cross_section",
            sqrt_s=10.58,
            m_X=0.1,
            cos_theta=cos_theta,
            epsilon=1.0,
        )
