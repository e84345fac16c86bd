"""Words of Dirac matrices against explicit matrices."""

import numpy as np
import pytest

from muforge.symbolic.feynman import clifford
from muforge.symbolic.feynman.clifford import Word
from muforge.verify.spinors import GAMMA, PROJECTOR

CHIRALITIES = ("", "L", "R")
GAMMA5 = PROJECTOR["R"] - PROJECTOR["L"]


def matrix(word: Word | None) -> np.ndarray:
    """The word, its letters being numbers of Dirac matrices, as a 4x4 matrix."""
    result = np.eye(4, dtype=complex)
    if word is None:
        return 0 * result
    for letter in word.letters:
        result = result @ GAMMA[letter]
    return result @ PROJECTOR[word.chirality]


def words() -> list[Word]:
    letters = [(), (1,), (0, 2), (3, 1, 2), (2, 0, 3, 1)]
    return [Word(x, chirality) for x in letters for chirality in CHIRALITIES]


def test_gamma_matrices_satisfy_the_clifford_algebra() -> None:
    metric = np.diag([1, -1, -1, -1])
    for a in range(4):
        for b in range(4):
            anticommutator = GAMMA[a] @ GAMMA[b] + GAMMA[b] @ GAMMA[a]
            np.testing.assert_allclose(anticommutator, 2 * metric[a, b] * np.eye(4))
    np.testing.assert_allclose(1j * GAMMA[0] @ GAMMA[1] @ GAMMA[2] @ GAMMA[3], GAMMA5)


@pytest.mark.parametrize("first", words())
def test_products_are_matrix_products(first: Word) -> None:
    for second in words():
        expected = matrix(first) @ matrix(second)
        np.testing.assert_allclose(matrix(clifford.product(first, second)), expected, atol=1e-14)


@pytest.mark.parametrize("word", words())
def test_bar_is_the_dirac_conjugate(word: Word) -> None:
    expected = GAMMA[0] @ matrix(word).conj().T @ GAMMA[0]
    np.testing.assert_allclose(matrix(clifford.barred(word)), expected, atol=1e-14)


@pytest.mark.parametrize("word", words())
def test_reversal_leaves_gamma5_alone(word: Word) -> None:
    reversed_letters = matrix(Word(word.letters[::-1]))
    expected = PROJECTOR[word.chirality] @ reversed_letters
    np.testing.assert_allclose(matrix(clifford.reversed_word(word)), expected, atol=1e-14)


def test_rotation_keeps_the_trace() -> None:
    for chirality in CHIRALITIES:
        word = Word((0, 1, 2, 3, 1, 1), chirality)
        expected = np.trace(matrix(word))
        assert chirality == "" or abs(expected) > 1
        for start in range(6):
            assert np.trace(matrix(clifford.rotated(word, start))) == pytest.approx(expected, abs=1e-14)
