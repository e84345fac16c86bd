"""The table of a loop function, used from numpy, JAX and numba: the same algorithm in another backend."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
from contest import require

from muforge.codegen.plan.tabulate import SEGMENTS
from muforge.installation import GENERATED
from muforge.symbolic.language.nodes.tabulated import Tabulated


def coefficients(node: Tabulated) -> tuple[np.ndarray, int]:
    """Polynomials of all segments, lowest power first, and the exponent of the first octave."""
    text = (GENERATED / f"table_{node.name}.h").read_text()
    rows = re.findall(r"^    (-?\d.*),$", text, re.MULTILINE)
    return np.array([[float(c) for c in row.split(",")] for row in rows]), math.frexp(float(node.low))[1] - 1


def array_table(node: Tabulated, xp: ModuleType = np) -> Callable[[Any], Any]:
    """The function of an array, by numpy or jax.numpy."""
    rows, first = coefficients(node)
    columns = [xp.asarray(column) for column in rows.T[::-1]]

    def function(x: Any) -> Any:
        half, exponent = xp.frexp(x)
        segment = ((2 * half - 1) * SEGMENTS).astype(int)
        u = 2 * half - (1 + (segment + 0.5) / SEGMENTS)
        place = (exponent - 1 - first) * SEGMENTS + segment
        total = columns[0][place]
        for column in columns[1:]:
            total = total * u + column[place]
        return total

    return function


def numba_table(node: Tabulated) -> Callable[[float], float]:
    """The function of a number, compiled by numba."""
    rows, first = coefficients(node)
    degree = rows.shape[1] - 1

    def function(x: float) -> float:
        half, exponent = math.frexp(x)
        segment = int((2 * half - 1) * SEGMENTS)
        u = 2 * half - (1 + (segment + 0.5) / SEGMENTS)
        place = (exponent - 1 - first) * SEGMENTS + segment
        total = rows[place, degree]
        for k in range(degree - 1, -1, -1):
            total = total * u + rows[place, k]
        return total

    return require("numba").njit(error_model="numpy")(function)
