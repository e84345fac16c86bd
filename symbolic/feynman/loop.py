"""The three denominators of a one-loop vertex as one, by Feynman parameters.

    1/(D1 D2 D3) = 2 int dx dz 1/(l^2 - Delta)^3 ,   0 <= z <= x <= 1 ,

with ``z`` for the line before the photon, ``x - z`` for the line behind it and ``1 - x`` for the third one.
"""

from dataclasses import dataclass
from typing import Any

from sympy import Expr, Symbol
from sympy.polys.rings import PolyElement

from muforge.symbolic.feynman.amplitude import Term
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.averaging import Average, rational, separated
from muforge.symbolic.feynman.coefficients import CoefficientRing
from muforge.symbolic.feynman.kinematics import Kinematics
from muforge.symbolic.feynman.process import Coordinates, Process

X = Symbol("x", real=True)
"""Feynman parameter of the two lines that meet at the photon, taken together."""
Z = Symbol("z", real=True)
"""Feynman parameter of the first of them."""


@dataclass(frozen=True)
class Line:
    """An internal line with momentum ``k + external``, up to the sign."""

    external: Coordinates
    mass: Expr


@dataclass(frozen=True)
class Loop:
    """A diagram's loop.

    Attributes
    ----------
    average : Average
        Averages Dirac words over the shifted loop momentum.
    delta : PolyElement
        ``Delta``.
    at_photon, other : Expr
        Mass of the two lines that meet at the photon, and of the third.
    """

    average: Average
    delta: PolyElement
    at_photon: Expr
    other: Expr


def vertex_loop(term: Term, process: Process, coefficients: CoefficientRing, kinematics: Kinematics) -> Loop:
    """Find the loop momentum of a diagram, combine its denominators and shift it.

    Parameters
    ----------
    term : Term
        The diagram, with three propagators.
    process : Process
        ``(fermion, photon) -> fermion``; a momentum of no external particle is the loop momentum.
    coefficients : CoefficientRing
        With `X` and `Z` among its generators.
    kinematics : Kinematics
        Scalar products of the external momenta.

    Raises
    ------
    AmplitudeError
        If the term is not a one-loop vertex.
    """
    name = _loop_momentum(term, process)
    before, behind, other = _lines(term, name, process)
    x, z = coefficients.generator(X), coefficients.generator(Z)
    weighted = ((z, before), (x - z, behind), (1 - x, other))

    def mean(i: int) -> Any:
        return sum(weight * rational(line.external[i]) for weight, line in weighted)

    shift = [coefficients.ring(-mean(i)) for i in range(len(process.independent))]
    delta = coefficients.ring.zero
    for weight, line in weighted:
        delta += weight * (coefficients.mass(line.mass) ** 2 - kinematics.dot(line.external, line.external))
    for a, row in zip(shift, kinematics.gram, strict=True):
        for b, product in zip(shift, row, strict=True):
            delta += a * b * product
    return Loop(Average(process, coefficients, name, shift), delta, before.mass, other.mass)


def _loop_momentum(term: Term, process: Process) -> str:
    """Name of the momentum that no external particle has."""
    external = {particle.name for particle in process.particles}
    names = {name for line in term.denominators for name, _ in line.momentum.terms if name not in external}
    if len(names) != 1:
        raise AmplitudeError(
            f"'{term}' has the internal momenta {', '.join(sorted(names)) or 'none'}; one loop has one: write the "
            f"momenta of all its lines with one internal momentum and those of {process}"
        )
    return names.pop()


def _lines(term: Term, name: str, process: Process) -> tuple[Line, Line, Line]:
    """The lines before and behind the photon, and the third one."""
    lines = []
    for denominator in term.denominators:
        factor, external = separated(denominator.momentum, name, process)
        if abs(factor) != 1:
            raise AmplitudeError(
                f"the line with momentum {denominator.momentum} in '{term}' does not carry the loop momentum "
                f"p_{name} once, as every propagator of a one-loop vertex does"
            )
        lines.append(Line(tuple(c / factor for c in external), denominator.mass))
    muon, photon = (process.coordinates(particle.p) for particle in process.incoming)
    for n, other in enumerate(lines):
        pair = lines[:n] + lines[n + 1 :]
        if len(pair) != 2 or pair[0].mass != pair[1].mass:
            continue
        for before, behind in (pair, pair[::-1]):
            step = tuple(b - a for a, b in zip(before.external, behind.external, strict=True))
            # Along the arrow of the muon: towards it with the photon, or, with -k for k, against both
            along = tuple(a - c for a, c in zip(before.external, other.external, strict=True))
            if (along, step) in ((muon, photon), _negative(muon, photon)):
                return before, behind, other
    raise AmplitudeError(
        f"'{term}' is not a one-loop vertex: it needs three propagators, of which two have the same mass and "
        f"momenta that differ by that of the {process.incoming[1]}"
    )


def _negative(*vectors: Coordinates) -> tuple[Coordinates, ...]:
    return tuple(tuple(-c for c in vector) for vector in vectors)
