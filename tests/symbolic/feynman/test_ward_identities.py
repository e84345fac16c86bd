"""Conserved currents: a polarisation replaced by its momentum gives zero, symbolically."""

import pytest
from sympy import Expr, Symbol, cancel, symbols

from muforge.symbolic.families.kaon import amplitudes as kaon
from muforge.symbolic.families.reactions import REACTIONS
from muforge.symbolic.feynman import (
    Fermion,
    Particle,
    Process,
    Reaction,
    Scalar,
    Vector,
    gamma,
    metric,
    propagator,
    scalar_propagator,
    square,
    u,
    ubar,
    ward_identity,
)

CONSERVED = [(name, vector) for name, reaction in REACTIONS.items() for vector in reaction().conserved]
SUPPRESSED = [(name, mass) for name, reaction in REACTIONS.items() for mass in reaction().suppressed_by]


@pytest.mark.parametrize(("name", "vector"), CONSERVED)
def test_conserved_currents(name: str, vector: Vector) -> None:
    assert REACTIONS[name]().ward_identity(vector) == 0


def test_conserved_currents_are_declared() -> None:
    named = {name for name, _ in CONSERVED}
    assert {"K to mu nu lmu_ltau", "K to mu nu dark_photon", "Compton", "trident", "e e to l l vector"} <= named


@pytest.mark.parametrize(("name", "mass"), SUPPRESSED)
def test_chirality_forbids_processes_without_a_mass(name: str, mass: Symbol) -> None:
    squared = REACTIONS[name]().squared
    assert squared != 0
    assert squared.subs(mass, 0) == 0


def test_kaon_decays_without_the_muon_mass() -> None:
    """Only a conserved current keeps the suppression of the two-body decay."""
    with_photons = {"K to mu nu photon", "K to mu nu photon*", "K to mu nu mu mu"}
    bosons = {"K to mu nu lmu_ltau", "K to mu nu dark_photon"}
    assert {name for name, _ in SUPPRESSED} == {"K to mu nu"} | bosons | with_photons
    assert kaon.scalar().squared.subs(kaon.m_mu, 0) != 0


@pytest.mark.parametrize("name", ["K to mu nu vector", "K to mu nu axial"])
def test_violated_currents(name: str) -> None:
    assert REACTIONS[name]().ward_identity(kaon.V) != 0


def test_unbalanced_charges_violate_the_current() -> None:
    assert kaon.charged(-1, 0, 1).ward_identity(kaon.V) == 0
    assert kaon.charged(-1, 1, 1).ward_identity(kaon.V) != 0


def test_one_diagram_alone_violates_the_current() -> None:
    m = Symbol("m", positive=True)
    e, out, k, q = Fermion("e", m), Fermion("out", m), Vector("k"), Vector("q")
    process = Process((e, k), (out, q))
    first = ubar(out) * gamma(q.index) * propagator(e.p + k.p, m) * gamma(k.index) * u(e)
    second = ubar(out) * gamma(k.index) * propagator(e.p - q.p, m) * gamma(q.index) * u(e)
    assert ward_identity(first + second, process, k) == 0
    assert ward_identity(first, process, k) != 0


def test_scalars_need_the_seagull() -> None:
    """Neither the poles nor the contact term are conserved alone, and the sign between them matters."""
    m, m_V = symbols("m m_V", positive=True)
    pi, pi_out = Scalar("pi", m), Scalar("pi_out", m)
    photon, V = (Vector(name, m_V, conserved=True) for name in ("photon", "V"))
    q, r = pi.p + photon.p, pi.p - V.p
    absorbed_first = (q + pi.p)[photon.index] * (q + pi_out.p)[V.index] * scalar_propagator(q, m)
    emitted_first = (r + pi.p)[V.index] * (r + pi_out.p)[photon.index] * scalar_propagator(r, m)
    poles = absorbed_first + emitted_first
    seagull = -2 * metric(photon.index, V.index)
    process = Process((pi, photon), (pi_out, V))
    assert ward_identity(poles + seagull, process, photon) == 0
    for wrong in (poles, seagull, poles - seagull):
        assert ward_identity(wrong, process, photon) != 0


def _with(reaction: Reaction, conserved: bool) -> Expr:
    """The square with the massive vector's polarisation sum chosen."""

    def chosen(particle: Particle) -> Particle:
        is_boson = isinstance(particle, Vector) and particle.mass != 0
        return Vector(particle.name, particle.mass, conserved) if is_boson else particle

    process = Process(map(chosen, reaction.process.incoming), map(chosen, reaction.process.outgoing))
    return square(reaction.amplitude, process, reaction.invariants)


@pytest.mark.parametrize("name", ["K to mu nu lmu_ltau", "K to mu nu dark_photon", "mu mu to photon vector"])
def test_conserved_currents_do_not_feel_the_unitary_polarisation_sum(name: str) -> None:
    reaction = REACTIONS[name]()
    assert _with(reaction, True) == _with(reaction, False) == reaction.squared


def test_violated_currents_feel_it_as_the_longitudinal_mode() -> None:
    """The unitary sum adds the squared divergence of the current over the squared mass."""
    reaction = kaon.vector()
    difference = _with(reaction, False) - _with(reaction, True)
    assert cancel(difference - reaction.ward_identity(kaon.V) / kaon.m_X**2) == 0


def test_scalar_particles_have_no_polarisation() -> None:
    g, m = symbols("g m", positive=True)
    one, two, three = (Scalar(name, m) for name in ("a", "b", "c"))
    amplitude = g**2 * scalar_propagator(one.p - three.p, m)
    four = Scalar("d", m)
    squared = square(amplitude, Process((one, two), (three, four)), {"s": one.p + two.p, "t": one.p - three.p})
    assert squared == g**4 / (Symbol("t", real=True) - m**2) ** 2
