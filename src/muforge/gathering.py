"""Packages whose modules each list what they declare, under one name."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any


def gathered(package: ModuleType, listed: str) -> dict[str, Any]:
    """What the modules of a package list, by its names, in the order of the files' names and of each file.

    Parameters
    ----------
    package : module
    listed : str
        Name of the list in each module; modules without it are left out.
    """
    found: dict[str, Any] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        found |= {declared.name: declared for declared in getattr(module, listed, ())}
    return found
