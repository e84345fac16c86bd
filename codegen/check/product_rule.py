"""Integrals of several dimensions as physics writes them, in extended or double precision.

An independent check of kernels with nested integrals, for which 50-digit arithmetic would take hours: the integrals
before any change of variables, with product rules in another variable.  Each interval is mapped by ``tanh-sinh``
(H. Takahasi, M. Mori, Publ. RIMS 9 (1974) 721), which resolves ends of any kind; the rules are refined until two agree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import mpmath
import numpy as np
from sympy import Expr

import muforge.codegen.nodes  # noqa: F401 - registers the rules of nodes
from muforge.codegen.check.arrays import Nodes, Value, kinds
from muforge.codegen.ir import InternalError
from muforge.codegen.operations import IN_NUMPY as IN_NUMPY
from muforge.symbolic.language.nesting import dimensions
from muforge.symbolic.language.written import written_out

RULES = (11, 16, 24, 36, 54, 80, 120, 180)
"""Nodes to one side of the middle."""
ROUGH = RULES[2]
"""Accuracy that is enough to measure how well-conditioned a formula is."""
EXTENDED = 2
"""Integrals of more dimensions than this are computed in double precision."""
MARGIN = 0.1
"""How closely two rules agree, in units of the accuracy wanted or of what the rounding of inputs changes."""


class NotConverged(InternalError):
    """The finest rules do not agree."""


class ProductRule:
    """A formula with nested integrals as a function of exact inputs.

    Parameters
    ----------
    expression : Expr
    names : sequence of str
        The inputs, in order.
    accuracy : float
        Relative accuracy that is to be checked; the values are more accurate.

    Attributes
    ----------
    agreement : float
        The largest relative difference between the last two rules so far, where the formula is well-conditioned.
    """

    def __init__(self, expression: Expr, names: Sequence[str], accuracy: float) -> None:
        self.names = tuple(names)
        self.agreement = 0.0
        expression = written_out(expression, but=kinds())
        self._wanted = MARGIN * accuracy
        self._type: Any = np.longdouble if dimensions(expression) <= EXTENDED else np.float64
        self._value = Value(expression, self.names)

    @property
    def digits(self) -> int:
        """How many digits the values have."""
        return int(-math.log10(max(self.agreement, float(np.finfo(self._type).eps))))

    def __call__(self, inputs: Mapping[str, Any]) -> Any:
        """The value at `inputs` as an mpmath number.

        Raises
        ------
        NotConverged
        """
        values = [_number(inputs[name], self._type) for name in self.names]
        before = self._at(values, RULES[0])
        for count in RULES[1:]:
            value = self._at(values, count)
            change = abs(value - before)
            if np.isnan(value) or change <= self._wanted * abs(value):
                self.agreement = max(self.agreement, float(change / abs(value)) if change > 0 else 0.0)
                return _exactly(value)
            before = value
        if change <= MARGIN * self._change_by_rounding(values):
            return _exactly(value)
        raise NotConverged(
            f"the finest product rules differ by {float(change / abs(value)):.1e} at {inputs}, expected at most "
            f"{self._wanted:.0e}"
        )

    def _at(self, values: Sequence[Any], count: int) -> Any:
        with np.errstate(all="ignore"):
            return self._type(self._value(values, Nodes(count, self._type)))

    def _change_by_rounding(self, values: list[Any]) -> Any:
        """How much the value changes when the inputs are rounded to double precision."""
        here = self._at(values, ROUGH)
        total = self._type(0)
        for i, value in enumerate(values):
            total += abs(self._at([*values[:i], value * (1 + self._type(2.0**-53)), *values[i + 1 :]], ROUGH) - here)
        return total


def _number(value: Any, kind: Any) -> Any:
    """A number of the working precision, without a loss for those of 50 digits."""
    high = float(value)
    return kind(high) + kind(float(value - high))


def _exactly(value: Any) -> Any:
    high = float(value)
    return mpmath.mpf(high) + mpmath.mpf(float(value - high)) if math.isfinite(high) else mpmath.mpf(high)
