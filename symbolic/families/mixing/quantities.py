"""Kinetic mixing of a gauged L_mu - L_tau boson with the photon, induced by muon and tau loops.

``Pi(q^2) = (8 e g/(4 pi)^2) int_0^1 dx x (1-x) ln[(m_tau^2 - x(1-x) q^2)/(m_mu^2 - x(1-x) q^2)]``, with
``q^2 -> q^2 + i0``.  With ``j(y) = 6 int dx x(1-x) ln(1 - x(1-x) y)`` it is
``(8 e g/(4 pi)^2) [ln(m_tau^2/m_mu^2) + j(q^2/m_tau^2) - j(q^2/m_mu^2)]/6``, and
``j(y) = -8/3 + beta^2 + beta (3 - beta^2) L/2``, ``beta^2 = 1 - 4/y``, ``L = ln((beta+1)/(beta-1))``.

That form cancels for small y, where j is -y/5, and for large abs(y), where differences of logarithms do.  Kernels use

- the power series of ``j(y)/y`` in the variable ``z = (2 - sqrt(4-y))/(2 + sqrt(4-y))``, which maps the plane of y, cut
  above the threshold 4, to the unit circle: -12 < y < 16/5 is -1/3 < z < 0.382;
- the form itself from there to the threshold;
- the logarithm and a rest, ``Re j(y) = ln(abs(y)) - 5/3 + R(y)``, elsewhere; R falls like 1/y.  Above threshold
  ``Im j = -pi (1-w)``, ``1 - w = beta (3 - beta^2)/2``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Abs, Expr, I, Piecewise, Rational, log, pi, sqrt
from sympy import atan2 as angle
from sympy.codegen.cfunctions import fma, log1p
from sympy.core.expr import UnevaluatedExpr
from sympy.core.sympify import sympify

from muforge.symbolic.families.decay.quantities import u1_leptonic_branching_ratio
from muforge.symbolic.families.mixing import printed
from muforge.symbolic.language.arguments import BosonMass, Coupling, Real
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.functions import power_series
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import alpha, m_mu, m_tau
from muforge.symbolic.nature.groups import CHARGES
from muforge.symbolic.nature.units import GeV, one

Transfer = Annotated[Expr, Real(GeV**2, "squared momentum transfer, either sign", range=(1e-10, 1e8))]
SERIES_TERMS = 30
ElectronGroup = Literal["b_minus_l", "lmu_le", "le_ltau"]


def _series_coefficients(terms: int) -> list[Rational]:
    """Coefficients of ``j(y)/y = (1+z)^2 N(z)/(64 z^2)`` in powers of z.

    As ``beta^2 = -(1-z)^2/(4 z)`` and ``L/2 = -i arctan(2 sqrt(z)/(1-z)) = -2 i arctan(sqrt(z))``, it is
    ``N = (1-z) (1 + 10 z + z^2) T - (1-z)^2 - 32 z/3`` with ``T = arctan(sqrt(z))/sqrt(z) = 1 - z/3 + z^2/5 - ...``
    """
    T = [Rational((-1) ** k, 2 * k + 1) for k in range(terms + 2)]
    polynomial = (1, 9, -9, -1)  # (1-z) (1 + 10 z + z^2)
    N = [sum(c * T[n - k] for k, c in enumerate(polynomial) if k <= n) for n in range(terms + 2)]
    for n, c in enumerate((1, Rational(26, 3), 1)):  # (1-z)^2 + 32 z/3
        N[n] -= c
    N = [*N[2:], 0, 0]  # the first two vanish
    return [(N[n] + 2 * N[n - 1] + N[n - 2]) / 64 for n in range(terms)]


def _beta_squared(q_squared: Expr, m: Expr) -> Expr:
    """``1 - 4 m^2/q^2``, without cancellation at the threshold."""
    return fma(-2 * m, 2 * m, q_squared) / q_squared


def _beta(q_squared: Expr, m: Expr) -> Expr:
    """beta, between q^2 = 0 and the threshold its modulus."""
    return sqrt(Abs(_beta_squared(q_squared, m)))


def _below_threshold(q_squared: Expr, m: Expr) -> Expr:
    """j(y) for ``-12 < y < 4``."""
    y = q_squared / m**2
    z = y / (2 + sqrt(4 - y)) ** 2
    series = y * power_series(z, *_series_coefficients(SERIES_TERMS))
    beta_squared, slow = _beta_squared(q_squared, m), _beta(q_squared, m)
    closed = slow * (3 - beta_squared) * angle(1, slow) + beta_squared - Rational(8, 3)
    return Piecewise((series, y < Rational(16, 5)), (closed, True))


def _deviation(q_squared: Expr, m: Expr) -> tuple[Expr, Expr]:
    """``1 - beta`` and ``w = 1 - beta (3 - beta^2)/2`` for y < 0 and y > 4; they fall like 1/y and 1/y^2."""
    beta_squared, beta = _beta_squared(q_squared, m), _beta(q_squared, m)
    change = UnevaluatedExpr(4 * m**2 / (q_squared * (1 + beta)))
    close = 1 - beta * (3 - beta_squared) / 2
    return change, Piecewise((close, beta_squared < Rational(1, 4)), (change**2 * (2 + beta) / 2, True))


def _rest(q_squared: Expr, m: Expr) -> Expr:
    """R(y), the real part of j(y) without its logarithm and -5/3, for y < 0 and y > 4.

    ``R = -4/y + l - w (ln(abs(y)) + l)`` with ``l = 2 ln((1+beta)/2)``.
    """
    change, w = _deviation(q_squared, m)
    twice_log = 2 * log1p(-change / 2)
    return twice_log - 4 * m**2 / q_squared - w * (log(Abs(q_squared / m**2)) + twice_log)


def _imaginary(q_squared: Expr, value: Expr) -> Expr:
    """``i value`` for time-like q^2 and 0 for space-like q^2."""
    return Piecewise((I * value, q_squared > 0), (0, True))


def _cut(q_squared: Expr, m: Expr) -> Expr:
    """Minus the imaginary part of j above threshold, ``pi (1 - w)``."""
    return _imaginary(q_squared, pi * _beta(q_squared, m) * (3 - _beta_squared(q_squared, m)) / 2)


def vacuum_polarization(q_squared: Expr, m: Expr) -> Expr:
    """j(q^2/m^2), complex above threshold."""
    beyond = log(Abs(q_squared / m**2)) - Rational(5, 3) + _rest(q_squared, m) - _cut(q_squared, m)
    beta_squared = _beta_squared(q_squared, m)
    near = (beta_squared <= 0) | (beta_squared > Rational(4, 3))  # -12 < y <= 4
    return Piecewise((_below_threshold(q_squared, m), near), (beyond, True))


def pair_of_loops(q_squared: Expr, heavy: Expr, light: Expr) -> Expr:
    """``6 int_0^1 dx x (1-x) ln[(heavy^2 - x(1-x) q^2)/(light^2 - x(1-x) q^2)]``, a finite difference of loops.

    It is ``ln(heavy^2/light^2) + j(q^2/heavy^2) - j(q^2/light^2)``.  Where abs(q^2) is above 4 times the square of a
    mass, the logarithm of that mass drops out.
    """
    heavy_loop, light_loop = (_below_threshold(q_squared, m) for m in (heavy, light))
    heavy_rest, light_rest = (_rest(q_squared, m) for m in (heavy, light))
    neither = 2 * log(heavy / light) + heavy_loop - light_loop
    ratio = log(Abs(q_squared / heavy**2))
    light_alone = Rational(5, 3) - ratio + heavy_loop - light_rest + _cut(q_squared, light)
    w_heavy, w_light = (_deviation(q_squared, m)[1] for m in (heavy, light))
    both = heavy_rest - light_rest + _imaginary(q_squared, pi * (w_heavy - w_light))
    squares = [_beta_squared(q_squared, m) for m in (heavy, light)]
    beyond_heavy, beyond_light = ((square > 0) & (square < 2) for square in squares)  # abs(y) > 4
    return Piecewise((both, beyond_heavy), (light_alone, beyond_light), (neither, True))


@quantity(
    unit=one,
    source="one-loop QED vacuum polarisation with charges +1 (muon) and -1 (tau)",
    points=("q_squared",),
    printed=printed.LOOP_INDUCED_MIXING,
)
def loop_induced_mixing(q_squared: Transfer, g: Coupling) -> Expr:
    """Kinetic mixing Pi(q^2) between photon and L_mu - L_tau boson; Im > 0 between 4 m_mu^2 and 4 m_tau^2.

    No tree-level mixing.  At q^2 = 0 it is ``e g ln(m_tau^2/m_mu^2)/(12 pi^2)``.
    """
    integral = pair_of_loops(q_squared, m_tau, m_mu) / 6
    return 8 * sqrt(4 * pi * alpha) * g / (4 * pi) ** 2 * integral


@quantity(
    unit=one,
    source="mixing.loop_induced_mixing at q^2 = 0",
    printed=printed.COUPLING_OVER_EPSILON,
)
def coupling_over_epsilon() -> Formula:
    """g/epsilon at q^2 = 0."""
    differ = (m_tau > m_mu) | (m_tau < m_mu)
    ratio = 12 * pi**2 / (sqrt(4 * pi * alpha) * 2 * log(m_tau / m_mu))
    words = {differ: "m_tau other than m_mu: loops of equal masses induce no mixing"}
    return Formula(ratio, physical=(differ,), words=words)


@quantity(unit=one, source="equal prompt rates of e+e- production and decay to e+e-", points=("m_X",))
def dark_photon_recast_factor(group: ElectronGroup, m_X: BosonMass) -> Formula:
    """g_X/(epsilon e) at which a U(1) boson below 2 m_mu gives the prompt e+e- rate of a dark photon.

    Only for groups under which the electron is charged.
    """
    charge = sympify(CHARGES[group]["electron"])
    branching = u1_leptonic_branching_ratio(group, "electron", m_X)
    decays = branching > 0
    words = {decays: "m_X above 2 m_e, an open decay to electrons"}
    return Formula(sqrt(1 / branching) / abs(charge), valid=(m_X < 2 * m_mu, decays), words=words)
