"""Plans run by NumPy, for machines without a C compiler: the same blocks, array by array, and much slower.

An integration variable has an axis of its own behind those of the points, and an integral sums over its axis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from muforge.codegen.check.reference import function_of
from muforge.codegen.ir import InternalError, Loop, Operation, Program
from muforge.codegen.plan.kernel_plan import (
    Block,
    Converged,
    Finish,
    Levels,
    Nodes,
    ParameterPart,
    Plan,
    PointPart,
    Segment,
    Zero,
    plan_of,
)

AXES = 2
"""Loops with this many loops inside each other are axes of arrays; what is outside of them runs node by node."""


class Interpreted:
    """A kernel without compiled code; called like its ufunc.

    Parameters
    ----------
    program : Program
        Without tabulated functions.
    """

    def __init__(self, program: Program) -> None:
        self.plan = plan_of(program)
        self.axes = {variable: place for place, variable in enumerate(self.plan.rules)}

    def __call__(self, *inputs: Any) -> Any:
        """The result at arrays that broadcast, or a tuple of results."""
        results = self._run(inputs, 1)
        return results if len(results) > 1 else results[0]

    def with_error(self, *inputs: Any) -> tuple[Any, ...]:
        """Results, then the change of each from twice the step; the last input, a tolerance, is not used."""
        fine, coarse = self._run(inputs[:-1], 1), self._run(inputs[:-1], 2)
        return (*fine, *(np.abs(f - c) for f, c in zip(fine, coarse, strict=True)))

    def _run(self, inputs: tuple[Any, ...], stride: int) -> tuple[Any, ...]:
        program = self.plan.program
        arrays = [np.asarray(value, dtype=float) for value in inputs]
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        whole = shape + (1,) * len(self.axes)
        columns = (np.broadcast_to(array, shape).reshape(whole) for array in arrays)
        walk = _Walk(self.plan, self.axes, dict(zip(program.inputs, columns, strict=True)), stride)
        with np.errstate(all="ignore"):
            walk.blocks(self.plan.body)
            results = [np.broadcast_to(walk.value(output), whole).reshape(shape) for output in program.outputs]
        if program.complex:
            results = [results[0] + 1j * results[1]]
        return tuple(result if shape else result[()] for result in results)


class _Walk:
    """One evaluation of a plan, with the finest rules or, for a `stride` of 2, every other node of them.

    Parameters
    ----------
    plan : Plan
    axes : mapping of str to int
        Place of each integration variable among the axes behind those of the points.
    inputs : mapping of str to array
    stride : int
    """

    def __init__(self, plan: Plan, axes: Mapping[str, int], inputs: Mapping[str, Any], stride: int) -> None:
        self.plan, self.axes, self.inputs, self.stride = plan, axes, inputs, stride
        self._values: dict[int, Any] = {}
        self._sums: dict[int, Any] = {}
        self._nodes = {variable: self._all_nodes(variable) for variable in axes}
        self._inside: list[str] = []  # variables of the loops that the walk is in

    def blocks(self, blocks: Iterable[Block]) -> None:
        """Compute what blocks compute."""
        for block in blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case ParameterPart(numbers=numbers) | PointPart(numbers=numbers):
                self._compute(numbers)
            case Segment(numbers=numbers, integrals=integrals):
                self._compute(numbers)
                for integral in integrals:
                    self._add(integral)
            case Zero(integrals=integrals):
                self._sums |= dict.fromkeys(integrals, 0.0)
            case Levels(body=body):
                self.blocks(body)
            case Nodes():
                self._loop(block)
            case Finish(integrals=integrals, variable=variable):
                step = float(self.plan.rules[variable].step) * self.stride
                self._values |= {i: step * self._sums[i] for i in integrals}
            case Converged():
                pass
            case _:
                raise InternalError(f"{self.plan.program.name}: {type(block).__name__} cannot be interpreted")

    def _compute(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self._values[number] = self._result(self.plan.program.operations[number])

    def _loop(self, block: Nodes) -> None:
        """All nodes as an axis, or one by one if there are more loops inside than arrays have axes for."""
        nodes = self._nodes[block.variable]
        self._inside.append(block.variable)
        if _depth(block) <= AXES:
            self.blocks(block.body)
        else:
            for node in nodes.ravel():
                self._nodes[block.variable] = np.asarray(node)
                self.blocks(block.body)
        self._inside.pop()
        self._nodes[block.variable] = nodes

    def _add(self, integral: int) -> None:
        """Add the integrand at the nodes of the innermost loop to its sum."""
        variable = self._inside[-1]
        (integrand,) = self.plan.program.operations[integral].args
        term, count = self.value(integrand), self._nodes[variable].size
        if count > 1:
            axis = self.axes[variable] - len(self.axes)
            full = term if np.shape(term)[axis:][:1] == (count,) else term * np.ones(count)
            term = np.sum(full, axis=axis, keepdims=True)
        self._sums[integral] = self._sums[integral] + term

    def value(self, number: int) -> Any:
        """A value that was computed, or a leaf."""
        operation = self.plan.program.operations[number]
        if operation.op == "input":
            return self.inputs[operation.data]
        if operation.op == "const":
            return np.float64(operation.data)
        if operation.op == "node":
            return self._nodes[operation.data]
        if operation.op == "column":
            column = operation.data
            return _column(column.expression, column.variable)(self._nodes[column.variable])
        return self._values[number]

    def _result(self, operation: Operation) -> Any:
        arguments = [self.value(a) for a in operation.args]
        kind = operation.kind
        if kind.numpy:
            return kind.form(kind.numpy, arguments, operation.data)
        raise InternalError(f"{self.plan.program.name}: '{operation.op}' cannot be interpreted")

    def _all_nodes(self, variable: str) -> np.ndarray:
        """The nodes of the finest rule, or every so many of them, along the variable's axis."""
        loop: Loop = self.plan.rules[variable]
        step = float(loop.step) * self.stride
        nodes = np.arange(-loop.reach_low, loop.reach_high + step / 2, step)
        behind = len(self.axes) - 1 - self.axes[variable]
        return nodes.reshape(nodes.shape + (1,) * behind)


def _depth(block: Nodes) -> int:
    """How many loops are inside each other, this one included."""
    return 1 + max((_depth(inner) for inner in block.body if isinstance(inner, Nodes)), default=0)


def _column(expression: Any, variable: str) -> Callable[[np.ndarray], np.ndarray]:
    """A function of nodes, in high precision."""
    exact = function_of(expression, (variable,))
    return np.vectorize(lambda t: float(exact(t)), otypes=[float])
