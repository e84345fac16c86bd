"""The compiler on one page: from a declared variant to an optimised program, and on to C."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sympy import Expr

from muforge.codegen.backends.c.pointwise import pointwise
from muforge.codegen.backends.c.quadrature import quadrature
from muforge.codegen.backends.c.series import series
from muforge.codegen.ir import Program
from muforge.codegen.passes.columns import columns
from muforge.codegen.passes.powers import powers
from muforge.codegen.passes.reciprocal import reciprocal
from muforge.codegen.passes.stable import stable
from muforge.codegen.plan.kernel_limits import check_inputs, check_rules
from muforge.codegen.plan.kernel_plan import plan_of
from muforge.codegen.plan.node_tables import Tables
from muforge.codegen.plan.quadrature_rules import has_integral
from muforge.codegen.translate import TranslationError, translate_together
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.language.written import written_out

PASSES: tuple[Callable[[Program], Program], ...] = (stable, reciprocal, powers, columns)
"""Optimisations in their order; common subexpressions are found by construction, hoisting by scheduling."""


def program_of(variant: Variant) -> Program:
    """The optimised program of the kernel that a variant is a result of.

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
    return stable(_translated(variant, written_out))


def untransformed(variant: Variant) -> Program:
    """The program of a variant as translated, before any pass."""
    return _translated(variant, lambda expression: expression)


def _translated(variant: Variant, form: Callable[[Expr], Expr]) -> Program:
    """The program of a variant, and of those that are results of the same kernel, from a form of their formulas."""
    inputs = variant.kernel_inputs
    points = len([name for name in inputs if name in variant.quantity.points])
    if variant.unknowns:
        points = 1
    series_names = [a.name for a in variant.quantity.arguments if a.series]
    if any(other.kernel_inputs != inputs for other in variant.together):
        raise TranslationError(f"{variant.kernel}: its results depend on different constants")
    results = [(form(other.expression), other.formula.valid) for other in variant.together]
    program = translate_together(variant.kernel, results, inputs, points, series_names)
    return replace(program, positive=variant.positive & frozenset(inputs))


def c_code(program: Program, tables: Tables, accuracy: float) -> str:
    """The C functions of a program that promises a relative accuracy."""
    plan = plan_of(program)
    if has_integral(program):
        return quadrature(plan, tables, accuracy)
    return series(plan) if program.series else pointwise(plan)
