"""Noting what a file of models opens and imports while it runs, for a process that does nothing else."""

from __future__ import annotations

import importlib.util
import os
import site
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from muforge.build.file_inputs import Input, signature

SYSTEM = ("/dev", "/etc", "/proc", "/sys", "/usr/lib", "/usr/share")
"""Folders of the system, which are no inputs of anybody's formulas."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
IMPORTER = "<frozen importlib"
"""How the file names of Python's own importer begin, which lists folders to find modules."""


class Watch:
    """Files and folders that this process reads from now on, apart from those of the installation.

    A file that the process itself writes is none of them.

    Parameters
    ----------
    ignored : iterable of Path
        More folders whose files are no inputs.
    """

    def __init__(self, ignored: Iterable[Path]) -> None:
        self._ignored = tuple(f"{folder}{os.sep}" for folder in {*map(str, ignored), *_installation()})
        self._seen: dict[str, tuple[int, int] | None] = {}
        self._written: set[str] = set()
        sys.addaudithook(self._note)

    def inputs(self) -> tuple[Input, ...]:
        """What was read so far, sorted by path."""
        read = sorted(set(self._seen) - self._written)
        return tuple(Input.of(path, self._seen[path]) for path in read if _is_plain(path))

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = bool(set(mode) & set("wxa+")) if mode else bool(flags & WRITING)
            self._add(path, writes)
        elif event in ("os.listdir", "os.scandir"):
            if not sys._getframe(1).f_code.co_filename.startswith(IMPORTER):
                self._add(os.curdir if arguments[0] is None else arguments[0], writes=False)
        elif event in ("ctypes.dlopen", "sqlite3.connect") or (event == "import" and arguments[1]):
            path = arguments[1] if event == "import" else arguments[0]
            if isinstance(path, str | bytes | os.PathLike) and os.path.exists(path):
                self._add(path, writes=False)

    def _add(self, path: Any, writes: bool) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return  # a file that is open already
        name = os.path.abspath(os.fsdecode(path))
        if name.endswith(".pyc"):
            try:
                name = importlib.util.source_from_cache(name)
            except ValueError:
                pass
        if name.startswith(self._ignored) or os.path.realpath(name).startswith(self._ignored):
            return
        if writes:
            self._written.add(name)
        elif name not in self._seen:
            self._seen[name] = signature(name)


def _is_plain(path: str) -> bool:
    """Whether this is a file or a folder, or nothing: not a pipe or a device."""
    return os.path.isfile(path) or os.path.isdir(path) or not os.path.exists(path)


def _installation() -> set[str]:
    """Folders of Python, of the libraries that are installed, and of the system."""
    names = ("stdlib", "platstdlib", "purelib", "platlib", "include", "platinclude")
    folders = {sysconfig.get_path(name) for name in names}
    folders |= {*site.getsitepackages(), site.getusersitepackages(), os.path.dirname(os.__file__)}
    folders |= {entry for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))}
    folders |= {os.path.realpath(folder) for folder in folders}
    caches = {os.environ.get("XDG_CACHE_HOME"), os.path.expanduser("~/.cache")}
    return {folder for folder in {*folders, *caches, *SYSTEM} if folder}
