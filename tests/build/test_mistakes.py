"""Mistakes in a file of models: one clear error that names file and line."""

from __future__ import annotations

import pytest
from user_files import MISTAKES, written

import muforge
from muforge.build.userfile import ModelError, read
from muforge.cli import main


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_line_of_a_mistake_is_named(tmp_path, mistake):
    text, line, words = MISTAKES[mistake]
    path = written(tmp_path, text)
    with pytest.raises(ModelError) as error:
        read(path)
    message = str(error.value)
    assert words in message
    assert message.startswith(str(path) if line is None else f"{path}, line {line}: "), message


QUANTITY = """from sympy import Expr, Symbol

from muforge.modelling import BosonMass, Coupling, GeV, quantity


@quantity(unit={unit}, source="made up")
def width(m_X: BosonMass, g: Coupling) -> Expr:
    \"\"\"A width.\"\"\"
    return {formula}
"""


@pytest.mark.parametrize(
    ("unit", "formula", "line", "words"),
    [
        ("GeV**2", "g**2 * m_X", 6, r"the formula has unit GeV, declared is GeV\^2"),
        ("GeV", "g**2 * m_X + g", 6, r"cannot add or compare 'g' \[1\] and 'g\*\*2\*m_X' \[GeV\]"),
        ("GeV", "g**2 * m_X / nothing", 9, "NameError: name 'nothing' is not defined"),
        ("GeV", "g**2 * m_X.nothing", 9, "AttributeError"),
        ("GeV", "g**2 * Symbol('m_Y')", 6, "the unit of symbol 'm_Y' is not declared"),
    ],
)
def test_the_line_of_a_quantity_that_is_wrong_is_named(tmp_path, monkeypatch, unit, formula, line, words):
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    path = written(tmp_path, QUANTITY.format(unit=unit, formula=formula), "my_widths.py")
    with pytest.raises(ModelError, match=rf"^{path}, line {line}: my_widths\.width: .*({words})"):
        muforge.build_model(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ModelError, match="cannot be read: No such file"):
        read(tmp_path / "nowhere.py")


def test_the_command_line_says_it_in_one_line(tmp_path, capsys):
    path = written(tmp_path, "def broken(:\n")
    assert main(["build", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
