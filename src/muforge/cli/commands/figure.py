"""Plot a quantity: lines for one axis, filled contours for two.

An argument given as start:stop:n or start:stop:n:log is an axis of the figure; the first one is horizontal.
Several values, boson=vector,scalar or g=1e-4,1e-3, give a line each.  Lines are dashed, and areas hatched, where an
approximation is not trusted.
"""

from __future__ import annotations

import argparse

from muforge.cli.inputs import add_force, add_quantity, add_settings, axes_and_values, settings
from muforge.cli.progress import ProgressBar
from muforge.cli.streams import say
from muforge.scans.blocks import scan

EXAMPLES = (
    "muforge figure kaon.branching_ratio boson=vector,scalar,lmu_ltau m_X=0.001:0.38:300:log g=1e-3 -o ratio.pdf",
    "muforge figure gminus2.neutral_boson boson=scalar m_X=0.001:1:80:log g=1e-5:1e-2:80:log -o shift.png",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_quantity(parser, "arguments of the quantity; one or two of them axes")
    add_settings(parser)
    parser.add_argument(
        "--scale",
        choices=("auto", "linear", "log"),
        default="auto",
        help="scale of the quantity; by default logarithmic if it spans more than two decades",
    )
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help="a .pdf, .png or .svg file")
    add_force(parser)


def run(parsed: argparse.Namespace) -> int:
    from muforge.figures import draw, save
    from muforge.figures.style import check_figure

    check_figure(parsed.output, parsed.force)
    axes, fixed, listed = axes_and_values(parsed.name, parsed.inputs)
    with ProgressBar(f"muforge figure {parsed.name}") as progress:
        result = scan(parsed.name, axes, progress=progress, outside="warn", **settings(parsed), **fixed)
    save(draw(result, overlay=listed, scale=parsed.scale), parsed.output)
    for note in result.notes:
        say("muforge figure", note)
    return 0
