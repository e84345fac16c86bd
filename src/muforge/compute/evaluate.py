"""`evaluate`: any quantity of the catalogue, from named inputs, by its compiled kernel."""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.catalogue.entries import Entry, VariantEntry
from muforge.catalogue.lookup import constant_values, entry
from muforge.compute.coupling_powers import scaled, separated
from muforge.compute.input_checks import (
    check_conditions,
    check_outside,
    check_tolerance,
    check_validity,
    checked_inputs,
    given_functions,
    holding,
    read_inputs,
    within_limits,
)
from muforge.compute.number_range import check_range, check_result
from muforge.compute.plausibility import warn_of_implausible
from muforge.compute.points import by_halves
from muforge.compute.run import run_variant
from muforge.errors import AccuracyWarning, DomainError, ValidityWarning
from muforge.inputs.numbers import check_flag
from muforge.kernels.threads import check_threads


def evaluate(
    name: str,
    *,
    constants: Mapping[str, float] | None = None,
    tolerance: float | None = None,
    threads: int | None = 1,
    return_error: bool = False,
    outside: str = "error",
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
    outside : {"error", "warn", "nan"}
        What happens outside the domain of the quantity, and outside the region in which an approximation is trusted.
        "error" refuses the domain, and the approximations of parts, a width in a sum for instance; where the formula
        itself is the approximation, its number comes with a warning.  "warn" warns: the result is NaN where there is
        no number.  "nan" returns NaN for both without a word.
    **inputs
        Arguments of the quantity by name: options as text, numbers as floats or arrays that broadcast
        against each other, lists as sequences.  Natural units, GeV, unless a name says otherwise.

    Returns
    -------
    float, complex or ndarray
        In the unit of the quantity; with `return_error` a pair of result and error.  Quantities that return several
        numbers, both edges of a band for instance, have them along a last axis.

    Raises
    ------
    KeyError
        Unknown quantity.
    TypeError
        Missing or unknown argument, or a value that is not a number.
    ValueError
        Unphysical value, option that does not exist, arrays that do not broadcast; `ValidityError` where an
        approximation is not trusted.

    Warns
    -----
    AccuracyWarning
        If an integral missed its tolerance.
    ValidityWarning
        If a number comes from an approximation where that is not trusted.
    ImplausibleWarning
        If inputs or the result are hardly meant: couplings without a perturbation theory, masses in MeV, branching
        fractions above 1, a constant that is replaced in vain.

    Examples
    --------
    >>> import muforge
    >>> round(muforge.evaluate("kaon.branching_ratio", boson="lmu_ltau", m_X=0.03, g=1e-3), 12)
    9.5928e-08
    """
    elements = unsettled(name, inputs)
    if elements:
        settings: dict[str, Any] = {
            "tolerance": tolerance,
            "threads": threads,
            "return_error": return_error,
            "outside": outside,
        }
        results = [evaluate(name, constants=constants, **settings, **(inputs | chosen)) for chosen in elements]
        return tuple(stacked(r) for r in zip(*results, strict=True)) if return_error else stacked(results)
    if check_outside(outside) == "error":
        call = prepare(name, constants, inputs)
        quantity, values = call.quantity, call.values
        answer = compute(call, tolerance, threads, return_error)
    else:
        answer = where_defined(name, constants, inputs, tolerance, threads, return_error, outside)
        quantity = entry(name)
        values = read_inputs(quantity, inputs)
    warn_of_implausible(quantity, values, constants, answer[0] if return_error else answer)
    return answer


def unsettled(name: str, inputs: Mapping[str, Any]) -> list[dict[str, str | bool]]:
    """The choices of an option whose results belong together, if there is one and it is not given."""
    option = next((a for a in entry(name).arguments if a.stacked), None)
    return [{option.name: choice} for choice in option.choices] if option and option.name not in inputs else []


def stacked(results: Sequence[Any]) -> np.ndarray:
    """Results that belong together along a last axis."""
    return np.stack(np.broadcast_arrays(*results), axis=-1)


def evaluate_quietly(
    name: str,
    *,
    constants: Mapping[str, float] | None = None,
    tolerance: float | None = None,
    threads: int | None = 1,
    return_error: bool = False,
    outside: str = "error",
    **inputs: Any,
) -> Any:
    """`evaluate` without `ImplausibleWarning`, for searches, which try values that nobody means."""
    if check_outside(outside) == "error":
        return compute(prepare(name, constants, inputs), tolerance, threads, return_error)
    return where_defined(name, constants, inputs, tolerance, threads, return_error, outside)


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


def prepare(name: str, constants: Mapping[str, float] | None, inputs: dict[str, Any], outside: str = "error") -> Call:
    """Check inputs and choose the variant that they belong to; `outside` as in `checked_inputs`."""
    quantity = entry(name)
    return call_of(quantity, checked_inputs(quantity, inputs, outside), constants)


def call_of(quantity: Entry, values: dict[str, Any], constants: Mapping[str, float] | None) -> Call:
    """The call of a quantity with inputs that were read."""
    table = constant_values(constants)
    variant = _choose(quantity, values)
    arguments = _kernel_arguments(quantity, variant, values, table)
    return Call(quantity, variant, values, arguments, _common_shape(quantity, values))


def compute(
    call: Call,
    tolerance: float | None,
    threads: int | None,
    return_error: bool,
    out: np.ndarray | None = None,
    outside: str = "error",
) -> Any:
    """The result of a call, with `return_error` also its error; `evaluate` explains the arguments.

    The result may be written to `out`, an array of its shape, which saves a copy of a large result.  Points outside
    the domain are refused; `outside` says what happens where an approximation is not trusted, see `check_validity`.
    """
    quantity, variant, shape = call.quantity, call.variant, call.shape
    wanted = check_tolerance(tolerance)
    cores = check_threads(threads)
    check_flag("return_error", return_error)
    if variant.value is not None:
        result: Any = np.full(shape, variant.value)
        error: Any = np.zeros(shape)
    else:
        check_range(quantity, variant, call.arguments)
        check_conditions(quantity, variant.physical, call.arguments)
        if variant.composition:  # kernels are NaN outside their domain, the formula around them may not be
            check_conditions(quantity, variant.valid, call.arguments)
        check_validity(quantity, variant.approximations, call.arguments, outside)
        reduced, factor = separated(variant, call.arguments)
        result, error = run_variant(quantity, variant, reduced, shape, wanted, cores)
        if np.any(np.isnan(result)):
            check_conditions(quantity, variant.valid, call.arguments)
            given = _summary(call.values)
            raise DomainError(
                f"{quantity.name}: the result is not a number in double precision for {given}; "
                "take values closer to the scale of the process, or leave this point out with outside='nan'"
            )
        limit = wanted if wanted and variant.takes_tolerance else max(variant.tolerance or 0.0, quantity.accuracy)
        if not variant.exact and np.any(error > limit * np.abs(result)):
            worst = float(np.max(error / np.where(result == 0, 1, np.abs(result))))
            warnings.warn(
                f"{quantity.name}: relative error up to {worst:.1e} where {limit:.1e} was expected",
                AccuracyWarning,
                stacklevel=3,
            )
        before = result
        if variant.powers:
            with np.errstate(all="ignore"):
                error = np.where(error == 0, 0.0, error * np.abs(factor)).astype(float) if return_error else 0.0
            result = scaled(result, factor, out)
        check_result(quantity, result, before, factor, _summary(call.values))
    result = result if np.ndim(result) else np.asarray(result).item()
    error = error if np.ndim(error) else np.asarray(error).item()
    return (result, error) if return_error else result


def inside_domain(call: Call) -> np.ndarray:
    """Where the conditions of a quantity hold, in a shape that broadcasts; `compute` refuses the other points."""
    inside = np.asarray(True)
    for condition in (*call.variant.physical, *call.variant.valid):
        inside = inside & holding(condition, call.arguments)
    return inside


def inside_validity(call: Call) -> np.ndarray:
    """Where the approximations of a quantity are trusted, in a shape that broadcasts."""
    inside = np.asarray(True)
    for made in call.variant.approximations:
        if made.holds is not None and not made.mild:
            inside = inside & holding(made.holds, call.arguments)
    return inside


def where_defined(
    name: str,
    constants: Mapping[str, float] | None,
    inputs: dict[str, Any],
    tolerance: float | None,
    threads: int | None,
    return_error: bool,
    outside: str,
    made_of: Callable[[Call], Call] = lambda call: call,
) -> Any:
    """The result for "warn" and "nan": NaN where there is no number, or with "nan" where none is trusted.

    It is the result of what `made_of` makes of the call: of its derivative, for instance.
    """
    quantity = entry(name)
    values = read_inputs(quantity, inputs)
    call, wanted = call_of(quantity, values, constants), check_tolerance(tolerance)
    inside = np.broadcast_to(within_limits(quantity, values) & inside_domain(call), call.shape)
    if outside == "nan":
        inside = inside & inside_validity(call)
    if inside.all():
        with contextlib.suppress(DomainError):
            return compute(made_of(call), wanted, threads, return_error, outside=outside)
    lists = {a.name for a in quantity.arguments if a.is_list}
    functions = given_functions(quantity, inputs)
    dimensions = {key: np.ndim(v) - (key in lists) for key, v in values.items() if key not in functions}

    def selected(where: np.ndarray) -> dict[str, np.ndarray]:
        """Arguments that are arrays, at some points."""
        shapes = {key: call.shape + (values[key].shape[-1:] if key in lists else ()) for key in values}
        return {key: np.broadcast_to(values[key], shapes[key])[where] for key, n in dimensions.items() if n}

    def at(columns: Mapping[str, np.ndarray]) -> Any:
        made = made_of(prepare(name, constants, values | functions | dict(columns)))
        return compute(made, wanted, threads, True, outside=outside)

    elements = call.variant.shape_of_elements
    result = np.full(call.shape + elements, np.nan, complex if call.variant.complex else float)
    error, message = np.full(call.shape + elements, np.nan), ""
    if inside.any():
        result[inside], error[inside], message = by_halves(at, selected(inside), elements)
    if outside == "warn" and np.isnan(result).any():
        message = message or by_halves(at, {key: column[:1] for key, column in selected(~inside).items()})[2]
        warnings.warn(f"{message}; {int(np.isnan(result).sum())} of {result.size} points are NaN", ValidityWarning, 3)
    plain, uncertain = (array if array.ndim else array.item() for array in (result, error))
    return (plain, uncertain) if return_error else plain


def _choose(quantity: Entry, values: dict[str, Any]) -> VariantEntry:
    """The variant for the options, optional arguments and list lengths given."""
    optional = {a.name for a in quantity.arguments if a.optional and not a.fills and a.name in values}
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


def _summary(values: dict[str, Any]) -> str:
    def text(value: Any) -> str:
        if isinstance(value, str | bool) or np.ndim(value) == 0:
            return f"{value}"
        return f"array of shape {np.shape(value)}" if math.prod(np.shape(value)) > 6 else f"{value.tolist()}"

    return ", ".join(f"{name} = {text(value)}" for name, value in values.items()) or "no arguments"
