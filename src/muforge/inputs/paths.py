"""Names of files as users give them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from muforge.errors import ArgumentError


def path_of(where: str, given: Any) -> Path:
    """A path from a text or a path.

    Parameters
    ----------
    where : str
        What the path is, for the error.
    given : str or path

    Raises
    ------
    TypeError
        For anything else, the empty text, and a text with a null character.
    """
    try:
        text = os.fspath(given)
    except TypeError:
        text = b""
    if not isinstance(text, str) or not text or "\0" in text:
        raise ArgumentError(f"{where} = {given!r}; the name of a file is expected, a text or a path")
    return Path(text)
