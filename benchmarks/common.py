"""Interleaved timing: candidates take turns (A B C A B C ...), so that drifts of the machine hit all alike."""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Candidate = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """Seconds per call of one candidate over all rounds."""

    minimum: float
    median: float
    maximum: float

    @classmethod
    def of(cls, samples: list[float]) -> Timing:
        """Summary of the samples of a candidate."""
        return cls(min(samples), statistics.median(samples), max(samples))


@dataclass(frozen=True)
class Goal:
    """A ratio of times that a benchmark is to reach: at most or at least `limit`."""

    numerator: str
    denominator: str
    limit: float
    at_most: bool


def interleave(
    candidates: Mapping[str, Candidate],
    *,
    rounds: int = 25,
    sample_seconds: float = 0.01,
    once: Mapping[str, float] | None = None,
) -> dict[str, list[float]]:
    """Time all candidates in turn.

    Parameters
    ----------
    candidates : mapping of str to callable
    rounds : int
        How often each one is timed.
    sample_seconds : float
        Each sample repeats its candidate for about this long.
    once : mapping of str to float, optional
        Seconds of a single call where they are known; they are measured otherwise.

    Returns
    -------
    dict of str to list of float
        Seconds per call, one for each round.
    """
    seconds = once or {name: _once(call) for name, call in candidates.items()}
    repeats = {name: max(1, int(sample_seconds / max(seconds[name], 1e-9))) for name in candidates}
    samples: dict[str, list[float]] = {name: [] for name in candidates}
    enabled = gc.isenabled()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, call in candidates.items():
                samples[name].append(_sample(call, repeats[name]))
    finally:
        if enabled:
            gc.enable()
    return samples


def _sample(call: Candidate, repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - start) / repeats


def _once(call: Candidate) -> float:
    call()
    return _sample(call, 1)


def paired_ratio(samples: Mapping[str, list[float]], numerator: str, denominator: str) -> Timing:
    """Minimum, median and maximum over the rounds of the ratio of two candidates' times."""
    pairs = zip(samples[numerator], samples[denominator], strict=True)
    return Timing.of([above / below for above, below in pairs])


def options(description: str | None) -> argparse.Namespace:
    """Command line of a benchmark script."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=25, help="how often each candidate is timed (default 25)")
    parser.add_argument("--json", metavar="PATH", help="also write the figures to this file")
    return parser.parse_args()
