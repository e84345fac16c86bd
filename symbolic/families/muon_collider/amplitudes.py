"""Amplitudes of muon and antimuon at high energy, with weak bosons in unitary gauge.

Exchange of several bosons adds up before it is squared.  What they add up to is one number for each structure of the
spinors, here a symbol; `exchange` says what the symbols are made of.  So the squared amplitudes are short, and
numerators of weak bosons do not cancel.
"""

from functools import cache

from sympy import Expr, I, Symbol

from muforge.symbolic.feynman import (
    P_L,
    P_R,
    Amplitude,
    Fermion,
    Momentum,
    Overcomplete,
    Process,
    Reaction,
    Scalar,
    Vector,
    fermi_sum,
    gamma,
    gamma5,
    indices,
    metric,
    propagator,
    slash,
    u,
    ubar,
    v,
    vbar,
)
from muforge.symbolic.nature.constants import m_mu

m_X = Symbol("m_X", positive=True)
m_F = Symbol("m_F", positive=True)

mu, mubar = Fermion("mu", m_mu), Fermion("mubar", m_mu)
mu_out, mubar_out = Fermion("mu_out", m_mu), Fermion("mubar_out", m_mu)
light, lightbar = Fermion("mu"), Fermion("mubar")
"""Muons whose mass is neglected."""
_a, _b = indices("a b")

PROJECTORS = {"L": P_L, "R": P_R}
PAIRS = (("L", "L"), ("L", "R"), ("R", "L"), ("R", "R"))


def strength(channel: str, structure: str) -> Expr:
    """What all exchanged bosons add up to in one structure; complex where a boson may be on its mass shell.

    Parameters
    ----------
    channel : str
        ``s`` or ``t``.
    structure : str
        ``LL``, ``LR``, ``RR`` (vectors, by the chiralities of both currents), ``1`` (scalars), ``5`` (pseudoscalars).
    """
    real, imaginary = (Symbol(f"{channel}_{structure}{part}", real=True) for part in ("", "_im"))
    return real + I * imaginary if channel == "s" else real


def all_strengths() -> list[Symbol]:
    """All symbols of `bhabha` that stand for strengths."""
    structures = ("LL", "LR", "RR", "1", "5")
    whole = (strength(channel, structure) for channel in "st" for structure in structures)
    return sorted(set().union(*(value.free_symbols for value in whole)), key=str)


def _lines(channel: str, left: Amplitude, right: Amplitude) -> Amplitude:
    """Both currents of muons, joined in the s or the t channel."""
    if channel == "s":
        return (vbar(mubar) * left * u(mu)) * (ubar(mu_out) * right * v(mubar_out))
    return (ubar(mu_out) * left * u(mu)) * (vbar(mubar) * right * v(mubar_out))


def _exchanged(channel: str) -> Amplitude:
    """Vectors, scalars and pseudoscalars exchanged in one channel."""
    unit = P_L + P_R
    total = strength(channel, "1") * _lines(channel, unit, unit)
    total = total + strength(channel, "5") * _lines(channel, gamma5, gamma5)
    for first, second in PAIRS:
        own = strength(channel, "".join(sorted((first, second))))
        currents = _lines(channel, gamma(_a) * PROJECTORS[first], gamma(_b) * PROJECTORS[second])
        total = total - own * metric(_a, _b) * currents
    return total


@cache
def bhabha() -> Reaction:
    """``mu- mu+ -> mu- mu+`` by exchange of any neutral bosons, muon mass kept."""
    q, k = mu.p + mubar.p, mu.p - mu_out.p
    amplitude = fermi_sum(_exchanged("t"), _exchanged("s"))
    return Reaction(
        Process((mu, mubar), (mu_out, mubar_out)), amplitude, Overcomplete({"s": q, "t": k, "u": mu.p - mubar_out.p})
    )


def incoming(chirality: str) -> Expr:
    """What photon and Z add up to between muons of one chirality and a pair of heavy particles."""
    real, imaginary = (Symbol(f"A_{chirality}{part}", real=True) for part in ("", "_im"))
    return real + I * imaginary


@cache
def heavy_pair(spin: str) -> Reaction:
    """``mu- mu+ -> F Fbar`` by photon and Z, with a vector-like fermion or a complex scalar."""
    pairs = {
        "dirac": (Fermion("F", m_F), Fermion("Fbar", m_F)),
        "complex_scalar": (Scalar("F", m_F), Scalar("Fbar", m_F)),
    }
    F, Fbar = pairs[spin]
    if isinstance(F, Fermion) and isinstance(Fbar, Fermion):
        current = ubar(F) * gamma(_b) * v(Fbar)
    else:
        current = (F.p - Fbar.p)[_b]
    muons = sum(
        (incoming(h) * (vbar(lightbar) * gamma(_a) * P * u(light)) for h, P in PROJECTORS.items()), Amplitude(())
    )
    amplitude = -metric(_a, _b) * muons * current
    return Reaction(Process((light, lightbar), (F, Fbar)), amplitude, {"s": light.p + lightbar.p, "t": light.p - F.p})


@cache
def neutrino_pair() -> Reaction:
    """``mu- mu+ -> nu nubar``: Z in the s channel (``s_LL``, ``s_LR``), W in the t channel (``t_LL``)."""
    nu, nubar = Fermion("nu"), Fermion("nubar")

    def currents(channel: str, left: Amplitude) -> Amplitude:
        if channel == "s":
            return (vbar(lightbar) * left * u(light)) * (ubar(nu) * gamma(_b) * P_L * v(nubar))
        return (ubar(nu) * left * u(light)) * (vbar(lightbar) * gamma(_b) * P_L * v(nubar))

    from_Z = strength("s", "LL") * currents("s", gamma(_a) * P_L) + strength("s", "LR") * currents("s", gamma(_a) * P_R)
    from_W = strength("t", "LL") * currents("t", gamma(_a) * P_L)
    amplitude = -metric(_a, _b) * fermi_sum(from_W, from_Z)
    invariants = Overcomplete({"s": light.p + lightbar.p, "t": light.p - nu.p, "u": light.p - nubar.p})
    return Reaction(Process((light, lightbar), (nu, nubar)), amplitude, invariants)


@cache
def singlet_pair(boson: str) -> Reaction:
    """``mu- mu+ -> X X`` by exchange of a massless muon; no factor 1/2 for identical bosons."""
    if boson == "scalar":
        bosons: tuple[Scalar, Scalar] | tuple[Vector, Vector] = Scalar("X", m_X), Scalar("X_two", m_X)
        early, late = P_L + P_R, P_L + P_R
        conserved: tuple[Vector, ...] = ()
    else:
        vectors = Vector("X", m_X), Vector("X_two", m_X)
        bosons = vectors
        early, late = gamma(vectors[0].index), gamma(vectors[1].index)
        conserved = vectors
    X, other = bosons

    def line(first: Amplitude, k: Momentum, second: Amplitude) -> Amplitude:
        return vbar(lightbar) * second * propagator(light.p - k) * first * u(light)

    amplitude = line(early, X.p, late) + line(late, other.p, early)
    invariants = Overcomplete({"s": light.p + lightbar.p, "t": light.p - X.p, "u": light.p - other.p})
    return Reaction(Process((light, lightbar), (X, other)), amplitude, invariants, conserved=conserved)


@cache
def higgs_photon() -> Reaction:
    """``mu- mu+ -> H photon`` by the dipole ``sigma.F H``, with a unit coefficient and massless particles."""
    H, photon = Scalar("H"), Vector("photon")
    k = photon.p
    tensor = slash(k) * gamma(photon.index) - gamma(photon.index) * slash(k)
    amplitude = vbar(lightbar) * tensor * u(light)
    invariants = {"s": light.p + lightbar.p, "t": light.p - H.p}
    return Reaction(Process((light, lightbar), (H, photon)), amplitude, invariants, conserved=(photon,))
