"""C for integrals whose fine rules have nodes only where the coarsest one showed that the integrand matters.

See ``codegen/runtime/tails.h``.  How much of the result is left out can be told if the result is proportional to the
integral; other kernels take all nodes.
"""

from __future__ import annotations

from muforge.codegen.backends.c.loops import LoopWriter
from muforge.codegen.ir import Operation, Program
from muforge.codegen.plan.node_tables import Tables, nodes
from muforge.codegen.plan.schedule import Place


def has_window(program: Program) -> bool:
    """Whether a kernel has one integral, of one dimension, and is proportional to it."""
    integrals = [n for n, operation in enumerate(program.operations) if operation.op == "integral"]
    if len(integrals) != 1:
        return False
    proportional = set(integrals)
    for number, operation in enumerate(program.operations):
        if proportional.intersection(operation.args):
            if not _keeps_proportion(operation, proportional):
                return False
            proportional.add(number)
    return True


def _keeps_proportion(operation: Operation, proportional: set[int]) -> bool:
    """Whether the result of an operation is proportional to the integral, if these arguments of it are."""
    places = [i for i, argument in enumerate(operation.args) if argument in proportional]
    match operation.op:
        case "neg":
            return True
        case "mul":
            return len(places) == 1
        case "div":
            return places == [0]
        case "select":  # the other value is 0 or NaN, or it is a constant that is returned as it is
            return 0 not in places
    return False


class LoopInWindow(LoopWriter):
    """Writes the body of a kernel whose integral has a window."""

    def __init__(self, program: Program, tables: Tables, lanes: bool, compensated: bool = True) -> None:
        super().__init__(program, tables, lanes, compensated)
        (self._integral,) = (n for n, operation in enumerate(program.operations) if operation.op == "integral")
        (rule,) = self.rules.values()
        self._coarsest = nodes(rule)[1][0]  # number of its nodes

    def nodes_of_level(self, variable: str) -> str:
        start = f"ends_{variable}[level]"
        return f"{start} + window.first; k_{variable} < {start} + window.last"

    def before_levels(self) -> list[str]:
        count = self._coarsest
        return [
            "mf_window window;",
            f"double sizes[{count + 1}][MF_LANES]; /* of the terms of the coarsest rule, and of one more */",
            f"mf_open_window(&window, {count});",
        ]

    def columns(self, place: Place) -> list[str]:
        k, count = f"k_{place[-1]}", self._coarsest
        return [
            *super().columns(place),
            f"const double node = {k} - ends_{place[-1]}[level];",
            f"double *const size = sizes[{k} < {count} ? {k} : {count}];",
        ]

    def _accumulate(self, integral: int, term: str) -> list[str]:
        return [
            f"size[l] = fabs({term});",
            *super()._accumulate(integral, f"mf_within(&window, l, node, {term})"),
        ]

    def after_sums(self) -> list[str]:
        return [f"mf_relative_tails(&window, v{self._integral}, tails);"]

    def before_next_level(self) -> list[str]:
        arguments = f"{self._coarsest}, sizes, step, v{self._integral}, tolerance"
        return [
            "if (level == 0)",
            f"    mf_find_window(&window, {arguments});",
            "else",
            "    mf_refine_window(&window);",
        ]
