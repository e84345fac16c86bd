import shlex
from importlib import import_module

import pytest
from command import run

from muforge.cli import COMMANDS, main


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_arguments_and_examples(command, capsys):
    shown = run(f"{command} --help", capsys)
    assert shown.code == 0
    assert shown.out.startswith(f"usage: muforge {command}")
    assert "\nexamples:\n  muforge " in shown.out
    assert max(map(len, shown.out.splitlines())) <= 120


MY_MODEL = """
from muforge.symbolic.mediators import BosonMass, Coupling, Scalar, model

@model()
def an_example(m_X: BosonMass, g: Coupling) -> Scalar:
    '''A scalar that couples to tau leptons.'''
    return Scalar(m_X, tau=g)
"""


ALL_ROWS = ("muforge table", "muforge table -o masses.csv --jobs 2")
"""A minute and a half each; of the examples with a table, the third is quick."""


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(line, marks=[pytest.mark.long] if line in ALL_ROWS else [])
        for command in COMMANDS
        for line in import_module(f"muforge.cli.commands.{command}").EXAMPLES
    ],
)
def test_examples_of_the_help_work(example, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "my_model.py").write_text(MY_MODEL)
    program, *words = shlex.split(example)
    assert program == "muforge"
    assert main(words) == 0, capsys.readouterr().err
    assert capsys.readouterr().err == ""
    if "-o" in words and words[words.index("-o") + 1] != "-":
        assert (tmp_path / words[words.index("-o") + 1]).exists()


def test_top_level_help_lists_all_commands(capsys):
    shown = run("--help", capsys)
    assert shown.code == 0
    for command, about in COMMANDS.items():
        assert f"  {command:<12}{about}\n" in shown.out


def test_no_command_shows_the_help(capsys):
    shown = run("", capsys)
    assert shown.code == 2
    assert "commands:" in shown.out


def test_unknown_command_names_the_nearest(capsys):
    shown = run("evl", capsys)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err == "muforge: there is no command 'evl' (did you mean 'eval'?); see 'muforge --help'\n"


def test_version(capsys):
    from importlib.metadata import version

    from muforge._fast import instruction_set

    assert run("--version", capsys).out == f"muforge {version('muforge')} (kernels for {instruction_set})\n"
