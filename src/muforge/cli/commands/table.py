"""Print the largest masses of the lightest new charged particle for 24 models of heavy particles.

Masses in TeV for 1 and 10 copies under four constraints, by the rules of electroweak.largest_mass.  For the shift of
2.79e-9 there are published masses, table 4 of arXiv:2101.10334, whose rules are not printed: ratios to them follow, and
how well they are reproduced.
"""

from __future__ import annotations

import argparse
import csv
import io

import numpy as np

from muforge.cli.inputs import add_force
from muforge.cli.progress import ProgressBar
from muforge.kernels.threads import available
from muforge.limits.heavy_particles import (
    COLUMNS,
    GEV_PER_TEV,
    PUBLISHED_SHIFT,
    HeavyModel,
    largest_masses,
    published_models,
)
from muforge.scans.output import atomically, check_target

EXAMPLES = (
    "muforge table",
    "muforge table --model ssf --delta-a-mu 3.85e-10",
    "muforge table -o masses.csv --jobs 2",
)
TITLES = {"unitarity": "unitarity", "mfv": "MFV", "naturalness": "naturalness", "naturalness_mfv": "nat. + MFV"}
WIDTH = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", choices=("ssf", "ffs"), help="one kind of models; by default both")
    parser.add_argument(
        "--delta-a-mu",
        type=float,
        metavar="VALUE",
        default=PUBLISHED_SHIFT,
        help=f"shift of the muon's anomalous magnetic moment; default: {PUBLISHED_SHIFT:g}",
    )
    parser.add_argument(
        "-j", "--jobs", metavar="N", type=int, default=available(), help="processes; one for each core by default"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="also write masses in TeV to a .csv file")
    add_force(parser)


def run(parsed: argparse.Namespace) -> int:
    if parsed.output:
        check_target(parsed.output, parsed.force)
    models = [m for m in published_models() if parsed.model in (None, m.model)]
    with ProgressBar("muforge table") as progress:
        masses = largest_masses(models, parsed.delta_a_mu, max(1, parsed.jobs), progress)
    print("\n".join(text(models, masses, parsed.delta_a_mu == PUBLISHED_SHIFT)))
    if parsed.output:
        with atomically(parsed.output) as file:
            file.write_text(as_csv(models, masses), encoding="utf-8")
    return 0


def text(models: list[HeavyModel], masses: np.ndarray, compared: bool) -> list[str]:
    """The lines of the table, and of that of ratios."""
    published = np.array([[m.published[column] for column in COLUMNS] for m in models])
    width = max(len(m.text) for m in models)
    heads = [
        " " * width + "".join(f"{TITLES[c] if n == 1 else '':>{2 * WIDTH if n == 1 else 0}}" for c, n in COLUMNS),
        f"{'copies':<{width}}" + "".join(f"{n:>{WIDTH}}" for _, n in COLUMNS),
    ]
    lines = ["largest mass of the lightest charged particle [TeV]", *heads]
    lines += [_line(m.text, width, row / GEV_PER_TEV, ".4g") for m, row in zip(models, masses, strict=True)]
    if not compared:
        return lines
    lines += ["", "over the published one"]
    ratios = masses / published
    lines += [_line(m.text, width, row, ".2f") for m, row in zip(models, ratios, strict=True)]
    for kind in sorted({m.model for m in models}, reverse=True):
        own = np.log(ratios[[m.model == kind for m in models]])
        lines.append(_line(f"{kind}: geometric mean", width, np.exp(own.mean(axis=0)), ".2f"))
        lines.append(_line(f"{kind}: scatter", width, own.std(axis=0), ".2f"))
    within = np.abs(ratios - 1)
    lines += [
        "",
        f"{np.sum(within < 0.05)} of {ratios.size} published masses are met within 5 per cent, "
        f"{np.sum(within < 0.2)} within 20 per cent; ratios are from {ratios.min():.2f} to {ratios.max():.2f}.",
        "The paper does not print its rules: these are those of 'muforge explain electroweak.largest_mass'.",
    ]
    return lines


def _line(title: str, width: int, numbers: np.ndarray, form: str) -> str:
    return f"{title:<{width}}" + "".join(f"{number:>{WIDTH}{form}}" for number in numbers)


def as_csv(models: list[HeavyModel], masses: np.ndarray) -> str:
    """Rows of representations and masses in TeV."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    names = [f"{name}_{part}" for name in ("R", "R_A", "R_B") for part in ("dimension", "hypercharge")]
    writer.writerow(["model", *names, *(f"{c}_{n}_TeV" for c, n in COLUMNS)])
    for m, row in zip(models, masses / GEV_PER_TEV, strict=True):
        writer.writerow([m.model, *m.R, *m.R_A, *m.R_B, *(f"{mass:.6g}" for mass in row)])
    return made.getvalue()
