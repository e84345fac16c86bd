"""The table of contents: constants, names of quantities, and the data about each family."""

from __future__ import annotations

import json
from typing import Any

from muforge.catalogue.entries import ConstantEntry
from muforge.installation import GENERATED


def _read(file: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((GENERATED / file).read_text(encoding="utf-8"))
    return data


_CONTENTS = _read("catalogue.json")
EDITION: str = _CONTENTS["edition"]
FINEST_TOLERANCE: float = _CONTENTS["finest_tolerance"]
"""Smallest relative tolerance that can be asked of integrals."""
CONSTANTS = {fields.pop("name"): ConstantEntry(**fields) for fields in _CONTENTS["constants"]}
NAMES: dict[str, tuple[str, ...]] = {family: tuple(names) for family, names in _CONTENTS["names"].items()}
"""Family -> names of its quantities."""


def family_data(family: str) -> dict[str, Any]:
    """The data about the quantities of a family, by name."""
    data: dict[str, Any] = _read(f"entries/{family}.json")["quantities"]
    return data
