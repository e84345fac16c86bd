r"""Cross sections through the s channel, and their thermal averages.

The cross section is ``sigma = J 2 sqrt(s) Gamma(s)/(2 lambda^{1/2} [(s - M^2)^2 + M^2 Gamma^2])``, see `amplitudes`,
with a fixed width Gamma in the propagator.  In a bath of the temperature T and with Maxwell-Boltzmann statistics
(P. Gondolo, G. Gelmini, Nucl. Phys. B 360 (1991) 145, and J. Edsjo, P. Gondolo, hep-ph/9704361 for two masses)

    <sigma v> = int ds sigma lambda K_1(sqrt(s)/T)/(8 T sqrt(s) m_1^2 m_2^2 K_2(m_1/T) K_2(m_2/T)) .

With ``E = sqrt(s)`` above ``m_1 + m_2`` the exponentials of the Bessel functions leave ``exp(-(E - m_1 - m_2)/T)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sympy import Expr, Integer, Piecewise, Rational, Symbol, exp, sqrt
from sympy.core.expr import UnevaluatedExpr as Shared
from sympy.logic.boolalg import Boolean, true

from muforge.symbolic.language.functions import k1e, k2e, larger, logistic, smaller
from muforge.symbolic.language.integrals import Trapezoid, over_line
from muforge.symbolic.language.nodes.let import Names

RULE = Trapezoid(Rational(1, 5), 72, 72)
"""Resolves poles with a width of ``1e-18`` of their mass, and both ends of each panel."""


@dataclass(frozen=True)
class Channel:
    """What a mediator of any mass decays to.

    Parameters
    ----------
    width : callable
        From the mass and the velocity of the products to the partial width.
    mass : Expr
        Mass of each of the two products; 0 for a channel that is always open.
    """

    width: Callable[[Expr, Expr], Expr]
    mass: Expr = Integer(0)

    @property
    def threshold(self) -> Expr:
        """Mass above which it is open."""
        return 2 * self.mass

    def at(self, E: Expr) -> Expr:
        """The partial width of a boson of mass E, 0 where it is closed."""
        if self.mass == 0:
            return self.width(E, Integer(1))
        return Piecewise((self.width(E, self._velocity(E, E - self.threshold)), E > self.threshold), (0, True))

    def beyond(self, E: Expr, above: Expr, is_open: Boolean) -> Expr:
        """The same, the distance from the threshold being known."""
        if self.mass == 0:
            return self.width(E, Integer(1))
        return Piecewise((self.width(E, self._velocity(E, above)), is_open), (0, True))

    def _velocity(self, E: Expr, above: Expr) -> Expr:
        return sqrt(Shared(above * (E + self.threshold))) / E


@dataclass(frozen=True)
class Annihilation:
    """Two particles of dark matter and a mediator.

    Parameters
    ----------
    J : callable
        Square of the vertex of dark matter, from the excess of ``sqrt(s)`` over the threshold; see `amplitudes`.
    light : Expr
        Mass of the lighter particle.
    channels : sequence of Channel
    mass, width : Expr
        Of the mediator.
    gap : Expr
        How much heavier the other particle is.
    """

    J: Callable[[Expr], Expr]
    light: Expr
    channels: Sequence[Channel]
    mass: Expr
    width: Expr
    gap: Expr = Integer(0)

    @property
    def heavy(self) -> Expr:
        """Mass of the heavier particle."""
        return self.light + self.gap

    @property
    def threshold(self) -> Expr:
        """The smallest ``sqrt(s)``."""
        return 2 * self.light + self.gap

    def cross_section(self, E: Expr) -> Expr:
        """Sigma at ``sqrt(s) = E``."""
        excess = E - self.threshold
        width = sum(channel.at(E) for channel in self.channels)
        below = (E - self.mass) ** 2 * (E + self.mass) ** 2 + (self.mass * self.width) ** 2
        return self.J(excess) * E * width / (sqrt(self._kaellen(E, excess)) * below)

    def times_velocity_at_rest(self) -> Expr:
        """``sigma v_rel`` at threshold, ``v_rel`` the sum of both velocities; for particles of one mass."""
        E = self.threshold
        width = sum(channel.at(E) for channel in self.channels)
        below = (E - self.mass) ** 2 * (E + self.mass) ** 2 + (self.mass * self.width) ** 2
        return 2 * self.J(Integer(0)) * width / (E * below)

    def _kaellen(self, E: Expr, excess: Expr) -> Expr:
        """``lambda(s, m_1^2, m_2^2)``."""
        total = excess * (E + self.threshold)
        return Shared(total) * (E - self.gap) * (E + self.gap)

    def thermal_average(self, x: Expr) -> Expr:
        """``<sigma v>`` at ``T = m_1/x``.

        Panels end at thresholds and at the pole, each on a logistic map, the last one on an exponential; all are summed
        in one loop, so that the error is that of the sum.
        """
        names = Names()
        inner = [channel.threshold for channel in self.channels if channel.mass != 0] + [self.mass]
        ends = _sorted(names, [larger(self.threshold, place) for place in inner])
        breaks = [self.threshold, *ends]
        M_Gamma2 = names("M_Gamma2", (self.mass * self.width) ** 2)

        def at(E: Expr, above: Callable[[Expr], Expr], is_open: Callable[[Expr], Boolean], name: str) -> Expr:
            own = Names()
            energy = own(f"E_{name}", E)
            excess = own(f"excess_{name}", above(self.threshold))
            width = sum(c.beyond(energy, above(c.threshold), is_open(c.threshold)) for c in self.channels)
            pole = above(self.mass) ** 2 * (energy + self.mass) ** 2 + M_Gamma2
            bessel = k1e(energy * x / self.light) * exp(-excess * x / self.light)
            root = sqrt(self._kaellen(energy, excess))
            return own.around(energy * self.J(excess) * width * root / pole * bessel)

        def panel(number: int, low: Expr, high: Expr, t: Symbol) -> Expr:
            length = names(f"length_{number}", high - low)
            up, down = length * logistic(t), length * logistic(-t)

            def above(place: Expr) -> Expr:
                beyond = up + (low - place)
                if place == self.threshold:
                    return beyond
                return Piecewise((beyond, low >= place), (-(down + (place - high)), True))

            part = up * logistic(-t) * at(low + up, above, lambda place: low >= place, f"{number}")
            return Piecewise((part, length > 0), (0, True))  # an empty panel has no derivative of its root

        def tail(low: Expr, t: Symbol) -> Expr:
            up = self.light / x * exp(t)
            return up * at(low + up, lambda place: up + (low - place), lambda place: true, "tail")

        def all_panels(t: Symbol) -> Expr:
            parts = (panel(k, *ends, t) for k, ends in enumerate(zip(breaks, breaks[1:], strict=False), 1))
            return sum(parts) + tail(breaks[-1], t)

        total = over_line(all_panels, "E", rule=RULE)
        light, heavy = k2e(x), k2e(x * self.heavy / self.light)
        return names.around(x * total / (4 * self.light**3 * self.heavy**2 * light * heavy))


def _sorted(names: Names, values: Sequence[Expr]) -> list[Expr]:
    """Names of values in increasing order."""
    ordered: list[Expr] = []
    for round_, value in enumerate(values, 1):
        inserted, moving = [], value
        for place, there in enumerate(ordered):
            inserted.append(names(f"least_{round_}_{place}", smaller(there, moving)))
            moving = names(f"rest_{round_}_{place}", larger(there, moving))
        ordered = [*inserted, names(f"last_{round_}", moving)]
    return ordered
