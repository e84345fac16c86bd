"""The planes that muforge has, and those of a file of the user's."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from muforge.atlas import planes
from muforge.atlas.layers import QuantityLayer, SetupLayer
from muforge.atlas.plane_declarations import SUBJECTS, Axis, Layer, Plane, Wanted
from muforge.errors import ArgumentError, DomainError, InputError, UnknownQuantityError, nearest
from muforge.gathering import gathered

KINDS = {"setup": SetupLayer, "quantity": QuantityLayer}
"""A layer of a file has one of these keys; the others are the fields of its class."""


@cache
def known_planes() -> dict[str, Plane]:
    """Planes by name, in the order of the files' names and of each file."""
    return gathered(planes, "PLANES")


def plane_named(name: str | Path | Plane) -> Plane:
    """A plane by its name, or from a file of TOML; a plane is itself.

    Raises
    ------
    KeyError, OSError, TypeError, ValueError
        If there is none of that name, and for a file that cannot be read or declares no plane.
    """
    if isinstance(name, Plane):
        return name
    if str(name).endswith(".toml"):
        return read_plane(name)
    known = known_planes()
    if name in known:
        return known[str(name)]
    raise UnknownQuantityError(
        f"there is no plane '{name}'{nearest(str(name), known)}; planes are {', '.join(known)}, or a file .toml"
    )


def read_plane(path: str | Path) -> Plane:
    """A plane that a file of TOML declares.

    The file has ``model``, ``coupling``, tables ``horizontal`` and ``vertical`` with ``symbol``, ``low``, ``high``, and
    a list of ``layers``, each with ``setup`` or ``quantity`` and the other fields of `SetupLayer` or
    `QuantityLayer`; ``name``, ``about``, ``source``, ``fixed``, ``landmarks`` and ``caption`` may be left out.

    Raises
    ------
    OSError, TypeError, ValueError
    """
    import tomllib

    file = Path(path)
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DomainError(f"{file} is no TOML: {error}") from None
    try:
        axes = {key: Axis(**_taken(given, key, dict)) for key in ("horizontal", "vertical")}
        layers = tuple(_layer(layer) for layer in _taken(given, "layers", list))
        wanted = tuple(Wanted(**entry) for entry in given.pop("wanted", []))
        told = {"name": file.stem, "about": f"A plane of {file.name}.", "source": file.name}
        fields: dict[str, Any] = told | given | axes
        made = Plane(**fields, layers=layers, wanted=wanted)
    except (TypeError, KeyError) as error:
        raise ArgumentError(f"{file}: {error}; see 'muforge plane --help' for what a file has") from None
    for key, axis in axes.items():
        if not all(isinstance(x, int | float) and x > 0 for x in (axis.low, axis.high)) or axis.low >= axis.high:
            raise DomainError(f"{file}: {key} goes from {axis.low!r} to {axis.high!r}; 0 < low < high is expected")
    return made


def _taken(given: dict[str, Any], key: str, kind: type) -> Any:
    if key not in given:
        raise TypeError(f"there is no '{key}'")
    value = given.pop(key)
    if not isinstance(value, kind):
        raise TypeError(f"'{key}' is no {'table' if kind is dict else 'list of tables'}")
    return value


def _layer(given: dict[str, Any]) -> Layer:
    kinds = [kind for kind in KINDS if kind in given]
    if len(kinds) != 1:
        raise TypeError(f"a layer has {' and '.join(kinds) or 'neither setup nor quantity'}; one of them is expected")
    filled = {"label": given[kinds[0]], "subject": "other"} | given
    if filled["subject"] not in SUBJECTS:
        raise TypeError(f"subject = {filled['subject']!r}; allowed are {', '.join(SUBJECTS)}")
    layer: Layer = KINDS[kinds[0]](**filled)
    return layer
