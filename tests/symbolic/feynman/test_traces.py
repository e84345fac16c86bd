"""Traces, with and without gamma5 and contracted indices, against explicit matrices."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from sympy import QQ, Symbol
from sympy.polys.rings import ring

from muforge.symbolic.feynman.clifford import Word
from muforge.symbolic.feynman.traces import Traces
from muforge.verify.spinors import GAMMA, METRIC, PROJECTOR, slashed

BASIS = np.array([[5, 1, 2, -1], [4, -2, 1, 3], [7, 2, -3, 1], [6, 0, 1, -4], [3, 1, 1, 2]]) / 2
R, _ = ring([Symbol("unused")], QQ)
GRAM = [[R(QQ(int(4 * p @ METRIC @ q), 4)) for q in BASIS] for p in BASIS]
VECTORS = [tuple(Fraction(int(i == j)) for j in range(5)) for i in range(5)]
VECTORS += [
    tuple(map(Fraction, (2, -1, 0, 1, 0))),
    (Fraction(1, 2), Fraction(0), Fraction(1), Fraction(-2), Fraction(1)),
]
A, B, C = -1, -2, -3

ONE_TRACE = [
    (0, 1, 2, 3),
    (0, 5, 2, 1, 3, 4),
    (A, 0, A, 1),
    (A, 0, 1, 2, A, 3),
    (A, 0, 1, A, 2, 3, 4, 5),
    (A, 0, B, 1, A, 2, B, 3),
    (A, B, 0, 1, A, 2, 3, B, 6, 5),
    (A, B, C, 0, A, B, C, 1),
]
TWO_TRACES = [
    ((0, A, 1, B), (2, A, 3, B)),
    ((0, A, 1, 2, 3, B), (A, 4, B, 5)),
    ((0, 1, 2, 3), (4, 2, 1, 0)),
    ((0, 1, 2, 3, 4, 5), (1, 2, 6, 4)),
    ((A, B, C, 0), (A, B, C, 1)),
]


def traces() -> Traces:
    R, _ = ring([Symbol("unused")], QQ)
    gram = [[R(QQ(int(4 * p @ METRIC @ q), 4)) for q in BASIS] for p in BASIS]

    return Traces(gram, VECTORS)


def component(n: int) -> np.ndarray:
    return np.array([float(x) for x in VECTORS[n]]) @ BASIS


def explicit(words: tuple[Word, ...]) -> complex:
    """Product of traces with indices summed one value at a time."""
    names = sorted({x for word in words for x in word.letters if x < 0})
    total = 0j
    for values in product(range(4), repeat=len(names)):
        index = dict(zip(names, values, strict=True))
        term = complex(np.prod([METRIC[i, i] for i in values]))
        for word in words:
            matrix = np.eye(4, dtype=complex)
            for x in word.letters:
                matrix = matrix @ (GAMMA[index[x]] if x < 0 else slashed(component(x)))
            term *= np.trace(matrix @ PROJECTOR[word.chirality])
        total += term
    return total


def derived(words: tuple[Word, ...]) -> complex:
    even, odd = traces().product(words)
    gamma5 = PROJECTOR["R"] - PROJECTOR["L"]
    total = complex(float(even.coeff(1)))
    for basis, value in odd.items():
        a, b, c, d = (slashed(BASIS[i]) for i in basis)
        total += float(value.coeff(1)) * np.trace(gamma5 @ a @ b @ c @ d) / 4
    return total


@pytest.mark.parametrize("letters", ONE_TRACE)
@pytest.mark.parametrize("chirality", ["", "L", "R"])
def test_one_trace(letters: tuple[int, ...], chirality: str) -> None:
    words = (Word(letters, chirality),)
    assert derived(words) == pytest.approx(explicit(words), rel=1e-12)


@pytest.mark.parametrize("letters", TWO_TRACES)
@pytest.mark.parametrize("chiralities", ["LL", "LR", " L", "R ", "  "])
def test_two_traces(letters: tuple[tuple[int, ...], tuple[int, ...]], chiralities: str) -> None:
    words = tuple(Word(x, c.strip()) for x, c in zip(letters, chiralities, strict=True))
    expected = explicit(words)
    scale = max(abs(expected), abs(explicit(tuple(Word(word.letters) for word in words))))
    assert abs(derived(words) - expected) < 1e-12 * scale


def test_two_levi_civita_tensors_give_a_determinant() -> None:
    words = ((0, 1, 2, 3), (0, 1, 2, 4))
    chiral = [traces().product((Word(words[0], "L"), Word(words[1], c)))[0].coeff(1) for c in "LR"]
    rows = [[BASIS[i] @ METRIC @ BASIS[j] for j in words[1]] for i in words[0]]
    assert float(chiral[0] - chiral[1]) == pytest.approx(8 * np.linalg.det(np.array(rows)), rel=1e-12)


def test_single_levi_civita_tensors_can_be_left_out() -> None:
    word = (Word((0, 1, 2, 3, 4, 5), "L"),)
    engine = traces()
    even, odd = engine.product(word)
    assert odd
    assert Traces(GRAM, VECTORS, odd=False).product(word) == (even, {})
