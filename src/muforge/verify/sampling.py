"""Where a kernel is tested: all over its domain, and close to every boundary inside it."""

from __future__ import annotations

import random

from muforge.codegen.check.domain import Sample, boundary_samples, domain, draw
from muforge.symbolic.language.variant import Variant
from muforge.verify.on_shell import at_momenta, component_names, drawn_momenta

OFFSETS = (0.0, 1e-15, 1e-12, 1e-8, 1e-5, 1e-2)
"""Relative distances from a boundary at which samples are taken, on both sides."""
MODERATE = (1e-2, 10.0)
"""Masses and couplings beside momenta are drawn from this range (GeV): momenta are of the order of the masses."""


def samples(variant: Variant, count: int, offsets: tuple[float, ...] = OFFSETS) -> list[Sample]:
    """Deterministic samples of the inputs of a variant.

    Half of the points are drawn on a logarithmic, half on a linear scale from the ranges of the
    arguments; constants have their table values in half of the samples and vary by a per cent in the
    others.  Samples at relative distances `offsets` from each boundary (a threshold, say) of the formula follow.
    Arguments that are four-momenta are drawn on shell and adding up, without boundaries.
    """
    generator = random.Random(variant.kernel)
    inside = domain(variant)
    drawn: list[Sample] = []
    for _ in range(200 * count):
        if len(drawn) == count:
            break
        sample = _draw(variant, generator)
        if sample is not None and inside(sample):
            drawn.append(sample)
    if at_momenta(variant):
        return drawn
    return drawn + [s for s in boundary_samples(variant, generator, offsets) if inside(s)]


def _draw(variant: Variant, generator: random.Random) -> Sample | None:
    """Random inputs; None for masses without momenta that would add up."""
    element = at_momenta(variant)
    if element is None:
        return draw(variant, generator)
    components = {name for argument in element.momenta.values() for name in component_names(argument)}
    sample = draw(variant, generator, without=components, limits=lambda real: _moderate(real.range))
    momenta = drawn_momenta(element, sample, generator)
    return None if momenta is None else sample | momenta


def _moderate(limits: tuple[float, float]) -> tuple[float, float]:
    """The part of a range that is close to the scale of the momenta, if there is one."""
    low, high = max(limits[0], MODERATE[0]), min(limits[1], MODERATE[1])
    return (low, high) if low < high else limits
