"""A figure of all ratios, one panel for each case, from the JSON files that the benchmarks wrote."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

COLOURS = {"as printed": "tab:orange", "our algebra": "tab:blue", "our table": "tab:green"}
ROW_INCHES = 0.22
PANEL_INCHES = 0.75


def main() -> None:
    """Draw the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the JSON files are")
    parser.add_argument("output", type=Path, help="the file to write, e.g. ratios.svg")
    chosen = parser.parse_args()
    contents = [json.loads(path.read_text()) for path in sorted(chosen.folder.glob("*.json"))]
    cases = [case for content in contents for case in content.get("cases", [])]
    rows = [_timed(case) for case in cases]
    heights = [PANEL_INCHES + ROW_INCHES * len(timed) for timed in rows]
    figure, axes = plt.subplots(
        len(cases), 1, figsize=(8, sum(heights)), height_ratios=heights, squeeze=False, layout="constrained"
    )
    for case, timed, ax in zip(cases, rows, axes[:, 0], strict=True):
        _panel(ax, case["title"], timed)
    figure.savefig(chosen.output)


def _timed(case: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Contestants other than ours that were timed, fastest first."""
    entries = [(label, e) for label, e in case["contestants"].items() if "ratio" in e and label != case["ours"]]
    return sorted(entries, key=lambda item: item[1]["ratio"]["median"])


def _panel(ax: Any, title: str, timed: list[tuple[str, dict[str, Any]]]) -> None:
    """Ratios with their spread; hollow where the accuracy was missed."""
    for place, (_, entry) in enumerate(timed):
        ratio, colour = entry["ratio"], COLOURS.get(entry["algebra"], "tab:gray")
        ax.plot([ratio["minimum"], ratio["maximum"]], [place, place], color=colour, alpha=0.5)
        fill = "white" if entry["status"] == "inaccurate" else colour
        ax.plot([ratio["median"]], [place], "o", color=colour, markerfacecolor=fill)
    names = [f"{label} (error {e['error']:.0e})" if e["status"] == "inaccurate" else label for label, e in timed]
    ax.set_yticks(range(len(timed)), names, fontsize=7)
    ax.invert_yaxis()
    ax.set_xscale("log")
    ax.axvline(1, color="black", linewidth=0.8)
    ax.set_title(title, fontsize=9)
    ax.set_xlabel("time over that of muforge", fontsize=7)
    ax.tick_params(axis="x", labelsize=7)


if __name__ == "__main__":
    main()
