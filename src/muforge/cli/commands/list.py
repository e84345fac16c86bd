"""List the quantities that muforge computes, with the unit of each."""

from __future__ import annotations

import argparse
import shutil
import sys
import textwrap

from muforge.catalogue.lookup import entry, families, names

EXAMPLES = ("muforge list", "muforge list kaon")


SHORTEST = 20
"""Columns of a summary that is shortened; a terminal with less room for it breaks the line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("family", nargs="?", help=f"one of {', '.join(families())}")


def run(parsed: argparse.Namespace) -> int:
    chosen = [entry(name) for name in names(parsed.family)]
    width = max(len(quantity.name) for quantity in chosen)
    unit_width = max(len(quantity.unit) for quantity in chosen) + 2
    left = _columns() - width - unit_width - len(4 * " ")
    for quantity in chosen:
        summary = quantity.summary if left < SHORTEST else textwrap.shorten(quantity.summary, left, placeholder=" ...")
        print(f"{quantity.name:<{width}}  {f'[{quantity.unit}]':<{unit_width}}  {summary}")
    return 0


def _columns() -> int:
    """Columns of the terminal; 0 where the output is no terminal, and lines may be of any length."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
