r"""Cross sections of neutrino trident production from the integrated muon pair.

In the notation of `muforge.symbolic.families.trident.pair`, Q2, K2 and W2 belong to the photon, to the
exchanged weak boson and to the muon pair, omega is the product of the momenta of neutrino and photon.  At fixed Q2 all
depends on omega through ``zeta``, ``lambda zeta = 16 omega^2 - 8 N omega + 4 K2 Q2``, and through the polarisations of
the photon with respect to the neutrino: transverse ones (T), and one in the plane of p and q (L), of opposite
norm.  Squared amplitudes are Laurent polynomials in omega, and so are the fluxes of photons of a nucleus,

    sigma = (G_F^2 alpha^2 Z^2/(2048 pi^3)) int dQ2 F(Q2)^2/Q2^2 int dW2 beta int dK2 int domega/omega (f_T T + f_L L) ,

so that the integral over omega is elementary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from sympy import Expr, Integer, Rational, Symbol, pi, sqrt

from muforge.symbolic.families.trident import pair as trident_pair
from muforge.symbolic.families.trident.laurent import Laurent, added, multiplied, over_logarithm, shifted, times
from muforge.symbolic.families.trident.pair import PairFunctions, pair_functions
from muforge.symbolic.language.functions import log1p_positive, smaller
from muforge.symbolic.language.integrals import LineIntegral, Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.nature.constants import (
    G_F,
    alpha,
    atomic_mass_unit,
    hbarc2_GeV2_cm2,
    largest_transfer,
    m_mu,
)
from muforge.symbolic.nature.form_factors import FORM_FACTORS

Currents = Mapping[str, Expr]
"""Current of the muon -> square of its coupling."""


@dataclass(frozen=True)
class Propagator:
    """``mass^2/(mass^2 - k^2)`` to a power, which multiplies squared amplitudes; 1 for a contact interaction."""

    mass: Expr = Integer(0)
    power: int = 0

    def at(self, names: Names, K2: Expr) -> Expr:
        """Its value, with a name for that of the first power."""
        if self.power == 0:
            return Integer(1)
        return names("propagator", self.mass**2 / (self.mass**2 + K2)) ** self.power


CONTACT = Propagator()

THRESHOLD = 4 * m_mu**2
"""Smallest W2."""


class Pair:
    """A point in W2, K2 and Q2; 0 for the latter if the photon is real.

    Parameters
    ----------
    names : Names
        Receives names for values that are used often.
    W2, K2 : Point
    Q2 : Expr
    """

    def __init__(self, names: Names, W2: Point, K2: Point, Q2: Expr) -> None:
        self._names = names
        self.W2, self.above_threshold = names("pair_W2", W2.value), W2.from_low
        self.K2, self.K2_below = names("pair_K2", K2.value), names("pair_K2_below", K2.from_high)
        self.Q2 = Q2
        self.N = names("pair_N", self.W2 + self.K2 + Q2)
        self.beta = names("pair_beta", sqrt(self.above_threshold / self.W2))
        if Q2 == 0:
            self.square, self.root = self.N**2, self.N
        else:  # N^2 - 4 K2 Q2 as a sum of positive terms
            self.square = names("pair_lambda", self.W2 * (self.W2 + 2 * (self.K2 + Q2)) + (self.K2 - Q2) ** 2)
            self.root = names("pair_root", sqrt(self.square))
        self.smallest_omega = names("pair_low", (self.N + self.root) / 4)

    def functions(self, currents: Currents) -> PairFunctions:
        """The sum over the currents of the pair's functions, times the squared couplings."""
        total = dict.fromkeys((field.name for field in fields(PairFunctions)), Integer(0))
        for current, coupling in currents.items():
            own = self.functions_of(current)
            for name in total:
                total[name] += coupling * getattr(own, name)
        return PairFunctions(**{name: self._names(f"pair_{name}", value) for name, value in total.items()})

    def functions_of(self, current: str) -> PairFunctions:
        """The pair's functions of one current."""
        own, values = pair_functions(current), self._values()
        names = [field.name for field in fields(PairFunctions)]
        return PairFunctions(
            **{name: self._names(f"pair_{current}_{name}", getattr(own, name).xreplace(values)) for name in names}
        )

    def _values(self) -> dict[Symbol, Expr]:
        names = self._names
        delta = names("pair_delta", m_mu**2 * self.N**2 + self.K2 * self.Q2 * self.above_threshold)
        b = names("pair_b", self.beta * self.root / self.N)
        steep = b * (1 + b) * self.W2 * self.N**2 / (2 * delta)  # 2 b/(1 - b)
        logarithm = names("pair_logarithm", log1p_positive(steep) / (2 * b))
        return {
            trident_pair.W2: self.W2,
            trident_pair.K2: self.K2,
            trident_pair.Q2: self.Q2,
            trident_pair.N: self.N,
            trident_pair.DELTA: delta,
            trident_pair.LAMBDA: self.square,
            trident_pair.LOGARITHM: logarithm,
        }

    def named(self, name: str, spectrum: Laurent) -> Laurent:
        """The polynomial with names for its coefficients."""
        return {n: self._names(f"pair_{name}_{'m' * (n < 0)}{abs(n)}", value) for n, value in spectrum.items()}

    def over_energy(self, spectrum: Laurent, excess: Expr) -> Expr:
        """``int domega/omega`` of a Laurent polynomial from the smallest omega to ``1 + excess`` times that.

        There is no cancellation for small excess.
        """
        excess = self._names("pair_excess", excess)
        ratio, low = self._names("pair_ratio", 1 + excess), self.smallest_omega
        return over_logarithm(spectrum, low, excess, ratio)

    @property
    def zeta(self) -> Laurent:
        """``x^2 - 1``."""
        return {2: 16 / self.square, 1: -8 * self.N / self.square, 0: 4 * self.K2 * self.Q2 / self.square}


def transverse(pair: Pair, R: PairFunctions) -> Laurent:
    """The squared amplitude summed over transverse polarisations of a real photon, over the pair's angles averaged."""
    return added(times(pair.zeta, 4 * R.K2_TS + 2 * pair.K2 * R.TT), {0: 4 * pair.K2 * R.TT})


def both(pair: Pair, R: PairFunctions, current: str) -> tuple[Laurent, Laurent]:
    """The squared amplitudes of a virtual photon and a current of the muon, T and L.

    The polarisation L is scalar with respect to k and q but for a boost with ``sinh^2 = K2 Q2 zeta/(4 omega^2)``
    towards the transverse plane.
    """
    K2, Q2, zeta = pair.K2, pair.Q2, pair.zeta
    scalar = added(times(zeta, 4 * K2 * R.SS + 2 * K2 * R.ST), {0: 4 * K2 * R.ST})
    in_plane = added(times(zeta, 2 * R.K2_TS + 4 * K2 * R.quartic), {0: 2 * K2 * R.TT})
    boosted = multiplied(times(shifted(zeta, -2), K2 * Q2 / 4), added(scalar, in_plane))
    # x (sqrt(lambda) + x N) = 4 (4 omega - N) (omega N - K2 Q2)/lambda
    mixing = multiplied({1: Integer(4), 0: -pair.N}, {1: pair.N, 0: -K2 * Q2})
    mixed = times(multiplied(shifted(mixing, -2), zeta), 2 * K2 * Q2 * R.K2_cross / pair.square)
    more = pair.named(f"{current}_more", added(boosted, mixed))
    return added(transverse(pair, R), more), added(scalar, more)


# ----- a real photon ---------------------------------------------------------------------------------------------

PAIR_MASS = Trapezoid(Rational(3, 8), 46, 16)
TRANSFER = Trapezoid(Rational(3, 8), 76, 28)


def real_photon(s: Expr, currents: Currents, propagator: Propagator = CONTACT) -> LineIntegral:
    """``sigma 256 pi^2 s^2/(G_F^2 alpha)`` of a neutrino and a real photon with the squared energy s."""

    def over_pair_mass(W2: Point) -> Expr:
        def over_transfer(K2: Point) -> Expr:
            names = Names()
            pair = Pair(names, W2, K2, Integer(0))
            R = pair.functions(currents)
            zeta = names("zeta", 4 * s * pair.K2_below / pair.N**2)
            square = 4 * zeta * R.K2_TS + (4 + 2 * zeta) * pair.K2 * R.TT
            weighted = names("weighted_square", pair.beta * square)
            return names.around(propagator.at(names, pair.K2) * weighted)

        return over_interval(over_transfer, "K2", Integer(0), s - W2.value, width=W2.from_high, rule=TRANSFER)

    return over_interval(over_pair_mass, "W2", THRESHOLD, s, rule=PAIR_MASS)


# ----- a nucleus -------------------------------------------------------------------------------------------------

VIRTUALITY = {"exponential": Trapezoid(Rational(1, 3), 60, 6), "helm": Trapezoid(Rational(1, 4), 60, 6)}
"""Rule by form factor; Helm's has zeros, and close to threshold the integrand lies between two of them."""
PAIR_MASS_IN_FIELD = Trapezoid(Rational(1, 2), 30, 10)
TRANSFER_IN_FIELD = Trapezoid(Rational(5, 8), 62, 15)


@cache
def in_field(
    method: str, form_factor: str, Z: Expr, A: Expr, E_nu: Expr, current: str, propagator: Propagator = CONTACT
) -> Expr:
    """Cross section in cm^2 on a nucleus of spin 0 by one of the `METHODS`, above its threshold; couplings are 1."""
    outside = Names()
    field = METHODS[method](outside, A * atomic_mass_unit, E_nu)

    def over_virtuality(Q2: Point) -> Expr:
        names = Names()
        at_Q2 = field.at(names, Q2)

        def over_pair_mass(W2: Point) -> Expr:
            inner = Names()
            named_W2 = Point(W2.value, inner("W2_above", W2.from_low), inner("W2_below", W2.from_high))
            high = inner("K2_high", at_Q2.largest_transfer(named_W2))

            def over_transfer(K2: Point) -> Expr:
                innermost = Names()
                pair = Pair(innermost, named_W2, K2, at_Q2.pair_Q2)
                R = pair.functions_of(current)
                over_energy = innermost(f"{current}_over_energy", pair.beta * at_Q2.over_energy(pair, R, current))
                return innermost.around(propagator.at(innermost, pair.K2) * over_energy)

            return inner.around(over_interval(over_transfer, "K2", Integer(0), high, rule=TRANSFER_IN_FIELD))

        inner_integral = over_interval(
            over_pair_mass, "W2", THRESHOLD, THRESHOLD + at_Q2.width, width=at_Q2.width, rule=PAIR_MASS_IN_FIELD
        )
        return names.around(FORM_FACTORS[form_factor](at_Q2.Q2, A) ** 2 / at_Q2.Q2**2 * inner_integral)

    integral = over_interval(over_virtuality, "Q2", field.lowest, field.highest, rule=VIRTUALITY[form_factor])
    return outside.around(G_F**2 * alpha**2 * Z**2 / (2048 * pi**3) * hbarc2_GeV2_cm2 * integral)


class _RealAtQ2:
    """The limits at one virtuality, whose photons are taken to be real: ``2 omega = s < 2 E sqrt(Q2)``."""

    def __init__(self, names: Names, E: Expr, Q2: Point) -> None:
        self.Q2, self.pair_Q2 = names("photon_Q2", Q2.value), Integer(0)
        lowest = 2 * m_mu**2 / E
        self.width = names("W2_width", 2 * E * Q2.from_low / (sqrt(self.Q2) + lowest))  # 2 E sqrt(Q2) - 4 m_mu^2

    def largest_transfer(self, W2: Point) -> Expr:
        """Where s is largest."""
        return W2.from_high

    def over_energy(self, pair: Pair, R: PairFunctions, current: str) -> Expr:
        """The squared amplitude times the flux, integrated over omega."""
        flux = multiplied(transverse(pair, R), {-2: 2 * self.Q2})
        return pair.over_energy(flux, pair.K2_below / pair.N)


class _EquivalentPhotons:
    """Real photons with the flux as printed, ``f_T = 2 Q2/omega^2`` and no more."""

    def __init__(self, names: Names, M: Expr, E: Expr) -> None:
        self.E = E
        self.lowest, self.highest = names("Q2_low", (2 * m_mu**2 / E) ** 2), largest_transfer

    @staticmethod
    def threshold(M: Expr) -> Expr:
        """The smallest energy of the neutrino."""
        return 2 * m_mu**2 / sqrt(largest_transfer)

    def at(self, names: Names, Q2: Point) -> _RealAtQ2:
        """What belongs to one virtuality."""
        return _RealAtQ2(names, self.E, Q2)


class _Exact:
    """The nucleus with the current ``P = p_N + p_N'`` and its recoil.

    With P_T^2 averaged over the azimuth, ``f_T = -P_T^2/(2 M^2 E^2)`` and ``f_L = (P.p)^2 Q2/(omega M E)^2``;
    ``P_T^2 = 0`` at the largest omega.
    """

    def __init__(self, names: Names, M: Expr, E: Expr) -> None:
        self.M, self.E = names("mass", M), E
        self.lever = names("lever", 1 + 2 * E / M)  # S/M^2, S being the squared energy of neutrino and nucleus
        above = (E - self.threshold(self.M)) * (E + 2 * m_mu - 2 * m_mu**2 / self.M)
        mean = (2 * E**2 - THRESHOLD * (1 + E / self.M)) / self.lever
        self.end = names("Q2_end", mean + 2 * E * sqrt(above) / self.lever)  # without the cut
        self.lowest = names("Q2_low", THRESHOLD**2 / (self.lever * self.end))
        self.highest = names("Q2_high", smaller(self.end, largest_transfer))

    @staticmethod
    def threshold(M: Expr) -> Expr:
        """The smallest energy of the neutrino."""
        return 2 * m_mu + 2 * m_mu**2 / M

    def at(self, names: Names, Q2: Point) -> _VirtualAtQ2:
        """What belongs to one virtuality."""
        return _VirtualAtQ2(names, self, Q2)


class _VirtualAtQ2:
    """The limits at one virtuality."""

    def __init__(self, names: Names, field: _Exact, Q2: Point) -> None:
        self.field, self.Q2 = field, names("photon_Q2", Q2.value)
        self.pair_Q2 = self.Q2
        M, ratio = field.M, field.E / field.M
        q = names("photon_q", sqrt(self.Q2))
        long = names("photon_long", sqrt(self.Q2 + 4 * M**2))
        self.largest_omega = names("largest_omega", 2 * M * field.E * q / (q + long))
        total = ratio * q * long + (1 + ratio) * self.Q2 + THRESHOLD
        to_end = (field.end - field.highest) + Q2.from_high
        self.width = names("W2_width", field.lever * to_end * Q2.from_low / total)
        self.available = names("W2_available", THRESHOLD + self.width)  # 2 omega_max - Q2

    def largest_transfer(self, W2: Point) -> Expr:
        """Where omega is largest."""
        return 2 * self.largest_omega * W2.from_high / self.available

    def over_energy(self, pair: Pair, R: PairFunctions, current: str) -> Expr:
        """The squared amplitude times the flux, integrated over omega."""
        T, L = both(pair, R, current)
        ME = self.field.M * self.field.E
        f_T = {-2: 2 * self.Q2, -1: -2 * self.Q2 / ME, 0: -2 / self.field.E**2}
        f_L = {-2: 4 * self.Q2, -1: -4 * self.Q2 / ME, 0: self.Q2 / ME**2}
        low = pair.smallest_omega
        # largest - smallest omega, from lambda zeta at K2 and at its limit
        distance = self.available * pair.K2_below / (4 * self.largest_omega - pair.K2 * self.Q2 / low)
        flux = added(
            multiplied(pair.named(f"{current}_T", T), f_T),
            multiplied(pair.named(f"{current}_L", L), f_L),
        )
        return pair.over_energy(flux, distance / low)


METHODS: Mapping[str, type[_EquivalentPhotons] | type[_Exact]] = {
    "equivalent_photon": _EquivalentPhotons,
    "exact": _Exact,
}


def threshold_in_field(method: str, A: Expr) -> Expr:
    """Energy of the neutrino at which pairs can be produced on a nucleus."""
    return METHODS[method].threshold(A * atomic_mass_unit)
