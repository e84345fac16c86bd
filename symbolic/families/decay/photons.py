"""Decays of spin-0 bosons to two photons through loops of fermions and of the W.

``tau = m_X^2/(4 m^2)`` with the mass m in the loop.  The functions of fermions are A_S and A_P; that of the W is
``A_W = -[2 tau^2 + 3 tau + 3 (2 tau - 1) f]/tau^2 = -[2 + 3 (A_S + A_P)/2]``, which does not cancel for small tau.
A. Djouadi, Phys. Rept. 457 (2008) 1 and 459 (2008) 1.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Abs, And, Expr, I, Integer, Piecewise, Rational, atan2, cancel, log, pi, sqrt
from sympy.core.expr import UnevaluatedExpr

from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.functions import modulus_squared, power_series
from muforge.symbolic.nature.constants import alpha, m_b, m_c, m_mu, m_t_pole, m_W, v

SERIES_TERMS = 28


def _series_coefficients(boson: str) -> list[Rational]:
    """Coefficients of A_S or A_P in powers of ``z = (1 - sqrt(1-tau))/(1 + sqrt(1-tau))``; tau < 3/4 is z < 1/3.

    As ``tau = 4 z/(1+z)^2`` and ``f = (2 arctan(sqrt(z)))^2``, they are ``A_P = 2 (1+z)^2 S`` and
    ``A_S = (1+z)^2 [1 - (1-z)^2 S]/(2 z)`` with ``S = [arctan(sqrt(z))/sqrt(z)]^2``.
    """
    terms = SERIES_TERMS + 1
    root = [Rational((-1) ** k, 2 * k + 1) for k in range(terms)]
    S = [sum(root[k] * root[n - k] for k in range(n + 1)) for n in range(terms)]

    def times(a: int, series: list[Rational]) -> list[Rational]:
        """``(1 + a z)^2`` times a series."""
        before = [Rational(0), Rational(0), *series]
        return [c + 2 * a * before[n + 1] + a**2 * before[n] for n, c in enumerate(series)]

    if boson == "pseudoscalar":
        return [2 * c for c in times(1, S)[:SERIES_TERMS]]
    return [c / 2 for c in times(1, [-c for c in times(-1, S)[1:]])]


def _near(boson: str, tau: Expr) -> Expr:
    """A_S or A_P for tau < 3/4."""
    return power_series(tau / (1 + sqrt(1 - tau)) ** 2, *_series_coefficients(boson))


def _numerator(boson: str, tau: Expr, b_squared: Expr) -> Expr:
    """``tau/2`` times A_S or A_P, from the closed form of f.

    ``b_squared = 1 - 1/tau`` in a form without cancellation at threshold; farther above, 1/tau has fewer roundings.
    """
    b = sqrt(Abs(b_squared))
    below = atan2(1, b) ** 2  # arcsin(sqrt(tau))
    above = -((log(tau * (1 + b) ** 2) - I * pi) ** 2) / 4
    if boson == "pseudoscalar":
        return Piecewise((below, b_squared <= 0), (above, True))
    factor = Piecewise((b_squared, tau < 2), (1 - 1 / tau, True))
    return Piecewise((1 + b_squared * below, b_squared <= 0), (1 + factor * above, True))


def loop(boson: str, tau: Expr, b_squared: Expr) -> Expr:
    """A_S or A_P, with ``b_squared = 1 - 1/tau`` in a form without cancellation at threshold."""
    return Piecewise((_near(boson, tau), tau < Rational(3, 4)), (2 * _numerator(boson, tau, b_squared) / tau, True))


LIGHT = {"scalar": Rational(4, 3), "pseudoscalar": Integer(2)}
"""A_S and A_P for tau -> 0."""


def departure(boson: str, tau: Expr, b_squared: Expr) -> Expr:
    """A_S or A_P less its value for tau -> 0, so that sums of loops do not lose what is left of them."""
    z = tau / (1 + sqrt(1 - tau)) ** 2
    _, *further = _series_coefficients(boson)
    far = 2 * _numerator(boson, tau, b_squared) / tau - LIGHT[boson]
    return Piecewise((z * power_series(z, *further), tau < Rational(3, 4)), (far, True))


def width_from_leptons(boson: str, m_X: Expr, couplings: Sequence[tuple[Expr, Expr]], direct: Expr | int = 0) -> Expr:
    """Width into two photons from loops of leptons with some couplings and masses, the heaviest last.

    A coupling to photons itself, `direct`, adds ``2 pi g/alpha`` to the sum; without loops it is ``g^2 m_X^3/(64 pi)``.

    It is ``alpha^2 m_X^3/(256 pi^3) abs(sum y_l A_l/m_l)^2``.  Where all tau are large it is computed as
    ``alpha^2/(4 pi^3 m_X) abs(sum y_l m_l tau_l A_l/2)^2``, which has fewer powers.
    """
    if not couplings:
        return direct**2 * m_X**3 / (64 * pi)
    *lighter, (y, m) = couplings
    tau, b_squared = at_mass(m_X, m)
    weights = [cancel(y_l * m / (m_l * y)) for y_l, m_l in lighter]
    common_factor = all(weight.is_number for weight in weights)  # then y is a factor; else it may be 0 by itself
    as_masses = common_factor and direct == 0
    common = y if as_masses else Integer(1)
    heaviest = y / common
    small, large = heaviest * _near(boson, tau), heaviest * _numerator(boson, tau, b_squared)
    for (y_l, m_l), ratio in zip(lighter, weights, strict=True):
        weight = ratio if as_masses else y_l * m / m_l
        at = boson, *at_mass(m_X, m_l)
        small += weight * loop(*at)
        large += weight * (m_l / m) ** 2 * _numerator(*at)
    if direct != 0:
        small += 2 * pi * direct * m / alpha
        large += pi * direct * m_X**2 / (4 * alpha * m)
    scale = (alpha * common) ** 2 / (256 * pi**3)
    small_width = scale / m**2 * m_X**3 * modulus_squared(small)
    return Piecewise((small_width, tau < Rational(3, 4)), (64 * scale * m**2 * modulus_squared(large) / m_X, True))


def at_mass(m_X: Expr, m_l: Expr) -> tuple[Expr, Expr]:
    """The ratio tau of a lepton of mass m_l, and ``1 - 1/tau`` without cancellation at threshold."""
    b_squared = (m_X - 2 * m_l) * (m_X + 2 * m_l) / m_X**2
    return (m_X / (2 * m_l)) ** 2, UnevaluatedExpr(b_squared)


LEPTONS_ALONE = Approximation(
    "loops of leptons alone",
    neglects="loops of other charged particles, which nearly cancel those of leptons if X mixes with the Higgs boson",
)
QUARKS = ((Rational(2, 3), m_c), (Rational(-1, 3), m_b), (Rational(2, 3), m_t_pole))
"""Charges and masses of the heavy quarks."""
COLOURS = 3


def width_with_mixing(m_X: Expr, leptons: Sequence[tuple[Expr, Expr]], sin_theta: Expr, direct: Expr | int = 0) -> Expr:
    """Width of a scalar into two photons from loops of leptons and, in proportion to ``sin_theta``, heavy quarks and W.

    It is ``alpha^2 m_X^3/(256 pi^3) abs(sum y_l A_S/m_l + sin_theta/v [3 sum Q^2 A_S + A_W])^2``,
    with ``2 pi g/alpha`` in the sum for a coupling `direct` to photons itself.
    """
    weights = [cancel(y * v / (m_l * sin_theta)) for y, m_l in leptons]
    common_factor = all(weight.is_number for weight in weights)  # then sin_theta is one; else it may be 0 by itself
    as_masses = common_factor and direct == 0
    common = sin_theta / v if as_masses else Integer(1)
    from_leptons = [weight if as_masses else y / m_l for (y, m_l), weight in zip(leptons, weights, strict=True)]
    mixed = sin_theta / v / common
    squared_charges = [COLOURS * charge**2 for charge, _ in QUARKS]
    departures = [
        *(f * departure("scalar", *at_mass(m_X, m_l)) for f, (_, m_l) in zip(from_leptons, leptons, strict=True)),
        *(
            mixed * f * departure("scalar", *at_mass(m_X, m_q))
            for f, (_, m_q) in zip(squared_charges, QUARKS, strict=True)
        ),
        *(-mixed * Rational(3, 2) * departure(boson, *at_mass(m_X, m_W)) for boson in LIGHT),
    ]
    W = 2 + Rational(3, 2) * sum(LIGHT.values())
    all_light = LIGHT["scalar"] * sum(from_leptons) + mixed * (LIGHT["scalar"] * sum(squared_charges) - W)
    if direct != 0:
        all_light += 2 * pi * direct / alpha
    amplitude = all_light + sum(departures)
    return (alpha * common) ** 2 * m_X**3 / (256 * pi**3) * modulus_squared(amplitude)


def free_quarks(m_X: Expr) -> Approximation:
    """Loops of leptons, free heavy quarks and the W stand for all charged particles."""
    above = m_X > 2 * m_mu
    far = [Abs(m_X - 2 * m_q) > 2 * m_q / 10 for m_q in (m_c, m_b)]
    return Approximation(
        "loops of leptons, of the free quarks c, b, t and of the W",
        neglects="loops of light quarks, pions and kaons, and gluons",
        holds=And(above, *far),
        beyond="the width to photons is an order of magnitude",
        words="m_X above 2*m_mu, and farther than a tenth from 2*m_c and 2*m_b",
        carries=False,
    )
