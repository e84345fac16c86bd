"""Writes everything that derives from the formulas, and says what changed.

Files are byte-identical for the same formulas and generator.  A manifest holds a fingerprint of each
kernel's formula and of each file; a family whose formulas and generator are as in the manifest is left
alone, which makes a run after changing one formula quick.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from muforge.build.provenance import generator_fingerprint
from muforge.codegen.backends.c import polynomials as coefficients
from muforge.codegen.backends.c.family import family_c
from muforge.codegen.backends.c.lookup_tables import file_name, header, is_current
from muforge.codegen.fingerprint import Fingerprinter, digest
from muforge.codegen.interfaces.catalogue import contents_text, entries_data, entries_text
from muforge.codegen.interfaces.errata_page import errata_page
from muforge.codegen.interfaces.headers import cython_declarations, cython_include, internal_header, public_header, stub
from muforge.codegen.interfaces.record import KernelRecord
from muforge.codegen.ir import Program
from muforge.codegen.pipeline import program_of
from muforge.symbolic.language.nodes.tabulated import Tabulated
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.language.variant import Variant

MANIFEST = "generated/manifest.json"


class OutOfDate(RuntimeError):
    """Generated files do not belong to the formulas; the message names what changed."""


@dataclass(frozen=True)
class Outcome:
    """What a regeneration did.

    Parameters
    ----------
    formulas : tuple of str
        Kernels whose formula is new, changed or gone.
    files : tuple of str
        Files whose content changed.
    kernels : int
        How many kernels there are.
    """

    formulas: tuple[str, ...]
    files: tuple[str, ...]
    kernels: int


def regenerate(
    quantities: Mapping[str, Quantity],
    folder: Path,
    *,
    check: bool = False,
    progress: Callable[[str], None] = lambda family: None,
) -> Outcome:
    """Write all generated files below `folder` (``src/muforge``), or only compare with `check`.

    Raises
    ------
    OutOfDate
        With `check`, if a file is not what the formulas and the generator give.
    """
    old = _read_manifest(folder / MANIFEST)
    generator = generator_fingerprint()
    kernels = [v for q in quantities.values() for v in q.variants if v.has_kernel]
    fingerprinter = Fingerprinter()
    prints = {v.kernel: fingerprinter.variant(v) for v in kernels}
    families: dict[str, list[Variant]] = {}
    for variant in kernels:
        families.setdefault(variant.quantity.family, []).append(variant)

    same_generator = old.get("generator") == generator
    old_prints = {name: entry["formula"] for name, entry in old.get("kernels", {}).items()}
    records: dict[str, KernelRecord] = {}
    files: dict[str, str] = {}
    nodes: dict[str, Tabulated] = {}
    for family, variants in families.items():
        target = folder / f"generated/{family}.c"
        names = [v.kernel for v in variants]
        known = {n: old_prints.get(n) for n in names} == {n: prints[n] for n in names}
        complete = [n for n, e in old.get("kernels", {}).items() if e["family"] == family] == names
        used = {file_name(table) for n in names if n in old.get("kernels", {}) for table in old["kernels"][n]["tables"]}
        same = all(_unchanged(folder, f"generated/{file}", old) for file in (target.name, *used))
        if same_generator and known and complete and same:
            records |= {n: KernelRecord.from_manifest(n, old["kernels"][n]) for n in names}
            files[f"generated/{family}.c"] = target.read_text()
            continue
        progress(family)
        programs: list[tuple[Variant, Program]] = [(v, program_of(v)) for v in variants]
        records |= {p.name: KernelRecord.of(p, str(v.unit), v.quantity.accuracy) for v, p in programs}
        files[f"generated/{family}.c"] = family_c(family, programs, target.read_text() if target.exists() else "")
        nodes |= {node.name: node for _, program in programs for node in program.tables()}

    for table in sorted({name for record in records.values() for name in record.tables}):
        file = f"generated/{file_name(table)}"
        text = (folder / file).read_text() if _unchanged(folder, file, old) else ""
        if table in nodes and not is_current(text, nodes[table]):
            progress(f"table {table}")
            text = header(nodes[table])
        files[file] = text

    name = f"generated/{coefficients.FILE}"
    text = (folder / name).read_text() if (folder / name).exists() else ""
    if not coefficients.is_current(text) or digest(text) != old.get("files", {}).get(name):
        progress(coefficients.FILE)
        text = coefficients.header()
    files[name] = text

    ordered = [records[v.kernel] for v in kernels]
    files["generated/kernels.h"] = internal_header(list(families), ordered)
    files["generated/kernels.pxi"] = cython_include(list(families), ordered)
    members: dict[str, list[Quantity]] = {}
    for quantity in quantities.values():
        members.setdefault(quantity.family, []).append(quantity)
    files["generated/catalogue.json"] = contents_text(members)
    for family, own in members.items():
        files[f"generated/entries/{family}.json"] = entries_text(entries_data(own, records))
    files["generated/errata.md"] = errata_page(quantities.values())
    files["_fast.pxd"] = cython_declarations(ordered)
    files["_fast.pyi"] = stub(ordered)
    files["include/muforge.h"] = public_header(ordered)
    files[MANIFEST] = _manifest(generator, kernels, prints, records, files)

    changed = tuple(name for name, text in files.items() if _hash_file(folder / name) != digest(text))
    generated = [path for pattern in ("*.c", "table_*.h", "entries/*.json") for path in _sorted(folder, pattern)]
    stale = tuple(name for name in generated if name not in files)
    formulas = tuple(sorted(n for n in {*prints, *old_prints} if prints.get(n) != old_prints.get(n)))
    if check:
        if changed or stale:
            raise OutOfDate(_complaint(formulas, (*changed, *stale)))
    else:
        for name in changed:
            _write(folder / name, files[name])
        for name in stale:
            (folder / name).unlink()
    return Outcome(formulas, (*changed, *stale), len(kernels))


def _complaint(formulas: tuple[str, ...], files: tuple[str, ...]) -> str:
    what = f"formulas changed: {', '.join(formulas)}" if formulas else "the generator or a generated file changed"
    return f"generated files are out of date ({', '.join(files)}); {what}. Run 'muforge regenerate' and commit."


def _manifest(
    generator: str,
    kernels: list[Variant],
    prints: dict[str, str],
    records: dict[str, KernelRecord],
    files: dict[str, str],
) -> str:
    entries = {}
    for variant in kernels:
        record = records[variant.kernel]
        entries[variant.kernel] = {
            "family": variant.quantity.family,
            "formula": prints[variant.kernel],
            "inputs": list(record.inputs),
            "points": record.points,
            "outputs": record.outputs,
            "series": list(record.series),
            "tolerance": record.tolerance,
            "tables": list(record.tables),
            "unit": record.unit,
        }
    hashes = {name: digest(text) for name, text in files.items()}
    return json.dumps({"generator": generator, "files": hashes, "kernels": entries}, indent=1) + "\n"


def _read_manifest(path: Path) -> dict:
    return json.loads(path.read_text()) if path.exists() else {}


def _sorted(folder: Path, pattern: str) -> list[str]:
    """Generated files of a pattern, by name."""
    return sorted(path.relative_to(folder).as_posix() for path in (folder / "generated").glob(pattern))


def _hash_file(path: Path) -> str | None:
    return digest(path.read_text()) if path.exists() else None


def _unchanged(folder: Path, file: str, old: dict) -> bool:
    """Whether a file is what the manifest says it is."""
    return _hash_file(folder / file) == old.get("files", {}).get(file, "")


def _write(path: Path, text: str) -> None:
    """Replace a file as a whole, so that an interrupted run leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text)
    temporary.replace(path)
