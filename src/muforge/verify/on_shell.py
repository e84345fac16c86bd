"""Kernels whose arguments are components of four-momenta: on-shell ones that add up."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
from sympy import Symbol

from muforge.symbolic.language.formula import MatrixElement
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.nature.constants import TABLE
from muforge.verify.spinors import random_momenta

AXES = "Exyz"


def component_names(argument: str) -> tuple[str, ...]:
    """Kernel inputs that belong to a four-momentum, e.g. ``p_muon_E``, ``p_muon_x`` ..."""
    return tuple(f"{argument}_{axis}" for axis in AXES)


def at_momenta(variant: Variant) -> MatrixElement | None:
    """The matrix element of a formula whose arguments are momenta; None for other formulas."""
    element = variant.formula.matrix_element
    return element if element and element.momenta else None


def drawn_momenta(
    element: MatrixElement, numbers: Mapping[str, float], generator: random.Random
) -> dict[str, float] | None:
    """Components of random on-shell momenta by kernel input; None where the masses close the process.

    Parameters
    ----------
    element : MatrixElement
    numbers : mapping of str to float
        Sampled values of the other inputs, masses among them.
    generator : random.Random
    """
    process = element.reaction.process
    masses = {s: number_of(s, numbers) for particle in process.particles for s in particle.mass.free_symbols}
    incoming, outgoing = (
        sum(float(particle.mass.subs(masses)) for particle in side) for side in (process.incoming, process.outgoing)
    )
    if (len(process.incoming) == 1 and incoming <= outgoing) or (len(process.outgoing) == 1 and outgoing <= incoming):
        return None
    momenta = random_momenta(process, masses, np.random.default_rng(generator.getrandbits(64)))
    return {
        name: float(component)
        for particle, argument in element.momenta.items()
        for name, component in zip(component_names(argument), momenta[particle], strict=True)
    }


def number_of(symbol: Symbol, numbers: Mapping[str, float]) -> float:
    """The value of a mass or a coupling: an input of the kernel or a constant of the table.

    Raises
    ------
    ValueError
        If it is neither.
    """
    if symbol.name in numbers:
        return numbers[symbol.name]
    if symbol.name in TABLE:
        return float(TABLE[symbol.name].value)
    raise ValueError(
        f"the amplitude depends on {symbol.name}, which is neither an input of the kernel ({', '.join(numbers)}) "
        "nor a constant; use the symbol of an argument or a constant in the reaction"
    )
