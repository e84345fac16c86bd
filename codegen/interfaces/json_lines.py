"""JSON that reads well in a diff: the entries of outer objects on lines of their own, what is in them on one line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def by_line(value: Any, levels: int = 1, indent: int = 0) -> str:
    """A value as JSON; objects are broken into lines, an entry each, as deep as `levels` says."""
    if not levels or not isinstance(value, Mapping) or not value:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    spaces = " " * (indent + 1)
    lines = [f"{spaces}{json.dumps(name)}: {by_line(entry, levels - 1, indent + 1)}" for name, entry in value.items()]
    return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"
