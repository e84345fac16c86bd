"""The numbers: compiled kernels against 50-digit arithmetic, nested integrals against product rules."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
from sympy.core.relational import Relational

from muforge.codegen.check.product_rule import EXTENDED, NotConverged, ProductRule
from muforge.codegen.check.reference import DIGITS, Reference
from muforge.codegen.fingerprint import Fingerprinter
from muforge.codegen.interfaces.json_lines import by_line
from muforge.installation import GENERATED
from muforge.symbolic.language.nesting import dimensions
from muforge.symbolic.language.nodes.computed import parts_of
from muforge.symbolic.language.variant import Variant
from muforge.verify.combination import Combination
from muforge.verify.compiled import compiled
from muforge.verify.corners import corner_samples
from muforge.verify.sampling import OFFSETS, Sample, samples

RECORD = GENERATED / "accuracy.json"
ULP = 2.0**-52
SMALLEST_NORMAL = 2.0**-1022
"""Below it double precision has fewer digits, and in the end 0: errors are in units of it."""
GOOD = 16.0
"""Errors up to this many units in the last place need no look at the conditioning."""
HUGE = 1e300
"""Stands for an error relative to an exact zero."""
CORNERS = 3
"""At least this many points are in corners of the domain of a formula without integrals: one of each kind."""
NEARLY_ZERO = mpmath.mpf(10) ** -40
"""Stands for an exact 0 in references that divide by it; the formula is continuous there."""


@dataclass(frozen=True)
class Accuracy:
    """The worst error of a kernel.

    Parameters
    ----------
    formula : str
        Fingerprint of the formula it was found for.
    worst_ulp : float
        Error in units of 2^-52 times the modulus of the result.
    worst_conditioned : float
        Error in units of the change that rounding the inputs to double precision makes, or of one unit in the
        last place where that is more.  Close to thresholds no algorithm can do better than about 1.
    at : dict
        The inputs where it was found.
    points : int
        How many samples were compared.
    digits : int
        Precision of the reference.
    """

    formula: str
    worst_ulp: float
    worst_conditioned: float
    at: dict[str, Any]
    points: int
    digits: int = DIGITS


LOOSE = 1e-12
"""Of a promise that is looser than rounding, only what breaks it is compared with changes of the inputs."""


def measure(variant: Variant, count: int, offsets: tuple[float, ...] = OFFSETS) -> Accuracy:
    """The worst error of a kernel over `count` samples of its domain, close to its boundaries and in its corners.

    References of integrals take time: these have fewer corners, and in nested ones a corner replaces the last point.
    """
    fingerprint = Fingerprinter().formula(variant)
    reference = reference_of(variant)
    worst, conditioned, good = 0.0, 0.0, GOOD
    where: Sample = {}
    chosen = samples(variant, count, offsets)
    nested = dimensions(variant.expression)
    if nested > EXTENDED:
        chosen = chosen[: max(2, count // 6)]
    if nested > 1 or isinstance(reference, Combination) or variant.quantity.accuracy > LOOSE:
        good = max(GOOD, variant.quantity.accuracy / ULP)
    corners = corner_samples(variant, 1 if nested > 1 else max(1 if nested else CORNERS, count // 4))
    if nested > 1 and len(chosen) > 1:
        chosen = chosen[: len(chosen) - len(corners)]
    for number, sample in enumerate([*chosen, *corners]):
        sample = sample | dict.fromkeys(variant.unknowns, 0.3 * (number + 1))
        if number >= len(chosen) and not np.all(np.isfinite(_compiled_at(variant, reference, sample))):
            continue  # so far from the scale of the process there may be no number, which `evaluate` refuses
        try:
            error = _error_in_ulp(variant, reference, sample)
        except NotConverged:
            if number < len(chosen):
                raise
            continue  # the rules of the reference do not reach this corner
        if error > worst or not where:
            worst, where = error, sample
        if error > max(conditioned, good):
            error /= max(1.0, _condition(reference, sample))
        conditioned = max(conditioned, error)
    digits = DIGITS if isinstance(reference, Reference) else reference.digits
    return Accuracy(fingerprint, worst, conditioned, where, len(chosen) + len(corners), digits)


def reference_of(variant: Variant) -> Reference | ProductRule | Combination:
    """The reference of a kernel: 50-digit arithmetic or, for nested integrals, product rules.

    The reference of a composition of integrals, or with conditions on its parts, combines the results of their kernels
    in 50-digit arithmetic.
    """
    if variant.composed and (dimensions(variant.expression) > 0 or _has_conditions_on_parts(variant)):
        return Combination(variant)
    if dimensions(variant.expression) > 1:
        return ProductRule(variant.expression, variant.kernel_inputs, variant.quantity.accuracy)
    return Reference(variant.expression, variant.kernel_inputs)


def _has_conditions_on_parts(variant: Variant) -> bool:
    assert variant.formula.result is not None
    return any(parts_of(relation) for relation in variant.formula.result.atoms(Relational))


def _error_in_ulp(variant: Variant, reference: Reference | ProductRule | Combination, sample: Sample) -> float:
    got = _compiled_at(variant, reference, sample)
    with mpmath.workdps(DIGITS):
        wanted = _wanted(reference, sample)
        if np.isfinite(got) and not mpmath.isfinite(wanted):
            wanted = _limit(reference, sample)
            if got == 0 and abs(wanted) < mpmath.sqrt(NEARLY_ZERO):  # it vanishes with the argument
                return 0.0
        if np.isinf(got) and got > 0 and not mpmath.isfinite(wanted):  # a division by 0 has no value in mpmath
            return 0.0 if wanted == mpmath.inf or reference.inverse(sample) == 0 else math.inf
        if not mpmath.isfinite(wanted):
            return 0.0 if np.isnan(got) else math.inf
        if not np.isfinite(got):
            return math.inf
        difference = abs(mpmath.mpmathify(complex(got) if np.iscomplexobj(got) else float(got)) - wanted)
        if wanted == 0:
            return 0.0 if difference == 0 else HUGE
        return float(difference / max(abs(wanted), SMALLEST_NORMAL) / ULP)


def _compiled_at(variant: Variant, reference: Reference | ProductRule | Combination, sample: Sample) -> Any:
    """The result of a kernel at a point."""
    with np.errstate(all="ignore"):
        return compiled(variant)(*(np.asarray(sample[name], dtype=float) for name in reference.names))


def _wanted(reference: Reference | ProductRule | Combination, sample: Sample) -> Any:
    """The value of a reference; NaN where it divides by 0."""
    try:
        return mpmath.mpmathify(reference(sample))
    except ZeroDivisionError:
        return mpmath.nan


def _limit(reference: Reference | ProductRule | Combination, sample: Sample) -> Any:
    """The value of a reference where one of the arguments that are 0, or all of them, are nearly so."""
    zeros = [name for name, x in sample.items() if not isinstance(x, list) and x == 0]
    for replaced in (*((name,) for name in zeros), tuple(zeros)):
        wanted = _wanted(reference, sample | dict.fromkeys(replaced, NEARLY_ZERO))
        if mpmath.isfinite(wanted):
            return wanted
    return mpmath.nan


def _condition(reference: Reference | ProductRule | Combination, sample: Sample) -> float:
    """Change of the result, in units in the last place, when the inputs change by half a unit each.

    In double precision they can change by a whole unit only, which is scaled.
    """
    nudge = ULP / 2 if isinstance(reference, Reference) else ULP
    with mpmath.workdps(DIGITS):
        value = mpmath.mpmathify(reference(sample))
        total = mpmath.mpf(0)
        for name in reference.names:
            if isinstance(sample[name], list):
                continue
            changes = [
                abs(mpmath.mpmathify(reference(sample | {name: mpmath.mpf(sample[name]) * (1 + side * nudge)})) - value)
                for side in (1, -1)
            ]
            total += max(changes)
        if value == 0:
            return HUGE if total > 0 else 1.0
        return float(total / abs(value) / ULP * (ULP / 2 / nudge))


def read_record() -> dict[str, Accuracy]:
    """The recorded worst errors by kernel; empty if none are recorded."""
    if not RECORD.exists():
        return {}
    return {name: Accuracy(**entry) for name, entry in json.loads(RECORD.read_text()).items()}


def write_record(found: dict[str, Accuracy]) -> Path:
    """Replace the recorded worst errors."""
    entries = {name: asdict(accuracy) for name, accuracy in sorted(found.items())}
    temporary = RECORD.with_suffix(".new")
    temporary.write_text(by_line(entries) + "\n")
    temporary.replace(RECORD)
    return RECORD
