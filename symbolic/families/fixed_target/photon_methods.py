"""What the methods for emission of X in the field of a nucleus approximate."""

from __future__ import annotations

from sympy import Expr, Rational

from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.nature.constants import m_mu, uniform_flux_momentum

ELASTIC = Approximation(
    "coherent elastic scattering on a nucleus of spin 0", neglects="scattering on single protons and neutrons"
)


def light_boson(E_beam: Expr, m_X: Expr) -> Approximation:
    """What Weizsaecker-Williams photons neglect, and for which masses."""
    return Approximation(
        "Weizsaecker-Williams photons",
        neglects="the photon's virtuality; the rate is within 12 per cent of the exact one",
        holds=m_X < Rational(1, 4) * E_beam,
        beyond="the rate is up to several times the exact one; method=exact has no such limit",
    )


def approximations(method: str, E_beam: Expr, m_X: Expr) -> tuple[Approximation, ...]:
    """Approximations of a method."""
    if method == "exact":
        return (ELASTIC,)
    if method == "weizsaecker_williams":
        return (ELASTIC, light_boson(E_beam, m_X))
    uniform = Approximation(
        "one flux of photons for all angles and energies",
        neglects="that the least momentum transfer grows with angle and energy of X; the rate is up to 2.5 times the "
        "exact one",
        holds=(m_X**2 + m_mu**2) / (2 * E_beam) < uniform_flux_momentum,
        beyond="the rate is up to 40 times the exact one; method=exact has no such limit",
    )
    return (ELASTIC, uniform)
