"""Tensors next to one Dirac line, absorbed into the line."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from muforge.symbolic.feynman.amplitude import Component, Dot, Metric, Tensor, Term
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.momenta import Index, Momentum

Letters = tuple[Index | Momentum, ...]
Words = Iterator[tuple[Fraction, Letters]]


def dirac_words(term: Term, letters: Letters) -> Words:
    """A word multiplied with the tensors of a term, all of them absorbed.

    Metric tensors and components replace the index that they are contracted with; scalar products are
    anticommutators of slashed momenta, ``p.q = (pslash qslash + qslash pslash)/2``.

    Parameters
    ----------
    term : Term
        Its tensors are meant.
    letters : tuple of Index or Momentum
        The word.

    Yields
    ------
    tuple
        Rational coefficient and word.
    """
    yield from _absorbed(Fraction(1), term, term.tensors, letters)


def _absorbed(factor: Fraction, term: Term, tensors: tuple[Tensor, ...], letters: Letters) -> Words:
    if not tensors:
        _check_indices(term, letters)
        yield factor, letters
        return
    first, *others = tensors
    if isinstance(first, Dot):
        p, q = first.first, first.second
        for pair in ((p, q), (q, p)):
            yield from _absorbed(factor / 2, term, tuple(others), (*pair, *letters))
        return
    old, new = (first.second, first.first) if isinstance(first, Metric) else (first.index, first.momentum)
    if old == new:
        yield from _absorbed(4 * factor, term, tuple(others), letters)
        return
    replaced = tuple(new if x == old else x for x in letters)
    rest = tuple(_replaced(tensor, old, new) for tensor in others)
    if (replaced, rest) == (letters, tuple(others)):
        raise _lonely(old, term)
    yield from _absorbed(factor, term, rest, replaced)


def _replaced(tensor: Tensor, old: Index, new: Index | Momentum) -> Tensor:
    """The tensor with an index replaced."""
    if isinstance(tensor, Component) and tensor.index == old:
        return replace(tensor, index=new) if isinstance(new, Index) else Dot(tensor.momentum, new)
    if isinstance(tensor, Metric) and old in (tensor.first, tensor.second):
        kept = tensor.second if tensor.first == old else tensor.first
        return Metric(kept, new) if isinstance(new, Index) else Component(new, kept)
    return tensor


def _check_indices(term: Term, letters: Letters) -> None:
    count = Counter(letter for letter in letters if isinstance(letter, Index))
    for index, times in count.items():
        if times != 2:
            raise _lonely(index, term)


def _lonely(index: Index, term: Term) -> AmplitudeError:
    return AmplitudeError(
        f"the index {index} in '{term}' is not contracted with exactly one other; every index occurs twice, that "
        "of the photon once"
    )
