"""The files and folders that a file of models was read from: what they were, and whether they still are."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from muforge.build.library_store import content_name

RECENT = 2_000_000_000
"""Nanoseconds.  A file that changed so shortly before it was read may change again without a new time of change."""
UNNOTICED = ("__pycache__",)


@dataclass(frozen=True)
class Input:
    """A file, or the list of the files in a folder, as it was when models were built from it.

    Parameters
    ----------
    path : str
    size, changed : int
        Size in bytes, and time of the last change in nanoseconds; a time of 0 if only the content says whether it is
        the same.
    digest : str
        A hash of the content; empty if there was nothing.
    """

    path: str
    size: int
    changed: int
    digest: str

    @classmethod
    def of(cls, path: str, seen: tuple[int, int] | None) -> Input:
        """A file as it is now, whose size and time of change were `seen` when it was opened."""
        digest = digest_of(path)
        now = signature(path)
        if now != seen and not os.path.isdir(path):  # nobody knows what was read
            return cls(path, 0, 0, "changed while it was read")
        size, changed = now or (0, 0)
        return cls(path, size, changed if changed < time.time_ns() - RECENT else 0, digest)

    def is_same(self) -> bool:
        """Whether it is what it was."""
        now = signature(self.path)
        if now is None:
            return self.digest == ""
        if self.changed and now == (self.size, self.changed):
            return True
        return _digest_at(self.path, *now) == self.digest


def signature(path: str) -> tuple[int, int] | None:
    """Size and time of change; None if there is no such file or folder."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns


def digest_of(path: str) -> str:
    """A hash of the content of a file, or of the names in a folder; empty if there is neither."""
    try:
        if stat.S_ISDIR(os.stat(path).st_mode):
            names = (n for n in os.listdir(path) if n not in UNNOTICED and not n.startswith(".") and n[-1] != "~")
            return content_name(*sorted(names))
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""


@lru_cache(maxsize=1024)
def _digest_at(path: str, size: int, changed: int) -> str:
    """The hash of a file whose size and time of change are these."""
    return digest_of(path)


def identity_of(file: str, inputs: Iterable[Input]) -> str:
    """A name that files of models share which have the same content, and have read the same, wherever that lies."""
    return content_name(*sorted(f"{_name(file, one.path)} {one.digest}" for one in inputs))


def _name(file: str, path: str) -> str:
    """The name of a file that was read; those of the file of models itself and of folders do not matter."""
    return "" if path == file or os.path.isdir(path) else os.path.basename(path)


def as_data(inputs: Iterable[Input]) -> list[dict[str, Any]]:
    """Inputs as plain data."""
    return [asdict(replace(one, path=portable(one.path))) for one in inputs]


def from_data(data: Iterable[dict[str, Any]]) -> tuple[Input, ...]:
    """Inputs from plain data."""
    return tuple(Input(**(fields | {"path": local(fields["path"])})) for fields in data)


def portable(path: str) -> str:
    """A path, or a text with paths, as processes write it whose file names are in UTF-8."""
    return os.fsencode(path).decode(errors="surrogateescape")


def local(path: str) -> str:
    """A path, or a text with paths, as this process writes it, whatever its locale."""
    return os.fsdecode(path.encode(errors="surrogateescape"))


def changed_among(inputs: Iterable[Input]) -> Iterator[str]:
    """Paths of the inputs that are not what they were."""
    return (one.path for one in inputs if not one.is_same())
