"""Second methods: what procedures compute, computed in another way, slowly and with many digits.

A procedure names one as ``module.function``.  It takes the arguments of the quantity by keyword, options as text,
numbers as floats and lists as lists, and gives one number.  It shares no code with the procedure.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any


def second_method_named(name: str) -> Callable[..., Any]:
    """The function that a procedure names, ``exact_counts.cls_upper_limit`` for instance."""
    module, _, function = name.partition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(f"{__name__}.{module}"), function)
    return found
