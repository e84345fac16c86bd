"""Squared amplitudes against sums over explicit helicity amplitudes at random momenta."""

from __future__ import annotations

import numpy as np

from muforge.symbolic.families.reactions import NUMBERS
from muforge.symbolic.feynman import Reaction
from muforge.symbolic.language.formula import MatrixElement
from muforge.symbolic.language.variant import Variant
from muforge.verify.compiled import compiled
from muforge.verify.memory import once_each
from muforge.verify.on_shell import component_names, number_of
from muforge.verify.sampling import Sample, samples
from muforge.verify.spinors import discrepancy, summed_square

POINTS = 4
TOLERANCE = 1e-12
"""Of the difference, relative to the largest diagram squared."""


@once_each
def derived_against_helicities(reaction: Reaction) -> float:
    """Largest relative difference between a derived ``sum |M|^2`` and its sum over helicities.

    Raises
    ------
    ValueError
        If there is no number for a mass or a coupling.
    """
    process, amplitude, invariants = reaction.process, reaction.amplitude, reaction.invariants
    symbols = {symbol for term in amplitude.terms for symbol in term.coefficient.free_symbols}
    for particle in process.particles:
        symbols |= particle.mass.free_symbols
    missing = sorted(symbol.name for symbol in symbols if symbol.name not in NUMBERS)
    if missing:
        raise ValueError(
            f"the amplitude depends on {', '.join(missing)}; give these masses and couplings a value in NUMBERS of "
            "muforge.symbolic.families.reactions"
        )
    values = {symbol: NUMBERS[symbol.name] for symbol in sorted(symbols, key=str)}
    generator = np.random.default_rng(POINTS)
    return max(discrepancy(reaction.squared, amplitude, process, invariants, values, generator) for _ in range(POINTS))


def kernel_against_helicities(variant: Variant, element: MatrixElement) -> float:
    """Largest relative difference between a compiled kernel at random momenta and ``factor * sum |M|^2``."""
    kernel = compiled(variant)
    worst = 0.0
    for sample in samples(variant, POINTS):
        wanted, largest = _from_helicities(element, sample)
        got = float(kernel(*(sample[name] for name in variant.kernel_inputs)))
        worst = max(worst, abs(got - wanted) / largest)
    return worst


def _from_helicities(element: MatrixElement, sample: Sample) -> tuple[float, float]:
    """``factor * sum |M|^2`` of all diagrams, and of the largest diagram alone."""
    reaction = element.reaction
    momenta = {
        particle: np.array([sample[name] for name in component_names(argument)])
        for particle, argument in element.momenta.items()
    }
    symbols = set(element.factor.free_symbols)
    for term in reaction.amplitude.terms:
        symbols |= term.coefficient.free_symbols
        for denominator in term.denominators:
            symbols |= denominator.mass.free_symbols
    for particle in reaction.process.particles:
        symbols |= particle.mass.free_symbols
    values = {symbol: number_of(symbol, sample) for symbol in symbols}
    explicit = summed_square(reaction.amplitude, reaction.process, momenta, values)
    factor = float(element.factor.subs(values))
    return factor * explicit.value, abs(factor) * explicit.largest
