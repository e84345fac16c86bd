"""A look at the accuracy of kernels that were just built: a few dozen points against 50 digits, within a second.

It finds formulas that cancel, overflow or are not numbers.  It is no proof: `muforge.verify` samples more points, and
those close to thresholds, and proves integrals too.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import mpmath
import numpy as np

from muforge.codegen.check.domain import Sample, draw
from muforge.codegen.check.reference import DIGITS
from muforge.codegen.check.walking import NotWalkedError, value_at
from muforge.codegen.fingerprint import Fingerprinter
from muforge.symbolic.language.nesting import dimensions
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.language.variant import Variant
from muforge.verify.accuracy import GOOD, ULP, Accuracy
from muforge.verify.compiled import compiled

POINTS = 32
"""Points of each kernel, unless time is up."""
SECONDS = 0.7
"""Of the processor, for all kernels of a family, beyond a first point of each."""
LONGEST = 5.0
"""For the first points."""
ATTEMPTS = 10
"""Draws for each point of the domain."""
SMALLEST, LARGEST = 1e-300, 1e300
"""Results beyond these are not compared: double precision ends there."""


@dataclass
class Look:
    """What was seen of one kernel.

    Parameters
    ----------
    variant : Variant
    worst, conditioned : float
        Largest errors, in units of the last place; the second where rounding the inputs matters less.
    at : dict
        Where the second was found.
    points : int
    reason : str
        Why nothing could be compared; empty if something was.
    """

    variant: Variant
    worst: float = 0.0
    conditioned: float = 0.0
    at: Sample = field(default_factory=dict)
    points: int = 0
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Whether no point is worse than promised."""
        return self.conditioned <= max(GOOD, self.variant.quantity.accuracy / ULP)

    @property
    def accuracy(self) -> Accuracy:
        """As a record."""
        mark = Fingerprinter().formula(self.variant)
        return Accuracy(mark, self.worst, self.conditioned, self.at, self.points)


def first_look(quantities: Iterable[Quantity], seconds: float = SECONDS, points: int = POINTS) -> list[Look]:
    """Compare kernels with 50-digit arithmetic at random points of their domains, in turn until time is up."""
    looks = [Look(variant) for quantity in quantities for variant in quantity.variants if variant.has_kernel]
    waiting = []
    for look in looks:
        look.reason = _not_comparable(look.variant)
        if not look.reason:
            waiting.append((look, random.Random(look.variant.name)))
    began = time.thread_time()
    for turn in range(points):
        for look, generator in waiting:
            if time.thread_time() - began > (seconds if turn else LONGEST):
                look.reason = "" if look.points else look.reason or "time was up"
            elif look.reason in ("", OUTSIDE):
                _compare_one(look, generator)
    return looks


OUTSIDE = "no random point is in its domain"
INTEGRALS = "integrals, which estimate their errors"


def _not_comparable(variant: Variant) -> str:
    return INTEGRALS if dimensions(variant.expression) else ""


def _compare_one(look: Look, generator: random.Random) -> None:
    """Compare one point, if one is found."""
    variant = look.variant
    try:
        with mpmath.workdps(DIGITS):
            sample = _drawn(variant, generator)
            if sample is None:
                look.reason = "" if look.points else OUTSIDE
                return
            wanted = mpmath.mpmathify(_exact(variant, sample))
            error = _error(variant, sample, wanted)
            look.points, look.reason = look.points + 1, ""
            look.worst = max(look.worst, error)
            if error > max(GOOD, look.conditioned):
                error /= max(1.0, _condition(variant, sample, wanted))
            if error > look.conditioned or not look.at:
                look.conditioned, look.at = max(error, look.conditioned), sample
    except NotWalkedError as problem:  # of a table that is made from an integral, say
        look.reason = INTEGRALS if "Integral" in str(problem) else str(problem)


def _drawn(variant: Variant, generator: random.Random) -> Sample | None:
    """A point where the formula holds."""
    conditions = (*variant.formula.valid, *variant.formula.physical)
    for _ in range(ATTEMPTS):
        sample = draw(variant, generator) | {name: generator.uniform(0.1, 3.0) for name in variant.unknowns}
        if all(_is_true(condition, sample) for condition in conditions):
            return sample
    return None


def _is_true(condition: Any, sample: Sample) -> bool:
    try:
        return bool(value_at(condition, _numbers(sample)))
    except TypeError:  # complex numbers are not compared
        return False


def _numbers(sample: Sample) -> dict[str, Any]:
    return {name: [*map(mpmath.mpf, v)] if isinstance(v, list) else mpmath.mpf(v) for name, v in sample.items()}


def _exact(variant: Variant, sample: Sample, **changed: Any) -> Any:
    try:
        return value_at(variant.expression, _numbers(sample) | changed)
    except NotWalkedError:
        raise
    except (TypeError, ValueError):  # outside of the domain of a function, or a comparison of complex numbers
        return mpmath.nan


def _error(variant: Variant, sample: Sample, wanted: Any) -> float:
    """The error of the kernel in units of the last place."""
    got = compiled(variant)(*(np.asarray(sample[name], dtype=float) for name in variant.kernel_inputs))
    size = abs(wanted)
    if not mpmath.isfinite(wanted) or size > LARGEST or 0 < size < SMALLEST:
        return 0.0
    if variant.is_real and mpmath.im(wanted) != 0:
        return 0.0 if np.isnan(got) else math.inf
    if not np.isfinite(got):
        return math.inf
    difference = abs(mpmath.mpmathify(complex(got) if np.iscomplexobj(got) else float(got)) - wanted)
    if size == 0:
        return 0.0 if difference < SMALLEST else math.inf
    return float(difference / size / ULP)


def _condition(variant: Variant, sample: Sample, value: Any) -> float:
    """Change of the result, in units of the last place, when the inputs change by half a unit each."""
    total = mpmath.mpf(0)
    for name in (name for name in variant.kernel_inputs if not isinstance(sample[name], list)):
        nudged = (mpmath.mpf(sample[name]) * (1 + side * mpmath.mpf(ULP) / 2) for side in (1, -1))
        changes = [abs(mpmath.mpmathify(_exact(variant, sample, **{name: number})) - value) for number in nudged]
        total += max((change for change in changes if mpmath.isfinite(change)), default=mpmath.mpf(0))
    return float(total / abs(value) / ULP) if value else 1.0
