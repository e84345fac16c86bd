"""All declared quantities and models, found by looking through the folders of topics and models.

A topic is a folder of `symbolic/families`: its `quantities.py` declares quantities, as do files that are named
``SUBJECT_quantities.py``; its `of_models.py`, where there is one, gives the quantities that every model implies.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from types import ModuleType

import muforge.symbolic.families as families
import muforge.symbolic.models as model_files
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.several import quantities_and_refusals


@cache
def quantities() -> dict[str, Quantity]:
    """Name -> quantity, families in alphabetical order, quantities in the order of their files."""
    found: dict[str, Quantity] = {}
    for module in _modules("quantities"):
        found |= {value.name: value for value in vars(module).values() if _is_declared_in(value, module)}
    for model in models().values():
        found |= quantities_of(model)
    return found


def quantities_of(model: Model) -> dict[str, Quantity]:
    """All quantities that a model implies, by name."""
    return quantities_and_refusals(model, [*_modules("of_models")])[0]


def refusals_of(model: Model) -> dict[str, str]:
    """Names that one may look for among the quantities of a model, and why they are not there."""
    return quantities_and_refusals(model, [*_modules("of_models")])[1]


def family_names() -> set[str]:
    """Names of families and models, found without building anything."""
    return {*_topics(), *models()}


@cache
def models() -> dict[str, Model]:
    """Built-in models by name, in alphabetical order."""
    found: dict[str, Model] = {}
    for info in sorted(pkgutil.iter_modules(model_files.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{model_files.__name__}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, Model) and value.declared_in.module == module.__name__:
                found[value.name] = value
    return found


def _topics() -> list[str]:
    return sorted(info.name for info in pkgutil.iter_modules(families.__path__) if info.ispkg)


def _modules(role: str) -> Iterator[ModuleType]:
    """The modules of this name of all topics that have one, and those of a subject of the topic."""
    for topic in _topics():
        package = f"{families.__name__}.{topic}"
        folder = importlib.import_module(package).__path__
        subjects = sorted(info.name for info in pkgutil.iter_modules(folder) if info.name.endswith(f"_{role}"))
        for name in (role, *subjects):
            if find_spec(f"{package}.{name}"):
                yield importlib.import_module(f"{package}.{name}")


def _is_declared_in(value: object, module: ModuleType) -> bool:
    return isinstance(value, Quantity) and value.declared_in.module == module.__name__
