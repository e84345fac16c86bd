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
    """A hash that changes with the code generator and with any formula, from sizes and times of change of files.

    Results that depend on these files alone stay valid while the hash stays.
    """
    files = [path for folder in (*GENERATOR, *FORMULAS) for path in sorted(Path(folder).rglob("*.py"))]
    states = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(repr(states).encode()).hexdigest()[:16]
