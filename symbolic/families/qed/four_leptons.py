"""Two lepton pairs from an electron pair in QED, ``e- e+ -> mu- mu+ tau- tau+``, stripped of ``e^4``.

Eight diagrams in nine invariants: the largest derivation here, for tests and timings.  The invariants are the
independent propagators, ``D_mu = (mu + tau + taubar)^2 - m_mu^2`` and alike, and three scalar products.
"""

from functools import cache

from sympy import Symbol

from muforge.symbolic.feynman import (
    Amplitude,
    Fermion,
    Momentum,
    Process,
    Reaction,
    denominator,
    gamma,
    indices,
    propagator,
    scalar_propagator,
    u,
    ubar,
    v,
    vbar,
)
from muforge.symbolic.feynman.kinematics import Named
from muforge.symbolic.nature.constants import m_mu

m_tau = Symbol("m_tau", positive=True)

e, ebar = Fermion("e"), Fermion("ebar")
mu, mubar = Fermion("mu", m_mu), Fermion("mubar", m_mu)
tau, taubar = Fermion("tau", m_tau), Fermion("taubar", m_tau)

_a, _b = indices("a b")


def _radiating(lepton: Fermion, antilepton: Fermion, k: Momentum) -> Amplitude:
    """A lepton line made by a photon with index a, that radiates one with momentum k and index b."""
    late = gamma(_b) * propagator(lepton.p + k, lepton.mass) * gamma(_a)
    early = gamma(_a) * propagator(-antilepton.p - k, lepton.mass) * gamma(_b)
    photons = scalar_propagator(e.p + ebar.p) * scalar_propagator(k)
    return photons * ubar(lepton) * (late + early) * v(antilepton)


@cache
def four_leptons() -> Reaction:
    """``e- e+ -> mu- mu+ tau- tau+`` with massless beams."""
    muons, taus = mu.p + mubar.p, tau.p + taubar.p
    one_photon = vbar(ebar) * gamma(_a) * u(e)
    on_muons = _radiating(mu, mubar, taus) * (ubar(tau) * gamma(_b) * v(taubar))
    on_taus = _radiating(tau, taubar, muons) * (ubar(mu) * gamma(_b) * v(mubar))
    tau_first = gamma(_b) * propagator(e.p - taus) * gamma(_a)
    muon_first = gamma(_a) * propagator(e.p - muons) * gamma(_b)
    two_photons = scalar_propagator(muons) * scalar_propagator(taus) * vbar(ebar) * (tau_first + muon_first) * u(e)
    pairs = ubar(mu) * gamma(_b) * v(mubar) * (ubar(tau) * gamma(_a) * v(taubar))
    invariants: Named = {
        "s": e.p + ebar.p,
        "s_mu": muons,
        "s_tau": taus,
        "t": e.p - muons,
        "D_mu": denominator(mu.p + taus, m_mu),
        "D_tau": denominator(tau.p + muons, m_tau),
        "e_mu": (e.p, mu.p),
        "e_tau": (e.p, tau.p),
        "mu_tau": (mu.p, tau.p),
    }
    process = Process((e, ebar), (mu, mubar, tau, taubar))
    return Reaction(process, one_photon * (on_muons + on_taus) + two_photons * pairs, invariants)
