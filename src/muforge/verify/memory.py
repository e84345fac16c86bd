"""Work that many formulas share, and that is done once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def once_each(function: Callable[[Thing], Result]) -> Callable[[Thing], Result]:
    """Remember the result for each object, which need not be hashable: the same object, not an equal one."""
    known: dict[int, tuple[Thing, Result]] = {}

    @functools.wraps(function)
    def remembering(thing: Thing) -> Result:
        if id(thing) not in known:
            known[id(thing)] = thing, function(thing)  # which also keeps its id from being used again
        return known[id(thing)][1]

    return remembering
