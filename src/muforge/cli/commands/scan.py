"""Compute a quantity on a grid and write the result with labels, units and provenance.

An argument given as start:stop:n or start:stop:n:log, or as several values a,b,c, is an axis; several
axes make a grid.  Points outside the domain of validity are written as nan.  FILE appears when it is
complete; until then it is called FILE.partial.  Ctrl-C, SIGTERM and SIGHUP stop the scan and leave a
valid file with the blocks computed so far.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from muforge.cli.inputs import add_force, add_outside, add_quantity, add_settings, axes_and_values, settings
from muforge.cli.interrupt import stop_on_signal
from muforge.cli.progress import ProgressBar
from muforge.cli.streams import say
from muforge.errors import MuforgeError, OutputError
from muforge.scans.blocks import Scan
from muforge.scans.growing_files import GrowingFile, StandardOutput
from muforge.scans.output import check_ending, check_target, partial
from muforge.scans.results import ScanResult, import_xarray

EXAMPLES = (
    "muforge scan kaon.branching_ratio boson=vector,scalar m_X=0.001:0.38:200:log g=1e-3 -o ratio.csv",
    "muforge scan gminus2.neutral_boson boson=scalar m_X=0.001:1:100:log g=1e-5:1e-2:100:log -o shift.npz",
    "muforge scan phase_space.volume s=1:10:5 masses=0.1,0.2 -o -",
)
ENDINGS = (".csv", ".npz", ".nc")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_quantity(parser, "arguments of the quantity; at least one of them an axis")
    add_settings(parser)
    add_outside(parser, "nan")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        required=True,
        help=".csv, .npz or .nc (netCDF, needs xarray); - writes CSV to standard output",
    )
    add_force(parser)


def run(parsed: argparse.Namespace) -> int:
    check_output(parsed.output, parsed.force)
    axes, fixed, _ = axes_and_values(parsed.name, parsed.inputs)
    job = Scan(parsed.name, axes, fixed=fixed, outside=parsed.outside, **settings(parsed))
    with written(parsed.output, job.result) as write, stop_on_signal() as stopped:
        with ProgressBar(f"muforge scan {parsed.name}") as progress, contextlib.suppress(KeyboardInterrupt):
            for done in job.steps():
                write()
                progress(done, job.result.values.size)
                if stopped():
                    break
        job.finish()
    for note in job.result.notes:
        say("muforge scan", note)
    if not job.result.complete:
        kept = f"{job.result.done} of {job.result.values.size}"
        say("muforge scan", f"interrupted; {kept} points are kept in {write.kept_in}")
        return 128 + (stopped() or signal.SIGINT)
    return 0


def check_output(output: str, force: bool) -> None:
    """Refuse a file that cannot be written, or may not be, before anything is computed."""
    if output == "-":
        return
    ending = check_ending(output, ENDINGS)
    check_target(output, force)
    if ending == ".nc":
        import_xarray("writing netCDF")


@contextlib.contextmanager
def written(output: str, result: ScanResult) -> Iterator[Writing]:
    """What to call after every block computed; the file is whole at the end, absent after an error."""
    writing = AtEnd(output, result) if Path(output).suffix.lower() in (".npz", ".nc") else AsComputed(output, result)
    try:
        yield writing
        writing.finish()
    except MuforgeError:
        writing.discard()
        raise
    except BrokenPipeError:  # the reader has seen enough
        raise
    except OSError as error:
        raise OutputError(f"{error.strerror or error}{writing.what_is_kept()}") from error


class AtEnd:
    """Writes a file when all is computed."""

    def __init__(self, output: str, result: ScanResult) -> None:
        self._result = result
        self._path = Path(output)
        self.kept_in = output

    def __call__(self) -> None:
        """Nothing is written before the end."""

    def discard(self) -> None:
        """Nothing was written."""

    def what_is_kept(self) -> str:
        """What the disk has after an error, for the message."""
        return ""

    def finish(self) -> None:
        """Write the file; a result that is not complete replaces no other one."""
        if not self._result.complete and self._path.exists():
            self.kept_in = str(partial(self._path))
        write = self._result.to_npz if self._path.suffix.lower() == ".npz" else self._result.to_netcdf
        write(self.kept_in)


class AsComputed:
    """Writes a table that grows by every block, or at the end if the order of its rows is another one."""

    def __init__(self, output: str, result: ScanResult) -> None:
        self._result = result
        self._in_order = list(result.order) == sorted(result.order)
        self._file = None if output == "-" else GrowingFile(output)
        self._writer = result.csv_writer(self._file or StandardOutput())
        self.kept_in = "standard output" if output == "-" else output

    def __call__(self) -> None:
        """Write what was computed since the last call."""
        if self._in_order or self._result.complete:
            self._writer.rows(np.arange(self._writer.written, self._result.done))

    def discard(self) -> None:
        """Remove the file."""
        if self._file:
            self._file.discard()

    def what_is_kept(self) -> str:
        """What the disk has after an error, for the message."""
        whole = self._writer.written
        return f"; {whole} whole rows are kept in {self._file.written_to}" if self._file and whole else ""

    def finish(self) -> None:
        """Write what is left, and say in the file if it is not complete."""
        result = self._result
        if self._writer.written < result.done:  # a write was interrupted, or waited for the others
            self._writer.cut()
            self._writer.rows(result.computed[self._writer.written :])
        if not result.complete:
            self._writer.comment(f"interrupted: {result.done} of {result.values.size} points computed")
        if self._file and self._file.finish(result.complete) != self._file.path:
            self.kept_in = str(self._file.written_to)


Writing = AtEnd | AsComputed
