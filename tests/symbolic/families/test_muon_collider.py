"""The muon collider: amplitudes against explicit propagators and spinors, limits, thresholds, reach."""

import time

import numpy as np
import pytest
from scipy import integrate
from sympy import Integer, Rational, Symbol, im, re

import muforge
from muforge.symbolic.families.muon_collider import amplitudes as derivation
from muforge.symbolic.families.muon_collider.exchange import helicity_amplitudes, new_boson, strengths
from muforge.symbolic.families.qed import amplitudes as qed
from muforge.symbolic.feynman import (
    P_L,
    P_R,
    fermi_sum,
    gamma,
    indices,
    scalar_propagator,
    square,
    u,
    ubar,
    v,
    vbar,
    vector_propagator,
    ward_identity,
)
from muforge.symbolic.nature.constants import m_mu
from muforge.verify.spinors import discrepancy

AT_Z = {"alpha": 1 / 127.95}
PAPER = {"theta_cut_deg": 38.0, "delta_a_mu": 2.79e-9, "n_sigma": 5.0}


def value(name, **inputs):
    return muforge.evaluate(f"muon_collider.{name}", **inputs)


def test_strengths_stand_for_propagators_in_unitary_gauge():
    """Of a vector of any chirality, with q_a q_b/M^2 and without a width, and of a scalar."""
    mu, mubar, out, bar = derivation.mu, derivation.mubar, derivation.mu_out, derivation.mubar_out
    a, b = indices("a b")
    M, g_L, g_R, y = Symbol("M", positive=True), *(Symbol(name, real=True) for name in ("g_L", "g_R", "y"))
    vertex = {x: gamma(x) * (g_L * P_L + g_R * P_R) for x in (a, b)}
    q, k = mu.p + mubar.p, mu.p - out.p
    scattered = vector_propagator(k, a, b, M) * (ubar(out) * vertex[a] * u(mu)) * (vbar(mubar) * vertex[b] * v(bar))
    made = vector_propagator(q, a, b, M) * (vbar(mubar) * vertex[a] * u(mu)) * (ubar(out) * vertex[b] * v(bar))
    one = P_L + P_R
    scattered += y**2 * scalar_propagator(k, M) * (ubar(out) * one * u(mu)) * (vbar(mubar) * one * v(bar))
    made += y**2 * scalar_propagator(q, M) * (vbar(mubar) * one * u(mu)) * (ubar(out) * one * v(bar))
    reaction = derivation.bhabha()
    whole = square(fermi_sum(scattered, made), reaction.process, {"s": q, "t": k})
    numbers = {m_mu: Rational(3, 7), M: Rational(5, 2), g_L: Rational(2, 3), g_R: Rational(-4, 5), y: Rational(7, 6)}
    s, t = Rational(31, 2), Rational(-11, 3)
    numbers |= {Symbol(n, real=True): x for n, x in (("s", s), ("t", t), ("u", 4 * numbers[m_mu] ** 2 - s - t))}
    values = {}
    for name in ("LL", "LR", "RR", "1", "5"):
        L, R, m, mass = numbers[g_L], numbers[g_R], numbers[m_mu], numbers[M]
        coupling = {"LL": L**2, "LR": L * R, "RR": R**2, "1": numbers[y] ** 2, "5": -(((R - L) * m / mass) ** 2)}[name]
        of_s, of_t = derivation.strength("s", name), derivation.strength("t", name)
        values |= {re(of_s): coupling / (s - mass**2), im(of_s): Integer(0), of_t: coupling / (t - mass**2)}
    assert whole.subs(numbers) == reaction.squared.subs(values | numbers)


def test_massless_helicity_amplitudes_are_the_limit_of_the_squared_amplitude():
    X = new_boson("vector", Rational(3), Rational(1, 2), Rational(1, 5))
    phi = new_boson("scalar", Rational(2), Rational(3, 4), Rational(1, 7))
    sqrt_s, y = Rational(4), Rational(2, 7)
    s = sqrt_s**2
    amplitudes = helicity_amplitudes((X, phi), sqrt_s, y, 1 - y)
    invariants = {Symbol("s", real=True): s, Symbol("t", real=True): -s * y, Symbol("u", real=True): -s * (1 - y)}
    squared = derivation.bhabha().squared.subs(m_mu, 0).subs(strengths((X, phi), Integer(0), sqrt_s, s * y))
    assert sum(a.squared for a in amplitudes) == squared.subs(invariants)


@pytest.mark.parametrize(
    "reaction",
    [
        derivation.bhabha(),
        derivation.neutrino_pair(),
        derivation.heavy_pair("dirac"),
        derivation.heavy_pair("complex_scalar"),
        derivation.singlet_pair("scalar"),
        derivation.singlet_pair("vector"),
        derivation.higgs_photon(),
    ],
    ids=lambda r: str(r.process),
)
def test_sums_over_helicities(reaction):
    generator = np.random.default_rng(3)
    symbols = {s for s in reaction.squared.free_symbols if s.name not in ("s", "t", "u")}
    values = {s: float(generator.uniform(0.2, 1.5)) for s in sorted(symbols, key=str)}
    found = discrepancy(reaction.squared, reaction.amplitude, reaction.process, reaction.invariants, values, generator)
    assert found < 1e-11


def test_ward_identity_of_the_photon():
    for boson in ("scalar", "vector"):
        reaction = qed.annihilation(boson)
        assert reaction.ward_identity(qed.photon) == 0
    first = qed.annihilation("scalar").amplitude.terms[:1]
    assert first
    broken = qed.annihilation("scalar")
    half = type(broken.amplitude)(first)
    assert ward_identity(half, broken.process, qed.photon, broken.invariants) != 0


@pytest.mark.parametrize("cos_theta", [-0.95, 0.0, 0.7])
def test_photon_alone_is_the_cross_section_of_bhabha(cos_theta):
    sqrt_s = 30.0
    s, t, w = sqrt_s**2, -(sqrt_s**2) * (1 - cos_theta) / 2, -(sqrt_s**2) * (1 + cos_theta) / 2
    alpha = muforge.constants()["alpha"].value
    to_pb = muforge.constants()["hbarc2_GeV2_cm2"].value * 1e36
    textbook = np.pi * alpha**2 / s * (w**2 * (1 / s + 1 / t) ** 2 + (t / s) ** 2 + (s / t) ** 2)
    found = value("bhabha_differential_cross_section", sqrt_s=sqrt_s, cos_theta=cos_theta, exchange="photon")
    np.testing.assert_allclose(found, textbook * to_pb, rtol=1e-13)


def test_muon_mass_vanishes_at_high_energy():
    inputs = {"sqrt_s": 3000.0, "cos_theta": 0.4}
    squared = value("bhabha_squared_matrix_element", boson="scalar", m_X=50.0, width_X=0.0, g=0.0, **inputs)
    rate = value("bhabha_differential_cross_section", exchange="photon_z", **inputs)
    to_pb = muforge.constants()["hbarc2_GeV2_cm2"].value * 1e36
    np.testing.assert_allclose(squared / (128 * np.pi * 3000.0**2) * to_pb, rate, rtol=1e-6)


def test_ratio_shift_is_that_of_two_ratios():
    """From the squared matrix element with and without X, which cancels but for a few digits."""
    inputs = {"sqrt_s": 215.0, "boson": "vector", "m_X": 12.0, "width_X": 0.05**2 * 12 / 12 / np.pi}

    def ratio(g):
        def count(low, high):
            f = lambda c: value("bhabha_squared_matrix_element", cos_theta=c, g=g, **inputs)  # noqa: E731
            return integrate.quad(f, low, high, epsrel=1e-11)[0]

        cut = np.cos(np.radians(30.0))
        return count(0, cut) / count(-cut, 0)

    found = value("forward_backward_ratio_shift", boson="vector", m_X=12.0, sqrt_s=215.0, theta_cut_deg=30.0, g=0.05)
    np.testing.assert_allclose(found, ratio(0.05) / ratio(0.0) - 1, rtol=1e-4)


@pytest.mark.parametrize(
    "boson, sqrt_s, luminosity, mass",
    [
        ("scalar", 3000.0, 1.0, 58.0),
        ("vector", 3000.0, 1.0, 14.0),
        ("scalar", 215.0, 0.4, 17.5),
        ("vector", 215.0, 0.4, 5.5),
    ],
)
def test_reach_of_the_paper(boson, sqrt_s, luminosity, mass):
    found = value(
        "forward_backward_reach", boson=boson, sqrt_s=sqrt_s, luminosity_abinv=luminosity, constants=AT_Z, **PAPER
    )
    np.testing.assert_allclose(found, mass, rtol=0.1)
    again = {"theta_cut_deg": 38.0, "delta_a_mu": 2.79e-9, "luminosity_abinv": luminosity}
    seen = value("forward_backward_significance", boson=boson, m_X=found, sqrt_s=sqrt_s, constants=AT_Z, **again)
    np.testing.assert_allclose(seen, 5.0, rtol=1e-8)


def test_a_curve_of_reach_takes_less_than_a_second():
    inputs = {"boson": "scalar", "luminosity_abinv": 1.0, "theta_cut_deg": 38.0, "delta_a_mu": 2.79e-9, "n_sigma": 5.0}
    value("forward_backward_reach", sqrt_s=1000.0, **inputs)  # SciPy is imported
    best = []
    for _ in range(3):
        start = time.process_time()
        masses = value("forward_backward_reach", sqrt_s=np.geomspace(300.0, 3000.0, 100), **inputs)
        best.append(time.process_time() - start)
    assert min(best) < 1.0
    assert (np.diff(masses) > 0).all()


def test_a_reach_that_does_not_exist():
    inputs = {"boson": "vector", "luminosity_abinv": 1.0, "theta_cut_deg": 38.0, "delta_a_mu": 1e-12, "n_sigma": 5.0}
    with pytest.raises(ValueError, match="between 2 and 70"):
        value("forward_backward_reach", sqrt_s=3000.0, **inputs)
    assert np.isnan(value("forward_backward_reach", sqrt_s=3000.0, outside="nan", **inputs))
    known = {
        "boson": "vector",
        "sqrt_s": 3000.0,
        "luminosity_abinv": 1.0,
        "theta_cut_deg": 38.0,
        "delta_a_mu": [2.79e-9, 1e-12],
    }
    found = muforge.solve(
        "muon_collider.forward_backward_significance", for_="m_X", value=5.0, between=(2.0, 70.0), **known
    )
    assert np.isfinite(found.lowest[0]) and np.isnan(found.lowest[1])
    assert found.reasons[1] and not found.reasons[0]


@pytest.mark.parametrize("name", ["forward_backward_ratio", "monophoton_cross_section"])
def test_a_cut_that_leaves_nothing_is_refused(name):
    more = {} if name.endswith("ratio") else {"boson": "scalar", "m_X": 10.0, "g": 1.0}
    with pytest.raises(ValueError, match="below 90 degrees"):
        value(name, sqrt_s=300.0, theta_cut_deg=90.0, **more)


def test_coupling_or_shift():
    inputs = {"boson": "scalar", "sqrt_s": 300.0, "m_X": 10.0, "theta_cut_deg": 10.0}
    with pytest.raises(TypeError, match="needs one of g, delta_a_mu and none is given"):
        value("monophoton_cross_section", **inputs)
    with pytest.raises(TypeError, match="g and delta_a_mu are given"):
        value("monophoton_cross_section", g=1.0, delta_a_mu=1e-9, **inputs)
    g = muforge.evaluate("gminus2.coupling_for_shift", boson="scalar", m_X=10.0, delta_a_mu=1e-9)
    shifted = value("monophoton_cross_section", delta_a_mu=1e-9, **inputs)
    np.testing.assert_allclose(shifted, value("monophoton_cross_section", g=g, **inputs), rtol=1e-12)


def test_nothing_is_made_below_threshold():
    assert value("monophoton_cross_section", boson="vector", sqrt_s=100.0, m_X=100.0, theta_cut_deg=10.0, g=1.0) == 0
    assert value("singlet_pair_cross_section", boson="scalar", sqrt_s=100.0, m_X=50.0, g=1.0) == 0
    heavy = {"sqrt_s": 100.0, "m": 60.0, "charge": -1.0, "weak_isospin": 0.0}
    assert value("pair_production_cross_section", spin="dirac", **heavy) == 0
    window = {"sqrt_s": 100.0, "theta_cut_deg": 10.0, "E_gamma_min": 50.0, "E_gamma_max": 60.0}
    assert value("monophoton_background_cross_section", **window) == 0
    seen = {"theta_cut_deg": 10.0, "luminosity_abinv": 1.0, "energy_resolution": 0.01, "g": 1.0}
    assert value("monophoton_significance", boson="scalar", sqrt_s=100.0, m_X=120.0, **seen) == 0


@pytest.mark.parametrize("boson", ["scalar", "vector"])
def test_pairs_of_singlets_are_the_integral_of_the_squared_amplitude(boson):
    sqrt_s, m_X = 300.0, 40.0
    s, squared = sqrt_s**2, derivation.singlet_pair(boson).squared
    beta = np.sqrt(1 - 4 * m_X**2 / s)

    def at(c):
        t = m_X**2 - s / 2 * (1 - beta * c)
        numbers = {"s": s, "t": t, "u": 2 * m_X**2 - s - t}
        return float(squared.subs({Symbol(n, real=True): x for n, x in numbers.items()}).subs(derivation.m_X, m_X))

    total = integrate.quad(at, -1, 1, epsrel=1e-11)[0] / 4 * beta / (32 * np.pi * s) / 2
    to_pb = muforge.constants()["hbarc2_GeV2_cm2"].value * 1e36
    found = value("singlet_pair_cross_section", boson=boson, sqrt_s=sqrt_s, m_X=m_X, g=1.0)
    np.testing.assert_allclose(found, total * to_pb, rtol=1e-9)


def test_the_radiator_is_exact_for_a_vector_in_the_s_channel():
    """With the Z alone, in the narrow window around its mass, the background is a photon and a Z."""
    sqrt_s, m_Z = 500.0, muforge.constants()["m_Z"].value
    energy = (sqrt_s**2 - m_Z**2) / (2 * sqrt_s)
    inputs = {"sqrt_s": sqrt_s, "theta_cut_deg": 20.0}
    constants = {"Gamma_Z": 1e-6}
    window = {"E_gamma_min": energy - 1e-3, "E_gamma_max": energy + 1e-3}
    peak = value("monophoton_background_cross_section", constants=constants, **window, **inputs)
    on_shell = value("monophoton_cross_section", boson="vector", m_X=m_Z, g=1.0, **inputs)
    alpha, s2 = (muforge.constants()[name].value for name in ("alpha", "sin2_theta_W"))
    gz2 = 4 * np.pi * alpha / (s2 * (1 - s2))
    squared = gz2 * ((s2 - 0.5) ** 2 + s2**2) / 2
    to_neutrinos = 3 * gz2 / 4 * m_Z / (24 * np.pi) / 1e-6
    np.testing.assert_allclose(peak, on_shell * squared * to_neutrinos, rtol=2e-3)


def test_higgs_and_photon_at_30_TeV():
    inputs = {"sqrt_s": 3e4, "delta_a_mu": 3e-9}
    tree, running = (1e6 * value("higgs_photon_cross_section", running=r, **inputs) for r in ("none", "one_loop"))
    np.testing.assert_allclose([tree, running], [0.355, 0.52], rtol=0.015)
    assert value("higgs_photon_cross_section", **inputs) * 1e6 == tree
    assert value("dipole_running_factor", scale=muforge.constants()["m_mu"].value) == 1


def test_windows_of_the_background_add_up_across_the_Z():
    inputs = {"sqrt_s": 300.0, "theta_cut_deg": 15.0}
    edges = [5.0, 80.0, 136.0, 136.14, 140.0, 160.0]
    parts = [
        value("monophoton_background_cross_section", E_gamma_min=low, E_gamma_max=high, **inputs)
        for low, high in zip(edges[:-1], edges[1:], strict=True)
    ]
    whole = value("monophoton_background_cross_section", E_gamma_min=5.0, E_gamma_max=160.0, **inputs)
    np.testing.assert_allclose(sum(parts), whole, rtol=1e-10)
    with pytest.raises(ValueError, match="E_gamma_max above E_gamma_min"):
        value("monophoton_background_cross_section", E_gamma_min=50.0, E_gamma_max=40.0, **inputs)
