"""Arrays with labels, of xarray or pandas, among the inputs of one call.

Inputs are paired by position, as NumPy does.  Labels that say otherwise are an error, not a wrong number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muforge.errors import ArgumentError

MEND = "inputs are paired by position: give plain arrays (.to_numpy()) in the shapes that you mean"


def check_labels(where: str, inputs: Mapping[str, Any]) -> None:
    """Refuse labelled inputs whose labels disagree.

    Parameters
    ----------
    where : str
        The quantity, for the error.
    inputs : mapping
        As given by the user.

    Raises
    ------
    TypeError
        For arrays of xarray with different dimensions or coordinates, and Series of pandas with different indices.
    """
    labelled = {name: value for name, value in inputs.items() if _labels(value) is not None}
    if len(labelled) < 2:
        return
    (first, reference), *others = labelled.items()
    for name, value in others:
        if not _same(_labels(reference), _labels(value)):
            raise ArgumentError(f"{where}: {first} and {name} have different labels; {MEND}")


def _labels(value: Any) -> Any:
    """Dimensions with their coordinates, or an index; None for what has no labels."""
    if hasattr(value, "dims") and hasattr(value, "coords"):  # xarray
        return {name: value.indexes.get(name) for name in value.dims} or None
    return value.index if hasattr(value, "index") and hasattr(value, "iloc") else None  # pandas


def _same(first: Any, second: Any) -> bool:
    if isinstance(first, dict) and isinstance(second, dict):
        return list(first) == list(second) and all(_same(first[name], second[name]) for name in first)
    if first is None or second is None:
        return first is second
    return not isinstance(first, dict) and not isinstance(second, dict) and bool(first.equals(second))
