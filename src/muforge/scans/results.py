"""The labelled result of a scan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from muforge.catalogue.entries import Entry, VariantEntry
from muforge.catalogue.lookup import EDITION, constant_values, constants_used
from muforge.errors import OutputError, missing_extra
from muforge.installation import version
from muforge.scans.csv_tables import CsvWriter
from muforge.scans.growing_files import GrowingFile, Sink
from muforge.scans.output import atomically, check_writable, writing


@dataclass(repr=False, eq=False)
class ScanResult:
    """A quantity on a grid, with labels, units and provenance.

    Parameters
    ----------
    name : str
        Name of the quantity.
    axes : dict of str to ndarray
        Values along each axis; text for options.
    values : ndarray
        One dimension for each axis; NaN where the quantity is not defined or not computed.
    units : dict of str to str
        Unit of the quantity and of each axis of numbers; ``"1"`` if there is none.
    attrs : dict of str to str
        Provenance: version of muforge, quantity, source, fixed arguments, constants.
    order : tuple of int
        The axes in the order in which points are computed, the last one fastest; `computed` follows from it.
    done : int
        How many points were computed.
    notes : list of str
        Sentences about the result, e.g. how many points are outside the domain.
    trusted : ndarray of bool, optional
        Where the approximations of the quantity are trusted, in the shape of the values; None if it makes none.
    """

    name: str
    axes: dict[str, np.ndarray]
    values: np.ndarray
    units: dict[str, str]
    attrs: dict[str, str]
    order: tuple[int, ...]
    done: int = 0
    notes: list[str] = field(default_factory=list)
    trusted: np.ndarray | None = None

    @property
    def complete(self) -> bool:
        """Whether all points were computed."""
        return self.done == self.values.size

    @property
    def computed(self) -> np.ndarray:
        """Which points were computed: their flat indices, ascending."""
        if self.complete:
            return np.arange(self.done)
        indices = np.arange(self.values.size).reshape(self.values.shape)
        return np.sort(indices.transpose(self.order).reshape(-1)[: self.done])

    @property
    def short_name(self) -> str:
        """The quantity's name without its family."""
        return self.name.partition(".")[2]

    def __repr__(self) -> str:
        axes = ", ".join(self._describe(name, values) for name, values in self.axes.items())
        state = "" if self.complete else f"; {self.done} of {self.values.size} points computed"
        notes = "".join(f"; {note}" for note in self.notes)
        return f"<ScanResult {self.name} [{self.units[self.name]}]: {axes}{state}{notes}>"

    def _describe(self, name: str, values: np.ndarray) -> str:
        if name not in self.units:
            return f"{name} {'|'.join(map(str, values))}"
        unit = "" if self.units[name] == "1" else f" [{self.units[name]}]"
        return f"{name}{unit} {values[0]:g} ... {values[-1]:g} ({len(values)})"

    def to_csv(self, path: str | Path) -> None:
        """Write a table with one row per point; provenance is in comment lines that start with ``#``."""
        file = GrowingFile(path)
        with writing(file.path):
            try:
                self.csv_writer(file).rows(np.arange(self.values.size))
            except BaseException:
                file.discard()
                raise
            file.finish(complete=True)

    def csv_writer(self, sink: Sink) -> CsvWriter:
        """A table of the result that grows while it is computed."""
        titles = {f"{name} [{self.units[name]}]" if name in self.units else name: x for name, x in self.axes.items()}
        return CsvWriter(titles, (self.short_name, self.units[self.name]), self.values, self.attrs, sink)

    def to_npz(self, path: str | Path) -> None:
        """Write a NumPy archive: one array per axis, ``values``, and ``attrs`` as JSON text."""
        attrs = self.attrs | {f"unit of {name}": unit for name, unit in self.units.items()}
        arrays = {name: np.asarray(values) for name, values in self.axes.items()}
        check_writable(path)
        with atomically(path) as temporary, temporary.open("wb") as stream:
            np.savez(stream, **arrays, values=self.values, attrs=json.dumps(attrs))  # type: ignore[arg-type]

    def to_xarray(self) -> Any:
        """The result as a `xarray.DataArray` with units in the attributes of coordinates and values."""
        xarray = import_xarray("a labelled array")
        units = {name: {"units": unit} for name, unit in self.units.items()}
        coordinates = {
            name: xarray.DataArray(along, dims=(name,), attrs=units.get(name, {})) for name, along in self.axes.items()
        }
        attrs = self.attrs | {"units": self.units[self.name]}
        return xarray.DataArray(self.values, coordinates, tuple(self.axes), name=self.short_name, attrs=attrs)

    def to_netcdf(self, path: str | Path) -> None:
        """Write a netCDF file; complex values become two variables, ``..._real`` and ``..._imag``."""
        array = self.to_xarray()
        check_writable(path)
        if np.iscomplexobj(self.values):
            parts = {f"{self.short_name}_{part}": getattr(array, part) for part in ("real", "imag")}
            data = array.to_dataset().drop_vars(self.short_name).assign(parts)
        else:
            data = array.to_dataset()
        data.attrs.update(self.attrs)
        with atomically(path) as temporary:
            try:
                data.to_netcdf(temporary)
            except RuntimeError as error:  # the netCDF library does not say which of the system's errors it met
                raise OutputError(f"cannot write {path}: {error}; is the disk full?") from error


def import_xarray(purpose: str) -> Any:
    """The module xarray, or the error that says how to install it."""
    try:
        import xarray
    except ImportError:
        raise missing_extra("xarray", purpose, "labelled") from None
    return xarray


def empty_result(
    quantity: Entry,
    axes: dict[str, np.ndarray],
    fixed: Mapping[str, Any],
    overrides: Mapping[str, float],
    tolerance: float | None,
    order: tuple[int, ...],
) -> ScanResult:
    """A result that waits for its values; before that, its array has no meaning."""
    shape = tuple(len(values) for values in axes.values())
    dtype = complex if any(variant.complex for variant in quantity.variants) else float
    units = {a.name: a.unit for a in quantity.arguments if a.name in axes and not a.choices}
    table = constant_values(overrides)
    attrs = {
        "quantity": quantity.name,
        "description": quantity.summary,
        "unit": quantity.unit,
        "source": quantity.source,
        "fixed": _listed(fixed) or "nothing",
        "constants": _listed({name: table[name] for name in constants_used(quantity)}) or "none",
        "constants_edition": EDITION + (f", but {', '.join(overrides)}" if overrides else ""),
        "validity": validity_text(quantity.variants) or "no approximation with a boundary",
        "tolerance": "default" if tolerance is None else f"{tolerance:g}",
        "muforge_version": version(),
    }
    values = np.empty(shape, dtype)
    return ScanResult(quantity.name, axes, values, {quantity.name: quantity.unit} | units, attrs, order)


def _listed(values: Mapping[str, Any]) -> str:
    """``a=1, b=2,3``."""
    texts = {name: _text(value) for name, value in values.items()}
    return " ".join(f"{name}={text}" for name, text in texts.items())


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if callable(value):
        return getattr(value, "__name__", "") or str(value)
    return ",".join(f"{x!r}" for x in np.ravel(value).tolist())


def validity_text(variants: Iterable[VariantEntry]) -> str:
    """Where the approximations of some variants are trusted."""
    made = {a: None for variant in variants for a in variant.approximations if a.holds}
    return "; ".join(dict.fromkeys(f"{a.name} is trusted for {a.holds.text}" for a in made if a.holds))
