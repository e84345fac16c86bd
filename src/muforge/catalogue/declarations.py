"""The declarations behind quantities, for what needs formulas: explaining and proving.  Needs sympy."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from muforge.build.model_files import built, is_current, state_of
from muforge.build.userfile import UserFile, read
from muforge.errors import UnknownQuantityError
from muforge.kernels.libraries import known_cache
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.registry import models, quantities


def declared(name: str) -> Quantity:
    """The declaration of a quantity of muforge, or of a model that was built.

    Raises
    ------
    KeyError
        If there is none, or the file of its model has changed since it was built.
    """
    if name in quantities():
        return quantities()[name]
    cache = known_cache()
    family = built(cache).get(name.partition(".")[0]) if cache else None
    if cache is None or family is None:
        raise UnknownQuantityError(f"there is no quantity '{name}'; 'muforge list' shows all")
    if not is_current(family, cache):
        raise UnknownQuantityError(
            f"{family.file} has changed since '{family.name}' was built; build it again: muforge build {family.file}"
        )
    path = Path(family.file)
    return _read(path, state_of(path)).families[family.name][name]


def declared_models() -> dict[str, Model]:
    """Models by name: the built-in ones, and those that were built from files as these are now."""
    found = dict(models())
    cache = known_cache()
    for family in built(cache).values() if cache else ():
        if cache and is_current(family, cache):
            path = Path(family.file)
            found |= _read(path, state_of(path)).models
    return found


@lru_cache(maxsize=8)
def _read(path: Path, state: str) -> UserFile:
    """The file in a certain state."""
    return read(path)
