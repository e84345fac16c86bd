"""A process, its amplitude and its invariants, declared together."""

from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Symbol

from muforge.symbolic.feynman.amplitude import Amplitude
from muforge.symbolic.feynman.kinematics import Invariants
from muforge.symbolic.feynman.particles import Vector
from muforge.symbolic.feynman.process import Process
from muforge.symbolic.feynman.squaring import square, ward_identity


@dataclass(frozen=True)
class Reaction:
    """The input of a derivation in one object, and the properties that its result must have.

    Attributes
    ----------
    process : Process
        External particles.
    amplitude : Amplitude
        Sum of diagrams.
    invariants : mapping, Overcomplete, iterable of pairs, or None
        Invariants, as `square` takes them; `kinematics.named_invariants` gives each symbol its meaning.
    conserved : tuple of Vector
        External vectors whose currents are conserved: their Ward identities hold.
    suppressed_by : tuple of Symbol
        Masses in whose absence chirality forbids the process: ``sum |M|^2`` vanishes with each of them.
    """

    process: Process
    amplitude: Amplitude
    invariants: Invariants = None
    conserved: tuple[Vector, ...] = ()
    suppressed_by: tuple[Symbol, ...] = ()

    @cached_property
    def squared(self) -> Expr:
        """``sum |M|^2`` over all spins and polarisations, derived when first asked for."""
        return square(self.amplitude, self.process, self.invariants)

    def ward_identity(self, vector: Vector) -> Expr:
        """``sum |p_mu M^mu|^2`` with the polarisation of a vector replaced by its momentum."""
        return ward_identity(self.amplitude, self.process, vector, self.invariants)
