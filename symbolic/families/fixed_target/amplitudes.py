"""Emission of a boson by a muon in the field of a nucleus of spin 0, ``mu N -> mu N X`` by photon exchange.

The nucleus has the current ``P = p_N + p_N'``; couplings, form factor and photon propagator are stripped.
In ``s_tilde = (p' + k)^2 - m^2``, ``u_tilde = (p - k)^2 - m^2``, ``q2 = q^2``, ``Pp = P.p`` and ``Pp_out = P.p'``
with ``p`` and ``p'`` the muon before and after, ``k`` the boson, ``q = p_N - p_N'``.
"""

from functools import cache

from sympy import Symbol

from muforge.symbolic.families.decay.amplitudes import m_X, phi
from muforge.symbolic.feynman import (
    Amplitude,
    Fermion,
    Process,
    Reaction,
    Scalar,
    Vector,
    denominator,
    gamma,
    propagator,
    scalar_propagator,
    slash,
    u,
    ubar,
)
from muforge.symbolic.feynman.kinematics import Named
from muforge.symbolic.nature.constants import m_mu

m_N = Symbol("m_N", positive=True)
a = Symbol("a", real=True)

mu = Fermion("mu", m_mu)
mu_out = Fermion("mu_out", m_mu)
N = Scalar("N", m_N)
N_out = Scalar("N_out", m_N)

V = Vector("X", m_X, conserved=True)
VERTICES: dict[str, tuple[Scalar | Vector, Amplitude | int]] = {"scalar": (phi, 1), "vector": (V, gamma(V.index))}
"""The vector has the polarisation sum ``-g``, its current being conserved."""

P = N.p + N_out.p
q = N.p - N_out.p


@cache
def emission(boson: str) -> Reaction:
    """``mu N -> mu N X`` as the Feynman rules give it; terms of order ``E m_N`` cancel between the diagrams."""
    X, vertex = VERTICES[boson]
    emitted_last = ubar(mu_out) * vertex * propagator(mu.p + q, m_mu) * slash(P) * u(mu)
    emitted_first = ubar(mu_out) * slash(P) * propagator(mu.p - X.p, m_mu) * vertex * u(mu)
    return _reaction(X, emitted_last + emitted_first)


@cache
def emission_without_cancellation(boson: str) -> Reaction:
    """The same after the Dirac equation, with ``a = 2 (P.p/s_tilde + P.p'/u_tilde)``, where all that cancels cancels.

    ``(pslash + qslash + m) Pslash u = (2 P.p + qslash Pslash) u``, because ``P.q = 0``, and alike on the other side.
    """
    X, vertex = VERTICES[boson]
    last = scalar_propagator(mu.p + q, m_mu) * ubar(mu_out) * vertex * slash(q) * slash(P) * u(mu)
    first = scalar_propagator(mu.p - X.p, m_mu) * ubar(mu_out) * slash(q) * slash(P) * vertex * u(mu)
    return _reaction(X, a * ubar(mu_out) * vertex * u(mu) + last + first)


def _reaction(X: Scalar | Vector, amplitude: Amplitude) -> Reaction:
    invariants: Named = {
        "s_tilde": denominator(mu_out.p + X.p, m_mu),
        "u_tilde": denominator(mu.p - X.p, m_mu),
        "q2": q,
        "Pp": (P, mu.p),
        "Pp_out": (P, mu_out.p),
    }
    conserved = (X,) if isinstance(X, Vector) else ()
    return Reaction(Process((mu, N), (mu_out, N_out, X)), amplitude, invariants, conserved)
