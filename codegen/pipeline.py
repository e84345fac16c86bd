"""The compiler on one page: from a declared variant to an optimised program, and on to C."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sympy import Expr

from muforge.codegen.backends.c.loops import has_integral, loop_cost, series
from muforge.codegen.backends.c.pointwise import pointwise, pointwise_cost
from muforge.codegen.backends.c.quadrature import quadrature
from muforge.codegen.ir import Program
from muforge.codegen.passes.columns import columns
from muforge.codegen.passes.powers import powers
from muforge.codegen.passes.reciprocal import reciprocal
from muforge.codegen.passes.stable import stable
from muforge.codegen.plan.kernel_limits import check_inputs, check_rules
from muforge.codegen.plan.node_tables import Tables
from muforge.codegen.translate import translate
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.language.written import written_out

PASSES: tuple[Callable[[Program], Program], ...] = (stable, reciprocal, powers, columns)
"""Optimisations in their order; common subexpressions are found by construction, hoisting by scheduling."""


def program_of(variant: Variant) -> Program:
    """The optimised program of a variant.

    Raises
    ------
    TranslationError
        If a kernel cannot be made of it: because of its formula, its rules, or too many inputs.
    """
    check_inputs(variant)
    program = untransformed(variant)
    for optimise in PASSES:
        program = optimise(program)
    if has_integral(program):
        check_rules(program)
    return program


def program_for_interpretation(variant: Variant) -> Program:
    """The program of a variant without tables, in forms that do not cancel but not optimised further."""
    return stable(_translated(variant, written_out(variant.expression)))


def untransformed(variant: Variant) -> Program:
    """The program of a variant as translated, before any pass."""
    return _translated(variant, variant.expression)


def _translated(variant: Variant, expression: Expr) -> Program:
    inputs = variant.kernel_inputs
    points = len([name for name in inputs if name in variant.quantity.points])
    if variant.unknowns:
        points = 1
    series_names = [a.name for a in variant.quantity.arguments if a.series]
    program = translate(variant.kernel, expression, inputs, points, series_names, variant.formula.valid)
    return replace(program, positive=variant.positive & frozenset(inputs))


def c_code(program: Program, tables: Tables, accuracy: float) -> str:
    """The C functions of a program that promises a relative accuracy."""
    if has_integral(program):
        return quadrature(program, tables, accuracy)
    if program.series:
        return series(program)
    return pointwise(program)


def cost_in_words(program: Program) -> str:
    """How many operations a program takes, for people."""
    return loop_cost(program) if has_integral(program) or program.series else pointwise_cost(program)
