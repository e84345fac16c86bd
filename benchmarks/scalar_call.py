"""One call with numbers: `_fast.scalars`, ufuncs and `evaluate` against an empty Cython function; C capsules in C."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from itertools import repeat
from pathlib import Path
from types import ModuleType
from typing import Any

from common import Goal
from contest import Case, Contestant, require
from machine import one_core
from running import run
from scalar_source import c_arithmetic
from variants import constants, program_of

import muforge
from muforge import _fast
from muforge.symbolic.registry import quantities

CALLS = 1000
"""Calls in one go, those in C each with another first argument."""
CAPSULE_OVERHEAD = 5e-9
ACCURACY = 1e-13

CYTHON = """# cython: language_level=3
from cpython.pycapsule cimport PyCapsule_GetPointer
cdef extern from "arithmetic.h" nogil:
    double arithmetic(const double *values)
ctypedef double (*low_level)(int, double *, void *) noexcept nogil

def empty_2(double a, double b):
    return a

def empty_5(double a, double b, double c, double d, double e):
    return a

def by_capsule(capsule, list numbers, int calls):
    cdef low_level function = <low_level>PyCapsule_GetPointer(capsule, b"double (int, double *, void *)")
    cdef double values[8]
    cdef double first = numbers[0], total = 0
    cdef int i, n = len(numbers)
    for i in range(n):
        values[i] = numbers[i]
    with nogil:
        for i in range(calls):
            values[0] = first * (1 + 1e-9 * i)
            total += function(n, values, NULL)
    return total / calls

def by_arithmetic(list numbers, int calls):
    cdef double values[8]
    cdef double first = numbers[0], total = 0
    cdef int i, n = len(numbers)
    for i in range(n):
        values[i] = numbers[i]
    with nogil:
        for i in range(calls):
            values[0] = first * (1 + 1e-9 * i)
            total += arithmetic(values)
    return total / calls
"""
SETUP = """
from Cython.Build import cythonize
from setuptools import Extension, setup
setup(name="peer", py_modules=[], ext_modules=cythonize([Extension("peer", ["peer.pyx"], include_dirs=["."])]))
"""


@cache
def cython_module() -> ModuleType:
    """The module above, compiled in a temporary folder.

    Raises
    ------
    ImportError
        Without Cython or a C compiler.
    """
    require("Cython")
    folder = Path(tempfile.mkdtemp(prefix="muforge_bench_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "peer.pyx").write_text(CYTHON)
    (folder / "arithmetic.h").write_text(c_arithmetic(_program("kaon.two_body_width")))
    (folder / "setup.py").write_text(SETUP)
    command = [sys.executable, "setup.py", "-q", "build_ext", "--inplace"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=os.environ | {"CFLAGS": "-O2"})
    if done.returncode:
        raise ImportError(done.stderr.strip().splitlines()[-1])
    spec = spec_from_file_location("peer", next(folder.glob("peer*.so")))
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _program(name: str) -> Any:
    (variant,) = quantities()[name].variants
    return program_of(variant)


def repeated(function: Callable[..., Any], arguments: tuple[float, ...]) -> Callable[[], float]:
    """Many calls from a loop that costs next to nothing."""
    return lambda: deque(map(function, *(repeat(argument, CALLS) for argument in arguments)), maxlen=1)[0]


def from_python(name: str, kernel: str, arguments: tuple[float, ...], **inputs: float) -> Case:
    """Calls from Python of one kernel."""
    ours, ufunc = _fast.scalars[kernel], getattr(_fast, kernel)

    def empty() -> Callable:
        function = getattr(cython_module(), f"empty_{len(arguments)}")
        return repeated(function, arguments)

    def by_name() -> Any:
        for _ in range(CALLS):
            result = muforge.evaluate(name, **inputs)
        return result

    contestants = [
        Contestant("_fast.scalars", lambda: repeated(ours, arguments)),
        Contestant("empty Cython function", empty, compared=False),
        Contestant("ufunc", lambda: repeated(ufunc, arguments)),
        Contestant("evaluate", lambda: by_name),
    ]
    goals = [Goal("_fast.scalars", "empty Cython function", 2, at_most=True)]
    title = f"{CALLS} calls of {name} from Python, {len(arguments)} numbers each"
    return Case(title, ours(*arguments), ACCURACY, "_fast.scalars", contestants, goals)


def two_numbers() -> Case:
    """A width with two arguments."""
    return from_python("decay.vector_to_neutrinos", "decay_vector_to_neutrinos", (0.1, 1e-3), m_X=0.1, g=1e-3)


def five_numbers() -> Case:
    """A width of constants alone."""
    return from_python("kaon.two_body_width", "kaon_two_body_width", _width_arguments())


def in_c() -> Case:
    """A thousand calls of a capsule against the same arithmetic inlined into the loop."""
    arguments = list(_width_arguments())
    capsule = _fast.capsules["kaon_two_body_width"]
    reference = sum(
        _fast.scalars["kaon_two_body_width"](arguments[0] * (1 + 1e-9 * i), *arguments[1:]) for i in range(CALLS)
    )

    def by_capsule() -> Callable:
        function = cython_module().by_capsule
        return lambda: function(capsule, arguments, CALLS)

    def by_arithmetic() -> Callable:
        function = cython_module().by_arithmetic
        return lambda: function(arguments, CALLS)

    contestants = [Contestant("capsule", by_capsule), Contestant("arithmetic inlined", by_arithmetic)]
    title = f"{CALLS} calls of the capsule of kaon.two_body_width in C"
    return Case(title, reference / CALLS, ACCURACY, "capsule", contestants)


def _width_arguments() -> tuple[float, ...]:
    return constants(*_program("kaon.two_body_width").inputs)


def overhead(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a call of a capsule costs beyond its arithmetic, as a goal in seconds."""
    entries = results[-1]["contestants"]
    if any("seconds" not in entry for entry in entries.values()):
        return []
    medians = [entries[name]["seconds"]["median"] for name in ("capsule", "arithmetic inlined")]
    each = (medians[0] - medians[1]) / CALLS
    met = each <= CAPSULE_OVERHEAD
    print(
        f"a call of a capsule: {1e9 * each:.2f} ns above its arithmetic; goal: at most 5: {'met' if met else 'MISSED'}"
    )
    return [{"quantity": "capsule call above arithmetic", "seconds": each, "limit": CAPSULE_OVERHEAD, "met": met}]


if __name__ == "__main__":
    one_core()
    sys.exit(run(__doc__, [two_numbers, five_numbers, in_c], overhead))
