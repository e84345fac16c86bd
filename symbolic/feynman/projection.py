"""Traces that project a vertex on its form factors.

Between spinors a vertex is ``N^mu = A gamma^mu + B (p + p')^mu + C q^mu``, with ``gamma5`` or without.  The traces

    Tr[N^mu (pslash + m) gamma_mu (p'slash + m)] ,   Tr[N^mu (pslash + m) (p'slash + m)] (p + p')_mu

feel neither ``q^mu`` nor ``gamma5`` and give two equations for A and B.  Their determinant vanishes with ``q^2``,
but B is a polynomial, and the division by it exact.
"""

from sympy import Symbol
from sympy.polys.rings import PolyElement

from muforge.symbolic.feynman import clifford
from muforge.symbolic.feynman.amplitude import Amplitude, Term
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.averaging import Average, rational
from muforge.symbolic.feynman.clifford import Word
from muforge.symbolic.feynman.coefficients import CoefficientRing
from muforge.symbolic.feynman.contraction import Letters, dirac_words
from muforge.symbolic.feynman.kinematics import Kinematics
from muforge.symbolic.feynman.particles import Fermion, Vector
from muforge.symbolic.feynman.process import Process
from muforge.symbolic.feynman.rules import component, gamma, u, ubar
from muforge.symbolic.feynman.traces import Traces


class Projector:
    """Projections of diagrams for ``fermion photon -> fermion``.

    Parameters
    ----------
    process : Process
        ``fermion photon -> fermion``, masses of the fermions equal.
    coefficients : CoefficientRing
        The ring for the results.
    kinematics : Kinematics
        Scalar products of the external momenta.

    Attributes
    ----------
    mass : PolyElement
        Mass of the fermion.
    """

    def __init__(self, process: Process, coefficients: CoefficientRing, kinematics: Kinematics) -> None:
        self._fermion, self._photon, self._outgoing = legs(process)
        self._coefficients = coefficients
        self._ring = coefficients.ring
        self.mass = coefficients.mass(self._fermion.mass)
        units = [process.coordinates(particle.p) for particle in process.independent]
        self._traces = Traces(kinematics.gram, units, odd=False)
        self._plain = Average(process, coefficients)
        self._gram = self._structures()

    def on_gamma(self, term: Term, average: Average) -> PolyElement:
        """``Tr[N^mu (pslash + m) gamma_mu (p'slash + m)]``."""
        return self._trace(term, (self._photon.index,), average)

    def on_sum(self, term: Term, average: Average) -> PolyElement:
        """``Tr[N^mu (pslash + m) (p'slash + m)] (p + p')_mu``."""
        total = self._fermion.p + self._outgoing.p
        (contracted,) = Amplitude((term,)).with_momentum(self._photon.index, total).terms
        return self._trace(contracted, (), average)

    def magnetic(self, on_gamma: PolyElement, on_sum: PolyElement) -> PolyElement:
        """``F2 = -2 m B``, which is Gordon's identity, from the two projections."""
        (a, b), (c, d) = self._gram
        return (-2 * self.mass * (a * on_sum - c * on_gamma)).exquo(a * d - b * c)

    def _structures(self) -> tuple[tuple[PolyElement, PolyElement], ...]:
        """The projections of ``gamma^mu`` and ``(p + p')^mu`` themselves."""
        index, total = self._photon.index, self._fermion.p + self._outgoing.p
        closed = [ubar(self._outgoing) * x * u(self._fermion) for x in (gamma(index), component(total, index))]
        return tuple(
            tuple(project(amplitude.terms[0], self._plain) for amplitude in closed)
            for project in (self.on_gamma, self.on_sum)
        )

    def _trace(self, term: Term, between: Letters, average: Average) -> PolyElement:
        """``Tr[N (pslash + m) between (p'slash + m)]``."""
        one = self._ring.one
        total = self._ring.zero
        for a, first in ((one, (self._fermion.p,)), (self.mass, ())):
            for b, last in ((one, (self._outgoing.p,)), (self.mass, ())):
                word = clifford.product(term.lines[0].word, Word((*first, *between, *last)))
                assert word is not None
                if len(word.letters) % 2 == 0:
                    total += a * b * self._traced(term, word, average)
        return total

    def _traced(self, term: Term, word: Word, average: Average) -> PolyElement:
        total = self._ring.zero
        for factor, letters in dirac_words(term, word.letters):
            for external, weight in average(letters).items():
                even, _ = self._traces.product((Word(external, word.chirality),))
                total += even * weight * rational(factor)
        return total


def legs(process: Process) -> tuple[Fermion, Vector, Fermion]:
    """The three particles of ``fermion photon -> fermion``.

    Raises
    ------
    AmplitudeError
        If the process is another one.
    """
    if len(process.incoming) == 2 and len(process.outgoing) == 1:
        (fermion, photon), (outgoing,) = process.incoming, process.outgoing
        if isinstance(fermion, Fermion) and isinstance(photon, Vector) and isinstance(outgoing, Fermion):
            if fermion.mass == outgoing.mass and isinstance(photon.mass, Symbol):
                return fermion, photon, outgoing
    raise AmplitudeError(
        f"{process} has no magnetic moment; declare Process((fermion, photon), fermion_out) with equal masses of the "
        "fermions and a symbol for that of the photon"
    )
