"""Standard output and standard error, which may be closed, full, or unable to show every character."""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import TextIO

from muforge.errors import one_line

SIMPLER = {
    "─": "-",
    "│": "|",
    "⎪": "|",
    "⎮": "|",
    "⎜": "|",
    "⎟": "|",
    "⎛": "/",
    "⎝": "\\",
    "⎞": "\\",
    "⎠": "/",
    "⎧": "/",
    "⎨": "<",
    "⎩": "\\",
    "⌠": "/",
    "⌡": "/",
    "╱": "/",
    "╲": "\\",
    "⋅": "*",
    "√": "V",
    "π": "pi",
    "ⅈ": "i",
    "∞": "inf",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}
"""Characters of formulas in two dimensions, and what a terminal without them shows."""
HANDLER = "muforge.simpler"


def _simpler(error: UnicodeError) -> tuple[str | bytes, int]:
    """Characters that the encoding of a stream lacks: from `SIMPLER`, or question marks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(SIMPLER.get(c, "?") for c in error.object[error.start : error.end]), error.end


def prepare_streams() -> None:
    """Make both streams take any text, whatever their encoding."""
    codecs.register_error(HANDLER, _simpler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)


def say(speaker: str, text: str) -> None:
    """A line on standard error; nothing where that is closed or full."""
    if sys.stderr is None:
        return
    try:
        print(f"{speaker}: {one_line(text)}", file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _abandon(sys.stderr)


def abandon_output() -> None:
    """Drop what standard output could not write; Python would try again at the end."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        _abandon(sys.stdout)


def _abandon(stream: TextIO) -> None:
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return
