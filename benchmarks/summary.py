"""One line for each case: muforge, numpy, and the fastest of all others that are accurate."""

from __future__ import annotations

from typing import Any

from contest import PRINTED, duration

Entry = dict[str, Any]
OWN = ("kernel", "evaluate", "scan", "_fast", "ufunc", "capsule")
"""How names of contestants begin that are muforge itself."""


def summary(cases: list[Entry]) -> str:
    """The table of cases that have others to compare with."""
    lines = [
        "| what | muforge | numpy, as printed | fastest other, as printed | fastest other, with our algebra |",
        "| --- | --- | --- | --- | --- |",
    ]
    for case in cases:
        others = [e for e in case["contestants"].values() if e["status"] != "limit" and not e["name"].startswith(OWN)]
        printed = [entry for entry in others if entry["algebra"] == PRINTED]
        ours = [entry for entry in others if entry["algebra"] not in ("", PRINTED)]
        if printed or ours:
            numpy = [entry for entry in printed if entry["name"].startswith("numpy")]
            own = case["contestants"][case["ours"]]["seconds"]["median"]
            cells = " | ".join(_fastest(entries) for entries in (numpy, printed, ours))
            lines.append(f"| {case['title']}, to {case['accuracy']:.0e} | {duration(own)} | {cells} |")
    return "\n".join(lines)


def _fastest(entries: list[Entry]) -> str:
    """The fastest accurate one, else the most accurate one with its error."""
    timed = [entry for entry in entries if "ratio" in entry]
    accurate = [entry for entry in timed if entry["status"] == "accurate"]
    if accurate:
        best = min(accurate, key=lambda entry: entry["ratio"]["median"])
        ratio = best["ratio"]
        text = f"{best['name']} {ratio['median']:.3g} ({ratio['minimum']:.2g} to {ratio['maximum']:.2g})"
        return f"**{text}, wins**" if ratio["median"] < 1 else text
    if timed:
        best = min(timed, key=lambda entry: entry["error"])
        return f"{best['name']}: error {best['error']:.0e}"
    return "not installed" if entries else ""
