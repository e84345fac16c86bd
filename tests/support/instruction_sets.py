"""Instruction sets of x86 processors, and how to compile for one of them."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest

NEEDS = {
    "x86-64": set(),
    "x86-64-v2": {"cx16", "popcnt", "sse4_1", "sse4_2", "ssse3"},
    "x86-64-v3": {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe"},
    "x86-64-v4": {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"},
}
PORTABLE = "portable C"
INSTRUCTION_SETS = (PORTABLE, *NEEDS)


def processor_flags() -> set[str]:
    """What the processor can do."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return set(next(line for line in lines if line.startswith("flags")).split())


def flags_for(name: str) -> list[str]:
    """Compiler flags for an instruction set, or for no vectorisation; skips the test if this machine lacks it."""
    if name == PORTABLE:
        return ["-O1", "-fno-tree-vectorize", "-fno-openmp-simd"]
    if platform.machine() != "x86_64" or not sys.platform.startswith("linux"):
        pytest.skip(f"{name} is an instruction set of x86 processors; this test needs Linux")
    missing = NEEDS[name] - processor_flags()
    if missing:
        pytest.skip(f"this processor lacks {', '.join(sorted(missing))} of {name}")
    return [f"-march={name}"]
