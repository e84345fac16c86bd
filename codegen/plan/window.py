"""Which integrals have nodes only where the coarsest rule showed that the integrand matters.

How much of the result is left out can be bounded only if the result is proportional to the integral; other kernels take
all nodes.
"""

from __future__ import annotations

from muforge.codegen.ir import Operation, Program


def integral_with_window(program: Program) -> int | None:
    """The only integral of a kernel whose results are all proportional to it; None if there is no such integral."""
    integrals = [n for n, operation in enumerate(program.operations) if operation.op == "integral"]
    if len(integrals) != 1:
        return None
    proportional = set(integrals)
    for number, operation in enumerate(program.operations):
        if proportional.intersection(operation.args):
            if not _keeps_proportion(operation, proportional):
                return None
            proportional.add(number)
    return integrals[0]


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
