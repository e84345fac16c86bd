"""Find the couplings of a model that an experiment excludes, at each mass.

Masses are given by the name that the model has for its mass, m_X=0.01:1:50:log or m_X=0.01,0.1; other words are
parameters of the model and settings of the experiment.  The table has the smallest and the largest excluded coupling,
and the reason where there is none.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from muforge.cli.inputs import add_force, constants, number, pairs
from muforge.cli.streams import say
from muforge.errors import ArgumentError
from muforge.limits.coupling_limits import limit, setup_named, setups
from muforge.limits.excluded import CouplingLimit
from muforge.scans.grids import axis_of
from muforge.scans.output import atomically, check_target

EXAMPLES = (
    "muforge limit --list",
    "muforge limit gminus2_2025 --model lmu_ltau m_X=0.001:1:20:log",
    "muforge limit ccfr --model lmu_ltau m_X=0.01,0.1,1 n_sigma=2",
    "muforge limit gminus2_2021 --model lmu_ltau m_X=0.01:1:20:log -o band.csv",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?", help="a setup; --list shows all")
    parser.add_argument(
        "inputs", metavar="key=value", nargs="*", default=[], help="masses, parameters of the model, settings"
    )
    parser.add_argument("--list", action="store_true", help="show the setups, or the settings of one")
    parser.add_argument("--model", metavar="MODEL", help="a model, or a Python file that declares one")
    parser.add_argument("--for", dest="for_", metavar="COUPLING", help="the coupling, if the model has several")
    parser.add_argument(
        "--constant", metavar="NAME=VALUE", action="append", default=[], help="replace a physical constant"
    )
    parser.add_argument(
        "--outside",
        choices=("error", "warn"),
        default="error",
        help="give no limit where an approximation is not trusted, or compute it with a warning (default: %(default)s)",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="a .csv file; by default standard output")
    add_force(parser)
    parser.add_argument("--json", action="store_true", help="as JSON, on standard output")


def run(parsed: argparse.Namespace) -> int:
    if parsed.list or parsed.name is None:
        _show(parsed.name)
        return 0
    if parsed.model is None:
        raise ArgumentError("which model? give --model MODEL or --model FILE.py; 'muforge model' shows all")
    if parsed.output:
        check_target(parsed.output, parsed.force)
    words = {key: _value(key, text) for key, text in pairs(parsed.inputs).items()}
    found = limit(
        parsed.name,
        model=model_named(parsed.model),
        for_=parsed.for_,
        constants=constants(parsed.constant),
        outside=parsed.outside,
        **words,
    )
    if parsed.json:
        print(json.dumps(_data(found)))
        return 0
    lines = [f"# {line}" for line in _comments(found)] + _rows(found)
    if not parsed.output:
        print("\n".join(lines))
        return 0
    with atomically(Path(parsed.output)) as path:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    without = sum(1 for reason in found.reasons if reason)
    if without:
        first = next(reason for reason in found.reasons if reason)
        say("muforge limit", f"{without} of {len(found.mass)} masses have no limit; {first}")
    return 0


def _show(name: str | None) -> None:
    if name is None:
        known = setups()
        width = max(map(len, known))
        for known_setup, about in known.items():
            print(f"{known_setup:<{width}}  {about}")
        return
    setup = setup_named(name)
    print(f"{setup.name}: {setup.about}\nsource: {setup.source}\nsettings")
    for key, value in setup.settings.items():
        print(f"  {key} = {'to be given' if value is None else value}")


def model_named(text: str) -> str:
    """The name of a model; a file is built first."""
    if not text.endswith(".py"):
        return text
    from muforge.model_building import build_model

    families = {name.partition(".")[0] for name in build_model(text) if name.endswith(".partial_width")}
    if len(families) != 1:
        raise ArgumentError(f"{text} declares {len(families)} models; give the name of one of them with --model")
    return families.pop()


def _value(key: str, text: str) -> Any:
    if ":" in text and key != "table":
        return axis_of(key, text)
    if "," in text:
        return [number(part) for part in text.split(",")]
    return number(text)


def _comments(found: CouplingLimit) -> list[str]:
    setup = setup_named(found.setup)
    return [f"reference: {setup.source}", f"setup: {found.setup}", f"model: {found.model}"]


def _rows(found: CouplingLimit) -> list[str]:
    preferred = np.isfinite(found.preferred).any()
    head = [
        "mass [GeV]",
        f"{found.parameter} excluded from",
        "to",
        *(["preferred from"] if preferred else []),
        "reason",
    ]
    rows = [",".join(head)]
    for place, mass in enumerate(found.mass.tolist()):
        values = [found.coupling[place], found.upper[place], *([found.preferred[place]] if preferred else [])]
        rows.append(",".join([repr(mass), *(repr(float(value)) for value in values), f'"{found.reasons[place]}"']))
    return rows


def _data(found: CouplingLimit) -> dict[str, Any]:
    def plain(values: np.ndarray) -> list[float | None]:
        return [float(value) if np.isfinite(value) else None for value in values]

    columns = {"coupling": found.coupling, "upper": found.upper, "preferred": found.preferred}
    named = {"setup": found.setup, "model": found.model, "parameter": found.parameter, "mass": found.mass.tolist()}
    return named | {key: plain(values) for key, values in columns.items()} | {"reasons": list(found.reasons)}
