"""Couplings replaced by the sums that diagrams have: the polynomial is the same, and not longer."""

import pytest
from sympy import QQ, symbols
from sympy.polys.rings import PolyElement, ring

from muforge.symbolic.feynman.couplings import recoupled
from muforge.symbolic.feynman.poles import Poles, Structure

NAMES = symbols("s m g h k")
R, s, m, g, h, k = ring(NAMES, QQ)


def structure(*denominators: PolyElement) -> Structure:
    result = Structure(R, invariants=1, leading=2)
    for value in denominators:
        result.pole(value)
    return result


@pytest.mark.parametrize(
    ("numerator", "coefficients", "sums"),
    [
        (s * (g + h) ** 2 + m**2 * (g - h) ** 2, [2 * (g + h), m * (g - h)], {"g": "g + h", "h": "g - h", "k": "k"}),
        (s * (g - 2 * h + k) ** 3, [g - 2 * h + k], {"g": "g - 2*h + k", "h": "g", "k": "h"}),
        ((g + h) ** 2 * (h + k) ** 2, [g + h, h + k, g - k, k], {"g": "g + h", "h": "h + k", "k": "g"}),
        (s * (g**2 + h**2), [g + h, g - h], {}),
        (s * (g + m**2) ** 2, [g + m**2], {}),
        (s * g**2 * h**2, [g * h], {}),
    ],
)
def test_the_polynomial_is_kept(numerator: PolyElement, coefficients: list[PolyElement], sums: dict) -> None:
    poles: dict[Poles, PolyElement] = {((0, 1),): numerator}
    changed, meaning = recoupled(poles, coefficients, structure(s - m**2))
    assert {str(symbol): str(value) for symbol, value in meaning.items()} == sums
    assert list(changed) == list(poles)
    assert (changed[((0, 1),)].as_expr().xreplace(meaning) - numerator.as_expr()).expand() == 0
    assert len(changed[((0, 1),)]) <= len(numerator)


def test_couplings_that_divide_stay() -> None:
    poles: dict[Poles, PolyElement] = {((0, 1),): (g + h) ** 2}
    assert recoupled(poles, [g + h], structure(k)) == (poles, {})
