"""Where something is declared, for messages and for telling own declarations from imported ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Place:
    """A line of a module.

    Parameters
    ----------
    module : str
        Full name of the module.
    file : str
    line : int
        The first line of the declaration.
    """

    module: str
    file: str
    line: int

    @classmethod
    def of(cls, function: Callable[..., Any]) -> Place:
        """Where a function is written."""
        code = function.__code__
        return cls(function.__module__, code.co_filename, code.co_firstlineno)

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"
