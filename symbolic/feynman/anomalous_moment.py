"""Anomalous magnetic moments at one loop, from Feynman rules.

The loop integral converges if and only if no power of ``l^2`` is left in F2.  By dimension ``l^2`` has no momentum
beside it when couplings are renormalisable, and stands with ``gamma^mu`` alone in any number of dimensions: F2
does not depend on how the divergent ``gamma^mu`` is regularised.  What remains is finite,

    int d^4l/(2 pi)^4 1/(l^2 - Delta)^3 = -i/(32 pi^2 Delta) ,

and at ``q^2 = 0`` Delta depends on x alone.  Amplitudes are written without the ``i`` of the three vertices and
three propagators, and with the photon's coupling in units of the charge of the external fermion, so that

    a = F2(0) = 1/(8 pi^2) int_0^1 dx N(x)/Delta(x) ,   N(x) = 1/2 int_0^x dz F2 .
"""

from dataclasses import dataclass
from typing import Any

from sympy import QQ, Add, Expr, Symbol
from sympy.polys.rings import PolyElement

from muforge.symbolic.feynman.amplitude import Amplitude
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.averaging import L_SQUARED
from muforge.symbolic.feynman.bernstein import bernstein_form, factored
from muforge.symbolic.feynman.loop import X, Z
from muforge.symbolic.feynman.process import Process
from muforge.symbolic.feynman.vertex import Vertex

Parts = tuple[tuple[Expr, PolyElement], ...]
"""A sum of products: expressions times polynomials in others."""


@dataclass(frozen=True)
class LoopFunction:
    """``1/(8 pi^2) int_0^1 dx N(x)/(x m_1^2 + (1-x) m_2^2 - x (1-x) m^2)``.

    Attributes
    ----------
    above : Parts
        ``N``: couplings and poles in masses times polynomials in x and masses.
    below : Parts
        The denominator: squared masses times polynomials in x.
    at_photon, other : Expr
        The masses ``m_1`` and ``m_2``, of the lines that the photon couples to and of the third one.
    """

    above: Parts
    below: Parts
    at_photon: Expr
    other: Expr

    def numerator(self, x: Expr, y: Expr) -> Expr:
        """``N`` for numerical use, `x` and ``y = 1 - x`` being independent expressions."""
        return _bernstein_sum(self.above, x, y)

    def denominator(self, x: Expr, y: Expr) -> Expr:
        """``Delta`` in the same form."""
        return _bernstein_sum(self.below, x, y)


def _bernstein_sum(parts: Parts, x: Expr, y: Expr) -> Expr:
    return Add(*(factor * bernstein_form(value, X, x, y) for factor, value in parts))


def anomalous_moment(amplitude: Amplitude, process: Process) -> LoopFunction:
    """Derive the contribution of one-loop diagrams with common denominators to an anomalous magnetic moment.

    Parameters
    ----------
    amplitude : Amplitude
        Sum of diagrams, each ``ubar(out) ... u(in)`` with three propagators.
    process : Process
        ``fermion photon -> fermion``, with a symbol for the mass of the (virtual) photon.

    Returns
    -------
    LoopFunction

    Raises
    ------
    AmplitudeError
        If the sum diverges, or is not of this kind.
    """
    vertex = Vertex(amplitude, process)
    divergent = vertex.magnetic - _without(vertex.magnetic, L_SQUARED)
    if divergent:
        coefficient = factored(divergent) / vertex.divisor.as_expr()
        raise AmplitudeError(
            f"the magnetic moment diverges: F2 keeps {coefficient} over (l^2 - Delta)^3 for large loop momentum l; "
            "couplings are not renormalisable, or diagrams are missing (Goldstone bosons of massive vectors?)"
        )
    transfer, coefficients = process.incoming[1].mass, vertex.coefficients
    outside = {*coefficients.generators[coefficients.leading :], *vertex.divisor.as_expr().free_symbols}
    return LoopFunction(
        _separated(_integrated(_without(vertex.magnetic, transfer)), vertex.divisor, outside),
        _separated(_without(vertex.loop.delta, transfer), coefficients.ring.one, {*coefficients.generators} - {X}),
        vertex.loop.at_photon,
        vertex.loop.other,
    )


def _without(value: PolyElement, symbol: Symbol) -> PolyElement:
    """A polynomial where one of its generators is zero."""
    position = value.ring.symbols.index(symbol)
    return value.ring.from_dict({monomial: c for monomial, c in value.iterterms() if not monomial[position]})


def _integrated(value: PolyElement) -> PolyElement:
    """``1/2 int_0^x dz`` of a polynomial."""
    x, z = (value.ring.symbols.index(symbol) for symbol in (X, Z))
    total = value.ring.zero
    for monomial, coefficient in value.iterterms():
        exponents = list(monomial)
        exponents[x] += monomial[z] + 1
        exponents[z] = 0
        total += value.ring.from_dict({tuple(exponents): coefficient * QQ(1, 2 * (monomial[z] + 1))})
    return total


def _separated(value: PolyElement, divisor: PolyElement, outside: set[Symbol]) -> Parts:
    """A quotient as a sum of products, the first factors made of some generators, the second of the others.

    Products with equal second factors are added up.
    """
    inner: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
    chosen = [symbol in outside for symbol in value.ring.symbols]
    for monomial, coefficient in value.iterterms():
        outer = tuple(n * out for n, out in zip(monomial, chosen, strict=True))
        inner.setdefault(outer, {})[tuple(n - k for n, k in zip(monomial, outer, strict=True))] = coefficient
    factors: dict[PolyElement, PolyElement] = {}
    for outer in sorted(inner, reverse=True):
        polynomial = value.ring.from_dict(inner[outer])
        leading = value.ring.from_dict({outer: polynomial.LC})
        factors[polynomial.monic()] = factors.get(polynomial.monic(), value.ring.zero) + leading
    return tuple((factored(factor) / divisor.as_expr(), polynomial) for polynomial, factor in factors.items())
