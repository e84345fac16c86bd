"""Four-fermion weak interactions of leptons.

The charged-current vertex is ``4 G_F / sqrt(2) [nubar_l gamma^a P_L l] [lbar' gamma_a P_L nu_l']`` and its
conjugate; ``G_F`` is stripped.
"""

from functools import cache

from sympy import Expr, Symbol, sqrt

from muforge.symbolic.feynman import P_L, P_R, Amplitude, Fermion, Process, Reaction, gamma, indices, u, ubar, v
from muforge.symbolic.nature.constants import m_e, m_mu

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


@cache
def lepton_decay(heavy: Expr, light: Expr) -> Reaction:
    """``L- -> nu_L l- nubar_l`` for two masses; in ``lnu = l.nu_L`` and ``nunu = nu_L.nubar_l``."""
    parent, daughter = Fermion("L", heavy), Fermion("l", light)
    nu, nubar = Fermion("nuL"), Fermion("nubar")
    amplitude = 2 * sqrt(2) * _current(ubar(nu), u(parent)) * _current(ubar(daughter), v(nubar))
    invariants = {"lnu": (daughter.p, nu.p), "nunu": (nu.p, nubar.p)}
    return Reaction(Process(parent, (nu, daughter, nubar)), amplitude, invariants)


@cache
def inverse_muon_decay() -> Reaction:
    """``nu_mu e- -> mu- nu_e``."""
    amplitude = 2 * sqrt(2) * _current(ubar(mu), u(nu_mu)) * _current(ubar(nu_e), u(e))
    return Reaction(Process((nu_mu, e), (mu, nu_e)), amplitude, {"enu": (e.p, nu_mu.p), "munu": (mu.p, nu_mu.p)})


@cache
def neutrino_electron(g_L: Expr = g_L, g_R: Expr = g_R) -> Reaction:
    """``nu_mu e- -> nu_mu e-`` with chiral couplings ``g_L`` and ``g_R`` of the electron."""
    electron = ubar(e_out) * gamma(_a) * (g_L * P_L + g_R * P_R) * u(e)
    amplitude = 2 * sqrt(2) * _current(ubar(nu_mu_out), u(nu_mu)) * electron
    invariants = {"enu": (e.p, nu_mu.p), "enu_out": (e.p, nu_mu_out.p)}
    return Reaction(Process((nu_mu, e), (nu_mu_out, e_out)), amplitude, invariants)
