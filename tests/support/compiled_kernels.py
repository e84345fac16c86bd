"""Quantities compiled by themselves: a family of C kernels made and loaded in a test."""

from __future__ import annotations

import ctypes
import shlex
import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import muforge.codegen
from muforge.build.flags import compile_flags
from muforge.codegen.backends.c.family import family_c, nodes_file
from muforge.codegen.interfaces.record import KernelRecord
from muforge.codegen.pipeline import program_of
from muforge.codegen.plan.node_tables import Tables
from muforge.symbolic.language.quantity import Quantity

RUNTIME = Path(muforge.codegen.__file__).parent / "runtime"
GENERATED = Path(muforge.__file__).parent / "generated"
DOUBLES = ctypes.POINTER(ctypes.c_double)
ARRAYS = ctypes.POINTER(DOUBLES)


class Kernel(ctypes.Structure):
    """``mf_kernel`` of kernel.h."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("doc", ctypes.c_char_p),
        ("inputs", ctypes.c_int),
        ("points", ctypes.c_int),
        ("outputs", ctypes.c_int),
        ("is_complex", ctypes.c_int),
        ("series_mask", ctypes.c_uint),
        (
            "many",
            ctypes.CFUNCTYPE(None, ctypes.c_ssize_t, ARRAYS, DOUBLES, ARRAYS),
        ),
        ("each", ctypes.CFUNCTYPE(None, ctypes.c_ssize_t, ARRAYS, ARRAYS)),
        ("lanes", ctypes.CFUNCTYPE(None, ARRAYS, ctypes.c_double, DOUBLES, DOUBLES)),
        ("series", ctypes.CFUNCTYPE(None, ctypes.c_ssize_t, ARRAYS, DOUBLES)),
        ("tolerance", ctypes.c_double),
        ("nested", ctypes.c_int),
        ("formula", ctypes.c_char_p),
        ("scalar", ctypes.c_void_p),
        ("low", ctypes.c_void_p),
    ]


def pointers(*arrays: np.ndarray) -> ctypes.Array:
    """A C array of pointers to doubles."""
    return (DOUBLES * len(arrays))(*(array.ctypes.data_as(DOUBLES) for array in arrays))


def compiled(quantities: Sequence[Quantity], folder: Path) -> ctypes.CDLL:
    """The kernels of quantities as a library with the one family ``small``."""
    programs = [(v, program_of(v)) for q in quantities for v in q.variants if v.result == 0]
    records = [KernelRecord.of(p, "1", v.quantity.accuracy) for v, p in programs]
    tables = Tables()
    text = family_c("small", programs, {}, {}, tables)
    for name in {name for record in records for name in record.nodes}:
        file = folder / nodes_file(name)
        file.parent.mkdir(exist_ok=True)
        file.write_text(tables.text([name]))
    return library(text, folder)


def library(text: str, folder: Path) -> ctypes.CDLL:
    """A C file as a library, with what kernels need."""
    compiler = shutil.which((shlex.split(sysconfig.get_config_var("CC") or "") or ["cc"])[0])
    if compiler is None:
        pytest.skip("there is no C compiler")
    (folder / "small.c").write_text(text)
    target = folder / "small.so"
    command = [compiler, *compile_flags(), "-O1", "-fPIC", "-shared", "-fvisibility=default", "-Wall", "-Werror"]
    sources = [folder / "small.c", RUNTIME / "instruction_sets.c"]
    done = subprocess.run(
        [*command, f"-I{folder}", f"-I{RUNTIME}", f"-I{GENERATED}", *sources, "-o", target, "-lm"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return ctypes.CDLL(str(target))


def kernels_of(library: ctypes.CDLL, prefix: str) -> dict[str, Kernel]:
    """The descriptions of all kernels, by name without a prefix."""
    number = ctypes.c_int.in_dll(library, "mf_small_kernel_count").value
    found = (Kernel * number).in_dll(library, "mf_small_kernels")
    return {k.name.decode().removeprefix(prefix): k for k in found}


def quadrature_of(kernel: Kernel, inputs: Sequence[np.ndarray], tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    """Values and errors of a kernel at eight points, in rows by result if there are several."""
    shape = (8,) if kernel.outputs == 1 else (kernel.outputs, 8)
    value, error = np.empty(shape), np.empty(shape)
    kernel.lanes(pointers(*inputs), tolerance, *(array.ctypes.data_as(DOUBLES) for array in (value, error)))
    return value, error
