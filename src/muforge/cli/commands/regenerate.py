"""Write the C kernels and the other files that are generated from the formulas, and list the changes.

Reinstall muforge afterwards to compile the changed files.
"""

from __future__ import annotations

import argparse
import sys

from muforge.cli.progress import ProgressBar
from muforge.installation import FOLDER

EXAMPLES = ("muforge regenerate --check",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if a file is not what the formulas give"
    )


def run(parsed: argparse.Namespace) -> int:
    from muforge.build.regeneration import OutOfDate, regenerate
    from muforge.symbolic.registry import quantities

    declared = quantities()
    families = list(dict.fromkeys(quantity.family for quantity in declared.values()))
    with ProgressBar("muforge regenerate") as bar:

        def progress(part: str) -> None:
            bar(families.index(part) if part in families else len(families), len(families), part)

        try:
            outcome = regenerate(declared, FOLDER, check=parsed.check, progress=progress)
        except OutOfDate as error:
            print(f"muforge regenerate: {error}", file=sys.stderr)
            return 1
    for formula in outcome.formulas:
        print(f"formula changed: {formula}")
    for file in outcome.files:
        print(f"file changed: {file}")
    state = "now reinstall muforge to compile them" if outcome.files else "up to date"
    print(f"{outcome.kernels} kernels, {state}")
    return 0
