"""The declarations behind quantities, for what needs formulas: explaining and proving.  Needs sympy."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from muforge.build.userfile import UserFile, modules_beside, read
from muforge.catalogue.models_in_use import model_in_use, user_families
from muforge.errors import UnknownQuantityError
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
    model = model_in_use(name.partition(".")[0])
    if model is None:
        raise UnknownQuantityError(f"there is no quantity '{name}'; 'muforge list' shows all")
    file = model.family.current_file()
    if file is None:
        changed = model.family.changes()
        what = changed[0][1] if changed else model.family.file
        raise UnknownQuantityError(
            f"{what} has changed since '{model.family.name}' was built; build it again: "
            f"muforge build {model.family.file}"
        )
    return _read(Path(file), model.family.identity).families[model.family.name][name]


def declared_models() -> dict[str, Model]:
    """Models by name: the built-in ones, and those that were built from files as these are now.

    Warns
    -----
    ModelChangedWarning
        For each model whose file has changed since it was built.
    """
    found = dict(models())
    for name in user_families():
        model = model_in_use(name)
        if model is None:
            continue
        model.report_changes()
        file = model.family.current_file()
        if file:
            found |= _read(Path(file), model.family.identity).models
    return found


@lru_cache(maxsize=8)
def _read(path: Path, identity: str) -> UserFile:
    """A file that has been built, and has not changed since."""
    with modules_beside(path):
        return read(path)
