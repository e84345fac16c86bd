"""The compiled extension, disassembled: every kernel has a loop whose arithmetic is all on wide vectors."""

from __future__ import annotations

import re
import shutil
import subprocess
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from kernel_inputs import KERNELS

from muforge import _fast

WIDE = {"v3": ("%ymm",), "v4": ("%ymm", "%zmm")}
ARITHMETIC = re.compile(r"v?(?:add|sub|mul|div|sqrt|fn?m(?:add|sub)\d*)([sp])d")
FUNCTION = re.compile(r"[0-9a-f]+ <(.+)>:")
INSTRUCTION = re.compile(r"\s*([0-9a-f]+):\t(\S+)\s*(.*)")


@dataclass
class Function:
    """Instructions of a function by address, and its backward jumps."""

    addresses: list[int] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    loops: list[tuple[int, int]] = field(default_factory=list)

    def add(self, address: int, operation: str, operands: str) -> None:
        self.addresses.append(address)
        self.texts.append((operation, operands))
        target = re.match(r"([0-9a-f]+) ", operands)
        if operation.startswith("j") and target and self.addresses[0] <= int(target[1], 16) <= address:
            self.loops.append((int(target[1], 16), address))

    def bodies(self) -> Iterator[list[tuple[str, str]]]:
        """Instructions of each loop."""
        for first, last in self.loops:
            yield self.texts[bisect_left(self.addresses, first) : bisect_left(self.addresses, last) + 1]


def version_of(functions: dict[str, Function], name: str, version: str) -> Function:
    """The version that a function jumps to; compilers keep one of several versions that are the same."""
    jumps = [operands for operation, operands in functions[name].texts if operation.startswith(("jmp", "call"))]
    (chosen,) = {found for jump in jumps for found in re.findall(rf"<(\w+_{version})>", jump)}
    return functions[chosen]


def kinds(body: list[tuple[str, str]], registers: tuple[str, ...]) -> set[str]:
    """What a loop does: arithmetic that is "wide" (in `registers`), "narrow" or "scalar", and calls."""
    found = {"call" for operation, _ in body if operation.startswith("call")}
    for operation, operands in body:
        if match := ARITHMETIC.fullmatch(operation):
            found.add("scalar" if match[1] == "s" else "wide" if any(r in operands for r in registers) else "narrow")
    return found


@pytest.fixture(scope="module")
def functions() -> dict[str, Function]:
    if shutil.which("objdump") is None:
        pytest.skip("objdump, which disassembles, is not installed")
    if "x86-64-v4" not in _fast.instruction_sets and "x86-64-v3" not in _fast.instruction_sets[:-1]:
        pytest.skip("kernels were compiled for one instruction set, or the processor has narrow vectors only")
    command = ["objdump", "-d", "--no-show-raw-insn", _fast.__file__]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, Function] = {}
    current = Function()
    for line in text.splitlines():
        if match := FUNCTION.match(line):
            current = found.setdefault(match[1], Function())
        elif match := INSTRUCTION.match(line):
            current.add(int(match[1], 16), match[2], match[3])
    if not any(name.endswith("_v4") for name in found):
        pytest.skip("the extension was stripped of the names of its functions")
    return found


def batch_functions() -> Iterator[str]:
    """The C functions that work on batches; without points, one that fixes the parameters has nothing to repeat."""
    for name, kernel in KERNELS.items():
        if kernel.tolerance is not None:
            yield f"{name}_lanes"
        elif not kernel.series:
            yield from (f"{name}_{kind}" for kind in (("many", "each") if kernel.points else ("each",)))


@pytest.mark.parametrize("version", WIDE)
def test_hot_loops_use_wide_vectors(functions, version):
    scalar = []
    for name in batch_functions():
        function = version_of(functions, name, version)
        loops = [kinds(body, WIDE[version]) for body in function.bodies()]
        if any(loops) and {"wide"} not in loops:  # loops without arithmetic fill an array with a constant
            scalar.append(name)
    assert scalar == []


def test_a_scalar_loop_is_found(functions):
    """The functions for single numbers are what a kernel would look like that is not vectorised."""
    scalar = functions["muforge_qed_klein_nishina_cross_section"]
    assert not any(kinds(body, WIDE["v4"]) == {"wide"} for body in scalar.bodies())
    assert kinds([("vaddpd", "%zmm1,%zmm2,%zmm3"), ("vmulsd", "%xmm1,%xmm2,%xmm3")], WIDE["v4"]) == {"wide", "scalar"}
    assert kinds([("vaddpd", "%xmm1,%xmm2,%xmm3"), ("call", "1000 <fma@plt>")], WIDE["v4"]) == {"narrow", "call"}
