"""Seconds to derive every catalogued squared amplitude and a process of six fermions, each in a fresh process."""

from __future__ import annotations

import json
import platform
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

from muforge.symbolic.families.qed.four_leptons import four_leptons
from muforge.symbolic.families.reactions import REACTIONS
from muforge.symbolic.feynman import Reaction

DERIVATIONS: dict[str, Callable[[], Reaction]] = {**REACTIONS, "e e to mu mu tau tau": four_leptons}
GOALS = {"longest": 2.0, "total": 60.0}
"""Seconds at most."""


def main() -> int:
    """Run the benchmark; 1 if a goal is missed."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--json", metavar="PATH", help="also write the figures to this file")
    chosen = parser.parse_args()
    # a forked process has all modules, and has derived nothing yet
    with get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        seconds = {name: pool.apply(_seconds, (name,)) for name in DERIVATIONS}
    width = max(map(len, seconds))
    for name, value in seconds.items():
        print(f"{name:{width}}  {value:7.3f} s")
    figures = {"longest": max(seconds.values()), "total": sum(seconds.values())}
    met = True
    for name, limit in GOALS.items():
        met &= figures[name] <= limit
        verdict = "met" if figures[name] <= limit else "MISSED"
        print(f"{name:{width}}  {figures[name]:7.3f} s; goal: at most {limit:g} s: {verdict}")
    if chosen.json:
        content = {
            "benchmark": "derivations",
            "machine": f"{platform.processor() or platform.machine()}, {platform.system()}",
            "python": platform.python_version(),
            "seconds": seconds,
            "goals": GOALS,
        }
        Path(chosen.json).write_text(json.dumps(content, indent=1) + "\n")
    return 0 if met else 1


def _seconds(name: str) -> float:
    start = time.perf_counter()
    DERIVATIONS[name]().squared  # noqa: B018
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
