"""Errors that users of muforge can cause."""

from __future__ import annotations

LONGEST = 300
"""Characters of the longest message."""
BEGINNING = 190
CUT = " ... "


class MuforgeError(Exception):
    """Any error that muforge raises on purpose; its message says how to mend it.

    The message is one line of at most 300 characters, whatever a user gave that it quotes.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(one_line(message))


class DeclarationError(MuforgeError, TypeError):
    """A formula is declared in a way that muforge cannot use; the message says how to mend it."""


def one_line(text: str) -> str:
    """A text on one line: blanks instead of line breaks and of other characters that are not printed.

    The middle of a long text is left out: its beginning says what is wrong, its end how to mend it.
    """
    printed = "".join(c if c.isprintable() else " " for c in str(text))
    line = " ".join(printed.split())
    if len(line) <= LONGEST:
        return line
    return line[:BEGINNING] + CUT + line[len(line) - (LONGEST - BEGINNING - len(CUT)) :]
