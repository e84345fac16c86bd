"""Integrals over the whole line for the code generator: loops in kernels, finer sums in 50-digit arithmetic."""

from __future__ import annotations

from typing import Any

import mpmath

from muforge.codegen.check.arrays import ArrayFunction, over_arrays
from muforge.codegen.check.exactly import Evaluated, compiled, evaluation
from muforge.codegen.ir import Loop
from muforge.codegen.translator import TranslationError, Translator, Value, translation
from muforge.symbolic.language.nodes.line_integral import LineIntegral

EXTRA_REACH = 16
SCOUT = 2
NEGLIGIBLE = mpmath.mpf(10) ** -24
"""Terms this small, relative to the largest one, are left out of tails; nodes at a distance `SCOUT` tell where."""


@translation.register(LineIntegral)
def _translation(e: LineIntegral, into: Translator) -> Value:
    variable, rule = e.variable.name, e.rule
    if variable in into.inputs:
        raise TranslationError(f"{into.name}: '{variable}' is both an argument and an integration variable")
    into.loops.add(variable)
    loop = Loop(variable, rule.step, rule.reach_low, rule.reach_high)
    return into.builder.add("integral", into.real(e.integrand), data=loop)


@evaluation.register(LineIntegral)
def _evaluation(e: LineIntegral, names: tuple[str, ...], refinement: int) -> Evaluated:
    """The sum with a finer step and tails that reach further, if the integral is the only one."""
    integrand = compiled(e.integrand, (*names, e.variable.name), refinement)
    one_dimensional = not e.integrand.has(LineIntegral) and not any(n.startswith("t_") for n in names)
    finer = refinement if one_dimensional else 1
    extra = EXTRA_REACH if finer > 1 else 0
    step = e.rule.step / finer
    low, high = e.rule.reach_low + extra, e.rule.reach_high + extra
    last = int((low + high) / step)
    stride = max(1, int(SCOUT / step))

    def evaluate(*values: Any) -> Any:
        h = mpmath.mpf(step.p) / step.q

        def term(k: int) -> Any:
            return mpmath.re(integrand(*values, k * h - low))

        scouts = {k: term(k) for k in range(0, last + 1, stride)}
        least = NEGLIGIBLE * max(abs(value) for value in scouts.values())
        seen = [k for k, value in scouts.items() if not abs(value) <= least]
        nodes = range(max(0, seen[0] - stride), min(last, seen[-1] + stride) + 1) if seen else range(last + 1)
        return h * mpmath.fsum(scouts[k] if k in scouts else term(k) for k in nodes)

    return evaluate


@over_arrays.register(LineIntegral)
def _over_arrays(e: LineIntegral, names: tuple[str, ...]) -> ArrayFunction:
    """The integral as physics writes it, before the change of variables."""
    return over_arrays(e.original, names)
