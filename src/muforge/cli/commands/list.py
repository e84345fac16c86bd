"""List the quantities that muforge computes, with the unit of each."""

from __future__ import annotations

import argparse

from muforge.catalogue.lookup import entry, families, names

EXAMPLES = ("muforge list", "muforge list kaon")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("family", nargs="?", help=f"one of {', '.join(families())}")


def run(parsed: argparse.Namespace) -> int:
    chosen = [entry(name) for name in names(parsed.family)]
    width = max(len(quantity.name) for quantity in chosen)
    unit_width = max(len(quantity.unit) for quantity in chosen) + 2
    for quantity in chosen:
        print(f"{quantity.name:<{width}}  {f'[{quantity.unit}]':<{unit_width}}  {quantity.summary}")
    return 0
