"""Runs the cases of a benchmark script, one after the other, and writes what they found."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from contest import Case, compete
from limits import limits
from machine import description

SECONDS = 25.0
"""What a script spends on timing; preparing the contestants comes on top."""


Results = list[dict[str, Any]]


def run(
    about: str | None, cases: Sequence[Callable[[], Case]], extra: Callable[[Results], Results] = lambda _: []
) -> int:
    """Run the cases with the options of the command line; 1 if a goal is missed.

    Parameters
    ----------
    about : str
        For the help text.
    cases : sequence of callable
    extra : callable, optional
        Goals that are no ratio of two contestants' times, from the results; each with "quantity", "limit" and "met".
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--rounds", type=int, default=25, help="how often each contestant is timed at most")
    parser.add_argument("--seconds", type=float, default=SECONDS, help=f"time for all rounds (default {SECONDS:g})")
    parser.add_argument("--json", metavar="PATH", help="also write the figures to this file")
    chosen = parser.parse_args()
    began = time.perf_counter()
    machine, measured = description(), limits()
    results = [compete(make(), seconds=chosen.seconds / len(cases), rounds=chosen.rounds) for make in cases]
    more = extra(results)
    print(f"{time.perf_counter() - began:.0f} seconds in all")
    if chosen.json:
        content = {"machine": machine, "limits": measured, "cases": results, "extra": more}
        Path(chosen.json).write_text(json.dumps(content, indent=1) + "\n")
    goals = [goal for result in results for goal in result["goals"]]
    return int(any(goal["met"] is False for goal in [*goals, *more]))
