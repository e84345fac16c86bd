"""One squared amplitude in the making: pairs of diagrams, their traces, and their sum."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from sympy import QQ, Expr, Symbol
from sympy.polys.rings import PolyElement

from muforge.symbolic.feynman import clifford
from muforge.symbolic.feynman.amplitude import Amplitude, Component, Metric, Term
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.clifford import Word
from muforge.symbolic.feynman.coefficients import CoefficientRing
from muforge.symbolic.feynman.couplings import recoupled
from muforge.symbolic.feynman.diagrams import Diagram, Pair, check_dimensions, cycles
from muforge.symbolic.feynman.kinematics import Invariant, Invariants, Kinematics, independent, named_invariants
from muforge.symbolic.feynman.momenta import Index, Momentum
from muforge.symbolic.feynman.particles import Vector
from muforge.symbolic.feynman.poles import Poles, Structure, cancelled, pole_separated
from muforge.symbolic.feynman.process import Coordinates, Process
from muforge.symbolic.feynman.products import in_products
from muforge.symbolic.feynman.traces import RationalOdd, Traces


@dataclass(frozen=True)
class _Polarisation:
    """One term in a product of polarisation sums."""

    factor: Any
    poles: Poles
    pairs: tuple[Pair, ...]


class Derivation:
    """One squared amplitude in the making."""

    def __init__(
        self, amplitude: Amplitude, process: Process, invariants: Invariants, without: Vector | None = None
    ) -> None:
        self.process = process
        named = named_invariants(process, invariants)
        basis = independent(process, named)
        chosen = basis | named
        masses = [particle.mass for particle in process.particles]
        masses += [x.mass for term in amplitude.terms for x in term.denominators]
        masses += [invariant.mass for invariant in chosen.values()]
        symbols = sorted({mass for mass in masses if isinstance(mass, Symbol)}, key=str)
        self.coefficients = CoefficientRing([*chosen, *symbols], [term.coefficient for term in amplitude.terms])
        self.kinematics = Kinematics(process, basis, self.coefficients)
        self.structure = Structure(self.coefficients.ring, len(chosen), self.coefficients.leading)
        self.relations = [self._value(invariant) for invariant in chosen.values()]
        self.overcomplete = len(chosen) > len(basis)
        self.vectors: dict[Coordinates, int] = {}
        self.indices: dict[tuple[Index, bool], int] = {}
        self.diagrams = [self._diagram(term) for term in amplitude.terms]
        check_dimensions(self.diagrams, self.structure)
        vectors = [x for x in process.particles if isinstance(x, Vector) and x != without]
        self.polarisations = [self._polarisation(choice) for choice in product(*map(self._choices, vectors))]
        self.momenta = {x.name: self._vector(x.p) for x in process.particles}
        self.traces = Traces(
            self.kinematics.gram, list(self.vectors), odd=any(diagram.imaginary for diagram in self.diagrams)
        )
        self.numerators: dict[Poles, PolyElement] = {}
        self.leftover: dict[tuple[int, ...], dict[Poles, PolyElement]] = {}

    def result(self) -> Expr:
        """The sum over all pairs of diagrams, in sums of couplings where this is shorter, poles separated."""
        for i, first in enumerate(self.diagrams):
            for second in self.diagrams[i:]:
                self._interfere(first, second, 1 if first is second else 2)
        self._check_leftover()
        coefficients = (part for diagram in self.diagrams for part in (diagram.real, diagram.imaginary))
        numerators, sums = recoupled(cancelled(self.numerators, self.structure), coefficients, self.structure)
        if self.overcomplete:
            return in_products(numerators, self.structure, self.relations).xreplace(sums)
        return pole_separated(numerators, self.structure).xreplace(sums)

    def _value(self, invariant: Invariant) -> PolyElement:
        """An invariant in terms of the independent ones."""
        first, second = (self.process.coordinates(p) for p in (invariant.first, invariant.second))
        return self.kinematics.dot(first, second) - self.coefficients.mass(invariant.mass) ** 2

    def _interfere(self, first: Diagram, second: Diagram, weight: int) -> None:
        """Add ``weight * Re(first * conjugate(second))``."""
        real = first.real * second.real + first.imaginary * second.imaginary
        imaginary = first.imaginary * second.real - first.real * second.imaginary
        traces = [self._spin_sums(names, first, second) for names in cycles(first.term, second.term)]
        for choice in product(*traces):
            scale = self.coefficients.ring(weight)
            for factor, _ in choice:
                scale *= factor
            words = tuple(word for _, word in choice)
            for polarisation in self.polarisations:
                pairs = first.pairs + second.barred_pairs + polarisation.pairs
                even, odd = self._contracted(words, pairs)
                poles = self.structure.merged(first.poles, second.poles, polarisation.poles)
                if even and real:
                    value = even * (scale * real * polarisation.factor)
                    self.numerators[poles] = self.numerators.get(poles, self.coefficients.ring.zero) + value
                if odd and imaginary:
                    for basis, coefficient in odd.items():
                        value = coefficient * (scale * imaginary * polarisation.factor)
                        total = self.leftover.setdefault(basis, {})
                        total[poles] = total.get(poles, self.coefficients.ring.zero) + value

    def _spin_sums(
        self, cycle: list[tuple[int, str, int, str]], first: Diagram, second: Diagram
    ) -> list[tuple[PolyElement, Word]]:
        """One closed trace as words, every spin sum ``pslash + m`` or ``pslash - m`` multiplied out."""
        partial = [(self.coefficients.ring.one, Word())]
        for i, right, j, left in cycle:
            factors = [[(self.coefficients.ring.one, first.words[i])], self._spin_sum(right, first)]
            factors += [[(self.coefficients.ring.one, second.barred[j])], self._spin_sum(left, first)]
            for factor in factors:
                partial = [
                    (a * b, word) for a, x in partial for b, y in factor if (word := clifford.product(x, y)) is not None
                ]
        return [(a, word) for a, word in partial if len(word.letters) % 2 == 0]

    def _spin_sum(self, name: str, diagram: Diagram) -> list[tuple[PolyElement, Word]]:
        particle = next(x for x in self.process.particles if x.name == name)
        result = [(self.coefficients.ring.one, Word((self.momenta[name],)))]
        if particle.mass != 0:
            ends = [end for line in diagram.term.lines for end in (line.left, line.right)]
            kind = next(end.kind for end in ends if end is not None and end.fermion.name == name)
            mass = self.coefficients.mass(particle.mass)
            result.append((mass if kind in ("u", "ubar") else -mass, Word()))
        return result

    def _contracted(self, words: tuple[Word, ...], pairs: tuple[Pair, ...]) -> tuple[PolyElement, RationalOdd]:
        """Traces times tensors, with every tensor index replaced by its partner in the contraction."""
        scale = self.coefficients.ring.one
        pending = list(pairs)
        while pending:
            a, b = pending.pop()
            if a >= 0 and b >= 0:
                scale *= self.traces.dot(a, b)
            elif a == b:
                scale *= 4
            else:
                old, new = (a, b) if a < 0 else (b, a)
                if any(old in pair for pair in pending):
                    pending = [(new if x == old else x, new if y == old else y) for x, y in pending]
                else:
                    words = tuple(
                        Word(tuple(new if x == old else x for x in word.letters), word.chirality) for word in words
                    )
            if not scale:
                return scale, {}
        even, odd = self.traces.product(words)
        return even * scale, {basis: value * scale for basis, value in odd.items()}

    def _diagram(self, term: Term) -> Diagram:
        real, imaginary, divisors = self.coefficients(term.coefficient)
        poles = []
        for denominator in term.denominators:
            value = self._value(Invariant.of(denominator))
            if not value:
                raise AmplitudeError(
                    f"the propagator {denominator} in '{term}' is on its mass shell for all momenta; a "
                    "correction to an external leg is not part of a tree amplitude, leave it out"
                )
            factor, pole = self.structure.pole(value)
            real, imaginary = real / factor, imaginary / factor
            poles.append(pole)
        for generator, power in divisors:
            poles += [self.structure.pole(generator)[1]] * power
        words = [self._word(line.word, False) for line in term.lines]
        barred = [clifford.barred(self._word(line.word, True)) for line in term.lines]
        pairs, barred_pairs = (
            tuple(self._pair(tensor, conjugate) for tensor in term.tensors) for conjugate in (False, True)
        )
        merged = self.structure.merged(*poles)
        return Diagram(term, real, imaginary, merged, tuple(words), tuple(barred), pairs, barred_pairs)

    def _word(self, word: Word, conjugate: bool) -> Word:
        letters = (self._vector(x) if isinstance(x, Momentum) else self._index(x, conjugate) for x in word.letters)
        return Word(tuple(letters), word.chirality)

    def _pair(self, tensor: object, conjugate: bool) -> Pair:
        if isinstance(tensor, Component):
            return self._vector(tensor.momentum), self._index(tensor.index, conjugate)
        if isinstance(tensor, Metric):
            return self._index(tensor.first, conjugate), self._index(tensor.second, conjugate)
        return self._vector(tensor.first), self._vector(tensor.second)  # type: ignore[attr-defined]

    def _vector(self, momentum: Momentum) -> int:
        return self.vectors.setdefault(self.process.coordinates(momentum), len(self.vectors))

    def _index(self, index: Index, conjugate: bool) -> int:
        return self.indices.setdefault((index, conjugate), -1 - len(self.indices))

    def _choices(self, vector: Vector) -> Iterator[_Polarisation]:
        """The terms of one polarisation sum."""
        a, b = self._index(vector.index, False), self._index(vector.index, True)
        yield _Polarisation(QQ(-1), (), ((a, b),))
        if vector.mass != 0 and not vector.conserved:
            momentum = self._vector(vector.p)
            number, pole = self.structure.pole(self.coefficients.mass(vector.mass))
            yield _Polarisation(1 / number**2, self.structure.merged(pole, pole), ((momentum, a), (momentum, b)))

    def _polarisation(self, choice: tuple[_Polarisation, ...]) -> _Polarisation:
        factor, pairs = QQ(1), ()  # type: Any, tuple[Pair, ...]
        for part in choice:
            factor, pairs = factor * part.factor, pairs + part.pairs
        return _Polarisation(factor, self.structure.merged(*(part.poles for part in choice)), pairs)

    def _check_leftover(self) -> None:
        """Refuse a Levi-Civita tensor that does not cancel."""
        for basis, numerators in self.leftover.items():
            for poles, value in cancelled(numerators, self.structure).items():
                names = ", ".join(f"p_{self.process.independent[i].name}" for i in basis)
                raise AmplitudeError(
                    f"gamma5 traces leave the Levi-Civita tensor epsilon({names}), uncontracted, in the term "
                    f"({value.as_expr()}) {self.structure.text(poles)}: couplings with a relative phase give "
                    "a correlation odd under time reversal, which no invariant expresses; make the couplings "
                    "relatively real"
                )
