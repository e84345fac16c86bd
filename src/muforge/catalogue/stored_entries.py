"""From the data about quantities to entries of the catalogue, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from muforge.catalogue.entries import (
    ApproximationEntry,
    ArgumentEntry,
    Composition,
    Condition,
    Entry,
    EquationEntry,
    ErratumEntry,
    Part,
    ProcedureEntry,
    VariantEntry,
)


class StoredEntries(Mapping[str, Entry]):
    """The entries of a family by name.

    Parameters
    ----------
    data : mapping
        As `muforge.codegen.interfaces.catalogue.entries_data` makes it.
    kernels : mapping, optional
        Kernels that are not in `muforge._fast`.
    """

    def __init__(self, data: Mapping[str, Any], kernels: Mapping[str, Any] | None = None) -> None:
        self._data = data
        self._kernels = {} if kernels is None else kernels
        self._made: dict[str, Entry] = {}

    def __getitem__(self, name: str) -> Entry:
        if name not in self._made:
            self._made[name] = _entry(name, self._data[name], self._kernels)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __contains__(self, name: object) -> bool:
        return name in self._data


def _entry(name: str, data: Mapping[str, Any], kernels: Mapping[str, Any]) -> Entry:
    return Entry(
        name=name,
        doc=data["doc"],
        unit=data["unit"],
        source=data["source"],
        accuracy=data["accuracy"],
        arguments=tuple(ArgumentEntry(**_tuples(fields)) for fields in data.get("arguments", ())),
        ignored=tuple(data.get("ignored", ())),
        variants=tuple(_variant(fields) for fields in data["variants"]),
        errata=tuple(ErratumEntry(**fields) for fields in data.get("errata", ())),
        kernels=kernels,
    )


def _variant(data: Mapping[str, Any]) -> VariantEntry:
    fields = _tuples(data)
    for name in ("valid", "physical"):
        if name in fields:
            fields[name] = tuple(Condition(**_tuples(condition)) for condition in fields[name])
    if "approximations" in fields:
        fields["approximations"] = tuple(_approximation(made) for made in data["approximations"])
    if "equation" in fields:
        fields["equation"] = EquationEntry(**_tuples(fields["equation"]))
    if "composition" in fields:
        parts, tree = fields["composition"]["parts"], _frozen(fields["composition"]["tree"])
        fields["composition"] = Composition(tuple(_part(part) for part in parts), tree)
    if "procedure" in fields:
        given = _tuples(fields["procedure"])
        parts = tuple((own, _part(part)) for own, part in given.pop("parts", ()))
        fields["procedure"] = ProcedureEntry(**given, parts=parts)
    return VariantEntry(**fields)


def _approximation(data: Mapping[str, Any]) -> ApproximationEntry:
    holds = {"holds": Condition(**_tuples(data["holds"]))} if "holds" in data else {}
    return ApproximationEntry(**(dict(data) | holds))


def _part(data: Mapping[str, Any]) -> Part:
    return Part(**_tuples(data))


def _tuples(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a class, lists as tuples."""
    return {name: _frozen(value) for name, value in fields.items()}


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
