"""What generated code depends on besides the formulas: the sources of the generator itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
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
    return _fingerprint(GENERATOR)


@cache
def sources_fingerprint() -> str:
    """A hash of the code generator and of all formulas; what depends on these alone need not be made anew."""
    return _fingerprint((*GENERATOR, *FORMULAS))


def _fingerprint(folders: Iterable[str]) -> str:
    text = hashlib.sha256()
    for folder in folders:
        root = Path(folder)
        for path in sorted(root.rglob("*.py"), key=lambda p: p.relative_to(root).parts):
            text.update(path.read_bytes())
            text.update(b"\n")
    return text.hexdigest()[:16]
