"""Nanoseconds a point of each elementary function: the library's in a loop, numpy's or scipy's, and the C library's."""

from __future__ import annotations

import ctypes
import json
import shlex
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from ctypes import POINTER, c_double, c_ssize_t
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from common import Candidate, Timing, interleave, options
from scipy import special

import muforge.codegen
from muforge.build.flags import compile_flags

POINTS = 4096
"""Few enough to stay in the cache next to the core."""


@dataclass(frozen=True)
class Case:
    """A function: its peer in numpy or scipy, the interval of its arguments, and whether C has it."""

    peer: Callable[..., np.ndarray]
    low: float
    high: float
    in_c: bool = True
    arguments: int = 1


CASES = {
    "log": Case(np.log, 0.01, 10),
    "log1p": Case(np.log1p, -0.5, 10),
    "exp": Case(np.exp, -10, 10),
    "expm1": Case(np.expm1, -3, 3),
    "sinh": Case(np.sinh, -5, 5),
    "asinh": Case(np.arcsinh, -5, 5),
    "atan": Case(np.arctan, -5, 5),
    "atan2": Case(np.arctan2, -5, 5, arguments=2),
    "asin": Case(np.arcsin, -1, 1),
    "acos": Case(np.arccos, -1, 1),
    "dilogarithm": Case(lambda x: special.spence(1 - x), -5, 1, in_c=False),
    "k1e": Case(special.k1e, 0.01, 20, in_c=False),
    "k2e": Case(lambda x: special.kve(2, x), 0.01, 20, in_c=False),
    "bessel_ratio": Case(lambda x: special.k1e(x) / special.kve(2, x), 0.01, 20, in_c=False),
}


def source() -> str:
    """C loops over the library's functions and over those of the C library."""
    lines = ['#include <stddef.h>\n#include "elementary.h"']
    for name, case in CASES.items():
        names = [f"a{k}" for k in range(case.arguments)]
        arrays = ", ".join(f"const double *{n}" for n in names)
        values = ", ".join(f"{n}[i]" for n in names)
        for prefix in ["mf_", *([""] if case.in_c else [])]:
            lines += [
                f"void loop_{prefix}{name}(ptrdiff_t n, double *restrict out, {arrays}) {{",
                f"    for (ptrdiff_t i = 0; i < n; ++i)\n        out[i] = {prefix}{name}({values});\n}}",
            ]
    return "\n".join(lines) + "\n"


def compiled(folder: Path) -> ctypes.CDLL:
    """The loops as a library."""
    runtime = Path(muforge.codegen.__file__).parent / "runtime"
    generated = Path(muforge.__file__).parent / "generated"
    (folder / "loops.c").write_text(source())
    compiler = shlex.split(sysconfig.get_config_var("CC") or "cc")[:1]
    flags = [
        *compile_flags(),
        "-march=native",
        "-fvisibility=default",
        "-fPIC",
        "-shared",
        f"-I{runtime}",
        f"-I{generated}",
    ]
    subprocess.run([*compiler, *flags, folder / "loops.c", "-o", folder / "loops.so", "-lm"], check=True)
    return ctypes.CDLL(str(folder / "loops.so"))


def caller(function: Callable[..., None], arrays: list[np.ndarray]) -> Candidate:
    """A loop with its arguments; the first array receives the results."""
    pointers = [a.ctypes.data_as(POINTER(c_double)) for a in arrays]
    return lambda: function(c_ssize_t(arrays[0].size), *pointers)


def candidates(library: ctypes.CDLL) -> dict[str, Candidate]:
    """Everything that is timed, by name."""
    random = np.random.default_rng(20_240_607)
    found: dict[str, Candidate] = {}
    for name, case in CASES.items():
        inputs = [random.uniform(case.low, case.high, POINTS) for _ in range(case.arguments)]
        arrays = [np.empty(POINTS), *inputs]
        found[f"{name}, muforge"] = caller(getattr(library, f"loop_mf_{name}"), arrays)
        found[f"{name}, numpy or scipy"] = lambda peer=case.peer, inputs=inputs: peer(*inputs)
        if case.in_c:
            found[f"{name}, C library"] = caller(getattr(library, f"loop_{name}"), arrays)
        found[f"{name}, muforge"]()
        np.testing.assert_allclose(arrays[0], case.peer(*inputs), rtol=1e-11, atol=1e-15)
    return found


def main() -> int:
    """Run the benchmark."""
    chosen = options(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        samples = interleave(candidates(compiled(Path(folder))), rounds=chosen.rounds, sample_seconds=0.003)
    timings = {name: Timing.of([1e9 * t / POINTS for t in times]) for name, times in samples.items()}
    print(f"{'elementary functions':32} {'min':>8} {'median':>8} {'max':>8}   (nanoseconds a point)")
    for name, timing in timings.items():
        print(f"{name:32} {timing.minimum:8.2f} {timing.median:8.2f} {timing.maximum:8.2f}")
    if chosen.json:
        content = {"benchmark": "elementary functions", "ns_per_point": {n: asdict(t) for n, t in timings.items()}}
        Path(chosen.json).write_text(json.dumps(content, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
