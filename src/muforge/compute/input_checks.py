"""What `evaluate` refuses: unknown names, values of the wrong kind, numbers out of limits, conditions that fail."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from muforge.catalogue.contents import FINEST_TOLERANCE
from muforge.catalogue.entries import ApproximationEntry, ArgumentEntry, Condition, Entry
from muforge.errors import ArgumentError, DomainError, MuforgeError, ValidityError, ValidityWarning, nearest
from muforge.inputs.curves import Curve, as_function
from muforge.inputs.data_sets import filled
from muforge.inputs.labelled_arrays import check_labels
from muforge.inputs.numbers import float_array, shortened
from muforge.inputs.published_tables import IN_GEV

WITH_UNIT = re.compile(rf"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*({'|'.join(IN_GEV)})")
"""A number with a unit of mass behind it, e.g. ``100MeV``."""
COARSEST_TOLERANCE = 0.1
"""Largest relative tolerance of integrals that can be asked for."""
ANY_NUMBER = 1.0
"""What an argument that is not given is set to where the result does not depend on it."""


def checked_inputs(quantity: Entry, inputs: dict[str, Any], outside: str = "error") -> dict[str, Any]:
    """Names and values of the inputs, numbers as float arrays and inside the limits of their arguments.

    Values of functions and tables may lie outside these limits, and are NaN where a table ends, unless `outside` is
    "error".
    """
    values = read_inputs(quantity, inputs)
    functions = given_functions(quantity, inputs)
    for argument in quantity.arguments:
        if argument.name in values and not argument.choices:
            function = functions.get(argument.name)
            if function is not None and outside != "error":
                continue
            if isinstance(function, Curve) and np.isnan(values[argument.name]).any():
                function(values[argument.function_of])  # says where the table ends
            _check_limits(f"{quantity.name}: {argument.name}", argument, values[argument.name])
    return values


def read_inputs(quantity: Entry, inputs: dict[str, Any]) -> dict[str, Any]:
    """Names and values of the inputs, numbers as float arrays, which may lie outside the limits of their arguments."""
    check_names(quantity, inputs)
    check_labels(quantity.name, inputs)
    known = {argument.name: argument for argument in quantity.arguments}
    defaults = {a.name: a.default for a in quantity.arguments if a.default is not None and not a.fills}
    given = {name: value for name, value in inputs.items() if value is not None and name not in quantity.ignored}
    inputs = filled(quantity, defaults | given)
    missing = [a.name for a in quantity.arguments if a.name not in inputs and _is_needed(a, inputs)]
    if missing:
        indifferent = _unused(quantity, inputs)
        wanted = dict.fromkeys(_or_its_table(quantity, inputs, name) for name in missing if name not in indifferent)
        described = "; ".join(_describe(known[name]) for name in wanted)
        if described:
            raise ArgumentError(f"{quantity.name} needs {described}")
        inputs |= dict.fromkeys(missing, ANY_NUMBER)
    for name in inputs:
        rule = known[name].needed_for
        if rule and not known[name].fits(inputs):
            raise ArgumentError(
                f"{quantity.name}: '{name}' is given, but only {rule[0]}={' or '.join(rule[1:])} takes it, "
                f"and {rule[0]} is {inputs.get(rule[0])}"
            )
        absent = [other for other in known[name].given_with if other not in inputs]
        if absent:
            raise ArgumentError(
                f"{quantity.name}: '{name}' is given without {', '.join(absent)}; expected all of "
                f"{', '.join(known[name].given_with)}, or none of them"
            )
    _check_alternatives(quantity, inputs)
    return {name: _read_value(quantity, known[name], value) for name, value in in_numbers(quantity, inputs).items()}


def given_functions(quantity: Entry, inputs: Mapping[str, Any]) -> dict[str, Callable[[Any], Any]]:
    """The functions of other arguments, and the tables, among the inputs."""
    named = {a.name: a.unit for a in quantity.arguments if a.function_of and a.name in inputs}
    found = {name: as_function(f"{quantity.name}: {name}", inputs[name], unit) for name, unit in named.items()}
    return {name: function for name, function in found.items() if function is not None}


def _check_alternatives(quantity: Entry, inputs: Mapping[str, Any]) -> None:
    """Refuse none or several of a group of arguments of which one is to be given."""
    for group in dict.fromkeys(a.one_of for a in quantity.arguments if a.one_of):
        given = [name for name in group if name in inputs]
        if len(given) != 1:
            what = f"alone; {' and '.join(given)} are given" if given else "and none is given"
            raise ArgumentError(f"{quantity.name} needs one of {', '.join(group)} {what}")


def in_numbers(quantity: Entry, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs, with numbers instead of functions of other inputs and of tables, which are NaN where these end."""
    found = dict(inputs)
    known = {a.name: a for a in quantity.arguments}
    for name, function in given_functions(quantity, inputs).items():
        other = known[known[name].function_of]
        at = _read_value(quantity, other, inputs[other.name])
        try:
            found[name] = function.or_nan(at) if isinstance(function, Curve) else function(at)
        except MuforgeError:
            raise
        except Exception as error:
            raise ArgumentError(
                f"{quantity.name}: {name}, a function of {other.name}, ends in "
                f"{type(error).__name__}: {error}; give a function of an array of numbers"
            ) from error
    return found


def _unused(quantity: Entry, inputs: Mapping[str, Any]) -> set[str]:
    """Arguments that the result does not depend on, for the options that are given."""
    given = {name: value for name, value in inputs.items() if isinstance(value, str | bool)}
    fitting = [
        set(variant.unused)
        for variant in quantity.variants
        if all(option not in inputs or given.get(option) == choice for option, choice in variant.options)
    ]
    return set.intersection(*fitting) if fitting else set()


def _or_its_table(quantity: Entry, inputs: Mapping[str, Any], name: str) -> str:
    """The table that a missing list is a column of, if none of its columns is given."""
    tables = (a for a in quantity.arguments if a.rows and name in a.fills and not any(c in inputs for c in a.fills))
    return next((a.name for a in tables), name)


def _is_needed(argument: ArgumentEntry, inputs: Mapping[str, Any]) -> bool:
    """Whether an argument must be given, with the options that are."""
    may_be_missing = argument.fills or argument.formula_default or (argument.optional and not argument.needed_for)
    return argument.fits(inputs) and not may_be_missing


def check_names(quantity: Entry, names: Iterable[str]) -> None:
    """Refuse names that are neither arguments of a quantity nor parameters of its model."""
    known = [argument.name for argument in quantity.arguments]
    for name in names:
        if not isinstance(name, str) or (name not in known and name not in quantity.ignored):
            raise ArgumentError(
                f"{quantity.name} has no argument '{name}'{nearest(name, [*known, *quantity.ignored])}; it takes "
                f"{', '.join(known) or 'no arguments'}"
            )


def _describe(argument: ArgumentEntry) -> str:
    if argument.choices:
        return f"'{argument.name}' (one of {', '.join(map(str, argument.choices))})"
    unit = "" if argument.unit == "1" else f" [{argument.unit}]"
    return f"'{argument.name}' ({argument.about}{unit})"


def _read_value(quantity: Entry, argument: ArgumentEntry, value: Any) -> Any:
    where = f"{quantity.name}: {argument.name}"
    if argument.choices:
        return check_choice(where, argument, value)
    array = float_array(where, value, argument.unit, _number_expected(argument, value))
    if argument.lengths and (array.ndim == 0 or array.shape[-1] not in argument.lengths):
        allowed = ", ".join(map(str, argument.lengths))
        raise DomainError(f"{where} has {array.size if array.ndim else 'no'} elements; a list of {allowed} is expected")
    if argument.components and array.shape[-1:] != (len(argument.components),):
        raise DomainError(f"{where} = {array.tolist()}; a list of {', '.join(argument.components)} is expected")
    if argument.series and (array.ndim == 0 or array.shape[-1] == 0):
        raise DomainError(f"{where} = {value!r}; a list of at least one number is expected")
    return array


def _number_expected(argument: ArgumentEntry, value: Any) -> str:
    """What is expected in place of a value that is no number; texts may be a number with its unit, or a range."""
    expected = "a number or an array of numbers is expected"
    found = WITH_UNIT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found and argument.unit == "GeV":
        return f"{expected}, in GeV: {argument.name}={float(found[1]) * IN_GEV[found[2]]:.12g}"
    if isinstance(value, str) and ":" in value:
        return f"{expected}; a range start:stop:n is for a scan: muforge scan, or muforge.scan"
    return expected if argument.unit == "1" else f"{expected}, in {argument.unit}"


def check_choice(where: str, argument: ArgumentEntry, value: Any) -> str | bool:
    """A value of an option; yes and no are Python's or NumPy's booleans."""
    chosen = bool(value) if isinstance(value, np.bool_) else value
    if isinstance(chosen, str | bool) and chosen in argument.choices:
        return chosen
    texts = [choice for choice in argument.choices if isinstance(choice, str)]
    hint = (nearest(value, texts) if texts else ", a text") if isinstance(value, str) else ""
    raise DomainError(f"{where} = {value!r}{hint}; allowed are {', '.join(map(str, argument.choices))}")


def _check_limits(where: str, argument: ArgumentEntry, array: np.ndarray) -> None:
    """Refuse numbers outside the limits of one argument: a negative mass, infinity."""
    finite = np.isfinite(array)
    if not finite.all():
        raise DomainError(f"{where} = {_first(array, ~finite)}; finite numbers are expected")
    if argument.whole and np.any(array != np.round(array)):
        raise DomainError(f"{where} = {_first(array, array != np.round(array))}; a whole number is expected")
    unit = "" if argument.unit == "1" else f" {argument.unit}"
    for holds, words, limit in _limits(argument):
        if not np.all(holds(array, limit)):
            got = _first(array, ~holds(array, limit))
            raise DomainError(f"{where} = {got}{unit}; expected {words} {limit:g}{unit} ({argument.about})")


def _limits(argument: ArgumentEntry) -> list[tuple[Callable[[Any, float], Any], str, float]]:
    """Comparisons of a number with the limits of its argument, in words too."""
    found = (
        (np.greater, "above", argument.above),
        (np.greater_equal, "at least", argument.at_least),
        (np.less_equal, "at most", argument.at_most),
    )
    return [(holds, words, limit) for holds, words, limit in found if limit is not None]


def within_limits(quantity: Entry, values: dict[str, Any]) -> np.ndarray:
    """Where all numbers are finite and inside the limits of their arguments, in a shape that broadcasts."""
    inside = np.asarray(True)
    for argument in quantity.arguments:
        if argument.name in values and not argument.choices:
            array = values[argument.name]
            with np.errstate(invalid="ignore"):
                allowed = np.isfinite(array) & np.logical_and.reduce(
                    [np.ones(array.shape, bool), *(holds(array, limit) for holds, _, limit in _limits(argument))]
                )
            inside = inside & (allowed.all(axis=-1) if argument.is_list else allowed)
    return inside


def _first(array: np.ndarray, where: np.ndarray) -> str:
    return f"{float(np.atleast_1d(array)[np.atleast_1d(where)][0]):g}"


def check_tolerance(tolerance: float | None) -> float | None:
    """The relative tolerance asked for, refused where integrals cannot honour it."""
    if tolerance is None:
        return None
    expected = f"between {FINEST_TOLERANCE:g} and {COARSEST_TOLERANCE:g}"
    number = float_array("tolerance", tolerance, "1", f"a number {expected} is expected")
    if number.ndim or not FINEST_TOLERANCE <= number <= COARSEST_TOLERANCE:
        raise DomainError(f"tolerance = {shortened(number.tolist())}; a relative tolerance {expected} is expected")
    return float(number)


OUTSIDE = ("error", "warn", "nan")
"""What can be done with points outside the domain of a quantity or the validity of an approximation."""


def check_outside(outside: str) -> str:
    """A choice of `OUTSIDE`."""
    if not isinstance(outside, str) or outside not in OUTSIDE:
        raise DomainError(f"outside = {shortened(outside)}; allowed are {', '.join(OUTSIDE)}")
    return outside


def check_choice_of_limits(outside: str) -> None:
    """A choice of `OUTSIDE` that a limit may have: it has a number at each mass, or a reason for none."""
    if check_outside(outside) == "nan":
        raise DomainError("outside = 'nan'; a limit takes error or warn, and is nan where the model has no rate")


def check_validity(
    quantity: Entry, approximations: tuple[ApproximationEntry, ...], arguments: dict[str, Any], outside: str
) -> None:
    """Say or refuse arguments for which an approximation is not trusted.

    With ``"error"`` those that parts of the quantity make are refused, and those of its own formula are said; with
    ``"warn"`` all are said; with ``"nan"`` all are refused, for the caller to replace.  Mild ones are never refused.
    """
    for made in approximations:
        if made.holds is None or (made.mild and outside == "nan"):
            continue
        got = _failing(quantity, made.holds, arguments)
        if got:
            text = f"{quantity.name}: {got}; {made.name}: trusted for {made.holds.text}; beyond, {made.beyond}"
            if outside == "nan" or (outside == "error" and made.inherited and not made.mild):
                raise ValidityError(f"{text}; outside='warn' computes it all the same")
            warnings.warn(text, ValidityWarning, stacklevel=4)


def check_conditions(quantity: Entry, conditions: tuple[Condition, ...], arguments: dict[str, Any]) -> None:
    """Refuse arguments for which a condition on several of them does not hold."""
    for condition in conditions:
        got = _failing(quantity, condition, arguments)
        if got:
            raise DomainError(f"{quantity.name}: {got}; expected {condition.text}")


def _failing(quantity: Entry, condition: Condition, arguments: dict[str, Any]) -> str:
    """The first arguments for which a condition does not hold, ``m_X = 3, m_K = 0.49``; empty if it holds for all."""
    parts = [arguments[name] for name in condition.names]
    holds = holding(condition, arguments)
    if holds.all():
        return ""
    shown = {
        n: float(np.broadcast_to(p, holds.shape)[~holds].flat[0]) for n, p in zip(condition.names, parts, strict=True)
    }
    return ", ".join(f"{name} = {text}" for name, text in _regrouped(quantity, shown).items())


def holding(condition: Condition, arguments: dict[str, Any]) -> np.ndarray:
    """Where a condition holds, in a shape that broadcasts."""
    with np.errstate(all="ignore"):
        return np.asarray(condition.holds(*(arguments[name] for name in condition.names)), dtype=bool)


def _regrouped(quantity: Entry, numbers: dict[str, float]) -> dict[str, str]:
    """Kernel inputs as a user gives them: the components of a momentum in one list."""
    owner = {f"{a.name}_{component}": a.name for a in quantity.arguments for component in a.components}
    shown: dict[str, str] = {}
    for a in quantity.arguments:
        parts = [f"{numbers[name]:.6g}" for name in (f"{a.name}_{c}" for c in a.components) if name in numbers]
        if parts:
            shown[a.name] = f"[{', '.join(parts)}]"
    return shown | {name: f"{value:.10g}" for name, value in numbers.items() if name not in owner}
