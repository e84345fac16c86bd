"""Write the C kernels and the other files that are generated from the formulas, and list the changes.

A changed formula can be used at once: its kernels are compiled into the cache when they are first used.
Reinstall muforge to have them in the extension.
"""

from __future__ import annotations

import argparse

from muforge.cli.progress import ProgressBar
from muforge.cli.streams import say
from muforge.errors import MuforgeError
from muforge.installation import FOLDER, source_tree
from muforge.kernels.threads import available

EXAMPLES = ("muforge regenerate --check",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if a file is not what the formulas give"
    )


def run(parsed: argparse.Namespace) -> int:
    if source_tree() is None:
        raise MuforgeError(
            f"this needs the sources, and {FOLDER} is an installation without them; get the tree of sources and "
            "install it with 'pip install --editable .'"
        )
    from muforge.build.regeneration import OutOfDate, regenerate
    from muforge.symbolic.registry import quantities

    declared = quantities()
    families = list(dict.fromkeys(quantity.family for quantity in declared.values()))
    with ProgressBar("muforge regenerate") as bar:

        def progress(part: str) -> None:
            bar(families.index(part) if part in families else len(families), len(families), part)

        try:
            outcome = regenerate(declared, FOLDER, check=parsed.check, jobs=available(), progress=progress)
        except OutOfDate as error:
            say("muforge regenerate", str(error))
            return 1
    for formula in outcome.formulas:
        print(f"formula changed: {formula}")
    for file in outcome.files:
        print(f"file changed: {file}")
    state = "compiled when they are used, or now if you reinstall muforge" if outcome.files else "up to date"
    print(f"{outcome.kernels} kernels, {state}")
    return 0
