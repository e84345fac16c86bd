"""`scan`: a quantity on a grid, computed block by block."""

from __future__ import annotations

import contextlib
import itertools
import math
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from muforge.catalogue.lookup import entry
from muforge.compute.evaluate import Call, compute, inside_domain, inside_validity, prepare, unsettled
from muforge.compute.input_checks import check_names, check_outside, check_tolerance, within_limits
from muforge.compute.plausibility import implausible
from muforge.compute.points import by_halves
from muforge.errors import AccuracyWarning, ArgumentError, DomainError, ValidityWarning
from muforge.inputs.with_units import in_unit
from muforge.kernels.extension import extension
from muforge.kernels.threads import check_threads
from muforge.scans.grids import block_at, functions_of_axes, make_axes
from muforge.scans.results import ScanResult, empty_result

SECONDS_PER_BLOCK = 0.2
LARGEST_BLOCK = 2**20
GROWTH = 64
"""A block has at most this many times the points of the one before, which may have been cheap by accident."""


def scan(
    name: str,
    grid: Mapping[str, Any],
    *,
    constants: Mapping[str, float] | None = None,
    tolerance: float | None = None,
    threads: int | None = 1,
    progress: Callable[[int, int], None] | None = None,
    outside: str = "nan",
    **fixed: Any,
) -> ScanResult:
    """Compute a quantity on a grid.

    Points outside the quantity's domain, and points at which an approximation is not trusted, become NaN, and the
    result says how many and why.

    Parameters
    ----------
    name : str
        Name in the catalogue.
    grid : mapping
        Argument -> values of an axis: a sequence of numbers or options, or a text
        ``"start:stop:n"`` or ``"start:stop:n:log"``.  Axes of options come first in the result.
    constants, tolerance, threads
        As in `muforge.evaluate`.
    progress : callable, optional
        Called with the number of points computed and their total, a few times a second.
    outside : {"nan", "warn", "error"}
        As in `muforge.evaluate`, for points outside the domain and outside the validity of an approximation: "nan"
        makes them NaN, "warn" makes those NaN that have no number, "error" refuses the grid.
    **fixed
        The other arguments of the quantity: options, numbers and lists.  An R ratio may be a function of the mass, a
        table in a file, or the values at the masses of an axis.

    Returns
    -------
    ScanResult

    Raises
    ------
    KeyError, TypeError, ValueError
        As `muforge.evaluate`; also for grids without points or with more than 1e8, and if no point of
        the grid is inside the domain of validity.

    Examples
    --------
    >>> import muforge
    >>> result = muforge.scan("kaon.branching_ratio", {"m_X": [0.01, 0.1, 0.2]}, boson="scalar", g=1e-3)
    >>> result
    <ScanResult kaon.branching_ratio [1]: m_X [GeV] 0.01 ... 0.2 (3)>
    """
    job = Scan(name, grid, constants=constants, tolerance=tolerance, threads=threads, outside=outside, fixed=fixed)
    if progress is not None and not callable(progress):
        raise ArgumentError(f"{name}: progress = {progress!r}; a function of two whole numbers is expected")
    for done in job.steps():
        if progress is not None:
            progress(done, job.result.values.size)
    job.finish()
    return job.result


class Scan:
    """A scan whose inputs are checked; `steps` computes it and fills `result`.

    Parameters
    ----------
    name, grid, constants, tolerance, threads, outside
        As in `scan`.
    fixed : mapping
        The other arguments.
    """

    def __init__(
        self,
        name: str,
        grid: Mapping[str, Any],
        *,
        constants: Mapping[str, float] | None = None,
        tolerance: float | None = None,
        threads: int | None = 1,
        outside: str = "nan",
        fixed: Mapping[str, Any],
    ) -> None:
        quantity = entry(name)
        if not isinstance(grid, Mapping):
            raise ArgumentError(f"{name}: grid = {grid!r}; a mapping is expected, of arguments to values along an axis")
        several = next((v.elements for v in quantity.variants if v.elements), ())
        if several:
            raise ArgumentError(
                f"{name} has several numbers at each point, {', '.join(several)}, which a scan cannot hold; "
                "evaluate takes arrays"
            )
        grid = dict(grid)
        for chosen in unsettled(name, grid | dict(fixed)):  # elements of one result are an axis
            for option, choice in chosen.items():
                grid.setdefault(option, []).append(choice)
        check_names(quantity, [*grid, *fixed])
        for argument in grid:
            if argument in quantity.ignored:
                raise ArgumentError(f"{name} does not depend on '{argument}', which is a parameter of its model alone")
            if argument in fixed:
                raise ArgumentError(f"{name}: argument '{argument}' is given twice, as an axis and as a value")
        self._name = name
        self._constants = constants
        self._tolerance = check_tolerance(tolerance)
        self._threads = check_threads(threads)
        self._policy = check_outside(outside)
        units = {a.name: a.unit for a in quantity.arguments}
        given = {key: value for key, value in fixed.items() if value is not None and key not in quantity.ignored}
        axes = make_axes(quantity, grid)
        given |= functions_of_axes(quantity, axes, given)
        self._fixed = {key: in_unit(f"{name}: {key}", value, units[key]) for key, value in given.items()}
        axes_of_one = {a.name: a.axes for a in quantity.arguments}
        for key, value in self._fixed.items():
            if np.ndim(value) > axes_of_one[key]:
                raise ArgumentError(f"{name}: {key} is an array; give its values as an axis of the grid")
        choices = {a.name for a in quantity.arguments if a.choices}
        self._options = {axis: values.tolist() for axis, values in axes.items() if axis in choices}
        self._numbers = {axis: values for axis, values in axes.items() if axis not in choices}
        self._check()
        order = tuple(list(axes).index(axis) for axis in (*self._options, *self._numbers))
        self.result = empty_result(quantity, axes, self._fixed, constants or {}, self._tolerance, order)
        self.result.attrs["outside"] = self._policy
        self._values = self.result.values.transpose(order)
        if any(made.holds and not made.mild for call in self._whole for made in call.variant.approximations):
            self.result.trusted = np.ones(self.result.values.shape, bool)
        self._outside, self._missing = "", 0
        self._warnings: dict[type[Warning], list[str]] = {AccuracyWarning: [], ValidityWarning: []}

    def _check(self) -> None:
        """Validate every option and axis before computing.

        Axes whose numbers enter as powers become the last ones, so that a block has all of their numbers: the kernel is
        called once for these.
        """
        self._whole = self._whole_grids()
        self._smallest = LARGEST_BLOCK
        if not all(call.variant.quick for call in self._whole):
            powers = {name for call in self._whole for name, _ in call.variant.powers}
            self._numbers = dict(sorted(self._numbers.items(), key=lambda axis: axis[0] in powers))
            together = math.prod(len(values) for axis, values in self._numbers.items() if axis in powers)
            self._smallest = min(extension().lanes * self._threads * together, LARGEST_BLOCK)
            self._whole = self._whole_grids()

    def _whole_grids(self) -> list[Call]:
        """All numbers at once, for every choice of the options."""
        columns = self._columns([slice(None)] * len(self._numbers))
        chosen = [dict(zip(self._options, c, strict=True)) for c in itertools.product(*self._options.values())]
        return [self._prepared(options | columns, self._policy) for options in chosen]

    def _columns(self, block: Sequence[slice]) -> dict[str, np.ndarray]:
        """Numbers of a block of the grid, in shapes that broadcast."""
        parts = [values[part] for values, part in zip(self._numbers.values(), block, strict=True)]
        return dict(zip(self._numbers, np.ix_(*parts), strict=True))

    def _prepared(self, inputs: Mapping[str, Any], outside: str = "error") -> Call:
        return prepare(self._name, self._constants, self._fixed | dict(inputs), outside)

    def steps(self) -> Iterator[int]:
        """Compute block after block; yields how many points there are."""
        shape = tuple(len(values) for values in self._numbers.values())
        points = math.prod(shape)
        size = self._smallest
        for number, place in enumerate(np.ndindex(*(len(values) for values in self._options.values()))):
            options = {axis: values[i] for (axis, values), i in zip(self._options.items(), place, strict=True)}
            start = 0
            while start < points:
                began = time.perf_counter()
                block = block_at(shape, start, size) if shape else ()
                here = (*place, *block, ...)
                target = self._values[here]
                whole = target.size == points
                call = self._whole[number] if whole else self._prepared(options | self._columns(block), self._policy)
                self._block(call, target)
                if self.result.trusted is not None:
                    self.result.trusted.transpose(self.result.order)[here] = inside_validity(call)
                start += target.size
                self.result.done = number * points + start
                elapsed = max(time.perf_counter() - began, 1e-6)
                size = self._next_size(min(GROWTH * size, int(target.size * SECONDS_PER_BLOCK / elapsed)))
                yield self.result.done

    def _next_size(self, wanted: int) -> int:
        """The size of a block: a multiple of the smallest, which is no slower than a part of it."""
        return min(LARGEST_BLOCK, max(self._smallest, wanted - wanted % self._smallest))

    def _block(self, call: Call, target: np.ndarray) -> None:
        """Compute one block into `target`, NaN where `outside` says so."""
        defined = within_limits(call.quantity, call.values) & inside_domain(call)
        if self._policy == "nan":
            defined = defined & inside_validity(call)
        if defined.all() or self._policy == "error":
            with contextlib.nullcontext() if self._policy == "error" else contextlib.suppress(DomainError):
                values = self._evaluate(call, target)
                if values is not target:
                    target[...] = values
                return
        inside = np.broadcast_to(defined, target.shape)
        options = {axis: call.values[axis] for axis in self._options}
        flat = {axis: np.broadcast_to(call.values[axis], target.shape) for axis in self._numbers}

        def at(columns: Mapping[str, np.ndarray]) -> tuple[Any, Any]:
            values = self._evaluate(self._prepared(options | dict(columns)))
            return values, np.zeros(np.shape(values))

        target[...] = np.nan
        target[inside], _, message = by_halves(at, {axis: column[inside] for axis, column in flat.items()})
        if not inside.all() and not self._outside:
            message = message or by_halves(at, {axis: column[~inside][:1] for axis, column in flat.items()})[2]
        self._outside = self._outside or message
        self._missing += int(np.isnan(target).sum())

    def _evaluate(self, call: Call, out: np.ndarray | None = None) -> Any:
        with warnings.catch_warnings(record=True) as caught:
            for category in self._warnings:
                warnings.simplefilter("always", category)
            values = compute(call, self._tolerance, self._threads, False, out, self._policy)
        for warning in caught:
            self._warnings[warning.category].append(str(warning.message))
        return values

    def finish(self) -> None:
        """Make points that were not computed NaN, and note what has to be said about the others.

        Raises
        ------
        ValueError
            If all points were computed and none is inside the domain of validity.

        Warns
        -----
        AccuracyWarning
            Once, if integrals missed their tolerance.
        ValidityWarning
            Once, if numbers come from an approximation where that is not trusted.
        """
        result = self.result
        if not result.complete:
            result.values.flat[np.setdiff1d(np.arange(result.values.size), result.computed)] = math.nan
            result.attrs["incomplete"] = f"{result.done} of {result.values.size} points computed, the others are nan"
        outside = self._missing
        if outside == result.values.size:
            raise DomainError(f"no point of the grid is inside the domain of validity; {self._outside}")
        if outside:
            result.notes.append(
                f"{outside} of {result.done} points are outside the domain of validity and are nan; "
                f"the first: {self._outside}"
            )
        inputs = self._fixed | self._numbers
        result.notes += implausible(entry(self._name), inputs, self._constants, result.values)
        for category, texts in self._warnings.items():
            if texts:
                blocks = f" (and in {len(texts) - 1} more blocks)" if len(texts) > 1 else ""
                warnings.warn(texts[0] + blocks, category, stacklevel=2)
