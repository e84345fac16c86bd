"""The root of the errors that users of muforge can cause."""

from __future__ import annotations


class MuforgeError(Exception):
    """Any error that muforge raises on purpose; its message says how to mend it."""
