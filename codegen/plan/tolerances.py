"""How accurate integrals are when nothing is asked for, and how far rounding falsifies them."""

from __future__ import annotations

from math import sqrt

from muforge.codegen.ir import Program
from muforge.codegen.plan.quadrature_rules import has_integral, is_nested, most_nodes

FINEST_TOLERANCE = 1e-14
"""The smallest relative tolerance, and that of one-dimensional integrals when none is asked for."""
COMPENSATED_BELOW = 1e-13
"""Plain sums of some hundred positive terms are accurate to about 1e-14; kernels that promise more compensate."""
INTEGRAND_NOISE = 1.8e-15
"""Relative rounding errors of integrands, and of what is done with integrals afterwards."""


def default_tolerance(program: Program, accuracy: float) -> float | None:
    """Relative tolerance when none is asked for, of a kernel that promises an accuracy; None without an integral."""
    if not has_integral(program):
        return None
    return tolerance_at_depth(2 if is_nested(program) else 1, accuracy)


def tolerance_at_depth(depth: int, accuracy: float) -> float | None:
    """The same for integrals nested so many deep: what is promised, and all digits where they cost little."""
    if depth == 0:
        return None
    return max(accuracy, FINEST_TOLERANCE) if depth > 1 else FINEST_TOLERANCE


def is_compensated(accuracy: float) -> bool:
    """Whether a kernel that promises an accuracy keeps its sums free of rounding errors."""
    return accuracy < COMPENSATED_BELOW


def noise(program: Program, accuracy: float) -> float:
    """How far rounding may falsify a result, relative to it: of the integrand, and of sums that are not compensated.

    The roundings of n additions of positive terms add up to about the root of n; three times that is allowed for.
    """
    if is_compensated(accuracy):
        return INTEGRAND_NOISE
    return float(f"{INTEGRAND_NOISE + 3 * sqrt(sum(most_nodes(program))) * 2.0**-53:.2g}")
