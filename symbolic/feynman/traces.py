"""Traces of Dirac words in four dimensions, exact, by contraction identities and Pfaffians.

Letters are integers: a number from 0 on is a vector, a negative number a Lorentz index.  Contracted
indices go first.  Within a trace, Chisholm's identities remove a pair,

    gamma_a S gamma^a = -2 S^R              (S odd, S^R = S read backwards)
    gamma_a S x gamma^a = 2 (x S + S^R x)   (S odd, x a letter)

and between two traces the completeness of the Dirac matrices does,

    Tr[gamma_a S] Tr[gamma^a T] = 2 Tr[S (T + T^R)]   (S, T odd, gamma5 allowed).

Traces are computed over the integers, with scalar products scaled to have integer coefficients.  A trace of
vectors alone is the Pfaffian of their scalar products, plus for chiral words a sum of
E(a, b, c, d) = Tr[gamma5 a b c d] / 4, the Levi-Civita tensor.  Two of those multiply to a determinant of
scalar products; a single one is parity odd and returned separately.
"""

from collections.abc import Sequence
from itertools import combinations
from math import lcm, prod
from typing import Any

from sympy.polys.rings import PolyElement

from muforge.symbolic.feynman.clifford import RIGHT, Word, product, reversed_word, rotated
from muforge.symbolic.feynman.packed import ONE, ZERO, Packed, linear_combination, packed, sum_of_products, unpacked
from muforge.symbolic.feynman.process import Coordinates

Letters = tuple[int, ...]
Odd = dict[tuple[int, ...], Packed]
"""A sum of Levi-Civita tensors: four basis vectors and the coefficient of their E."""

RationalOdd = dict[tuple[int, ...], PolyElement]
"""The same over the rationals."""


def determinant(rows: list[list[Any]]) -> Any:
    """Determinant by expansion along the first row, for the few small matrices met here."""
    if len(rows) == 1:
        return rows[0][0]
    total = rows[0][0] * determinant([row[1:] for row in rows[1:]])
    for j, entry in enumerate(rows[0][1:], 1):
        if entry:
            minor = entry * determinant([row[:j] + row[j + 1 :] for row in rows[1:]])
            total = total - minor if j % 2 else total + minor
    return total


class Traces:
    """Evaluates products of traces for given scalar products, remembering what it has met.

    Parameters
    ----------
    gram : list of list of PolyElement
        Scalar products of the basis momenta, over the rationals.
    vectors : sequence of tuple of Fraction
        Coordinates of the vectors that the letters 0, 1, ... stand for.
    odd : bool, optional
        Whether single Levi-Civita tensors matter; if not, unpaired ones are dropped.
    """

    def __init__(self, gram: list[list[PolyElement]], vectors: Sequence[Coordinates], odd: bool = True) -> None:
        self._odd_wanted = odd
        self._ring = gram[0][0].ring
        self._scale = lcm(*(int(c.denominator) for row in gram for entry in row for c in entry.coeffs()))
        self._gram = [[packed(entry * self._scale) for entry in row] for row in gram]
        self._denominators = [lcm(*(x.denominator for x in vector)) for vector in vectors]
        self._vectors = [
            tuple(int(x * k) for x in vector) for vector, k in zip(vectors, self._denominators, strict=True)
        ]
        self._dots: dict[tuple[int, int], Packed] = {}
        self._even: dict[Letters, Packed] = {}
        self._odd: dict[Letters, Odd] = {}
        self._products: dict[tuple[Word, ...], tuple[Packed, Odd]] = {}
        self._tensors: dict[Letters, dict[tuple[int, ...], int]] = {}

    def dot(self, a: int, b: int) -> PolyElement:
        """Scalar product of two vectors."""
        return unpacked(self._dot(a, b), self._ring, self._scale * self._denominators[a] * self._denominators[b])

    def product(self, words: tuple[Word, ...]) -> tuple[PolyElement, RationalOdd]:
        """Product of the traces of several words, all indices contracted.

        Returns
        -------
        even : PolyElement
            The part without a Levi-Civita tensor.
        odd : dict
            The coefficients of single Levi-Civita tensors.
        """
        even, odd = self._product(words)
        vectors = [letter for word in words for letter in word.letters if letter >= 0]
        half = 2 ** len(words)
        divisor = half * self._scale ** (len(vectors) // 2) * prod(self._denominators[n] for n in vectors)
        rational_odd = {}
        for basis, value in odd.items():
            rational_odd[basis] = unpacked(value, self._ring, divisor) * self._scale**2
        return unpacked(even, self._ring, divisor), rational_odd

    def _dot(self, a: int, b: int) -> Packed:
        """Scalar product of two integral vectors, in units of the scale."""
        key = (a, b) if a <= b else (b, a)
        if key not in self._dots:
            total = ZERO
            for i, x in enumerate(self._vectors[a]):
                for j, y in enumerate(self._vectors[b]):
                    if x * y:
                        total += self._gram[i][j] * (x * y)
            self._dots[key] = total
        return self._dots[key]

    def _product(self, words: tuple[Word, ...]) -> tuple[Packed, Odd]:
        """Product of traces of integral vectors: twice each trace, scalar products in units of the scale."""
        if words not in self._products:
            self._products[words] = self._contracted(words)
        return self._products[words]

    def _contracted(self, words: tuple[Word, ...]) -> tuple[Packed, Odd]:
        if any(len(word.letters) % 2 for word in words):
            return ZERO, {}
        owner: dict[int, int] = {}
        for n, word in enumerate(words):
            for letter in word.letters:
                if letter < 0 and owner.setdefault(letter, n) != n:
                    return self._joined(words, owner[letter], n, letter)
        even, odd = ONE, {}  # type: Packed, Odd
        with_odd = len(self._gram) > 3 and (self._odd_wanted or sum(bool(x.chirality) for x in words) > 1)
        for word in words:
            even, odd = self._multiplied(even, odd, *self._trace(word, with_odd))
        return even, odd

    def _joined(self, words: tuple[Word, ...], m: int, n: int, index: int) -> tuple[Packed, Odd]:
        """Two traces that share an index, as one."""
        rest = tuple(word for k, word in enumerate(words) if k not in (m, n))
        first, second = (rotated(words[k], words[k].letters.index(index)) for k in (m, n))
        s, t = Word(first.letters[1:], first.chirality), Word(second.letters[1:], second.chirality)
        even, odd = ZERO, {}  # type: Packed, Odd
        for word in (product(s, t), product(s, reversed_word(t))):
            if word is not None:
                # Every trace is doubled: (2 Tr[a S]) (2 Tr[a T]) = 4 (2 Tr[S T] + 2 Tr[S T^R])
                part, odd_part = self._product((*rest, word))
                even = even.plus(part, 4)
                odd = self._added(odd, odd_part, 4)
        return even, odd

    def _trace(self, word: Word, with_odd: bool) -> tuple[Packed, Odd]:
        """Twice the trace of one word, its indices contracted within it."""
        parts = _chisholm(word.letters)
        even = linear_combination((factor, self._pfaffian(letters)) for factor, letters in parts)
        odd: Odd = {}
        for factor, letters in parts:
            if word.chirality and with_odd:
                sign = 1 if word.chirality == RIGHT else -1
                odd = self._added(odd, self._levi_civita(letters), sign * factor)
        return even if word.chirality else even * 2, odd

    def _pfaffian(self, letters: Letters) -> Packed:
        """``Tr[a b c ...]``."""
        if not letters:
            return ONE * 4
        letters = _canonical(letters)
        if letters not in self._even:
            self._even[letters] = self._expanded(letters)
        return self._even[letters]

    def _expanded(self, letters: Letters) -> Packed:
        """The trace by moving its first letter around, or only as far as the next equal one."""
        first, *rest = letters
        reach = rest.index(first) if first in rest else len(rest)
        products = []
        for j, other in enumerate(rest[:reach]):
            factor = self._dot(first, other)
            if factor:
                shorter = (*rest[:j], *rest[j + 1 :])
                products.append((-1 if j % 2 else 1, factor, self._pfaffian(shorter)))
        if reach < len(rest):
            products = [(2 * sign, factor, shorter) for sign, factor, shorter in products]
            square, without = self._dot(first, first), (*rest[:reach], *rest[reach + 1 :])
            if square:
                products.append((-1 if reach % 2 else 1, square, self._pfaffian(without)))
        return sum_of_products(products)

    def _levi_civita(self, letters: Letters) -> Odd:
        """``Tr[gamma5 a b c ...]``: reduce the first three matrices to single ones."""
        if len(letters) < 4:
            return {}
        if letters not in self._odd:
            a, b, c, *rest = letters
            tail = tuple(rest)
            odd = self._added({}, self._levi_civita((c, *tail)), self._dot(a, b))
            odd = self._added(odd, self._levi_civita((b, *tail)), -self._dot(a, c))
            odd = self._added(odd, self._levi_civita((a, *tail)), self._dot(b, c))
            for j, d in enumerate(tail):
                remainder = self._pfaffian(tail[:j] + tail[j + 1 :])
                for basis, factor in self._tensor((a, b, c, d)).items():
                    sign = -1 if j % 2 else 1
                    odd = self._added(odd, {basis: remainder}, sign * factor)
            self._odd[letters] = odd
        return self._odd[letters]

    def _tensor(self, vectors: Letters) -> dict[tuple[int, ...], int]:
        """``E`` of four vectors in terms of ``E`` of basis momenta."""
        if vectors not in self._tensors:
            rows = [self._vectors[n] for n in vectors]
            minors = {
                basis: determinant([[row[i] for i in basis] for row in rows])
                for basis in combinations(range(len(self._gram)), 4)
            }
            self._tensors[vectors] = {basis: minor for basis, minor in minors.items() if minor}
        return self._tensors[vectors]

    def _multiplied(self, even: Packed, odd: Odd, other_even: Packed, other_odd: Odd) -> tuple[Packed, Odd]:
        result = even * other_even
        for first, a in odd.items():
            for second, b in other_odd.items():
                minor = determinant([[self._gram[i][j] for j in second] for i in first])
                result += a * b * minor
        return result, self._added(self._added({}, odd, other_even), other_odd, even)

    @staticmethod
    def _added(odd: Odd, other: Odd, factor: Any) -> Odd:
        """``odd + factor * other``, zeros dropped."""
        total = dict(odd)
        for basis, value in other.items():
            total[basis] = total[basis] + value * factor if basis in total else value * factor
        return {basis: value for basis, value in total.items() if value}


def _canonical(letters: Letters) -> Letters:
    """One of all rotations and reversals, which have the same trace without gamma5: equal letters begin it, if any.

    The two nearest equal letters are the first one and the next equal to it.
    """
    size = len(letters)
    distances = [(letters + letters).index(letter, n + 1) - n for n, letter in enumerate(letters)]
    nearest = min(distances, default=0)
    backwards = letters[::-1]
    starts = [n for n, distance in enumerate(distances) if distance == nearest]
    words = [letters[n:] + letters[:n] for n in starts]
    words += [backwards[size - 1 - n - nearest :] + backwards[: size - 1 - n - nearest] for n in starts]
    return min(words, default=letters)


def _chisholm(letters: Letters) -> list[tuple[int, Letters]]:
    """A word with its contracted index pairs removed: integer factors and words of vectors."""
    best: tuple[int, int] | None = None
    for i, letter in enumerate(letters):
        if letter < 0:
            j = letters.index(letter, i + 1) if letter in letters[i + 1 :] else -1
            if j > 0 and (best is None or j - i < best[1] - best[0]):
                best = (i, j)
    if best is None:
        return [(1, letters)]
    i, j = best
    before, inside, after = letters[:i], letters[i + 1 : j], letters[j + 1 :]
    if not inside:
        images = [(4, inside)]
    elif len(inside) % 2:
        images = [(-2, inside[::-1])]
    else:
        odd, last = inside[:-1], inside[-1:]
        images = [(2, last + odd), (2, odd[::-1] + last)]
    return [(factor * more, word) for factor, image in images for more, word in _chisholm(before + image + after)]
