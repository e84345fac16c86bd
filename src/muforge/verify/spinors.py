"""Amplitudes as numbers: explicit Dirac matrices, spinors and polarisation vectors.

Nothing here knows about traces, spin sums or invariants, which makes it the check of everything that does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Symbol

from muforge.symbolic.feynman.amplitude import Amplitude, Component, Line, Metric, Spinor, Term
from muforge.symbolic.feynman.checks import checked_amplitude
from muforge.symbolic.feynman.kinematics import Invariants, named_invariants
from muforge.symbolic.feynman.momenta import Index, Momentum
from muforge.symbolic.feynman.particles import Fermion, Particle, Vector
from muforge.symbolic.feynman.process import Process

Array = NDArray[np.complex128]
Values = Mapping[Symbol, float]

_SIGMA = np.array([[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
METRIC = np.diag([1.0, -1.0, -1.0, -1.0])
_ZERO = np.zeros((2, 2))
GAMMA = np.array([np.block([[_ZERO, s], [s if n == 0 else -s, _ZERO]]) for n, s in enumerate(_SIGMA)])
"""Dirac matrices with upper index, in the chiral representation."""

PROJECTOR = {"": np.eye(4), "L": np.diag([1.0, 1.0, 0.0, 0.0]), "R": np.diag([0.0, 0.0, 1.0, 1.0])}


@dataclass(frozen=True)
class Sum:
    """A squared amplitude summed over helicities, and the square of its largest diagram alone."""

    value: float
    largest: float


def slashed(p: NDArray[np.float64]) -> Array:
    """``gamma . p``."""
    matrix: Array = np.einsum("m,mn,nij->ij", p, METRIC, GAMMA)
    return matrix


def spinors(kind: str, p: NDArray[np.float64], mass: float) -> Array:
    """Both helicity states of a spinor; first axis helicity, second axis Dirac component."""
    size = float(np.linalg.norm(p[1:]))
    theta, phi = np.arctan2(np.hypot(p[1], p[2]), p[3]), np.arctan2(p[2], p[1])
    up = np.array([np.cos(theta / 2), np.exp(1j * phi) * np.sin(theta / 2)])
    down = np.array([-np.exp(-1j * phi) * np.sin(theta / 2), np.cos(theta / 2)])
    large = np.sqrt(p[0] + size)
    small = mass / large
    # sqrt(p.sigma) and sqrt(p.sigmabar) on states of definite sigma.p
    pairs = ((up, small, large), (down, large, small))
    lower = -1 if kind in ("v", "vbar") else 1
    states = np.array([np.concatenate([first * xi, lower * second * xi]) for xi, first, second in pairs])
    return states.conj() @ GAMMA[0] if kind.endswith("bar") else states


def polarisations(p: NDArray[np.float64], mass: float) -> NDArray[np.float64]:
    """Real polarisation vectors: two transverse ones, and the longitudinal one if there is a mass."""
    size = float(np.linalg.norm(p[1:]))
    axis = p[1:] / size
    first = np.cross(axis, np.eye(3)[np.argmin(np.abs(axis))])
    first /= np.linalg.norm(first)
    vectors = [np.array([0.0, *first]), np.array([0.0, *np.cross(axis, first)])]
    if mass:
        vectors.append(np.array([size, *(p[0] * axis)]) / mass)
    return np.array(vectors)


def _boosted(p: NDArray[np.float64], frame: NDArray[np.float64]) -> NDArray[np.float64]:
    """A momentum given in the rest frame of another, in the frame where that one is given."""
    mass = np.sqrt(frame @ METRIC @ frame)
    along = p[1:] @ frame[1:]
    return np.array(
        [(frame[0] * p[0] + along) / mass, *(p[1:] + frame[1:] * (p[0] + along / (frame[0] + mass)) / mass)]
    )


def _decayed(total: NDArray[np.float64], masses: list[float], rng: np.random.Generator) -> list[NDArray[np.float64]]:
    """Momenta of given masses that add up to a given one, by successive two-body decays."""
    if len(masses) == 1:
        return [total]
    energy, first, rest = float(np.sqrt(total @ METRIC @ total)), masses[0], float(sum(masses[1:]))
    if len(masses) > 2:
        rest = rest + (energy - first - rest) * rng.uniform(0.2, 0.8)
    momentum = np.sqrt((energy**2 - (first + rest) ** 2) * (energy**2 - (first - rest) ** 2)) / (2 * energy)
    axis = rng.normal(size=3)
    axis *= momentum / np.linalg.norm(axis)
    one = _boosted(np.array([np.hypot(momentum, first), *axis]), total)
    other = _boosted(np.array([np.hypot(momentum, rest), *-axis]), total)
    return [one, *_decayed(other, masses[1:], rng)]


def random_momenta(process: Process, values: Values, rng: np.random.Generator) -> dict[str, NDArray[np.float64]]:
    """Random on-shell momenta that add up, in a frame where the total momentum is at moderate speed.

    Parameters
    ----------
    process : Process
        The process.
    values : mapping
        Numbers for the symbols in the masses.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    dict
        Four-momenta by particle name.
    """
    incoming, outgoing = ([_mass(x, values) for x in side] for side in (process.incoming, process.outgoing))
    energy = incoming[0]
    if len(outgoing) == 1:
        energy = outgoing[0]
    elif len(incoming) > 1:
        energy = max(sum(incoming), sum(outgoing), 0.1) * rng.uniform(1.3, 3.0)
    direction = rng.normal(size=3)
    boost = direction * energy * 0.3 / np.linalg.norm(direction)
    total = np.array([np.sqrt(energy**2 + boost @ boost), *boost])
    momenta = _decayed(total, incoming, rng) + _decayed(total, outgoing, rng)
    return {particle.name: p for particle, p in zip(process.particles, momenta, strict=True)}


def summed_square(
    amplitude: Amplitude, process: Process, momenta: Mapping[str, NDArray[np.float64]], values: Values
) -> Sum:
    """Sum of ``|M|^2`` over all helicities at one point, from helicity amplitudes.

    Parameters
    ----------
    amplitude, process
        As for `square`.
    momenta : mapping
        Four-momenta by particle name, as `random_momenta` gives them.
    values : mapping
        Numbers for all masses and couplings.

    Returns
    -------
    Sum
        The sum, and the scale that rounding errors are relative to.
    """
    point = _Point(process, momenta, values)
    terms = [point.term(term) for term in checked_amplitude(amplitude, process).terms]
    value = float(np.sum(np.abs(sum(terms)) ** 2))
    return Sum(value, max(float(np.sum(np.abs(term) ** 2)) for term in terms))


def invariant_values(
    process: Process, invariants: Invariants, momenta: Mapping[str, NDArray[np.float64]], values: Values
) -> dict[Symbol, float]:
    """Numbers for a choice of invariants at one point."""
    numbers = {}
    for symbol, invariant in named_invariants(process, invariants).items():
        one, two = _vector(invariant.first, momenta), _vector(invariant.second, momenta)
        numbers[symbol] = float(one @ METRIC @ two) - float(invariant.mass.subs(values)) ** 2
    return numbers


def discrepancy(
    expression: Expr,
    amplitude: Amplitude,
    process: Process,
    invariants: Invariants,
    values: Values,
    rng: np.random.Generator,
) -> float:
    """Difference between a derived ``|M|^2`` and its helicity sum at a random point.

    Parameters
    ----------
    expression : sympy expression
        What `square` returned.
    amplitude, process, invariants
        What it was given.
    values : mapping
        Numbers for all masses and couplings.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    float
        The difference relative to the largest diagram squared.
    """
    momenta = random_momenta(process, values, rng)
    explicit = summed_square(amplitude, process, momenta, values)
    numbers = {**values, **invariant_values(process, invariants, momenta, values)}
    derived = float(expression.evalf(30, subs=numbers))
    return abs(derived - explicit.value) / explicit.largest


def _mass(particle: Particle, values: Values) -> float:
    return float(particle.mass.subs(values))


def _vector(momentum: Momentum, momenta: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    total = np.zeros(4)
    for name, factor in momentum.terms:
        total = total + float(factor) * momenta[name]
    return total


class _Point:
    """Evaluates terms at one phase-space point, for all helicities at once."""

    def __init__(self, process: Process, momenta: Mapping[str, NDArray[np.float64]], values: Values) -> None:
        self.momenta = momenta
        self.values = values
        self.spins = {x.name: n for n, x in enumerate(x for x in process.particles if not _spinless(x))}
        self.vectors = [x for x in process.particles if isinstance(x, Vector)]

    def term(self, term: Term) -> Array:
        """The values of a term, one axis for the states of every particle with spin."""
        factor: Any = complex(term.coefficient.subs(self.values))
        for denominator in term.denominators:
            p = _vector(denominator.momentum, self.momenta)
            factor /= p @ METRIC @ p - float(denominator.mass.subs(self.values)) ** 2
        operands: list[Any] = []
        seen: dict[Index, int] = {}
        labels = iter(range(len(self.spins), 52))

        def axis(index: Index) -> int:
            """A label for one occurrence of an index, lowered against the first occurrence."""
            label = next(labels)
            if index in seen:
                operands.extend((METRIC, [seen[index], label]))
            else:
                seen[index] = label
            return label

        for line in term.lines:
            matrix, indices = self._matrix(line)
            ends = [self.spins[end.fermion.name] for end in (line.left, line.right) if end is not None]
            operands.extend((matrix, [*ends, *(axis(index) for index in indices)]))
        for tensor in term.tensors:
            if isinstance(tensor, Component):
                operands.extend((_vector(tensor.momentum, self.momenta), [axis(tensor.index)]))
            elif isinstance(tensor, Metric):
                operands.extend((METRIC, [axis(tensor.first), axis(tensor.second)]))
            else:
                factor *= _vector(tensor.first, self.momenta) @ METRIC @ _vector(tensor.second, self.momenta)
        for vector in self.vectors:
            states = polarisations(self.momenta[vector.name], _mass(vector, self.values))
            operands.extend((states, [self.spins[vector.name], axis(vector.index)]))
        if not operands:
            return np.array(factor)
        value: Array = factor * np.einsum(*operands, sorted(self.spins.values()), optimize="greedy")
        return value

    def _matrix(self, line: Line) -> tuple[Array, list[Index]]:
        """A line between its spinors: axes are the two helicities, then the open indices."""
        indices: list[Index] = []
        matrix: Any = np.eye(4, dtype=complex)
        for letter in line.word.letters:
            if isinstance(letter, Momentum):
                matrix = matrix @ slashed(_vector(letter, self.momenta))
            else:
                matrix = matrix[..., None, :, :] @ GAMMA
                indices.append(letter)
        matrix = matrix @ PROJECTOR[line.word.chirality]
        assert line.left is not None and line.right is not None
        left, right = self._states(line.left), self._states(line.right)
        return np.einsum("hi,...ij,kj->hk...", left, matrix, right), indices

    def _states(self, spinor: Spinor) -> Array:
        fermion = spinor.fermion
        return spinors(spinor.kind, self.momenta[fermion.name], _mass(fermion, self.values))


def _spinless(particle: Particle) -> bool:
    return not isinstance(particle, (Fermion, Vector))
