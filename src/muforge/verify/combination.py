"""Compositions of kernels: what they should make of the values of their parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Symbol

from muforge.catalogue.lookup import entry
from muforge.codegen.check.reference import DIGITS, Reference
from muforge.kernels.source import kernel
from muforge.symbolic.language.nodes.computed import parts_of
from muforge.symbolic.language.quantity import Variant


class Combination:
    """A composition as a function of exact inputs; the values of its parts are those of their kernels.

    The parts have proofs of their own, which need not be repeated for everything that is made of them.
    """

    def __init__(self, variant: Variant) -> None:
        expression = variant.formula.result
        assert expression is not None
        self.names = variant.kernel_inputs
        self.digits = DIGITS
        self._quantity = entry(variant.quantity.name)
        self._parts = {Symbol(f"part_{n}", real=True): part for n, part in enumerate(parts_of(expression))}
        stand_ins = {part: symbol for symbol, part in self._parts.items()}
        names = [*self.names, *(symbol.name for symbol in self._parts)]
        self._combine = Reference(expression.xreplace(stand_ins), names)

    def __call__(self, inputs: Mapping[str, Any]) -> Any:
        """The value at `inputs` as an mpmath number."""
        values = {}
        for symbol, part in self._parts.items():
            ordered = [inputs[s.name] if isinstance(s, Symbol) else s for s in part.inputs]
            values[symbol.name] = float(kernel(self._quantity, part.kernel)(*map(float, ordered)))
        return self._combine({**inputs, **values})
