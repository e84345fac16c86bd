"""All declared quantities and models, found by looking through the modules of families and models."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

import muforge.symbolic.families as families
import muforge.symbolic.models as model_files
from muforge.symbolic.declare import Quantity
from muforge.symbolic.modelling.declaration import Model
from muforge.symbolic.modelling.quantities import quantities_of


@lru_cache(maxsize=1)
def quantities() -> dict[str, Quantity]:
    """Name -> quantity, families in alphabetical order, quantities in the order of their files."""
    found: dict[str, Quantity] = {}
    for module_info in sorted(pkgutil.iter_modules(families.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{families.__name__}.{module_info.name}")
        for value in vars(module).values():
            if isinstance(value, Quantity) and value.function.__module__ == module.__name__:
                found[value.name] = value
    for model in models().values():
        found |= quantities_of(model)
    return found


def family_names() -> set[str]:
    """Names of families and models, found without building anything."""
    return {info.name for info in pkgutil.iter_modules(families.__path__)} | set(models())


@lru_cache(maxsize=1)
def models() -> dict[str, Model]:
    """Built-in models by name, in alphabetical order."""
    found: dict[str, Model] = {}
    for module_info in sorted(pkgutil.iter_modules(model_files.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{model_files.__name__}.{module_info.name}")
        for value in vars(module).values():
            if isinstance(value, Model) and value.function.__module__ == module.__name__:
                found[value.name] = value
    return found
