"""A contest: everything that computes the same numbers, checked against muforge and then timed in turns.

A contestant that is not installed is reported by name, one that is inaccurate with its error; neither is left out.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from common import Candidate, Goal, Timing, interleave, paired_ratio

PRINTED = "as printed"
OURS = "our algebra"
SLOW_SECONDS = 0.4
SLOW_ROUNDS = 3
"""A contestant whose call takes longer than SLOW_SECONDS is timed in the first few rounds only."""


@dataclass(frozen=True)
class Contestant:
    """One way to compute the numbers of a case.

    Parameters
    ----------
    name : str
        The library or method.
    prepare : callable
        Imports what is needed and compiles; returns the call that is timed.  An ImportError means "missing".
    algebra : str
        `PRINTED`, `OURS`, or nothing where the question does not arise.
    every : int
        The call computes only every so many of the case's points; its times are scaled to all of them.
    compared : bool
        Whether the result is to agree with the case's; limits of the machine compute something else.
    """

    name: str
    prepare: Callable[[], Candidate]
    algebra: str = ""
    every: int = 1
    compared: bool = True

    @property
    def label(self) -> str:
        return f"{self.name}, {self.algebra}" if self.algebra else self.name


@dataclass(frozen=True)
class Case:
    """Numbers to compute.

    Parameters
    ----------
    title : str
    reference : array
        The result of muforge, which all others are compared with.
    accuracy : float
        Relative accuracy that is required.
    ours : str
        Label of the contestant that ratios refer to.
    contestants : list of Contestant
    goals : list of Goal
        In labels of contestants.
    operations, bytes : float
        Floating-point operations and memory traffic of one call of ours, to compare with the machine's limits.
    """

    title: str
    reference: Any
    accuracy: float
    ours: str
    contestants: list[Contestant]
    goals: list[Goal] = field(default_factory=list)
    operations: float = 0
    bytes: float = 0


def require(name: str) -> Any:
    """A module that may be missing.

    Raises
    ------
    ImportError
        With the name that pip knows, also for a module that breaks while it is imported.
    """
    try:
        return importlib.import_module(name)
    except Exception as problem:
        raise ImportError(f"{name}: {problem}") from problem


def relative_error(result: Any, reference: Any) -> float:
    """Largest relative deviation; where the reference is 0 the result has to be 0 too."""
    got, wanted = np.asarray(result, dtype=float), np.asarray(reference, dtype=float)
    got = np.broadcast_to(got.reshape(wanted.shape) if got.size == wanted.size else got, wanted.shape)
    with np.errstate(all="ignore"):
        deviation = np.where(got == wanted, 0.0, np.abs(got - wanted) / np.abs(wanted))
    return float(np.max(np.where(np.isnan(deviation), np.inf, deviation)))


def compete(case: Case, *, seconds: float, rounds: int = 25) -> dict[str, Any]:
    """Check all contestants of a case, time them in turns for about `seconds`, print and return the results.

    Raises
    ------
    AssertionError
        If muforge itself is not accurate.
    """
    entries, calls = {}, {}
    for contestant in case.contestants:
        entry, call = _enter(case, contestant)
        entries[contestant.label] = entry
        if call is not None:
            calls[contestant.label] = call
    assert entries[case.ours]["status"] == "accurate", entries[case.ours]
    slow = {label for label in calls if entries[label]["once_seconds"] > SLOW_SECONDS}
    quick = {label: call for label, call in calls.items() if label not in slow}
    once = {label: entries[label]["once_seconds"] for label in calls}
    a_round = sum(max(once[label], 0.012) for label in quick)
    slow_round = a_round + sum(once[label] for label in slow)
    together = SLOW_ROUNDS if slow else 0
    left = seconds - together * slow_round
    samples = interleave(calls, rounds=together, once=once) if together else {label: [] for label in calls}
    affordable = int(left / a_round) if quick else 0
    more = interleave(quick, rounds=max(SLOW_ROUNDS, min(rounds, affordable)) - together, once=once)
    for label, values in more.items():
        samples[label] += values
    shares = {contestant.label: _share(case, contestant) for contestant in case.contestants}
    scaled = {label: [value / shares[label] for value in values] for label, values in samples.items()}
    for label, values in scaled.items():
        entries[label]["seconds"] = asdict(Timing.of(values))
        entries[label]["rounds"] = len(values)
        entries[label]["ratio"] = asdict(_ratio(scaled, label, case.ours))
    result = {
        "title": case.title,
        "accuracy": case.accuracy,
        "ours": case.ours,
        "operations": case.operations,
        "bytes": case.bytes,
        "contestants": entries,
        "goals": [_judge(goal, scaled) for goal in case.goals],
    }
    _print(result)
    return result


def _enter(case: Case, contestant: Contestant) -> tuple[dict[str, Any], Candidate | None]:
    """What is known of a contestant before it is timed, and its call."""
    entry: dict[str, Any] = {"name": contestant.name, "algebra": contestant.algebra}
    began = time.perf_counter()
    try:
        call = contestant.prepare()
        result = call()
    except ImportError as problem:
        return entry | {"status": "missing", "why": str(problem)}, None
    except Exception as problem:  # a peer's, with the versions that happen to be installed
        return entry | {"status": "failed", "why": f"{type(problem).__name__}: {problem}"}, None
    prepared = time.perf_counter() - began
    once = min(_seconds(call) for _ in range(2)) if prepared < SLOW_SECONDS else _seconds(call)
    entry |= {"prepare_seconds": prepared, "once_seconds": once}
    if not contestant.compared:
        return entry | {"status": "limit"}, call
    wanted = np.atleast_1d(case.reference)[:: contestant.every]
    error = relative_error(result, wanted)
    return entry | {"status": "accurate" if error <= case.accuracy else "inaccurate", "error": error}, call


def _seconds(call: Candidate) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _share(case: Case, contestant: Contestant) -> float:
    points = np.atleast_1d(case.reference)
    return points[:: contestant.every].size / points.size


def _ratio(samples: dict[str, list[float]], numerator: str, denominator: str) -> Timing:
    """Ratio of two contestants' times over the rounds that both took part in."""
    rounds = min(len(samples[numerator]), len(samples[denominator]))
    return paired_ratio({name: samples[name][:rounds] for name in (numerator, denominator)}, numerator, denominator)


def _judge(goal: Goal, samples: dict[str, list[float]]) -> dict[str, Any]:
    """A goal with the ratio that was found; without a ratio if a contestant is missing."""
    judged: dict[str, Any] = asdict(goal)
    if goal.numerator not in samples or goal.denominator not in samples:
        return judged | {"ratio": None, "met": None}
    ratio = _ratio(samples, goal.numerator, goal.denominator)
    met = ratio.median <= goal.limit if goal.at_most else ratio.median >= goal.limit
    return judged | {"ratio": asdict(ratio), "met": met}


def duration(seconds: float) -> str:
    """Three digits of a time and its unit."""
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("us", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def _print(result: dict[str, Any]) -> None:
    entries = result["contestants"]
    width = max(map(len, entries))
    print(f"\n{result['title']}; to {result['accuracy']:.0e}")
    print(f"  {'':{width}}  {'median':>10}  {'min':>10}  {'max':>10}  {'to ours':>8}  {'min':>8}  {'max':>8}")
    for label, entry in entries.items():
        if "seconds" not in entry:
            words = "not installed" if entry["status"] == "missing" else "FAILED"
            print(f"  {label:{width}}  {words} ({entry['why']})")
            continue
        times = "  ".join(f"{duration(entry['seconds'][key]):>10}" for key in ("median", "minimum", "maximum"))
        ratios = "  ".join(f"{entry['ratio'][key]:8.3g}" for key in ("median", "minimum", "maximum"))
        note = f"  INACCURATE: error {entry['error']:.1e}" if entry["status"] == "inaccurate" else ""
        print(f"  {label:{width}}  {times}  {ratios}{note}")
    for goal in result["goals"]:
        words = f"{goal['numerator']} / {goal['denominator']}, {'at most' if goal['at_most'] else 'at least'} "
        found = "cannot be told" if goal["met"] is None else f"{goal['ratio']['median']:.3g}: "
        verdict = {True: "met", False: "MISSED", None: ""}[goal["met"]]
        print(f"  goal: {words}{goal['limit']:g}: {found}{verdict}")
