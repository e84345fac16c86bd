"""From a file of models to C code and entries, in a process that does nothing else.

The process is asked in one line of JSON on standard input, and answers in lines of JSON on standard output:

    {"limit": 30, "doing": "..."}     before each part of the work, which the process ends by itself after this time
    {"kernel": "...", "family": ..., "source": "..."}          when the C code of a kernel is made
    {"family": "...", "quantities": [...], "entries": {...}, "refused": {...}}   when all kernels of a family are
    {"inputs": [...]}                 at the end: what the file has read
    {"error": "ModelError", "message": "...", "trace": "..."}  instead of the rest; no name for errors of ours

When the time is over, the stacks of all threads follow as Python's faulthandler prints them.
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from muforge.build.cache_folder import default_folder
from muforge.build.file_inputs import Input, as_data, digest_of, signature
from muforge.build.machine_errors import CacheError, ModelError
from muforge.build.provenance import FORMULAS, GENERATOR
from muforge.build.watching import Watch
from muforge.symbolic.language.user_errors import MuforgeError

DERIVING = 900.0
"""Seconds in which the C code of a kernel is made at the latest."""


class Speaker:
    """Sends lines to the process that asked.

    Parameters
    ----------
    seconds : float
        The time that a part of the user's file may take.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lines = os.fdopen(os.dup(sys.__stdout__.fileno()), "wb")  # type: ignore[union-attr]
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1):
            os.dup2(nowhere, stream)

    def say(self, **message: Any) -> None:
        """Send a message."""
        self._lines.write(json.dumps(message).encode() + b"\n")
        self._lines.flush()

    def reading(self, part: str) -> None:
        """Say that a part of the user's file begins to run."""
        self._limit(self._seconds, part)

    def deriving(self, kernel: str) -> None:
        """Say that the formula of a kernel is worked on."""
        self._limit(DERIVING, kernel)

    def _limit(self, seconds: float, doing: str) -> None:
        self.say(limit=seconds, doing=doing)
        faulthandler.dump_traceback_later(seconds, exit=True, file=self._lines)


def serve(request: Mapping[str, Any]) -> None:
    """Derive what a request asks for, send it, and end the process with all that the file may have started."""
    speaker = Speaker(request["seconds"])
    try:
        _derive(Path(request["path"]), Path(request["headers"]), request["slow"], speaker)
    except BrokenPipeError:  # nobody waits any more
        os._exit(1)
    except BaseException as error:
        known = next((kind.__name__ for kind in (ModelError, MuforgeError) if isinstance(error, kind)), "")
        message = str(error) if known else f"{type(error).__name__}: {error}"
        speaker.say(error=known, message=message, trace=traceback.format_exc())
    os._exit(0)


def _derive(path: Path, headers: Path, slow: bool, speaker: Speaker) -> None:
    from muforge.build.declared_names import check_kernels, unused
    from muforge.build.userfile import mistakes_in, modules_beside, read
    from muforge.codegen.backends.c.family import library_c
    from muforge.codegen.interfaces.catalogue import entries_data
    from muforge.codegen.interfaces.record import KernelRecord

    known = compiled_records(headers)
    seen = signature(str(path))
    own = Input.of(str(path), seen)
    with modules_beside(path):
        watch = Watch([*map(Path, (*GENERATOR, *FORMULAS)), headers.parent, *_cache()])
        file = read(path, speaker.reading)
        for name, quantities in file.families.items():
            records: dict[str, KernelRecord] = {}
            owners: dict[str, Any] = {}
            for quantity in quantities.values():
                with mistakes_in(quantity):
                    check_kernels(quantity, owners, known)
            for variant, program in _programs(quantities, slow, speaker):
                records[variant.kernel] = KernelRecord.of(program, str(variant.unit), variant.quantity.accuracy)
                source = "" if slow else library_c([(variant, program)])
                speaker.say(family=name, kernel=variant.kernel, source=source)
            entries: dict[str, Any] = {}
            for quantity in quantities.values():
                speaker.deriving(quantity.name)
                with mistakes_in(quantity):
                    entries |= entries_data([quantity], known | records)
            model = file.models.get(name)
            speaker.say(
                family=name,
                quantities=list(quantities),
                entries=entries,
                refused=file.refused.get(name, {}),
                is_model=model is not None,
                warnings=unused(quantities.values(), model),
            )
    others = [one for one in watch.inputs() if one.path != own.path]
    if digest_of(own.path) != own.digest:
        own = Input.of(str(path), None)
    speaker.say(inputs=as_data([own, *others]))


def _cache() -> Iterator[Path]:
    """The folder of the cache, if there is one."""
    try:
        yield default_folder().absolute()
    except CacheError:
        return


def compiled_records(headers: Path) -> dict[str, Any]:
    """Records of the kernels that are compiled already, in muforge itself."""
    from muforge.codegen.interfaces.record import KernelRecord

    manifest = json.loads((headers / "manifest.json").read_text(encoding="utf-8"))
    return {name: KernelRecord.from_manifest(name, entry) for name, entry in manifest["kernels"].items()}


def _programs(quantities: Mapping[str, Any], slow: bool, speaker: Speaker) -> Iterator[tuple[Any, Any]]:
    """Variants that have a kernel, and their programs."""
    from muforge.build.userfile import mistakes_in
    from muforge.codegen.pipeline import program_of
    from muforge.symbolic.language.dimensions import check_variant
    from muforge.symbolic.language.procedure import Procedure

    for quantity in quantities.values():
        with mistakes_in(quantity):
            variants: Iterable[Any] = quantity.variants
        for variant in variants:
            speaker.deriving(variant.kernel)
            with mistakes_in(quantity):
                if isinstance(variant.formula, Procedure) and not quantity.parameters_of_model:
                    raise MuforgeError(
                        f"{quantity.name} is a procedure, which files of yours cannot declare yet; expected a formula"
                    )
                check_variant(variant)
                made = variant.has_kernel and variant.result == 0  # one kernel has several results
                program = program_of(variant) if made else None
            if program and slow and program.series:
                raise MuforgeError(f"{quantity.name} sums over a list, which takes a C compiler: build without slow")
            if program:
                yield variant, program
