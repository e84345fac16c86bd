"""`solve`: the value of an argument at which a quantity has a given value, for all elements at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.catalogue.entries import ArgumentEntry, Entry
from muforge.catalogue.lookup import entry
from muforge.compute.evaluate import compute, evaluate_quietly, prepare
from muforge.compute.input_checks import check_names, checked_inputs
from muforge.compute.root_search import Curves, Found, roots_of
from muforge.errors import ArgumentError, DomainError
from muforge.inputs.numbers import float_array, list_of, shortened

WIDEST = (1e-12, 1e12)
"""Where an argument without limits of its own is searched."""


@dataclass(frozen=True)
class Solutions:
    """Where a quantity has a value.

    Parameters
    ----------
    argument : str
        The argument that was solved for.
    unit : str
    branches : ndarray
        Solutions in ascending order along the first axis, NaN where there are fewer than elsewhere.  The other axes are
        those of the inputs.
    reasons : ndarray of str
        Why there is none, in the shape of the inputs; empty where there is one.
    """

    argument: str
    unit: str
    branches: np.ndarray
    reasons: np.ndarray

    @property
    def lowest(self) -> np.ndarray:
        """The smallest solution of each element, NaN where there is none."""
        return self.branches[0]

    @property
    def highest(self) -> np.ndarray:
        """The largest solution of each element, NaN where there is none."""
        counted = np.maximum(self.count - 1, 0)
        return np.take_along_axis(self.branches, counted[np.newaxis], axis=0)[0]

    @property
    def count(self) -> np.ndarray:
        """How many solutions each element has."""
        return np.sum(np.isfinite(self.branches), axis=0)

    def __repr__(self) -> str:
        most, none = len(self.branches), int(np.sum(self.count == 0))
        first = next((str(reason) for reason in self.reasons.flat if reason), "")
        missing = f"; {none} without a solution: {first}" if none else ""
        return f"<Solutions {self.argument} [{self.unit}]: shape {self.reasons.shape}, up to {most} branches{missing}>"


def solve(
    name: str,
    *,
    for_: str,
    value: Any,
    between: tuple[float, float] | None = None,
    constants: Mapping[str, float] | None = None,
    tolerance: float | None = None,
    threads: int | None = 1,
    **inputs: Any,
) -> Solutions:
    """Find the values of an argument at which a quantity has a given value.

    Parameters
    ----------
    name : str
        Name in the catalogue.
    for_ : str
        The argument to solve for, a number.  A coupling that enters as a power is found in one evaluation; a negative
        one of the same modulus is not listed.  Other arguments are searched on a logarithmic scale, all elements at
        once, and a maximum or minimum between two solutions is looked for.
    value : float or ndarray
        What the quantity should be, in its unit; broadcasts with the inputs.
    between : pair of float, optional
        Where the argument is searched, above 0; by default its limits, at most from 1e-12 to 1e12 in its unit.
        Points at which the quantity is not defined are passed over.
    constants, tolerance, threads
        As in `muforge.evaluate`.
    **inputs
        The other arguments.

    Returns
    -------
    Solutions

    Raises
    ------
    KeyError, TypeError, ValueError
        As `muforge.evaluate`; also for an argument that is no number, and for limits that are not in order.

    Examples
    --------
    >>> import muforge
    >>> found = muforge.solve("gminus2.neutral_boson", for_="g", value=2.5e-9, boson="vector", m_X=[0.01, 0.1])
    >>> found.lowest.round(6)
    array([0.000502, 0.000944])
    """
    quantity = entry(name)
    argument = _argument(quantity, for_)
    several = next((variant.elements for variant in quantity.variants if variant.elements), ())
    if several:
        raise ArgumentError(f"{name} has several numbers at each point, {', '.join(several)}; one is expected")
    if for_ in inputs:
        raise ArgumentError(f"{name}: {for_} is given and solved for; give its value in one place")
    check_names(quantity, inputs)
    limits = _interval(quantity, argument, between)
    wanted = float_array(f"{name}: value", value, quantity.unit)
    if not np.isfinite(wanted).all():
        raise DomainError(f"{name}: value = {shortened(value)}; finite numbers are expected")
    settings: dict[str, Any] = {"constants": constants, "tolerance": tolerance, "threads": threads}
    start = limits[0] if between else np.clip(1.0, *limits)
    values = checked_inputs(quantity, inputs | {for_: start})
    lists = {a.name for a in quantity.arguments if a.is_list}
    varying = {n: v for n, v in values.items() if n != for_ and np.ndim(v) > (n in lists)}
    try:
        shape = np.broadcast_shapes(
            wanted.shape, *(np.shape(v)[: np.ndim(v) - (n in lists)] for n, v in varying.items())
        )
    except ValueError:
        raise DomainError(f"{name}: the shapes of value and of the inputs do not broadcast") from None
    power = _power(name, for_, inputs, constants, start)
    if power and not between:
        return _by_power(name, argument, quantity, power, wanted, shape, settings, inputs)
    flat = {n: np.broadcast_to(v, shape + v.shape[-1:] if n in lists else shape) for n, v in varying.items()}
    columns = {n: v.reshape((-1, *v.shape[len(shape) :])) for n, v in flat.items()}
    fixed = {n: v for n, v in values.items() if n != for_ and n not in varying}
    target = np.broadcast_to(wanted, shape).reshape(-1)

    def excess(x: np.ndarray, places: np.ndarray) -> np.ndarray:
        at: dict[str, Any] = {n: column[places] for n, column in columns.items()} | {for_: x}
        got: Any = evaluate_quietly(name, outside="nan", **settings, **fixed, **at)
        return np.asarray(got - target[places])

    found = roots_of(Curves(excess, target.size), *limits)
    return _solutions(argument, found, shape, quantity, target)


def _argument(quantity: Entry, for_: str) -> ArgumentEntry:
    check_names(quantity, [for_])
    argument = next(a for a in quantity.arguments if a.name == for_)
    if argument.choices or argument.is_list:
        kind = "an option" if argument.choices else "a list"
        raise ArgumentError(f"{quantity.name}: {for_} is {kind}; only a number can be solved for")
    return argument


def _interval(quantity: Entry, argument: ArgumentEntry, between: tuple[float, float] | None) -> tuple[float, float]:
    """Where an argument is searched."""
    where = f"{quantity.name}: between"
    if between is not None:
        ends = list_of(where, between, argument.unit, above=0)
        if len(ends) != 2 or not ends[0] < ends[1]:
            raise DomainError(f"{where} = {shortened(between)}; two numbers, the smaller one first, are expected")
        return float(ends[0]), float(ends[1])
    lowest = max(argument.above or 0.0, argument.at_least or 0.0, 0.0)
    highest = WIDEST[1] if argument.at_most is None else argument.at_most
    if highest <= 0:
        raise DomainError(f"{quantity.name}: {argument.name} is at most {highest:g}; only numbers above 0 are found")
    edge = lowest * (1 + 1e-12) if argument.above == lowest else lowest
    return max(edge, min(WIDEST[0], highest * WIDEST[0])), highest


def _power(
    name: str, for_: str, inputs: Mapping[str, Any], constants: Mapping[str, float] | None, start: float
) -> float | None:
    """The power with which an argument multiplies the quantity, if it enters in no other way."""
    try:
        variant = prepare(name, constants, dict(inputs) | {for_: start}).variant
    except DomainError:
        return None
    return dict(variant.powers).get(for_)


def _by_power(
    name: str,
    argument: ArgumentEntry,
    quantity: Entry,
    power: float,
    wanted: np.ndarray,
    shape: tuple[int, ...],
    settings: Mapping[str, Any],
    inputs: Mapping[str, Any],
) -> Solutions:
    """The solution of ``c x^power = value``, with c computed at x = 1."""
    at_one = prepare(name, settings["constants"], dict(inputs) | {argument.name: 1.0})
    with np.errstate(all="ignore"):
        unit = compute(at_one, settings["tolerance"], settings["threads"], return_error=False)
        ratio = np.broadcast_to(wanted / unit, shape)
        root = np.where(ratio > 0, np.abs(ratio) ** (1 / power), np.nan)
    if argument.at_most is not None:
        root = np.where(root > argument.at_most, np.nan, root)
    root = np.where(np.isfinite(root) & (root > 0), root, np.nan)
    unit = np.broadcast_to(unit, shape)

    def reason(place: int) -> str:
        if unit.flat[place] == 0:
            return f"{name} is 0 whatever {argument.name} is"
        if ratio.flat[place] <= 0:
            sign = "above" if unit.flat[place] > 0 else "below"
            return f"{name} is {sign} 0 whatever {argument.name} is"
        return f"{argument.name} = {abs(ratio.flat[place]) ** (1 / power):.3g} would be needed, which it cannot be"

    missing = np.flatnonzero(np.isnan(root))
    reasons = np.full(root.size, "", dtype=object)
    reasons[missing] = [reason(int(place)) for place in missing]
    return Solutions(argument.name, argument.unit, root[np.newaxis], reasons.reshape(shape))


def _solutions(
    argument: ArgumentEntry, found: Found, shape: tuple[int, ...], quantity: Entry, target: np.ndarray
) -> Solutions:
    """The roots of all elements in the shape of the inputs, and why some have none."""
    branches = found.roots if len(found.roots) else np.full((1, target.size), np.nan)
    reasons = np.full(target.size, "", dtype=object)
    for place in np.flatnonzero(np.isnan(branches[0])):
        low, high = found.least[place] + target[place], found.most[place] + target[place]
        searched = f"for {argument.name} from {found.low:g} to {found.high:g}"
        reasons[place] = (
            f"{quantity.name} is not defined {searched}"
            if np.isnan(low)
            else f"{quantity.name} is between {low:.3g} and {high:.3g} {searched}, never {target[place]:.3g}"
        )
    return Solutions(argument.name, argument.unit, branches.reshape((-1, *shape)), reasons.reshape(shape))
