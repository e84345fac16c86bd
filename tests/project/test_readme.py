"""Every snippet of README.md and of docs/ runs, every name and every quoted declaration exists."""

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
from muforge.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]
DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text()
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
}
GUIDES = [name for name in DOCUMENTS if name.startswith(("docs/adding-", "docs/development"))]
"""They show code that readers will write: it is Python, but nothing that could be run."""
README, KERNELS, MODELS = (DOCUMENTS[name] for name in ("README.md", "docs/using-kernels.md", "docs/models.md"))
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


def snippets(text: str, language: str) -> list[str]:
    """Fenced code of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def quoted_file(snippet: str) -> str:
    """The file that a snippet is quoted from, as its first line says: ``# symbolic/...``; empty for others."""
    found = re.match(r"# (\S+\.py)\n", snippet)
    return found[1] if found else ""


@pytest.mark.parametrize("name", [name for name, text in DOCUMENTS.items() if snippets(text, "python")])
def test_python_snippets(name, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for number, text in enumerate(snippets(DOCUMENTS[name], "python"), 1):
        code = compile(text, f"{name}, snippet {number}", "exec")
        if quoted_file(text):
            assert text.partition("\n")[2] in (ROOT / quoted_file(text)).read_text()
        elif name not in GUIDES:
            exec(code, names)
    if name not in GUIDES:
        printed = re.findall(r"^ *print\(.*?\)  # (.*)", DOCUMENTS[name], flags=re.MULTILINE)
        assert capsys.readouterr().out.splitlines() == printed
    if name == "docs/using-kernels.md":
        assert names["total"] == pytest.approx(_fast.kaon_rate_ratio_vector(0.1, WIDTH[0], WIDTH[1]), rel=1e-8)


def test_there_are_enough_snippets():
    numbers = {name: len(snippets(text, "python")) for name, text in DOCUMENTS.items()}
    assert numbers["README.md"] >= 6
    assert min(numbers[f"docs/{name}.md"] for name in ("ARCHITECTURE", "feynman", "models", "using-kernels")) >= 3


def test_result_in_the_first_example():
    line = re.search(r"^(muforge\.evaluate\(.*\))  # (\S+)$", README, flags=re.MULTILINE)
    assert line
    assert f"{eval(line[1], {'muforge': muforge}):.3e}" == line[2]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "suffix"), [("c", "c"), ("cython", "pyx")])
def test_compiled_snippets(language, suffix, tmp_path):
    (text,) = snippets(KERNELS, language)
    (tmp_path / f"snippet.{suffix}").write_text(text + (C_REST if language == "c" else ""))
    (tmp_path / "setup.py").write_text(SETUP.format(suffix=suffix))
    command = [sys.executable, "setup.py", "-q", "build_ext", "--inplace"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=os.environ | {"CFLAGS": "-O1"})
    assert done.returncode == 0, done.stderr
    command = [sys.executable, "-c", "import snippet; print(repr(snippet.width()))"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip() == repr(float(_fast.kaon_two_body_width(*WIDTH))), done.stderr


def commands(text: str) -> list[str]:
    """What follows ``muforge`` on the lines of fenced shell code, without comments."""
    lines = "\n".join(snippets(text, "sh")).splitlines()
    return [line.partition(" #")[0].strip().removeprefix("muforge ") for line in lines if line.startswith("muforge ")]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, text in DOCUMENTS.items() if name not in GUIDES and commands(text)])
def test_commands(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    found = commands(DOCUMENTS[name])
    for command in found:
        assert main(shlex.split(command)) == 0, command
        words = shlex.split(command)
        if "-o" in words:
            assert (tmp_path / words[words.index("-o") + 1]).stat().st_size > 0
    if name == "README.md":
        assert len(found) >= 4
        assert "kaon.branching_ratio" in capsys.readouterr().out


@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_that_are_named_exist(name):
    for command in re.findall(r"(?:^    |`)muforge ([a-z]+)", DOCUMENTS[name], flags=re.MULTILINE):
        assert command in COMMANDS


def test_declaration_is_the_one_in_the_family():
    example = re.search(r"^    @quantity.*?^        return .*?$", README, flags=re.MULTILINE | re.DOTALL)
    assert example
    family = (ROOT / "symbolic" / "families" / "decay" / "quantities.py").read_text()
    assert re.sub(r"^    ", "", example[0], flags=re.MULTILINE) in family


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name not in GUIDES])
def test_names_of_quantities_exist(name):
    text = DOCUMENTS[name]
    found = re.findall(r"\"([a-z_0-9]+\.[a-z_0-9]+)\",", text) + re.findall(r"muforge \w+ (\w+\.\w+)", text)
    assert name != "README.md" or len(found) > 5
    own = ("my_model.py", "two_phases.", "mine.toml")  # of the model that the documents write
    for quantity in found:
        assert quantity in muforge.names() or quantity.startswith(own)


def test_folders_that_the_rooms_name_exist():
    rooms = DOCUMENTS["docs/ARCHITECTURE.md"].partition("## The rooms")[2].partition("## Why")[0]
    cells = re.findall(r"^\| (.*?) \|", rooms, flags=re.MULTILINE)
    folders = [folder for cell in cells for folder in re.findall(r"`([^`]+/)`", cell)]
    assert len(folders) > 25
    for folder in folders:
        place = folder.replace("TOPIC", "kaon")
        assert any((base / place).is_dir() for base in (ROOT, ROOT / "src" / "muforge")), folder


def model_file(text: str) -> str:
    """The model that a document writes."""
    found = re.search(r"^    \"\"\"A scalar.*?^        return .*?$", text, flags=re.MULTILINE | re.DOTALL)
    assert found
    return re.sub(r"^    ", "", found[0], flags=re.MULTILINE) + "\n"


def test_the_model_can_be_built_and_used(tmp_path, monkeypatch, capsys):
    section = MODELS.partition("## A model of your own\n")[2].partition("\n## ")[0]
    assert model_file(README) == model_file(section)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "my_model.py").write_text(model_file(section))
    shown = re.findall(r"^    muforge ([^#\n]*)", section, flags=re.MULTILINE)
    assert [command.split()[0] for command in shown][:2] == ["build", "model"]
    for command in shown:
        assert main(shlex.split(command)) == 0, command
    out = capsys.readouterr().out
    assert "no kernel would change" in out and "all hold" in out
    assert len((tmp_path / "widths.csv").read_text().splitlines()) > 100


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_to_files(name):
    prose = re.sub(r"^```.*?^```$", "", DOCUMENTS[name], flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose)
    missing = [link for link in links if not ((ROOT / name).parent / link).exists()]
    assert missing == []
