"""Four-vectors as arguments of formulas, and squared matrix elements at given momenta."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import add

from sympy import And, Expr, Integer, Rational, Symbol
from sympy.logic.boolalg import Boolean

from muforge.symbolic.feynman import Momentum, Reaction
from muforge.symbolic.feynman.kinematics import Invariant, named_invariants
from muforge.symbolic.language.formula import Formula, MatrixElement

COMPONENTS = ("E", "x", "y", "z")
SLACK = Rational(1, 10**6)
"""Mass shells and momentum conservation may be violated by this part of the energies: rounded input is welcome."""


@dataclass(frozen=True)
class FourVector:
    """A four-vector with metric (+, -, -, -).

    Parameters
    ----------
    name : str
        Name of the argument; its components are called ``name_E``, ``name_x``, ``name_y``, ``name_z``.
    components : tuple of Expr
    """

    name: str
    components: tuple[Expr, ...]

    @classmethod
    def argument(cls, name: str) -> FourVector:
        """The argument `name` of a formula."""
        return cls(name, tuple(Symbol(f"{name}_{c}", real=True) for c in COMPONENTS))

    @property
    def energy(self) -> Expr:
        return self.components[0]

    def __add__(self, other: FourVector) -> FourVector:
        sums = (a + b for a, b in zip(self.components, other.components, strict=True))
        return FourVector(f"{self.name} + {other.name}", tuple(sums))

    def __neg__(self) -> FourVector:
        return FourVector(f"-{self.name}", tuple(-c for c in self.components))

    def __sub__(self, other: FourVector) -> FourVector:
        differences = (a - b for a, b in zip(self.components, other.components, strict=True))
        return FourVector(f"{self.name} - {other.name}", tuple(differences))

    def scaled(self, factor: Expr) -> FourVector:
        """A multiple."""
        return FourVector(f"{factor} {self.name}", tuple(factor * c for c in self.components))

    def dot(self, other: FourVector) -> Expr:
        """Scalar product."""
        time, *space = (a * b for a, b in zip(self.components, other.components, strict=True))
        return time - reduce(add, space)


Momenta = dict[str, FourVector]
"""Particle of a reaction -> its momentum."""


def at_momenta(reaction: Reaction, factor: Expr, **momenta: FourVector) -> Formula:
    """The squared matrix element of a reaction as a function of the momenta of its particles.

    Masses are taken from the reaction, not from the momenta.  `muforge.evaluate` refuses momenta that are
    not on the mass shell or not conserved.

    Parameters
    ----------
    reaction : Reaction
    factor : Expr
        The factor of ``sum |M|^2``: couplings, and 1/(number of spin states) for averages.
    **momenta : FourVector
        Particle -> momentum, in the order of the process.
    """
    values = invariants_at(reaction, momenta)
    words: dict[Boolean, str] = {}
    for particle in reaction.process.particles:
        p = momenta[particle.name]
        shell = abs(p.dot(p) - particle.mass**2) <= SLACK * p.energy**2
        mass = f"of mass {particle.mass}" if particle.mass != 0 else "massless"
        words[And(p.energy >= 0, shell)] = f"{p.name} to be a momentum on its mass shell ({mass})"
    words[_conserved(reaction, momenta)] = f"momentum to be conserved in {_equation(reaction, momenta)}"
    return Formula(
        factor * reaction.squared.xreplace(values),
        physical=tuple(words),
        words=words,
        matrix_element=MatrixElement(reaction, factor, {particle: p.name for particle, p in momenta.items()}),
    )


def invariants_at(reaction: Reaction, momenta: Momenta) -> dict[Symbol, Expr]:
    """The invariants of a reaction in components.

    A momentum transfer between equal masses is squared as it is, which is exact when it is small.  All other
    squares are written with the masses of the particles in them, which drop out of denominators ``p^2 - m^2``.
    """
    named = named_invariants(reaction.process, reaction.invariants)
    return {symbol: _value(invariant, reaction, momenta) for symbol, invariant in named.items()}


def _value(invariant: Invariant, reaction: Reaction, momenta: Momenta) -> Expr:
    if invariant.first == invariant.second and not _is_transfer(invariant.first, reaction):
        return _on_shell_square(invariant.first, reaction, momenta) - invariant.mass**2
    return _vector(invariant.first, momenta).dot(_vector(invariant.second, momenta))


def _vector(momentum: Momentum, momenta: Momenta) -> FourVector:
    vectors = [momenta[name].scaled(Rational(factor)) for name, factor in momentum.terms]
    return reduce(FourVector.__add__, vectors)


def _is_transfer(momentum: Momentum, reaction: Reaction) -> bool:
    """Whether a momentum is the difference of the momenta of two particles of equal mass."""
    masses = {particle.name: particle.mass for particle in reaction.process.particles}
    if len(momentum.terms) != 2:
        return False
    (one, x), (two, y) = momentum.terms
    return x == -y and masses[one] == masses[two]


def _on_shell_square(momentum: Momentum, reaction: Reaction, momenta: Momenta) -> Expr:
    masses = {particle.name: particle.mass for particle in reaction.process.particles}
    total: Expr = Integer(0)
    for name, factor in momentum.terms:
        total += Rational(factor) ** 2 * masses[name] ** 2
    for (a, x), (b, y) in combinations(momentum.terms, 2):
        total += 2 * Rational(x * y) * momenta[a].dot(momenta[b])
    return total


def _conserved(reaction: Reaction, momenta: Momenta) -> Boolean:
    incoming = reduce(FourVector.__add__, (momenta[x.name] for x in reaction.process.incoming))
    outgoing = reduce(FourVector.__add__, (momenta[x.name] for x in reaction.process.outgoing))
    missing = sum(c**2 for c in (incoming - outgoing).components)
    return missing <= (SLACK * incoming.energy) ** 2


def _equation(reaction: Reaction, momenta: Momenta) -> str:
    sides = (reaction.process.incoming, reaction.process.outgoing)
    return " = ".join(" + ".join(momenta[x.name].name for x in side) for side in sides)
