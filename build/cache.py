"""What is costly to find anew, in a folder of the user: compiled kernels, and answers of plain data.

Files appear whole, by renaming, or not at all, so that any number of processes may work on a cache at once.  What is
damaged, or was kept by another version, counts as missing.

Modules needed only for writing are imported on the first write: most programs only look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from muforge.build.answers import as_bytes, from_bytes
from muforge.build.cache_folder import (
    LOCK,
    alone,
    at_work,
    check_own,
    default_folder,
    make_folder,
    one_at_a_time,
    sweep,
    write_whole,
    writing,
)
from muforge.build.library_store import LIBRARIES, LOGS, RUNTIME, LibraryStore, content_name, workplace

__all__ = ["RUNTIME", "Cache", "content_name", "default_folder"]

ANSWERS = "answers"


@dataclass(frozen=True)
class Cache:
    """Libraries of kernels, and answers that are costly to find anew.

    Parameters
    ----------
    folder : Path
        Made when it is needed.
    headers : Path
        Folder of the generated headers that kernels include.
    instruction_set : callable
        Gives the one that kernels are compiled for, as `muforge._fast.instruction_set` names it; called when kernels
        are looked for.
    """

    folder: Path
    headers: Path
    instruction_set: Callable[[], str]

    @cached_property
    def store(self) -> LibraryStore:
        """The compiled kernels."""
        return LibraryStore(self.folder, self.headers, self.instruction_set())

    def libraries(self, sources: Sequence[str]) -> list[Path]:
        """The libraries of C files; those that are missing or damaged are compiled, several at once.

        Raises
        ------
        CompilerError
            If there is no compiler or it fails.
        CacheError
            If the folder cannot be written, or is not this user's own.
        """
        return self.store.keep(sources)

    def at_work(self) -> AbstractContextManager[None]:
        """The time of a long work that writes into the cache: it is not emptied meanwhile."""
        return at_work(self.folder)

    @contextmanager
    def one_at_a_time(self, kind: str) -> Iterator[None]:
        """The time in which no other process changes answers of a kind on the ground of what it has read there."""
        with self.at_work(), writing(self.folder):
            make_folder(self._place(kind))
            with one_at_a_time(self._place(kind) / LOCK):
                yield

    def answer(self, kind: str, name: str) -> Any:
        """The answer kept under a name; None if there is none, or it is damaged or of another version.

        Raises
        ------
        CacheError
            If another user owns or can write it.
        """
        path = self._file(kind, name)
        check_own(self.folder, path.parent, path)
        try:
            return from_bytes(path.read_bytes())
        except OSError:
            return None

    def hint(self, kind: str, name: str) -> Any:
        """What a file says that is no answer of this version, for messages alone; None if that cannot be read."""
        import json

        path = self._file(kind, name)
        check_own(self.folder, path.parent, path)
        try:
            found = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return None
        return found.get("answer", found) if isinstance(found, dict) else None

    def remember(self, kind: str, name: str, answer: Any) -> None:
        """Keep an answer of plain data under a name.

        Raises
        ------
        CacheError
            If the folder cannot be written.
        """
        with workplace(self.folder) as place:
            make_folder(self._place(kind))
            write_whole(self._file(kind, name), as_bytes(answer), place)

    def answers(self, kind: str) -> list[str]:
        """Names of all that is remembered of a kind, be it damaged."""
        return sorted(path.stem for path in self._place(kind).glob("*.json"))

    def forget(self, kind: str, name: str) -> None:
        """Remove an answer, if it is there."""
        with self.at_work(), writing(self.folder):
            self._file(kind, name).unlink(missing_ok=True)

    def clean(self, waiting: Callable[[], object] = lambda: None) -> int:
        """Remove everything once no process is at work; returns the number of bytes freed.

        `waiting` is called if other processes are at work.
        """
        import shutil

        if not self.folder.is_dir():
            return 0
        with alone(self.folder, waiting), writing(self.folder):
            files = [path for path in self.folder.rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files)
            sweep(self.folder)
            for part in (LIBRARIES, ANSWERS, LOGS):
                if (self.folder / part).exists():
                    shutil.rmtree(self.folder / part)
        return size

    def _place(self, kind: str) -> Path:
        return self.folder / ANSWERS / kind

    def _file(self, kind: str, name: str) -> Path:
        return self._place(kind) / f"{name}.json"
