"""Branching ratios with two threads against one, for calls of about 1, 10 and 100 ms.

What two cores could give at most is measured beside it, with two independent calls in two threads.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from threading import Thread

import numpy as np
from common import Goal
from contest import Case, Contestant
from running import run
from variants import constants

import muforge
from muforge import _fast
from muforge.kernels.threads import available, call

NAME = "kaon.branching_ratio"
COUPLING = 1e-3
TOLERANCE = 1e-10
PROBE = 2000
"""Masses that are timed to find how many take as long as wanted."""


def masses(count: int) -> np.ndarray:
    """Masses below threshold."""
    m_mu, m_K = constants("m_mu", "m_K")
    return np.geomspace(1e-3, 0.999 * (m_K - m_mu), count)


def arguments(points: np.ndarray) -> tuple:
    """Arguments of the kernel."""
    return (points, COUPLING, *constants("m_mu", "m_K", "BR_K_mu_nu"), TOLERANCE)


def points_for(seconds: float) -> np.ndarray:
    """As many masses as one core does in this time."""
    taken = []
    for _ in range(7):
        start = time.perf_counter()
        _fast.kaon_branching_ratio_vector_with_error(*arguments(masses(PROBE)))
        taken.append(time.perf_counter() - start)
    return masses(max(8, int(PROBE * seconds / min(taken))))


def twice(work: Callable[[], object]) -> Callable[[], None]:
    """The same work in two threads at once."""

    def both() -> None:
        other = Thread(target=work)
        other.start()
        work()
        other.join()

    return both


def case(milliseconds: float) -> Case:
    """The contest for one size of the call."""
    points = points_for(milliseconds / 1e3)
    kernel = _fast.kaon_branching_ratio_vector_with_error
    inputs = {"boson": "vector", "m_X": points, "g": COUPLING, "tolerance": TOLERANCE}

    def one() -> object:
        return kernel(*arguments(points))[0]

    contestants = [
        Contestant("1 thread", lambda: one),
        Contestant("2 threads", lambda: lambda: call(kernel, arguments(points), 2)[0]),
        Contestant("evaluate, 1 thread", lambda: partial(muforge.evaluate, NAME, threads=1, **inputs)),
        Contestant("evaluate, 2 threads", lambda: partial(muforge.evaluate, NAME, threads=2, **inputs)),
        Contestant("twice the work in 2 threads", lambda: twice(one), compared=False),
    ]
    goals = []
    if available() > 1:
        least = 1.8 if milliseconds > 1 else 1
        goals = [
            Goal("1 thread", "2 threads", least, at_most=False),
            Goal("evaluate, 1 thread", "evaluate, 2 threads", least, at_most=False),
        ]
    title = f"{milliseconds:g} ms of branching ratios on two cores"
    return Case(title, one(), 1e-15, "2 threads", contestants, goals)


CASES = [partial(case, milliseconds) for milliseconds in (1, 10, 100)]

if __name__ == "__main__":
    sys.exit(run(__doc__, CASES))
