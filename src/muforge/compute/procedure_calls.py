"""Quantities that a procedure of Python computes: its function, called with arrays and with kernels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.catalogue.entries import Entry, Part, VariantEntry
from muforge.compute.kernel_calls import aim, call_kernel
from muforge.errors import DomainError, MuforgeError
from muforge.procedures import procedure_named


@dataclass(frozen=True)
class PartCall:
    """A kernel that a procedure calls: ``value, error = part(T=temperatures)``.

    Inputs that the procedure does not give are those of the call that it belongs to.
    """

    quantity: Entry
    part: Part
    arguments: dict[str, Any]
    tolerance: float | None
    threads: int

    def __call__(self, **given: Any) -> tuple[Any, Any]:
        known = self.arguments | given
        ordered = [known[value] if isinstance(value, str) else value for value in self.part.inputs]
        tolerance = aim(self.part.tolerance, self.tolerance)
        return call_kernel(self.quantity, self.part.kernel, ordered, tolerance, self.threads)[self.part.result]


def run_procedure(
    quantity: Entry,
    variant: VariantEntry,
    arguments: dict[str, Any],
    shape: tuple[int, ...],
    tolerance: float | None,
    threads: int,
) -> tuple[Any, Any]:
    """Result and error of a procedure, arrays of the given shape; with one more axis for several numbers.

    The function gets options as text, every number in the given shape, lists with their elements along one more axis,
    and its parts as functions, all by keyword.

    Raises
    ------
    DomainError
        Where the function finds no result.
    """
    assert variant.procedure is not None
    given: dict[str, Any] = dict(variant.options) | dict(variant.procedure.texts)
    lists = {a.name for a in quantity.arguments if a.series}
    for name in variant.procedure.inputs:
        value = np.asarray(arguments[name])
        given[name] = np.broadcast_to(value, shape + value.shape[-1:] if name in lists else shape)
    given |= {name: PartCall(quantity, part, arguments, tolerance, threads) for name, part in variant.procedure.parts}
    try:
        with np.errstate(all="ignore"):  # what is not a number is refused afterwards
            value, error = procedure_named(variant.procedure.name)(**given)
    except DomainError as refusal:
        raise DomainError(f"{quantity.name}: {refusal}") from None
    except MuforgeError:
        raise
    except (ArithmeticError, ValueError) as trouble:  # from NumPy and SciPy, where numbers leave double precision
        raise DomainError(
            f"{quantity.name}: numbers on the way are too large or too small ({trouble}); expected values closer to "
            "those of nature"
        ) from None
    rows = np.shape(value)[len(shape) : -1] if np.ndim(value) > len(shape) + 1 else ()  # of a result of any length
    whole = shape + rows + variant.shape_of_elements
    return np.broadcast_to(value, whole), np.broadcast_to(error, whole)
