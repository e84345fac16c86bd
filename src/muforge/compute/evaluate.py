"""`evaluate`: any quantity of the catalogue, from named inputs, by its compiled kernel."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.catalogue.contents import FINEST_TOLERANCE
from muforge.catalogue.entries import ArgumentEntry, Condition, Entry, VariantEntry
from muforge.catalogue.lookup import constant_values, entry
from muforge.compute.coupling_powers import is_wide, scaled, separated
from muforge.compute.run import run_variant
from muforge.errors import AccuracyWarning, ArgumentError, DomainError, nearest
from muforge.inputs.labelled_arrays import check_labels
from muforge.inputs.with_units import in_unit
from muforge.kernels.threads import check_threads

COARSEST_TOLERANCE = 0.1
"""Largest relative tolerance of integrals that can be asked for."""


def evaluate(
    name: str,
    *,
    constants: Mapping[str, float] | None = None,
    tolerance: float | None = None,
    threads: int | None = 1,
    return_error: bool = False,
    **inputs: Any,
) -> Any:
    """Compute one quantity.

    Parameters
    ----------
    name : str
        Name in the catalogue, e.g. ``"kaon.branching_ratio"``; `muforge.names` lists them.
    constants : mapping of str to float, optional
        Values that replace values of the table of constants, e.g. ``{"m_mu": 0.10566}``.
    tolerance : float, optional
        Relative tolerance of integrals, between 1e-14 and 0.1; a larger one buys speed.  By default integrals in one
        dimension are as accurate as double precision allows, and integrals in more as accurate as the quantity
        promises.  Quantities without an integral and solutions of equations ignore the tolerance.
    threads : int or None
        Use up to this many cores, or with None all there are; large calls are faster, results the same to the
        last bit.
    return_error : bool
        Also return the estimated absolute error of the quadrature or of the procedure (0 where a formula without an
        integral is computed).  It excludes the effect of rounding the inputs, which dominates close to thresholds.
    **inputs
        Arguments of the quantity by name: options as text, numbers as floats or arrays that broadcast
        against each other, lists as sequences.  Natural units, GeV, unless a name says otherwise.

    Returns
    -------
    float, complex or ndarray
        In the unit of the quantity; with `return_error` a pair of result and error.

    Raises
    ------
    KeyError
        Unknown quantity.
    TypeError
        Missing or unknown argument, or a value that is not a number.
    ValueError
        Unphysical value, option that does not exist, arrays that do not broadcast.

    Warns
    -----
    AccuracyWarning
        If an integral missed its tolerance.

    Examples
    --------
    >>> import muforge
    >>> round(muforge.evaluate("kaon.branching_ratio", boson="lmu_ltau", m_X=0.03, g=1e-3), 12)
    9.5928e-08
    """
    return compute(prepare(name, constants, inputs), tolerance, threads, return_error)


@dataclass(frozen=True)
class Call:
    """A quantity, one of its variants and checked inputs.

    Parameters
    ----------
    quantity : Entry
    variant : VariantEntry
    values : dict
        As the user gave them, numbers as arrays.
    arguments : dict
        Kernel arguments, constants among them.
    shape : tuple of int
        Of the result.
    """

    quantity: Entry
    variant: VariantEntry
    values: dict[str, Any]
    arguments: dict[str, Any]
    shape: tuple[int, ...]


def prepare(name: str, constants: Mapping[str, float] | None, inputs: dict[str, Any]) -> Call:
    """Check inputs and choose the variant that they belong to."""
    quantity = entry(name)
    values = _check_inputs(quantity, inputs)
    table = constant_values(constants)
    variant = _choose(quantity, values)
    arguments = _kernel_arguments(quantity, variant, values, table)
    return Call(quantity, variant, values, arguments, _common_shape(quantity, values))


def compute(
    call: Call, tolerance: float | None, threads: int | None, return_error: bool, out: np.ndarray | None = None
) -> Any:
    """The result of a call, with `return_error` also its error; `evaluate` explains the arguments.

    The result may be written to `out`, an array of its shape, which saves a copy of a large result.
    """
    quantity, variant, shape = call.quantity, call.variant, call.shape
    wanted = check_tolerance(tolerance)
    cores = check_threads(threads)
    if variant.value is not None:
        result: Any = np.full(shape, variant.value)
        error: Any = np.zeros(shape)
    else:
        _check_conditions(quantity, variant.physical, call.arguments)
        if variant.composition:  # kernels are NaN outside their domain, the formula around them may not be
            _check_conditions(quantity, variant.valid, call.arguments)
        reduced, factor = separated(variant, call.arguments)
        result, error = run_variant(quantity, variant, reduced, shape, wanted, cores)
        if np.any(np.isnan(result)):
            _check_conditions(quantity, variant.valid, call.arguments)
            given = _summary(call.values)
            raise DomainError(f"{quantity.name}: the result is not a number for these inputs: {given}")
        limit = wanted if wanted and variant.takes_tolerance else max(variant.tolerance or 0.0, quantity.accuracy)
        if not variant.exact and np.any(error > limit * np.abs(result)):
            worst = float(np.max(error / np.where(result == 0, 1, np.abs(result))))
            warnings.warn(
                f"{quantity.name}: relative error up to {worst:.1e} where {limit:.1e} was expected",
                AccuracyWarning,
                stacklevel=3,
            )
        if variant.powers:
            with np.errstate(all="ignore"):
                error = np.where(error == 0, 0.0, error * np.abs(factor)).astype(float) if return_error else 0.0
            finite = np.isfinite(result) if is_wide(factor) else True
            result = scaled(result, factor, out)
            if is_wide(factor) and np.any(finite & ~np.isfinite(result)):
                given = _summary(call.values)
                raise DomainError(
                    f"{quantity.name}: the result is too large for double precision for these inputs: {given}"
                )
    result = result if np.ndim(result) else np.asarray(result).item()
    error = error if np.ndim(error) else np.asarray(error).item()
    return (result, error) if return_error else result


def inside_domain(call: Call) -> np.ndarray:
    """Where the conditions of a quantity hold, in a shape that broadcasts; `compute` refuses the other points."""
    inside = np.asarray(True)
    for condition in (*call.variant.physical, *call.variant.valid):
        with np.errstate(all="ignore"):
            inside = inside & np.asarray(condition.holds(*(call.arguments[n] for n in condition.names)), dtype=bool)
    return inside


# ----- inputs ------------------------------------------------------------------------------------------------


def _check_inputs(quantity: Entry, inputs: dict[str, Any]) -> dict[str, Any]:
    """Names and values of the inputs, numbers as float arrays."""
    check_names(quantity, inputs)
    check_labels(quantity.name, inputs)
    known = {argument.name: argument for argument in quantity.arguments}
    defaults = {a.name: a.default for a in quantity.arguments if a.default is not None}
    inputs = defaults | {name: value for name, value in inputs.items() if value is not None}
    missing = [a.name for a in quantity.arguments if a.name not in inputs and _is_needed(a, inputs)]
    if missing:
        described = "; ".join(_describe(known[name]) for name in missing)
        raise ArgumentError(f"{quantity.name} needs {described}")
    for name in inputs:
        rule = known[name].needed_for
        if rule and not known[name].fits(inputs):
            raise ArgumentError(
                f"{quantity.name}: '{name}' is given, but only {rule[0]}={' or '.join(rule[1:])} takes it, "
                f"and {rule[0]} is {inputs.get(rule[0])}"
            )
    return {name: _check_value(quantity, known[name], value) for name, value in inputs.items()}


def _is_needed(argument: ArgumentEntry, inputs: Mapping[str, Any]) -> bool:
    """Whether an argument must be given, with the options that are."""
    return argument.fits(inputs) and (bool(argument.needed_for) or not argument.optional)


def check_names(quantity: Entry, names: Iterable[str]) -> None:
    """Refuse names that are not arguments of a quantity."""
    known = [argument.name for argument in quantity.arguments]
    for name in names:
        if name not in known:
            raise ArgumentError(
                f"{quantity.name} has no argument '{name}'{nearest(name, known)}; it takes "
                f"{', '.join(known) or 'no arguments'}"
            )


def _describe(argument: ArgumentEntry) -> str:
    if argument.choices:
        return f"'{argument.name}' (one of {', '.join(map(str, argument.choices))})"
    unit = "" if argument.unit == "1" else f" [{argument.unit}]"
    return f"'{argument.name}' ({argument.about}{unit})"


def _check_value(quantity: Entry, argument: ArgumentEntry, value: Any) -> Any:
    where = f"{quantity.name}: {argument.name}"
    if argument.choices:
        return _check_choice(where, argument, value)
    check_unmasked(where, value)
    plain = in_unit(where, value, argument.unit)
    try:
        array = np.asarray(plain)
        if array.dtype.kind not in "iuf":
            raise TypeError
        array = array.astype(float)
    except (TypeError, ValueError):
        raise ArgumentError(f"{where} = {value!r}; a number or an array of numbers is expected") from None
    if argument.lengths and (array.ndim == 0 or array.shape[-1] not in argument.lengths):
        allowed = ", ".join(map(str, argument.lengths))
        raise DomainError(f"{where} has {array.size if array.ndim else 'no'} elements; a list of {allowed} is expected")
    if argument.components and array.shape[-1:] != (len(argument.components),):
        raise DomainError(f"{where} = {array.tolist()}; a list of {', '.join(argument.components)} is expected")
    if argument.series and (array.ndim == 0 or array.shape[-1] == 0):
        raise DomainError(f"{where} = {value!r}; a list of at least one number is expected")
    _check_limits(where, argument, array)
    return array


def check_unmasked(where: str, value: Any) -> None:
    """Refuse arrays with masked elements, which would be computed as if they were not masked."""
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        raise ArgumentError(f"{where} has masked elements; give those that count, e.g. with its method compressed()")


def _check_choice(where: str, argument: ArgumentEntry, value: Any) -> str | bool:
    """A value of an option; yes and no are Python's or NumPy's booleans."""
    chosen = bool(value) if isinstance(value, np.bool_) else value
    if isinstance(chosen, str | bool) and chosen in argument.choices:
        return chosen
    texts = [choice for choice in argument.choices if isinstance(choice, str)]
    hint = (nearest(value, texts) if texts else ", a text") if isinstance(value, str) else ""
    raise DomainError(f"{where} = {value!r}{hint}; allowed are {', '.join(map(str, argument.choices))}")


def _check_limits(where: str, argument: ArgumentEntry, array: np.ndarray) -> None:
    finite = np.isfinite(array)
    if not finite.all():
        raise DomainError(f"{where} = {_first(array, ~finite)}; finite numbers are expected")
    unit = "" if argument.unit == "1" else f" {argument.unit}"
    limits = (
        (argument.above, lambda x, limit: x > limit, "above"),
        (argument.at_least, lambda x, limit: x >= limit, "at least"),
        (argument.at_most, lambda x, limit: x <= limit, "at most"),
    )
    for limit, holds, words in limits:
        if limit is not None and not np.all(holds(array, limit)):
            got = _first(array, ~holds(array, limit))
            raise DomainError(f"{where} = {got}{unit}; expected {words} {limit:g}{unit} ({argument.about})")


def _first(array: np.ndarray, where: np.ndarray) -> str:
    return f"{float(np.atleast_1d(array)[np.atleast_1d(where)][0]):g}"


def check_tolerance(tolerance: float | None) -> float | None:
    """The relative tolerance asked for, refused where integrals cannot honour it."""
    if tolerance is None:
        return None
    expected = f"between {FINEST_TOLERANCE:g} and {COARSEST_TOLERANCE:g}"
    if not isinstance(tolerance, int | float) or isinstance(tolerance, bool):
        raise ArgumentError(f"tolerance = {tolerance!r}; a number {expected} is expected")
    if not (FINEST_TOLERANCE <= tolerance <= COARSEST_TOLERANCE):
        raise DomainError(f"tolerance = {tolerance:g}; a relative tolerance {expected} is expected")
    return float(tolerance)


# ----- kernels ------------------------------------------------------------------------------------------------


def _choose(quantity: Entry, values: dict[str, Any]) -> VariantEntry:
    """The variant for the options, optional arguments and list lengths given."""
    optional = {a.name for a in quantity.arguments if a.optional and a.name in values}
    for variant in quantity.variants:
        options = all(values[option] == choice for option, choice in variant.options)
        lengths = all(values[name].shape[-1] == length for name, length in variant.lengths)
        if options and optional == set(variant.present) and lengths:
            return variant
    raise DomainError(f"{quantity.name} is not defined for {_summary(values)}")


def _kernel_arguments(
    quantity: Entry, variant: VariantEntry, values: dict[str, Any], table: Mapping[str, float]
) -> dict[str, Any]:
    """Kernel argument -> value: constants, arguments, constants picked by options, elements of lists."""
    arguments: dict[str, Any] = dict(table) | values
    for argument in quantity.arguments:
        for i, component in enumerate(argument.components):
            arguments[f"{argument.name}_{component}"] = values[argument.name][..., i]
    for parameter, option, choices in variant.selected:
        arguments[parameter] = table[choices[values[option]]]
    for name, length in variant.lengths:
        for i in range(length):
            arguments[f"{name}_{i + 1}"] = values[name][..., i]
    return arguments


def _common_shape(quantity: Entry, values: dict[str, Any]) -> tuple[int, ...]:
    """The shape of the result."""
    listlike = {a.name for a in quantity.arguments if a.is_list}
    shapes = {
        name: np.shape(value)[:-1] if name in listlike else np.shape(value)
        for name, value in values.items()
        if not isinstance(value, str | bool)
    }
    try:
        shape = np.broadcast_shapes(*shapes.values())
    except ValueError:
        text = ", ".join(f"{name} {shape}" for name, shape in shapes.items() if shape)
        raise DomainError(f"{quantity.name}: the shapes of the inputs do not broadcast: {text}") from None
    lengths = {name: np.shape(values[name])[-1] for name in listlike if name in values}
    series = [a.name for a in quantity.arguments if a.series]
    if len({lengths[name] for name in series if name in lengths}) > 1:
        text = ", ".join(f"{name} {lengths[name]}" for name in series)
        raise DomainError(f"{quantity.name}: lists of different lengths: {text}; expected one length")
    return shape


def _check_conditions(quantity: Entry, conditions: tuple[Condition, ...], arguments: dict[str, Any]) -> None:
    for condition in conditions:
        parts = [arguments[name] for name in condition.names]
        with np.errstate(all="ignore"):
            holds = np.asarray(condition.holds(*parts), dtype=bool)
        if not holds.all():
            shown = {
                n: float(np.broadcast_to(p, holds.shape)[~holds].flat[0])
                for n, p in zip(condition.names, parts, strict=True)
            }
            got = ", ".join(f"{name} = {text}" for name, text in _regrouped(quantity, shown).items())
            raise DomainError(f"{quantity.name}: {got}; expected {condition.text}")


def _regrouped(quantity: Entry, numbers: dict[str, float]) -> dict[str, str]:
    """Kernel inputs as a user gives them: the components of a momentum in one list."""
    owner = {f"{a.name}_{component}": a.name for a in quantity.arguments for component in a.components}
    shown: dict[str, str] = {}
    for a in quantity.arguments:
        parts = [f"{numbers[name]:.6g}" for name in (f"{a.name}_{c}" for c in a.components) if name in numbers]
        if parts:
            shown[a.name] = f"[{', '.join(parts)}]"
    return shown | {name: f"{value:.10g}" for name, value in numbers.items() if name not in owner}


def _summary(values: dict[str, Any]) -> str:
    def text(value: Any) -> str:
        if isinstance(value, str | bool) or np.ndim(value) == 0:
            return f"{value}"
        return f"array of shape {np.shape(value)}" if math.prod(np.shape(value)) > 6 else f"{value.tolist()}"

    return ", ".join(f"{name} = {text(value)}" for name, value in values.items()) or "no arguments"
