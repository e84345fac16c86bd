"""Compiler flags of every C file of muforge.

Never ``-ffast-math`` or ``-Ofast``: linking with them switches subnormal numbers off for the whole
process.  Without contraction to fused multiply-add, every instruction set gives the same bits.
"""

from __future__ import annotations

import sys

GCC_LIKE = (
    "-O3",
    "-std=gnu11",
    "-fopenmp-simd",
    "-fschedule-insns",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-ffp-contract=off",
    "-fvisibility=hidden",
)
MSVC = ("/O2", "/fp:precise", "/openmp:experimental", "/std:c11")


def compile_flags(platform: str = sys.platform) -> list[str]:
    """Flags for the C compiler that Python uses on `platform`."""
    return list(MSVC if platform == "win32" else GCC_LIKE)
