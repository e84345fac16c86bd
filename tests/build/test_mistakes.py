"""Mistakes in a file of models: one clear error that names file and line."""

from __future__ import annotations

import pytest
from user_files import HEAD, MISTAKES, written

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


def test_a_file_that_does_not_end_is_stopped(tmp_path):
    path = written(tmp_path, HEAD + "n = 0\nwhile True:\n    n += 1\n")
    with pytest.raises(ModelError, match=rf"{path}, line [45]: still running after 0.3 seconds; a model only declares"):
        read(path, seconds=0.3)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ModelError, match="cannot be read: No such file"):
        read(tmp_path / "nowhere.py")


def test_the_command_line_says_it_in_one_line(tmp_path, capsys):
    path = written(tmp_path, "def broken(:\n")
    assert main(["build", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
