r"""Cross sections of neutrino trident production from the integrated muon pair.

The notation is that of `muforge.symbolic.feynman.processes.trident_pair`: Q2, K2 and W2 belong to the photon, to the
exchanged weak boson and to the muon pair, omega is the product of the momenta of neutrino and photon.  At fixed Q2 all
depends on omega through ``zeta``, ``lambda zeta = 16 omega^2 - 8 N omega + 4 K2 Q2``, and through the polarisations of the
photon with respect to the neutrino: transverse ones (T), and one in the plane of p and q (L), whose invariant square is
opposite.  Squared amplitudes are Laurent polynomials in omega, and so are the fluxes of photons of a nucleus,

    sigma = (G_F^2 alpha^2 Z^2/(2048 pi^3)) int dQ2 F(Q2)^2/Q2^2 int dW2 beta int dK2 int domega/omega (f_T T + f_L L) ,

so that the integral over omega is elementary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from sympy import Expr, Integer, Min, Rational, Symbol, pi, sqrt
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.constants import G_F, alpha, atomic_mass_unit, hbarc2_GeV2_cm2, m_mu, q_max_coherent
from muforge.symbolic.feynman.processes import trident_pair
from muforge.symbolic.feynman.processes.trident_pair import PairFunctions, pair_functions
from muforge.symbolic.form_factors import FORM_FACTORS
from muforge.symbolic.functions import log1p_positive
from muforge.symbolic.integrals import LineIntegral, Point, Trapezoid, over_interval

Laurent = Mapping[int, Expr]
"""Power of omega -> coefficient."""
Weight = Callable[[Expr], Expr]
"""What a current is multiplied with, as a function of K2: squared couplings and propagators."""
Currents = Mapping[str, Weight]
"""Current -> weight; ``{"vector": lambda K2: C_V**2, "axial": lambda K2: C_A**2}`` in the standard model."""

THRESHOLD = 4 * m_mu**2
"""Smallest W2."""


@dataclass(frozen=True)
class Pair:
    """A point in W2, K2 and Q2.

    Parameters
    ----------
    W2, K2, Q2 : Expr
    above_threshold : Expr
        ``W2 - 4 m_mu^2``.
    """

    W2: Expr
    K2: Expr
    Q2: Expr
    above_threshold: Expr

    @property
    def N(self) -> Expr:
        return Shared(self.W2 + self.K2 + self.Q2)

    @property
    def root_lambda(self) -> Expr:
        return Shared(sqrt(self._lambda)) if self.Q2 != 0 else self.N

    @property
    def beta(self) -> Expr:
        """Speed of the muons in the pair's rest frame."""
        return Shared(sqrt(self.above_threshold / self.W2))

    @property
    def _lambda(self) -> Expr:
        """``N^2 - 4 K2 Q2`` as a sum of positive terms."""
        if self.Q2 == 0:
            return self.N**2
        return Shared(self.W2 * (self.W2 + 2 * (self.K2 + self.Q2)) + (self.K2 - self.Q2) ** 2)

    def functions(self, currents: Currents) -> PairFunctions:
        """The weighted sum over the currents of the pair's functions."""
        values = self._values()
        total = dict.fromkeys((field.name for field in fields(PairFunctions)), Integer(0))
        for current, weight in currents.items():
            own = pair_functions(current)
            for name in total:
                total[name] += weight(self.K2) * _at(getattr(own, name), values)
        return PairFunctions(**{name: Shared(value) for name, value in total.items()})

    def _values(self) -> dict[Symbol, Expr]:
        N, delta = self.N, Shared(m_mu**2 * self.N**2 + self.K2 * self.Q2 * self.above_threshold)
        b = Shared(self.beta * self.root_lambda / N)
        steep = 2 * b * (1 + b) * self.W2 * N**2 / (4 * delta)  # 2 b/(1 - b)
        return {
            trident_pair.W2: self.W2,
            trident_pair.K2: self.K2,
            trident_pair.Q2: self.Q2,
            trident_pair.N: N,
            trident_pair.DELTA: delta,
            trident_pair.LAMBDA: self._lambda,
            trident_pair.LOGARITHM: Shared(log1p_positive(steep) / (2 * b)),
        }

    @property
    def zeta(self) -> Laurent:
        """``x^2 - 1``."""
        return {
            2: 16 / self._lambda,
            1: -8 * self.N / self._lambda,
            0: 4 * self.K2 * self.Q2 / self._lambda,
        }


def _at(expression: Expr, values: Mapping[Symbol, Expr]) -> Expr:
    if values[trident_pair.Q2] == 0:
        N, delta = trident_pair.N, m_mu**2 * trident_pair.N**2
        real = {trident_pair.Q2: Integer(0), trident_pair.LAMBDA: N**2, trident_pair.DELTA: delta}
        expression = expression.subs(real)
    return expression.xreplace(dict(values))


def transverse(pair: Pair, R: PairFunctions) -> Laurent:
    """The squared amplitude summed over transverse polarisations of a real photon, over the pair's angles averaged."""
    return _sum(_times(pair.zeta, 4 * R.K2_TS + 2 * pair.K2 * R.TT), {0: 4 * pair.K2 * R.TT})


def both(pair: Pair, R: PairFunctions) -> tuple[Laurent, Laurent]:
    """The squared amplitudes of a virtual photon, T and L.

    The polarisation L is scalar with respect to k and q but for a boost with ``sinh^2 = K2 Q2 zeta/(4 omega^2)``
    towards the transverse plane.
    """
    K2, Q2, zeta = pair.K2, pair.Q2, pair.zeta
    scalar = _sum(_times(zeta, 4 * K2 * R.SS + 2 * K2 * R.ST), {0: 4 * K2 * R.ST})
    in_plane = _sum(_times(zeta, 2 * R.K2_TS + 4 * K2 * R.quartic), {0: 2 * K2 * R.TT})
    boosted = _product(_times(_shifted(zeta, -2), K2 * Q2 / 4), _sum(scalar, in_plane))
    # x (sqrt(lambda) + x N) = 4 (4 omega - N) (omega N - K2 Q2)/lambda
    mixing = _product({1: Integer(4), 0: -pair.N}, {1: pair.N, 0: -K2 * Q2})
    mixed = _times(_product(_shifted(mixing, -2), zeta), 2 * K2 * Q2 * R.K2_cross / pair._lambda)
    more = _sum(boosted, mixed)
    return _sum(transverse(pair, R), more), _sum(scalar, more)


def over_energy(spectrum: Laurent, low: Expr, excess: Expr) -> Expr:
    """``int domega/omega`` of a Laurent polynomial from `low` to ``low (1 + excess)``, without cancellation."""
    ratio = Shared(1 + excess)
    total: Expr = Integer(0)
    for n, coefficient in sorted(spectrum.items()):
        if n == 0:
            grown: Expr = log1p_positive(excess)
        else:
            powers = range(n) if n > 0 else range(n, 0)
            grown = excess * sum((ratio**k for k in powers), Integer(0)) / abs(n)
        total += coefficient * low**n * Shared(grown)
    return total


def _sum(*terms: Laurent) -> Laurent:
    powers = sorted({n for term in terms for n in term})
    return {n: sum((term[n] for term in terms if n in term), Integer(0)) for n in powers}


def _times(a: Laurent, factor: Expr) -> Laurent:
    return {n: coefficient * factor for n, coefficient in a.items()}


def _shifted(a: Laurent, power: int) -> Laurent:
    return {n + power: coefficient for n, coefficient in a.items()}


def _product(a: Laurent, b: Laurent) -> Laurent:
    return _sum(*(_shifted(_times(a, coefficient), n) for n, coefficient in b.items()))


# ----- a real photon ---------------------------------------------------------------------------------------------------

PAIR_MASS = Trapezoid(Rational(1, 3), 36, 20)
TRANSFER = Trapezoid(Rational(1, 3), 46, 30)


def real_photon(s: Expr, currents: Currents) -> LineIntegral:
    """``sigma 256 pi^2 s^2/(G_F^2 alpha)`` of a neutrino and a real photon with the squared energy s."""

    def over_pair_mass(W2: Point) -> Expr:
        def over_transfer(K2: Point) -> Expr:
            pair = Pair(W2.value, K2.value, Integer(0), W2.from_low)
            R, N = pair.functions(currents), pair.N
            zeta = 4 * s * K2.from_high / N**2
            return pair.beta * (4 * zeta * R.K2_TS + (4 + 2 * zeta) * K2.value * R.TT)

        return over_interval(over_transfer, "K2", Integer(0), s - W2.value, width=W2.from_high, rule=TRANSFER)

    return over_interval(over_pair_mass, "W2", THRESHOLD, s, rule=PAIR_MASS)


# ----- a nucleus ---------------------------------------------------------------------------------------------------------

VIRTUALITY = Trapezoid(Rational(3, 8), 30, 6)
PAIR_MASS_IN_FIELD = Trapezoid(Rational(1, 2), 20, 10)
TRANSFER_IN_FIELD = Trapezoid(Rational(1, 2), 36, 14)


def in_field(method: str, form_factor: str, Z: Expr, A: Expr, E_nu: Expr, currents: Currents) -> tuple[Expr, Expr]:
    """Cross section in cm^2 on a nucleus of spin 0 by the methods of `METHODS`, and the energy of its threshold."""
    field = METHODS[method](A * atomic_mass_unit, E_nu)

    def over_virtuality(Q2: Point) -> Expr:
        def over_pair_mass(W2: Point) -> Expr:
            def over_transfer(K2: Point) -> Expr:
                return field.spectrum(Q2, W2, K2, currents)

            high = field.largest_transfer(Q2, W2)
            return over_interval(over_transfer, "K2", Integer(0), high, rule=TRANSFER_IN_FIELD)

        width = field.pair_mass_range(Q2)
        inner = over_interval(
            over_pair_mass, "W2", THRESHOLD, THRESHOLD + width, width=width, rule=PAIR_MASS_IN_FIELD
        )
        return FORM_FACTORS[form_factor](Q2.value, A) ** 2 / Q2.value**2 * inner

    integral = over_interval(over_virtuality, "Q2", field.lowest, field.highest, rule=VIRTUALITY)
    return G_F**2 * alpha**2 * Z**2 / (2048 * pi**3) * hbarc2_GeV2_cm2 * integral, field.threshold


@dataclass(frozen=True)
class _EquivalentPhotons:
    """Real photons with the flux as printed, ``f_T = 2 Q2/omega^2`` alone, ``2 omega = s < 2 E_nu sqrt(Q2)``."""

    M: Expr
    E: Expr

    @property
    def threshold(self) -> Expr:
        return 2 * m_mu**2 / q_max_coherent

    @property
    def lowest(self) -> Expr:
        return (2 * m_mu**2 / self.E) ** 2

    @property
    def highest(self) -> Expr:
        return q_max_coherent**2

    def pair_mass_range(self, Q2: Point) -> Expr:
        """``2 E sqrt(Q2) - 4 m_mu^2``."""
        return Shared(2 * self.E * Q2.from_low / (sqrt(Q2.value) + 2 * m_mu**2 / self.E))

    def largest_transfer(self, Q2: Point, W2: Point) -> Expr:
        """At ``s = 2 E sqrt(Q2)``."""
        return W2.from_high

    def spectrum(self, Q2: Point, W2: Point, K2: Point, currents: Currents) -> Expr:
        pair = Pair(W2.value, K2.value, Integer(0), W2.from_low)
        square = transverse(pair, pair.functions(currents))
        flux = _product(square, {-2: 2 * Q2.value})
        return pair.beta * over_energy(flux, pair.N / 2, Shared(K2.from_high / pair.N))


@dataclass(frozen=True)
class _Exact:
    """The nucleus with the current ``P = p_N + p_N'`` and its recoil.

    With P_T^2 averaged over the azimuth, ``f_T = -P_T^2/(2 M^2 E^2)`` and ``f_L = (P.p)^2 Q2/(omega M E)^2``;
    ``P_T^2 = 0`` at the largest omega.
    """

    M: Expr
    E: Expr

    @property
    def threshold(self) -> Expr:
        return 2 * m_mu + 2 * m_mu**2 / self.M

    @property
    def _lever(self) -> Expr:
        """``S/M^2``, S being the squared energy of neutrino and nucleus."""
        return Shared(1 + 2 * self.E / self.M)

    @property
    def _half_range(self) -> Expr:
        """Half of the difference of the limits of Q2 without a cut."""
        above = (self.E - self.threshold) * (self.E + 2 * m_mu - 2 * m_mu**2 / self.M)
        return 2 * self.E * sqrt(above) / self._lever

    @property
    def _end(self) -> Expr:
        """Kinematic upper limit of Q2."""
        mean = (2 * self.E**2 - THRESHOLD * (1 + self.E / self.M)) / self._lever
        return Shared(mean + self._half_range)

    @property
    def lowest(self) -> Expr:
        return Shared(THRESHOLD**2 / (self._lever * self._end))

    @property
    def highest(self) -> Expr:
        return Shared(Min(self._end, q_max_coherent**2))

    def _largest_omega(self, Q2: Expr) -> Expr:
        q, M = sqrt(Q2), self.M
        return Shared(2 * M * self.E * q / (q + sqrt(Q2 + 4 * M**2)))

    def pair_mass_range(self, Q2: Point) -> Expr:
        """``2 omega_max - Q2 - 4 m_mu^2``."""
        ratio, q2 = self.E / self.M, Q2.value
        total = ratio * sqrt(q2 * (q2 + 4 * self.M**2)) + (1 + ratio) * q2 + THRESHOLD
        to_end = (self._end - self.highest) + Q2.from_high
        return Shared(self._lever * to_end * Q2.from_low / total)

    def largest_transfer(self, Q2: Point, W2: Point) -> Expr:
        omega = self._largest_omega(Q2.value)
        return Shared(2 * omega * W2.from_high / (THRESHOLD + self.pair_mass_range(Q2)))

    def spectrum(self, Q2: Point, W2: Point, K2: Point, currents: Currents) -> Expr:
        pair = Pair(W2.value, K2.value, Q2.value, W2.from_low)
        T, L = both(pair, pair.functions(currents))
        largest, ME = self._largest_omega(Q2.value), Shared(self.M * self.E)
        f_T = {-2: 2 * Q2.value, -1: -2 * Q2.value / ME, 0: -2 / self.E**2}
        f_L = {-2: 4 * Q2.value, -1: -4 * Q2.value / ME, 0: Q2.value / ME**2}
        low = Shared((pair.N + pair.root_lambda) / 4)
        # largest - low, from 16 omega^2 - 8 omega N + 4 K2 Q2 at K2 and at its limit
        distance = (THRESHOLD + self.pair_mass_range(Q2)) * K2.from_high / (4 * largest - pair.K2 * pair.Q2 / low)
        flux = _sum(_product(T, f_T), _product(L, f_L))
        return pair.beta * over_energy(flux, low, Shared(distance / low))


METHODS = {"equivalent_photon": _EquivalentPhotons, "exact": _Exact}


def threshold_in_field(method: str, A: Expr, E_nu: Expr) -> Expr:
    """Energy of the neutrino at which pairs can be produced on a nucleus."""
    return METHODS[method](A * atomic_mass_unit, E_nu).threshold
