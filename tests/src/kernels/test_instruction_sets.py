"""MUFORGE_ISA chooses an instruction set, and every kernel gives the same bits with each that this processor has."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from instruction_sets import NEEDS, processor_flags
from kernel_inputs import INTEGRALS, KERNELS, POINTWISE, SERIES, bits, columns

from muforge import _fast

TOLERANCES, ROUGH = (1e-4, 1e-10, 1e-14), (1e-2, 1e-4)
LANES = 8
COMPUTE = """
import pickle, sys
from muforge import _fast
calls = pickle.load(open(sys.argv[1], "rb"))
values = {key: getattr(_fast, name)(*inputs) for key, (name, inputs) in calls.items()}
pickle.dump((_fast.instruction_set, values), open(sys.argv[2], "wb"))
"""


def python(instruction_set: str | None, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter with or without MUFORGE_ISA."""
    environment = {name: value for name, value in os.environ.items() if name != "MUFORGE_ISA"}
    if instruction_set is not None:
        environment["MUFORGE_ISA"] = instruction_set
    return subprocess.run([sys.executable, "-c", *map(str, words)], env=environment, capture_output=True, text=True)


def calls() -> dict[str, tuple[str, list[Any]]]:
    """Every kernel with parameters in arrays, with one set of parameters, and integrals with several tolerances."""
    found: dict[str, tuple[str, list[Any]]] = {}
    for name in POINTWISE:
        inputs, points = list(columns(name)), KERNELS[name].points
        found[f"{name}, all arrays"] = name, inputs
        found[f"{name}, parameters fixed"] = name, [*inputs[:points], *(float(c[0]) for c in inputs[points:])]
    for name in INTEGRALS:
        nested = KERNELS[name].tolerance > min(TOLERANCES)  # these take long
        inputs = [column[: LANES + 1] if nested else column for column in columns(name)]
        for tolerance in ROUGH if nested else TOLERANCES:
            found[f"{name} to {tolerance:g}"] = f"{name}_with_error", [*inputs, tolerance]
        if not nested:
            found[name] = name, inputs
    for name in SERIES:
        found[name] = name, list(columns(name))
    factor, row = np.float64(0.1), columns("decay_boson_to_leptons_vector")[0]
    found["a row scaled"] = "scale_rows", [factor, row]
    return found


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> dict[str, Mapping[str, Any]]:
    """Results of all calls with each instruction set."""
    folder = tmp_path_factory.mktemp("instruction_sets")
    (folder / "calls").write_bytes(pickle.dumps(calls()))
    found = {}
    for name in _fast.instruction_sets:
        done = python(name, COMPUTE, folder / "calls", folder / name)
        assert done.returncode == 0, done.stderr
        used, values = pickle.loads((folder / name).read_bytes())
        assert used == name
        found[name] = values
    return found


def parts(value: Any) -> list[np.ndarray]:
    """The bits of one result or several."""
    return [bits(v) for v in (value if isinstance(value, tuple) else (value,))]


def test_same_bits_with_every_instruction_set(results):
    (_, expected), *others = results.items()
    assert {key.partition(",")[0].partition(" to ")[0] for key in expected} >= set(KERNELS)
    different = [
        f"{key} with {name}"
        for name, values in others
        for key, value in values.items()
        if not all(map(np.array_equal, parts(value), parts(expected[key])))
    ]
    assert different == []


def test_instruction_sets_are_those_of_the_processor():
    if len(_fast.instruction_sets) == 1:
        pytest.skip("built for one instruction set")
    flags, needed, expected = processor_flags(), set(), []
    for name, needs in NEEDS.items():
        needed |= needs
        if needed <= flags and name != "x86-64-v2":  # few processors stop there, and kernels gain little
            expected.append(name)
    assert list(_fast.instruction_sets) == expected


@pytest.mark.parametrize("unset", [None, ""])
def test_the_best_is_used_by_default(unset):
    done = python(unset, "from muforge import _fast; print(_fast.instruction_set)")
    assert done.stdout.strip() == _fast.instruction_sets[-1]


def test_the_command_line_names_the_instruction_set():
    chosen = _fast.instruction_sets[0]
    done = python(chosen, "from muforge.cli import main; main(['--version'])")
    assert done.stdout.rstrip().endswith(f"(kernels for {chosen})")


def test_an_unknown_instruction_set_is_an_error_that_says_which_there_are():
    done = python("avx9", "import muforge; muforge.evaluate('kaon.two_body_width')")
    assert done.returncode != 0
    last = done.stderr.splitlines()[-1]
    assert "MUFORGE_ISA = 'avx9'" in last
    assert ", ".join(_fast.instruction_sets) in last
    assert "unset it" in last
