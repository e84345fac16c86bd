"""Compiling small C libraries the way muforge itself is compiled."""

from __future__ import annotations

import ctypes
import shlex
import subprocess
import sysconfig
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import muforge.codegen
from muforge.build.flags import compile_flags

RUNTIME = Path(muforge.codegen.__file__).parent / "runtime"
GENERATED = Path(muforge.__file__).parent / "generated"


def compiler() -> list[str]:
    """The C compiler that Python was built with, or the system's."""
    configured = shlex.split(sysconfig.get_config_var("CC") or "")
    return configured[:1] or ["cc"]


def shared_library(sources: Sequence[Path], target: Path, *flags: str) -> ctypes.CDLL:
    """Compile C files into `target` and load it.

    The flags are muforge's own, all symbols visible, plus `flags`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    common = [*compiler(), *compile_flags(), "-fPIC", "-fvisibility=default", f"-I{RUNTIME}", f"-I{GENERATED}", *flags]
    objects = [target.parent / f"{target.stem}_{source.stem}.o" for source in sources]

    def compile_one(pair: tuple[Path, Path]) -> None:
        source, made = pair
        subprocess.run([*common, "-c", str(source), "-o", str(made)], check=True)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(compile_one, zip(sources, objects, strict=True)))
    subprocess.run([*compiler(), "-shared", *map(str, objects), "-o", str(target), "-lm"], check=True)
    return ctypes.CDLL(str(target))
