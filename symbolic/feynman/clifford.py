"""Dirac words: ordered products of gamma matrices and slashed momenta, ending in a chiral projector.

Every product of Dirac matrices is brought to a sum of *words*: letters followed by ``1``, ``P_L`` or
``P_R``.  A projector moves to the right past a letter by changing chirality, ``P_L gamma = gamma P_R``,
so that two words multiply to at most one word, and ``gamma5 = P_R - P_L`` needs no rule of its own.
"""

from typing import Any, NamedTuple

NONE, LEFT, RIGHT = "", "L", "R"

_OPPOSITE = {NONE: NONE, LEFT: RIGHT, RIGHT: LEFT}


class Word(NamedTuple):
    """Letters (momenta or Lorentz indices, in matrix order) and the projector that ends them.

    Attributes
    ----------
    letters : tuple
        Any hashable letters: a momentum stands for its slash, an index for its gamma matrix.
    chirality : str
        ``""`` for the unit matrix, ``"L"`` or ``"R"`` for ``P_L`` or ``P_R``.
    """

    letters: tuple[Any, ...] = ()
    chirality: str = NONE


def flipped(chirality: str, letters: int) -> str:
    """Chirality of a projector after it has moved past a number of letters."""
    return _OPPOSITE[chirality] if letters % 2 else chirality


def combined(first: str, second: str) -> str | None:
    """Product of two adjacent projectors; None when it vanishes."""
    if first == NONE or first == second:
        return second
    return first if second == NONE else None


def product(first: Word, second: Word) -> Word | None:
    """Product of two words; None when the projectors annihilate it."""
    chirality = combined(flipped(first.chirality, len(second.letters)), second.chirality)
    return None if chirality is None else Word(first.letters + second.letters, chirality)


def reversed_word(word: Word) -> Word:
    """The word read backwards, with ``gamma5`` unchanged."""
    return Word(word.letters[::-1], flipped(word.chirality, len(word.letters)))


def barred(word: Word) -> Word:
    """Dirac conjugate ``gamma0 (word)^dagger gamma0``: read backwards, with ``gamma5 -> -gamma5``."""
    return Word(word.letters[::-1], flipped(_OPPOSITE[word.chirality], len(word.letters)))


def rotated(word: Word, start: int) -> Word:
    """The cyclic rotation, equal under the trace, that begins with the letter at ``start``."""
    front, back = word.letters[:start], word.letters[start:]
    return Word(back + front, flipped(word.chirality, len(front)))
