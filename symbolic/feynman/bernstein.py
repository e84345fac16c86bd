"""Polynomials on the unit interval as expressions that do not cancel where their terms have one sign.

A polynomial of degree n in x is homogeneous of degree n in x and ``y = 1 - x``,

    sum_k a_k x^k = sum_i b_i x^i y^(n-i) ,   b_i = sum_k a_k binomial(n-k, i-k) ,

which is its Bernstein form up to binomial coefficients: both ends are exact, and if all b_i have one sign then
no digit is lost in between.  Factors are found first, so that differences of masses stay whole.
"""

from collections.abc import Sequence
from math import comb

from sympy import QQ, Add, Expr, Mul, Symbol
from sympy.polys.rings import PolyElement


def bernstein_form(value: PolyElement, variable: Symbol, x: Expr, y: Expr) -> Expr:
    """A polynomial as a product of its factors; factors with the variable are in Bernstein form.

    Parameters
    ----------
    value : PolyElement
        The polynomial, over the rationals.
    variable : Symbol
        Which generator is the variable.
    x, y : Expr
        Expressions for the variable and for one minus the variable.

    Returns
    -------
    Expr
    """
    position = value.ring.symbols.index(variable)
    number, factors = value.factor_list()
    parts = []
    for factor, power in factors:
        coefficients = _homogeneous(_by_power(factor, position))
        if next(b for b in reversed(coefficients) if b).LC < 0:
            coefficients, number = [-b for b in coefficients], number * (-1) ** power
        terms = [factored(b) * x**i * y ** (len(coefficients) - 1 - i) for i, b in enumerate(coefficients)]
        parts.append(Add(*terms) ** power)
    return Mul(QQ.to_sympy(number), *parts)


def _by_power(value: PolyElement, position: int) -> list[PolyElement]:
    """Coefficients of the powers of one generator, from the constant one on."""
    parts = [value.ring.zero] * (value.degree(value.ring.gens[position]) + 1)
    for monomial, coefficient in value.iterterms():
        rest = (*monomial[:position], 0, *monomial[position + 1 :])
        parts[monomial[position]] += value.ring.from_dict({rest: coefficient})
    return parts


def _homogeneous(powers: Sequence[PolyElement]) -> list[PolyElement]:
    """The b_i of the a_k."""
    n, zero = len(powers) - 1, powers[0].ring.zero
    return [sum((powers[k] * comb(n - k, i - k) for k in range(i + 1)), zero) for i in range(n + 1)]


def factored(value: PolyElement) -> Expr:
    """A polynomial as the product of its factors."""
    if not value:
        return value.as_expr()
    number, factors = value.factor_list()
    return Mul(QQ.to_sympy(number), *(factor.as_expr() ** power for factor, power in factors))
