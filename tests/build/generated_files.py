"""A copy of the generated files to write to, and formulas to change."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import muforge
from muforge.symbolic.declare import Quantity
from muforge.symbolic.registry import quantities

PACKAGE = Path(muforge.__file__).parent
TABLES = tuple(f"generated/{path.name}" for path in sorted((PACKAGE / "generated").glob("table_*.h")))
"""Tables of functions, which take a minute to compute anew."""
NAMES = (
    "_fast.pxd",
    "_fast.pyi",
    "include/muforge.h",
    "generated/coefficients.h",
    "generated/kernels.h",
    "generated/kernels.pxi",
    "generated/catalogue.py",
    "generated/errata.md",
    "generated/manifest.json",
    *(
        name
        for family in dict.fromkeys(q.family for q in quantities().values())
        for name in (f"generated/{family}.c", f"generated/entries/{family}.py")
    ),
    *TABLES,
)
"""Everything that is generated, relative to the package."""


def copy_to(package: Path, folder: Path) -> Path:
    """A copy of a package in `folder`, without compiled files."""
    ignored = shutil.ignore_patterns("*.so", "*.pyd", "_fast.c", "__pycache__")
    return Path(shutil.copytree(package, folder / "muforge", ignore=ignored))


def copy_tables_to(folder: Path) -> None:
    """Put the tables where they need not be computed anew."""
    for name in (*TABLES, "generated/manifest.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACKAGE / name, folder / name)


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of all generated files."""
    return {name: (folder / name).read_bytes() for name in NAMES}


def with_formula(name: str, factor: Any) -> dict[str, Quantity]:
    """All quantities, one of them multiplied by a factor."""
    known = quantities()

    @wraps(known[name].function)
    def other(*args: Any, **kwargs: Any) -> Any:
        return factor * known[name].function(*args, **kwargs)

    return known | {name: replace(known[name], function=other)}
