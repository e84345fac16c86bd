"""Muons that are scattered forward and backward, with and without a new boson.

``y = -t/s = (1 - cos theta)/2`` runs from ``y_cut = sin(theta_cut/2)^2`` to 1/2 forward, and backward ``1 - y`` does.
What X changes is integrated by itself, so that small changes do not cancel.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from sympy import Add, Expr, Rational, cos, pi, sin

from muforge.symbolic.families.collider.quantities import PICOBARN_GEV2
from muforge.symbolic.families.muon_collider.exchange import STANDARD, Exchanged, helicity_amplitudes
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval

RULE = Trapezoid(Rational(1, 4), 48, 48)


class Counts:
    """Cross sections of muons forward and backward.

    Parameters
    ----------
    sqrt_s, cut : Expr
        Energy, and the smallest angle to the beam in radians.
    X : Exchanged, optional
        A new boson.
    """

    def __init__(self, sqrt_s: Expr, cut: Expr, X: Exchanged | None = None) -> None:
        self._sqrt_s, self._cut, self._X = sqrt_s, cut, X

    @cached_property
    def forward(self) -> Expr:
        """Cross section in the standard model with cos theta above 0, in pb."""
        return self._cross_section(self._standard, forward=True)

    @cached_property
    def backward(self) -> Expr:
        """Cross section in the standard model with cos theta below 0, in pb."""
        return self._cross_section(self._standard, forward=False)

    @property
    def ratio_shift(self) -> Expr:
        """``r/r_SM - 1`` of the ratio r of forward to backward muons, by X."""
        forward = self._cross_section(self._change, forward=True) / self.forward
        backward = self._cross_section(self._change, forward=False) / self.backward
        return (forward - backward) / (1 + backward)

    def _standard(self, y: Expr, rest: Expr) -> Expr:
        return Add(*(a.squared for a in helicity_amplitudes(STANDARD, self._sqrt_s, y, rest)))

    def _change(self, y: Expr, rest: Expr) -> Expr:
        """What X changes of the squared amplitudes."""
        assert self._X is not None
        old = helicity_amplitudes(STANDARD, self._sqrt_s, y, rest)
        new = helicity_amplitudes((self._X,), self._sqrt_s, y, rest)
        return Add(*(a.change(b) for a, b in zip(old, new, strict=True)))

    def _cross_section(self, squared: Callable[[Expr, Expr], Expr], *, forward: bool) -> Expr:
        def integrand(x: Point) -> Expr:
            y, rest = (x.value, 1 - x.value) if forward else (1 - x.value, x.value)
            return squared(y, rest)

        integral = over_interval(
            integrand, "y", sin(self._cut / 2) ** 2, Rational(1, 2), width=cos(self._cut) / 2, rule=RULE
        )
        return integral / (64 * pi * self._sqrt_s**2) * PICOBARN_GEV2
