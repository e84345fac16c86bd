r"""The muon pair of neutrino trident production, integrated over its two-body phase space.

Neutrino and photon have ``nu(p) photon(q) -> nu(p - k) mu- mu+``; with ``Q2 = -q^2``, ``K2 = -k^2``, the squared mass
``W2 = (k + q)^2`` of the pair and ``omega = p.q``,

    N = 2 k.q = W2 + K2 + Q2 ,   lambda = N^2 - 4 K2 Q2 ,   p = a k + b q + p_T ,   p_T^2 = -K2 zeta/4 ,
    x = (4 omega - N)/sqrt(lambda) ,   zeta = x^2 - 1 .

In the rest frame of the pair, with the axis along q, the muon has the speed beta, a polar angle and an azimuth.  With
``u = beta cos(theta)`` and ``y = b cos(theta)``, ``b = beta sqrt(lambda)/N``,

    d_mu = -N (1 - y)/2 ,   d_mubar = -N (1 + y)/2 ,   1 - b^2 = 4 Delta/(W2 N^2) ,
    8 p.p_mu = N - 2 K2 + (x + u) sqrt(lambda) + x u (N - 2 K2) + (a part that is odd in the azimuth) ,

with ``Delta = m_mu^2 N^2 + K2 Q2 (W2 - 4 m_mu^2)``, and the square of the odd part averages to
``2 K2 zeta W2 (beta^2 - u^2)``.  Averaged over both angles, the squared amplitude is a sum of rational functions of
W2, K2, Q2 and Delta times 1, 1/Delta and ``L = artanh(b)/b``.

Six such functions describe each current: photon and weak boson are transverse (T) or scalar (S) with respect to the
axis of k and q (compare V. M. Budnev et al., Phys. Rept. 15 (1975) 181, for two photons).  The vector and the axial
current do not interfere: the pair has opposite parities under charge conjugation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import comb
from typing import Any

from sympy import QQ, Expr, Integer, Poly, Symbol
from sympy.polys.rings import PolyElement, ring

from muforge.symbolic.families.trident import amplitudes as trident
from muforge.symbolic.feynman import Scalar, Vector
from muforge.symbolic.feynman.printing import compact
from muforge.symbolic.nature.constants import m_mu

K2, Q2, W2, DELTA = (Symbol(name, positive=True) for name in ("K2", "Q2", "W2", "Delta"))
N, LAMBDA, LOGARITHM = (Symbol(name, positive=True) for name in ("N", "lambda", "L"))
"""The symbols of the results."""

_RING, _W2, _K2, _Q2, _DELTA = ring([W2, K2, Q2, DELTA], QQ)
_N = _W2 + _K2 + _Q2
_LAMBDA = _N**2 - 4 * _K2 * _Q2

_WIDE, *_GENERATORS = ring("K2 Q2 W2 x s m2", QQ)
"""With ``s = sqrt(lambda)`` and ``m2 = m_mu^2`` besides."""

SHORT = 16
"""Polynomials with more terms than this are written in powers of lambda."""
W2_POWER = 2
"""The highest power of 1/W2 in between; it comes with b^2."""
RATIONAL, INVERSE, LOG = range(3)
"""The factor of a coefficient: 1, 1/Delta or L."""
Coefficients = Mapping[tuple[int, int], PolyElement]
"""Of one of these and of a power of x; over ``N^2 lambda^2``, for odd powers of x with sqrt(lambda)."""
CURRENTS = {"vector": (2, 0), "axial": (0, 2)}
"""Powers of C_V and C_A."""


@dataclass(frozen=True)
class PairFunctions:
    """The six functions of one current.

    Attributes
    ----------
    TT, K2_TS, ST, SS : Expr
        Sums of squared amplitudes, over both directions of each transverse boson; the photon is named first.
    K2_cross : Expr
        ``sqrt(K2/Q2) Re(M_SS M_TT^* + M_ST M_TS^*)`` of parallel transverse directions, summed over both.
    quartic : Expr
        Square of the amplitude with both polarisations along one transverse direction, averaged over it.
    """

    TT: Expr
    K2_TS: Expr
    ST: Expr
    SS: Expr
    K2_cross: Expr
    quartic: Expr


@cache
def pair_functions(current: str) -> PairFunctions:
    """The functions of the ``vector`` or the ``axial`` current, in the symbols of this module.

    They are read off from the powers of x in the squares with the polarisations of `trident.virtual_photon` and of
    `trident.along_neutrino`, which are ``4 K2`` times

        zeta (TS - SS) + (1 + zeta/2) (TT - ST) ,
        (sqrt(lambda) + x N)^2/(16 Q2) (zeta SS + (1 + zeta/2) ST) + x zeta (sqrt(lambda) + x N) K2 cross/8
        + K2 zeta/4 ((zeta TS + TT)/2 + zeta quartic) .
    """
    g, p = (averaged(photon, current) for photon in (trident.virtual_photon, trident.along_neutrino))
    functions: dict[str, dict[int, PolyElement]] = {}
    for part in (RATIONAL, INVERSE, LOG):
        g0, g2 = (g[part, n] for n in (0, 2))
        p0, p1, _, p3, p4 = (p[part, n].exquo(4 * _K2) for n in range(5))
        ST = ((p1 + p3) * 8 * _Q2).exquo(_N)
        TT = (g0 + g2).exquo(4 * _K2) + ST
        rest3 = p3 - (_N * ST).exquo(16 * _Q2)
        rest0 = p0 - (_LAMBDA * ST).exquo(32 * _Q2) + _K2 / 8 * TT
        rest4 = p4 - (_N**2 * ST).exquo(32 * _Q2)
        SS = ((rest4 - rest0 - _N * rest3) * -4).exquo(_K2)
        K2_TS = (g2 - g0) / 8 + _K2 * SS
        K2_cross = 8 * rest3 - (_N * SS).exquo(_Q2)
        quartic = ((rest0 + (_LAMBDA * SS).exquo(16 * _Q2) - K2_TS / 8) * 4).exquo(_K2)
        for name, value in zip(PairFunctions.__annotations__, (TT, K2_TS, ST, SS, K2_cross, quartic), strict=True):
            functions.setdefault(name, {})[part] = value
    return PairFunctions(**{name: _expression(parts) for name, parts in functions.items()})


def _expression(parts: Mapping[int, PolyElement]) -> Expr:
    """The sum of the three parts, each over as low powers of N and lambda as possible."""
    return (
        _over_denominator(parts[RATIONAL])
        + _over_denominator(parts[INVERSE]) / DELTA
        + _over_denominator(parts[LOG]) * LOGARITHM
    )


def _over_denominator(value: PolyElement) -> Expr:
    """A polynomial over ``N^2 lambda^2``, with lambda and N cancelled as far as possible.

    A long one is written in powers of lambda, which leaves polynomials linear in W2.
    """
    power_of_N, power = 2, -2
    while value and power_of_N and not (division := value.div(_N))[1]:
        value, power_of_N = division[0], power_of_N - 1
    while value and power and not (division := value.div(_LAMBDA))[1]:
        value, power = division[0], power + 1
    if 0 < len(value) <= SHORT:
        return compact(value, 3) * LAMBDA**power / N**power_of_N
    total: Expr = Integer(0)
    while value:
        value, rest = value.div(_LAMBDA)
        if rest:
            total += compact(rest, 3) * LAMBDA**power
        power += 1
    return total / N**power_of_N


@cache
def averaged(photon: Vector | Scalar, current: str) -> Coefficients:
    """The squared amplitude of a virtual photon, averaged over the angles of the pair, by powers of x.

    Raises
    ------
    ValueError
        If vector and axial current interfere.
    """
    sums = _over_azimuth(photon)
    interference = _over_polar_angle(sums.get((1, 1), {}))
    if any(interference.values()):
        raise ValueError("the vector and the axial current of the muon pair interfere after integration")
    return _over_polar_angle(sums[CURRENTS[current]])


Poles = tuple[int, int, int]
"""Powers of d_mu and of d_mubar in the denominator, power of u in the numerator."""


@cache
def _over_azimuth(photon: Vector | Scalar) -> dict[tuple[int, int], dict[Poles, PolyElement]]:
    """By powers of C_V and C_A, the coefficients of poles and powers of u."""
    kk, qq, ww, x, s, m2 = _GENERATORS
    n = ww + kk + qq
    d_mu, d_mubar, k2, omega, nu_mu = (Symbol(name, real=True) for name in ("d_mu", "d_mubar", "k2", "omega", "nu_mu"))
    symbols = (trident.C_V, trident.C_A, d_mu, d_mubar, nu_mu, omega, k2, trident.m_photon, m_mu)
    even = [n - 2 * kk + x * s, s + x * (n - 2 * kk)]  # 8 p.p_mu without the odd part, by powers of u
    odd = [2 * kk * (x**2 - 1) * (ww - 4 * m2), _WIDE.zero, -2 * kk * (x**2 - 1) * ww]  # average of its square
    powers = {0: [_WIDE.one]}
    for e in range(1, 5):
        powers[e] = _sum(
            _scaled(_product(_power(even, e - j), _power(odd, j // 2)), comb(e, j) * {0: 1, 2: 1, 4: QQ(3, 2)}[j])
            for j in range(0, e + 1, 2)
        )
    found: dict[tuple[int, int], dict[Poles, PolyElement]] = {}
    polynomial = Poly((trident.virtual(photon).squared * d_mu**2 * d_mubar**2).expand(), *symbols)
    for (c_v, c_a, i, j, e, o, k, virtuality, mass), number in polynomial.terms():
        i, j = i - 2, j - 2
        rest = (n + x * s) ** o * (-kk) ** k * (-qq) ** (virtuality // 2) * m2 ** (mass // 2)
        rest *= QQ(int(number.p), int(number.q) * 4**o * 8**e)
        numerator = _product(_power([-n / 2, s / 2], max(i, 0)), _power([-n / 2, -s / 2], max(j, 0)))
        target = found.setdefault((c_v, c_a), {})
        for power, value in enumerate(_product(powers[e], numerator)):
            key = (max(-i, 0), max(-j, 0), power)
            target[key] = target.get(key, _WIDE.zero) + rest * value
    return found


def _over_polar_angle(sums: Mapping[Poles, PolyElement]) -> Coefficients:
    """The average over cos(theta), over ``N^2 lambda^2``."""
    terms: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
    for (i, j, n), value in sums.items():
        for part, moment in enumerate(_moment(n, i, j)):
            for b_squared, number in moment.items():  # b^2 = (1 - 4 m2/W2) lambda/N^2
                over_N = n - i - j - 2 * b_squared + 2
                for (k, q, w, x, s, m), factor in value.iterterms():
                    over_lambda = (s - x % 2 - n + 2 * b_squared) // 2 + 2
                    group = terms.setdefault((part, x, m, b_squared, over_N, over_lambda), {})
                    group[w, k, q, 0] = group.get((w, k, q, 0), 0) + factor * number * (-2) ** (i + j)
    numerators: dict[tuple[int, int], dict[int, PolyElement]] = {}
    for (part, x, m, b_squared, over_N, over_lambda), group in terms.items():
        term = _RING.from_dict(group) * _N**over_N * _LAMBDA**over_lambda
        target = numerators.setdefault((part, x), {})
        for mass in range(b_squared + 1):
            more = term * comb(b_squared, mass) * (-4) ** mass * _W2 ** (W2_POWER - mass)
            target[m + mass] = target.get(m + mass, _RING.zero) + more
    found = {(part, x): _RING.zero for part in (RATIONAL, INVERSE, LOG) for x in range(5)}
    for (part, x), by_mass in numerators.items():
        value = _in_delta(by_mass)
        if part != INVERSE:
            found[part, x] += value
            continue
        scaled = value * _W2 * _N**2 / 4  # 1/(1 - b^2) = W2 N^2/(4 Delta)
        pole = scaled.evaluate(_DELTA, 0).set_ring(_RING)
        found[INVERSE, x] += pole
        found[RATIONAL, x] += (scaled - pole).exquo(_DELTA)
    return found


def _in_delta(by_mass: Mapping[int, PolyElement]) -> PolyElement:
    """A polynomial in m_mu^2 as one in ``Delta = lambda m_mu^2 + K2 Q2 W2``."""
    highest = max(by_mass, default=0)
    total = _RING.zero
    for power, value in by_mass.items():
        total += value * (_DELTA - _K2 * _Q2 * _W2) ** power * _LAMBDA ** (highest - power)
    return total.exquo(_LAMBDA**highest * _W2**W2_POWER)


@cache
def _moment(n: int, i: int, j: int) -> tuple[Mapping[int, PolyElement], ...]:
    """``int_{-b}^b dy y^n/((1-y)^i (1+y)^j)/(2 b)``: coefficients of 1, 1/(1 - b^2) and L, by powers of b^2."""
    _, y = ring("y", QQ)
    numerator = y**n * (1 - y) ** (2 - i) * (1 + y) ** (2 - j)  # over (1 - y^2)^2
    quotient, rest = numerator.div((1 - y**2) ** 2)
    even0, even2 = rest.coeff(1), rest.coeff(y**2)
    whole = {power // 2: c / (power + 1) for (power,), c in quotient.iterterms() if power % 2 == 0}
    return whole, {0: (even0 + even2) / 2}, {0: (even0 - even2) / 2}


Polynomial = list[PolyElement]
"""Coefficients of the powers of u."""


def _product(a: Polynomial, b: Polynomial) -> Polynomial:
    result = [_WIDE.zero] * (len(a) + len(b) - 1)
    for i, left in enumerate(a):
        for j, right in enumerate(b):
            result[i + j] += left * right
    return result


def _power(a: Polynomial, exponent: int) -> Polynomial:
    result: Polynomial = [_WIDE.one]
    for _ in range(exponent):
        result = _product(result, a)
    return result


def _scaled(a: Polynomial, factor: object) -> Polynomial:
    return [value * factor for value in a]


def _sum(terms: Iterable[Polynomial]) -> Polynomial:
    result: Polynomial = []
    for term in terms:
        result = [
            (result[k] if k < len(result) else _WIDE.zero) + (term[k] if k < len(term) else _WIDE.zero)
            for k in range(max(len(result), len(term)))
        ]
    return result
