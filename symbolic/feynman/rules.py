"""Feynman rules: spinors, Dirac matrices, propagators and tensors, to be multiplied as on paper.

Overall factors of ``i`` are the user's business: propagators come without theirs, so that an amplitude
with the vertex factors of ``i L`` stripped too is the usual ``M``, up to a phase that no square sees.
"""

from dataclasses import replace
from itertools import chain
from typing import Any

from sympy import Expr, Integer, Symbol

from muforge.symbolic.feynman.amplitude import Amplitude, Denominator, Dot, Line, Metric, Spinor, Term
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.clifford import LEFT, RIGHT, Word
from muforge.symbolic.feynman.momenta import Index, Momentum, needed
from muforge.symbolic.feynman.particles import Fermion, exact_mass


def _matrix(word: Word) -> Amplitude:
    return Amplitude((Term(unfinished=Line(None, word, None)),))


def _momentum(value: Any, function: str) -> Momentum:
    if not isinstance(value, Momentum):
        raise AmplitudeError(f"{function} of {needed(value, 'p')}")
    return value


def _index(value: Any, function: str) -> Index:
    if not isinstance(value, Index):
        raise AmplitudeError(f"{function} of {needed(value, 'index')}")
    return value


def _spinor(kind: str, fermion: Any, left: bool) -> Amplitude:
    if not isinstance(fermion, Fermion):
        raise AmplitudeError(f"{kind}({fermion}): only a Fermion has spinors, {fermion} is a {type(fermion).__name__}")
    spinor = Spinor(kind, fermion)
    return Amplitude((Term(unfinished=Line(spinor if left else None, Word(), None if left else spinor)),))


def u(fermion: Fermion) -> Amplitude:
    """Spinor of an incoming particle, the right end of a line."""
    return _spinor("u", fermion, left=False)


def ubar(fermion: Fermion) -> Amplitude:
    """Spinor of an outgoing particle, the left end of a line."""
    return _spinor("ubar", fermion, left=True)


def v(fermion: Fermion) -> Amplitude:
    """Spinor of an outgoing antiparticle, the right end of a line."""
    return _spinor("v", fermion, left=False)


def vbar(fermion: Fermion) -> Amplitude:
    """Spinor of an incoming antiparticle, the left end of a line."""
    return _spinor("vbar", fermion, left=True)


def _mass_power(mass: Expr, power: int) -> Amplitude:
    """A power of a mass, with its dimension if it is a number."""
    return Amplitude((Term(mass**power, dimension=0 if isinstance(mass, Symbol) else power),) if mass != 0 else ())


def gamma(index: Index) -> Amplitude:
    """Dirac matrix with a Lorentz index."""
    return _matrix(Word((_index(index, "gamma"),)))


def slash(p: Momentum) -> Amplitude:
    """Dirac matrix ``gamma . p``."""
    return _matrix(Word((_momentum(p, "slash"),)))


P_L = _matrix(Word((), LEFT))
"""Left-handed projector ``(1 - gamma5) / 2``."""

P_R = _matrix(Word((), RIGHT))
"""Right-handed projector ``(1 + gamma5) / 2``."""

gamma5 = P_R - P_L
"""``gamma5``, in the convention where ``(1 - gamma5) / 2`` is left-handed."""


def denominator(p: Momentum, mass: Any = 0) -> Denominator:
    """``p^2 - m^2``, to be named as an invariant."""
    return Denominator(_momentum(p, "propagator"), exact_mass(mass, f"the line with momentum {p}"))


def scalar_propagator(p: Momentum, mass: Any = 0) -> Amplitude:
    """``1 / (p^2 - m^2)``."""
    return Amplitude((Term(denominators=(denominator(p, mass),)),))


def propagator(p: Momentum, mass: Any = 0) -> Amplitude:
    """Fermion propagator ``(pslash + m) / (p^2 - m^2)``, with ``p`` along the fermion arrow."""
    below = replace(denominator(p, mass), along_arrow=True)
    above: Amplitude = slash(p) + _mass_power(below.mass, 1)
    return Amplitude((Term(denominators=(below,)),)) * above


def vector_propagator(p: Momentum, a: Index, b: Index, mass: Any = 0) -> Amplitude:
    """``-g_ab / p^2``, or ``(-g_ab + p_a p_b / m^2) / (p^2 - m^2)`` for a massive vector."""
    below = denominator(p, mass)
    numerator = -metric(a, b)
    if below.mass != 0:
        numerator = numerator + p[a] * p[b] * _mass_power(below.mass, -2)
    return Amplitude((Term(denominators=(below,)),)) * numerator


def metric(a: Index, b: Index) -> Amplitude:
    """Metric tensor, signature ``(+, -, -, -)``."""
    return Amplitude((Term(tensors=(Metric(_index(a, "metric"), _index(b, "metric")),)),))


def dot(p: Momentum, q: Momentum) -> Amplitude:
    """Scalar product of two momenta."""
    return Amplitude((Term(tensors=(Dot(_momentum(p, "dot"), _momentum(q, "dot")),)),))


def component(p: Momentum, index: Index) -> Amplitude:
    """Component of a momentum; the same as ``p[index]``."""
    return _momentum(p, "component")[index]


def fermi_sum(first: Amplitude, *others: Amplitude) -> Amplitude:
    """Sum of diagrams with the relative signs of Fermi statistics.

    Each diagram is multiplied by the sign of the permutation that brings its spinors, in the order
    written, to the order of the first diagram.  Write every diagram with the sign of its vertices and
    propagators only.

    Parameters
    ----------
    first, *others : Amplitude
        Complete diagrams with the same external fermions.

    Returns
    -------
    Amplitude
        The signed sum.
    """
    terms = [term for diagram in (first, *others) for term in diagram.terms]
    total = Amplitude(())
    for term in terms:
        if term.unfinished is not None:
            raise AmplitudeError(
                f"the diagram '{term}' is not complete; begin its line with ubar or vbar, end with u or v"
            )
        order, reference = _fermions(term), _fermions(terms[0])
        if sorted(order) != sorted(reference):
            raise AmplitudeError(
                f"the diagram '{term}' has the external fermions {', '.join(order)} where the first one has "
                f"{', '.join(reference)}; only diagrams of one process can be added"
            )
        ranks = [reference.index(name) for name in order]
        swaps = sum(ranks[i] > ranks[j] for j in range(len(ranks)) for i in range(j))
        total = total + Amplitude((term,)) * Integer(-1) ** swaps
    return total


def _fermions(term: Term) -> list[str]:
    """Names of the external fermions in the order in which their spinors are written."""
    ends = chain.from_iterable((line.left, line.right) for line in term.lines)
    return [spinor.fermion.name for spinor in ends if spinor is not None]
