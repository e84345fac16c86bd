"""Runs the command line inside the test process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from muforge.cli import main


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


def run(line: str, capsys: pytest.CaptureFixture[str]) -> Outcome:
    """Outcome of ``muforge LINE``; words are separated by blanks."""
    code = main(line.split())
    captured = capsys.readouterr()
    return Outcome(code, captured.out, captured.err)


def read_csv(path: Path) -> tuple[list[str], list[str], list[list[str]]]:
    """Comment lines, titles and rows of a table."""
    lines = path.read_text().splitlines()
    comments = [line for line in lines if line.startswith("#")]
    titles, *rows = [line.split(",") for line in lines if not line.startswith("#")]
    return comments, titles, rows
