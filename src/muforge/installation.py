"""Where muforge is installed, and which version of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
GENERATED = FOLDER / "generated"
"""Files that are generated from the formulas: C, entries, manifest, recorded accuracies."""


def source_tree() -> Path | None:
    """The tree of sources that muforge is used from, after an editable installation; None without sources."""
    tree = FOLDER.parents[1]
    return tree if all((tree / file).exists() for file in ("setup.py", "symbolic/registry.py")) else None


@cache
def version() -> str:
    """The version of the installed package; its metadata are read when they are asked for."""
    from importlib.metadata import version as of  # takes longer to import than all of muforge

    return of("muforge")
