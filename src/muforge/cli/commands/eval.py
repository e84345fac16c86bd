"""Compute a quantity."""

from __future__ import annotations

import argparse
import contextlib
import json
from typing import Any

import numpy as np

from muforge.catalogue.lookup import entry
from muforge.cli.inputs import ABOUT_INPUTS, add_outside, add_quantity, add_settings, settings, values
from muforge.cli.streams import say
from muforge.compute.derivatives import derivative, unit_of_derivative
from muforge.compute.evaluate import evaluate, prepare, unsettled
from muforge.errors import MuforgeError

EXAMPLES = (
    "muforge eval kaon.branching_ratio boson=lmu_ltau m_X=0.03 g=1e-3",
    "muforge eval kaon.branching_ratio boson=scalar m_X=0.01,0.1,0.2 g=1e-3 --error",
    "muforge eval gminus2.neutral_boson boson=vector m_X=0.2 g=1e-3 --derivative m_X",
    "muforge eval kaon.lambda_mu --constant V_us=0.2245 --json",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_quantity(parser, ABOUT_INPUTS + "; several numbers, m_X=0.01,0.1, give several results")
    add_settings(parser)
    add_outside(parser, "error")
    parser.add_argument("--error", action="store_true", help="also the estimated error of the numerical integration")
    parser.add_argument(
        "--derivative",
        metavar="ARGUMENT",
        help="its derivative by an argument or a constant; the first time takes longer",
    )
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(parsed: argparse.Namespace) -> int:
    inputs = values(parsed.name, parsed.inputs)
    used = settings(parsed)
    quantity, name = entry(parsed.name), parsed.name
    if parsed.derivative:
        by = parsed.derivative
        result, error = derivative(name, by, return_error=True, outside=parsed.outside, **used, **inputs)
        name, measured_in = f"d({name})/d({by})", unit_of_derivative(name, by, inputs)
    else:
        result, error = evaluate(name, return_error=True, outside=parsed.outside, **used, **inputs)
        _say_what_is_closed(name, inputs, used["constants"], result)
        measured_in = quantity.unit
    if parsed.json:
        answer: dict[str, Any] = {"quantity": name, "value": _plain(result), "unit": measured_in}
        if parsed.error:
            answer["error"] = _plain(error)
        print(json.dumps(answer | {"inputs": inputs, "constants": used["constants"]}))
        return 0
    unit = "" if measured_in == "1" else f" {measured_in}"
    errors = np.ravel(error).tolist()
    lists = {a.name for a in quantity.arguments if a.is_list}
    varying = {key: value for key, value in inputs.items() if np.ndim(value) and key not in lists}
    elements = [] if parsed.derivative else unsettled(parsed.name, inputs)
    if elements:
        (option,) = elements[0]
        varying = {key: np.asarray(value)[..., None] for key, value in varying.items()}
        varying[option] = [chosen[option] for chosen in elements]
    several = next((v.elements for v in quantity.variants if v.elements), ())
    labels = _labels(varying, result, several)
    for value, uncertainty, label in zip(np.ravel(result).tolist(), errors, labels, strict=True):
        shown = f"{value!r} +- {uncertainty:.1e}" if parsed.error else f"{value!r}"
        print(f"{name}{label} = {shown}{unit}")
    return 0


def _say_what_is_closed(name: str, inputs: dict[str, Any], constants: dict[str, Any], result: Any) -> None:
    """A note on a result that is exactly 0 because a channel is closed."""
    zeros = np.flatnonzero(np.ravel(result) == 0)
    if zeros.size:
        from muforge.describe.closed import why_zero

        with contextlib.suppress(MuforgeError):  # inputs that --outside lets pass, a model whose file changed
            reason = why_zero(prepare(name, constants, inputs), int(zeros[0]))
            if reason:
                say("muforge eval", f"note: 0: {reason}")


def _labels(varying: dict[str, Any], result: Any, elements: tuple[str, ...]) -> list[str]:
    """``(m_X=0.1)`` for each of several results; names of the numbers that a result has, if these are several."""
    if elements:
        points = _labels(varying, np.asarray(result)[..., 0], ())
        return [f"{point}.{element}" for point in points for element in elements]
    if not varying:
        return [""] * np.size(result)
    columns = [np.broadcast_to(value, np.shape(result)).ravel().tolist() for value in varying.values()]
    rows = zip(*columns, strict=True)
    return [f"({', '.join(f'{key}={x!r}' for key, x in zip(varying, row, strict=True))})" for row in rows]


def _plain(value: Any) -> Any:
    """Complex numbers as pairs, arrays as lists."""
    if np.iscomplexobj(value):
        return {"real": _plain(np.real(value)), "imag": _plain(np.imag(value))}
    return np.asarray(value).tolist()
