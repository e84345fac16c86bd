"""Variants of the catalogue with their optimised programs, as peers get them."""

from __future__ import annotations

from sympy import Expr

from muforge.catalogue.lookup import constant_values
from muforge.codegen.check.expand import expand
from muforge.codegen.ir import Program
from muforge.codegen.pipeline import PASSES, program_of
from muforge.codegen.translate import translate
from muforge.symbolic.language.literature import Printed
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.language.written import written_out
from muforge.symbolic.registry import quantities


def variant_of(name: str, boson: str = "vector") -> Variant:
    """The variant for a boson, optional arguments left out."""
    wanted = (("boson", boson),)
    return next(v for v in quantities()[name].variants if v.options == wanted and not v.present)


def optimised(variant: Variant) -> Expr:
    """What the kernel computes after all passes, as an expression."""
    return expand(program_of(variant))


def printed(variant: Variant) -> Expr:
    """The equation that holds everywhere, as the literature prints it."""
    return next(r.form for r in variant.printed if isinstance(r, Printed))


def without_tables(variant: Variant) -> Program:
    """The optimised program with the integral of a tabulated function in the place of its table."""
    inputs = variant.kernel_inputs
    points = len([name for name in inputs if name in variant.quantity.points])
    program = translate(variant.kernel, written_out(variant.expression), inputs, points, [], variant.formula.valid)
    for optimise in PASSES:
        program = optimise(program)
    return program


def constants(*names: str) -> tuple[float, ...]:
    """Values of the table of constants."""
    table = constant_values()
    return tuple(table[name] for name in names)
