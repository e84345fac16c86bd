"""One-loop anomalous moments: numerators against the literature, their form, Goldstone bosons, divergences."""

import pytest
from sympy import Expr, I, Integer, Rational, Symbol, expand, integrate, limit, oo, pi, simplify, symbols

from muforge.symbolic.families.gminus2 import amplitudes as gminus2
from muforge.symbolic.families.gminus2.amplitudes import VERTEX, Chiral, m_F, m_S, m_X, mu, mu_out, photon
from muforge.symbolic.feynman import (
    Amplitude,
    AmplitudeError,
    Fermion,
    Index,
    Momentum,
    Process,
    Scalar,
    Vector,
    gamma,
    indices,
    metric,
    propagator,
    scalar_propagator,
    slash,
    square,
    u,
    ubar,
    ward_identity,
)
from muforge.symbolic.feynman.anomalous_moment import LoopFunction, anomalous_moment
from muforge.symbolic.feynman.vertex import Vertex
from muforge.symbolic.nature.constants import m_mu

x = Symbol("x", real=True)
g_L, g_R, kappa, m_N = symbols("g_L g_R kappa m_N", real=True)
eps, R = m_F / m_mu, (m_X / m_mu) ** 2
GENERAL, LEFT = Chiral(g_L, g_R), Chiral(Integer(1), Integer(0))

FINITE = {
    "scalar, photon on fermion": gminus2.scalar_from_fermion(GENERAL, m_F, m_X),
    "scalar, photon on scalar": gminus2.scalar_from_scalar(GENERAL, m_F, m_X),
    "vector, photon on fermion": gminus2.vector_from_fermion(GENERAL, m_F, m_X),
    "vector, photon on vector": gminus2.vector_from_vector(GENERAL, m_F, m_X),
}


def same(derived: LoopFunction, known: Expr) -> bool:
    """Whether ``N`` in units of the squared muon mass is a known one."""
    return expand(derived.numerator(x, 1 - x) / m_mu**2 - known) == 0


# ----- numerators -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("boson", "sign"), [("scalar", 1), ("pseudoscalar", -1)])
def test_neutral_scalars(boson: str, sign: int) -> None:
    derived = gminus2.neutral_boson(boson, m_F)
    assert same(derived, x**2 * (1 - x + sign * eps))
    assert (derived.at_photon, derived.other) == (m_F, m_X)


@pytest.mark.parametrize(("boson", "sign"), [("vector", 1), ("axial", -1)])
def test_neutral_vectors(boson: str, sign: int) -> None:
    transverse = 2 * x * (1 - x) * (x - 2 + 2 * sign * eps)
    longitudinal = (1 - sign * eps) ** 2 / R * x**2 * (1 - x + sign * eps)
    assert same(gminus2.neutral_boson(boson, m_F), transverse + longitudinal)


@pytest.mark.parametrize("boson", gminus2.COUPLINGS)
def test_muon_in_the_loop_is_a_fermion_of_its_mass(boson: str) -> None:
    general = gminus2.neutral_boson(boson, m_F).numerator(x, 1 - x).subs(m_F, m_mu)
    assert same(gminus2.neutral_boson(boson, m_mu), general / m_mu**2)


def test_charged_scalar() -> None:
    preserving = (gminus2.lambda_L**2 + gminus2.lambda_R**2) / 2
    flipping = gminus2.lambda_L * gminus2.lambda_R * eps
    on_fermion, on_scalar = gminus2.scalar_loop("fermion"), gminus2.scalar_loop("scalar")
    assert same(on_fermion, preserving * (x**2 - x**3) + flipping * x**2)
    assert same(on_scalar, preserving * (x**3 - x**2) + flipping * (x**2 - x))
    assert (on_fermion.at_photon, on_fermion.other) == (m_F, m_S)
    assert (on_scalar.at_photon, on_scalar.other) == (m_S, m_F)


def test_charged_vector() -> None:
    known = sum(2 * x**2 * (1 + x - 2 * e) - (1 - e) ** 2 / R * x * (1 - x) * (x + e) for e in (eps, -eps))
    derived = gminus2.charged_vector()
    assert same(derived, known / 4)
    assert (derived.at_photon, derived.other) == (m_X, m_F)


def test_denominators() -> None:
    derived = [gminus2.neutral_boson(boson, mass) for boson in gminus2.COUPLINGS for mass in (m_F, m_mu)]
    derived += [gminus2.scalar_loop("fermion"), gminus2.scalar_loop("scalar"), gminus2.charged_vector()]
    for loop in derived:
        known = x * loop.at_photon**2 + (1 - x) * loop.other**2 - x * (1 - x) * m_mu**2
        assert expand(loop.denominator(x, 1 - x) - known) == 0


def test_massless_vector_is_the_schwinger_term() -> None:
    """``alpha/(2 pi)`` with ``g^2 = 4 pi alpha``."""
    photon_loop = gminus2.neutral_boson("vector", m_mu)
    integrand = simplify((photon_loop.numerator(x, 1 - x) / photon_loop.denominator(x, 1 - x)).subs(m_X, 0))
    alpha = Symbol("alpha")
    assert 4 * pi * alpha / (8 * pi**2) * integrate(integrand, (x, 0, 1)) == alpha / (2 * pi)


def test_w_boson() -> None:
    """``10/3 G_F m_mu^2/(8 sqrt(2) pi^2)`` with ``g_L^2/m_W^2 = 4 G_F/sqrt(2)``."""
    loop = gminus2.charged_vector()
    integrand = (m_X**2 * loop.numerator(x, 1 - x) / loop.denominator(x, 1 - x)).subs(m_F, 0)
    assert integrate(limit(integrand, m_X, oo), (x, 0, 1)) == Rational(10, 3) / 4 * m_mu**2


# ----- form ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("boson", gminus2.COUPLINGS)
def test_the_muon_in_the_loop_gives_numerators_without_cancellation(boson: str) -> None:
    a, b = symbols("a b", positive=True)
    sign = 1 if boson in ("scalar", "vector") else -1
    terms = expand(gminus2.neutral_boson(boson, m_mu).numerator(a, b)).as_ordered_terms()
    assert all((sign * term).is_positive for term in terms)


def test_couplings_of_goldstone_bosons_stay_whole_factors() -> None:
    a, b = symbols("a b", positive=True)
    assert gminus2.neutral_boson("vector", m_F).numerator(a, b).has((m_F - m_mu) ** 2)
    assert gminus2.neutral_boson("axial", m_F).numerator(a, b).has((m_F + m_mu) ** 2)


def test_derivations_are_cached() -> None:
    assert gminus2.neutral_boson("axial", m_F) is gminus2.neutral_boson("axial", m_F)


# ----- currents and Goldstone bosons ----------------------------------------------------------------------


@pytest.mark.parametrize("name", FINITE)
def test_the_integrand_of_f2_does_not_depend_on_the_momentum_transfer(name: str) -> None:
    vertex = Vertex(FINITE[name], VERTEX)
    assert not vertex.magnetic.as_expr().has(photon.mass)


def test_goldstone_couplings_are_divergences_of_the_current() -> None:
    """Between spinors, with all particles on their mass shells."""
    F, S = Fermion("F", m_F), Scalar("S", m_S)
    divergence = ubar(F) * slash(mu.p - F.p) * GENERAL.emitting * u(mu)
    goldstone = m_X * ubar(F) * GENERAL.goldstone(m_F, m_X).emitting * u(mu)
    assert square(divergence, Process(mu, (F, S))) != 0
    assert square(divergence - goldstone, Process(mu, (F, S))) == 0
    outgoing = ubar(mu) * slash(mu.p - F.p) * GENERAL.emitting * u(F)
    assert square(outgoing - m_X * ubar(mu) * GENERAL.goldstone(m_F, m_X).absorbing * u(F), Process((F, S), mu)) == 0


def test_goldstone_photon_vertex_is_the_contracted_vertex_of_vectors() -> None:
    """The photon and the second vector on their mass shells, the first one anywhere."""
    S, W, light = Scalar("S", m_S), Vector("W", m_X), Vector("photon")
    (a,) = indices("a")
    contracted = gminus2.gauge_vertex(S.p, W.p, a, W.index).with_momentum(a, S.p)
    process = Process((S, light), W)
    assert square(contracted, process) != 0
    assert square(contracted - m_X**2 * metric(W.index, light.index), process) == 0


def test_gauge_vertex_conserves_the_current_of_vectors_on_their_mass_shells() -> None:
    before, after, light = Vector("V", m_X), Vector("W", m_X), Vector("photon", m_S)
    vertex = gminus2.gauge_vertex(before.p, after.p, before.index, after.index, kappa)
    assert ward_identity(vertex, Process((before, light), after), light) == 0


# ----- divergences ----------------------------------------------------------------------------------------


def test_anomalous_moment_of_a_charged_vector_diverges() -> None:
    with pytest.raises(AmplitudeError, match=r"diverges.*\(kappa - 1\)"):
        anomalous_moment(gminus2.vector_from_vector(LEFT, m_F, m_X, kappa), VERTEX)
    with pytest.raises(AmplitudeError, match="diverges"):
        anomalous_moment(gminus2.vector_from_vector(LEFT, m_F, m_X, 0), VERTEX)


def test_pauli_coupling_diverges() -> None:
    k, (a,) = gminus2.X, indices("a")
    pauli = (slash(k) * gamma(a) - gamma(a) * slash(k)) / 2
    loop = gamma(a) * _lepton() * pauli
    with pytest.raises(AmplitudeError, match="the magnetic moment diverges"):
        anomalous_moment(scalar_propagator(k, m_X) * ubar(mu_out) * loop * u(mu), VERTEX)
    with pytest.raises(AmplitudeError, match=r"l\^2"):
        anomalous_moment(scalar_propagator(k, m_X) * ubar(mu_out) * pauli * _lepton() * pauli * u(mu), VERTEX)


# ----- what is refused --------------------------------------------------------------------------------------


def _lepton() -> Amplitude:
    k = gminus2.X
    return propagator(mu_out.p - k, m_F) * gamma(photon.index) * propagator(mu.p - k, m_F)


def _with(loop: Amplitude, k: Momentum = gminus2.X) -> Amplitude:
    return scalar_propagator(k, m_X) * ubar(mu_out) * loop * u(mu)


A, B = (Scalar(name).p for name in "AB")
REFUSED = {
    "internal momenta A, X": _with(propagator(mu_out.p - A) * gamma(photon.index) * propagator(mu.p - gminus2.X)),
    "internal momenta none": _with(gamma(photon.index), mu.p),
    "does not carry the loop momentum": _with(_lepton(), 2 * gminus2.X),
    "needs three propagators": _with(gamma(photon.index) * propagator(mu.p - gminus2.X, m_F)),
    "of which two have the same mass": _with(
        propagator(mu_out.p - gminus2.X, m_N) * gamma(photon.index) * propagator(mu.p - gminus2.X, m_F)
    ),
    "momenta that differ": _with(
        propagator(mu.p - gminus2.X, m_F) * gamma(photon.index) * propagator(mu.p - gminus2.X, m_F)
    ),
    "different denominators": _with(_lepton()) + gminus2.scalar_from_scalar(LEFT, m_F, m_X),
    "is not real": _with(I * _lepton()),
    "at least one diagram": _with(_lepton()) * 0,
    "is not one Dirac line": scalar_propagator(gminus2.X, m_X) * ubar(mu_out) * _lepton(),
    "index a": _with(gamma(Index("a")) * _lepton()),
    "index photon": _with(_lepton() * gamma(photon.index)),
    "index b": metric(Index("a"), Index("b")) * _with(gamma(Index("a")) * _lepton()),
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_no_vertex_is_refused(words: str) -> None:
    with pytest.raises(AmplitudeError, match=words):
        anomalous_moment(REFUSED[words], VERTEX)


def test_other_processes_are_refused() -> None:
    heavy, light = Fermion("mu_out", m_F), Vector("photon")
    for process in (Process((mu, photon), heavy), Process((mu, light), mu_out), Process(photon, (mu, mu_out))):
        with pytest.raises(AmplitudeError, match="no magnetic moment"):
            anomalous_moment(_with(_lepton()), process)


def test_unknown_bosons_are_refused() -> None:
    with pytest.raises(AmplitudeError, match="choose one of scalar"):
        gminus2.neutral_boson("tensor", m_F)
