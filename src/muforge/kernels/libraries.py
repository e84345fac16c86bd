"""Kernels that are compiled on request: from the cache into this process."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np

from muforge.build.cache import RUNTIME, Cache, default_folder
from muforge.build.library_store import LibraryStore
from muforge.build.machine_errors import CacheError, CompilerError
from muforge.build.objects import digest_of
from muforge.codegen.interfaces.exported import COUNT, KERNELS, WITH_ERROR
from muforge.installation import FOLDER, GENERATED
from muforge.kernels.extension import extension


def user_cache() -> Cache:
    """The cache of this user, in the folder that the environment variable MUFORGE_CACHE names if it is set."""
    return Cache(default_folder(), GENERATED, instruction_set)


def instruction_set() -> str:
    """The instruction set that kernels use: the best of this processor, or the one that MUFORGE_ISA names."""
    name: str = extension().instruction_set
    return name


def known_cache() -> Cache | None:
    """The cache of this user; None where there is no folder for one, and so nothing in it."""
    try:
        return user_cache()
    except CacheError:
        return None


@cache
def load(library: Path) -> dict[str, np.ufunc]:
    """The kernels of a library by name; it stays loaded.

    Parameters
    ----------
    library : Path
        Made by `muforge.build.cache.Cache.libraries`, of this version of muforge.

    Raises
    ------
    CompilerError
        If the extension, which calls the kernels, was compiled with another description of them.
    """
    if extension().kernel_header != digest_of([RUNTIME / "kernel.h"]):
        raise CompilerError(
            f"{RUNTIME / 'kernel.h'} has changed since muforge._fast was compiled, so that it cannot call new kernels; "
            f"install muforge again: pip install --editable {FOLDER.parents[1]}"
        )
    opened = ctypes.CDLL(str(library))
    count = ctypes.c_int.in_dll(opened, COUNT).value
    return extension().ufuncs_at(ctypes.addressof(ctypes.c_char.in_dll(opened, KERNELS)), count)


class Kernels(Mapping[str, np.ufunc]):
    """Kernels in the cache whose libraries are loaded when they are used first, and stay loaded.

    Parameters
    ----------
    store : LibraryStore
    codes : mapping of str to str
        Name of the C code of each kernel.
    """

    def __init__(self, store: LibraryStore, codes: Mapping[str, str]) -> None:
        self._store = store
        self._codes = dict(codes)

    def __getitem__(self, name: str) -> np.ufunc:
        return _kernels_of(self._store, self._codes[name.removesuffix(WITH_ERROR)])[name]

    def identity(self, kernel: str) -> str:
        """A text that changes with the machine code of a kernel."""
        return self._store.library_hash(self._codes[kernel])

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.removesuffix(WITH_ERROR) in self._codes


@cache
def _kernels_of(store: LibraryStore, code: str) -> dict[str, np.ufunc]:
    """The kernels of a C file, compiled for this processor if they are not yet."""
    return load(store.library(code))
