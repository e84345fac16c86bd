"""The setups that muforge has, one file a subject; each lists its own in ``SETUPS``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from muforge.limits.setups import AnySetup


@cache
def known_setups() -> dict[str, AnySetup]:
    """Setups by name, in the order of the files' names and of each file."""
    found: dict[str, AnySetup] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        found |= {setup.name: setup for setup in importlib.import_module(f"{__name__}.{info.name}").SETUPS}
    return found
