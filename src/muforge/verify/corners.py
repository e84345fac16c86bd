"""Corners of the domain of a formula: exact zeros, equal arguments, ratios of scales up to 1e15.

Ranges of arguments say where samples are drawn from; limits and conditions say where a formula holds, which is more.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator

from muforge.codegen.check.domain import Sample, domain, draw
from muforge.symbolic.language.arguments import Real
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.nature.constants import TABLE
from muforge.symbolic.nature.units import GeV
from muforge.verify.on_shell import at_momenta

SCALES = (1e-15, 1e15)
"""Moduli of arguments in corners, within their limits."""
TRIES = 30
"""Draws for each corner; in most of them a condition may fail."""
MASSES = tuple(name for name, constant in TABLE.items() if name.startswith("m_") and constant.unit == GeV)


def corner_samples(variant: Variant, count: int) -> list[Sample]:
    """Deterministic points in corners of the domain, of each kind in turn; fewer where there are not so many.

    The first kind is another one for another formula.

    Constants have the values of the table.  Arguments that are four-momenta have no corners.
    """
    if at_momenta(variant) or any(argument.is_momentum for argument in variant.quantity.arguments):
        return []
    generator = random.Random(f"corners of {variant.name}")
    kinds = (_with_zeros, _with_equal_arguments, _with_far_scales)
    inside = domain(variant)
    found: list[Sample] = []
    first = generator.randrange(len(kinds))
    for number in range(first, first + count):
        kind = kinds[number % len(kinds)]
        sample = next((s for s in _drawn(variant, kind, generator) if s not in found and _holds(inside, s)), None)
        if sample is not None:
            found.append(sample)
    return found


Change = Callable[[Sample, dict[str, Real], random.Random], bool]


def _drawn(variant: Variant, change: Change, generator: random.Random) -> Iterator[Sample]:
    """Samples that a change took to a corner."""
    reals = _reals(variant)
    for _ in range(TRIES):
        sample = draw(variant, generator)
        sample |= {name: float(TABLE[name].value) for name in variant.constants}
        if change(sample, reals, generator):
            yield sample


def _reals(variant: Variant) -> dict[str, Real]:
    """What is declared of each input that is an argument."""
    reals = {argument.name: argument.real for argument in variant.quantity.arguments if argument.real}
    selectors = variant.quantity.selectors
    fixed = {name for values in variant.quantity.together for name in values[0]}
    names = [name for name in variant.inputs if name not in {*variant.constants, *selectors, *fixed}]
    return {name: reals[name if name in reals else name.rpartition("_")[0]] for name in names}


def _holds(inside: Callable[[Sample], bool], sample: Sample) -> bool:
    """Whether the formula holds at a point; not where a condition divides by 0."""
    try:
        return inside(sample)
    except ZeroDivisionError:
        return False


def _with_zeros(sample: Sample, reals: dict[str, Real], generator: random.Random) -> bool:
    """Some of the arguments without a positive lower limit are 0; of a list, one element."""
    possible = [name for name, real in reals.items() if real.above is None and (real.at_least or 0) <= 0]
    for name in generator.sample(possible, generator.randint(1, len(possible))) if possible else ():
        if isinstance(sample[name], list):
            sample[name] = [0.0, *sample[name][1:]]
        else:
            sample[name] = 0.0
    return bool(possible)


def _with_equal_arguments(sample: Sample, reals: dict[str, Real], generator: random.Random) -> bool:
    """Arguments of one unit are all equal, or masses and energies equal to a mass of the table, its half or its double.

    All elements of a list are equal.
    """
    unit = generator.choice(sorted({real.unit for real in reals.values()}, key=str)) if reals else None
    alike = [name for name, real in reals.items() if real.unit == unit]
    if not alike:
        return False
    first = sample[alike[0]]
    value = first[0] if isinstance(first, list) else first
    if unit == GeV and (len(alike) == 1 or generator.random() < 0.5):
        value = generator.choice((0.5, 1.0, 2.0)) * float(TABLE[generator.choice(MASSES)].value)
    for name in alike:
        if not _allows(reals[name], value):
            return False
        sample[name] = [value] * len(sample[name]) if isinstance(sample[name], list) else value
    return len(alike) > 1 or unit == GeV or isinstance(first, list)


def _with_far_scales(sample: Sample, reals: dict[str, Real], generator: random.Random) -> bool:
    """One argument, or all of them, are far from the scale of the others."""
    numbers = [name for name in reals if not isinstance(sample[name], list)]
    if not numbers:
        return False
    chosen = numbers if generator.random() < 0.5 else [generator.choice(numbers)]
    low, high = map(math.log, SCALES)
    for name in chosen:
        value = math.copysign(math.exp(generator.uniform(low, high)), sample[name])
        if _allows(reals[name], value):
            sample[name] = value
    return True


def _allows(real: Real, value: float) -> bool:
    """Whether a number is within the limits of an argument."""
    above = real.above is None or value > real.above
    return (
        above and (real.at_least is None or value >= real.at_least) and (real.at_most is None or value <= real.at_most)
    )
