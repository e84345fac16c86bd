r"""Closed integrals over the Dalitz region of K+(P) -> mu+(k) nu(q) X(l).

At fixed ``s12 = (l+q)^2`` the squared matrix element is a Laurent polynomial in

    D = (k+l)^2 - m_mu^2 ,   E = m_K^2 - (k+q)^2 = D + alpha ,   alpha = 2 q.l = s12 - m_X^2 ,

the denominators of the muon and of the kaon propagator.  Integrated term by term it cancels close to the
end point, where the massless neutrino is soft: every term is finite there, the sum is proportional to the
neutrino's momentum.  So the sum is first written as

    alpha sum a_ij D^i E^j  +  gamma sum b_ij D^i E^j ,   gamma = 2 q.k = m_K^2 - m_mu^2 - E ,

which is always possible (the spin sum of the neutrino is linear in q), and then integrated with elementary
integrals that are sums of positive terms.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Poly, Symbol, cancel, factor, sqrt
from sympy.codegen.cfunctions import log1p
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.constants import m_K, m_mu
from muforge.symbolic.functions import log1pmx

D, E = Symbol("D", positive=True), Symbol("E", positive=True)
s12 = Symbol("s12", positive=True)
GAP = (m_K - m_mu) * (m_K + m_mu)

Powers = tuple[int, int]
Part = dict[Powers, Expr]


@cache
def neutrino_form(squared: Expr, m_X: Expr) -> tuple[Part, Part]:
    """The coefficients a_ij and b_ij of a squared matrix element.

    Parameters
    ----------
    squared : Expr
        In D, E, s12 and masses, with no higher poles than D^-2, E^-2 and 1/(D E), no positive power of E.
    m_X : Expr
    """
    alpha = s12 - m_X**2
    parts = _laurent(squared)
    a: Part = {}
    b: Part = {}
    # gamma = gap - E: (D E)^-1 and E^-2 are traded for terms with gamma, and E^-1 for one with alpha
    mixed, double = parts.pop((-1, -1), 0), parts.pop((0, -2), 0)
    single = parts.pop((0, -1), 0) + double / GAP
    b[-1, -1], b[0, -2] = mixed / GAP, double / GAP
    a[-1, -1] = -single
    parts[-1, 0] = parts.get((-1, 0), 0) + mixed / GAP + single
    # what is left is a polynomial in D over D^2: divide by gamma = gap - alpha - D
    polynomial = Poly(sum(c * D ** (i + 2) for (i, _), c in parts.items()), D)
    quotient, remainder = polynomial.div(Poly(GAP - alpha - D, D))
    a[-2, 0] = remainder.as_expr() / alpha
    for (i,), coefficient in quotient.terms():
        b[i - 2, 0] = coefficient
    return _tidy(a), _tidy(b)


def pole_form(squared: Expr) -> Part:
    """A squared matrix element as coefficients of D^i E^j, polynomials in s12."""
    return _tidy(_laurent(squared))


def _laurent(squared: Expr) -> Part:
    polynomial = Poly((squared * (D * E) ** 2).expand(), D, E)
    return {(i - 2, j - 2): c for (i, j), c in polynomial.terms()}


def _tidy(part: Part) -> Part:
    """Coefficients as polynomials in s12 (over a power of s12) with factorised coefficients."""
    tidy: Part = {}
    for powers, coefficient in sorted(part.items()):
        numerator, denominator = cancel(coefficient).as_numer_denom()
        terms = Poly(numerator, s12).terms()
        exact = sum(factor(c / denominator) * s12**k for (k,), c in terms)
        if exact != 0:
            tidy[powers] = exact
    return tidy


def over_s_muX(squared: Expr, m_X: Expr, s: Expr, above: Expr, below: Expr) -> Expr:
    """``int ds_muX sum abs(M)^2`` over the kinematic range at fixed s_nuX = s.

    Parameters
    ----------
    squared : Expr
        The squared matrix element in D, E and s12.
    m_X, s : Expr
    above, below : Expr
        ``s - m_X^2`` and ``(m_K - m_mu)^2 - s`` in forms without cancellation.

    Notes
    -----
    D runs from a to b = a + d, gamma from gamma_b + d down to gamma_b.  With ``b = upper/s``,
    ``a b = product/s``, ``(a + alpha)(b + alpha) = shifted/s`` and ``d = width/s``, numerators are sums of
    positive terms.  `Shared` values are computed once instead of being merged into the products they enter.
    """
    X, m2 = m_X**2, m_mu**2
    available = below + 2 * m_mu * (m_K - m_mu)  # m_K^2 - s - m_mu^2
    root = sqrt(below * (below + 4 * m_K * m_mu))  # lambda^{1/2}(m_K^2, s, m_mu^2)
    gamma_b = 2 * m2 * above / (available + root)
    twice_centre = 2 * X * s + (s + X) * available
    width = Shared(above * root)
    upper = (twice_centre + width) / 2
    product = X**2 * s + X * (s + X) * available + X * available**2 + m2 * above**2
    shifted = product + above * (twice_centre + above * s)
    beyond = upper + above * s
    d = Shared(width / s)
    a_inverse = Shared(upper / product)
    x = Shared(d * a_inverse)
    x_E = Shared(d * beyond / shifted)  # d/(a + alpha)
    y = Shared(width * above * a_inverse / beyond)  # d alpha/(a (b + alpha))

    plain = {
        (-2, 0): width / product,
        (-1, 0): log1p(x),
        (0, 0): d,
        (0, -2): width / shifted,
        (-1, -1): log1p(y) / above,
    }
    weighted = {  # with b - D
        (-2, 0): log1pmx(x),
        (-1, 0): (x * log1p(x) - log1pmx(x)) * (product / upper),
        (0, 0): d**2 / 2,
        (0, -2): log1pmx(x_E),
        (-1, -1): x_E * y - upper / (s * above) * log1pmx(y) + log1pmx(x_E),
    }
    a, b = neutrino_form(squared, m_X)
    total = sum(c.subs(s12, s) * above * plain[powers] for powers, c in a.items())
    for powers, coefficient in b.items():
        total += coefficient.subs(s12, s) * (gamma_b * plain[powers] + weighted[powers])
    return total
