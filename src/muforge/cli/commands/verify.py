"""Prove formulas and their compiled kernels: a row for each kernel, a column for each proof.

  dimensions   the formula has the declared unit
  derivation   it equals the equations that the literature prints (exactly, at random rational points, where
               it is a rational function) and differs from their misprints; integrals in mapped variables
               equal those of the literature
  helicity     the squared amplitude behind it equals the sum over explicit helicity amplitudes
  limits       that amplitude is gauge invariant and vanishes without a mass that chirality demands
  translation  the compiler's program, expanded back after every stage, is the formula
  numbers      the compiled kernel agrees with 50-digit arithmetic; with nested integrals, with independent rules

Integrals that a quantity takes from the kernels of others are proven with these.  For a procedure, derivation
compares values of the literature, and numbers a second, independent method.  A proof that does not apply is
shown as -.  Exits with 1 if any proof fails.

Proofs that succeed are kept in the cache, and are made anew only after something that they depend on has changed: the
formula, its declaration, the generator, the compiled kernel, the proofs themselves.  Rows of these say "kept".
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from muforge.catalogue.lookup import entry, quantities_named
from muforge.cli import INTERRUPTED
from muforge.cli.inputs import add_force
from muforge.cli.progress import ProgressBar
from muforge.cli.streams import say
from muforge.describe.errata import erratum_text
from muforge.kernels.threads import available
from muforge.scans.output import atomically, check_target

if TYPE_CHECKING:
    from muforge.verify import Row

EXAMPLES = (
    "muforge verify kaon.lambda_mu",
    "muforge verify mixing decay.boson_to_leptons --json rows.json",
    "muforge verify --again --jobs 2 phase_space",
    "muforge verify --errata gminus2",
)
FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", metavar="NAME", nargs="*", help="quantities or families; by default all")
    parser.add_argument("--json", metavar="FILE", help="also write all rows, with details of each proof, to a file")
    add_force(parser)
    parser.add_argument("--again", action="store_true", help="prove or record everything anew, also what was kept")
    parser.add_argument(
        "-j", "--jobs", metavar="N", type=_jobs, default=available(), help="processes; one for each core by default"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--errata", action="store_true", help="only list the misprints found in the sources")
    what.add_argument("--record", action="store_true", help="record the accuracy that 'muforge explain' shows")


def run(parsed: argparse.Namespace) -> int:
    chosen = quantities_named(parsed.names or None)
    if parsed.errata:
        return _errata(chosen)
    if parsed.json:
        check_target(parsed.json, parsed.force)
    from muforge import verify

    with ProgressBar("muforge verify") as bar:
        total = 0

        def progress(kernel: str, done: int, kernels: int) -> None:
            nonlocal total
            total = kernels
            bar(done, kernels, kernel)

        if parsed.record:
            file = verify.record(chosen, again=parsed.again, jobs=parsed.jobs, progress=progress)
            print(f"accuracy recorded in {file}")
            return 0
        rows: list[Row] = []
        began, interrupted = time.monotonic(), False
        try:
            for row in verify.proofs(chosen, again=parsed.again, jobs=parsed.jobs, progress=progress):
                rows.append(row)
        except KeyboardInterrupt:
            interrupted = True
    seconds = time.monotonic() - began
    rows = _ordered(rows, chosen)
    _print_table(rows, verify.COLUMNS)
    if parsed.json:
        with atomically(parsed.json) as path:
            path.write_text(json.dumps([_plain(row, verify.COLUMNS) for row in rows], indent=1) + "\n")
    print(_summary(rows, seconds))
    if interrupted:
        say("muforge verify", f"interrupted; {len(rows)} of {total} formulas are shown")
        return INTERRUPTED
    return 0 if all(row.passed for row in rows) else FAILED


def _jobs(text: str) -> int:
    """A number of processes."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of processes; a whole number from 1 on is expected")
    return int(text)


def _ordered(rows: Sequence[Row], names: Sequence[str]) -> list[Row]:
    """Rows in the order of the catalogue; they come in that in which they are done."""
    kernels = [variant.kernel for name in names for variant in entry(name).variants]
    place = {kernel: number for number, kernel in enumerate(kernels)}
    return sorted(rows, key=lambda row: place.get(row.kernel, len(kernels)))


def _print_table(rows: Sequence[Row], columns: Sequence[str]) -> None:
    """The rows, and on standard error a line for each failure."""
    width = max((len(row.kernel) for row in rows), default=0)
    if rows:
        print("  ".join([f"{'kernel':<{width}}", *columns]))
    for row in rows:
        cells = [f"{_cell(row, column):<{len(column)}}" for column in columns]
        print("  ".join([f"{row.kernel:<{width}}", *cells, "kept" if row.kept else ""]).rstrip())
    sys.stdout.flush()
    for row in rows:
        for column, check in row.checks.items():
            if not check.passed:
                say("muforge verify", f"{row.kernel}: {column}: {check.detail}")


def _cell(row: Row, column: str) -> str:
    if column not in row.checks:
        return "-"
    return "ok" if row.checks[column].passed else "FAILED"


def _plain(row: Row, columns: Sequence[str]) -> dict[str, object]:
    """A row for a file; proofs that do not apply are null."""
    checks = {
        column: {"passed": check.passed, "detail": check.detail} if (check := row.checks.get(column)) else None
        for column in columns
    }
    return {"kernel": row.kernel, "passed": row.passed, "kept": row.kept, "checks": checks}


def _summary(rows: Sequence[Row], seconds: float) -> str:
    if not rows:
        return "nothing was verified: there is no kernel among these"
    proofs = [check.passed for row in rows for check in row.checks.values()]
    done = f"{_count(len(rows), 'formula')}, {_count(len(proofs), 'proof')}, {seconds:.0f} s"
    failed, kept = sum(not row.passed for row in rows), sum(row.kept for row in rows)
    outcome = f"{_count(failed, 'formula')} failed" if failed else "all hold"
    return f"{done}: {outcome}" + (f" ({kept} kept from before)" if kept else "")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _errata(chosen: Sequence[str]) -> int:
    found = [(name, erratum) for name in chosen for erratum in entry(name).errata]
    for name, erratum in found:
        print(f"{name}: {erratum_text(erratum)}\n")
    where = chosen[0] if len(chosen) == 1 else f"{len(chosen)} quantities"
    print(f"{_count(len(found), 'misprint')} known in the sources of {where}")
    return 0
