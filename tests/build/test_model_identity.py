"""What a model is made from: its file and all that this reads; and which model a process uses."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from user_files import width_file

import muforge
from muforge import ModelChangedWarning
from muforge.build.machine_errors import CacheError
from muforge.build.model_files import build, built
from muforge.cli import main
from muforge.errors import MuforgeError
from muforge.kernels.libraries import user_cache

READS = """
from pathlib import Path

import beside_couplings
from beside_package import tables

here = Path(__file__).parent
number = float((here / "number.txt").read_text())
count = len(list(here.glob("*.table")))
try:
    extra = float((here / "extra.txt").read_text())
except FileNotFoundError:
    extra = 1.0
Path(here / "log.txt").write_text("read")
"""


@pytest.fixture(scope="module", autouse=True)
def cache_of_the_module(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUFORGE_CACHE", str(tmp_path_factory.mktemp("identity") / "cache"))
        yield


def width(family: str) -> float:
    return muforge.evaluate(f"{family}.width", m_X=1.0, g=1.0)


def silent_width(family: str) -> float:
    """The width, without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return width(family)


def test_all_that_a_file_reads_belongs_to_it(tmp_path):
    for name, text in {
        "beside_couplings.py": "k = 1\n",
        "beside_package/__init__.py": "",
        "beside_package/tables.py": "t = 1\n",
        "number.txt": "1",
        "one.table": "",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    factor = "int(number * count * extra * beside_couplings.k * tables.t)"
    path = width_file(tmp_path, "reading", factor, READS)
    muforge.build_model(path)
    assert silent_width("reading") == 1
    assert not list(tmp_path.rglob("__pycache__"))
    assert "beside_couplings" not in sys.modules
    for name, text, changed in (
        ("beside_couplings.py", "k = 2\n", "beside_couplings.py"),
        ("beside_package/tables.py", "t = 3\n", "beside_package/tables.py"),
        ("number.txt", "2", "number.txt"),
        ("two.table", "", "."),
        ("extra.txt", "2", "extra.txt"),
    ):
        (tmp_path / name).write_text(text)
        assert (str(path), str(tmp_path / changed)) in built(user_cache())["reading"].changes()
    said = rf"^{tmp_path} and 4 more have changed since the model 'reading' was built .*: muforge build {path}$"
    with pytest.warns(ModelChangedWarning, match=said):
        assert width("reading") == 1
    assert silent_width("reading") == 1  # said once
    muforge.build_model(path)
    assert silent_width("reading") == 48
    (tmp_path / "log.txt").write_text("what the file writes itself is no input")
    later = time.time() + 100
    os.utime(path, (later, later))
    assert silent_width("reading") == 48


def test_every_command_says_once_that_a_file_has_changed(tmp_path, capsys):
    path = width_file(tmp_path, "spoken")
    muforge.build_model(path)
    path.write_text(path.read_text().replace("1 * g**2", "2 * g**2"))
    inputs = ["m_X=1", "g=1"]
    for command in (
        ["eval", "spoken.width", *inputs],
        ["scan", "spoken.width", "m_X=1,2,3", "g=1", "-o", str(tmp_path / "table.csv")],
        ["figure", "spoken.width", "m_X=1:2:5", "g=1", "-o", str(tmp_path / "figure.png")],
        ["list"],
        ["list", "spoken"],
        ["model"],
    ):
        assert main(command) == 0
        said = capsys.readouterr()
        assert said.err.count(f"{path} has changed since the model 'spoken' was built") == 1, command
    for command in (["explain", "spoken.width"], ["verify", "spoken"]):
        assert main(command) == 2
        assert f"{path} has changed since 'spoken' was built; build it again" in capsys.readouterr().err
    assert main(["build", "--list"]) == 0
    assert re.search("^spoken +changed ", capsys.readouterr().out, re.MULTILINE)


def test_a_process_keeps_the_model_that_it_uses(tmp_path):
    path = width_file(tmp_path, "kept")
    muforge.build_model(path)
    assert width("kept") == 1
    path.write_text(path.read_text().replace("1 * g**2", "2 * g**2"))
    command = [sys.executable, "-m", "muforge", "build", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    with pytest.warns(ModelChangedWarning, match="has changed since the model 'kept' was built"):
        assert width("kept") == 1
    with pytest.raises(MuforgeError, match="has changed since 'kept' was built"):
        muforge.derivative("kept.width", "g", m_X=1.0, g=1.0)
    assert width("kept") == 1
    muforge.build_model(path)
    assert silent_width("kept") == 2


def test_identical_files_are_one_model_and_different_ones_are_named(tmp_path):
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "own_factor.py").write_text("k = 1\n")
    first, second = (
        width_file(tmp_path / folder, "twin", "own_factor.k", "import own_factor") for folder in ("first", "second")
    )
    muforge.build_model(first)
    muforge.build_model(second)
    assert silent_width("twin") == 1
    (tmp_path / "second" / "own_factor.py").write_text("k = 2\n")
    with pytest.warns(
        ModelChangedWarning, match=f"{tmp_path}/second/own_factor.py has changed .*: muforge build {second}"
    ):
        assert width("twin") == 1
    with pytest.raises(CacheError, match=f"'twin' belongs to {first}, and {second} has it too"):
        muforge.build_model(second)
    first.unlink()
    muforge.build_model(second)
    assert silent_width("twin") == 2


def test_two_files_of_one_name_that_are_built_at_once(tmp_path):
    paths = [width_file(tmp_path / f"place{factor}", "rivals", factor) for factor in (1, 2)]

    def outcome(path):
        try:
            return build(path, user_cache(), slow=True)[0].file
        except CacheError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(outcome, paths))
    (error,) = (one for one in outcomes if isinstance(one, CacheError))
    assert all(str(path) in str(error) for path in paths)
