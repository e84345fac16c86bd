import io
import sys

import pytest

from muforge.cli import progress
from muforge.cli.progress import ProgressBar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0)


def test_bar_on_a_terminal_erases_itself(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with ProgressBar("work") as bar:
        bar(1, 4)
        shown = sys.stderr.getvalue()
    assert shown.startswith("\rwork [=======                       ] 25 %, ")
    assert sys.stderr.getvalue().endswith("\r" + " " * (len(shown) - 1) + "\r")


def test_no_bar_elsewhere(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with ProgressBar("work") as bar:
        bar(1, 4)
    assert sys.stderr.getvalue() == ""
