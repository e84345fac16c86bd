"""Annihilation of dark matter: through a mediator, and to pairs of mediators; couplings stripped.

Through a mediator of virtual mass ``sqrt(s)`` the amplitude is a product.  The integral of the outgoing currents over
their phase space is ``2 sqrt(s) Gamma(s) (-g + q q/s)`` with the width of a boson of mass ``sqrt(s)``, so that

    sigma = J 2 sqrt(s) Gamma(s)/(2 lambda^{1/2} |s - M^2 + i M Gamma|^2) ,

with J the square of ``X -> chi chibar`` at the mass ``sqrt(s)``, summed over polarisations and averaged over the spins
of dark matter.  The widths that are used here are those to conserved vector currents and to scalars.
"""

from functools import cache

from sympy import Expr, I, Symbol, factor

from muforge.symbolic.families.decay import amplitudes as decays
from muforge.symbolic.feynman import (
    Amplitude,
    Fermion,
    Momentum,
    Process,
    Reaction,
    Scalar,
    Vector,
    denominator,
    gamma,
    gamma5,
    indices,
    metric,
    propagator,
    scalar_propagator,
    u,
    ubar,
    v,
    vbar,
    vector_propagator,
)
from muforge.symbolic.feynman.kinematics import Named
from muforge.symbolic.nature.constants import m_mu

m_chi, m_heavy, m_X = decays.m_chi, decays.m_heavy, decays.m_X

SPIN_STATES = {"complex_scalar": 1, "majorana": 4, "dirac": 4, "pseudo_dirac": 4}
"""Pairs of spins of the annihilating particles."""

chi = Fermion("chi", m_chi)
chibar = Fermion("chibar", m_chi)
phi = Scalar("chi", m_chi)
phibar = Scalar("chibar", m_chi)
V_one = Vector("X_one", m_X, conserved=True)
V_two = Vector("X_two", m_X, conserved=True)
X_one = Scalar("X_one", m_X)
X_two = Scalar("X_two", m_X)

_a, _b = indices("a b")


def of_vector_current(spin: str, excess: Expr, light: Expr, heavy: Expr) -> Expr:
    """J of a vector, the width being that to a conserved current; `excess` is ``sqrt(s)`` above threshold."""
    return _averaged(decays.to_dark_matter(spin), spin, excess, light, heavy)


def of_fermion_density(boson: str, excess: Expr, mass: Expr) -> Expr:
    """J of a scalar or pseudoscalar with unit coupling to fermions, Dirac or Majorana."""
    return _averaged(decays.spin_zero_to_dark_matter(boson), "dirac", excess, mass, mass)


_excess = Symbol("excess", positive=True)


def _averaged(reaction: Reaction, spin: str, excess: Expr, light: Expr, heavy: Expr) -> Expr:
    """A sum of positive terms, or a product of such sums, that vanishes at threshold without cancellation."""
    square = reaction.squared.subs(m_X, m_chi + (m_heavy if spin == "pseudo_dirac" else m_chi) + _excess)
    values = {_excess: excess, m_chi: light, m_heavy: heavy}
    return factor(square / SPIN_STATES[spin]).subs(values, simultaneous=True)


@cache
def to_muons() -> Reaction:
    """``chi chibar -> mu- mu+`` of Dirac particles through a vector, the square of the propagator left out."""
    mu, mubar = Fermion("mu", m_mu), Fermion("mubar", m_mu)
    q = chi.p + chibar.p
    amplitude = vbar(chibar) * gamma(_a) * u(chi) * vector_propagator(q, _a, _b) * ubar(mu) * gamma(_b) * v(mubar)
    return Reaction(Process((chi, chibar), (mu, mubar)), amplitude, {"s": q, "t": chi.p - mu.p})


@cache
def to_two_vectors(spin: str) -> Reaction:
    """``chi chibar -> X X`` of a vector, in ``tau = t - m_chi^2``, ``upsilon = u - m_chi^2``."""
    if spin == "dirac":
        amplitude = _fermion_line(gamma(V_one.index), gamma(V_two.index), V_one.p, V_two.p)
        return _pair(Process((chi, chibar), (V_one, V_two)), chi.p, amplitude)
    amplitude = _scalar_line(V_one, V_two) + _scalar_line(V_two, V_one) - 2 * metric(V_one.index, V_two.index)
    return _pair(Process((phi, phibar), (V_one, V_two)), phi.p, amplitude)


s_chi, p_chi = (Symbol(name, real=True) for name in ("s_chi", "p_chi"))


@cache
def to_two_scalars(spin: str) -> Reaction:
    """``chi chibar -> X X`` of a scalar, with couplings ``s_chi + i gamma5 p_chi``, or ``m_chi s_chi`` to scalars."""
    if spin == "complex_scalar":
        lines = [scalar_propagator(phi.p - X.p, m_chi) for X in (X_one, X_two)]
        return _pair(Process((phi, phibar), (X_one, X_two)), phi.p, (m_chi * s_chi) ** 2 * (lines[0] + lines[1]))
    vertex = s_chi + I * p_chi * gamma5
    return _pair(Process((chi, chibar), (X_one, X_two)), chi.p, _fermion_line(vertex, vertex, X_one.p, X_two.p))


def _pair(process: Process, p: Momentum, amplitude: Amplitude) -> Reaction:
    first, second = process.outgoing
    invariants: Named = {"tau": denominator(p - first.p, m_chi), "upsilon": denominator(p - second.p, m_chi)}
    vectors = tuple(X for X in process.outgoing if isinstance(X, Vector))
    return Reaction(process, amplitude, invariants, conserved=vectors)


def _fermion_line(first: Amplitude, second: Amplitude, k_one: Momentum, k_two: Momentum) -> Amplitude:
    """Both orders of two vertices on the line of dark matter."""
    direct = vbar(chibar) * second * propagator(chi.p - k_one, m_chi) * first * u(chi)
    crossed = vbar(chibar) * first * propagator(chi.p - k_two, m_chi) * second * u(chi)
    return direct + crossed


def _scalar_line(first: Vector, second: Vector) -> Amplitude:
    """One vector after the other from the line of a scalar."""
    q = phi.p - first.p
    return (phi.p + q)[first.index] * (q - phibar.p)[second.index] * scalar_propagator(q, m_chi)
