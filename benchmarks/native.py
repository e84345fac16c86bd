"""C text compiled in a temporary folder and called through ctypes: what one writes without a compiler of formulas."""

from __future__ import annotations

import atexit
import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

from machine import compiler

FLAGS = ("-O2", "-std=gnu11", "-shared", "-fPIC")


def compiled(source: str, flags: tuple[str, ...] = FLAGS) -> ctypes.CDLL:
    """The shared library of a C source.

    Raises
    ------
    ImportError
        If there is no C compiler.
    """
    if shutil.which(compiler()) is None:
        raise ImportError(f"no C compiler ({compiler()})")
    folder = Path(tempfile.mkdtemp(prefix="muforge_bench_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "peer.c").write_text(source)
    command = [compiler(), *flags, "-o", str(folder / "peer.so"), str(folder / "peer.c"), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return ctypes.CDLL(str(folder / "peer.so"))


def pointer(array: object) -> ctypes.c_void_p:
    """The address of a contiguous array's data."""
    return ctypes.c_void_p(array.ctypes.data)  # type: ignore[attr-defined]
