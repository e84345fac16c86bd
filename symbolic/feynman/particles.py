"""External particles: name, mass and spin."""

from dataclasses import dataclass, field
from fractions import Fraction

from sympy import Expr, Integer, Symbol, sympify

from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.momenta import Index, Momentum


def exact_mass(mass: object, owner: str) -> Expr:
    """A mass as a sympy symbol or an exact number.

    Raises
    ------
    AmplitudeError
        If the mass is neither.
    """
    if isinstance(mass, (int, Fraction, Expr)):
        value: Expr = sympify(mass)
        if (isinstance(value, Symbol) and value.is_real) or (value.is_Rational and value.is_nonnegative):
            return value
    raise AmplitudeError(
        f"the mass of {owner} is {mass!r}; give a real symbol such as Symbol('m', positive=True), or an "
        "exact number such as 0 or Rational(1, 2)"
    )


@dataclass(frozen=True)
class Particle:
    """An external particle.

    Parameters
    ----------
    name : str
        Name, unique in a process.
    mass : sympy expression, optional
        A symbol or an exact number; zero by default.
    """

    name: str
    mass: Expr = field(default=Integer(0))

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise AmplitudeError(
                f"a particle is called {self.name!r}; its name comes first and is a string, such as 'mu'"
            )
        object.__setattr__(self, "mass", exact_mass(self.mass, self.name))

    @property
    def p(self) -> Momentum:
        """Physical four-momentum of the particle, incoming or outgoing."""
        return Momentum(((self.name, Fraction(1)),))

    def __str__(self) -> str:
        return self.name


class Scalar(Particle):
    """A spin-0 particle."""


class Fermion(Particle):
    """A spin-1/2 particle; ``u`` and ``ubar`` make it a particle, ``v`` and ``vbar`` an antiparticle."""


@dataclass(frozen=True)
class Vector(Particle):
    """A spin-1 particle.

    A massless vector has the polarisation sum ``-g``.  A massive one has the unitary sum
    ``-g + p p / m^2``, unless its current is known to be conserved.

    Parameters
    ----------
    conserved : bool, optional
        Leave out ``p p / m^2``, which a conserved current does not feel.
    """

    conserved: bool = False

    @property
    def index(self) -> Index:
        """Lorentz index contracted with the polarisation vector."""
        return Index(self.name, vector=self.name)
