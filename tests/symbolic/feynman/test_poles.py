"""Cancelling denominators against numerators keeps the sum and leaves nothing to cancel."""

from random import Random

import pytest
from sympy import QQ, Add, Rational, Symbol, symbols
from sympy.polys.rings import PolyElement, ring

from muforge.symbolic.feynman.poles import Poles, Structure, cancelled

NAMES = symbols("x y z m n g")
R, *GENERATORS = ring(NAMES, QQ)
x, y, z, m, n, g = GENERATORS

SETS = {
    "one invariant": [x - m**2],
    "independent": [x - m**2, x + y - n**2],
    "chained": [x + y + z - m**2, x - y + 2 * n**2, x + z],
    "an invariant itself": [x + y - m**2, y],
    "more than invariants": [x - m**2, y - m**2, z, x + y + z - 3 * n**2, x - y],
    "without invariants": [m**2 - n**2, x - n**2],
    "masses and couplings": [m, g, x - n**2],
}


def structure(denominators: list[PolyElement]) -> Structure:
    result = Structure(R, invariants=3, leading=5)
    assert [result.pole(value) for value in denominators] == [(1, ((k, 1),)) for k in range(len(denominators))]
    return result


def random_sum(size: int, seed: int) -> dict[Poles, PolyElement]:
    random = Random(seed)
    result: dict[Poles, PolyElement] = {}
    for _ in range(6):
        poles = tuple((k, power) for k in range(size) if (power := random.randrange(3)))
        numerator = R(0)
        for _ in range(8):
            exponents = tuple(random.randrange(3) for _ in GENERATORS)
            numerator += R.from_dict({exponents: QQ(random.randrange(1, 9), random.randrange(1, 5))})
        result[poles] = numerator
    return result


def value(numerators: dict[Poles, PolyElement], denominators: Structure, point: dict[Symbol, Rational]) -> Rational:
    return Add(*(a.as_expr().subs(point) * denominators.expression(p).subs(point) for p, a in numerators.items()))


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("seed", range(3))
def test_the_sum_is_kept(name: str, seed: int) -> None:
    denominators = structure(SETS[name])
    numerators = random_sum(len(SETS[name]), seed)
    point = dict(zip(NAMES, map(Rational, ("7/3", "-5/2", "11/7", "2/5", "3/4", "9/8")), strict=True))
    found = value(cancelled(numerators, denominators), denominators, point)
    assert found == value(numerators, denominators, point) != 0


@pytest.mark.parametrize("name", ["one invariant", "independent", "chained", "an invariant itself"])
def test_numerators_are_free_of_their_denominators(name: str) -> None:
    """Shifting a generator so that only one denominator changes leaves its numerators alone."""
    denominators = structure(SETS[name])
    result = cancelled(random_sum(len(SETS[name]), 5), denominators)
    assert any(poles for poles in result)
    for poles, numerator in result.items():
        for position in denominators.pivots(number for number, _ in poles):
            assert all(monomial[position] == 0 for monomial in numerator)


def test_denominators_are_normalised_and_shared() -> None:
    denominators = Structure(R, invariants=3, leading=5)
    assert denominators.pole(m**2 - x) == (-1, ((0, 1),))
    assert denominators.pole(2 * x - 2 * m**2) == (2, ((0, 1),))
    assert denominators.pole(R(3)) == (3, ())
    assert len(denominators.denominators) == 1


def test_products_of_poles() -> None:
    assert Structure.merged(((0, 1), (2, 1)), ((0, 1),), ()) == ((0, 2), (2, 1))
    assert Structure.merged(((1, 1),), ((1, -1),)) == ()
