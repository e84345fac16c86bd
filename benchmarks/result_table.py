"""The results of all benchmarks as one markdown table, from the JSON files that the scripts wrote."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from contest import duration
from summary import OWN, summary

Entry = dict[str, Any]
MEANING = (
    "Time of the other over that of muforge, median over interleaved rounds with minimum and maximum; below 1 (bold) "
    "the other wins. Every result was compared with muforge's first; one that misses the accuracy is shown with its "
    "largest relative error."
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the JSON files are")
    folder = parser.parse_args().folder
    contents = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    contents = [content for content in contents if "cases" in content]
    if not contents:
        parser.error(f"no results in {folder}; run make bench")
    parts = [heading(contents), summary(_cases(contents)), limits(contents), goals(contents), comparisons(contents)]
    print("\n\n".join(parts))


def heading(contents: list[Entry]) -> str:
    """Date, machine, compiler and versions."""
    machine = contents[0]["machine"]
    dates = sorted({content["machine"]["date"] for content in contents})
    loads = [content["machine"]["load"] for content in contents if content["machine"]["load"] is not None]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    load = f", load {min(loads):g} to {max(loads):g} when the scripts began" if loads else ""
    return (
        f"Measured on {' and '.join(dates)}: {machine['processor']}, {machine['cores']} cores{load}; "
        f"{machine['compiler']}; {versions}. One core unless said otherwise.\n\n{MEANING}"
    )


def comparisons(contents: list[Entry]) -> str:
    """Every contestant of every case."""
    lines = [
        "| what | accuracy | by | algebra | time | ratio | spread |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for case in _cases(contents):
        what = f"{case['title']} | {case['accuracy']:.0e}"
        entries = case["contestants"]
        own = entries[case["ours"]]
        lines.append(f"| {what} | muforge, {case['ours']} | | {duration(own['seconds']['median'])} | 1 | |")
        others = [entry for label, entry in entries.items() if label != case["ours"]]
        lines += [f"| | | {_row(entry)} |" for entry in others]
    return "\n".join(lines)


def _row(entry: Entry) -> str:
    own = "muforge, " if entry["name"].startswith(OWN) else ""
    name = f"{own}{entry['name']} | {entry['algebra']}"
    if "seconds" not in entry:
        return f"{name} | {'not installed' if entry['status'] == 'missing' else 'failed'} | |"
    ratio = entry["ratio"]
    text = f"{ratio['median']:.3g}"
    if entry["status"] == "accurate" and ratio["median"] < 1:
        text = f"**{text}**"
    if entry["status"] == "inaccurate":
        text += f", error {entry['error']:.0e}"
    return (
        f"{name} | {duration(entry['seconds']['median'])} | {text} | {ratio['minimum']:.3g} to {ratio['maximum']:.3g}"
    )


def limits(contents: list[Entry]) -> str:
    """How close muforge comes to what the machine can do."""
    lines = ["| case | of one core's multiply-add peak | of its copy bandwidth |", "| --- | --- | --- |"]
    for content in contents:
        for case in content["cases"]:
            seconds = case["contestants"][case["ours"]]["seconds"]["median"]
            peak, copy = content["limits"].get("fma_gflops"), content["limits"]["copy_gb_per_s"]
            arithmetic = (
                f"{case['operations'] / seconds / 1e9:.3g} of {peak:.3g} GFLOP/s" if case["operations"] and peak else ""
            )
            memory = f"{case['bytes'] / seconds / 1e9:.3g} of {copy:.3g} GB/s" if case["bytes"] else ""
            if arithmetic or memory:
                lines.append(f"| {case['title']} | {arithmetic} | {memory} |")
    return "\n".join(lines)


def goals(contents: list[Entry]) -> str:
    """What was to be reached, and whether it was."""
    lines = ["| goal | wanted | found | |", "| --- | --- | --- | --- |"]
    for content in contents:
        for case in content["cases"]:
            for goal in case["goals"]:
                wanted = f"{'at most' if goal['at_most'] else 'at least'} {goal['limit']:g}"
                found = f"{goal['ratio']['median']:.3g}" if goal["ratio"] else "cannot be told"
                what = f"{case['title']}: {goal['numerator']} / {goal['denominator']}"
                lines.append(f"| {what} | {wanted} | {found} | {_verdict(goal)} |")
        for goal in content["extra"]:
            wanted = f"at most {duration(goal['limit'])}"
            lines.append(f"| {goal['quantity']} | {wanted} | {duration(goal['seconds'])} | {_verdict(goal)} |")
    return "\n".join(lines)


def _verdict(goal: Entry) -> str:
    return {True: "met", False: "missed", None: ""}[goal["met"]]


def _cases(contents: list[Entry]) -> list[Entry]:
    return [case for content in contents for case in content["cases"]]


if __name__ == "__main__":
    main()
