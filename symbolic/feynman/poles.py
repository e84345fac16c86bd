"""Squared amplitudes as sums over pole structures, the form that generated code evaluates best.

Numerators over one product of denominators are rewritten in those denominators, as far as these are
linearly independent, and the denominators cancelled.  The numerator that is left over ``D E`` is then free of
``D`` and ``E``, and nothing is divided by a difference of denominators.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

from sympy import QQ, Add, Expr, Integer, Mul, Pow
from sympy.polys.rings import PolyElement, PolyRing

from muforge.symbolic.feynman.printing import compact, monomial_content, without

Poles = tuple[tuple[int, int], ...]
"""Numbers of denominators and their powers, sorted."""


class Structure:
    """The denominators of a derivation, numbered and normalised to a positive leading coefficient.

    Parameters
    ----------
    ring : PolyRing
        Invariants first, then masses, then couplings.
    invariants, leading : int
        Number of invariants, and of invariants and masses.
    """

    def __init__(self, ring: PolyRing, invariants: int, leading: int) -> None:
        self.ring = ring
        self.invariants = invariants
        self.leading = leading
        self.denominators: list[PolyElement] = []

    def pole(self, value: PolyElement) -> tuple[PolyElement, Poles]:
        """A denominator as a rational factor and a numbered pole; no pole if it is a number."""
        factor = value.LC
        monic = value.quo_ground(factor)
        if monic == 1:
            return factor, ()
        if monic not in self.denominators:
            self.denominators.append(monic)
        return factor, ((self.denominators.index(monic), 1),)

    def is_mass(self, number: int) -> bool:
        """Whether a denominator is a mass or a coupling, not a propagator."""
        return self.denominators[number] in self.ring.gens[self.invariants :]

    @staticmethod
    def merged(*poles: Poles) -> Poles:
        """Product of poles."""
        total: dict[int, int] = {}
        for number, power in (item for pole in poles for item in pole):
            total[number] = total.get(number, 0) + power
        return tuple(sorted((number, power) for number, power in total.items() if power))

    def expression(self, poles: Poles) -> Expr:
        """The product of inverse denominators."""
        return Mul(*(Pow(self.denominators[number].as_expr(), -power) for number, power in poles))

    def text(self, poles: Poles) -> str:
        """The product of inverse denominators, for messages."""
        return str(self.expression(poles))

    def pivots(self, numbers: Iterable[int]) -> dict[int, tuple[int, PolyElement]]:
        """Generators that independent denominators can replace.

        Returns
        -------
        dict
            Position of a generator -> the number of the denominator that takes its place, and the generator
            with that replacement made.  In the polynomial these generators stand for their denominators.
        """
        gens = self.ring.gens
        result: dict[int, tuple[int, PolyElement]] = {}
        rows: list[tuple[int, int, PolyElement]] = []
        for number in numbers:
            value = self.denominators[number]
            if self.is_mass(number):
                position = gens.index(value)
                result[position] = (number, value)
                continue
            value = substituted(value, {position: known for position, _, known in rows})
            free = [k for k in range(self.invariants) if value.degree(gens[k]) == 1 and k not in result]
            free = [k for k in free if all(k != position for position, _, _ in rows)]
            if not free:
                continue
            position = free[-1]
            slope = _coefficient(value, position)
            # Solve value = placeholder for the generator; its own symbol is free to be the placeholder.
            solved = (gens[position] - (value - gens[position] * slope)).quo_ground(slope)
            rows = [(p, n, substituted(known, {position: solved})) for p, n, known in rows]
            rows.append((position, number, solved))
        result.update({position: (number, solved) for position, number, solved in rows})
        return result


def _coefficient(value: PolyElement, position: int) -> Any:
    """Rational coefficient of a generator in a polynomial linear in it."""
    monomial = tuple(int(k == position) for k in range(value.ring.ngens))
    return value[monomial]


def by_exponents(value: PolyElement, positions: tuple[int, ...]) -> dict[tuple[int, ...], PolyElement]:
    """A polynomial collected in some generators."""
    if not positions:
        return {(): value} if value else {}
    parts: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
    for monomial, coefficient in value.iterterms():
        exponents = tuple([monomial[k] for k in positions])
        rest = list(monomial)
        for k in positions:
            rest[k] = 0
        parts.setdefault(exponents, {})[tuple(rest)] = coefficient
    return {exponents: value.ring.from_dict(terms) for exponents, terms in parts.items()}


def substituted(value: PolyElement, replacements: Mapping[int, PolyElement]) -> PolyElement:
    """A polynomial with some generators replaced, simultaneously."""
    if not replacements:
        return value
    positions = tuple(replacements)
    total = value.ring.zero
    powers: dict[tuple[int, int], PolyElement] = {}
    for exponents, part in by_exponents(value, positions).items():
        for position, n in zip(positions, exponents, strict=True):
            if n:
                if (position, n) not in powers:
                    powers[position, n] = replacements[position] ** n
                part = part * powers[position, n]
        total += part
    return total


def cancelled(numerators: Mapping[Poles, PolyElement], structure: Structure) -> dict[Poles, PolyElement]:
    """Cancel denominators against numerators until no numerator can be divided any more.

    Parameters
    ----------
    numerators : mapping
        Numerators by their poles.
    structure : Structure
        The denominators.

    Returns
    -------
    dict
        The same sum, non-zero numerators only.
    """
    pending = {poles: value for poles, value in numerators.items() if value}
    result: dict[Poles, PolyElement] = {}
    while pending:
        poles = max(pending, key=lambda key: (sum(power for _, power in key), key))
        value = pending.pop(poles)
        pivots = structure.pivots(number for number, _ in poles)
        positions = tuple(pivots)
        back = {position: structure.denominators[number] for position, (number, _) in pivots.items()}
        forward = {position: solved for position, (_, solved) in pivots.items()}
        available = dict(poles)
        for exponents, part in by_exponents(substituted(value, forward), positions).items():
            left = dict(available)
            remaining = [0] * structure.ring.ngens
            for position, n in zip(positions, exponents, strict=True):
                number = pivots[position][0]
                left[number] = max(available[number] - n, 0)
                remaining[position] = max(n - available[number], 0)
            key = Structure.merged(tuple(left.items()))
            restored = substituted(part * structure.ring.from_dict({tuple(remaining): QQ(1)}), back)
            target = result if key == poles else pending
            total = target.get(key, structure.ring.zero) + restored
            target.pop(key, None)
            if total:
                target[key] = total
    return result


def pole_separated(parts: Mapping[Poles, PolyElement], structure: Structure) -> Expr:
    """A sum of numerators over poles, as `cancelled` returns it, as a sympy expression.

    Common factors come first, then one sum over poles for every product of couplings.
    """
    if not parts:
        return Integer(0)
    common = reduce(lambda a, b: a.gcd(b), (monomial_content(part) for part in parts.values()))
    couplings = tuple(range(structure.leading, structure.ring.ngens))
    sums: dict[tuple[int, ...], list[Expr]] = {}
    for poles in sorted(parts, key=lambda key: (-sum(power for _, power in key), key)):
        quotient = without(parts[poles], common)
        for exponents, numerator in sorted(by_exponents(quotient, couplings).items(), reverse=True):
            term = compact(numerator, structure.invariants) * structure.expression(poles)
            sums.setdefault(exponents, []).append(term)
    total = []
    for exponents, terms in sums.items():
        factor = Mul(*(structure.ring.symbols[k] ** n for k, n in zip(couplings, exponents, strict=True)))
        total.append(factor * Add(*terms))
    return common.as_expr() * Add(*total)
