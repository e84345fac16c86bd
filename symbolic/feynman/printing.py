"""Polynomials as compact sympy expressions, by deterministic steps."""

from functools import lru_cache
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


@lru_cache(maxsize=1024)
def _factors(value: PolyElement) -> tuple[Rational, list[tuple[PolyElement, int]]]:
    """The factors of a polynomial, found among the generators it has, masses being taken squared.

    In the squares of masses, ``m_K^2 - m_mu^2`` is a factor and stays one.  Where all terms have one dimension,
    so have all factors, and the last generator is taken as the unit.
    """
    ring = value.ring
    columns = list(zip(*value, strict=True))
    present = [k for k, exponents in enumerate(columns) if any(exponents)]
    powers = [1 if any(n % 2 for n in columns[k]) else 2 for k in present]
    terms = [
        (tuple(monomial[k] // power for k, power in zip(present, powers, strict=True)), c)
        for monomial, c in value.iterterms()
    ]
    unit = len(present) > 1 and len({sum(exponents) for exponents, _ in terms}) == 1
    small = PolyRing([ring.symbols[k] for k in (present[:-1] if unit else present)], ring.domain, ring.order)
    constant, found = small.from_dict({exponents[: small.ngens]: c for exponents, c in terms}).factor_list()

    def restored(factor: PolyElement) -> PolyElement:
        degree = max(map(sum, factor)) if unit else 0
        result = {}
        for reduced, c in factor.iterterms():
            exponents = [0] * ring.ngens
            full = (*reduced, degree - sum(reduced)) if unit else reduced
            for k, power, n in zip(present, powers, full, strict=True):
                exponents[k] = n * power
            result[tuple(exponents)] = c
        return ring.from_dict(result)

    number = Rational(int(constant.numerator), int(constant.denominator))
    return number, [(restored(factor), n) for factor, n in found]


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
    """Whether some generator, or its square, occurs in one term only, in a polynomial that no monomial divides."""
    return any(sum(map(bool, exponents)) == 1 and max(exponents) <= 2 for exponents in zip(*value, strict=True))


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
        monomial = Mul(*(symbol**n for symbol, n in zip(symbols, outer, strict=True) if n))
        terms.append(monomial * compact(value.ring.from_dict(parts[outer]), invariants))
    return Add(*terms)
