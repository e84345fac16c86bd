"""Which nodes of the nested rules of an integral a kernel takes for each point, as one has to tell other libraries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.codegen.ir import Loop, Program
from muforge.codegen.plan.kernel_limits import defined
from muforge.codegen.plan.node_tables import column_values, nodes


@dataclass(frozen=True)
class Nodes:
    """Nodes ``first ... last - 1`` of each level, for each point, and their distance in the integration variable.

    A level adds nodes to those before.  `first` and `last` have shape (points, levels), and are equal where a level is
    not needed; points that are computed together need the same ones.
    """

    first: np.ndarray
    last: np.ndarray
    width: np.ndarray

    def __getitem__(self, points: Any) -> Nodes:
        return Nodes(self.first[points], self.last[points], self.width[points])

    def together(self) -> np.ndarray:
        """All nodes that some point takes."""
        needed = np.any(self.last > self.first, axis=0)
        ranges = zip(self.first.min(axis=0)[needed], self.last.max(axis=0)[needed], strict=True)
        return np.concatenate([np.arange(first, last) for first, last in ranges])

    def each(self) -> np.ndarray:
        """How many nodes a point takes."""
        return np.sum(self.last - self.first, axis=1)


def level_count(program: Program) -> int:
    """Number of nested rules."""
    return _loop(program).levels


def steps(program: Program) -> np.ndarray:
    """Distance of the nodes of each rule, coarsest first."""
    loop = _loop(program)
    return float(loop.coarsest) / 2.0 ** np.arange(loop.levels)


def column(program: Program, number: int) -> np.ndarray:
    """A tabulated function of the node, at all nodes."""
    return np.array(column_values(program.operations[number].data, _loop(program)))


def whole(program: Program, used: np.ndarray) -> Nodes:
    """All nodes of the rules that the points use."""
    first, ends = _levels(program)
    return _nodes(program, used, np.tile(first, (len(used), 1)), np.tile(ends, (len(used), 1)))


def in_window(program: Program, used: np.ndarray, terms: np.ndarray, tolerance: float) -> Nodes:
    """The nodes of the coarsest rule, and those of finer ones where it shows the integrand to matter.

    Parameters
    ----------
    program : Program
    used : ndarray
        The rule that each point uses.
    terms : ndarray
        Integrands at the nodes of the coarsest rule, of shape (nodes, points).
    tolerance : float
    """
    sizes = np.abs(terms)
    most = tail() * tolerance * np.abs(terms.sum(axis=0))
    low = np.maximum(np.sum(np.cumsum(sizes, axis=0) < most, axis=0) - 1, 0)
    high = len(sizes) - np.maximum(np.sum(np.cumsum(sizes[::-1], axis=0) < most, axis=0), 1)
    first, ends = _levels(program)
    per_interval = 2 ** np.arange(len(first) - 1)
    inside = [first[1:] + np.outer(edge, per_interval) for edge in (low, high)]
    coarsest = [np.full((len(used), 1), end) for end in (0, ends[0])]
    return _nodes(program, used, *(np.hstack(pair) for pair in zip(coarsest, inside, strict=True)))


def _nodes(program: Program, used: np.ndarray, first: np.ndarray, last: np.ndarray) -> Nodes:
    """These nodes of the levels that the points use."""
    needed = np.arange(level_count(program)) <= used[:, None]
    return Nodes(first, np.where(needed, last, first), steps(program)[used])


def _levels(program: Program) -> tuple[np.ndarray, np.ndarray]:
    """Where the nodes of each level start and end."""
    ends = nodes(_loop(program))[1]
    return np.array([0, *ends[:-1]]), np.array(ends)


def tail() -> float:
    """The share of the tolerance that the kernel allows for a tail."""
    return float.fromhex(defined("MF_TAIL", "tails.h"))


def _loop(program: Program) -> Loop:
    return next(o.data for o in program.operations if o.op == "integral")
