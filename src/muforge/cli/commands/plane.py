"""Draw couplings against mass: what is excluded, what explains g-2, and what experiments will reach.

Figures are accompanied by the numbers behind them, FILE.csv and FILE.yaml in HEPData's layout.  A published limit of
yours is a table of mass and coupling, as 'muforge.recast.read_limit' reads it; a plane of yours is a file of TOML with
model, coupling, horizontal, vertical (symbol, low, high) and layers (setup or quantity, label, subject, settings).
"""

from __future__ import annotations

import argparse

from muforge.atlas.computing import DATA_SETS, POINTS, plane
from muforge.cli.inputs import add_force, constants, number, pairs
from muforge.cli.progress import ProgressBar
from muforge.cli.streams import say

EXAMPLES = (
    "muforge plane --list",
    "muforge plane le_ltau -o le_ltau.pdf",
    "muforge plane muon_collider --data 2021 -o reach.png",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?", help="a plane, see --list, or a file .toml")
    parser.add_argument("inputs", metavar="key=value", nargs="*", default=[], help="parameters of the model")
    parser.add_argument("--list", action="store_true", help="show the planes, and the tables that belong into each")
    parser.add_argument("--model", metavar="MODEL", help="another model, or a Python file that declares one")
    parser.add_argument("--for", dest="for_", metavar="COUPLING", help="the coupling, if that model has several")
    parser.add_argument(
        "--data", choices=DATA_SETS, default="2025", help="the year of g-2 and N_eff (default: %(default)s)"
    )
    parser.add_argument(
        "--add", metavar="FILE", action="append", default=[], help="a table of a published limit; several times"
    )
    parser.add_argument("--points", type=int, metavar="N", default=POINTS, help="masses (default: %(default)s)")
    parser.add_argument(
        "--constant", metavar="NAME=VALUE", action="append", default=[], help="replace a physical constant"
    )
    parser.add_argument(
        "--outside",
        choices=("error", "warn"),
        default="error",
        help="leave out what an approximation is not trusted for, or compute it with a warning (default: %(default)s)",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="a .pdf, .png or .svg file")
    add_force(parser)


def run(parsed: argparse.Namespace) -> int:
    from muforge.atlas.computed_plane import table_paths
    from muforge.atlas.known import known_planes, plane_named
    from muforge.cli.commands.limit import model_named
    from muforge.errors import ArgumentError
    from muforge.figures.style import check_figure, save
    from muforge.scans.output import check_target

    if parsed.list or parsed.name is None:
        for declared in known_planes().values():
            tables = f" Tables: {', '.join(wanted.id for wanted in declared.wanted)}." if declared.wanted else ""
            print(f"{declared.name:<18}{declared.about}{tables}")
        return 0
    if parsed.output is None:
        raise ArgumentError("where to? give -o FILE.pdf, .png or .svg")
    chosen = plane_named(parsed.name)
    check_figure(parsed.output, parsed.force)
    for path in table_paths(parsed.output):
        check_target(path, parsed.force)
    with ProgressBar(f"muforge plane {chosen.name}") as progress:
        made = plane(
            chosen,
            data=parsed.data,
            model=model_named(parsed.model) if parsed.model else None,
            for_=parsed.for_,
            add=parsed.add,
            points=parsed.points,
            constants=constants(parsed.constant),
            outside=parsed.outside,
            progress=progress,
            **{key: number(text) for key, text in pairs(parsed.inputs).items()},
        )
    command = f"muforge plane {parsed.name} -o {parsed.output}"
    save(made.draw(), parsed.output, command)
    made.write_tables(parsed.output)
    for note in made.notes:
        say("muforge plane", f"not shown: {note}")
    return 0
