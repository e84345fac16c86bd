"""A process, its amplitude and its invariants, declared together."""

from dataclasses import dataclass

from sympy import Expr

from .amplitude import Amplitude
from .kinematics import Invariants
from .particles import Vector
from .process import Process
from .squaring import square, ward_identity


@dataclass(frozen=True)
class Reaction:
    """What a derivation needs, in one object.

    Attributes
    ----------
    process : Process
        External particles.
    amplitude : Amplitude
        Sum of diagrams.
    invariants : mapping, iterable of pairs, or None
        Independent invariants, as `square` takes them.
    """

    process: Process
    amplitude: Amplitude
    invariants: Invariants = None

    def squared(self) -> Expr:
        """``sum |M|^2`` over all spins and polarisations."""
        return square(self.amplitude, self.process, self.invariants)

    def ward_identity(self, vector: Vector) -> Expr:
        """``sum |p_mu M^mu|^2`` with the polarisation of a vector replaced by its momentum."""
        return ward_identity(self.amplitude, self.process, vector, self.invariants)
