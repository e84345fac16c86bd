"""The setups that muforge has, one file a subject; each lists its own in ``SETUPS``."""

from __future__ import annotations

import sys
from functools import cache

from muforge.gathering import gathered
from muforge.limits.setups import AnySetup


@cache
def known_setups() -> dict[str, AnySetup]:
    """Setups by name, in the order of the files' names and of each file."""
    return gathered(sys.modules[__name__], "SETUPS")
