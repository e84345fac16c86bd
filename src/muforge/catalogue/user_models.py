"""Models of the user: built from a file, and known by their names from then on.

A process keeps a model as it was when it was used first, until the process itself builds it anew; other processes may
build it meanwhile.  Files that have changed since are reported once.

Modules that compile and load are imported on the first use: most programs never do.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache as remembered
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muforge.build.kinds import FAMILIES
from muforge.catalogue.entries import Entry
from muforge.catalogue.stored_entries import StoredEntries
from muforge.errors import ModelChangedWarning

if TYPE_CHECKING:
    from muforge.build.cache import Cache
    from muforge.build.model_files import Built


@dataclass(frozen=True, eq=False)
class ModelInUse:
    """A model that this process has loaded.

    Parameters
    ----------
    family : Built
        As the cache had it.
    entries : mapping of str to Entry
        Its quantities by name.
    """

    family: Built
    entries: Mapping[str, Entry]


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
    return [name for family in build_file(Path(file), slow) for name in family.quantities]


def build_file(file: Path, slow: bool) -> list[Built]:
    """Build the models of a file, and use them in this process from now on."""
    from muforge.build.model_files import build
    from muforge.kernels.libraries import user_cache

    cache = user_cache()
    families = build(file, cache, slow=slow)
    for family in families:
        _in_use(cache).pop(family.name, None)
    return families


def user_families() -> list[str]:
    """Names of the models that were built, in alphabetical order."""
    from muforge.kernels.libraries import known_cache

    cache = known_cache()
    return sorted({*cache.answers(FAMILIES), *_in_use(cache)}) if cache else []


def older_file(family: str) -> str | None:
    """The file of a model that this version of muforge has not built, or whose answer is damaged; None for others.

    It is empty if the file is not known.
    """
    from muforge.build.model_files import file_of_unusable
    from muforge.kernels.libraries import known_cache

    cache = known_cache()
    if cache is None or model_in_use(family):
        return None
    file = file_of_unusable(cache, family)
    return file if file or family in cache.answers(FAMILIES) else None


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
    for file, changed in model.family.changes():
        _report(family, file, changed, model.family.identity)
    return model.entries


def model_in_use(family: str) -> ModelInUse | None:
    """A model as this process uses it; None if there is none of this name."""
    from muforge.kernels.libraries import known_cache

    cache = known_cache()
    if cache is None:
        return None
    loaded = _in_use(cache)
    if family not in loaded:
        from muforge.build.model_files import built_family

        built = built_family(cache, family)
        if built is None:
            return None
        loaded[family] = ModelInUse(built, StoredEntries(built.entries, _kernels(cache, built)))
    return loaded[family]


def forget_models() -> None:
    """Look for all models in the cache again."""
    _in_use.cache_clear()
    report_again()


def report_again() -> None:
    """Report changes of files once more, at the beginning of a command."""
    _report.cache_clear()


@remembered
def _in_use(cache: Cache) -> dict[str, ModelInUse]:
    """The models of a cache that this process has loaded, by name."""
    return {}


def _kernels(cache: Cache, built: Built) -> Mapping[str, Any]:
    if all(built.kernels.values()):
        from muforge.kernels.libraries import Kernels

        return Kernels(cache.store, built.kernels)
    from muforge.kernels.by_numpy import SlowKernels

    return SlowKernels(built.quantities, built.kernels)


@remembered
def _report(family: str, file: str, changed: str, identity: str) -> None:
    """Say that a file has changed since a model was built."""
    what = file if changed == file else f"{changed}, which {file} reads,"
    warnings.warn(
        f"{what} has changed since the model '{family}' was built, and its numbers are still those of the build; build "
        f"it again: muforge build {file}",
        ModelChangedWarning,
        stacklevel=2,
    )
