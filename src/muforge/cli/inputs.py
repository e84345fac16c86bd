"""``key=value`` words of the command line.  Values are parsed as numbers or taken as text, never evaluated."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from typing import Any

from muforge.catalogue.contents import FINEST_TOLERANCE
from muforge.catalogue.entries import ArgumentEntry
from muforge.catalogue.lookup import entry
from muforge.compute.input_checks import COARSEST_TOLERANCE, OUTSIDE, check_names
from muforge.errors import ArgumentError

ABOUT_INPUTS = (
    "arguments of the quantity; options as text, numbers in the units that 'muforge explain' shows, lists as "
    "masses=0.1,0.2"
)


def add_quantity(parser: argparse.ArgumentParser, inputs: str = ABOUT_INPUTS) -> None:
    """Arguments that name a quantity and its inputs."""
    parser.add_argument("name", metavar="NAME", help="a quantity; 'muforge list' shows all")
    parser.add_argument("inputs", metavar="key=value", nargs="*", default=[], help=inputs)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Options that every computation takes."""
    parser.add_argument(
        "--constant",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="replace a physical constant, e.g. m_mu=0.1057; can be given several times",
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        metavar="VALUE",
        help=f"relative tolerance of integrals, between {FINEST_TOLERANCE:g} and {COARSEST_TOLERANCE:g}; by default "
        "the promised one",
    )
    parser.add_argument(
        "--threads", type=int, metavar="N", help="use up to N cores; by default all there are, for long work"
    )


def add_force(parser: argparse.ArgumentParser) -> None:
    """The option that lets a file that is there be replaced."""
    parser.add_argument("--force", action="store_true", help="replace a file that is there already")


def add_outside(parser: argparse.ArgumentParser, default: str) -> None:
    """The option that says what happens outside domains and validities."""
    parser.add_argument(
        "--outside",
        choices=OUTSIDE,
        default=default,
        help="points outside the domain, or where an approximation is not trusted: refuse them, give the number with a "
        "warning, or give nan (default: %(default)s)",
    )


def pairs(words: Iterable[str]) -> dict[str, str]:
    """Words ``key=value`` as a dictionary.

    Raises
    ------
    TypeError
        For a word of another form, and a key given twice.
    """
    found: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not (key and equals and value):
            raise ArgumentError(f"'{word}' is not of the form key=value")
        if key in found:
            raise ArgumentError(f"argument '{key}' is given twice: {key}={found[key]} and {key}={value}")
        found[key] = value
    return found


def values(name: str, words: Iterable[str]) -> dict[str, Any]:
    """The inputs of one quantity; commas separate elements of lists and of arrays that broadcast."""
    known = _known(name)
    given = pairs(words)
    check_names(entry(name), given)
    return {key: _value(known[key], text) for key, text in given.items() if key in known}


def axes_and_values(name: str, words: Iterable[str]) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """The inputs of a scan: axes, fixed values, and names of the axes whose values are listed one by one."""
    known = _known(name)
    given = pairs(words)
    check_names(entry(name), given)
    axes: dict[str, Any] = {}
    fixed: dict[str, Any] = {}
    listed: list[str] = []
    for key, text in given.items():
        if key not in known:  # a parameter of its model that it does not depend on
            continue
        argument = known[key]
        option = bool(argument.choices)
        if argument.is_list or not ("," in text or (":" in text and not option)):
            fixed[key] = _value(argument, text)
        elif "," in text:
            axes[key] = [choice(argument, part) if option else number(part) for part in text.split(",")]
            listed.append(key)
        else:
            axes[key] = text
    return axes, fixed, listed


def constants(words: Iterable[str]) -> dict[str, Any]:
    """Constants to replace."""
    return {key: number(text) for key, text in pairs(words).items()}


def settings(parsed: argparse.Namespace) -> dict[str, Any]:
    """The settings that the user gave, as keywords of `muforge.evaluate` and `muforge.scan`."""
    return {"constants": constants(parsed.constant), "tolerance": parsed.tolerance, "threads": parsed.threads}


def number(text: str) -> float | str:
    """The number that a text stands for; the text itself if none, for others to complain about."""
    try:
        return float(text) if "_" not in text else text
    except ValueError:
        return text


def choice(argument: ArgumentEntry, text: str) -> str | bool:
    """The value of an option that a text stands for; the text itself if none, for others to complain about."""
    return {str(known).lower(): known for known in argument.choices if isinstance(known, bool)}.get(text.lower(), text)


def options(name: str, words: Iterable[str]) -> dict[str, str | bool]:
    """Options that select variants of a quantity."""
    known = _known(name)
    return {key: choice(known[key], text) if key in known else text for key, text in pairs(words).items()}


def _known(name: str) -> Mapping[str, ArgumentEntry]:
    return {argument.name: argument for argument in entry(name).arguments}


def _value(argument: ArgumentEntry, text: str) -> Any:
    if argument.choices:
        return choice(argument, text)
    numbers = [number(part) for part in text.split(",")]
    if any(isinstance(part, str) for part in numbers):
        return text
    return numbers if len(numbers) > 1 or argument.is_list else numbers[0]
