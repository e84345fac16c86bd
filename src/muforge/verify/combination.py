"""Compositions of kernels: their results from the values of their parts, with 50 digits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Symbol

from muforge.catalogue.lookup import entry
from muforge.codegen.check.reference import DIGITS, Reference
from muforge.kernels.source import kernel
from muforge.symbolic.language.nodes.computed import parts_of
from muforge.symbolic.language.variant import Variant


class Combination:
    """A composition as a function of exact inputs; kernels compute the values of its parts.

    The parts have proofs of their own, which are not repeated for every composition.
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
        return self._combine(self._with_parts(inputs))

    def inverse(self, inputs: Mapping[str, Any]) -> Any:
        """One over the value, which is 0 where the value is infinite."""
        return self._combine.inverse(self._with_parts(inputs))

    def _with_parts(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        values = {}
        for symbol, part in self._parts.items():
            ordered = [inputs[s.name] if isinstance(s, Symbol) else s for s in part.inputs]
            results = kernel(self._quantity, part.kernel)(*map(float, ordered))
            values[symbol.name] = float(results[part.result] if isinstance(results, tuple) else results)
        return {**inputs, **values}
