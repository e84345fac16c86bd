"""Representations of SU(2) x U(1) as arguments, and charge states as expressions in them.

`muforge.symbolic.families.electroweak.tensors` derives the charge states.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from sympy import Abs, And, Expr, Integer, Piecewise, Rational, sqrt
from sympy.logic.boolalg import Boolean

from muforge.symbolic.families.electroweak.tensors import (
    ALL_DIMENSIONS,
    LARGEST_CHARGE,
    Dimensions,
    charge_states,
    hypercharges,
    models,
)
from muforge.symbolic.language.arguments import Components, Real
from muforge.symbolic.nature.units import one

PARTS = ("dimension", "hypercharge")
NAMES = ("R", "R_A", "R_B")
ROUNDED = Rational(1, 10**9)
"""Dimensions and sums of hypercharges may be off by this much."""


def _representation(of: str) -> Real:
    return Real(one, f"representation of {of}, [dimension, hypercharge] with Q = T3 + Y", range=(0.5, 3.0))


Pair = tuple[Expr, Expr]
Unmixed = Annotated[Pair, _representation("the new particle that does not mix"), Components(PARTS)]
First = Annotated[Pair, _representation("the particle that couples to the muon's doublet"), Components(PARTS)]
Second = Annotated[Pair, _representation("the particle that couples to the muon's singlet"), Components(PARTS)]


def drawn_models() -> tuple[Mapping[str, float], ...]:
    """The representations of all models as inputs, by their names."""
    return tuple(
        {
            f"{name}_{part}": value
            for name, dimension, Y in zip(NAMES, dimensions, hypercharges(Y_R), strict=True)
            for part, value in zip(PARTS, (float(dimension), float(Y)), strict=True)
        }
        for dimensions, Y_R in models()
    )


def exact(fraction: Fraction) -> Rational:
    """A fraction as sympy has it."""
    return Rational(fraction.numerator, fraction.denominator)


@dataclass(frozen=True)
class SymbolicState:
    """A charge state of any of the models: the charge of R, and the couplings."""

    Q_R: Expr
    c_1: Expr
    c_2: Expr
    c_12: Expr

    @property
    def Q_A(self) -> Expr:
        """The charge of the components that mix: that of the muon less that of R."""
        return -1 - self.Q_R

    @property
    def weight(self) -> Expr:
        """``w = c_1 c_2 c_12``."""
        return self.c_1 * self.c_2 * self.c_12


@dataclass(frozen=True)
class Representations:
    """Three representations, dimension and hypercharge of each."""

    R: Pair
    R_A: Pair
    R_B: Pair

    @property
    def words(self) -> dict[Boolean, str]:
        """The conditions under which they can couple to the muon, and their words."""
        (d, Y), (d_A, Y_A), (d_B, Y_B) = self.R, self.R_A, self.R_B
        known = And(
            *(Abs((n - 1) * (n - 2) * (n - 3)) <= ROUNDED for n in (d, d_A)),
            Abs(d - d_B) <= ROUNDED,
            Abs(Abs(d - d_A) - 1) <= ROUNDED,
        )
        largest = And(*(Abs(y) + (n - 1) / 2 <= LARGEST_CHARGE + ROUNDED for n, y in (self.R, self.R_A, self.R_B)))
        return {
            known: "dimensions 1, 2 or 3, the same for R and R_B and another one by 1 for R_A",
            Abs(Y + Y_A + Rational(1, 2)) <= ROUNDED: "Y_R + Y_A = -1/2, the hypercharge of the muon's doublet",
            Abs(Y + Y_B + 1) <= ROUNDED: "Y_R + Y_B = -1, the hypercharge of the muon's singlet",
            largest: f"electric charges T3 + Y of at most {LARGEST_CHARGE}",
        }

    def of_dimensions(self, values: Mapping[Dimensions, Expr]) -> Expr:
        """One of several values, by the dimensions."""
        if len(set(values.values())) == 1:
            return next(iter(values.values()))
        d, d_A = self.R[0], self.R_A[0]
        return Piecewise(
            (values[1, 2, 1], d < Rational(3, 2)),
            (values[3, 2, 3], d > Rational(5, 2)),
            (values[2, 1, 2], d_A < Rational(3, 2)),
            (values[2, 3, 2], True),
        )

    def states(self) -> tuple[SymbolicState, ...]:
        """The charge states; models with fewer than others have more without couplings."""
        count = max(len(charge_states(dimensions)) for dimensions in ALL_DIMENSIONS)
        return tuple(self._state(place) for place in range(count))

    def _state(self, place: int) -> SymbolicState:
        def chosen(attribute: str) -> Expr:
            values: dict[Dimensions, Expr] = {}
            for dimensions in ALL_DIMENSIONS:
                states = charge_states(dimensions)
                number = exact(getattr(states[min(place, len(states) - 1)], attribute))
                values[dimensions] = number if attribute == "T3" else sqrt(number) * int(place < len(states))
            return self.of_dimensions(values)

        return SymbolicState(self.R[1] + chosen("T3"), *(chosen(f"{c}_squared") for c in ("c_1", "c_2", "c_12")))

    @property
    def weights(self) -> Expr:
        """``W``, the sum of the weights."""
        return self._total("c_1_squared", "c_2_squared", "c_12_squared")

    @property
    def mixings(self) -> Expr:
        """``n``, the sum of the squares of c_12, which is that over all components for the neutral Higgs boson."""
        return self._total("c_12_squared", "c_12_squared")

    def _total(self, *squares: str) -> Expr:
        """The sum over charge states of a product of roots."""
        values: dict[Dimensions, Expr] = {}
        for dimensions in ALL_DIMENSIONS:
            total = Integer(0)
            for state in charge_states(dimensions):
                product = Integer(1)
                for square in squares:
                    product *= exact(getattr(state, square))
                total += sqrt(product)
            values[dimensions] = total
        return self.of_dimensions(values)
