"""Four-fermion weak interactions of leptons.

The charged-current vertex is ``4 G_F / sqrt(2) [nubar_mu gamma^a P_L mu] [ebar gamma_a P_L nu_e]`` and its
conjugate; ``G_F`` is stripped.
"""

from functools import lru_cache

from sympy import Expr, Symbol, sqrt

from .. import P_L, P_R, Amplitude, Fermion, Process, Reaction, gamma, indices, u, ubar, v

m_e = Symbol("m_e", positive=True)
m_mu = Symbol("m_mu", positive=True)
g_L = Symbol("g_L", real=True)
g_R = Symbol("g_R", real=True)

mu = Fermion("mu", m_mu)
e = Fermion("e", m_e)
e_out = Fermion("e_out", m_e)
nu_mu = Fermion("numu")
nu_mu_out = Fermion("numu_out")
nu_e = Fermion("nue")

(_a,) = indices("a")


def _current(left: Amplitude, right: Amplitude) -> Amplitude:
    return left * gamma(_a) * P_L * right


def muon_decay() -> Reaction:
    """``mu- -> nu_mu e- nubar_e``."""
    amplitude = 2 * sqrt(2) * _current(ubar(nu_mu), u(mu)) * _current(ubar(e), v(nu_e))
    return Reaction(Process(mu, (nu_mu, e, nu_e)), amplitude, ((nu_mu, nu_e), (nu_mu, e)))


def inverse_muon_decay() -> Reaction:
    """``nu_mu e- -> mu- nu_e``."""
    amplitude = 2 * sqrt(2) * _current(ubar(mu), u(nu_mu)) * _current(ubar(nu_e), u(e))
    return Reaction(Process((nu_mu, e), (mu, nu_e)), amplitude, {"s": nu_mu.p + e.p, "t": nu_mu.p - mu.p})


def neutrino_electron() -> Reaction:
    """``nu_mu e- -> nu_mu e-`` with chiral couplings ``g_L`` and ``g_R`` of the electron."""
    electron = ubar(e_out) * gamma(_a) * (g_L * P_L + g_R * P_R) * u(e)
    amplitude = 2 * sqrt(2) * _current(ubar(nu_mu_out), u(nu_mu)) * electron
    return Reaction(
        Process((nu_mu, e), (nu_mu_out, e_out)), amplitude, {"s": nu_mu.p + e.p, "t": nu_mu.p - nu_mu_out.p}
    )


@lru_cache
def squared_muon_decay() -> Expr:
    """``sum |M|^2 / G_F^2`` of muon decay in ``s_numunue`` and ``s_numue``."""
    return muon_decay().squared()


@lru_cache
def squared_inverse_muon_decay() -> Expr:
    """``sum |M|^2 / G_F^2`` of ``nu_mu e- -> mu- nu_e`` in ``s`` and ``t``."""
    return inverse_muon_decay().squared()


@lru_cache
def squared_neutrino_electron() -> Expr:
    """``sum |M|^2 / G_F^2`` of ``nu_mu e- -> nu_mu e-`` in ``s`` and ``t``."""
    return neutrino_electron().squared()
