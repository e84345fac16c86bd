"""Derivatives of declared formulas, each a variant with a kernel of its own on request.

An integral is differentiated after its map to the whole line, where limits that move are part of the integrand.  A
function that kernels take from a table is differentiated as its formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from muforge.symbolic.language.calculus import derivative
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.nature.units import Unit


@dataclass(frozen=True)
class Slope(Variant):
    """The derivative of a variant as a variant: a formula of its own, and a kernel on request.

    Parameters
    ----------
    by : tuple of str
        Inputs of the kernel; the derivative is the sum of those by each.  There are several where an option sets an
        input to a constant that the formula contains as well.

    Notes
    -----
    For a quantity x that solves an equation R(x, a) = 0 it is ``-(dR/da)/(dR/dx)``, and x becomes the last input.
    """

    by: tuple[str, ...] = ()

    @classmethod
    def of(cls, variant: Variant, by: tuple[str, ...]) -> Slope:
        """The derivative of a variant."""
        return cls(variant.quantity, variant.options, variant.present, variant.lengths, by)

    @property
    def variant(self) -> Variant:
        """The expression that is differentiated."""
        return Variant(self.quantity, self.options, self.present, self.lengths)

    @property
    def name(self) -> str:
        """Name of the kernel, e.g. ``decay_boson_to_leptons_vector_by_m_X``."""
        return "_by_".join([self.variant.name, *self.by])

    @property
    def kernel(self) -> str:
        """Name of the kernel, which computes nothing else."""
        return self.name

    @cached_property
    def together(self) -> tuple[Variant, ...]:
        """The derivative alone."""
        return (self,)

    @cached_property
    def formula(self) -> Formula:
        """The formula of the derivative."""
        expression = self.variant.expression
        return self.variant.formula.slope(lambda name: derivative(expression, name), self.by).in_steps()

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Those of the variant; for a solution of an equation also the solution itself."""
        return (*self.variant.inputs, *self.variant.unknowns)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Unit of every symbol of the formula, a solution included."""
        return self.variant.units

    @property
    def unit(self) -> Unit:
        """Unit of the derivative."""
        variant = self.variant
        return variant.unit / variant.units[self.by[0]]
