"""Solver of the equations of temperatures: a fast one, and an implicit one where rates are very fast."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from muforge.errors import DomainError

RELATIVE = 1e-8
"""Relative tolerance."""
STEPS, FIRST = 6000, 1e-12
"""Most steps of the solver, and the first one."""
RELAXED = (1.0, 10.0, 100.0)
"""Absolute tolerances are multiplied with these where the solver does not get through: rounding may be larger."""
STIFF = 1e-7
"""Relative tolerance of the implicit solver that is tried then, where rates are very fast."""
LARGEST_RATIO = 3.0
"""Largest logarithm of a ratio of temperatures; a solution with more went astray."""


def solve(
    slope: Callable[[Any, float], list[float]],
    initial: list[float],
    start: float,
    end: float,
    absolute: float | list[float],
) -> list[float]:
    """The unknowns when photons have cooled from one temperature to another.

    Raises
    ------
    DomainError
        If the solver stops before.
    """
    reached = start
    for relaxed in RELAXED:
        found, stopped = _by_steps(slope, initial, start, end, relaxed * np.asarray(absolute))
        if found is not None:
            return found
        reached = min(reached, stopped)
    found = _implicitly(slope, initial, start, end, np.asarray(absolute) * np.ones(len(initial)))
    if found is not None:
        return found
    raise DomainError(
        f"the evolution of temperatures stopped at T_gamma = {reached:.3g} GeV; expected constants closer to those of "
        "nature, masses between 1e-7 and 1 GeV, and smaller couplings"
    )


def _by_steps(
    slope: Callable[[Any, float], list[float]], initial: list[float], start: float, end: float, absolute: Any
) -> tuple[list[float] | None, float]:
    """The unknowns at the end by the solver of SciPy that is fastest; None, and where it stopped, if it did."""
    from scipy.integrate import odeint

    ends = [math.log(start), math.log(end)]
    settings: dict[str, Any] = {"rtol": RELATIVE, "atol": absolute, "mxstep": STEPS, "h0": -FIRST}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what stops the solver is said by the caller
            found, about = odeint(slope, initial, ends, full_output=True, **settings)
    except (OverflowError, ValueError, ZeroDivisionError):  # a step went astray
        return None, start
    if about["message"] == "Integration successful." and _possible(found[-1]):
        return [float(value) for value in found[-1]], end
    return None, math.exp(min(about["tcur"][-1], ends[0]))


def _implicitly(
    slope: Callable[[Any, float], list[float]], initial: list[float], start: float, end: float, absolute: Any
) -> list[float] | None:
    """The same by an implicit rule for very stiff equations; None if it stopped."""
    from scipy.integrate import Radau

    solver = Radau(
        lambda L, unknowns: slope(unknowns, L),
        math.log(start),
        initial,
        math.log(end),
        rtol=STIFF,
        atol=absolute,
        first_step=min(FIRST, abs(math.log(end / start))),
    )
    try:
        for _ in range(STEPS):
            solver.step()
            if solver.status != "running":
                break
    except (OverflowError, ValueError, ZeroDivisionError):
        return None
    return solver.y.tolist() if solver.status == "finished" and _possible(solver.y) else None


def _possible(unknowns: Any) -> bool:
    """Whether the first two unknowns, which are logarithms of ratios of temperatures, make sense."""
    return bool(np.isfinite(unknowns).all() and np.all(np.abs(unknowns[:2]) < LARGEST_RATIO))
