"""Integer polynomials with packed exponents, for the many small products in a trace.

The exponents of a monomial are the digits of one integer, so that monomials multiply by one addition.
"""

from collections.abc import Iterable
from typing import Union

from sympy import QQ, ZZ
from sympy.polys.rings import PolyElement, PolyRing

BITS = 7
"""Size of a digit; exponents stay far below ``2**BITS``, being at most twice the letters of a trace."""


class Packed:
    """A polynomial with integer coefficients.

    Attributes
    ----------
    terms : dict
        Coefficients by packed exponents, zeros left out.
    """

    __slots__ = ("terms",)

    def __init__(self, terms: dict[int, int]) -> None:
        self.terms = terms

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __add__(self, other: "Packed") -> "Packed":
        return self.plus(other, 1)

    def __sub__(self, other: "Packed") -> "Packed":
        return self.plus(other, -1)

    def __neg__(self) -> "Packed":
        return self * -1

    def plus(self, other: "Packed", factor: int) -> "Packed":
        """``self + factor * other``."""
        terms = dict(self.terms)
        for monomial, coefficient in other.terms.items():
            total = terms.get(monomial, 0) + factor * coefficient
            if total:
                terms[monomial] = total
            else:
                del terms[monomial]
        return Packed(terms)

    def __mul__(self, other: Union["Packed", int]) -> "Packed":
        if isinstance(other, int):
            return Packed({monomial: c * other for monomial, c in self.terms.items()} if other else {})
        return sum_of_products([(1, self, other)])


def sum_of_products(products: Iterable[tuple[int, Packed, Packed]]) -> Packed:
    """Sum of products of two polynomials and an integer."""
    total: dict[int, int] = {}
    get = total.get
    for factor, one, two in products:
        short, long = (one.terms, two.terms) if len(one.terms) < len(two.terms) else (two.terms, one.terms)
        for a, x in short.items():
            scaled = factor * x
            for b, y in long.items():
                monomial = a + b
                total[monomial] = get(monomial, 0) + scaled * y
    return Packed({monomial: c for monomial, c in total.items() if c})


def linear_combination(parts: Iterable[tuple[int, Packed]]) -> Packed:
    """Sum of polynomials times integers."""
    total: dict[int, int] = {}
    get = total.get
    for factor, part in parts:
        for monomial, c in part.terms.items():
            total[monomial] = get(monomial, 0) + factor * c
    return Packed({monomial: c for monomial, c in total.items() if c})


ZERO = Packed({})
ONE = Packed({0: 1})


def packed(value: PolyElement) -> Packed:
    """Pack a polynomial with integral coefficients."""
    terms = {}
    for monomial, coefficient in value.iterterms():
        key = sum(exponent << (BITS * position) for position, exponent in enumerate(monomial))
        terms[key] = int(ZZ.convert(coefficient, value.ring.domain))
    return Packed(terms)


def unpacked(value: Packed, ring: PolyRing, divisor: int) -> PolyElement:
    """The polynomial over the rationals, divided by an integer."""
    mask = (1 << BITS) - 1
    shifts = [BITS * position for position in range(ring.ngens)]
    return ring.from_dict(
        {tuple([(key >> shift) & mask for shift in shifts]): QQ(c, divisor) for key, c in value.terms.items()}
    )
