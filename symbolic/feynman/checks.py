"""Checks that an amplitude is complete before it is squared or evaluated."""

from collections import Counter

from .amplitude import Amplitude, Component, Dot, Metric, Term
from .errors import AmplitudeError
from .momenta import Index, Momentum
from .particles import Fermion, Vector
from .process import Process

_KINDS = {"u": "an incoming particle", "vbar": "an incoming antiparticle"}
_KINDS |= {"ubar": "an outgoing particle", "v": "an outgoing antiparticle"}


def check_amplitude(amplitude: Amplitude, process: Process) -> None:
    """Refuse an amplitude that is not one number per spin state of the process.

    Parameters
    ----------
    amplitude : Amplitude
        The sum of diagrams.
    process : Process
        The external particles.

    Raises
    ------
    AmplitudeError
        If a line is open, a spinor is missing, an index is not contracted, a polarisation vector is
        missing, or a propagator cannot carry the momentum that flows into it.
    """
    kinds: dict[str, str] = {}
    for term in amplitude.terms:
        _check_spinors(term, process, kinds)
        _check_indices(term, process)
        for denominator in term.denominators:
            process.check_flow(denominator, term)
        for momentum in _momenta(term):
            process.coordinates(momentum, term)


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
            raise AmplitudeError(
                f"the index {index} occurs {times} time{'s' * (times > 1)} in '{term}'; an index to sum over "
                "occurs exactly twice, and the index of an external vector V is V.index"
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
    """Mass dimension of a term, apart from its coefficient and its spinors."""
    return len(_momenta(term)) - 2 * len(term.denominators)
