"""Models of the user: built from a file, and known by their names from then on.

Modules that compile and load are imported on the first use: most programs never do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

from muforge.build.kinds import FAMILIES, OLDER_FAMILIES
from muforge.catalogue.entries import Entry
from muforge.catalogue.stored_entries import StoredEntries


def build_model(file: str | PathLike[str], *, slow: bool = False) -> list[str]:
    """Build the models that a Python file declares; from then on `evaluate` and the command line know them.

    The file is code and is run: build files that you trust.  Kernels that changed are compiled into the cache of this
    user (the folder in the environment variable MUFORGE_CACHE, if it is set).

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
        If the file has a mistake; the message names the line.
    CompilerError, CacheError
        If there is no working C compiler, or the cache cannot be written.
    """
    from muforge.build.model_files import build
    from muforge.kernels.libraries import user_cache

    families = build(Path(file), user_cache(), slow=slow)
    return [name for family in families for name in family.quantities]


def user_families() -> list[str]:
    """Names of the models that were built, in alphabetical order."""
    from muforge.kernels.libraries import known_cache

    cache = known_cache()
    return cache.answers(FAMILIES) if cache else []


def older_file(family: str) -> str | None:
    """The file of a model that an older version of muforge built, and this one did not; None for others."""
    from muforge.kernels.libraries import known_cache

    cache = known_cache()
    answer = cache.answer(OLDER_FAMILIES, family) if cache else None
    return answer.get("file") if isinstance(answer, dict) else None


def reason_for_absence(name: str) -> str | None:
    """The reason why a model that was built has no quantity of a name that suggests itself; None for other names."""
    from muforge.kernels.libraries import known_cache

    cache = known_cache()
    answer = cache.answer(FAMILIES, name.partition(".")[0]) if cache else None
    return answer.get("refused", {}).get(name) if isinstance(answer, dict) else None


def user_entries(family: str) -> Mapping[str, Entry]:
    """Entries of the quantities of a model that was built; empty if there is none of this name."""
    from muforge.kernels.libraries import known_cache

    cache = known_cache()
    stamp = cache.stamp(FAMILIES, family) if cache else 0
    return _entries(cache, family, stamp) if stamp else {}


@lru_cache(maxsize=64)
def _entries(cache: Any, family: str, stamp: int) -> Mapping[str, Entry]:
    """As remembered at the time of the stamp."""
    from muforge.kernels.libraries import Kernels

    answer = cache.answer(FAMILIES, family)
    if not answer:
        return {}
    kernels: Mapping[str, Any] = Kernels({k: cache.library(name) for k, name in answer["kernels"].items() if name})
    if not all(answer["kernels"].values()):
        from muforge.kernels.by_numpy import SlowKernels

        kernels = SlowKernels(answer["quantities"], answer["kernels"])
    return StoredEntries(answer["entries"], kernels)
