"""Fingerprints of formulas, to tell which ones changed."""

from __future__ import annotations

import hashlib

from sympy import Add, Basic, Mul

from muforge.symbolic.language.variant import Variant


class Fingerprinter:
    """Hashes variants; common subexpressions are hashed once."""

    def __init__(self) -> None:
        self._known: dict[Basic, str] = {}

    def variant(self, variant: Variant) -> str:
        """A hash of everything that the generated code of a variant depends on."""
        quantity = variant.quantity
        text = (quantity.name, str(variant.unit), quantity.source, quantity.doc, quantity.points, quantity.accuracy)
        return digest(repr(text) + self.formula(variant))

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


def digest(text: str) -> str:
    """A short hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
