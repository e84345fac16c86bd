"""How fast the rules of a kernel converge, over its domain.

The error of a level of refinement cannot be told from the changes between levels without allowing much for what they
do not show.  It can be bounded beforehand: by the largest one at many points of the domain, times a margin.  A kernel
trusts such a bound where the changes that it sees are usual ones.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Dummy, Symbol, lambdify
from sympy.core.expr import Expr

from muforge.codegen.domain import Sample, boundary_samples, domain, draw
from muforge.codegen.emit.tables import nodes
from muforge.codegen.fingerprint import Fingerprinter, digest
from muforge.codegen.ir import Loop
from muforge.codegen.product_rule import IN_NUMPY
from muforge.codegen.reference import plain
from muforge.symbolic.declare import Variant
from muforge.symbolic.integrals import LineIntegral
from muforge.symbolic.tabulated import written_out

POINTS = 400
OFFSETS = (1e-7, 1e-5, 1e-3, 1e-2, 0.05, 0.2)
"""Relative distances from where conditions change; closer to a threshold rounding drowns the errors."""
MARGIN = 8.0
"""The bounds are this many times the largest error found."""
USUAL = 0.95
SLACK = 2.0
"""Changes are usual up to this many times what this part of the points has; results that cancel have larger ones."""
TELLING = 0.2
"""Changes larger than this say nothing about errors."""
CHUNK = 40


@dataclass(frozen=True)
class Level:
    """A level of refinement: how much it may change the result of the one before, and the error it may leave."""

    change: float
    error: float


def convergence(variant: Variant, rules: dict[str, Loop]) -> tuple[Level, ...]:
    """The levels of a kernel with one-dimensional integrals but the finest; relative, rounded up to two digits.

    Parameters
    ----------
    variant : Variant
    rules : dict of str to Loop
        Rule of each integration variable.
    """
    values = _Levels(variant, rules)(_points(variant))
    values = values[:, np.isfinite(values).all(axis=0) & (values[-1] != 0)]
    relative = values / values[-1]
    changes = np.abs(np.diff(relative, axis=0, prepend=0.0) / relative)
    usual = [_rounded(SLACK * np.quantile(change, USUAL)) for change in changes]
    levels = []
    for number in range(len(relative) - 1):
        trusted = (changes[number] <= usual[number]) & (changes[number - 1] <= usual[number - 1] if number else True)
        error = MARGIN * np.abs(relative[number] - 1)[trusted].max()
        levels.append(Level(usual[number], _rounded(error) if usual[number] <= TELLING else 1.0))
    return tuple(levels)


def fingerprint(variant: Variant) -> str:
    """A hash of all that the levels depend on."""
    ranges = [(a.name, a.real.range) for a in variant.quantity.arguments if a.real]
    return digest(repr((POINTS, OFFSETS, MARGIN, USUAL, SLACK, TELLING, ranges)) + Fingerprinter().formula(variant))


def _rounded(number: Any) -> float:
    text = f"{float(number):.1e}"
    return float(text) if float(text) >= number else float(f"{float(number) * 1.05:.1e}")


def _points(variant: Variant) -> list[Sample]:
    generator = random.Random(variant.kernel)
    inside = domain(variant)
    drawn = [draw(variant, generator) for _ in range(POINTS)]
    return [s for s in [*drawn, *boundary_samples(variant, generator, OFFSETS)] if inside(s)]


class _Levels:
    """The results of all levels, in extended precision where there is one."""

    def __init__(self, variant: Variant, rules: dict[str, Loop]) -> None:
        expression = written_out(variant.expression)
        self._names = variant.kernel_inputs
        loops = {loop: Dummy(f"loop{i}") for i, loop in enumerate(sorted(expression.atoms(LineIntegral), key=_name))}
        self._integrals = [
            (_function(e.integrand, [*self._names, e.variable.name]), rules[e.variable.name]) for e in loops
        ]
        self._whole = _function(expression.xreplace(loops), self._names, *loops.values())

    def __call__(self, points: Sequence[Sample]) -> np.ndarray:
        chunks = [points[start : start + CHUNK] for start in range(0, len(points), CHUNK)]
        with np.errstate(all="ignore"):
            return np.concatenate([self._chunk(chunk) for chunk in chunks], axis=1)

    def _chunk(self, points: Sequence[Sample]) -> np.ndarray:
        inputs = [np.array([point[name] for point in points], dtype=np.longdouble) for name in self._names]
        sums = [_sums(function, rule, inputs) for function, rule in self._integrals]
        values = self._whole(*inputs, *sums)
        return np.broadcast_to(np.asarray(values), (len(sums[0]), len(points)))


def _name(loop: LineIntegral) -> str:
    return loop.variable.name


def _sums(function: Any, rule: Loop, inputs: list[np.ndarray]) -> np.ndarray:
    """The results of the levels of one integral at each point."""
    ordered, ends = nodes(rule)
    t = np.array([float(node) for node in ordered], dtype=np.longdouble)
    terms = np.broadcast_to(function(*(x[:, None] for x in inputs), t), (len(inputs[0]), len(t)))
    steps = [float(rule.coarsest / rule.ratio**level) for level in range(rule.levels)]
    return np.stack([step * np.sum(terms[:, :end], axis=1) for step, end in zip(steps, ends, strict=True)])


def _function(expression: Expr, names: Sequence[str], *more: Dummy) -> Any:
    bare = plain(expression)
    by_name = {s.name: s for s in bare.free_symbols if isinstance(s, Symbol) and s not in more}
    return lambdify([*(by_name.get(n, Dummy(n)) for n in names), *more], bare, [dict(IN_NUMPY), "numpy"], cse=True)
