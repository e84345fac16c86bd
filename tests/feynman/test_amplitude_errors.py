"""Mistakes in an amplitude are refused with a message that says where and what to do."""

import pytest
from sympy import I, Symbol, symbols

from muforge.symbolic.feynman import (
    P_L,
    P_R,
    Amplitude,
    AmplitudeError,
    Fermion,
    Process,
    Scalar,
    Vector,
    fermi_sum,
    gamma,
    indices,
    propagator,
    slash,
    square,
    u,
    ubar,
    v,
)
from muforge.symbolic.feynman.processes import kaon, trident, two_body

m_K, m_mu, m_X, g = symbols("m_K m_mu m_X g", positive=True)
K, mu, nu, V = Scalar("K", m_K), Fermion("mu", m_mu), Fermion("nu"), Vector("X", m_X)
DECAY = Process(K, (mu, nu, V))
PAIRS = [(nu, V), (mu, V)]
a, b = indices("a b")
CONTACT = ubar(nu) * gamma(V.index) * P_L * v(mu)


@pytest.mark.parametrize(
    ("amplitude", "message"),
    [
        (CONTACT * K.p[a], r"index a occurs 1 time in '.*\(p_K\)\[a\].*exactly\s+twice"),
        (ubar(nu) * gamma(a) * gamma(a) * gamma(a) * P_L * v(mu) * K.p[V.index], "index a occurs 3 times"),
        (ubar(nu) * slash(K.p) * P_L * v(mu), "polarisation index of X occurs 0 times .* as X.index"),
        (ubar(nu) * gamma(V.index) * P_L, "not closed by spinors .* end it with u or v"),
        (K.p[V.index], "fermion mu has 0 spinors .* spin cannot be summed"),
        (CONTACT * ubar(nu) * P_L * v(mu), "fermion mu has 2 spinors"),
        (
            ubar(nu) * gamma(V.index) * P_L * u(mu),
            r"u\(mu\) .* incoming particle, but mu is outgoing .* ubar or v",
        ),
        (ubar(nu) * gamma(V.index) * P_L * v(Fermion("tau")), r"v\(tau\) .* belongs to no fermion"),
        (
            CONTACT + ubar(mu) * gamma(V.index) * v(nu),
            "mu is written .* either a particle or an antiparticle",
        ),
        (
            ubar(nu) * slash(K.p) * P_L * propagator(mu.p - V.p, m_mu) * gamma(V.index) * v(mu),
            "momentum is not conserved .* momentum -p_X . p_mu cannot carry .* incoming momenta add, "
            "outgoing ones subtract",
        ),
        (CONTACT * Vector("Z").p[a] * K.p[a], "p_Z .* belongs to no particle of K -> mu nu X"),
        (propagator(nu.p) * 1 * CONTACT, "not closed by spinors|do not fit together"),
        (
            ubar(nu) * propagator(nu.p) * gamma(V.index) * P_L * v(mu),
            "on its mass shell for all momenta",
        ),
        (
            ubar(nu) * slash(K.p) * P_L * propagator(-mu.p - V.p, m_mu) * gamma(V.index) * v(mu)
            + ubar(nu) * slash(K.p) * gamma(V.index) * P_L * v(mu),
            "mixed dimensions: .* differ by 1 powers of mass",
        ),
        (0.5 * CONTACT, "floating-point number; derivations are exact"),
    ],
)
def test_incomplete_amplitudes(amplitude: Amplitude, message: str) -> None:
    with pytest.raises(AmplitudeError, match=message):
        square(amplitude, DECAY, PAIRS)


def test_a_phase_that_leaves_a_levi_civita_tensor() -> None:
    reaction = trident.trident()
    on_muon, on_antimuon = [], []
    for term in reaction.amplitude.terms:
        is_first = term.denominators == reaction.amplitude.terms[0].denominators
        (on_muon if is_first else on_antimuon).append(term)
    amplitude = Amplitude(tuple(on_muon)) + I * Amplitude(tuple(on_antimuon))
    with pytest.raises(AmplitudeError, match=r"epsilon\(p_nu, p_photon, p_nu_out, p_mu\).*make the couplings"):
        square(amplitude, reaction.process, reaction.invariants)


@pytest.mark.parametrize(
    ("invariants", "message"),
    [
        ([(nu, V), (nu, V)], "1 are given|not independent"),
        (
            {"s_nuX": nu.p + V.p, "again": K.p - mu.p},
            "again = .* is not independent: .* s_nuX .* 2 independent",
        ),
        ([(nu, V)], r"2 independent invariants and 1 are given \(s_nuX\); add 1 more"),
        ({"s_K": K.p, "s_nuX": nu.p + V.p}, "s_K .* is not independent: masses"),
        ([(nu, V), (mu, V), (mu, nu)], "s_munu .* is not independent"),
    ],
)
def test_invariants_that_do_not_fit(invariants: object, message: str) -> None:
    with pytest.raises(AmplitudeError, match=message):
        square(CONTACT, DECAY, invariants)  # type: ignore[arg-type]


def test_lines_that_do_not_fit_together() -> None:
    with pytest.raises(AmplitudeError, match="do not fit together; write every line from ubar"):
        ubar(nu) * ubar(mu)
    with pytest.raises(AmplitudeError, match=r"v\(mu\).*do not fit"):
        v(mu) * gamma(a)


def test_momenta_take_momenta() -> None:
    with pytest.raises(AmplitudeError, match="mixed dimensions: m_mu is added to the momentum p_K"):
        K.p + m_mu
    with pytest.raises(AmplitudeError, match="ambiguous; write dot"):
        K.p * mu.p
    with pytest.raises(AmplitudeError, match="rational factors only"):
        K.p * 0.5
    with pytest.raises(AmplitudeError, match="a momentum is needed"):
        slash(K)  # type: ignore[arg-type]
    with pytest.raises(AmplitudeError, match="an index is needed"):
        gamma(V)  # type: ignore[arg-type]
    with pytest.raises(AmplitudeError, match="only a Fermion has spinors"):
        ubar(K)  # type: ignore[arg-type]


def test_processes() -> None:
    with pytest.raises(AmplitudeError, match="several particles called mu"):
        Process(K, (mu, mu))
    with pytest.raises(AmplitudeError, match="heavier than light"):
        Process(Scalar("light", 1), (Fermion("one", 2), Fermion("two")))
    with pytest.raises(AmplitudeError, match="at least three in all"):
        Process(K, mu)


@pytest.mark.parametrize("mass", [0.1, Symbol("m"), Symbol("m", positive=True) ** 2, -1])
def test_masses(mass: object) -> None:
    with pytest.raises(AmplitudeError, match="give a real symbol"):
        Scalar("K", mass)  # type: ignore[arg-type]


def test_diagrams_of_different_processes() -> None:
    with pytest.raises(AmplitudeError, match="only diagrams of one process"):
        fermi_sum(CONTACT, ubar(nu) * P_R * v(Fermion("tau")))


def test_unknown_bosons() -> None:
    with pytest.raises(AmplitudeError, match="'dilaton'; choose one of scalar"):
        kaon.three_body("dilaton")
    with pytest.raises(AmplitudeError, match="'dilaton'; choose one of scalar"):
        two_body.to_leptons("dilaton")


def test_amplitudes_are_not_divided_by_amplitudes() -> None:
    with pytest.raises(AmplitudeError, match="use propagator"):
        CONTACT / CONTACT
