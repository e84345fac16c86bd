"""Scalar products of external momenta, solved linearly for a chosen set of invariants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from sympy import QQ, Expr, Integer, Symbol
from sympy.polys.rings import PolyElement

from muforge.symbolic.feynman.amplitude import Denominator
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.coefficients import CoefficientRing
from muforge.symbolic.feynman.momenta import Momentum
from muforge.symbolic.feynman.particles import Particle
from muforge.symbolic.feynman.process import Coordinates, Process

Named = Mapping[str | Symbol, Momentum | tuple[Momentum, Momentum] | Denominator]
"""Names of squares of momenta, of scalar products, or of denominators ``p^2 - m^2``."""


@dataclass(frozen=True)
class Overcomplete:
    """Named invariants that may depend on one another: some results are shorter in more invariants.

    Attributes
    ----------
    named : mapping
        Names and their invariants, all propagators among them.
    """

    named: Named


Invariants = Named | Overcomplete | Sequence[tuple[Particle, Particle]] | None
"""Named invariants (independent or, if overcomplete, more), or pairs of particles, or None for the first pairs."""


def scalar_products(*particles: Particle) -> Overcomplete:
    """The scalar products of all pairs of momenta; ``a_b`` is the product of those of ``a`` and ``b``."""
    return Overcomplete({f"{a.name}_{b.name}": (a.p, b.p) for a, b in combinations(particles, 2)})


@dataclass(frozen=True)
class Invariant:
    """``first . second - mass^2``."""

    first: Momentum
    second: Momentum
    mass: Expr = field(default=Integer(0))

    @classmethod
    def of(cls, value: Momentum | tuple[Momentum, Momentum] | Denominator) -> "Invariant":
        """The invariant that a value in a mapping stands for."""
        if isinstance(value, Denominator):
            return cls(value.momentum, value.momentum, value.mass)
        return cls(value, value) if isinstance(value, Momentum) else cls(*value)

    def __str__(self) -> str:
        text = f"({self.first})^2" if self.first == self.second else f"({self.first}).({self.second})"
        return f"{text} - {self.mass}^2" if self.mass else text


_Row = list[Any]
"""Rational coefficients of the scalar products."""


def _unit(process: Process) -> dict[tuple[int, int], int]:
    """Position of every scalar product ``p_i . p_j`` of independent momenta among the unknowns."""
    n = len(process.independent)
    return {pair: k for k, pair in enumerate((i, j) for i in range(n) for j in range(i, n))}


def _product(process: Process, invariant: Invariant, symbol: Symbol | None = None) -> _Row:
    """The scalar product of two momenta as a row over the unknown scalar products."""
    a, b = (process.coordinates(momentum, symbol) for momentum in (invariant.first, invariant.second))
    row = [QQ(0)] * len(_unit(process))
    for (i, j), k in _unit(process).items():
        value = a[i] * b[i] if i == j else a[i] * b[j] + a[j] * b[i]
        row[k] = QQ(value.numerator, value.denominator)
    return row


class _LinearSystem:
    """Equations for the scalar products in reduced echelon form; right-hand sides are any linear objects."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, _Row, Any]] = []

    def add(self, row: _Row, value: Any) -> bool:
        """Add an equation; False, and no change, if its left-hand side depends on the earlier ones."""
        row = list(row)
        for pivot, other, known in self.rows:
            factor = row[pivot]
            if factor:
                row = [a - factor * b for a, b in zip(row, other, strict=True)]
                value = value - known * factor
        lead = next((k for k, a in enumerate(row) if a), None)
        if lead is None:
            return False
        scale = QQ(1) / row[lead]
        row, value = [a * scale for a in row], value * scale
        for n, (other_pivot, other, known) in enumerate(self.rows):
            factor = other[lead]
            if factor:
                changed = [a - factor * b for a, b in zip(other, row, strict=True)]
                self.rows[n] = (other_pivot, changed, known - value * factor)
        self.rows.append((lead, row, value))
        return True


def named_invariants(process: Process, invariants: Invariants) -> dict[Symbol, Invariant]:
    """Resolve a choice of invariants to real symbols and the scalar products they stand for.

    Parameters
    ----------
    process : Process
        The process.
    invariants : mapping, Overcomplete, iterable of pairs, or None
        ``{"s_nuX": nu.p + X.p}`` names the square of a momentum, ``{"nuX": (nu.p, X.p)}`` a scalar product,
        ``{"D": denominator(mu.p + X.p, m_mu)}`` a square less a squared mass; ``[(nu, X)]`` is short for the
        first, taking the difference of the momenta if one comes in and the other goes out; None takes the
        first independent pairs.  ``Overcomplete({...})`` names more than are independent.

    Returns
    -------
    dict
        Symbols and their invariants, complete, and independent unless overcomplete.

    Raises
    ------
    AmplitudeError
        If the invariants depend on one another though not said to be overcomplete, or are too few.
    """
    if isinstance(invariants, Overcomplete):
        chosen = _by_name(invariants.named)
    elif isinstance(invariants, Mapping):
        chosen = _by_name(invariants)
    else:
        chosen = _by_pair(process, combinations(process.particles[::-1], 2) if invariants is None else invariants)
    basis = independent(process, chosen)
    if not isinstance(invariants, Overcomplete | None):
        _check_independent(process, chosen, basis)
    _check_complete(process, basis)
    return chosen if isinstance(invariants, Overcomplete) else basis


def independent(process: Process, chosen: Mapping[Symbol, Invariant]) -> dict[Symbol, Invariant]:
    """The first of some invariants that are independent given the masses."""
    system = _on_shell(process)
    return {symbol: x for symbol, x in chosen.items() if system.add(_product(process, x, symbol), QQ(0))}


def _by_name(named: Named) -> dict[Symbol, Invariant]:
    chosen = {}
    for name, value in named.items():
        pair = isinstance(value, tuple) and len(value) == 2 and all(isinstance(x, Momentum) for x in value)
        if not isinstance(name, str | Symbol) or not (pair or isinstance(value, Momentum | Denominator)):
            raise AmplitudeError(
                f"the invariant {name} stands for {_words(value)}; expected is a momentum to square, such as "
                "mu.p + X.p, a pair of momenta (mu.p, X.p), or denominator(mu.p + X.p, m_mu), under a name"
            )
        chosen[name if isinstance(name, Symbol) else Symbol(name, real=True)] = Invariant.of(value)
    return chosen


def _by_pair(process: Process, pairs: Iterable[tuple[Particle, Particle]]) -> dict[Symbol, Invariant]:
    chosen = {}
    for pair in pairs if isinstance(pairs, Iterable) else (pairs,):
        if not (isinstance(pair, tuple | list) and len(pair) == 2 and all(isinstance(x, Particle) for x in pair)):
            raise AmplitudeError(
                f"{_words(pair)} is no choice of an invariant; expected are pairs of particles, [(mu, X), (nu, X)], "
                'or names of momenta, {"s": mu.p + X.p}'
            )
        a, b = pair
        momentum = a.p + b.p * (process.sign(a.name) * process.sign(b.name))
        chosen[Symbol(f"s_{a.name}{b.name}", real=True)] = Invariant(momentum, momentum)
    return chosen


def _words(value: object) -> str:
    """A value for messages."""
    if isinstance(value, tuple | list):
        return f"({', '.join(map(_words, value))})"
    if isinstance(value, Particle | Momentum):
        return f"the {'particle' if isinstance(value, Particle) else 'momentum'} {value}"
    return repr(value)


def _on_shell(process: Process) -> "_LinearSystem":
    """The equations that follow from masses."""
    system = _LinearSystem()
    for particle in process.particles:
        system.add(_product(process, Invariant(particle.p, particle.p)), QQ(0))
    return system


def _check_independent(process: Process, chosen: Mapping[Symbol, Invariant], basis: Mapping[Symbol, Invariant]) -> None:
    for symbol, invariant in chosen.items():
        if symbol not in basis:
            before = list(chosen)[: list(chosen).index(symbol)]
            others = ", ".join(str(x) for x in before if x in basis) or "the masses"
            raise AmplitudeError(
                f"the invariant {symbol} = {invariant} is not independent: masses, momentum conservation "
                f"and {others} fix it in {process}; {process} has {_number(process)} independent invariants, "
                "leave this one out or choose another pair"
            )


def _check_complete(process: Process, basis: Mapping[Symbol, Invariant]) -> None:
    missing = _number(process) - len(basis)
    if missing:
        raise AmplitudeError(
            f"{process} has {_number(process)} independent invariants and {len(basis)} are given "
            f"({', '.join(map(str, basis)) or 'none'}); add {missing} more, for instance squares of the sum of "
            "two outgoing momenta"
        )


def _number(process: Process) -> int:
    """How many invariants are independent."""
    return len(_unit(process)) - len(_on_shell(process).rows)


class Kinematics:
    """The scalar products of a process as polynomials in masses and invariants.

    Parameters
    ----------
    process : Process
        The process.
    invariants : dict
        Independent ones, as `independent` returns them.
    coefficients : CoefficientRing
        The ring, with the invariants and the masses among its generators.
    """

    def __init__(self, process: Process, invariants: Mapping[Symbol, Invariant], coefficients: CoefficientRing) -> None:
        system = _LinearSystem()
        for particle in process.particles:
            system.add(_product(process, Invariant(particle.p, particle.p)), coefficients.mass(particle.mass) ** 2)
        for symbol, invariant in invariants.items():
            value = coefficients.generator(symbol) + coefficients.mass(invariant.mass) ** 2
            system.add(_product(process, invariant), value)
        solution = {pivot: value for pivot, _, value in system.rows}
        n = len(process.independent)
        self.ring = coefficients.ring
        self.gram: list[list[PolyElement]] = [[self.ring.zero] * n for _ in range(n)]
        for (i, j), k in _unit(process).items():
            self.gram[i][j] = self.gram[j][i] = self.ring(solution[k])

    def dot(self, a: Coordinates, b: Coordinates) -> PolyElement:
        """Scalar product of two momenta given by their coordinates."""
        total = self.ring.zero
        for i, x in enumerate(a):
            for j, y in enumerate(b):
                factor = x * y
                if factor:
                    total += self.gram[i][j] * QQ(factor.numerator, factor.denominator)
        return total
