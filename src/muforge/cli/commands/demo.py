"""Print a table and draw a figure of K -> mu nu X and the muon's anomalous magnetic moment.

Left: branching ratio of K+ -> mu+ nu X against the mass of X for three bosons with the same coupling.
Right: the couplings with which a scalar and a vector explain the measured anomalous magnetic moment within two
standard errors, with contours of the branching ratio.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from muforge.cli.inputs import add_force, constants
from muforge.errors import ArgumentError, OutputError
from muforge.figures.demonstration import (
    BOSONS,
    COUPLING,
    DELTA_A_MU,
    DELTA_A_MU_ERROR,
    LINES,
    Demonstration,
    demonstrate,
)
from muforge.inputs.moment_comparison import Comparison
from muforge.symbolic.nature.moments import EXPERIMENTS, THEORIES

EXAMPLES = (
    "muforge demo",
    "muforge demo -o figures --experiment 2025 --theory WP25",
    "muforge demo -o figures --delta-a-mu 2.49e-9 --delta-a-mu-error 0.48e-9",
)
NAME = "muforge-demo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", default="demo", help="folder of the figure, made if needed; default: demo"
    )
    parser.add_argument(
        "--delta-a-mu",
        type=float,
        metavar="VALUE",
        help=f"measured minus predicted anomalous magnetic moment; default: {DELTA_A_MU:g}, as of 2021",
    )
    parser.add_argument(
        "--delta-a-mu-error",
        type=float,
        metavar="VALUE",
        help=f"its standard error; default: {DELTA_A_MU_ERROR:g}",
    )
    parser.add_argument(
        "--experiment", metavar="SET", choices=tuple(EXPERIMENTS), help=f"measurements: {', '.join(EXPERIMENTS)}"
    )
    parser.add_argument("--theory", metavar="SET", choices=tuple(THEORIES), help=f"predictions: {', '.join(THEORIES)}")
    parser.add_argument(
        "--constant", metavar="NAME=VALUE", action="append", default=[], help="replace a physical constant"
    )
    add_force(parser)


def run(parsed: argparse.Namespace) -> int:
    from muforge.figures import save
    from muforge.figures.demo_figure import draw_demo
    from muforge.figures.style import check_figure

    folder = Path(parsed.output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {folder}: {error.strerror}") from None
    files = [folder / f"{NAME}{ending}" for ending in (".png", ".pdf")]
    for file in files:
        check_figure(file, parsed.force)
    demonstration = demonstrate(*_shift(parsed), constants=constants(parsed.constant))
    print(table(demonstration))
    figure = draw_demo(demonstration)
    for file in files:
        save(figure, file)
        print(f"wrote {file}")
    return 0


def _shift(parsed: argparse.Namespace) -> tuple[float, float]:
    """Measured minus predicted a_mu and its standard error: of named sets, or the numbers that are given."""
    names = {key: value for key in ("experiment", "theory") if (value := getattr(parsed, key)) is not None}
    numbers = parsed.delta_a_mu, parsed.delta_a_mu_error
    if not names:
        default = DELTA_A_MU, DELTA_A_MU_ERROR
        value, error = (known if given is None else given for given, known in zip(numbers, default, strict=True))
        return value, error
    if numbers != (None, None):
        raise ArgumentError(
            f"--{' and --'.join(names)} gives the numbers of g-2 by name; leave out --delta-a-mu and --delta-a-mu-error"
        )
    compared = Comparison.of(**names)
    return compared.discrepancy, compared.error


def table(demonstration: Demonstration) -> str:
    """The table of the demonstration as text."""
    titles = ["m_X [GeV]", *LINES]
    keys = ["m_X", *(f"BR {boson}" for boson in LINES)]
    for boson in BOSONS:
        titles += [f"g({boson})", "BR"]
        keys += [f"g {boson}", f"BR {boson} at g"]
    widths = [max(len(title), 9) for title in titles]
    split = sum(widths[: 1 + len(LINES)]) + 2 * len(LINES)
    shift = f"{demonstration.delta_a_mu:.4g} +- {demonstration.delta_a_mu_error:.4g}"
    lines = [
        f"{f'BR(K -> mu nu X) at g = {COUPLING:g}':>{split}}    coupling that gives delta a_mu = {shift}, and its BR",
        "  ".join(f"{title:>{width}}" for title, width in zip(titles, widths, strict=True)),
    ]
    for row in demonstration.table:
        cells = [f"{row[key]:g}" if key == "m_X" else f"{row[key]:.2e}" for key in keys]
        lines.append("  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True)))
    return "\n".join(lines)
