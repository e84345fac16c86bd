"""Dirac words that contain a loop momentum, averaged over its directions.

Odd powers of the loop momentum vanish, even ones average to metric tensors,

    l^a l^b -> l^2 g^ab / 4 ,   l^a l^b l^c l^d -> (l^2)^2 (g^ab g^cd + g^ac g^bd + g^ad g^bc) / 24 .
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from sympy import QQ, Symbol
from sympy.polys.rings import PolyElement

from muforge.symbolic.feynman.coefficients import CoefficientRing
from muforge.symbolic.feynman.momenta import Index, Momentum
from muforge.symbolic.feynman.process import Coordinates, Process

L_SQUARED = Symbol("l^2", real=True)

Letters = tuple[int, ...]
"""Numbers from 0 on stand for the independent external momenta, negative ones for contracted indices."""


def rational(value: Fraction) -> Any:
    """A fraction as an element of the field of coefficients."""
    return QQ(value.numerator, value.denominator)


def separated(momentum: Momentum, loop: str, process: Process) -> tuple[Fraction, Coordinates]:
    """Coefficient of the loop momentum, and coordinates of the external rest."""
    rest = Momentum(tuple(item for item in momentum.terms if item[0] != loop))
    return dict(momentum.terms).get(loop, Fraction(0)), process.coordinates(rest)


class Average:
    """Averages words over the directions of ``l = k - shift``, with ``k`` the loop momentum.

    Parameters
    ----------
    process : Process
        External particles.
    coefficients : CoefficientRing
        With `L_SQUARED` among its generators.
    loop : str
        Name of the loop momentum; empty for words without one.
    shift : sequence of PolyElement
        Coordinates of the shift over the independent external momenta.
    """

    def __init__(
        self, process: Process, coefficients: CoefficientRing, loop: str = "", shift: Sequence[PolyElement] = ()
    ) -> None:
        self._process = process
        self._coefficients = coefficients
        self._one = coefficients.ring.one
        self._loop = loop
        self._shift = shift or [coefficients.ring.zero] * len(process.independent)
        self._l = len(process.independent)

    def __call__(self, letters: Sequence[Index | Momentum]) -> dict[Letters, PolyElement]:
        """A word in which every index occurs twice, as a sum of words in external momenta."""
        numbers: dict[Index, int] = {}
        slots = []
        for letter in letters:
            if isinstance(letter, Index):
                slots.append([(self._one, numbers.setdefault(letter, -1 - len(numbers)))])
            else:
                slots.append(self._split(letter))
        total: dict[Letters, PolyElement] = {}
        for choice in product(*slots):
            word = tuple(number for _, number in choice)
            if word.count(self._l) % 2:
                continue
            coefficient = self._one
            for factor, _ in choice:
                coefficient = coefficient * factor
            for weight, averaged in self._averaged(word, len(numbers)):
                total[averaged] = total.get(averaged, self._coefficients.ring.zero) + coefficient * weight
        return total

    def _split(self, momentum: Momentum) -> list[tuple[PolyElement, int]]:
        """A momentum as a sum over ``l`` and the independent external momenta."""
        loop, external = separated(momentum, self._loop, self._process)
        parts = [
            (shift * rational(loop) + rational(own), i)
            for i, (shift, own) in enumerate(zip(self._shift, external, strict=True))
        ]
        parts.append((self._one * rational(loop), self._l))
        return [(coefficient, number) for coefficient, number in parts if coefficient]

    def _averaged(self, letters: Letters, indices: int) -> Iterator[tuple[PolyElement, Letters]]:
        """A word with an even number of ``l``, pairs of which become pairs of indices."""
        places = [i for i, letter in enumerate(letters) if letter == self._l]
        weight = self._one
        for n in range(len(places) // 2):
            weight = weight * self._coefficients.generator(L_SQUARED) * QQ(1, 4 + 2 * n)
        for pairs in _pairings(places):
            word = list(letters)
            for n, (i, j) in enumerate(pairs, 1):
                word[i] = word[j] = -indices - n
            yield weight, tuple(word)


def _pairings(places: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    """All ways to sort an even number of places into pairs."""
    if not places:
        yield []
        return
    first, *others = places
    for n, second in enumerate(others):
        for rest in _pairings(others[:n] + others[n + 1 :]):
            yield [(first, second), *rest]
