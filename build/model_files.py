"""Building the models of a file: from its formulas to libraries of kernels in the cache.

The cache keeps for each file a hash of the content that was built and the families that it declares, and for each
family the entries of its quantities and the libraries of their kernels.  An unchanged file is recognised without
running it.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from muforge.build.cache import Cache, content_name
from muforge.build.kinds import FAMILIES, FILES
from muforge.build.machine_errors import CacheError
from muforge.build.provenance import sources_fingerprint
from muforge.symbolic.language.user_errors import MuforgeError


@dataclass(frozen=True)
class Built:
    """A family of a file, as the cache keeps it.

    Parameters
    ----------
    name : str
    file : str
        Where it is declared.
    quantities : tuple of str
    kernels : dict
        Kernel -> name of its library; empty if NumPy runs it.
    compiled : int
        How many of them were compiled just now.
    is_model : bool
        Whether it is a model; else quantities that the file declares one by one.
    warnings, notes : tuple of str
        What the user should know of the family, and what may be of interest.
    declared : mapping of str to Quantity
        The quantities, if the family was built just now.
    """

    name: str
    file: str
    quantities: tuple[str, ...]
    kernels: Mapping[str, str]
    compiled: int = 0
    is_model: bool = False
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    declared: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @classmethod
    def from_answer(cls, name: str, answer: Mapping[str, Any]) -> Built:
        """The family that an answer of the cache describes."""
        return cls(
            name,
            answer["file"],
            tuple(answer["quantities"]),
            answer["kernels"],
            is_model=answer.get("is_model", False),
            warnings=tuple(answer.get("warnings", ())),
            notes=tuple(answer.get("notes", ())),
        )


def build(path: Path, cache: Cache, slow: bool = False) -> list[Built]:
    """Build all models and quantities of a file; current ones in the cache are left alone.

    With `slow` nothing is compiled.

    Raises
    ------
    ModelError
        If the file has a mistake.
    CompilerError, CacheError
        If the machine cannot do it.
    """
    path = path.resolve()
    known = _current(path, cache, slow)
    if known is not None:
        return known
    from muforge.build.userfile import read

    before = state_of(path)
    file = read(path)
    made = [
        _build_family(path, name, quantities, file.models.get(name), cache, slow)
        for name, quantities in file.families.items()
    ]
    for name in _forgotten(path, cache, [family.name for family in made]):
        cache.forget(FAMILIES, name)
    cache.remember(FILES, _key(path), {"file": str(path), "state": before, "families": [f.name for f in made]})
    return made


def state_of(path: Path) -> str:
    """A name of everything that the kernels of a file depend on, apart from the compiler."""
    text = path.read_text(errors="replace") if path.exists() else ""
    return content_name(text, sources_fingerprint())


def built(cache: Cache) -> dict[str, Built]:
    """All families in the cache by name."""
    found = {}
    for name in cache.answers(FAMILIES):
        entry = cache.answer(FAMILIES, name)
        if entry:
            found[name] = Built.from_answer(name, entry)
    return found


def is_current(family: Built, cache: Cache) -> bool:
    """Whether a family was built from its file as it is now."""
    remembered = cache.answer(FILES, _key(Path(family.file)))
    return bool(remembered) and remembered["state"] == state_of(Path(family.file))


def differences(path: Path, cache: Cache) -> str:
    """How the C code of a file's kernels would change if it were built now, as a unified diff."""
    from muforge.build.userfile import read
    from muforge.codegen.backends.c.family import library_c

    lines: list[str] = []
    for name, quantities in read(path.resolve()).families.items():
        entry = cache.answer(FAMILIES, name) or {"kernels": {}}
        new = {variant.kernel: library_c([(variant, program)]) for variant, program in _programs(quantities)}
        for kernel in sorted({*new, *entry["kernels"]}):
            library = entry["kernels"].get(kernel)
            old_text = cache.source_of(library) if library else ""
            old_lines, new_lines = old_text.splitlines(), new.get(kernel, "").splitlines()
            names = f"{kernel} (in the cache)", f"{kernel} (now)"
            lines += difflib.unified_diff(old_lines, new_lines, *names, lineterm="")
    return "\n".join(lines)


def _current(path: Path, cache: Cache, slow: bool) -> list[Built] | None:
    """The families in the cache, if they were built from the file as it is now."""
    remembered = cache.answer(FILES, _key(path))
    if not remembered or remembered["state"] != state_of(path):
        return None
    known = built(cache)
    families = [known[name] for name in remembered["families"] if name in known]
    libraries = [library for family in families for library in family.kernels.values()]
    compiled = slow != all(libraries) and cache.has(filter(None, libraries))
    complete = len(families) == len(remembered["families"]) and compiled
    return families if complete else None


def _build_family(path: Path, name: str, quantities: Mapping[str, Any], model: Any, cache: Cache, slow: bool) -> Built:
    from concurrent.futures import Future, ThreadPoolExecutor

    from muforge.build.declared_names import check_kernels, unused
    from muforge.build.userfile import mistakes_in
    from muforge.codegen.backends.c.family import library_c
    from muforge.codegen.interfaces.catalogue import entries_data
    from muforge.codegen.interfaces.record import KernelRecord

    other = cache.answer(FAMILIES, name)
    if other and other["file"] != str(path) and Path(other["file"]).exists():
        raise CacheError(f"the name '{name}' belongs to {other['file']}; rename one of the two models")
    compiled = _compiled_records(cache)
    owners: dict[str, Any] = {}
    for quantity in quantities.values():
        with mistakes_in(quantity):
            check_kernels(quantity, owners, compiled)
    already = cache.count()
    records: dict[str, KernelRecord] = {}
    jobs: dict[str, Future[list[Path]] | None] = {}
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # kernels are compiled while others are derived
        for variant, program in _programs(quantities):
            if slow and program.series:
                raise MuforgeError(
                    f"{variant.quantity.name} sums over a list, which takes a C compiler: build without slow"
                )
            records[variant.kernel] = KernelRecord.of(program, str(variant.unit), variant.quantity.accuracy)
            source = library_c([(variant, program)])
            jobs[variant.kernel] = None if slow else pool.submit(cache.libraries, [source])
        known = compiled | records
        entries: dict[str, Any] = {}
        for quantity in quantities.values():
            with mistakes_in(quantity):
                entries |= entries_data([quantity], known)
    kernels = {kernel: job.result()[0].stem if job else "" for kernel, job in jobs.items()}
    entry = {
        "file": str(path),
        "quantities": list(quantities),
        "kernels": kernels,
        "entries": entries,
        "is_model": model is not None,
        "warnings": unused(quantities.values(), model),
    }
    cache.remember(FAMILIES, name, entry)
    return replace(Built.from_answer(name, entry), compiled=cache.count() - already, declared=quantities)


def _compiled_records(cache: Cache) -> dict[str, Any]:
    """Records of the kernels that are compiled already, in muforge itself."""
    from muforge.codegen.interfaces.record import KernelRecord

    manifest = json.loads((cache.headers / "manifest.json").read_text())
    return {name: KernelRecord.from_manifest(name, entry) for name, entry in manifest["kernels"].items()}


def _programs(quantities: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Variants that have a kernel, and their programs."""
    from muforge.build.userfile import mistakes_in
    from muforge.codegen.pipeline import program_of
    from muforge.symbolic.language.dimensions import check_variant
    from muforge.symbolic.language.procedure import Procedure

    for quantity in quantities.values():
        with mistakes_in(quantity):
            variants = quantity.variants
        for variant in variants:
            with mistakes_in(quantity):
                if isinstance(variant.formula, Procedure):
                    raise MuforgeError(
                        f"{quantity.name} is a procedure, which files of yours cannot declare yet; expected a formula"
                    )
                check_variant(variant)
                made = variant.has_kernel and variant.result == 0  # one kernel has several results
                program = program_of(variant) if made else None
            if program:
                yield variant, program


def _forgotten(path: Path, cache: Cache, kept: list[str]) -> list[str]:
    """Families that a file declared before and does not any more."""
    return [name for name, family in built(cache).items() if family.file == str(path) and name not in kept]


def _key(path: Path) -> str:
    return content_name(str(path))
