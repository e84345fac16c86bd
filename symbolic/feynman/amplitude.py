"""Amplitudes: sums of products of couplings, propagators, Dirac lines, momenta and metric tensors.

Momenta, indices and fermions are opaque here: they are compared, hashed and printed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from numbers import Number
from typing import Any

from sympy import Expr, Integer, sympify

from muforge.symbolic.feynman import clifford
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.clifford import LEFT, NONE, RIGHT, Word

Momentum = Any
Index = Any
Fermion = Any


@dataclass(frozen=True)
class Spinor:
    """A spinor of an external fermion: ``u``, ``ubar``, ``v`` or ``vbar``."""

    kind: str
    fermion: Fermion

    def __str__(self) -> str:
        return f"{self.kind}({self.fermion})"


@dataclass(frozen=True)
class Denominator:
    """The denominator ``p^2 - m^2`` of a propagator.

    Attributes
    ----------
    momentum : Momentum
    mass : sympy expression
    along_arrow : bool
        Whether the propagator is part of a Dirac line, so that its momentum has a direction.
    """

    momentum: Momentum
    mass: Expr
    along_arrow: bool = False

    def __str__(self) -> str:
        return f"(({self.momentum})^2 - {self.mass}^2)" if self.mass else f"({self.momentum})^2"


@dataclass(frozen=True)
class Component:
    """A component of a momentum."""

    momentum: Momentum
    index: Index

    def __str__(self) -> str:
        return f"({self.momentum})[{self.index}]"


@dataclass(frozen=True)
class Metric:
    """The metric tensor."""

    first: Index
    second: Index

    def __str__(self) -> str:
        return f"metric({self.first}, {self.second})"


@dataclass(frozen=True)
class Dot:
    """The scalar product of two momenta."""

    first: Momentum
    second: Momentum

    def __str__(self) -> str:
        return f"dot({self.first}, {self.second})"


Tensor = Component | Metric | Dot


@dataclass(frozen=True)
class Line:
    """A Dirac word, with the spinors that close it on either side; None for one not yet written."""

    left: Spinor | None
    word: Word
    right: Spinor | None

    @property
    def closed(self) -> bool:
        """Whether both spinors are there."""
        return self.left is not None and self.right is not None

    def __str__(self) -> str:
        parts = [str(self.left)] if self.left else []
        parts += [f"gamma({x})" if hasattr(x, "vector") else f"slash({x})" for x in self.word.letters]
        parts += [f"P_{self.word.chirality}"] if self.word.chirality else []
        parts += [str(self.right)] if self.right else []
        return " ".join(parts) or "1"


@dataclass(frozen=True)
class Term:
    """One product: coefficient, propagator denominators, tensors, closed lines and the line in progress.

    `dimension` counts the masses in the coefficient that are numbers.
    """

    coefficient: Expr = Integer(1)
    denominators: tuple[Denominator, ...] = ()
    tensors: tuple[Tensor, ...] = ()
    lines: tuple[Line, ...] = ()
    unfinished: Line | None = None
    dimension: int = 0

    def __mul__(self, other: "Term") -> "Term | None":
        """Product of two terms, the line in progress running on from left to right; None if zero."""
        lines, unfinished = self.lines + other.lines, self.unfinished
        if other.unfinished is not None:
            unfinished = other.unfinished if unfinished is None else _joined(unfinished, other.unfinished)
            if unfinished is None:
                return None
            if unfinished.closed:
                lines, unfinished = lines + (unfinished,), None
        return Term(
            self.coefficient * other.coefficient,
            self.denominators + other.denominators,
            self.tensors + other.tensors,
            lines,
            unfinished,
            self.dimension + other.dimension,
        )

    def __str__(self) -> str:
        factors = [] if self.coefficient == 1 else [f"({self.coefficient})"]
        factors += [str(x) for x in self.tensors + self.lines]
        factors += [str(self.unfinished)] if self.unfinished else []
        text = " ".join(factors) or "1"
        return text + "".join(f" / {x}" for x in self.denominators)


def _joined(first: Line, second: Line) -> Line | None:
    """Two pieces of one Dirac line, one after the other; None if projectors annihilate them."""
    if first.right is not None or second.left is not None:
        raise AmplitudeError(
            f"the Dirac lines '{first}' and '{second}' do not fit together; write every line from ubar or "
            "vbar through to u or v before the next one begins"
        )
    word = clifford.product(first.word, second.word)
    return None if word is None else Line(first.left, word, second.right)


@dataclass(frozen=True)
class Amplitude:
    """A sum of terms, with the sums and products of Feynman rules on paper.

    Dirac factors multiply in matrix order; a line from ``ubar`` or ``vbar`` to ``u`` or ``v`` is a number
    and commutes with everything.  Numbers and sympy expressions are coefficients, or multiples of the unit
    matrix inside a line.

    Attributes
    ----------
    terms : tuple of Term
        The products; none for zero.
    """

    terms: tuple[Term, ...]

    def __add__(self, other: Any) -> "Amplitude":
        return Amplitude(_collected(self.terms + _factor(other).terms))

    __radd__ = __add__

    def __neg__(self) -> "Amplitude":
        return _product(self, Amplitude((Term(Integer(-1)),)))

    def __sub__(self, other: Any) -> "Amplitude":
        return self.__add__(-other)

    def __rsub__(self, other: Any) -> "Amplitude":
        return (-self).__add__(other)

    def __mul__(self, other: Any) -> "Amplitude":
        return _product(self, _factor(other))

    def __rmul__(self, other: Any) -> "Amplitude":
        return _product(_factor(other), self)

    def __truediv__(self, other: Any) -> "Amplitude":
        divisor = as_amplitude(other)
        if isinstance(other, Amplitude) or divisor is None:
            raise AmplitudeError(f"division by '{other}'; divide by numbers and symbols only, or use propagator()")
        if other == 0:
            raise AmplitudeError(f"'{self.terms[0] if self.terms else 0}' is divided by zero")
        return _product(self, Amplitude((Term(Integer(1) / sympify(other)),)))

    def __rtruediv__(self, other: Any) -> "Amplitude":
        raise AmplitudeError(
            f"{other} is divided by '{self.terms[0] if self.terms else 0}', which is no number; divide by numbers "
            "and symbols only, or use propagator()"
        )

    def __pow__(self, other: Any) -> "Amplitude":
        raise AmplitudeError(
            f"'{self.terms[0] if self.terms else 0}' to the power {other}; write products of Dirac matrices one by "
            "one, and square(amplitude, process) for the sum over spins"
        )

    def __str__(self) -> str:
        return "\n+ ".join(str(term) for term in self.terms) or "0"

    def with_momentum(self, index: Index, momentum: Momentum) -> "Amplitude":
        """The amplitude with an open index contracted with a momentum instead of a polarisation vector."""

        def letter(x: Any) -> Any:
            return momentum if x == index else x

        def tensor(x: Tensor) -> Tensor:
            if isinstance(x, Component) and x.index == index:
                return Dot(x.momentum, momentum)
            if isinstance(x, Metric) and index in (x.first, x.second):
                return Component(momentum, x.second if x.first == index else x.first)
            return x

        return Amplitude(
            tuple(
                replace(
                    with_letters(term, letter),
                    tensors=tuple(tensor(x) for x in term.tensors),
                )
                for term in self.terms
            )
        )


def with_letters(term: Term, letter: Callable[[Any], Any]) -> Term:
    """The term with every letter of its closed lines replaced by a function of it."""
    lines = tuple(
        replace(line, word=Word(tuple(letter(x) for x in line.word.letters), line.word.chirality))
        for line in term.lines
    )
    return replace(term, lines=lines)


def as_amplitude(value: Any) -> Amplitude | None:
    """A number or sympy expression as an amplitude; None for anything else."""
    if isinstance(value, Amplitude):
        return value
    if isinstance(value, (Number, Expr)):
        return Amplitude((Term(sympify(value)),))
    return None


def _factor(value: Any) -> Amplitude:
    """A factor of an amplitude as one.

    Raises
    ------
    AmplitudeError
        If it is none.
    """
    amplitude = as_amplitude(value)
    if amplitude is None:
        raise AmplitudeError(
            f"{value!s} ({type(value).__name__}) is no factor of an amplitude; factors are numbers, symbols and what "
            "the rules make: slash(p), p[index] or dot(p, q) of a momentum, u(f) or ubar(f) of a fermion"
        )
    return amplitude


def _product(first: Amplitude, second: Amplitude) -> Amplitude:
    products = (a * b for a in first.terms for b in second.terms)
    return Amplitude(_collected(term for term in products if term is not None))


def _collected(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Equal products merged, and ``1 -> P_L + P_R`` wherever the same product also occurs projected."""
    groups: dict[Term, dict[str, Expr]] = {}
    for term in terms:
        line = term.unfinished
        chirality = line.word.chirality if line else NONE
        bare = replace(line, word=Word(line.word.letters)) if line else Line(None, Word(), None)
        parts = groups.setdefault(replace(term, coefficient=Integer(1), unfinished=bare), {})
        parts[chirality] = parts.get(chirality, Integer(0)) + term.coefficient
    result = []
    for key, parts in groups.items():
        if NONE in parts and len(parts) > 1:
            unit = parts.pop(NONE)
            parts = {side: unit + parts.get(side, Integer(0)) for side in (LEFT, RIGHT)}
        for chirality, coefficient in parts.items():
            if coefficient != 0:
                result.append(_with_chirality(key, chirality, coefficient))
    return tuple(result)


def _with_chirality(key: Term, chirality: str, coefficient: Expr) -> Term:
    line = key.unfinished
    assert line is not None
    if line == Line(None, Word(), None) and chirality == NONE:
        return replace(key, coefficient=coefficient, unfinished=None)
    return replace(key, coefficient=coefficient, unfinished=replace(line, word=Word(line.word.letters, chirality)))
