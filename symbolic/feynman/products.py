"""Short forms of a squared amplitude in more scalar products than are independent.

With momentum conservation, a polynomial in the products has many forms.  For each product of poles a short
numerator is looked for, by exchanging one product at a time in the set of independent ones that the numerator
is written in; the poles stay in that set.  Whatever a pole divides is cancelled and left to the lower poles,
which come later.  Every step is an exact substitution, and their order is fixed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from sympy import Add, Expr, Integer, Mul, Rational
from sympy.polys.rings import PolyElement

from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.poles import Poles, Structure, by_exponents, substituted
from muforge.symbolic.feynman.printing import compact, monomial_content, without

Powers = tuple[tuple[int, int], ...]
"""Positions of the generators that divide, and their powers, sorted."""


@dataclass(frozen=True)
class _Choice:
    """A numerator over poles, in one choice of independent products.

    Attributes
    ----------
    numerator : PolyElement
        The numerator.
    others : mapping
        The other products by position, in terms of the chosen ones.
    """

    numerator: PolyElement
    others: Mapping[int, PolyElement]

    def exchanged(self, old: int, new: int) -> "_Choice | None":
        """The choice with the product `new` in place of `old`; None if the two are independent."""
        relation = self.others[new]
        gens = relation.ring.gens
        slope = relation.coeff(gens[old])
        if not slope:
            return None
        solved = {old: (gens[new] - (relation - gens[old] * slope)).quo_ground(slope)}
        others = {k: substituted(value, solved) for k, value in self.others.items() if k != new}
        return _Choice(substituted(self.numerator, solved), others | solved)

    def cost(self, powers: Powers) -> tuple[int, int]:
        """Two numbers to minimise: of terms that stay, then of terms that go to lower poles."""
        moved = sum(any(monomial[k] for k, _ in powers) for monomial in self.numerator)
        return len(self.numerator) - moved, moved


def in_products(parts: Mapping[Poles, PolyElement], structure: Structure, relations: Sequence[PolyElement]) -> Expr:
    """A sum of numerators over poles as a short expression in all named products.

    Parameters
    ----------
    parts : mapping
        Numerators by their poles, as `poles.cancelled` returns them, in independent products.
    structure : Structure
        The denominators.
    relations : sequence of PolyElement
        Every named product in terms of the independent ones; an independent product stands for itself.

    Returns
    -------
    sympy expression

    Raises
    ------
    AmplitudeError
        If a propagator is not among the named products.
    """
    known = [_generator(number, structure, relations) for number in range(len(structure.denominators))]
    couplings = tuple(range(structure.leading, structure.ring.ngens))
    sums: dict[tuple[int, ...], dict[Powers, PolyElement]] = {}
    for poles, numerator in parts.items():
        powers: dict[int, int] = {}
        for number, power in poles:
            position, factor = known[number]
            powers[position] = powers.get(position, 0) + power
            numerator = numerator * factor**power
        for exponents, part in by_exponents(numerator, couplings).items():
            group = sums.setdefault(exponents, {})
            key = tuple(sorted(powers.items()))
            group[key] = group.get(key, structure.ring.zero) + part
    short = {exponents: _shortened(group, relations) for exponents, group in sums.items()}
    return _printed(short, structure)


def _generator(number: int, structure: Structure, relations: Sequence[PolyElement]) -> tuple[int, PolyElement]:
    """The generator that stands for a denominator, and the rational factor between the two."""
    value = structure.denominators[number]
    if structure.is_mass(number):
        return structure.ring.gens.index(value), structure.ring.one
    for position, relation in enumerate(relations):
        if relation.monic() == value:
            return position, structure.ring(relation.LC)
    raise AmplitudeError(
        f"the propagator {value.as_expr()} has no name among the products "
        f"{', '.join(map(str, structure.ring.symbols[: structure.invariants]))}; name it too, as "
        "{'D': denominator(p, m)} or as the scalar product that it is twice of"
    )


def _shortened(group: Mapping[Powers, PolyElement], relations: Sequence[PolyElement]) -> dict[Powers, PolyElement]:
    """The same sum with short numerators."""
    others = {k: value for k, value in enumerate(relations) if value != value.ring.gens[k]}
    pending, result = dict(group), {}
    while pending:
        powers = max(pending, key=lambda key: (sum(power for _, power in key), key))
        numerator = _shortest(_with_poles(_Choice(pending.pop(powers), others), powers), powers).numerator
        ring, positions = numerator.ring, tuple(k for k, _ in powers)
        for exponents, part in by_exponents(numerator, positions).items():
            if not any(exponents):
                result[powers] = part
                continue
            lower, excess = [], [0] * ring.ngens
            for (k, power), n in zip(powers, exponents, strict=True):
                excess[k] = max(n - power, 0)
                lower += [(k, power - n)] if n < power else []
            value = substituted(part * ring.from_dict({tuple(excess): ring.domain.one}), others)
            total = pending.pop(tuple(lower), ring.zero) + value
            if total:
                pending[tuple(lower)] = total
    return result


def _with_poles(choice: _Choice, powers: Powers) -> _Choice:
    """The choice with all poles taken in, as far as these are independent."""
    poles = [k for k, _ in powers]
    for pole in poles:
        for old in _chosen(choice, poles):
            if pole in choice.others and (changed := choice.exchanged(old, pole)):
                choice = changed
    return choice


def _shortest(choice: _Choice, powers: Powers) -> _Choice:
    """The choice that no exchange of one product makes cheaper; always the best exchange is made."""
    poles = [k for k, _ in powers]
    while True:
        exchanges = ((old, new) for old in _chosen(choice, poles) for new in sorted(choice.others))
        neighbours = [changed for old, new in exchanges if (changed := choice.exchanged(old, new))]
        best = min(neighbours, key=lambda changed: changed.cost(powers), default=choice)
        if best.cost(powers) >= choice.cost(powers):
            return choice
        choice = best


def _chosen(choice: _Choice, poles: Sequence[int]) -> list[int]:
    """The chosen products that are not poles."""
    used = {k for value in choice.others.values() for monomial in value for k, n in enumerate(monomial) if n}
    return sorted(used - set(choice.others) - set(poles))


def _printed(sums: Mapping[tuple[int, ...], Mapping[Powers, PolyElement]], structure: Structure) -> Expr:
    """Common factors first, then one sum over numerators for every product of couplings."""
    numerators = [part for group in sums.values() for part in group.values()]
    if not numerators:
        return Integer(0)
    common = reduce(lambda a, b: a.gcd(b), map(monomial_content, numerators))
    shared = tuple(min(powers) for powers in zip(*sums, strict=True))
    couplings = structure.ring.symbols[structure.leading :]
    total = []
    for exponents in sorted(sums, reverse=True):
        factor = Mul(*(g ** (n - m) for g, n, m in zip(couplings, exponents, shared, strict=True)))
        total.append(factor * _sum({powers: without(x, common) for powers, x in sums[exponents].items()}, structure))
    return common.as_expr() * Mul(*(g**n for g, n in zip(couplings, shared, strict=True))) * Add(*total)


def _sum(group: Mapping[Powers, PolyElement], structure: Structure) -> Expr:
    """A sum over poles, where numerators that differ by a number stand once."""
    weights: dict[PolyElement, dict[Powers, Rational]] = {}
    for powers, numerator in sorted(group.items(), reverse=True):
        shape, weight = _normalised(numerator)
        weights.setdefault(shape, {})[powers] = weight
    terms = []
    for shape, parts in weights.items():
        number = next(iter(parts.values()))
        inverses = (
            weight / number * Mul(*(structure.ring.symbols[k] ** -power for k, power in powers))
            for powers, weight in parts.items()
        )
        terms.append(number * compact(shape, structure.invariants) * Add(*inverses))
    return Add(*terms)


def _normalised(value: PolyElement) -> tuple[PolyElement, Rational]:
    """A polynomial with coprime integer coefficients, the first one positive, and the divisor that made it so."""
    content, primitive = value.primitive()
    sign = -1 if primitive.LC < 0 else 1
    return primitive * sign, Rational(int(content.numerator), int(content.denominator)) * sign
