"""SU(2) tensors: which components of three multiplets couple to the muon together, and how strongly.

The fields couple to the muon's doublet L, its singlet mu_R and the Higgs doublet H as

    y_1 Lbar R R_A + y_2 mubar_R R R_B + kappa R_A^* H R_B + h.c. ,

with SU(2) indices contracted in the one possible way.  R and R_B have one dimension, which differs by one from that of
R_A.  A doublet is psi_i, a triplet the matrix

    T_i^j = [[T_0/sqrt 2, T_+], [T_-, -T_0/sqrt 2]] .

A *charge state* is a component of R together with the components of R_A and R_B that mix with each other and couple to
the muon with it.  Its couplings are y_1 c_1 and y_2 c_2, and the mixing is that of ``kappa v c_12/sqrt 2``.  All three
may be taken positive, and so is the weight ``w = c_1 c_2 c_12``: phases of fields change two signs at a time, and all
charge states of a model have one sign of w.

Numbers are whole or fractions: a tensor is a matrix of whole numbers with the square of its norm.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from math import sqrt

Matrix = tuple[tuple[int, ...], ...]
Dimensions = tuple[int, int, int]
"""Of R, R_A and R_B."""
ALL_DIMENSIONS: tuple[Dimensions, ...] = tuple((r, a, r) for r, a in product((1, 2, 3), repeat=2) if abs(r - a) == 1)
"""Of singlets to triplets."""
HALF = Fraction(1, 2)
LARGEST_CHARGE = 2
"""Largest modulus of electric charges, in units of e."""
NEUTRAL = Fraction(1, 10)
"""Charges up to this modulus count as none."""
LOWER = 1
"""Place of the lower component of a doublet: of the muon in L, and of H that has the vacuum expectation value."""
EPSILON: Matrix = ((0, 1), (-1, 0))
HIGGS: Matrix = ((0,), (1,))


@dataclass(frozen=True)
class Component:
    """A component of a multiplet: ``matrix`` times the root of `norm`."""

    T3: Fraction
    matrix: Matrix
    norm: Fraction = Fraction(1)


COMPONENTS: dict[int, tuple[Component, ...]] = {
    1: (Component(Fraction(0), ((1,),)),),
    2: (Component(HALF, ((1,), (0,))), Component(-HALF, ((0,), (1,)))),
    3: (
        Component(Fraction(1), ((0, 1), (0, 0))),
        Component(Fraction(0), ((1, 0), (0, -1)), HALF),
        Component(Fraction(-1), ((0, 0), (1, 0))),
    ),
}
"""Components of a multiplet by its dimension, the upper ones first."""


def _times(a: Matrix, b: Matrix) -> Matrix:
    """The matrix product."""
    return tuple(tuple(sum(x * y for x, y in zip(row, column, strict=True)) for column in _transposed(b)) for row in a)


def _transposed(a: Matrix) -> Matrix:
    return tuple(zip(*a, strict=True))


def _doublet(a: Matrix, b: Matrix) -> Matrix:
    """The doublet in the product of a doublet with a singlet or a triplet."""
    own, other = (a, b) if len(a[0]) == 1 and len(a) == 2 else (b, a)
    return tuple((other[0][0] * row[0],) for row in own) if len(other) == 1 else _times(other, own)


def _to_muon_of_doublet(R: Matrix, R_A: Matrix) -> int:
    """The muon in L: the lower component of the doublet in the product."""
    return _doublet(R, R_A)[LOWER][0]


def _to_muon_of_singlet(R: Matrix, R_B: Matrix) -> int:
    """The muon in mu_R: the singlet in the product of two multiplets of one dimension."""
    if len(R) == 2 and len(R[0]) == 1:
        return _times(_transposed(R), _times(EPSILON, R_B))[0][0]
    square = _times(R, R_B)
    return sum(square[i][i] for i in range(len(square)))


def _with_higgs(R_A: Matrix, R_B: Matrix) -> int:
    """``R_A^* H R_B`` with the vacuum expectation value of H, its lower component."""
    if len(R_A) == 2 and len(R_A[0]) == 1:
        return _times(_transposed(R_A), _doublet(HIGGS, R_B))[0][0]
    raised = _times(EPSILON, R_B)
    if len(R_A) == 1:
        return R_A[0][0] * _times(_transposed(HIGGS), raised)[0][0]
    return _times(_transposed(HIGGS), _times(R_A, raised))[0][0]


@dataclass(frozen=True)
class ChargeState:
    """Components of R, R_A and R_B, by their third components of isospin, with the squares of their couplings."""

    T3: Fraction
    T3_A: Fraction
    T3_B: Fraction
    c_1_squared: Fraction
    c_2_squared: Fraction
    c_12_squared: Fraction

    @property
    def weight(self) -> float:
        """``w = c_1 c_2 c_12``."""
        return sqrt(self.c_1_squared * self.c_2_squared * self.c_12_squared)


@cache
def charge_states(dimensions: Dimensions) -> tuple[ChargeState, ...]:
    """The charge states of three multiplets, those with the larger charge of R first."""
    found, signs = [], set()
    for R, R_A, R_B in product(*(COMPONENTS[dimension] for dimension in dimensions)):
        c_1 = _to_muon_of_doublet(R.matrix, R_A.matrix)
        c_2 = _to_muon_of_singlet(R.matrix, R_B.matrix)
        c_12 = _with_higgs(R_A.matrix, R_B.matrix)
        if c_1 * c_2 * c_12:
            squares = (c_1**2 * R.norm * R_A.norm, c_2**2 * R.norm * R_B.norm, c_12**2 * R_A.norm * R_B.norm)
            found.append(ChargeState(R.T3, R_A.T3, R_B.T3, *squares))
            signs.add(c_1 * c_2 * c_12 > 0)
    assert len(signs) == 1, "the weights of all charge states have one sign"
    return tuple(found)


@cache
def unmixed(dimensions: Dimensions) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    """Third components of isospin of the components of R_A, and of R_B, that mix with no other."""
    A, B = COMPONENTS[dimensions[1]], COMPONENTS[dimensions[2]]
    pairs = {(a.T3, b.T3) for a, b in product(A, B) if _with_higgs(a.matrix, b.matrix)}
    first, second = {a for a, _ in pairs}, {b for _, b in pairs}
    return tuple(a.T3 for a in A if a.T3 not in first), tuple(b.T3 for b in B if b.T3 not in second)


def hypercharges(Y: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """Hypercharges of R, R_A and R_B for that of R: they add up to those of L and of mu_R."""
    return Y, -HALF - Y, -1 - Y


@cache
def models() -> tuple[tuple[Dimensions, Fraction], ...]:
    """All models whose charges are whole and at most 2: their dimensions, and the hypercharge of R."""
    found = []
    for dimensions in ALL_DIMENSIONS:
        isospins = [HALF * (dimension - 1) for dimension in dimensions]
        for doubled in range(-4 * LARGEST_CHARGE, 4 * LARGEST_CHARGE + 1):
            Y = HALF * doubled
            largest = max(abs(y) + t for y, t in zip(hypercharges(Y), isospins, strict=True))
            if (Y + isospins[0]).denominator == 1 and largest <= LARGEST_CHARGE:
                found.append((dimensions, Y))
    return tuple(found)
