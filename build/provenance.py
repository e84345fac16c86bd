"""The sources of the generator itself, on which generated code depends besides the formulas."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import muforge.build
import muforge.codegen
import muforge.symbolic

GENERATOR = (*muforge.codegen.__path__, *muforge.build.__path__)
FORMULAS = tuple(muforge.symbolic.__path__)


@cache
def generator_fingerprint() -> str:
    """A hash of the code generator."""
    text = hashlib.sha256()
    for folder in GENERATOR:
        root = Path(folder)
        for path in sorted(root.rglob("*.py"), key=lambda p: p.relative_to(root).parts):
            text.update(path.read_bytes())
            text.update(b"\n")
    return text.hexdigest()[:16]


@cache
def sources_fingerprint() -> str:
    """A hash that changes with the code generator and with any formula.

    Results that depend on these files alone stay valid while the hash stays, in other installations too.
    """
    text = hashlib.sha256()
    for folder in map(Path, (*GENERATOR, *FORMULAS)):
        for path in sorted(folder.rglob("*.py")):
            text.update(f"\0{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes())
    return text.hexdigest()[:16]
