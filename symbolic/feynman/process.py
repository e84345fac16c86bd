"""Processes: which external particles come in, which go out, and momentum conservation between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from muforge.symbolic.feynman.amplitude import Denominator, Term
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.momenta import Momentum
from muforge.symbolic.feynman.particles import Particle

Coordinates = tuple[Fraction, ...]


def _particles(side: object) -> tuple[Particle, ...]:
    found = tuple(side) if isinstance(side, Iterable) else (side,)
    for particle in found:
        if not isinstance(particle, Particle):
            raise AmplitudeError(
                f"{particle!r} is no particle; a process has a Scalar, Fermion or Vector, or a tuple of them, on each "
                "side"
            )
    return found


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
            object.__setattr__(self, name, (side,) if isinstance(side, Particle) else _particles(side))
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
        """Refuse a decay to heavier particles; the production of one particle may be meant off its mass shell."""
        release = self.incoming[0].mass - sum(particle.mass for particle in self.outgoing)
        if release.is_negative:
            names = " and ".join(particle.name for particle in self.outgoing)
            raise AmplitudeError(
                f"momentum is not conserved in {self}: {names} are together heavier than {self.incoming[0]}; check the "
                "masses and which particles come in"
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

    def check_flow(self, denominator: Denominator, term: Term) -> None:
        """Refuse a propagator whose momentum no vertex of a tree diagram can feed.

        Raises
        ------
        AmplitudeError
            If the momentum is not a sum of incoming minus outgoing momenta or, on a Dirac line, not the sum of
            the momentum of its right end and the momenta that come in before the left end.
        """
        sources = _sources(self).get(self.coordinates(denominator.momentum, term), [])
        if not sources:
            raise AmplitudeError(
                f"momentum is not conserved in '{term}': the line with momentum {denominator.momentum} cannot "
                f"carry what its vertices feed it in {self}; incoming momenta add, outgoing ones subtract"
            )
        if denominator.along_arrow and not any(
            end.right.fermion.name in names and end.left.fermion.name not in names
            for end in term.lines
            if end.left is not None and end.right is not None
            for names in sources
        ):
            raise AmplitudeError(
                f"momentum is not conserved in '{term}': the propagator with momentum {denominator.momentum} cannot "
                "be on its Dirac line, where momentum runs from u or v to ubar or vbar, v and vbar counting as minus "
                f"their momentum; the opposite sign, propagator({-denominator.momentum}), may be meant"
            )


@lru_cache(maxsize=64)
def _sources(process: Process) -> dict[Coordinates, list[frozenset[str]]]:
    """The momenta that lines can carry, each with the sets of particles that it comes from."""
    result: dict[Coordinates, list[frozenset[str]]] = {}
    for size in range(len(process.particles) + 1):
        for names in combinations([particle.name for particle in process.particles], size):
            flow = Momentum(tuple((name, Fraction(process.sign(name))) for name in sorted(names)))
            result.setdefault(process.coordinates(flow), []).append(frozenset(names))
    return result
