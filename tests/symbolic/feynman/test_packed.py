"""Packed integer polynomials against sympy's ring."""

from random import Random

import pytest
from sympy import QQ, symbols
from sympy.polys.rings import PolyElement, ring

from muforge.symbolic.feynman.packed import packed, sum_of_products, unpacked

R, *GENERATORS = ring(symbols("x y z"), QQ)


def polynomial(seed: int) -> PolyElement:
    random = Random(seed)
    terms = ((tuple(random.randrange(4) for _ in GENERATORS), random.randrange(-5, 6)) for _ in range(9))
    return R.from_dict({monomial: QQ(c) for monomial, c in terms if c})


@pytest.mark.parametrize("seed", range(5))
def test_arithmetic(seed: int) -> None:
    a, b, c = (polynomial(3 * seed + n) for n in range(3))
    x, y, z = packed(a), packed(b), packed(c)
    assert unpacked(x, R, 1) == a != b
    assert unpacked(x * y, R, 3) == a * b / 3
    assert unpacked(x + y, R, 1) == a + b
    assert unpacked(x - y, R, 1) == a - b
    assert unpacked(-x * 4, R, 1) == -4 * a
    assert unpacked(x.plus(z, -7), R, 1) == a - 7 * c
    assert unpacked(sum_of_products([(2, x, y), (-1, y, z)]), R, 1) == 2 * a * b - b * c


def test_zero_is_false_and_cancels() -> None:
    x = packed(polynomial(1))
    assert x
    assert not x - x
    assert not x * 0
    assert not sum_of_products([(1, x, x), (-1, x, x)])


def test_high_powers_do_not_run_into_one_another() -> None:
    power = GENERATORS[0] ** 40 + 1
    assert unpacked(packed(power) * packed(power), R, 1) == power**2
