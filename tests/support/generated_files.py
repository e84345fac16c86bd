"""A copy of the generated files to write to, and formulas to change."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import muforge
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.registry import quantities

PACKAGE = Path(muforge.__file__).parent
MANIFEST = json.loads((PACKAGE / "generated/manifest.json").read_text())
TABLES = tuple(f"generated/{path.name}" for path in sorted((PACKAGE / "generated").glob("table_*.h")))
"""Tables of functions, which take a minute to compute anew."""
NAMES = (
    "_fast.pxd",
    "_fast.pyi",
    "include/muforge.h",
    "generated/coefficients.h",
    "generated/family_list.h",
    "generated/formulas.py",
    "generated/catalogue.json",
    "generated/errata.md",
    "generated/manifest.json",
    *sorted({entry["file"] for entry in MANIFEST["kernels"].values()}),
    *(f"generated/entries/{family}.json" for family in dict.fromkeys(q.family for q in quantities().values())),
    *sorted(name for name in MANIFEST["files"] if name.startswith("generated/nodes/")),
    *TABLES,
)
"""Everything that is generated, relative to the package."""


FEW = {name: q for name, q in quantities().items() if q.family in ("hvp", "mixing", "phase_space")}
"""A few families, which are written in a second."""


def copy_to(package: Path, folder: Path) -> Path:
    """A copy of generated files in `folder`."""
    return Path(shutil.copytree(package, folder / "muforge"))


def copy_tables_to(folder: Path) -> None:
    """Put the tables where they need not be computed anew."""
    for name in (*TABLES, "generated/manifest.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACKAGE / name, folder / name)


def contents(folder: Path, names: Iterable[str] = NAMES) -> dict[str, bytes]:
    """The bytes of generated files."""
    return {name: (folder / name).read_bytes() for name in names}


def files_in(folder: Path) -> list[str]:
    """All files below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def with_formula(name: str, factor: Any) -> dict[str, Quantity]:
    """The few families with one of their quantities multiplied by a factor."""

    def other(*args: Any, **kwargs: Any) -> Any:
        made = FEW[name].build(*args, **kwargs)
        return replace(made, expression=factor * made.expression) if isinstance(made, Formula) else factor * made

    return FEW | {name: replace(FEW[name], build=other)}
