"""Quantities that are powers of some arguments times a function of the other arguments.

The powers are always taken out, so that a value has the same bits alone and on a grid, where the kernel runs once
for all values of these arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np

from muforge import _fast
from muforge.catalogue.entries import VariantEntry


def separated(variant: VariantEntry, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
    """Kernel arguments, 1 in place of arguments that enter as powers, and the product of the powers.

    Parameters
    ----------
    variant : VariantEntry
    arguments : mapping
        Kernel arguments.
    """
    with np.errstate(divide="ignore"):  # for instance the infinite lifetime of a boson without couplings
        powers = [np.power(arguments[name], power) for name, power in variant.powers]
    ones = {name: 1.0 for name, _ in variant.powers}
    return dict(arguments) | ones, reduce(np.multiply, powers, 1.0)


def scaled(values: Any, factor: Any, out: np.ndarray | None = None) -> Any:
    """The product of results of a kernel and powers of its arguments, in one pass over memory; in `out` if given."""
    one, other = np.asarray(values), np.asarray(factor)
    if other.shape[-1:] in ((), (1,)):
        one, other = other, one
    if np.iscomplexobj(values) or other.shape[-1:] in ((), (1,)) or one.shape[-1:] not in ((), (1,)):
        return np.multiply(values, factor, out=out)
    return _fast.scale_rows(one[..., 0] if one.ndim else one, other, out=out)
