"""The models of the user that this process has used.

A process keeps a model as it was when it was used first, until the process itself builds it anew; other processes may
build it meanwhile.  Files that have changed since are reported once.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache as remembered
from typing import TYPE_CHECKING

from muforge.build.kinds import FAMILIES
from muforge.errors import ModelChangedWarning

if TYPE_CHECKING:
    from muforge.build.cache import Cache
    from muforge.build.model_files import Built


@dataclass(frozen=True, eq=False)
class ModelInUse:
    """A model that this process has loaded, from a cache.

    Parameters
    ----------
    family : Built
        As the cache had it.
    cache : Cache
    """

    family: Built
    cache: Cache

    def report_changes(self) -> None:
        """Say that files have changed since the model was built, unless it was said.

        Warns
        -----
        ModelChangedWarning
        """
        if self.family.changes():
            _report(self)


def model_in_use(family: str) -> ModelInUse | None:
    """A model as this process uses it; None if there is none of this name."""
    from muforge.kernels.libraries import known_cache

    cache = known_cache()
    if cache is None:
        return None
    models = _models_of(cache)
    if family not in models:
        from muforge.build.model_files import built_family

        built = built_family(cache, family)
        if built is None:
            return None
        models[family] = ModelInUse(built, cache)
    return models[family]


def user_families() -> list[str]:
    """Names of the models that were built, in alphabetical order."""
    from muforge.kernels.libraries import known_cache

    cache = known_cache()
    return sorted({*cache.answers(FAMILIES), *_models_of(cache)}) if cache else []


def forget_model(family: str, cache: Cache) -> None:
    """Look for a model in the cache again."""
    _models_of(cache).pop(family, None)


def forget_models() -> None:
    """Look for all models in the cache again."""
    _models_of.cache_clear()


def report_again() -> None:
    """Report changes of files once more, at the beginning of a command."""
    _report.cache_clear()


@remembered
def _models_of(cache: Cache) -> dict[str, ModelInUse]:
    """The models of a cache that this process has loaded, by name."""
    return {}


@remembered
def _report(model: ModelInUse) -> None:
    """Say that files have changed since a model was built."""
    (file, changed), *others = model.family.changes()
    what = f"{changed} and {len(others)} more have" if others else f"{changed} has"
    warnings.warn(
        f"{what} changed since the model '{model.family.name}' was built from it, whose numbers are still those of the "
        f"build; build it again: muforge build {file}",
        ModelChangedWarning,
        stacklevel=2,
    )
