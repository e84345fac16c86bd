"""Show the formula of a quantity, its arguments, constants, source, errata, cost and accuracy."""

from __future__ import annotations

import argparse

from muforge.cli.inputs import add_quantity, options

EXAMPLES = (
    "muforge explain decay.boson_to_leptons",
    "muforge explain kaon.squared_matrix_element boson=vector",
    "muforge explain gminus2.neutral_boson boson=scalar --latex",
    "muforge explain kaon.squared_matrix_element boson=vector --program --code",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_quantity(parser, "options that select variants, e.g. boson=vector")
    parser.add_argument("--latex", action="store_true", help="the formula alone, as LaTeX")
    parser.add_argument("--program", action="store_true", help="also the optimised program, an operation a line")
    parser.add_argument("--code", action="store_true", help="also the generated C")


def run(parsed: argparse.Namespace) -> int:
    from muforge.describe.report import explain, latex_of

    chosen = options(parsed.name, parsed.inputs)
    if parsed.latex:
        print(latex_of(parsed.name, chosen), end="")
    else:
        print(explain(parsed.name, chosen, program=parsed.program, code=parsed.code), end="")
    return 0
