"""Couplings that enter in sums only, such as ``C_V + C_A`` and ``C_V - C_A`` at the two chiralities."""

from collections.abc import Iterable, Mapping

from sympy import Expr, Symbol
from sympy.polys.rings import PolyElement

from muforge.symbolic.feynman.poles import Poles, Structure, substituted


def recoupled(
    numerators: Mapping[Poles, PolyElement], coefficients: Iterable[PolyElement], structure: Structure
) -> tuple[dict[Poles, PolyElement], dict[Symbol, Expr]]:
    """Numerators in the sums of couplings that the diagrams have, if this makes them shorter.

    Parameters
    ----------
    numerators : mapping
        Numerators by their poles.
    coefficients : iterable of PolyElement
        The coefficients of the diagrams.
    structure : Structure
        The denominators.

    Returns
    -------
    dict
        The numerators, the generators of the couplings standing for the sums.
    dict
        The expressions behind these generators, without generators that stand for themselves.
    """
    sums = _sums(coefficients, structure)
    if not sums:
        return dict(numerators), {}
    ring, couplings = structure.ring, range(structure.leading, structure.ring.ngens)
    meaning = _independent([*sums, *(ring.gens[k] for k in couplings)])
    inverse = _inverse(dict(zip(couplings, meaning, strict=True)))
    changed = {poles: substituted(value, inverse) for poles, value in numerators.items()}
    if sum(map(len, changed.values())) >= sum(map(len, numerators.values())):
        return dict(numerators), {}
    symbols = (ring.symbols[k] for k in couplings)
    return changed, {symbol: value.as_expr() for symbol, value in zip(symbols, meaning, strict=True)}


def _sums(coefficients: Iterable[PolyElement], structure: Structure) -> list[PolyElement]:
    """Factors that are linear in several couplings and free of everything else; none if couplings divide."""
    leading = structure.leading
    gens = structure.ring.gens[leading:]
    if any(value in gens for value in structure.denominators):
        return []
    found: dict[PolyElement, None] = {}
    for coefficient in coefficients:
        if len(coefficient) > 1:
            for factor, _ in coefficient.factor_list()[1]:
                if len(factor) > 1 and all(sum(n) == sum(n[leading:]) == 1 for n in factor):
                    found[factor.monic()] = None
    return list(found)


def _independent(values: Iterable[PolyElement]) -> list[PolyElement]:
    """The first of some linear polynomials that are linearly independent."""
    chosen: list[PolyElement] = []
    reduced: list[PolyElement] = []
    for value in values:
        rest = value
        for other in reduced:
            rest = rest - other * rest.get(other.LM, 0)
        if rest:
            chosen.append(value)
            reduced.append(rest.monic())
    return chosen


def _inverse(meaning: Mapping[int, PolyElement]) -> dict[int, PolyElement]:
    """The generators in terms of the expressions that they will stand for, by Gauss-Jordan elimination."""
    rows = [(value, value.ring.gens[position]) for position, value in meaning.items()]
    solved: list[tuple[tuple[int, ...], PolyElement, PolyElement]] = []
    for value, name in rows:
        for leading, other, known in solved:
            factor = value.get(leading, 0)
            value, name = value - other * factor, name - known * factor
        scale, pivot = value.LC, value.LM
        value, name = value.quo_ground(scale), name.quo_ground(scale)
        solved = [
            (leading, other - value * other.get(pivot, 0), known - name * other.get(pivot, 0))
            for leading, other, known in solved
        ]
        solved.append((pivot, value, name))
    return {leading.index(1): known for leading, _, known in solved}
