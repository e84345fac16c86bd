"""One-loop vertices of the muon with a virtual photon, for its anomalous magnetic moment.

A boson between muon and fermion F has the vertices

    Fbar (left P_L + right P_R) mu X* ,   Fbar gamma^a (left P_L + right P_R) mu X*_a     + h.c.

Massive vectors propagate in 't Hooft-Feynman gauge, ``-g_ab`` and a Goldstone boson.  The latter stands for
``k_a k_b/m_X^2`` of the unitary gauge, and couples as ``k_a/m_X`` contracted with the vertex.  Between spinors,

    k_a Fbar gamma^a (left P_L + right P_R) mu = Fbar (pslash - p_Fslash)(left P_L + right P_R) mu ,

which Dirac's equation makes ``m_mu`` times the vertex with exchanged chiralities less ``m_F`` times the vertex.
Where F is inside the loop, ``p_Fslash - m_F`` is left over and cancels its propagator.  Without it the loop
depends on the momentum of one of the muons only, which is on its mass shell there, and is ``gamma^mu`` up to a number
and gamma5: contact terms do not feed F2.

The photon couples in units of the charge of the muon.
"""

from functools import cache
from typing import NamedTuple

from sympy import Expr, Integer, Symbol

from muforge.symbolic.feynman import (
    P_L,
    P_R,
    Amplitude,
    AmplitudeError,
    Fermion,
    Process,
    Scalar,
    Vector,
    gamma,
    indices,
    metric,
    propagator,
    scalar_propagator,
    u,
    ubar,
)
from muforge.symbolic.feynman.anomalous_moment import LoopFunction, anomalous_moment
from muforge.symbolic.feynman.momenta import Index, Momentum
from muforge.symbolic.nature.constants import m_mu

m_X = Symbol("m_X", positive=True)
m_F = Symbol("m_F", positive=True)
m_S = Symbol("m_S", positive=True)
lambda_L, lambda_R = Symbol("lambda_L", real=True), Symbol("lambda_R", real=True)

mu = Fermion("mu", m_mu)
mu_out = Fermion("mu_out", m_mu)
photon = Vector("photon", Symbol("Q", real=True), conserved=True)
VERTEX = Process((mu, photon), mu_out)
"""The virtual photon has ``q^2 = Q^2``, of either sign in the end."""

X = Scalar("X").p
"""Loop momentum: of the boson, where the photon couples to F."""
F = Scalar("F").p
"""Loop momentum: of F, where the photon couples to the boson."""
EARLY, LATE = mu.p - F, mu_out.p - F
"""Momenta of the boson before and behind the photon."""

_a, _b = indices("a b")


class Chiral(NamedTuple):
    """Couplings ``left P_L + right P_R`` of mu -> F."""

    left: Expr
    right: Expr

    @property
    def emitting(self) -> Amplitude:
        """The vertex without gamma matrix, mu -> F."""
        return self.left * P_L + self.right * P_R

    @property
    def absorbing(self) -> Amplitude:
        """The conjugate vertex, F -> mu, next to the spinor of the outgoing muon."""
        return self.left * P_R + self.right * P_L

    def goldstone(self, m_F: Expr, m_X: Expr) -> "Chiral":
        """The couplings of the Goldstone boson of a vector that has these."""
        return Chiral(
            (m_mu * self.right - m_F * self.left) / m_X,
            (m_mu * self.left - m_F * self.right) / m_X,
        )


def scalar_from_fermion(coupling: Chiral, m_F: Expr, m_S: Expr) -> Amplitude:
    """Loop of F and a scalar, photon coupled to F."""
    loop = coupling.absorbing * _fermion_with_photon(m_F) * coupling.emitting
    return scalar_propagator(X, m_S) * ubar(mu_out) * loop * u(mu)


def scalar_from_scalar(coupling: Chiral, m_F: Expr, m_S: Expr) -> Amplitude:
    """Loop of F and a scalar, photon coupled to the scalar."""
    return (EARLY + LATE)[photon.index] * _boson_with_photon(coupling.absorbing, coupling.emitting, m_F, m_S)


def vector_from_fermion(coupling: Chiral, m_F: Expr, m_X: Expr) -> Amplitude:
    """Loop of F and a neutral vector, photon coupled to F."""
    vertex = gamma(_a) * coupling.emitting
    loop = vertex * _fermion_with_photon(m_F) * vertex
    vector = -scalar_propagator(X, m_X) * ubar(mu_out) * loop * u(mu)
    return vector + scalar_from_fermion(coupling.goldstone(m_F, m_X), m_F, m_X)


def gauge_vertex(r: Momentum, r_out: Momentum, a: Index, b: Index, kappa: Expr | int = 1) -> Amplitude:
    """Vertex of a charged vector with magnetic moment `kappa`: r and index a come in, r' and b go out.

        V_ab^mu = r'_a g_b^mu + r_b g_a^mu - (r + r')^mu g_ab + kappa (q_a g_b^mu - q_b g_a^mu)

    ``kappa = 1`` is the vertex of Yang-Mills theory.
    """
    m, q = photon.index, photon.p
    convection = r_out[a] * metric(b, m) + r[b] * metric(a, m) - (r + r_out)[m] * metric(a, b)
    return convection + kappa * (q[a] * metric(b, m) - q[b] * metric(a, m))


def vector_from_vector(coupling: Chiral, m_F: Expr, m_X: Expr, kappa: Expr | int = 1) -> Amplitude:
    """Loop of F and a charged vector with magnetic moment `kappa`, photon coupled to the vector.

    For ``kappa = 1``, with the photon and the second vector on their mass shells,

        r_a V_ab^mu = m_X^2 g_b^mu - r'_b r'^mu .

    Terms left out cancel the propagator of b (a contact term) or are proportional to q^2 or q^mu.  So
    ``m_X g_b^mu`` is the vertex with a Goldstone boson in place of a.  ``r'_b r'^mu``, and the like with a and b
    exchanged, contain couplings of two Goldstone bosons, and add up to their vertex ``(r + r')^mu``.  A part with
    ``kappa - 1`` is contracted as it stands.
    """
    r, r_out, m = EARLY, LATE, photon.index
    vectors = gauge_vertex(r, r_out, _a, _b, kappa)
    anomalous = vectors - gauge_vertex(r, r_out, _a, _b)
    first_eaten = m_X * metric(_b, m) + anomalous.with_momentum(_a, r) / m_X
    last_eaten = m_X * metric(_a, m) + anomalous.with_momentum(_b, r_out) / m_X
    both_eaten = (r + r_out)[m] + anomalous.with_momentum(_a, r).with_momentum(_b, r_out) / m_X**2

    def loop(absorbing: Amplitude, emitting: Amplitude) -> Amplitude:
        return _boson_with_photon(absorbing, emitting, m_F, m_X)

    first, last = gamma(_a) * coupling.emitting, gamma(_b) * coupling.emitting
    goldstone = coupling.goldstone(m_F, m_X)
    return (
        vectors * loop(last, first)
        - first_eaten * loop(last, goldstone.emitting)
        - last_eaten * loop(goldstone.absorbing, first)
        + both_eaten * loop(goldstone.absorbing, goldstone.emitting)
    )


def _fermion_with_photon(m_F: Expr) -> Amplitude:
    """F, photon, F."""
    return propagator(mu_out.p - X, m_F) * gamma(photon.index) * propagator(mu.p - X, m_F)


def _boson_with_photon(absorbing: Amplitude, emitting: Amplitude, m_F: Expr, mass: Expr) -> Amplitude:
    """F between the muons, with the propagators of the boson before and behind the photon."""
    bosons = scalar_propagator(EARLY, mass) * scalar_propagator(LATE, mass)
    return bosons * ubar(mu_out) * absorbing * propagator(F, m_F) * emitting * u(mu)


COUPLINGS = {
    "scalar": Chiral(Integer(1), Integer(1)),
    "pseudoscalar": Chiral(Integer(-1), Integer(1)),
    "vector": Chiral(Integer(1), Integer(1)),
    "axial": Chiral(Integer(-1), Integer(1)),
}
"""Neutral bosons with unit coupling: 1, gamma5, gamma^a and gamma^a gamma5."""


@cache
def neutral_boson(boson: str, m_F: Expr) -> LoopFunction:
    """A neutral boson of mass `m_X` and a fermion with the charge of the muon."""
    if boson not in COUPLINGS:
        raise AmplitudeError(f"no boson is called {boson!r}; choose one of {', '.join(COUPLINGS)}")
    diagram = scalar_from_fermion if "scalar" in boson else vector_from_fermion
    return anomalous_moment(diagram(COUPLINGS[boson], m_F, m_X), VERTEX)


@cache
def scalar_loop(photon_on: str) -> LoopFunction:
    """A scalar of mass `m_S` with couplings `lambda_L` and `lambda_R`, photon on the "fermion" or the "scalar"."""
    diagram = {"fermion": scalar_from_fermion, "scalar": scalar_from_scalar}[photon_on]
    return anomalous_moment(diagram(Chiral(lambda_L, lambda_R), m_F, m_S), VERTEX)


@cache
def charged_vector() -> LoopFunction:
    """A vector of mass `m_X` with the charge of the muon, coupled to left-handed muons with unit strength."""
    return anomalous_moment(vector_from_vector(Chiral(Integer(1), Integer(0)), m_F, m_X), VERTEX)
