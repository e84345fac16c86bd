"""Polynomials as compact sympy expressions, by deterministic steps."""

from typing import Any

from sympy import Add, Expr, Mul, Rational
from sympy.polys.rings import PolyElement, PolyRing

FACTORED_TERMS = 12
"""Longest polynomial that is factored; beyond, factors are rare and the search is slow."""


def compact(value: PolyElement, invariants: int) -> Expr:
    """A polynomial factored if it is short, and otherwise collected in the invariants.

    Parameters
    ----------
    value : PolyElement
        The polynomial.
    invariants : int
        How many of the first generators are invariants.

    Returns
    -------
    sympy expression
    """
    if len(value) == 1:
        return value.as_expr()
    content = monomial_content(value)
    if value.LC < 0:
        content = -content
    rest = without(value, content)
    if len(rest) > FACTORED_TERMS or _is_irreducible(rest):
        return content.as_expr() * _collected(rest, invariants)
    number, factors = _factors(rest)
    parts = [_collected(factor, invariants) ** power for factor, power in factors]
    return content.as_expr() * Mul(number, *parts)


def _factors(value: PolyElement) -> tuple[Rational, list[tuple[PolyElement, int]]]:
    """The factors of a polynomial, found among the generators it has, masses being taken squared.

    In the squares of masses, ``m_K^2 - m_mu^2`` is a factor and stays one.
    """
    ring = value.ring
    columns = list(zip(*value, strict=True))
    present = [k for k, exponents in enumerate(columns) if any(exponents)]
    powers = [1 if any(n % 2 for n in columns[k]) else 2 for k in present]
    small = PolyRing([ring.symbols[k] for k in present], ring.domain, ring.order)
    reduced = small.from_dict(
        {
            tuple(monomial[k] // power for k, power in zip(present, powers, strict=True)): c
            for monomial, c in value.iterterms()
        }
    )
    constant, found = reduced.factor_list()

    def restored(monomial: tuple[int, ...]) -> tuple[int, ...]:
        exponents = [0] * ring.ngens
        for k, power, n in zip(present, powers, monomial, strict=True):
            exponents[k] = n * power
        return tuple(exponents)

    factors = [(ring.from_dict({restored(m): c for m, c in x.iterterms()}), n) for x, n in found]
    return Rational(int(constant.numerator), int(constant.denominator)), factors


def monomial_content(value: PolyElement) -> PolyElement:
    """The largest monomial, with positive rational coefficient, that divides a polynomial."""
    exponents = tuple(min(powers) for powers in zip(*value, strict=True))
    return value.ring.from_dict({exponents: value.content()})


def without(value: PolyElement, monomial: PolyElement) -> PolyElement:
    """A polynomial divided by a monomial that divides it."""
    ((exponents, factor),) = monomial.terms()
    return value.ring.from_dict(
        {tuple(n - k for n, k in zip(powers, exponents, strict=True)): c / factor for powers, c in value.iterterms()}
    )


def _is_irreducible(value: PolyElement) -> bool:
    """Whether some generator occurs once only, linearly with a number for coefficient."""
    return any(
        sum(exponents) == 1 and any(n == 1 and sum(monomial) == 1 for n, monomial in zip(exponents, value, strict=True))
        for exponents in zip(*value, strict=True)
    )


def _collected(value: PolyElement, invariants: int) -> Expr:
    """An irreducible polynomial as a sum over monomials in the invariants, coefficients factored."""
    parts: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
    for monomial, coefficient in value.iterterms():
        outer, inner = monomial[:invariants], (0,) * invariants + monomial[invariants:]
        parts.setdefault(outer, {})[inner] = coefficient
    if len(parts) <= 1 or all(len(terms) == 1 for terms in parts.values()):
        return value.as_expr()
    symbols = value.ring.symbols[:invariants]
    terms = []
    for outer in sorted(parts, reverse=True):
        monomial = Mul(*(symbol**n for symbol, n in zip(symbols, outer, strict=True)))
        terms.append(monomial * compact(value.ring.from_dict(parts[outer]), invariants))
    return Add(*terms)
