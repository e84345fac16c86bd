"""Models of the user: built from a file, and known by their names from then on.

Modules that compile and load are imported on the first use: most programs never do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache as remembered
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muforge.build.kinds import FAMILIES, OLDER_FAMILIES
from muforge.catalogue.entries import Entry
from muforge.catalogue.models_in_use import ModelInUse, forget_model, model_in_use
from muforge.catalogue.stored_entries import StoredEntries
from muforge.errors import InputError, MuforgeError
from muforge.inputs.paths import path_of

if TYPE_CHECKING:
    from muforge.build.model_files import Built


def build_model(file: str | PathLike[str], *, slow: bool = False) -> list[str]:
    """Build the models that a Python file declares; from then on `evaluate` and the command line know them.

    The file is code and is run, in a process of its own: build files that you trust.  Kernels that changed are compiled
    into the cache of this user (the folder in the environment variable MUFORGE_CACHE, if it is set).

    Parameters
    ----------
    file : path
    slow : bool
        Compile nothing: kernels are run by NumPy from the formulas, a hundred times slower, for machines without a C
        compiler.

    Returns
    -------
    list of str
        Names of the quantities.

    Raises
    ------
    ModelError
        If the file has a mistake, or takes more than 30 seconds; the message names the line.
    CompilerError, CacheError
        If there is no working C compiler, the cache cannot be written, or a model of another file has the same name.
    """
    return [name for family in build_file(path_of("file", file), slow) for name in family.quantities]


def build_file(file: Path, slow: bool) -> list[Built]:
    """Build the models of a file, and use them in this process from now on."""
    from muforge.build.model_files import build
    from muforge.kernels.libraries import user_cache

    cache = user_cache()
    try:
        families = build(file, cache, slow=slow)
    except MuforgeError:
        raise
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}") from error
    for family in families:
        forget_model(family.name, cache)
    return families


def reason_for_absence(name: str) -> str | None:
    """The reason why a model that was built has no quantity of a name that suggests itself; None for other names."""
    from muforge.kernels.libraries import known_cache

    cache = known_cache()
    answer = cache.answer(FAMILIES, name.partition(".")[0]) if cache else None
    return answer.get("refused", {}).get(name) if isinstance(answer, dict) else None


def user_entries(family: str) -> Mapping[str, Entry]:
    """Entries of the quantities of a model that was built; empty if there is none of this name.

    Warns
    -----
    ModelChangedWarning
        If a file that the model was built from has changed since; once.
    """
    model = model_in_use(family)
    if model is None:
        return {}
    model.report_changes()
    return _entries(model)


def advice(family: str) -> str | None:
    """What to do about a model that is in the cache and cannot be used; None if there is none of this name."""
    from muforge.build.model_files import file_of_unusable
    from muforge.kernels.libraries import known_cache

    cache = known_cache()
    if cache is None or not {family} & {*cache.answers(FAMILIES), *cache.answers(OLDER_FAMILIES)}:
        return None
    file = file_of_unusable(cache, family)
    if file:
        return f"the model '{family}' was built by an older version of muforge; build it again: muforge build {file}"
    return f"what is kept of the model '{family}' is damaged; build it again: muforge build FILE"


@remembered
def _entries(model: ModelInUse) -> Mapping[str, Entry]:
    """The quantities of a model that this process has loaded."""
    family = model.family
    if all(family.kernels.values()):
        from muforge.kernels.libraries import Kernels

        kernels: Mapping[str, Any] = Kernels(model.cache.store, family.kernels)
    else:
        from muforge.kernels.by_numpy import SlowKernels

        kernels = SlowKernels(family.quantities, family.kernels)
    return StoredEntries(family.entries, kernels)
