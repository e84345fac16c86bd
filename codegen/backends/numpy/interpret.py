"""Programs run by NumPy, for machines without a C compiler: the same operations, array by array, and much slower.

Every integration variable has an axis of its own behind those of the points; an integral sums over its axis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from muforge.codegen.check.reference import function_of
from muforge.codegen.ir import InternalError, Loop, Operation, Program


class Interpreted:
    """A kernel without compiled code; called like its ufunc.

    Parameters
    ----------
    program : Program
        Without tabulated functions.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        loops = [o.data for o in program.operations if o.op == "integral"]
        self._axes = {variable: place for place, variable in enumerate(dict.fromkeys(loop.variable for loop in loops))}
        self._loops = {loop.variable: loop for loop in loops}

    def __call__(self, *inputs: Any) -> Any:
        """The results at arrays that broadcast."""
        return self._run(inputs, 1)

    def with_error(self, *inputs: Any) -> tuple[Any, Any]:
        """Results and the change from twice the step; the last input, a tolerance, is not used."""
        fine, coarse = self._run(inputs[:-1], 1), self._run(inputs[:-1], 2)
        return fine, np.abs(fine - coarse)

    def _run(self, inputs: tuple[Any, ...], stride: int) -> Any:
        arrays = [np.asarray(value, dtype=float) for value in inputs]
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        extra = (1,) * len(self._axes)
        known = {
            name: np.broadcast_to(array, shape).reshape(shape + extra)
            for name, array in zip(self.program.inputs, arrays, strict=True)
        }
        values: list[Any] = []
        with np.errstate(all="ignore"):
            for operation in self.program.operations:
                values.append(self._value(operation, values, known, stride))
        results = [np.broadcast_to(values[output], shape + extra).reshape(shape) for output in self.program.outputs]
        result = results[0] if len(results) == 1 else results[0] + 1j * results[1]
        return result if shape else result[()]

    def _value(self, operation: Operation, values: list[Any], known: Mapping[str, Any], stride: int) -> Any:
        arguments = [values[a] for a in operation.args]
        if operation.op == "input":
            return known[operation.data]
        if operation.op == "node":
            return self._nodes(operation.data, stride)
        if operation.op == "column":
            column = operation.data
            return _column(column.expression, column.variable)(self._nodes(column.variable, stride))
        if operation.op == "integral":
            axis = self._axes[operation.data.variable] - len(self._axes)
            step = float(operation.data.step) * stride
            count = self._nodes(operation.data.variable, stride).size
            full = arguments[0] if np.shape(arguments[0])[axis:][:1] == (count,) else arguments[0] * np.ones(count)
            return step * np.sum(full, axis=axis, keepdims=True)
        kind = operation.kind
        if kind.numpy:
            return kind.form(kind.numpy, arguments, operation.data)
        raise InternalError(f"{self.program.name}: '{operation.op}' cannot be interpreted")

    def _nodes(self, variable: str, stride: int) -> np.ndarray:
        """The nodes of the finest rule, or every so many of them, along the variable's axis."""
        loop: Loop = self._loops[variable]
        step = float(loop.step) * stride
        nodes = np.arange(-loop.reach_low, loop.reach_high + step / 2, step)
        behind = len(self._axes) - 1 - self._axes[variable]
        return nodes.reshape(nodes.shape + (1,) * behind)


def _column(expression: Any, variable: str) -> Callable[[np.ndarray], np.ndarray]:
    """A function of nodes, in high precision."""
    exact = function_of(expression, (variable,))
    return np.vectorize(lambda t: float(exact(t)), otypes=[float])
