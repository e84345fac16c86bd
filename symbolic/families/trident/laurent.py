"""Laurent polynomials in omega, the product of the momenta of neutrino and photon."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Integer

from muforge.symbolic.language.functions import log1p_positive

Laurent = Mapping[int, Expr]
"""Power of omega -> coefficient."""


def added(*terms: Laurent) -> Laurent:
    """The sum."""
    powers = sorted({n for term in terms for n in term})
    return {n: sum((term[n] for term in terms if n in term), Integer(0)) for n in powers}


def times(a: Laurent, factor: Expr) -> Laurent:
    """Every coefficient times a factor."""
    return {n: coefficient * factor for n, coefficient in a.items()}


def shifted(a: Laurent, power: int) -> Laurent:
    """Times a power of omega."""
    return {n + power: coefficient for n, coefficient in a.items()}


def multiplied(a: Laurent, b: Laurent) -> Laurent:
    """The product."""
    return added(*(shifted(times(a, coefficient), n) for n, coefficient in b.items()))


def over_logarithm(spectrum: Laurent, low: Expr, excess: Expr, ratio: Expr) -> Expr:
    """``int domega/omega`` from `low` to ``ratio low``, without cancellation for a small ``excess = ratio - 1``."""
    total: Expr = Integer(0)
    for n, coefficient in sorted(spectrum.items()):
        if n == 0:
            total += coefficient * log1p_positive(excess)
            continue
        powers = range(n) if n > 0 else range(n, 0)
        total += coefficient * low**n * excess * sum((ratio**k for k in powers), Integer(0)) / abs(n)
    return total
