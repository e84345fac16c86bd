"""One-loop vertices before the integration over Feynman parameters."""

from collections.abc import Callable
from functools import cached_property

from sympy import Symbol
from sympy.polys.rings import PolyElement

from muforge.symbolic.feynman.amplitude import Amplitude, Term
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.averaging import L_SQUARED, Average
from muforge.symbolic.feynman.coefficients import CoefficientRing
from muforge.symbolic.feynman.kinematics import Kinematics
from muforge.symbolic.feynman.loop import X, Z, vertex_loop
from muforge.symbolic.feynman.process import Process
from muforge.symbolic.feynman.projection import Projector, legs


class Vertex:
    """A sum of one-loop diagrams for ``fermion photon -> fermion`` that share their denominators.

    Parameters
    ----------
    amplitude : Amplitude
        The diagrams from ``ubar`` to ``u``, with real couplings.
    process : Process
        ``fermion photon -> fermion``, the photon with a symbol for its mass ``sqrt(q^2)``.

    Attributes
    ----------
    coefficients : CoefficientRing
        Feynman parameters, ``l^2``, masses and couplings.
    loop : Loop
        The denominators.
    divisor : PolyElement
        Masses and couplings that all numerators are divided by.

    Raises
    ------
    AmplitudeError
        If the diagrams are not of this kind.
    """

    def __init__(self, amplitude: Amplitude, process: Process) -> None:
        fermion, _, outgoing = legs(process)
        self._terms = amplitude.terms
        if not self._terms:
            raise AmplitudeError(f"the amplitude for {process} is zero; a vertex function has at least one diagram")
        for term in self._terms:
            _check_line(term, f"ubar({outgoing})", f"u({fermion})")
        masses = [particle.mass for particle in process.particles]
        masses += [line.mass for term in self._terms for line in term.denominators]
        symbols = sorted({mass for mass in masses if isinstance(mass, Symbol)}, key=str)
        self.coefficients = CoefficientRing([X, Z, L_SQUARED, *symbols], [term.coefficient for term in self._terms])
        kinematics = Kinematics(process, {}, self.coefficients)
        loops = [vertex_loop(term, process, self.coefficients, kinematics) for term in self._terms]
        for term, loop in zip(self._terms, loops, strict=True):
            if loop.delta != loops[0].delta:
                raise AmplitudeError(
                    f"'{term}' and '{self._terms[0]}' have different denominators; derive them one by one"
                )
        self.loop = loops[0]
        self._averages = [loop.average for loop in loops]
        self._projector = Projector(process, self.coefficients, kinematics)
        poles = [dict(self.coefficients(term.coefficient).poles) for term in self._terms]
        self.divisor = self.coefficients.ring.one
        for generator in {x: None for powers in poles for x in powers}:
            self.divisor *= generator ** max(powers.get(generator, 0) for powers in poles)

    @cached_property
    def magnetic(self) -> PolyElement:
        """``F2`` times the divisor, a polynomial in ``l^2``, Feynman parameters, ``q^2`` and masses."""
        return self._projector.magnetic(
            self._projected(self._projector.on_gamma), self._projected(self._projector.on_sum)
        )

    def _projected(self, project: Callable[[Term, Average], PolyElement]) -> PolyElement:
        """A projection of all diagrams, over the common divisor."""
        total = self.coefficients.ring.zero
        for term, average in zip(self._terms, self._averages, strict=True):
            real, imaginary, poles = self.coefficients(term.coefficient)
            if imaginary:
                raise AmplitudeError(
                    f"the coefficient of '{term}' is not real; moments contain the real parts of products of "
                    "couplings, name these by real symbols"
                )
            scale = self.divisor
            for generator, power in poles:
                scale = scale.exquo(generator**power)
            total += real * scale * project(term, average)
        return total


def _check_line(term: Term, left: str, right: str) -> None:
    lines = [(str(line.left), str(line.right)) for line in term.lines]
    if lines != [(left, right)] or term.unfinished is not None:
        raise AmplitudeError(f"'{term}' is not one Dirac line from {left} to {right}; a vertex function is")
