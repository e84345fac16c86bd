"""Procedures: quantities that take more than a kernel, one file a subject.

A procedure is a function that gets options as text, numbers as arrays of one shape, lists with their elements along
one more axis (the last), and kernels as functions, all by keyword.  It returns values and estimated absolute errors in
that shape, with one more axis (the last) if the formula names several elements of a result.  It raises
`muforge.errors.DomainError` where there is no result, without the name of the quantity.
Warnings of NumPy are off when it is called, and results that are not numbers are refused.

Formulas name it as ``module.function``; that is how it is found.  SciPy is imported when it is used.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any


def procedure_named(name: str) -> Callable[..., tuple[Any, Any]]:
    """The function that a formula names, ``counting.cls_upper_limit`` for instance."""
    module, _, function = name.partition(".")
    found: Callable[..., tuple[Any, Any]] = getattr(importlib.import_module(f"{__name__}.{module}"), function)
    return found
