"""Checks that an amplitude is complete before it is squared or evaluated."""

from collections import Counter
from typing import Any

from muforge.symbolic.feynman.amplitude import Amplitude, Component, Dot, Metric, Term, as_amplitude
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.momenta import Index, Momentum
from muforge.symbolic.feynman.particles import Fermion, Vector
from muforge.symbolic.feynman.process import Process

_KINDS = {"u": "an incoming particle", "vbar": "an incoming antiparticle"}
_KINDS |= {"ubar": "an outgoing particle", "v": "an outgoing antiparticle"}


def checked_amplitude(amplitude: Any, process: Process) -> Amplitude:
    """An amplitude that is one number per spin state of the process.

    Parameters
    ----------
    amplitude : Amplitude, number or sympy expression
        The sum of diagrams.
    process : Process
        The external particles.

    Returns
    -------
    Amplitude
        The same; a mere number is a contact interaction of particles without spin.

    Raises
    ------
    AmplitudeError
        If a line is open, a spinor is missing, an index is not contracted, a polarisation vector is
        missing, or a propagator cannot carry the momentum that flows into it.
    """
    if not isinstance(process, Process):
        raise AmplitudeError(
            f"a {type(process).__name__} stands where the process is expected: "
            "square(amplitude, Process(incoming, outgoing), invariants)"
        )
    complete = as_amplitude(amplitude)
    if complete is None:
        raise AmplitudeError(
            f"a {type(amplitude).__name__} stands where the amplitude is expected: a number, or a sum of products of "
            "ubar, gamma, propagator and so on"
        )
    kinds: dict[str, str] = {}
    for term in complete.terms:
        _check_spinors(term, process, kinds)
        _check_indices(term, process)
        for denominator in term.denominators:
            process.check_flow(denominator, term)
        for momentum in _momenta(term):
            process.coordinates(momentum, term)
    return complete


def check_vector(vector: Any, process: Process) -> None:
    """Refuse anything but an external vector of the process.

    Raises
    ------
    AmplitudeError
        If it is none.
    """
    if not (isinstance(vector, Vector) and vector in process.particles):
        vectors = ", ".join(x.name for x in process.particles if isinstance(x, Vector)) or "none"
        raise AmplitudeError(
            f"{vector} is no vector of {process}; a Ward identity is about the current of one (here: {vectors})"
        )


def _check_spinors(term: Term, process: Process, kinds: dict[str, str]) -> None:
    if term.unfinished is not None:
        raise AmplitudeError(
            f"the Dirac line '{term.unfinished}' in '{term}' is not closed by spinors on both sides; begin "
            "it with ubar or vbar and end it with u or v"
        )
    spinors = [end for line in term.lines for end in (line.left, line.right) if end is not None]
    fermions = {x.name: x for x in process.particles if isinstance(x, Fermion)}
    count = Counter(spinor.fermion.name for spinor in spinors)
    for spinor in spinors:
        name = spinor.fermion.name
        if fermions.get(name) != spinor.fermion:
            raise AmplitudeError(f"{spinor} in '{term}' belongs to no fermion of {process}; use those of the process")
        if (spinor.kind in ("u", "vbar")) != (process.sign(name) == 1):
            raise AmplitudeError(
                f"{spinor} in '{term}' stands for {_KINDS[spinor.kind]}, but {name} is "
                f"{'incoming' if process.sign(name) == 1 else 'outgoing'} in {process}; use "
                f"{'u or vbar' if process.sign(name) == 1 else 'ubar or v'}"
            )
        if kinds.setdefault(name, spinor.kind) != spinor.kind:
            raise AmplitudeError(
                f"{name} is written {kinds[name]}({name}) in one diagram and {spinor} in '{term}'; it is "
                "either a particle or an antiparticle in all of them"
            )
    for name in fermions:
        if count[name] != 1:
            raise AmplitudeError(
                f"the fermion {name} has {count[name]} spinors in '{term}', so that its spin cannot be "
                "summed; every external fermion closes exactly one line"
            )


def _check_indices(term: Term, process: Process) -> None:
    count = Counter(_indices(term))
    vectors = {x.index: x for x in process.particles if isinstance(x, Vector)}
    for index, times in count.items():
        if index.vector is not None and index not in vectors:
            raise AmplitudeError(f"the index {index} in '{term}' belongs to no vector of {process}")
        if index.vector is None and times != 2:
            remedy = "two sums need two indices: a, b = indices('a b')" if times > 2 else "contract it in this term too"
            raise AmplitudeError(
                f"the index {index} occurs {times} time{'s' * (times > 1)} in '{term}'; an index to sum over "
                f"occurs exactly twice, and the index of an external vector V is V.index; {remedy}"
            )
    for index in vectors:
        if count[index] != 1:
            raise AmplitudeError(
                f"the polarisation index of {index} occurs {count[index]} times in '{term}'; it occurs "
                f"exactly once in every diagram, as {index}.index"
            )


def _indices(term: Term) -> list[Index]:
    found: list[Index] = [x for line in term.lines for x in line.word.letters if isinstance(x, Index)]
    for tensor in term.tensors:
        if isinstance(tensor, Component):
            found.append(tensor.index)
        elif isinstance(tensor, Metric):
            found += [tensor.first, tensor.second]
    return found


def _momenta(term: Term) -> list[Momentum]:
    found = [x for line in term.lines for x in line.word.letters if isinstance(x, Momentum)]
    for tensor in term.tensors:
        if isinstance(tensor, Component):
            found.append(tensor.momentum)
        elif isinstance(tensor, Dot):
            found += [tensor.first, tensor.second]
    return found


def momentum_powers(term: Term) -> int:
    """Mass dimension of a term, apart from its spinors and the symbols in its coefficient."""
    return len(_momenta(term)) - 2 * len(term.denominators) + term.dimension
