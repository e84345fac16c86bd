"""Writes everything that derives from the formulas, and says what changed.

Files are byte-identical for the same formulas and generator.  A manifest holds a fingerprint of each
kernel's formula and of each file; a family whose formulas and generator are as in the manifest is left
alone, which makes a run after changing one formula quick.  Families are generated side by side.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from muforge.build.processes import in_processes
from muforge.build.provenance import generator_fingerprint
from muforge.codegen.backends.c import polynomials as coefficients
from muforge.codegen.backends.c.family import family_c
from muforge.codegen.backends.c.lookup_tables import file_name, header, is_current
from muforge.codegen.fingerprint import Fingerprinter, digest
from muforge.codegen.interfaces.catalogue import catalogue, entries_module
from muforge.codegen.interfaces.errata_page import errata_page
from muforge.codegen.interfaces.headers import cython_declarations, family_list, formulas_module, public_header, stub
from muforge.codegen.interfaces.record import KernelRecord
from muforge.codegen.ir import Program
from muforge.codegen.pipeline import program_of
from muforge.codegen.plan.pieces import cost, pieces
from muforge.symbolic.language.nodes.tabulated import Tabulated
from muforge.symbolic.language.quantity import Quantity, Variant

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


@dataclass(frozen=True)
class _Family:
    """What was generated of a family: records of kernels, texts and kernels of C files, tabulated functions."""

    records: dict[str, KernelRecord]
    texts: dict[str, str]
    kernels: dict[str, list[str]]
    nodes: dict[str, Tabulated]


def regenerate(
    quantities: Mapping[str, Quantity],
    folder: Path,
    *,
    check: bool = False,
    jobs: int = 1,
    progress: Callable[[str], None] = lambda family: None,
) -> Outcome:
    """Write all generated files below `folder` (``src/muforge``), or only compare with `check`.

    Parameters
    ----------
    quantities : mapping of str to Quantity
    folder : Path
    check : bool
    jobs : int
        How many families are generated at once.
    progress : callable
        Called with the name of each family or file when it is begun.

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

    kept = {
        family: _kept(folder, old, family, {v.kernel: prints[v.kernel] for v in variants})
        for family, variants in families.items()
        if old.get("generator") == generator
    }
    changed_families = [family for family in families if kept.get(family) is None]

    def generate(family: str) -> _Family:
        before = "".join((folder / file).read_text() for file in _files_of(family, folder))
        return _generated(family, families[family], prints, before)

    made = in_processes(generate, changed_families, jobs, progress)
    new = {changed_families[number]: result for number, result in made}
    parts: dict[str, _Family] = {}
    for family in families:
        known = kept.get(family)
        parts[family] = new[family] if known is None else known
    records = {name: record for part in parts.values() for name, record in part.records.items()}
    nodes = {name: node for part in parts.values() for name, node in part.nodes.items()}
    files = {file: text for part in parts.values() for file, text in part.texts.items()}
    file_of = {kernel: file for part in parts.values() for file, own in part.kernels.items() for kernel in own}

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
    all_formulas = digest(json.dumps(prints))
    c_files = [Path(file).stem for part in parts.values() for file in part.texts]
    files["generated/family_list.h"] = family_list(c_files, all_formulas, generator)
    files["generated/formulas.py"] = formulas_module(all_formulas)
    members: dict[str, list[Quantity]] = {}
    for quantity in quantities.values():
        members.setdefault(quantity.family, []).append(quantity)
    files["generated/catalogue.py"] = catalogue(members)
    files |= {f"generated/entries/{family}.py": entries_module(own, records) for family, own in members.items()}
    files["generated/errata.md"] = errata_page(quantities.values())
    files["_fast.pxd"] = cython_declarations(ordered)
    files["_fast.pyi"] = stub(ordered)
    files["include/muforge.h"] = public_header(ordered)
    files[MANIFEST] = _manifest(generator, kernels, prints, records, file_of, files)

    changed = tuple(name for name, text in files.items() if _hash_file(folder / name) != digest(text))
    generated = [path for pattern in ("*.c", "table_*.h", "entries/[!_]*.py") for path in _sorted(folder, pattern)]
    stale = tuple(name for name in generated if name not in files)
    old_prints = {name: entry["formula"] for name, entry in old.get("kernels", {}).items()}
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


def _kept(folder: Path, old: dict, family: str, prints: Mapping[str, str]) -> _Family | None:
    """What there is of a family already, if it belongs to the formulas with these fingerprints."""
    entries = {name: entry for name, entry in old.get("kernels", {}).items() if entry["family"] == family}
    if [(name, entry["formula"]) for name, entry in entries.items()] != list(prints.items()):
        return None
    files: dict[str, list[str]] = {}
    for name, entry in entries.items():
        files.setdefault(entry.get("file", ""), []).append(name)
    tables = {f"generated/{file_name(table)}" for entry in entries.values() for table in entry["tables"]}
    if not all(_unchanged(folder, file, old) for file in (*files, *tables)):
        return None
    records = {name: KernelRecord.from_manifest(name, entry) for name, entry in entries.items()}
    return _Family(records, {file: (folder / file).read_text() for file in files}, files, {})


def _generated(family: str, variants: Sequence[Variant], prints: Mapping[str, str], before: str) -> _Family:
    """A family generated anew; `before` is the text of its C files as they were."""
    programs: list[tuple[Variant, Program]] = [(v, program_of(v)) for v in variants]
    made = _Family({p.name: KernelRecord.of(p, str(v.unit), v.quantity.accuracy) for v, p in programs}, {}, {}, {})
    cuts = pieces([cost(program) for _, program in programs])
    for number, cut in enumerate(cuts, 1):
        name = family if len(cuts) == 1 else f"{family}_{number}"
        own = [programs[place] for place in cut]
        file = f"generated/{name}.c"
        made.texts[file] = family_c(name, own, prints, before)
        made.kernels[file] = [program.name for _, program in own]
    made.nodes.update({node.name: node for _, program in programs for node in program.tables()})
    return made


def _files_of(family: str, folder: Path) -> list[str]:
    """The C files of a family that there are."""
    pattern = re.compile(rf"generated/{re.escape(family)}(_\d+)?\.c")
    return [name for name in _sorted(folder, "*.c") if pattern.fullmatch(name)]


def _complaint(formulas: tuple[str, ...], files: tuple[str, ...]) -> str:
    what = f"formulas changed: {', '.join(formulas)}" if formulas else "the generator or a generated file changed"
    return f"generated files are out of date ({', '.join(files)}); {what}. Run 'muforge regenerate' and commit."


def _manifest(
    generator: str,
    kernels: list[Variant],
    prints: dict[str, str],
    records: dict[str, KernelRecord],
    file_of: dict[str, str],
    files: dict[str, str],
) -> str:
    entries = {}
    for variant in kernels:
        record = records[variant.kernel]
        entries[variant.kernel] = {
            "family": variant.quantity.family,
            "file": file_of[variant.kernel],
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
