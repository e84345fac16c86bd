"""Compiled kernels: C files and their libraries, each under a name made of its content.

The name of a C file is a hash of it.  The name of a library adds a hash of the headers, the compiler's flags and the
instruction set, so that machines with different processors may share a folder: each finds its own libraries, and
compiles those that are missing.  Beside a library lies the hash of its content, which is checked before it is loaded.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import muforge.codegen
from muforge.build import compiler
from muforge.build.cache_folder import UNFINISHED, at_work, check_own, make_folder, move_whole, write_whole, writing
from muforge.build.flags import compile_flags, instruction_set_flags
from muforge.build.machine_errors import CacheError

LIBRARIES, LOGS = "libraries", "logs"
ALL_KERNELS = "family_list.h"
RUNTIME = Path(muforge.codegen.__path__[0]) / "runtime"


def content_name(*parts: str) -> str:
    """A file name for something that depends on these texts alone."""
    return hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:24]


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """A folder inside a cache that belongs to this process; it is removed afterwards."""
    import shutil
    import tempfile

    with at_work(folder), writing(folder):
        place = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)


@dataclass(frozen=True)
class LibraryStore:
    """The C files and libraries in a cache.

    Parameters
    ----------
    folder : Path
        Of the cache.
    headers : Path
        Folder of the generated headers that kernels include.
    instruction_set : str
        The one that libraries are compiled for; names other than those of x86 processors mean what the compiler does by
        itself.
    """

    folder: Path
    headers: Path
    instruction_set: str

    def keep(self, sources: Sequence[str]) -> list[Path]:
        """The libraries of C files; those that are missing or damaged are compiled, several at once.

        Raises
        ------
        CompilerError
            If there is no compiler or it fails.
        CacheError
            If the folder cannot be written, or is not this user's own.
        """
        from concurrent.futures import ThreadPoolExecutor

        missing = [source for source in dict.fromkeys(sources) if not self.is_kept(self.code(source))]
        if missing:
            with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
                for job in [pool.submit(self.compile, source) for source in missing]:
                    job.result()
        return [self._library(self.code(source)) for source in sources]

    def compile(self, source: str) -> bool:
        """Compile a C file unless its library is in the cache; whether it was compiled."""
        code = self.code(source)
        if self.is_kept(code):
            return False
        here = compiler.find()
        with workplace(self.folder) as place:
            self._compile(here, place, code, source)
        return True

    @staticmethod
    def code(source: str) -> str:
        """The name of a C file."""
        return content_name(source)

    def library(self, code: str) -> Path:
        """The library of a C file that is in the cache, compiled now if it is missing or damaged.

        Raises
        ------
        CompilerError
            If it has to be compiled and cannot.
        CacheError
            If the C file is missing or damaged too.
        """
        if not self._is_whole(code):
            source = self.source(code)
            if source is None:
                raise CacheError(
                    f"compiled kernels are missing from the cache, {self.folder}, or damaged; build their model again "
                    "('muforge build --list' names its file)"
                )
            self.compile(source)
        return self._library(code)

    def library_hash(self, code: str) -> str:
        """A hash of the library of a C file."""
        return _hash_file(self.library(code)).read_text().strip()

    def is_kept(self, code: str) -> bool:
        """Whether a C file and its library are in the cache, neither damaged."""
        return self._is_whole(code) and self.source(code) is not None

    def source(self, code: str) -> str | None:
        """The text of a C file; None if it is not there or damaged."""
        path = self.folder / LIBRARIES / f"{code}.c"
        check_own(self.folder, path.parent, path)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        return text if self.code(text) == code else None

    def _library(self, code: str) -> Path:
        return self.folder / LIBRARIES / f"{code}-{_target(self.headers, self.instruction_set)}.so"

    def _is_whole(self, code: str) -> bool:
        """Whether a library is there for this processor, with the content that it was compiled with."""
        path = self._library(code)
        check_own(self.folder, path.parent, path)
        try:
            return _hash_file(path).read_text().strip() == hashlib.sha256(path.read_bytes()).hexdigest()
        except (OSError, ValueError):
            return False

    def _compile(self, here: compiler.Compiler, place: Path, code: str, text: str) -> None:
        target = self._library(code)
        source, made = place / f"{code}.c", place / target.name
        log = self.folder / LOGS / f"{code}.txt"
        for folder in (target.parent, log.parent):
            make_folder(folder)
        source.write_text(text, encoding="utf-8")
        here.library(source, made, self.instruction_set, (RUNTIME, self.headers), log)
        content = made.read_bytes()
        write_whole(_hash_file(target), hashlib.sha256(content).hexdigest().encode(), place)
        move_whole(made, target)
        move_whole(source, target.parent / source.name)


def _hash_file(library: Path) -> Path:
    return library.with_suffix(".sha256")


@lru_cache(maxsize=8)
def _target(headers: Path, instruction_set: str) -> str:
    """A hash of all that a library depends on beside its C file and the compiler's version."""
    flags = (*compile_flags(), *instruction_set_flags(instruction_set))
    machine = (platform.machine(), sys.platform, instruction_set)
    return content_name(_text_of(RUNTIME), _text_of(headers), *flags, *machine)[:12]


def _text_of(folder: Path) -> str:
    """The headers of a folder that kernels of their own include, that is without the list of all kernels."""
    headers = sorted(path for path in folder.glob("*.h") if path.name != ALL_KERNELS)
    return "".join(path.read_text(encoding="utf-8") for path in headers)
