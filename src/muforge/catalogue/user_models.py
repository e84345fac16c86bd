"""Models of the user that were built from files, by their names.

Modules that compile and load are imported on the first use: most programs never do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache as remembered
from typing import Any

from muforge.build.kinds import FAMILIES, OLDER_FAMILIES
from muforge.catalogue.entries import Entry
from muforge.catalogue.models_in_use import ModelInUse, model_in_use
from muforge.catalogue.stored_entries import StoredEntries


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
