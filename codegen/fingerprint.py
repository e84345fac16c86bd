"""Fingerprints of formulas, to tell which ones changed."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

from sympy import Add, Basic, Mul

from muforge.symbolic.language.variant import Variant


class Fingerprinter:
    """Hashes variants; common subexpressions are hashed once."""

    def __init__(self) -> None:
        self._known: dict[Basic, str] = {}

    def kernel(self, variant: Variant) -> str:
        """A hash of everything that the generated code of a variant's kernel depends on."""
        quantity = variant.quantity
        text = (quantity.name, str(variant.unit), quantity.source, quantity.doc, quantity.points, quantity.accuracy)
        return digest(repr(text) + "".join(map(self.formula, variant.together)))

    def formula(self, variant: Variant) -> str:
        """A hash of the formula alone: expression, conditions and inputs."""
        return digest(repr(variant.inputs) + "".join(map(self.expression, variant.formula.ingredients)))

    def expression(self, e: Basic) -> str:
        """A hash of an expression, whatever the order in which its terms and factors are stored."""
        if e not in self._known:
            parts = [self.expression(a) for a in e.args]
            if isinstance(e, Add | Mul):
                parts.sort()
            self._known[e] = digest(f"{type(e).__name__}({','.join(parts)})" if parts else f"{type(e).__name__} {e}")
        return self._known[e]


def statements_of(path: Path) -> str:
    """The statements of a Python file, without comments and docstrings."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [s for s in body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    return ast.dump(tree)


def digest(text: str) -> str:
    """A short hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
