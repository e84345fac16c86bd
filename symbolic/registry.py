"""All declared quantities, found by looking through the family modules."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

import muforge.symbolic.families as families
from muforge.symbolic.declare import Quantity


@lru_cache(maxsize=1)
def quantities() -> dict[str, Quantity]:
    """Name -> quantity, families in alphabetical order, quantities in the order of their files."""
    found: dict[str, Quantity] = {}
    for module_info in sorted(pkgutil.iter_modules(families.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{families.__name__}.{module_info.name}")
        for value in vars(module).values():
            if isinstance(value, Quantity) and value.function.__module__ == module.__name__:
                found[value.name] = value
    return found
