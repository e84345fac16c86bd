"""Show the formula of a quantity, its arguments, constants, source, errata, cost and accuracy."""

from __future__ import annotations

import argparse

from muforge.cli.inputs import add_quantity, options

EXAMPLES = (
    "muforge explain decay.boson_to_leptons",
    "muforge explain kaon.squared_matrix_element boson=vector --code",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_quantity(parser, "options that select variants, e.g. boson=vector")
    parser.add_argument("--code", action="store_true", help="also the generated C")


def run(parsed: argparse.Namespace) -> int:
    from muforge.describe.report import explain

    print(explain(parsed.name, options(parsed.name, parsed.inputs), code=parsed.code), end="")
    return 0
