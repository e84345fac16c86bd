"""Cutting the kernels of a family into C files that take about equally long to compile."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import ceil

from muforge.codegen.ir import Program

EACH = 100
"""What a kernel costs besides its operations: the functions around them, in operations."""
LARGEST = 5000
"""Cost of the largest file, unless a single kernel costs more: about 8 seconds of a compiler, of 110 for everything."""


def cost(program: Program) -> int:
    """How long a kernel takes to compile, in operations.

    The time that gcc takes for a family is proportional to this sum within a factor of 1.3 (standard deviation over
    15 families).  How often an integrand is evaluated makes no difference to it.
    """
    return EACH + len(program.operations)


def pieces(costs: Sequence[int]) -> list[range]:
    """Which kernels, in their order, share a file; the files depend on the costs of these kernels alone."""
    reached = list(accumulate(costs))
    count = ceil(reached[-1] / LARGEST)
    share = reached[-1] / count
    place = [min(int((end - own / 2) / share), count - 1) for own, end in zip(costs, reached, strict=True)]
    found = [[number for number, piece in enumerate(place) if piece == wanted] for wanted in range(count)]
    return [range(numbers[0], numbers[-1] + 1) for numbers in found if numbers]
