"""Quantities that are powers of some arguments times a function of the other arguments.

The powers are always taken out, so that a value has the same bits alone and on a grid, where the kernel runs once
for all values of these arguments.  A power beyond the range of double precision, such as the square of 1e-160, is
computed with a wider exponent, because its product with the rest may lie inside the range.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np

from muforge.catalogue.entries import VariantEntry
from muforge.kernels.extension import extension

SMALLEST = np.finfo(float).tiny


def separated(variant: VariantEntry, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
    """Kernel arguments, 1 in place of arguments that enter as powers, and the product of the powers.

    Parameters
    ----------
    variant : VariantEntry
    arguments : mapping
        Kernel arguments.
    """
    ones = {name: 1.0 for name, _ in variant.powers}
    given = [(arguments[name], power) for name, power in variant.powers]
    with np.errstate(all="ignore"):  # for instance the infinite lifetime of a boson without couplings
        factor = _product(given, float)
        if _leaves_range(factor, given):
            factor = _product(given, np.longdouble)
    return dict(arguments) | ones, factor


def is_wide(factor: Any) -> bool:
    """Whether a product of powers lies outside the range of double precision."""
    return np.asarray(factor).dtype == np.longdouble


def _product(given: list[tuple[Any, float]], kind: Any) -> Any:
    return reduce(np.multiply, (np.power(np.asarray(x, dtype=kind), power) for x, power in given), kind(1.0))


def _leaves_range(factor: Any, given: list[tuple[Any, float]]) -> bool:
    """Whether a product is too large or too small for double precision, although no argument is 0."""
    beyond = ~np.isfinite(factor) | (np.abs(factor) < SMALLEST)
    return bool(np.any(beyond)) and bool(
        np.any(beyond & reduce(np.logical_and, (np.not_equal(x, 0) for x, _ in given)))
    )


def scaled(values: Any, factor: Any, out: np.ndarray | None = None) -> Any:
    """The product of results of a kernel and powers of its arguments, in one pass over memory; in `out` if given."""
    with np.errstate(all="ignore"):  # what is no finite number is refused afterwards
        return _multiplied(values, factor, out)


def _multiplied(values: Any, factor: Any, out: np.ndarray | None) -> Any:
    if is_wide(factor):
        product = np.multiply(values, factor)
        result = product.astype(complex if np.iscomplexobj(product) else float)
        if out is None:
            return result
        out[...] = result
        return out
    one, other = np.asarray(values), np.asarray(factor)
    if other.shape[-1:] in ((), (1,)):
        one, other = other, one
    if np.iscomplexobj(values) or other.shape[-1:] in ((), (1,)) or one.shape[-1:] not in ((), (1,)):
        return np.multiply(values, factor, out=out)
    return extension().scale_rows(one[..., 0] if one.ndim else one, other, out=out)
