"""The elementary functions in loops: same bits with every instruction set, vectorised, without calls."""

from __future__ import annotations

import re
import subprocess

import numpy as np
import pytest
from compiling import GENERATED, RUNTIME, compiler
from elementary_library import FUNCTIONS, LARGEST, SMALLEST, compiled, loop, run
from instruction_sets import INSTRUCTION_SETS, NEEDS, PORTABLE, flags_for

from muforge.build.flags import compile_flags

SPECIAL = np.array([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, SMALLEST, -SMALLEST, LARGEST, -LARGEST])


def arguments(name: str) -> list[tuple[np.ndarray, ...]]:
    """All that a function is tried on, and special values."""
    function = FUNCTIONS[name]
    regions = [r if isinstance(r, tuple) else (r,) for r in function.regions.values()]
    special = (SPECIAL,) if function.arguments == 1 else tuple(g.ravel() for g in np.meshgrid(SPECIAL, SPECIAL))
    return [*regions, special]


@pytest.fixture(scope="module")
def portable(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("portable"), *flags_for(PORTABLE))


@pytest.fixture(scope="module", params=[name for name in INSTRUCTION_SETS if name != PORTABLE])
def library(request, tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("elementary"), *flags_for(request.param))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_same_bits_with_all_instruction_sets(portable, library, name):
    for columns in arguments(name):
        expected, got = run(portable, name, *columns), run(library, name, *columns)
        valid = ~np.isnan(expected)
        np.testing.assert_array_equal(np.isnan(got), ~valid)
        np.testing.assert_array_equal(got[valid].view(np.uint64), expected[valid].view(np.uint64))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_neighbours_and_length_do_not_matter(library, name):
    columns = arguments(name)[0]
    together = run(library, name, *columns)
    single = np.array([run(library, name, *row)[0] for row in list(zip(*columns, strict=True))[:50]])
    np.testing.assert_array_equal(single, together[:50])


@pytest.mark.parametrize("instruction_set", NEEDS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_loops_are_vectorised_and_call_nothing(name, instruction_set):
    version = subprocess.run([*compiler(), "--version"], capture_output=True, text=True).stdout
    if "clang" in version or not re.search(r"\b(?:1[2-9]|[2-9]\d)\.\d", version):
        pytest.skip("what gcc 12 and later report is read here")
    one = loop(name, FUNCTIONS[name].arguments)
    several = one + one.replace("run_", "twice_").replace(
        "= mf_", "= 2.0 * mf_"
    )  # compilers like to inline what is called only once
    source = f'#include <stddef.h>\n#include "elementary.h"\n{several}'
    command = [*compiler(), *compile_flags(), f"-I{RUNTIME}", f"-I{GENERATED}", *flags_for(instruction_set)]
    command += ["-fopt-info-vec", "-S", "-x", "c", "-", "-o", "-"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=True)
    assert len(set(re.findall(r"^<stdin>:(\d+):.*loop vectorized", done.stderr, re.MULTILINE))) == 2
    assert re.findall(r"^\s+(?:call|jmp)\s+\*?(?!\.L)\S+", done.stdout, re.MULTILINE) == []
