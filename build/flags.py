"""Compiler flags of every C file of muforge.

Never ``-ffast-math`` or ``-Ofast``: linking with them switches subnormal numbers off for the whole
process.  Debug information, which Python's own flags ask for, would be four fifths of the library.
Without contraction to fused multiply-add, every instruction set gives the same bits.
"""

from __future__ import annotations

import sys

GCC_LIKE = (
    "-O3",
    "-g0",
    "-std=gnu11",
    "-fopenmp-simd",
    "-fschedule-insns",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-ffp-contract=off",
    "-fvisibility=hidden",
)
MSVC = ("/O2", "/fp:precise", "/openmp:experimental", "/std:c11")

V2 = ("-mcx16", "-mpopcnt", "-mssse3", "-msse4.1", "-msse4.2")
V3 = (*V2, "-mavx", "-mavx2", "-mbmi", "-mbmi2", "-mf16c", "-mfma", "-mlzcnt", "-mmovbe")
V4 = (*V3, "-mavx512f", "-mavx512bw", "-mavx512cd", "-mavx512dq", "-mavx512vl")
INSTRUCTION_SETS = {"x86-64": (), "x86-64-v2": V2, "x86-64-v3": V3, "x86-64-v4": V4}
"""The extensions that each instruction set of x86 processors has; older compilers know these, and not its name."""


def compile_flags(platform: str = sys.platform) -> list[str]:
    """Flags for the C compiler that Python uses on `platform`."""
    return list(MSVC if platform == "win32" else GCC_LIKE)


def instruction_set_flags(name: str) -> tuple[str, ...]:
    """Flags that allow the instructions of a set and no others, in the order that this processor likes."""
    return ("-march=x86-64", *INSTRUCTION_SETS[name], "-mtune=native") if name in INSTRUCTION_SETS else ()
