"""Numbers whose powers leave the range of double precision: inputs that are refused, results that are.

Kernels multiply up to six powers of an input before they divide.  From 1e-50 to 1e50 no product of this kind overflows
or loses digits as a subnormal number.  Inputs that are taken out of the kernel as powers have no such limits, see
`muforge.compute.coupling_powers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from muforge.catalogue.entries import Entry, VariantEntry
from muforge.errors import DomainError

SMALLEST, LARGEST = 1e-50, 1e50
"""Moduli of numbers beside 0 that kernels take."""
TIMES = ("s", "m")
"""Units of lifetimes and decay lengths, which are infinite for particles that do not decay."""


def check_range(quantity: Entry, variant: VariantEntry, arguments: Mapping[str, Any]) -> None:
    """Refuse inputs, constants among them, whose powers may leave the range of double precision.

    Procedures that call no kernel look after their numbers themselves: a background may be huge.  Too small are
    constants, couplings, and arguments above 0.  Others, such as a mass or a momentum transfer that may be 0, and
    values in sums over lists, are added to larger numbers.

    Raises
    ------
    DomainError
    """
    if variant.procedure and not variant.procedure.parts:
        return
    taken_out = {name for name, _ in variant.powers}
    added = _added(quantity, variant)
    for name in variant.inputs:
        if name in taken_out:
            continue
        value = arguments[name]
        if isinstance(value, float):
            if value == 0 or SMALLEST <= abs(value) <= LARGEST:
                continue
        sizes = np.abs(value)
        beyond = sizes > LARGEST
        if name not in added:
            beyond = beyond | ((sizes < SMALLEST) & (sizes > 0))
        if np.any(beyond):
            got = np.atleast_1d(value)[np.atleast_1d(beyond)][0]
            raise DomainError(
                f"{quantity.name}: {name} = {got:g}; expected 0 or a modulus from {SMALLEST:g} to {LARGEST:g}: "
                "powers of smaller and larger numbers leave double precision"
            )


def _added(quantity: Entry, variant: VariantEntry) -> set[str]:
    """Inputs that formulas add to others, and where small numbers are as good as 0."""
    found: set[str] = set()
    for a in quantity.arguments:
        is_coupling = a.unit == "1" and a.at_least is None and not variant.series
        if a.above is None and not is_coupling:
            elements = a.components or range(1, dict(variant.lengths).get(a.name, 0) + 1)
            found |= {a.name, *(f"{a.name}_{element}" for element in elements)}
    return found


def check_result(quantity: Entry, result: Any, before: Any, factor: Any, given: str) -> None:
    """Refuse results that are infinite or no numbers, apart from infinite lifetimes and decay lengths.

    Parameters
    ----------
    quantity : Entry
    result : array
        The product of `before` and `factor`.
    before : array
        From a kernel or a procedure.
    factor : array
        Powers of inputs that were taken out.
    given : str
        The inputs, for the error message.

    Raises
    ------
    DomainError
    """
    with np.errstate(all="ignore"):
        largest = np.max(np.abs(before), initial=0.0) * np.max(np.abs(factor), initial=0.0)
    if largest <= np.finfo(float).max:
        return
    wrong = ~np.isfinite(result)
    if quantity.unit in TIMES:  # of a width that is 0
        wrong = wrong & (np.isnan(result) | (np.isfinite(before) & np.isfinite(factor)))
    if np.any(wrong):
        what = "not a number" if np.any(np.isnan(result)) else "too large for double precision"
        raise DomainError(f"{quantity.name}: the result is {what} for these inputs: {given}")
