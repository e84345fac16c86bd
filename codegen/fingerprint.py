"""Fingerprints of formulas, to tell which ones changed."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from sympy import Add, Basic, Mul

from muforge.codegen.ir import InternalError
from muforge.symbolic.language.literature import Erratum
from muforge.symbolic.language.variant import Variant


class Fingerprinter:
    """Hashes variants and declarations; common subexpressions are hashed once."""

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

    def data(self, value: Any) -> str:
        """A hash of plain data: numbers, texts, expressions, and tuples, mappings and data classes of these.

        Raises
        ------
        InternalError
            For anything else, whose content cannot be told.
        """
        if isinstance(value, Basic):
            return self.expression(value)
        if isinstance(value, str | int | float | Fraction | None):
            return digest(f"{type(value).__name__} {value!r}")
        if isinstance(value, tuple | list):
            return digest("".join(map(self.data, value)))
        if isinstance(value, Mapping):
            return digest("".join(sorted(self.data(key) + self.data(own) for key, own in value.items())))
        if isinstance(value, Erratum):  # whose function shows in the equations that it gives
            parts: list[Any] = [getattr(value, f.name) for f in fields(value) if f.name != "formula"]
            return self.data(["Erratum", *parts, value.equations])
        if is_dataclass(value):
            return self.data([type(value).__name__, *(getattr(value, field.name) for field in fields(value))])
        raise InternalError(f"the content of {value!r} cannot be told; describe it by data")

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
            body[:] = [s for s in body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    return ast.dump(tree)


def digest(text: str) -> str:
    """A short hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
