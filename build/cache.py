"""The folder where compiled kernels are kept, each under a name made of its content.

A library's name is a hash of its C code, the headers, the compiler and its flags.  It is compiled when one of them
changed, and nothing is ever updated.  Files appear whole, by renaming, or not at all, so that any number of processes
may work on a cache at once.

Modules needed only for writing are imported on the first write: most programs only look.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import muforge.codegen
from muforge.build import compiler
from muforge.build.machine_errors import CacheError

LIBRARIES, ANSWERS, LOGS = "libraries", "answers", "logs"
ALL_KERNELS = "family_list.h"
RUNTIME = Path(muforge.codegen.__path__[0]) / "runtime"


def default_folder() -> Path:
    """The folder of the environment variable MUFORGE_CACHE, or muforge's own in the user's cache folder."""
    wanted = os.environ.get("MUFORGE_CACHE")
    if wanted:
        return Path(wanted).expanduser()
    if sys.platform != "darwin" and os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"]) / "muforge"
    try:
        home = Path.home()
    except RuntimeError:  # a user that the system does not know
        raise CacheError(
            "there is no home folder for the cache of compiled kernels; name a folder in the environment variable "
            "MUFORGE_CACHE"
        ) from None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "muforge"


def content_name(*parts: str) -> str:
    """A file name for something that depends on these texts alone."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Cache:
    """Libraries of kernels, and answers that are costly to find anew.

    Parameters
    ----------
    folder : Path
        Made when it is needed.
    headers : Path
        Folder of the generated headers that kernels include.
    """

    folder: Path
    headers: Path

    def libraries(self, sources: Sequence[str]) -> list[Path]:
        """The libraries of C files; missing ones are compiled, several at once.

        Raises
        ------
        CompilerError
            If there is no compiler or it fails.
        CacheError
            If the folder cannot be written.
        """
        from concurrent.futures import ThreadPoolExecutor

        here = compiler.find()
        common = (here.identity, _text_of(RUNTIME), _text_of(self.headers))
        names = [content_name(source, *common) for source in sources]
        missing = {name: source for name, source in zip(names, sources, strict=True) if not self.library(name).exists()}
        if missing:
            with self._workplace() as place, ThreadPoolExecutor(os.cpu_count() or 1) as pool:
                jobs = [pool.submit(self._compile, here, place, *item) for item in missing.items()]
                for job in jobs:
                    job.result()
        return [self.library(name) for name in names]

    def library(self, name: str) -> Path:
        """The file of a library, there or not."""
        return self.folder / LIBRARIES / f"{name}.so"

    def has(self, names: Iterable[str]) -> bool:
        """Whether all of these libraries are in the cache."""
        return all(self.library(name).exists() for name in names)

    def count(self) -> int:
        """Number of libraries."""
        return sum(1 for _ in (self.folder / LIBRARIES).glob("*.so"))

    def source_of(self, name: str) -> str:
        """The C code of a library; empty if it is not there."""
        path = self.library(name).with_suffix(".c")
        return path.read_text() if path.exists() else ""

    def _compile(self, here: compiler.Compiler, place: Path, name: str, code: str) -> None:
        source, made = place / f"{name}.c", place / f"{name}.so"
        source.write_text(code)
        log = self.folder / LOGS / f"{name}.txt"
        log.parent.mkdir(exist_ok=True)
        here.library(source, made, (RUNTIME, self.headers), log)
        for file in (source, made):
            os.replace(file, self.folder / LIBRARIES / file.name)

    @contextmanager
    def _workplace(self) -> Iterator[Path]:
        """A folder inside the cache that belongs to this process; it is removed afterwards."""
        import shutil
        import tempfile

        with self._writing():
            (self.folder / LIBRARIES).mkdir(parents=True, exist_ok=True)
            place = Path(tempfile.mkdtemp(prefix=".new-", dir=self.folder))
            try:
                yield place
            finally:
                shutil.rmtree(place, ignore_errors=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except CacheError:
            raise
        except OSError as error:
            raise CacheError(
                f"the cache of compiled kernels, {self.folder}, cannot be written: {error.strerror or error}; "
                "free or unlock it, or name another folder in the environment variable MUFORGE_CACHE"
            ) from error

    def answer(self, kind: str, name: str) -> Any:
        """The answer kept under a name; None if there is none, or it cannot be read."""
        try:
            return json.loads((self.folder / ANSWERS / kind / f"{name}.json").read_text())
        except (OSError, ValueError):
            return None

    def remember(self, kind: str, name: str, answer: Any) -> None:
        """Keep an answer of plain data under a name.

        Raises
        ------
        CacheError
            If the folder cannot be written.
        """
        text = json.dumps(answer, indent=1)
        with self._workplace() as place:
            (place / "answer").write_text(text)
            target = self.folder / ANSWERS / kind
            target.mkdir(parents=True, exist_ok=True)
            os.replace(place / "answer", target / f"{name}.json")

    def stamp(self, kind: str, name: str) -> int:
        """When an answer was remembered, in nanoseconds; 0 if there is none."""
        try:
            return (self.folder / ANSWERS / kind / f"{name}.json").stat().st_mtime_ns
        except OSError:
            return 0

    def answers(self, kind: str) -> list[str]:
        """Names of all that is remembered of a kind."""
        return sorted(path.stem for path in (self.folder / ANSWERS / kind).glob("*.json"))

    def forget(self, kind: str, name: str) -> None:
        """Remove an answer, if it is there."""
        with self._writing():
            (self.folder / ANSWERS / kind / f"{name}.json").unlink(missing_ok=True)

    def clean(self) -> int:
        """Remove everything; returns the number of bytes freed."""
        import shutil

        files = [path for path in self.folder.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        with self._writing():
            for part in (LIBRARIES, ANSWERS, LOGS):
                if (self.folder / part).exists():
                    shutil.rmtree(self.folder / part)
        return size


@lru_cache(maxsize=4)
def _text_of(folder: Path) -> str:
    """The headers of a folder that kernels of their own include, that is without the list of all kernels."""
    return "".join(path.read_text() for path in sorted(folder.glob("*.h")) if path.name != ALL_KERNELS)
