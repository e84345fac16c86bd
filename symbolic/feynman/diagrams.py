"""Diagrams ready to be multiplied: ring elements and integer letters in place of symbols."""

from dataclasses import dataclass
from operator import mul
from typing import Any

from sympy.polys.rings import PolyElement

from muforge.symbolic.feynman.amplitude import Term
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.checks import momentum_powers
from muforge.symbolic.feynman.clifford import Word
from muforge.symbolic.feynman.poles import Poles, Structure

Pair = tuple[int, int]
"""Two letters contracted with one another: a metric tensor, a component or a scalar product."""


@dataclass(frozen=True)
class Diagram:
    """A term in terms of ring elements and integer letters, as itself and Dirac conjugated."""

    term: Term
    real: PolyElement
    imaginary: PolyElement
    poles: Poles
    words: tuple[Word, ...]
    barred: tuple[Word, ...]
    pairs: tuple[Pair, ...]
    barred_pairs: tuple[Pair, ...]


def check_dimensions(diagrams: list[Diagram], structure: Structure) -> None:
    """Refuse diagrams with equal couplings and unequal mass dimension.

    Parameters
    ----------
    diagrams : list of Diagram
        All diagrams of an amplitude.
    structure : Structure
        Their denominators.

    Raises
    ------
    AmplitudeError
        If two dimensions differ.
    """
    leading, invariants = structure.leading, structure.invariants
    masses = structure.ring.gens[:leading]
    weights = [2] * invariants + [1] * (leading - invariants)
    known: dict[tuple[Any, ...], tuple[int, Term]] = {}
    for diagram in diagrams:
        numbers = [(number, power) for number, power in diagram.poles if structure.is_mass(number)]
        divisors = [(structure.denominators[number], power) for number, power in numbers]
        base = momentum_powers(diagram.term) - sum(power for x, power in divisors if x in masses)
        couplings = tuple(item for item in divisors if item[0] not in masses)
        for monomial in (*diagram.real, *diagram.imaginary):
            dimension = base + sum(map(mul, weights, monomial))
            other, term = known.setdefault((monomial[leading:], couplings), (dimension, diagram.term))
            if other != dimension:
                raise AmplitudeError(
                    f"mixed dimensions: '{diagram.term}' and '{term}' have equal couplings but differ by "
                    f"{abs(dimension - other)} powers of mass; check their momenta, masses and propagators (a number "
                    "has no dimension; masses that are numbers belong into propagators, others need a symbol)"
                )


def cycles(first: Term, second: Term) -> list[list[tuple[int, str, int, str]]]:
    """The closed traces in ``first * conjugate(second)``.

    Each is a list of (line of the first, its right fermion, line of the second, its left fermion): a line
    of the first is followed by the conjugate line that begins with the same fermion, and so on around.
    """
    starts = {line.left.fermion.name: i for i, line in enumerate(first.lines) if line.left}
    ends = {line.right.fermion.name: j for j, line in enumerate(second.lines) if line.right}
    remaining = list(range(len(first.lines)))
    cycles = []
    while remaining:
        cycle, i = [], remaining[0]
        while i in remaining:
            remaining.remove(i)
            right = first.lines[i].right.fermion.name  # type: ignore[union-attr]
            j = ends[right]
            left = second.lines[j].left.fermion.name  # type: ignore[union-attr]
            cycle.append((i, right, j, left))
            i = starts[left]
        cycles.append(cycle)
    return cycles
