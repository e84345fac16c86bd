"""Mistakes in an amplitude are refused with a message that says where and what to do."""

from collections.abc import Callable

import pytest
from sympy import I, Symbol, symbols

from muforge.symbolic.families.decay import amplitudes as two_body
from muforge.symbolic.families.kaon import amplitudes as kaon
from muforge.symbolic.families.trident import amplitudes as trident
from muforge.symbolic.feynman import (
    P_L,
    P_R,
    Amplitude,
    AmplitudeError,
    Fermion,
    Process,
    Scalar,
    Vector,
    component,
    dot,
    fermi_sum,
    gamma,
    indices,
    metric,
    propagator,
    scalar_propagator,
    slash,
    square,
    u,
    ubar,
    v,
    vector_propagator,
    ward_identity,
)

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
            "mixed dimensions: .* differ by 1 p",
        ),
        (0.5 * CONTACT, "floating-point number; derivations are exact"),
        (
            CONTACT + K.p[a] * ubar(nu) * gamma(a) * gamma(V.index) * P_R * v(mu) * K.p[b] / m_K**2,
            r"index b occurs 1 time in '[^+]*'.*contract it in this term too",
        ),
        (
            CONTACT * K.p[a] * mu.p[a] * nu.p[a] * K.p[a],
            "index a occurs 4 times .* two sums need two indices",
        ),
        (
            ubar(nu) * (slash(K.p) + 1) * gamma(V.index) * P_L * v(mu),
            r"'ubar\(nu\) gamma\(X\) P_L v\(mu\)' .* differ by 1 p.*a number has no dimension",
        ),
        (
            ubar(nu) * slash(K.p) * P_L * propagator(mu.p + V.p, m_mu) * gamma(V.index) * v(mu),
            r"momentum p_X \+ p_mu cannot be on its Dirac line.*propagator\(-p_X - p_mu\), may be meant",
        ),
        (3, r"fermion mu has 0 spinors in '\(3\)'"),
        (None, "a NoneType stands where the amplitude is expected"),
        (Symbol("m_mu", real=True) * CONTACT, "masses or couplings are called m_mu; give each its own name"),
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
        ([], r"2 independent invariants and 0 are given \(none\); add 2 more"),
        (["s", "t"], "'s' is no choice of an invariant; expected are pairs of particles"),
        ((nu, V), "the particle nu is no choice of an invariant"),
        ([(nu.p, V.p)], r"\(the momentum p_nu, the momentum p_X\) is no choice"),
        (5, "5 is no choice of an invariant"),
        ({"s": "nu.p"}, r"the invariant s stands for 'nu.p'; expected is a momentum to square"),
        ({"s": (nu, V)}, r"stands for \(the particle nu, the particle X\)"),
        ({3: nu.p + V.p}, "the invariant 3 stands for .* under a name"),
        ({m_mu: nu.p + V.p, "s_muX": mu.p + V.p}, "called m_mu; give each its own name"),
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
    with pytest.raises(AmplitudeError, match="mixed dimensions: 1 is added to the momentum p_K"):
        1 + K.p
    with pytest.raises(AmplitudeError, match="ambiguous; write dot"):
        K.p * mu.p
    with pytest.raises(AmplitudeError, match="rational factors only"):
        K.p * 0.5


@pytest.mark.parametrize(
    ("rule", "arguments", "message"),
    [
        (slash, (K,), "slash of K, which is a particle: write K.p"),
        (propagator, (mu,), "propagator of mu, which is a particle: write mu.p"),
        (dot, (K.p, mu), "dot of mu, which is a particle: write mu.p"),
        (slash, (V.index,), "slash of X: a momentum is needed, such as"),
        (gamma, (V,), "gamma of X, which is a particle: write X.index"),
        (gamma, (V.p,), "gamma of p_X: an index is needed, such as V.index"),
        (gamma, ("a",), "gamma of a: an index is needed"),
        (component, (K.p, V), "component of p_K along X, which is a particle: write X.index"),
        (metric, (a, V), "metric of X, which is a particle"),
        (vector_propagator, (K.p, a, V), "metric of X, which is a particle"),
        (ubar, (K,), "only a Fermion has spinors, K is a Scalar"),
        (indices, (["a", "b"],), "in one string are needed"),
    ],
)
def test_rules_say_what_they_need(rule: Callable[..., object], arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(AmplitudeError, match=message):
        rule(*arguments)


def test_factors_of_amplitudes() -> None:
    for value in (K.p, mu, "g"):
        with pytest.raises(AmplitudeError, match="is no factor of an amplitude; factors are"):
            CONTACT * value
        with pytest.raises(AmplitudeError, match="is no factor of an amplitude"):
            CONTACT + value
    with pytest.raises(AmplitudeError, match="is divided by zero"):
        CONTACT / 0
    with pytest.raises(AmplitudeError, match="1 is divided by '.*', which is no number"):
        1 / CONTACT
    with pytest.raises(AmplitudeError, match="one by one"):
        CONTACT**2


def test_processes() -> None:
    with pytest.raises(AmplitudeError, match="several particles called mu"):
        Process(K, (mu, mu))
    with pytest.raises(AmplitudeError, match="one and two are together heavier than light"):
        Process(Scalar("light", 1), (Fermion("one", 2), Fermion("two")))
    with pytest.raises(AmplitudeError, match="at least three in all"):
        Process(K, mu)
    with pytest.raises(AmplitudeError, match="'nu' is no particle; a process has"):
        Process(K, (mu, "nu"))  # type: ignore[arg-type]
    with pytest.raises(AmplitudeError, match="a list stands where the process is expected"):
        square(CONTACT, [K, mu, nu, V])  # type: ignore[arg-type]


@pytest.mark.parametrize("mass", [0.1, Symbol("m"), Symbol("m", positive=True) ** 2, -1, "m_mu", "0.1 GeV", None, mu])
def test_masses(mass: object) -> None:
    with pytest.raises(AmplitudeError, match="the mass of K is .*give a real symbol"):
        Scalar("K", mass)  # type: ignore[arg-type]
    with pytest.raises(AmplitudeError, match="the mass of the line with momentum p_K is .*give a real symbol"):
        propagator(K.p, mass)


def test_names_come_first() -> None:
    with pytest.raises(AmplitudeError, match="called m_mu; its name comes first"):
        Fermion(m_mu)  # type: ignore[arg-type]


def test_numbers_as_masses_have_a_dimension() -> None:
    """In a propagator a number is a mass; elsewhere it has no dimension."""
    heavy, one, two, boson = Scalar("S", 5), Fermion("f", 1), Fermion("fbar", 2), Vector("V", m_X)
    decay = Process(heavy, (one, two, boson))
    late = ubar(one) * propagator(-two.p - boson.p, 2) * gamma(boson.index) * v(two)
    early = ubar(one) * gamma(boson.index) * propagator(one.p + boson.p, 1) * v(two)
    assert square(late + early, decay) != 0
    by_hand = scalar_propagator(one.p + boson.p, 1) * (slash(one.p + boson.p) + 1)
    with pytest.raises(AmplitudeError, match=r"mixed dimensions: .*\(a number has no dimension"):
        square(late + ubar(one) * gamma(boson.index) * by_hand * v(two), decay)
    with pytest.raises(AmplitudeError, match="mixed dimensions"):
        square(ubar(one) * (slash(heavy.p) + 1) * v(two), Process(heavy, (one, two)))


def test_ward_identities_are_about_vectors() -> None:
    for other in (mu, Vector("Z"), Vector("X")):
        with pytest.raises(AmplitudeError, match=r"is no vector of K -> mu nu X.*\(here: X\)"):
            ward_identity(CONTACT, DECAY, other, PAIRS)  # type: ignore[arg-type]


def test_a_number_is_a_contact_interaction_of_scalars() -> None:
    assert square(g, Process(K, (Scalar("one"), Scalar("two")))) == g**2  # type: ignore[arg-type]


def test_diagrams_of_different_processes() -> None:
    with pytest.raises(AmplitudeError, match="only diagrams of one process"):
        fermi_sum(CONTACT, ubar(nu) * P_R * v(Fermion("tau")))
    with pytest.raises(AmplitudeError, match=r"the diagram 'ubar\(nu\) P_R' is not complete"):
        fermi_sum(CONTACT, ubar(nu) * P_R)


def test_unknown_bosons() -> None:
    with pytest.raises(AmplitudeError, match="'dilaton'; choose one of scalar"):
        kaon.three_body("dilaton")
    with pytest.raises(AmplitudeError, match="'dilaton'; choose one of scalar"):
        two_body.to_leptons("dilaton")


def test_amplitudes_are_not_divided_by_amplitudes() -> None:
    with pytest.raises(AmplitudeError, match="use propagator"):
        CONTACT / CONTACT
