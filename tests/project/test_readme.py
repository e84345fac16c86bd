"""Every snippet of README.md runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import muforge
from muforge import _fast
from muforge.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
WIDTH = (0.1056583755, 0.493677, 1.1663788e-05, 0.16, 0.223)

C_REST = """
static PyObject *call(PyObject *self, PyObject *unused) { return PyFloat_FromDouble(width()); }
static PyMethodDef methods[] = {{"width", call, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "snippet", NULL, -1, methods, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_snippet(void) { return PyModule_Create(&module); }
"""
SETUP = """
from setuptools import Extension, setup
import muforge
module = Extension("snippet", ["snippet.{suffix}"], include_dirs=[muforge.get_include()])
if "{suffix}" == "pyx":
    from Cython.Build import cythonize
    from pathlib import Path
    # an editable installation is not on the path that Cython searches
    (module,) = cythonize([module], language_level=3, include_path=[str(Path(muforge.__file__).parents[1])])
setup(name="snippet", py_modules=[], ext_modules=[module])
"""


def snippets(language: str) -> list[str]:
    """Fenced code of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def test_python_snippets(capsys):
    found = snippets("python")
    assert len(found) >= 6
    names: dict[str, object] = {}
    for number, text in enumerate(found, 1):
        exec(compile(text, f"README.md, snippet {number}", "exec"), names)
    comment = re.search(r"print\(problem\)  # (.*)", README)
    assert comment and capsys.readouterr().out.strip() == comment[1]
    assert names["total"] == pytest.approx(_fast.kaon_rate_ratio_vector(0.1, WIDTH[0], WIDTH[1]), rel=1e-8)


def test_result_in_the_first_example():
    line = re.search(r"^(muforge\.evaluate\(.*\))  # (\S+)$", README, flags=re.MULTILINE)
    assert line
    assert f"{eval(line[1], {'muforge': muforge}):.3e}" == line[2]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "suffix"), [("c", "c"), ("cython", "pyx")])
def test_compiled_snippets(language, suffix, tmp_path):
    (text,) = snippets(language)
    (tmp_path / f"snippet.{suffix}").write_text(text + (C_REST if language == "c" else ""))
    (tmp_path / "setup.py").write_text(SETUP.format(suffix=suffix))
    command = [sys.executable, "setup.py", "-q", "build_ext", "--inplace"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=os.environ | {"CFLAGS": "-O1"})
    assert done.returncode == 0, done.stderr
    command = [sys.executable, "-c", "import snippet; print(repr(snippet.width()))"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip() == repr(float(_fast.kaon_two_body_width(*WIDTH))), done.stderr


@pytest.mark.slow
def test_commands(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    section = README.partition("### Command line\n")[2].partition("\n## ")[0]
    commands = re.findall(r"^    muforge (.*)$", section, flags=re.MULTILINE)
    assert len(commands) >= 4
    for command in commands:
        assert main(shlex.split(command)) == 0, command
    assert (tmp_path / "ratio.csv").stat().st_size > 0
    assert "kaon.branching_ratio" in capsys.readouterr().out


def test_declaration_is_the_one_in_the_family():
    example = re.search(r"^    @quantity.*?^        return .*?$", README, flags=re.MULTILINE | re.DOTALL)
    assert example
    family = (ROOT / "symbolic" / "families" / "decay" / "quantities.py").read_text()
    assert re.sub(r"^    ", "", example[0], flags=re.MULTILINE) in family


def test_names_of_the_readme_exist():
    found = re.findall(r"\"([a-z_0-9]+\.[a-z_0-9]+)\",", README) + re.findall(r"muforge \w+ (\w+\.\w+)", README)
    assert len(found) > 5
    own = ("my_model.py", "two_phases.")  # of the model that the README writes
    for name in found:
        assert name in muforge.names() or name.startswith(own)


def test_the_model_of_the_readme_can_be_built_and_used(tmp_path, monkeypatch, capsys):
    section = README.partition("## Models\n")[2].partition("\n## ")[0]
    text = re.search(r"^    \"\"\"A scalar.*?^        return .*?$", section, flags=re.MULTILINE | re.DOTALL)
    assert text
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "my_model.py").write_text(re.sub(r"^    ", "", text[0], flags=re.MULTILINE) + "\n")
    commands = re.findall(r"^    muforge ([^#\n]*)", section, flags=re.MULTILINE)
    assert [command.split()[0] for command in commands][:2] == ["build", "model"]
    for command in commands:
        assert main(shlex.split(command)) == 0, command
    out = capsys.readouterr().out
    assert "no kernel would change" in out and "all hold" in out
    assert len((tmp_path / "widths.csv").read_text().splitlines()) > 100
