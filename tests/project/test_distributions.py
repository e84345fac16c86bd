"""What is built from the source tree and what installing it gives: sdist, wheel, editable installation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

import muforge

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
TREE = ("docs", "symbolic", "codegen", "build", "src", "tests", "benchmarks")
SKIP = shutil.ignore_patterns("__pycache__", "*.so", "_fast.c", "*.egg-info")
QUICK = os.environ | {"MUFORGE_CFLAGS": "-O0 -DMUFORGE_PLAIN"}
"""Compiling without optimisation makes no difference to what is tested here."""
USE = (
    "import muforge, muforge.symbolic, muforge.codegen, muforge.build, sys\n"
    "from muforge.symbolic.registry import quantities\n"
    "assert set(quantities()) == set(muforge.names())\n"
    "assert muforge.evaluate('kaon.branching_ratio', boson='lmu_ltau', m_X=0.03, g=1e-3) > 0\n"
    "print(muforge.__file__, muforge.symbolic.__file__)"
)


def run(*command: str | Path, cwd: Path, environment: dict[str, str] = QUICK) -> str:
    """Run a command and return what it prints."""
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def copy_of_tree(target: Path) -> Path:
    """The source tree as it would be checked out."""
    target.mkdir()
    for folder in TREE:
        shutil.copytree(ROOT / folder, target / folder, ignore=SKIP)
    for file in ROOT.iterdir():
        if file.is_file() and not file.name.startswith("."):
            shutil.copy(file, target / file.name)
    return target


@pytest.fixture(scope="module")
def sdist(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    tree = copy_of_tree(folder / "tree")
    # -P: the tree has a folder named build, which must not shadow the program
    run(sys.executable, "-P", "-m", "build", "--sdist", "--no-isolation", "--outdir", folder / "dist", cwd=tree)
    (found,) = (folder / "dist").iterdir()
    return found


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory) -> Path:
    """A wheel built from the sdist."""
    folder = tmp_path_factory.mktemp("wheel")
    command = ["-m", "pip", "wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", folder, sdist]
    run(sys.executable, *command, cwd=folder)
    (found,) = folder.iterdir()
    return found


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory) -> Path:
    """A folder into which the wheel is installed."""
    folder = tmp_path_factory.mktemp("site")
    run(sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", folder, wheel, cwd=folder)
    return folder


def source_files() -> set[str]:
    """All files that belong to the project's folders."""
    found = set()
    for folder in TREE:
        for path in (ROOT / folder).rglob("*"):
            unwanted = path.suffix in (".pyc", ".so", ".new") or path.name == "_fast.c" or "egg-info" in str(path)
            if path.is_file() and not unwanted:
                found.add(path.relative_to(ROOT).as_posix())
    return found


def test_sdist_is_the_source_tree(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames() if not archive.getmember(name).isdir()}
    extra = {n for n in names if n.startswith("muforge.egg-info/")} | {"PKG-INFO"}
    top = {"setup.py", "setup.cfg", "pyproject.toml", "MANIFEST.in", "Makefile", "README.md", "LICENSE", "CHANGELOG.md"}
    assert top <= names
    assert source_files() - names == set()
    assert {n for n in names - extra - source_files() if "/" in n} == set()


def test_wheel_has_one_top_level_package(wheel):
    with zipfile.ZipFile(wheel) as archive:
        top = {name.partition("/")[0] for name in archive.namelist()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"muforge"}


@pytest.mark.parametrize(
    "file",
    [
        "py.typed",
        "_fast.pyi",
        "_fast.pxd",
        "include/muforge.h",
        "generated/manifest.json",
        "generated/catalogue.json",
        "generated/entries/kaon.json",
        "codegen/runtime/kernel.h",
        "codegen/runtime/elementary.h",
        "codegen/runtime/loops.c",
        "codegen/runtime/loops.h",
        "symbolic/families/kaon/quantities.py",
        "build/flags.py",
        "_fast" + sysconfig.get_config_var("EXT_SUFFIX"),
    ],
)
def test_wheel_contains(wheel, file):
    with zipfile.ZipFile(wheel) as archive:
        assert f"muforge/{file}" in archive.namelist()


def test_wheel_contains_every_module_and_no_sources_of_the_extension(wheel):
    folders = {"symbolic": "muforge/symbolic", "codegen": "muforge/codegen", "build": "muforge/build"}
    expected = set()
    for file in source_files():
        first, _, rest = file.partition("/")
        if file.endswith(".py") and first in (*folders, "src"):
            expected.add(f"{folders[first]}/{rest}" if first in folders else rest)
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {n for n in names if n.endswith(".py")} == expected
    assert [n for n in names if n.endswith((".c", ".pyx")) and "codegen/runtime" not in n] == []


def test_wheel_requires_what_is_declared(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
        text = archive.read(metadata).decode()
    required = {line.split()[1].partition(">")[0] for line in text.splitlines() if line.startswith("Requires-Dist")}
    assert {"numpy", "scipy", "sympy"} <= required
    assert "License-Expression: BSD-3-Clause" in text


def test_installed_wheel(site, tmp_path):
    where = run(sys.executable, "-c", USE, cwd=tmp_path, environment=QUICK | {"PYTHONPATH": str(site)})
    assert [Path(path).is_relative_to(site) for path in where.split()] == [True, True]
    assert {path.name for path in site.iterdir()} - {"bin", "Scripts"} == {
        "muforge",
        f"muforge-{muforge.__version__}.dist-info",
    }


def test_an_installation_without_sources_is_not_regenerated(site, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*.*")}
    command = [sys.executable, "-m", "muforge", "regenerate", "--check"]
    variables = QUICK | {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=variables)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"muforge regenerate: this needs the sources, and {site / 'muforge'} is an ")
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*.*")} == before


def test_editable_installation(tmp_path):
    tree = copy_of_tree(tmp_path / "tree")
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    scripts = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    purelib = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path))
    # the libraries of this environment, without its own muforge
    shutil.rmtree(purelib / "setuptools", ignore_errors=True)
    for old in purelib.glob("setuptools-*"):
        shutil.rmtree(old)
    (purelib / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    command = ["-m", "pip", "install", "--no-deps", "--no-index", "--no-build-isolation", "--editable", tree]
    run(python, *command, cwd=tmp_path)
    where = run(python, "-c", USE, cwd=tmp_path)
    assert [Path(path).is_relative_to(tree) for path in where.split()] == [True, True]
    for folder in ("symbolic", "codegen", "build"):
        code = f"import importlib.util; spec = importlib.util.find_spec({folder!r}); print(spec and spec.origin)"
        assert str(tree) not in run(python, "-c", code, cwd=tmp_path)
    version = run(scripts / "muforge", "--version", cwd=tmp_path)
    assert version.startswith(f"muforge {muforge.__version__} (kernels for ")
    first = objects_of(tree)
    assert len(first) > 30
    for file in ("mixing.c", "table_vector_loop.h"):
        path = tree / "src/muforge/generated" / file
        path.write_text(path.read_text() + "/* changed */\n")
    run(python, *command, cwd=tmp_path)
    again = objects_of(tree)
    changed = {name for name in again if again[name] != first[name]}
    users = {p.stem for p in (tree / "src/muforge/generated").glob("*.c") if '"table_vector_loop.h"' in p.read_text()}
    assert changed == {"mixing", *users}
    assert 1 < len(changed) < len(again) / 2


def objects_of(tree: Path) -> dict[str, int]:
    """When each object file of a tree was made."""
    return {path.stem: path.stat().st_mtime_ns for path in (tree / ".build/objects").rglob("*.o")}
