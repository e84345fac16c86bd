"""Four-momenta, as linear combinations of the momenta of external particles, and Lorentz indices."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import Rational

from muforge.symbolic.feynman.amplitude import Amplitude, Component, Term
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError


@dataclass(frozen=True)
class Index:
    """A Lorentz index.

    An index that occurs twice in a product is summed over.  The index of an external vector,
    ``V.index``, occurs once and is contracted with the polarisation vector of ``V``.

    Attributes
    ----------
    name : str
        Name, unique in an amplitude.
    vector : str, optional
        Name of the external vector whose polarisation carries the index.
    """

    name: str
    vector: str | None = None

    def __str__(self) -> str:
        return self.name


def needed(value: Any, what: str) -> str:
    """The message about a value that is neither an ``index`` nor a momentum ``p``, with the remedy."""
    if hasattr(value, "mass") and hasattr(value, what):
        return f"{value}, which is a particle: write {value}.{what}"
    examples = {"index": "an index is needed, such as V.index or one made by indices('a b')"}
    examples["p"] = "a momentum is needed, such as K.p or mu.p + X.p"
    return f"{value}: {examples[what]}"


def indices(names: str) -> tuple[Index, ...]:
    """Lorentz indices to sum over, from names separated by spaces: ``a, b = indices("a b")``."""
    if not isinstance(names, str):
        raise AmplitudeError(f"indices({names!r}): names in one string are needed, separated by spaces: 'a b'")
    return tuple(Index(name) for name in names.split())


@dataclass(frozen=True)
class Momentum:
    """A linear combination of the momenta of external particles, with rational coefficients.

    Momenta add, subtract and take rational factors; ``p[index]`` is a component.

    Attributes
    ----------
    terms : tuple of (str, Fraction)
        Particle names, sorted, with non-zero coefficients.
    """

    terms: tuple[tuple[str, Fraction], ...]

    def __add__(self, other: Any) -> "Momentum":
        if isinstance(other, Amplitude):
            return NotImplemented
        if not isinstance(other, Momentum):
            raise AmplitudeError(
                f"mixed dimensions: {other} is added to the momentum {self}; add another momentum, or write "
                f"slash({self}) if a Dirac matrix is meant"
            )
        total = dict(self.terms)
        for name, factor in other.terms:
            total[name] = total.get(name, Fraction(0)) + factor
        return Momentum(tuple(sorted((name, factor) for name, factor in total.items() if factor)))

    __radd__ = __add__

    def __neg__(self) -> "Momentum":
        return self * -1

    def __sub__(self, other: Any) -> "Momentum":
        return self.__add__(-other)

    def __mul__(self, factor: Any) -> "Momentum":
        if isinstance(factor, Momentum):
            raise AmplitudeError(f"({self}) * ({factor}) is ambiguous; write dot({self}, {factor})")
        if isinstance(factor, Amplitude):
            return NotImplemented
        if isinstance(factor, Rational):
            factor = Fraction(int(factor.p), int(factor.q))
        if not isinstance(factor, (int, Fraction)):
            raise AmplitudeError(
                f"the momentum {self} is multiplied by {factor}; a momentum takes rational factors only, "
                "move the rest into the coefficient of the diagram"
            )
        return Momentum(tuple((name, factor * old) for name, old in self.terms if factor))

    __rmul__ = __mul__

    def __getitem__(self, index: Index) -> Amplitude:
        """The component of the momentum along a Lorentz index."""
        if not isinstance(index, Index):
            raise AmplitudeError(f"component of {self} along {needed(index, 'index')}")
        return Amplitude((Term(tensors=(Component(self, index),)),))

    def __str__(self) -> str:
        text = ""
        for name, factor in self.terms:
            size = "" if abs(factor) == 1 else f"{abs(factor)} "
            sign = (" - " if factor < 0 else " + ") if text else ("-" if factor < 0 else "")
            text += f"{sign}{size}p_{name}"
        return text or "0"
