r"""Closed integrals over the Dalitz region of K+(P) -> mu+(k) nu(q) X(l).

At fixed ``s12 = (l+q)^2`` the squared matrix element is a Laurent polynomial in

    D = (k+l)^2 - m_mu^2 ,   E = m_K^2 - (k+q)^2 = D + alpha ,   alpha = 2 q.l = s12 - m_X^2 ,

the denominators of the muon and of the kaon propagator.  Integrated term by term it cancels close to the
end point, where the massless neutrino is soft: every term is finite there, the sum is proportional to the
neutrino's momentum.  So the sum is first written as

    alpha sum a_ij D^i E^j  +  gamma sum b_ij D^i E^j ,   gamma = 2 q.k = m_K^2 - m_mu^2 - E ,

(terms with both poles and i + j < -2 with alpha^(-2-i-j) more), which is always possible (the spin sum of
the neutrino is linear in q), and then integrated with elementary integrals that do not cancel.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Poly, Symbol, cancel, factor, sqrt
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.language.functions import log1p_positive, log1pmx
from muforge.symbolic.nature.constants import m_K, m_mu

D, E = Symbol("D", positive=True), Symbol("E", positive=True)
s12 = Symbol("s12", positive=True)
GAP = (m_K - m_mu) * (m_K + m_mu)

_gap = Symbol("gap", positive=True)

Powers = tuple[int, int]
Part = dict[Powers, Expr]


@cache
def neutrino_form(squared: Expr, m_X: Expr) -> tuple[Part, Part]:
    """The coefficients a_ij and b_ij of a squared matrix element; (-1, -2) etc. include powers of alpha as above.

    Every power of ``gap = m_K^2 - m_mu^2`` stands for ``alpha + gamma + D`` (and for ``gamma + E``).  From the
    lowest power of D upwards, the part of a coefficient that is left at alpha = 0 has a factor gap, which is
    replaced; the rest goes to the next power.

    Parameters
    ----------
    squared : Expr
        In D, E, s12 and masses, with no higher poles than D^-2, E^-2 and 1/(D E), no positive power of E.
    m_X : Expr
    """
    parts = _laurent(squared.subs(m_K, sqrt(_gap + m_mu**2)))
    a: Part = {}
    b: Part = {}
    mixed, double = parts.pop((-1, -1), 0), parts.pop((0, -2), 0)
    single = parts.pop((0, -1), 0) + double / _gap
    b[-1, -1], b[0, -2] = mixed / _gap, double / _gap
    a[-1, -1] = -single  # 1/E = 1/D - alpha/(D E)
    carried = 0
    parts[-1, 0] = parts.get((-1, 0), 0) + mixed / _gap + single
    for i in range(-2, 2):
        numerator, denominator = cancel(parts.get((i, 0), 0) + carried).as_numer_denom()
        at_zero = numerator.subs(s12, m_X**2)
        carried = cancel(at_zero / _gap) / denominator
        b[i, 0] = carried
        a[i, 0] = carried + cancel((numerator - at_zero) / (s12 - m_X**2)) / denominator
    if mixed != 0:
        _combine_poles(a, b)
    return _tidy(a), _tidy(b)


def _combine_poles(a: Part, b: Part) -> None:
    """Emission from muon and kaon cancels for a soft boson (alpha << D); with E = D + alpha it is taken out:

    A_1/D^2 + A_3/(D E) = (A_1 + A_3)/D^2 - A_3 alpha/(D^2 E), and B_1/D^2 + B_2/E^2 + B_3/(D E) is
    (B_1 + B_2 + B_3)/E^2 + (2 B_1 + B_3) alpha/(D E^2) + B_1 alpha^2/(D^2 E^2).
    """
    A_3 = a.pop((-1, -1))
    a[-2, 0] += A_3
    a[-2, -1] = -A_3
    B_1, B_3 = b.pop((-2, 0)), b.pop((-1, -1))
    b[0, -2] += B_1 + B_3
    b[-1, -2] = 2 * B_1 + B_3
    b[-2, -2] = B_1


def in_neutrino_form(squared: Expr, m_X: Expr, s: Expr, above: Expr, muon: Expr) -> Expr:
    """A squared matrix element at a point, from `neutrino_form`.

    Parameters
    ----------
    squared, m_X : Expr
        As in `neutrino_form`.
    s, above, muon : Expr
        ``s_nuX``, ``s_nuX - m_X^2`` and ``s_muX - m_mu^2``.
    """
    kaon = muon + above

    def summed(part: Part) -> Expr:
        total = Integer(0)
        for (i, j), c in part.items():
            more = max(0, -2 - i - j) if i < 0 and j < 0 else 0
            total += c.subs(s12, s) * muon**i * kaon**j * above**more
        return total

    a, b = neutrino_form(squared, m_X)
    return above * summed(a) + (GAP - kaon) * summed(b)


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
            tidy[powers] = exact.subs(_gap, GAP)
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
    gamma_b = Shared(2 * m2 * above / (available + root))
    twice_centre = 2 * X * s + (s + X) * available
    width = Shared(above * root)
    upper = (twice_centre + width) / 2
    product = X**2 * s + X * (s + X) * available + X * available**2 + m2 * above**2
    shifted = product + above * (twice_centre + above * s)
    beyond = upper + above * s
    d = Shared(width / s)
    a_inverse = Shared(upper / product)
    a_E_inverse = Shared(beyond / shifted)  # 1/(a + alpha)
    x = Shared(d * a_inverse)
    x_E = Shared(d * a_E_inverse)
    y = Shared(width * above * a_inverse / beyond)  # d alpha/(a (b + alpha))
    curvature = log1pmx(y) / above

    plain = {
        (-2, 0): Shared(width / product),
        (-1, 0): log1p_positive(x),
        (0, 0): d,
        (1, 0): d * twice_centre / (2 * s),
        (0, -2): width / shifted,
        (-2, -1): y * s / upper + curvature,  # with alpha
        (-1, -2): y * a_E_inverse - curvature,  # with alpha
        (-2, -2): y * (above - d) * s * a_E_inverse / upper + 2 * curvature,  # with alpha^2
    }
    weighted = {  # with b - D
        (-2, 0): log1pmx(x),
        (-1, 0): (x * log1p_positive(x) - log1pmx(x)) * (product / upper),
        (0, 0): d**2 / 2,
        (0, -2): log1pmx(x_E),
        (-1, -2): x_E * y - upper / s * curvature,  # with alpha
        (-2, -2): log1pmx(y) + 2 * upper / s * curvature - x_E * y,  # with alpha^2
    }
    a, b = neutrino_form(squared, m_X)
    soft = sum(c.subs(s12, s) * plain[powers] for powers, c in a.items())
    hard = sum(c.subs(s12, s) * (gamma_b * plain[powers] + weighted[powers]) for powers, c in b.items())
    return above * soft + hard
