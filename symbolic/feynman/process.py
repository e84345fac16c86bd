"""Processes: which external particles come in, which go out, and momentum conservation between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from .amplitude import Denominator
from .errors import AmplitudeError
from .momenta import Momentum
from .particles import Particle

Coordinates = tuple[Fraction, ...]


@dataclass(frozen=True, init=False)
class Process:
    """External particles of a decay or a scattering.

    Parameters
    ----------
    incoming, outgoing : Particle or iterable of Particle
        The particles, each with a name of its own: two electrons are ``Fermion("e1", m)`` and
        ``Fermion("e2", m)``.
    """

    incoming: tuple[Particle, ...]
    outgoing: tuple[Particle, ...]

    def __init__(self, incoming: Particle | Iterable[Particle], outgoing: Particle | Iterable[Particle]) -> None:
        for name, side in (("incoming", incoming), ("outgoing", outgoing)):
            object.__setattr__(self, name, (side,) if isinstance(side, Particle) else tuple(side))
        names = [particle.name for particle in self.particles]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise AmplitudeError(
                f"the process {self} has several particles called {', '.join(repeated)}; give each its own name"
            )
        if not self.incoming or not self.outgoing or len(self.particles) < 3:
            raise AmplitudeError(
                f"the process {self} has too few particles; some come in, some go out, and at least three in all"
            )
        if len(self.incoming) == 1:
            self._check_threshold()

    def _check_threshold(self) -> None:
        release = self.incoming[0].mass - sum(particle.mass for particle in self.outgoing)
        if release.is_negative:
            raise AmplitudeError(
                f"momentum is not conserved in {self}: the decay products are heavier than {self.incoming[0]}"
            )

    def __str__(self) -> str:
        return " -> ".join(" ".join(p.name for p in side) for side in (self.incoming, self.outgoing))

    @property
    def particles(self) -> tuple[Particle, ...]:
        """All external particles, incoming first."""
        return self.incoming + self.outgoing

    @property
    def independent(self) -> tuple[Particle, ...]:
        """The particles whose momenta span all others by momentum conservation."""
        return self.particles[:-1]

    def sign(self, name: str) -> int:
        """``+1`` for an incoming particle, ``-1`` for an outgoing one."""
        return 1 if name in [particle.name for particle in self.incoming] else -1

    def coordinates(self, momentum: Momentum, term: object = None) -> Coordinates:
        """Coefficients of a momentum over the independent ones, the last momentum being eliminated.

        Raises
        ------
        AmplitudeError
            If the momentum belongs to no particle of the process.
        """
        names = [particle.name for particle in self.particles]
        total = [Fraction(0)] * (len(names) - 1)
        for name, factor in momentum.terms:
            if name not in names:
                where = f" in '{term}'" if term is not None else ""
                raise AmplitudeError(
                    f"the momentum p_{name}{where} belongs to no particle of {self}; use the particles of the process"
                )
            if name != names[-1]:
                total[names.index(name)] += factor
            else:
                for i, other in enumerate(names[:-1]):
                    # The last particle goes out: its momentum is all that comes in minus the rest
                    total[i] += factor * self.sign(other)
        return tuple(total)

    def check_flow(self, denominator: Denominator, term: object) -> None:
        """Refuse a propagator whose momentum no vertex of a tree diagram can feed.

        Raises
        ------
        AmplitudeError
            If the momentum is not the sum of some incoming minus some outgoing momenta.
        """
        found = self.coordinates(denominator.momentum, term)
        for choice in product((0, 1), repeat=len(self.particles)):
            flow = Momentum(())
            for taken, particle in zip(choice, self.particles, strict=True):
                flow = flow + particle.p * (taken * self.sign(particle.name))
            if self.coordinates(flow) == found:
                return
        raise AmplitudeError(
            f"momentum is not conserved in '{term}': the line with momentum {denominator.momentum} cannot "
            f"carry what its vertices feed it in {self}; incoming momenta add, outgoing ones subtract"
        )
