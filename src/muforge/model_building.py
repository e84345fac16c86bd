"""Building a file of models: its kernels, a first look at their accuracy, and what its user should know."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muforge.build.cache import Cache
from muforge.build.kinds import FAMILIES
from muforge.build.machine_errors import ModelError
from muforge.catalogue.models_in_use import forget_model
from muforge.errors import InputError, ModelWarning, MuforgeError
from muforge.inputs.paths import path_of

if TYPE_CHECKING:
    from muforge.build.model_files import Built
    from muforge.verify.first_look import Look

MOST_NAMES = 3
"""Names in a note, before the rest is counted."""


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

    Warns
    -----
    ModelWarning
        If a formula is less accurate than promised at one of a few dozen points, if it could not be compared with
        50-digit arithmetic although it has no integrals, and if nothing depends on a parameter.
    """
    families = build_file(path_of("file", file), slow)
    for family in families:
        for note in family.warnings:
            warnings.warn(f"{family.name}: {note}", ModelWarning, stacklevel=2)
    return [name for family in families for name in family.quantities]


def build_file(file: Path, slow: bool) -> list[Built]:
    """Build a file and look at the accuracy of new families; `warnings` and `notes` are those of new ones."""
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
    return [_looked_at(family, cache) for family in families]


def _looked_at(family: Built, cache: Cache) -> Built:
    answer = cache.answer(FAMILIES, family.name)
    if not answer or "accuracy" in answer:
        return replace(family, warnings=(), notes=())
    from muforge.catalogue.declarations import declared
    from muforge.verify.first_look import INTEGRALS, first_look

    try:
        looks = first_look(map(declared, family.quantities))
    except ModelError as error:  # this process may read the file in another way, under another locale for instance
        return replace(family, notes=(*family.notes, f"the accuracy of its kernels was not looked at: {error}"))
    seen = {look.variant.name: asdict(look.accuracy) for look in looks if look.points}
    unseen = {look.variant.name: look.reason for look in looks if not look.points}
    wrong = [_bad(look) for look in looks if not look.passed]
    expected = {name: reason for name, reason in unseen.items() if family.is_model or reason == INTEGRALS}
    found = replace(
        family,
        warnings=(*family.warnings, *wrong, *_unseen({n: r for n, r in unseen.items() if n not in expected})),
        notes=_unseen(expected),
    )
    kept = {"accuracy": seen, "not compared": unseen, "warnings": list(found.warnings), "notes": list(found.notes)}
    cache.remember(FAMILIES, family.name, answer | kept)
    forget_model(family.name, cache)
    return found


def _bad(look: Look) -> str:
    """A kernel that is less accurate than promised."""
    place = ", ".join(f"{name} = {_short(value)}" for name, value in list(look.at.items())[:4])
    got, promised = look.conditioned * 2.0**-52, look.variant.quantity.accuracy
    return (
        f"{look.variant.name} is not accurate: relative error {got:.1g} at {place}, where {promised:.1g} is promised; "
        "write the formula without differences that cancel or products that overflow"
    )


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _unseen(reasons: Mapping[str, str]) -> tuple[str, ...]:
    """Kernels whose accuracy was not looked at, in a line if there are any."""
    if not reasons:
        return ()
    why = _listed(dict.fromkeys(reasons.values()))
    return (f"not compared with 50-digit arithmetic: {_listed(reasons)} ({why}); 'muforge verify' proves more",)


def _listed(names: Iterable[str]) -> str:
    first = list(names)
    more = f" and {len(first) - MOST_NAMES} more" if len(first) > MOST_NAMES else ""
    return ", ".join(first[:MOST_NAMES]) + more
