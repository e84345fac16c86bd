"""Prove every formula and its compiled kernel.

Four proofs a kernel: dimensions (the formula has the declared unit), translation (the compiler's program,
expanded back, is the formula), derivation (derived and printed forms agree) and numbers (the compiled kernel against
high-precision arithmetic).  Exits with 1 if any of them fails.
"""

from __future__ import annotations

import argparse
import sys

from muforge.catalogue import entry, names
from muforge.cli.progress import ProgressBar

EXAMPLES = ("muforge verify kaon.lambda_mu", "muforge verify --errata")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", metavar="NAME", nargs="*", help="quantities to verify; by default all")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--errata", action="store_true", help="only list the misprints found in the sources")
    what.add_argument("--record", action="store_true", help="also record the accuracy that 'muforge explain' shows")


def run(parsed: argparse.Namespace) -> int:
    chosen = [entry(name).name for name in parsed.names] or None
    if parsed.errata:
        return _errata(chosen or names())
    from muforge import verify

    with ProgressBar("muforge verify") as bar:

        def progress(kernel: str, done: int, total: int) -> None:
            bar(done, total, kernel)

        if parsed.record:
            print(f"accuracy recorded in {verify.record(names=chosen, progress=progress)}")
            return 0
        rows = verify.verify(chosen, progress=progress)
    width = max((len(row.kernel) for row in rows), default=0)
    for row in rows:
        checks = "  ".join(f"{name} {'ok' if check.passed else 'FAILED'}" for name, check in row.checks.items())
        print(f"{row.kernel:<{width}}  {checks}")
        for name, check in row.checks.items():
            if not check.passed:
                print(f"muforge verify: {row.kernel}: {name}: {check.detail}", file=sys.stderr)
    failed = sum(not row.passed for row in rows)
    print(f"{len(rows)} formulas verified" if not failed else f"{failed} of {len(rows)} formulas failed")
    return 1 if failed else 0


def _errata(chosen: list[str]) -> int:
    for name in chosen:
        quantity = entry(name)
        if quantity.errata:
            print(f"{name} ({quantity.source})")
            for erratum in quantity.errata:
                print(f"  - {erratum}")
    return 0
