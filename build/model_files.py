"""Building the models of a file: from its formulas to libraries of kernels in the cache.

The cache keeps for each file what it was read from and the families that it declares, and for each family the entries
of its quantities and the C code of their kernels.  An unchanged file is recognised without running it.  Files with the
same content, which read the same from places beside them, are one model.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from muforge.build.cache import Cache, content_name
from muforge.build.file_inputs import Input, as_data, changed_among, from_data, identity_of, local, portable
from muforge.build.kinds import FAMILIES, FILES, OLDER_FAMILIES
from muforge.build.machine_errors import CacheError, ModelError
from muforge.build.provenance import sources_fingerprint
from muforge.build.reader import SECONDS, derived


@dataclass(frozen=True)
class Built:
    """A family of a file, as the cache keeps it.

    Parameters
    ----------
    name : str
    files : tuple of str
        Where it is declared; several files if they have the same content.
    identity : str
        A hash of all that it was made from, apart from muforge itself.
    quantities : tuple of str
    kernels : dict
        Kernel -> name of its C code; empty if NumPy runs it.
    entries : mapping
        Its quantities as data of the catalogue.
    inputs : mapping of str to tuple of Input
        What each of the files was read from.
    compiled : int
        How many of them were compiled just now.
    is_model : bool
        Whether it is a model; else quantities that the file declares one by one.
    warnings, notes : tuple of str
        What the user should know of the family, and what may be of interest.
    """

    name: str
    files: tuple[str, ...]
    identity: str
    quantities: tuple[str, ...]
    kernels: Mapping[str, str]
    entries: Mapping[str, Any] = field(default_factory=dict, repr=False)
    inputs: Mapping[str, tuple[Input, ...]] = field(default_factory=dict, repr=False)
    compiled: int = 0
    is_model: bool = False
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """One of its files, one that is there if there is any."""
        return next(iter(self.present), self.files[0])

    @property
    def present(self) -> list[str]:
        """Its files that are there."""
        return [file for file in self.files if os.path.exists(file)]

    def changes(self) -> list[tuple[str, str]]:
        """File of the model, and what it was read from and has changed since; files that are gone do not count."""
        return [(file, other) for file in self.present for other in self._changed(file)]

    def current_file(self) -> str | None:
        """A file that is as it was when the model was built; None if there is none."""
        return next((file for file in self.present if not self._changed(file)), None)

    def _changed(self, file: str) -> list[str]:
        return [*changed_among(self.inputs[file])] if file in self.inputs else [file]


@dataclass
class _Family:
    """A family while it is derived."""

    kernels: dict[str, str] = field(default_factory=dict)
    quantities: Sequence[str] = ()
    entries: Mapping[str, Any] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    is_model: bool = False
    warnings: Sequence[str] = ()
    compiled: int = 0


def build(path: Path, cache: Cache, slow: bool = False, seconds: float = SECONDS) -> list[Built]:
    """Build all models and quantities of a file; current ones in the cache are left alone.

    With `slow` nothing is compiled.  A part of the file that runs longer than some seconds is taken to run forever.

    Raises
    ------
    ModelError
        If the file has a mistake.
    CompilerError, CacheError
        If the machine cannot do it, or another file declares a model of the same name.
    """
    path = path.resolve()
    known = _current(path, cache, slow)
    if known is not None:
        return known
    _check_readable(path)
    with cache.at_work():
        families, inputs = _derived(path, cache, slow, seconds)
        identity = identity_of(str(path), inputs)
        with cache.one_at_a_time(FAMILIES):
            for name in families:
                _check_free(name, path, identity, cache)
            for name, derived_now in families.items():
                _remember(name, derived_now, path, identity, cache)
            for name in _declared_before(path, cache):
                if name not in families:
                    _take_back(name, path, cache)
        facts = {
            "file": portable(str(path)),
            "identity": identity,
            "muforge": sources_fingerprint(),
            "families": list(families),
            "inputs": as_data(inputs),
        }
        cache.remember(FILES, _key(str(path)), facts)
        made = [family for name in families if (family := built_family(cache, name))]
    return [replace(family, compiled=families[family.name].compiled) for family in made]


def built_family(cache: Cache, name: str) -> Built | None:
    """A family in the cache; None if there is none, or this version of muforge has not built it."""
    entry = cache.answer(FAMILIES, name)
    if not isinstance(entry, dict) or entry.get("muforge") != sources_fingerprint():
        return None
    inputs = {}
    files = tuple(map(local, entry["files"]))
    for file in files:
        facts = cache.answer(FILES, _key(file))
        if facts and facts["identity"] == entry["identity"]:
            inputs[file] = from_data(facts["inputs"])
    return Built(
        name=name,
        files=files,
        identity=entry["identity"],
        quantities=tuple(entry["quantities"]),
        kernels=entry["kernels"],
        entries=entry["entries"],
        inputs=inputs,
        is_model=entry["is_model"],
        warnings=tuple(entry["warnings"]),
        notes=tuple(entry.get("notes", ())),
    )


def built(cache: Cache) -> dict[str, Built]:
    """All families in the cache by name."""
    found = {name: built_family(cache, name) for name in cache.answers(FAMILIES)}
    return {name: family for name, family in found.items() if family}


def unusable(cache: Cache) -> dict[str, str]:
    """Families in the cache that are damaged, or that another version of muforge built: name -> file, or nothing."""
    names = {*cache.answers(OLDER_FAMILIES), *cache.answers(FAMILIES)}
    return {name: file_of_unusable(cache, name) for name in sorted(names) if built_family(cache, name) is None}


def file_of_unusable(cache: Cache, name: str) -> str:
    """The file of a family that this version of muforge has not built; empty if it is not known."""
    for kind in (FAMILIES, OLDER_FAMILIES):
        entry = cache.hint(kind, name)
        files = [entry.get("file"), *(entry.get("files") or ())] if entry else []
        found = next((file for file in files if isinstance(file, str)), "")
        if found:
            return local(found)
    return ""


def is_current(family: Built) -> bool:
    """Whether a family was built from its files as they are now."""
    return bool(family.present) and not family.changes()


def differences(path: Path, cache: Cache) -> str:
    """How the C code of a file's kernels would change if it were built now, as a unified diff."""
    path = path.resolve()
    _check_readable(path)
    new: dict[str, dict[str, str]] = {}
    for message in derived(path, cache.headers, slow=False, seconds=SECONDS):
        if "kernel" in message:
            new.setdefault(message["family"], {})[message["kernel"]] = message["source"]
    lines: list[str] = []
    for name, sources in new.items():
        family = built_family(cache, name)
        old = dict(family.kernels) if family else {}
        for kernel in sorted({*sources, *old}):
            old_lines = (cache.store.source(old[kernel]) or "").splitlines() if old.get(kernel) else []
            names = f"{kernel} (in the cache)", f"{kernel} (now)"
            lines += difflib.unified_diff(old_lines, sources.get(kernel, "").splitlines(), *names, lineterm="")
    return "\n".join(lines)


def _current(path: Path, cache: Cache, slow: bool) -> list[Built] | None:
    """The families in the cache, if they were built from the file as it is now."""
    facts = cache.answer(FILES, _key(str(path)))
    if not facts or facts["muforge"] != sources_fingerprint() or any(changed_among(from_data(facts["inputs"]))):
        return None
    known = {name: built_family(cache, name) for name in facts["families"]}
    families = [f for f in known.values() if f and f.identity == facts["identity"] and str(path) in f.files]
    codes = [code for family in families for code in family.kernels.values()]
    usable = slow != all(codes) and all(cache.store.is_kept(code) for code in codes if code)
    return families if usable and len(families) == len(known) else None


def _derived(path: Path, cache: Cache, slow: bool, seconds: float) -> tuple[dict[str, _Family], tuple[Input, ...]]:
    """The families of a file, and what it was read from; kernels are compiled while others are derived."""
    from concurrent.futures import ThreadPoolExecutor

    families: dict[str, _Family] = {}
    inputs: tuple[Input, ...] = ()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        jobs = []
        for message in derived(path, cache.headers, slow, seconds):
            if "inputs" in message:
                inputs = from_data(message["inputs"])
                continue
            family = families.setdefault(message["family"], _Family())
            if "kernel" in message:
                source = message["source"]
                family.kernels[message["kernel"]] = cache.store.code(source) if source else ""
                jobs += [(family, pool.submit(cache.store.compile, source))] if source else []
            else:
                family.quantities, family.entries = message["quantities"], message["entries"]
                family.refused, family.is_model = message["refused"], message["is_model"]
                family.warnings = message["warnings"]
        for family, job in jobs:
            family.compiled += job.result()
    return families, inputs


def _remember(name: str, family: _Family, path: Path, identity: str, cache: Cache) -> None:
    other = built_family(cache, name)
    same = [file for file in other.present if file != str(path)] if other and other.identity == identity else []
    entry = {
        "files": [portable(file) for file in (str(path), *same)],
        "identity": identity,
        "muforge": sources_fingerprint(),
        "quantities": list(family.quantities),
        "kernels": family.kernels,
        "entries": family.entries,
        "refused": family.refused,
        "is_model": family.is_model,
        "warnings": list(family.warnings),
    }
    cache.remember(FAMILIES, name, entry)


def _check_free(name: str, path: Path, identity: str, cache: Cache) -> None:
    """Refuse a name that a model of another file has, unless that file has the same content."""
    other = cache.answer(FAMILIES, name)
    if not other or other["identity"] == identity:
        return
    for file in map(local, other["files"]):
        if file != str(path) and os.path.exists(file):
            raise CacheError(
                f"the name '{name}' belongs to {file}, and {path} has it too; rename one of the two models, or set "
                "MUFORGE_CACHE to another folder"
            )


def _check_readable(path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror or error}") from None


def _declared_before(path: Path, cache: Cache) -> list[str]:
    """Families that a file declared when it was built last."""
    facts = cache.answer(FILES, _key(str(path)))
    return facts["families"] if facts else []


def _take_back(name: str, path: Path, cache: Cache) -> None:
    """Forget that a file declares a family; the family itself if no other file does."""
    entry = cache.answer(FAMILIES, name)
    own = portable(str(path))
    if entry and own in entry["files"]:
        others = [file for file in entry["files"] if file != own]
        if others:
            cache.remember(FAMILIES, name, entry | {"files": others})
        else:
            cache.forget(FAMILIES, name)


def _key(path: str) -> str:
    return content_name(portable(path))
