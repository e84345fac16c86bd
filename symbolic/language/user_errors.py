"""Errors that users of muforge can cause."""

from __future__ import annotations


class MuforgeError(Exception):
    """Any error that muforge raises on purpose; its message says how to mend it."""


class DeclarationError(MuforgeError, TypeError):
    """A formula is declared in a way that muforge cannot use; the message says how to mend it."""
