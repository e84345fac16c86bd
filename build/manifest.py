"""The manifest of generated files: a fingerprint of each file and formula, and what takes long to find."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from muforge.build.machine_errors import ManifestError
from muforge.codegen.fingerprint import digest
from muforge.codegen.interfaces.json_lines import by_line
from muforge.codegen.interfaces.record import KernelRecord
from muforge.codegen.plan.convergence import Convergence

FILE = "generated/manifest.json"
"""Where it is in the package."""


class Manifest:
    """A manifest that was written before; empty if there was none.

    Parameters
    ----------
    folder : Path
        The package, ``src/muforge``.

    Raises
    ------
    ManifestError
        If the file is not JSON.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            data = json.loads((folder / FILE).read_text()) if (folder / FILE).exists() else {}
        except json.JSONDecodeError as problem:
            raise ManifestError(
                f"{folder / FILE}, line {problem.lineno}: not JSON, as after a merge with conflicts; "
                "restore the file, or delete it to generate everything anew"
            ) from None
        self.generator: str = data.get("generator", "")
        self.kernels: dict[str, dict[str, Any]] = data.get("kernels", {})
        self.convergence = {mark: Convergence.from_manifest(one) for mark, one in data.get("convergence", {}).items()}
        self._files: dict[str, str] = data.get("files", {})

    @property
    def formulas(self) -> dict[str, str]:
        """Fingerprint of each kernel's formula."""
        return {name: entry["formula"] for name, entry in self.kernels.items()}

    def of_family(self, family: str) -> dict[str, dict[str, Any]]:
        """The entries of the kernels of a family."""
        return {name: entry for name, entry in self.kernels.items() if entry["family"] == family}

    def describes(self, file: str) -> bool:
        """Whether a file is what the manifest says it is."""
        path = self._folder / file
        return path.exists() and digest(path.read_text()) == self._files.get(file)

    def convergence_of(self, kernel: str) -> dict[str, Convergence]:
        """How the results of a kernel converge, by fingerprint in the order of results."""
        return {mark: self.convergence[mark] for mark in self.kernels[kernel]["convergence"]}


def manifest_text(
    generator: str,
    kernels: Iterable[tuple[KernelRecord, str, str, str]],
    known: Mapping[str, Mapping[str, Convergence]],
    files: Mapping[str, str],
) -> str:
    """The text of a manifest.

    Parameters
    ----------
    generator : str
        Fingerprint of the generator.
    kernels : iterable of (KernelRecord, str, str, str)
        Record, family, C file and fingerprint of the formula of each kernel.
    known : mapping of str to mapping of str to Convergence
        How the results of each kernel converge.
    files : mapping of str to str
        Text of each generated file.
    """
    entries = {
        record.name: {
            "family": family,
            "file": file,
            "formula": formula,
            **record.for_manifest(),
            "convergence": list(known[record.name]),
        }
        for record, family, file, formula in kernels
    }
    hashes = {name: digest(text) for name, text in files.items()}
    marks = {mark: one.for_manifest() for found in known.values() for mark, one in found.items()}
    parts = {"generator": generator, "files": hashes, "kernels": entries, "convergence": marks}
    return by_line(parts, levels=2) + "\n"
