"""How fast the rules of a kernel converge, over its domain.

Changes between levels estimate the error poorly.  When C is generated the domain is sampled, and for each level the
largest error found (times `MARGIN`) and the typical change are kept.  A kernel uses the bound only while its own
changes are typical.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sympy import Dummy, Symbol, lambdify
from sympy.core.expr import Expr

from muforge.codegen.check.domain import Sample, boundary_samples, domain, draw
from muforge.codegen.check.product_rule import IN_NUMPY
from muforge.codegen.check.reference import plain
from muforge.codegen.fingerprint import Fingerprinter, digest
from muforge.codegen.ir import Loop
from muforge.codegen.plan.node_tables import nodes
from muforge.symbolic.language.integrals import LineIntegral
from muforge.symbolic.language.nodes.tabulated import written_out
from muforge.symbolic.language.variant import Variant

POINTS = 2000
ENOUGH = 300
"""With fewer points in the domain there are no bounds."""
EDGES = 8
"""Random draws of the other inputs at each edge."""
OFFSETS = (1e-7, 1e-5, 1e-3, 1e-2, 0.05, 0.2)
"""Relative distances from where conditions change; closer to a threshold rounding drowns the errors."""
MARGIN = 8.0
"""The bounds are this many times the largest error found."""
USUAL = 0.95
SLACK = 2.0
"""Changes are usual up to this many times what this part of the points has; results that cancel have larger ones."""
NOISE = 2e-15
"""Smaller changes come from rounding, and differ from processor to processor."""
TELLING = 0.2
"""Changes larger than this say nothing about errors."""
MOST, STEADY = 0.98, 4.0
"""If the largest error is so many times what most points have, larger ones may have been missed: there is no bound."""
CHUNK = 40


@dataclass(frozen=True)
class Level:
    """A level of refinement: how much it usually changes the result of the one before, and a bound on its error."""

    change: float
    error: float


@dataclass(frozen=True)
class Convergence:
    """What is known beforehand of a kernel with one-dimensional integrals; relative errors, rounded up.

    Parameters
    ----------
    levels : tuple of Level
        All but the finest.
    box : tuple of (float, float)
        Between which values of each input the bounds hold.
    """

    levels: tuple[Level, ...]
    box: tuple[tuple[float, float], ...]


def convergence(variant: Variant, rules: dict[str, Loop]) -> Convergence:
    """How a kernel converges over its domain.

    Parameters
    ----------
    variant : Variant
    rules : dict of str to Loop
        Rule of each integration variable.
    """
    nothing = Convergence(
        tuple(Level(0.0, 1.0) for _ in range(max(rule.levels for rule in rules.values()) - 1)),
        tuple((0.0, 0.0) for _ in variant.kernel_inputs),
    )
    if variant.unknowns or any(a.series or a.components for a in variant.quantity.arguments):
        return nothing
    generator = random.Random(variant.kernel)
    inside = domain(variant)
    drawn = [draw(variant, generator) for _ in range(POINTS)]
    edges = [s for _ in range(EDGES) for s in boundary_samples(variant, generator, OFFSETS)]
    levels = _Levels(variant, rules)
    parts = [([s for s in points if inside(s)], kind) for points, kind in ((drawn, np.float64), (edges, np.longdouble))]
    values, moves = np.concatenate([levels(points, kind) for points, kind in parts], axis=2)
    known = np.isfinite(values).all(axis=0) & (values[-1] != 0)
    if known.sum() < ENOUGH:
        return nothing
    used = [point for point, good in zip([*parts[0][0], *parts[1][0]], known, strict=True) if good]
    columns = [[float(point[name]) for point in used] for name in variant.kernel_inputs]
    found = _levels(values[:, known], moves[:, known])
    return Convergence(found, tuple((min(column), max(column)) for column in columns))


def _levels(values: np.ndarray, moves: np.ndarray) -> tuple[Level, ...]:
    relative = values / values[-1]
    changes = np.fmax(_changes(values), moves)
    usual = [_rounded(max(SLACK * np.quantile(change, USUAL), NOISE)) for change in changes]
    levels: list[Level] = []
    steady = True  # until a level is not: then finer ones are not trusted either
    for number in range(len(relative) - 1):
        trusted = (changes[number] <= usual[number]) & (changes[number - 1] <= usual[number - 1] if number else True)
        errors = np.abs(relative[number] - 1)[trusted]
        telling = usual[number] <= TELLING
        steady &= not telling or bool(errors.max() <= STEADY * np.quantile(errors, MOST))
        levels.append(Level(usual[number], _rounded(MARGIN * errors.max()) if telling and steady else 1.0))
    return tuple(levels)


def _changes(values: np.ndarray) -> np.ndarray:
    """Relative changes from level to level."""
    return np.abs(np.diff(values, axis=0, prepend=0.0) / values)


def fingerprint(variant: Variant) -> str:
    """A hash of all that the levels depend on."""
    ranges = [(a.name, a.real.range) for a in variant.quantity.arguments if a.real]
    return digest(Path(__file__).read_text() + repr(ranges) + Fingerprinter().formula(variant))


def _rounded(number: Any) -> float:
    text = f"{float(number):.1e}"
    return float(text) if float(text) >= number else float(f"{float(number) * 1.05:.1e}")


class _Levels:
    """The results of all levels, and the largest relative change of an integral in them."""

    def __init__(self, variant: Variant, rules: dict[str, Loop]) -> None:
        expression = written_out(variant.expression)
        self._names = variant.kernel_inputs
        loops = {loop: Dummy(f"loop{i}") for i, loop in enumerate(sorted(expression.atoms(LineIntegral), key=_name))}
        self._integrals = [
            (_function(e.integrand, [*self._names, e.variable.name]), rules[e.variable.name]) for e in loops
        ]
        self._whole = _function(expression.xreplace(loops), self._names, *loops.values())

    def __call__(self, points: Sequence[Sample], kind: Any) -> np.ndarray:
        chunks = [points[start : start + CHUNK] for start in range(0, max(len(points), 1), CHUNK)]
        with np.errstate(all="ignore"):
            return np.concatenate([self._chunk(chunk, kind) for chunk in chunks], axis=2)

    def _chunk(self, points: Sequence[Sample], kind: Any) -> np.ndarray:
        inputs = [np.array([point[name] for point in points], dtype=kind) for name in self._names]
        sums = [_sums(function, rule, inputs) for function, rule in self._integrals]
        values = np.broadcast_to(np.asarray(self._whole(*inputs, *sums)), (len(sums[0]), len(points)))
        moves = np.fmax.reduce([_changes(s) for s in sums]) if len(sums) > 1 else np.zeros_like(values)
        return np.stack([values, moves])


def _name(loop: LineIntegral) -> str:
    return loop.variable.name


def _sums(function: Any, rule: Loop, inputs: list[np.ndarray]) -> np.ndarray:
    """The results of the levels of one integral at each point."""
    ordered, ends = nodes(rule)
    t = np.array([float(node) for node in ordered], dtype=inputs[0].dtype)
    terms = np.broadcast_to(function(*(x[:, None] for x in inputs), t), (len(inputs[0]), len(t)))
    steps = [float(rule.coarsest / rule.ratio**level) for level in range(rule.levels)]
    return np.stack([step * np.sum(terms[:, :end], axis=1) for step, end in zip(steps, ends, strict=True)])


def _function(expression: Expr, names: Sequence[str], *more: Dummy) -> Any:
    bare = plain(expression)
    by_name = {s.name: s for s in bare.free_symbols if isinstance(s, Symbol) and s not in more}
    return lambdify([*(by_name.get(n, Dummy(n)) for n in names), *more], bare, [dict(IN_NUMPY), "numpy"], cse=True)
