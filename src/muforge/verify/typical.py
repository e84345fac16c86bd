"""A point of the domain with scales of one order, for comparisons with forms that cancel elsewhere."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from sympy import true
from sympy.logic.boolalg import Boolean

from muforge.codegen.check.reference import function_of
from muforge.symbolic.language.variant import Variant
from muforge.verify.compiled import compiled
from muforge.verify.sampling import Sample, samples

TYPICAL = 0.2
"""Masses and invariants of this order (GeV) keep integrals and closed forms free of widely different scales."""
CANDIDATES = 120


def typical_sample(variant: Variant, holds: Boolean = true) -> Sample:
    """The sample of the domain, and of where `holds` is true, whose scales are closest to a typical one.

    Raises
    ------
    ValueError
        If there is none.
    """
    where = function_of(holds, variant.kernel_inputs)
    inside = [s for s in _open_samples(variant) if where(*(s[name] for name in variant.kernel_inputs))]
    if not inside:
        raise ValueError(
            f"{variant.kernel}: none of {CANDIDATES} samples of the domain has a result other than 0 and fulfils "
            f"{holds}; widen the range of the arguments or this condition"
        )
    return min(inside, key=_distance)


def _distance(sample: Sample) -> float:
    scales = [x for name, x in sample.items() if name[0] in "ms" and isinstance(x, float) and x > 0]
    return max((abs(math.log(x / TYPICAL)) for x in scales), default=0.0)


@lru_cache(maxsize=8)
def _open_samples(variant: Variant) -> tuple[Sample, ...]:
    unknown = dict.fromkeys(variant.unknowns, TYPICAL)
    kernel = compiled(variant)
    candidates = [sample | unknown for sample in samples(variant, CANDIDATES, offsets=())]
    values = kernel(*(np.array([s[name] for s in candidates], dtype=float) for name in variant.kernel_inputs))
    return tuple(s for s, value in zip(candidates, np.atleast_1d(values), strict=True) if value != 0)
