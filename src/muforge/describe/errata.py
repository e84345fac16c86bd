"""Misprints of the literature as text."""

from __future__ import annotations

import textwrap

from muforge.catalogue.entries import ErratumEntry

WIDTH = 100


def erratum_text(erratum: ErratumEntry) -> str:
    """A paragraph: place, printed equation, right equation, their ratio, and how the error was shown."""
    parts = {
        "printed": erratum.printed,
        "right": erratum.right,
        "printed/right": erratum.ratio,
        "shown by": erratum.shown,
    }
    width = max(map(len, parts)) + 4
    lines = textwrap.wrap(erratum.where, WIDTH)
    for title, text in parts.items():
        first, rest = f"{'  ' + title:<{width}}", " " * width
        lines += textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False)
    return "\n".join(lines)
