"""Writes everything that derives from the formulas, and says what changed.

Files are byte-identical for the same formulas and generator.  A family whose formulas and generator are as in the
manifest is left alone, which makes a run after changing one formula quick.  Families are generated side by side.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from muforge.build.manifest import FILE, Manifest, manifest_text
from muforge.build.processes import in_processes
from muforge.build.provenance import generator_fingerprint
from muforge.codegen.backends.c import polynomials as coefficients
from muforge.codegen.backends.c.family import family_c, nodes_file
from muforge.codegen.backends.c.levels import found_convergence
from muforge.codegen.backends.c.lookup_tables import file_name, header, is_current
from muforge.codegen.fingerprint import Fingerprinter, digest
from muforge.codegen.interfaces.catalogue import contents_text, entries_data, entries_text
from muforge.codegen.interfaces.errata_page import errata_page
from muforge.codegen.interfaces.headers import cython_declarations, family_list, formulas_module, public_header, stub
from muforge.codegen.interfaces.record import KernelRecord
from muforge.codegen.ir import Program
from muforge.codegen.notice import NOTICE
from muforge.codegen.pipeline import program_of
from muforge.codegen.plan.convergence import Convergence
from muforge.codegen.plan.node_tables import Tables
from muforge.codegen.plan.pieces import cost, pieces
from muforge.symbolic.language.nodes.tabulated import Tabulated
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.language.user_errors import MuforgeError
from muforge.symbolic.language.variant import Variant

PATTERNS = ("*.c", "table_*.h", "nodes/*.h", "entries/*.json")
"""Generated files of which there may be more than the formulas need."""


class OutOfDate(MuforgeError, RuntimeError):
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
    """What was generated of a family.

    Parameters
    ----------
    records : dict
        Of its kernels.
    texts, kernels : dict
        Text of each C file, and the kernels in it.
    convergence : dict
        How the results of each kernel converge.
    tabulated : dict
        Tabulated functions by name.
    nodes : dict
        Text of each node table.
    """

    records: dict[str, KernelRecord]
    texts: dict[str, str]
    kernels: dict[str, list[str]]
    convergence: dict[str, dict[str, Convergence]]
    tabulated: dict[str, Tabulated]
    nodes: dict[str, str]


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
    old = Manifest(folder)
    kernels = [v for q in quantities.values() for v in q.variants if v.has_kernel and v.result == 0]
    fingerprinter = Fingerprinter()
    prints = {v.kernel: fingerprinter.kernel(v) for v in kernels}
    parts = _families(kernels, prints, folder, old, jobs, progress)
    files = _files(quantities, parts, kernels, prints, folder, old, progress)
    changed = tuple(name for name, text in files.items() if _hash_file(folder / name) != digest(text))
    stale = tuple(name for pattern in PATTERNS for name in _sorted(folder, pattern) if name not in files)
    formulas = tuple(sorted(n for n in {*prints, *old.formulas} if prints.get(n) != old.formulas.get(n)))
    if check:
        if changed or stale:
            raise OutOfDate(_complaint(formulas, (*changed, *stale)))
    else:
        for name in changed:
            _write(folder / name, files[name])
        for name in stale:
            (folder / name).unlink()
    return Outcome(formulas, (*changed, *stale), len(kernels))


def _families(
    kernels: Sequence[Variant],
    prints: Mapping[str, str],
    folder: Path,
    old: Manifest,
    jobs: int,
    progress: Callable[[str], None],
) -> dict[str, _Family]:
    """What there is of each family, generated anew where its formulas or the generator changed."""
    families: dict[str, list[Variant]] = {}
    for variant in kernels:
        families.setdefault(variant.quantity.family, []).append(variant)
    same_generator = old.generator == generator_fingerprint()
    parts = {
        family: _kept(folder, old, family, {v.kernel: prints[v.kernel] for v in own}) if same_generator else None
        for family, own in families.items()
    }
    changed = [family for family, part in parts.items() if part is None]
    made = in_processes(lambda family: _generated(family, families[family], prints, old), changed, jobs, progress)
    new = {changed[number]: part for number, part in made}
    return {family: new[family] if part is None else part for family, part in parts.items()}


def _kept(folder: Path, old: Manifest, family: str, prints: Mapping[str, str]) -> _Family | None:
    """What there is of a family already, if it belongs to the formulas with these fingerprints."""
    entries = old.of_family(family)
    if [(name, entry["formula"]) for name, entry in entries.items()] != list(prints.items()):
        return None
    files: dict[str, list[str]] = {}
    for name, entry in entries.items():
        files.setdefault(entry["file"], []).append(name)
    tables = {f"generated/{file_name(table)}" for entry in entries.values() for table in entry["tables"]}
    nodes = {table: f"generated/{nodes_file(table)}" for entry in entries.values() for table in entry["nodes"]}
    if not all(map(old.describes, (*files, *tables, *nodes.values()))):
        return None
    return _Family(
        {name: KernelRecord.from_manifest(name, entry) for name, entry in entries.items()},
        {file: (folder / file).read_text() for file in files},
        files,
        {name: old.convergence_of(name) for name in entries},
        {},
        {table: (folder / file).read_text() for table, file in nodes.items()},
    )


def _generated(family: str, variants: Sequence[Variant], prints: Mapping[str, str], old: Manifest) -> _Family:
    """A family generated anew."""
    programs: list[tuple[Variant, Program]] = [(v, program_of(v)) for v in variants]
    records = {p.name: KernelRecord.of(p, str(v.unit), v.quantity.accuracy) for v, p in programs}
    convergence = {p.name: found_convergence(v, p, old.convergence) for v, p in programs}
    tabulated = {node.name: node for _, program in programs for node in program.tables()}
    made = _Family(records, {}, {}, convergence, tabulated, {})
    known = {name: list(found.values()) for name, found in convergence.items()}
    tables = Tables()
    cuts = pieces([cost(program) for _, program in programs])
    for number, cut in enumerate(cuts, 1):
        name = family if len(cuts) == 1 else f"{family}_{number}"
        own = [programs[place] for place in cut]
        file = f"generated/{name}.c"
        made.texts[file] = family_c(name, own, prints, known, tables)
        made.kernels[file] = [program.name for _, program in own]
    used = sorted({table for record in records.values() for table in record.nodes})
    made.nodes.update({table: f"/* {NOTICE} */\n{tables.text([table])}" for table in used})
    return made


def _files(
    quantities: Mapping[str, Quantity],
    parts: Mapping[str, _Family],
    kernels: Sequence[Variant],
    prints: Mapping[str, str],
    folder: Path,
    old: Manifest,
    progress: Callable[[str], None],
) -> dict[str, str]:
    """The text of every generated file."""
    generator = generator_fingerprint()
    records = {name: record for part in parts.values() for name, record in part.records.items()}
    convergence = {name: found for part in parts.values() for name, found in part.convergence.items()}
    tabulated = {name: node for part in parts.values() for name, node in part.tabulated.items()}
    nodes = {name: text for part in parts.values() for name, text in part.nodes.items()}
    file_of = {kernel: file for part in parts.values() for file, own in part.kernels.items() for kernel in own}
    files = {file: text for part in parts.values() for file, text in part.texts.items()}
    c_files = [Path(file).stem for file in files]
    for table in sorted({name for record in records.values() for name in record.tables}):
        files[f"generated/{file_name(table)}"] = _table(table, tabulated.get(table), folder, old, progress)
    files |= {f"generated/{nodes_file(table)}": nodes[table] for table in sorted(nodes)}
    files[f"generated/{coefficients.FILE}"] = _coefficients(folder, old, progress)

    ordered = [records[v.kernel] for v in kernels]
    all_formulas = digest(json.dumps(prints))
    files["generated/family_list.h"] = family_list(c_files, all_formulas, generator)
    files["generated/formulas.py"] = formulas_module(all_formulas)
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
    described = [(records[v.kernel], v.quantity.family, file_of[v.kernel], prints[v.kernel]) for v in kernels]
    files[FILE] = manifest_text(generator, described, convergence, files)
    return files


def _table(name: str, node: Tabulated | None, folder: Path, old: Manifest, progress: Callable[[str], None]) -> str:
    """The header of a tabulated function; `node` is None if no formula with it changed."""
    file = f"generated/{file_name(name)}"
    text = (folder / file).read_text() if old.describes(file) else ""
    if node is None or is_current(text, node):
        return text
    progress(f"table {name}")
    return header(node)


def _coefficients(folder: Path, old: Manifest, progress: Callable[[str], None]) -> str:
    """The header of the coefficients of elementary functions."""
    file = f"generated/{coefficients.FILE}"
    text = (folder / file).read_text() if old.describes(file) else ""
    if coefficients.is_current(text):
        return text
    progress(coefficients.FILE)
    return coefficients.header()


def _complaint(formulas: tuple[str, ...], files: tuple[str, ...]) -> str:
    what = f"formulas changed: {', '.join(formulas)}" if formulas else "the generator or a generated file changed"
    return f"generated files are out of date ({', '.join(files)}); {what}. Run 'muforge regenerate' and commit."


def _sorted(folder: Path, pattern: str) -> list[str]:
    """Generated files of a pattern, by name."""
    return sorted(path.relative_to(folder).as_posix() for path in (folder / "generated").glob(pattern))


def _hash_file(path: Path) -> str | None:
    return digest(path.read_text()) if path.exists() else None


def _write(path: Path, text: str) -> None:
    """Replace a file as a whole, so that an interrupted run leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text)
    temporary.replace(path)
