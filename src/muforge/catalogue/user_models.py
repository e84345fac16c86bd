"""Models of the user that were built from files, by their names.

Modules that compile and load are imported on the first use: most programs never do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from muforge.build.kinds import FAMILIES, OLDER_FAMILIES
from muforge.catalogue.entries import Entry
from muforge.catalogue.stored_entries import StoredEntries


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


def user_accuracy(family: str) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """What was found of the accuracy of a model's kernels when it was built.

    Returns
    -------
    mapping of str to dict
        By variant, as in ``accuracy.json``.
    mapping of str to str
        Why nothing was found, of the other variants.
    """
    from muforge.kernels.libraries import known_cache

    cache = known_cache()
    answer = cache.answer(FAMILIES, family) if cache else None
    return (answer.get("accuracy", {}), answer.get("not compared", {})) if answer else ({}, {})


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
