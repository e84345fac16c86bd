"""Compute a quantity on a grid and write the result with labels, units and provenance.

An argument given as start:stop:n or start:stop:n:log, or as several values a,b,c, is an axis; several
axes make a grid.  Points outside the domain of validity are written as nan.  Ctrl-C stops the scan and
leaves a valid file with the blocks computed so far.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from muforge.cli.inputs import add_quantity, add_settings, axes_and_values, settings
from muforge.cli.interrupt import stop_on_interrupt
from muforge.cli.progress import ProgressBar
from muforge.errors import MuforgeError
from muforge.scans.blocks import Scan
from muforge.scans.output import check_ending, check_writable, opened_text
from muforge.scans.results import ScanResult, import_xarray

EXAMPLES = (
    "muforge scan kaon.branching_ratio boson=vector,scalar m_X=0.001:0.38:200:log g=1e-3 -o ratio.csv",
    "muforge scan gminus2.neutral_boson boson=scalar m_X=0.001:1:100:log g=1e-5:1e-2:100:log -o shift.npz",
    "muforge scan phase_space.volume s=1:10:5 masses=0.1,0.2 -o -",
)
ENDINGS = (".csv", ".npz", ".nc")

Sink = Callable[[], None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_quantity(parser, "arguments of the quantity; at least one of them an axis")
    add_settings(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        required=True,
        help=".csv, .npz or .nc (netCDF, needs xarray); - writes CSV to standard output",
    )


def run(parsed: argparse.Namespace) -> int:
    check_output(parsed.output)
    axes, fixed, _ = axes_and_values(parsed.name, parsed.inputs)
    job = Scan(parsed.name, axes, fixed=fixed, **settings(parsed))
    with (
        written(parsed.output, job.result) as write,
        stop_on_interrupt() as stopped,
        ProgressBar(f"muforge scan {parsed.name}") as progress,
    ):
        with contextlib.suppress(KeyboardInterrupt):
            for done in job.steps():
                write()
                progress(done, job.result.values.size)
                if stopped():
                    break
        job.finish()
    for note in job.result.notes:
        print(f"muforge scan: {note}", file=sys.stderr)
    if not job.result.complete:
        kept = f"{job.result.done} of {job.result.values.size}"
        where = "standard output" if parsed.output == "-" else parsed.output
        print(f"muforge scan: interrupted; {kept} points are kept in {where}", file=sys.stderr)
        return 130
    return 0


def check_output(output: str) -> None:
    """Refuse a file that cannot be written, before anything is computed."""
    if output == "-":
        return
    ending = check_ending(output, ENDINGS)
    check_writable(output)
    if ending == ".nc":
        import_xarray("writing netCDF")


@contextlib.contextmanager
def written(output: str, result: ScanResult) -> Iterator[Sink]:
    """What to call after every block computed; the file is whole at the end, absent after an error."""
    ending = Path(output).suffix.lower()
    if ending == ".npz":
        yield lambda: None
        result.to_npz(output)
    elif ending == ".nc":
        yield lambda: None
        result.to_netcdf(output)
    else:
        with written_as_computed(output, result) as write:
            yield write


@contextlib.contextmanager
def written_as_computed(output: str, result: ScanResult) -> Iterator[Sink]:
    """A table that grows by every block, or is written at the end if the order of its rows is another one."""
    in_order = list(result.order) == sorted(result.order)
    with opened_text(output) as stream:
        writer = result.csv_writer(stream)

        def write() -> None:
            if in_order or result.complete:
                writer.rows(np.arange(writer.written, result.done))

        try:
            yield write
        except MuforgeError:
            if output != "-" and Path(output).is_file():
                Path(output).unlink()
            raise
        if writer.written < result.done:  # a write was interrupted, or waited for the others
            writer.cut()
            writer.rows(result.computed[writer.written :])
        if not result.complete:
            writer.comment(f"interrupted: {result.done} of {result.values.size} points computed")
