"""Failures of the machine, or of files on it, when models are read and kernels generated and compiled."""

from __future__ import annotations

from muforge.symbolic.language.user_errors import MuforgeError


class ModelError(MuforgeError, ValueError):
    """A file of models has a mistake; the message names file and line."""


class CompilerError(MuforgeError, RuntimeError):
    """There is no C compiler, or it failed; the message has its command and says where its output is."""


class CacheError(MuforgeError, OSError):
    """The cache of compiled kernels cannot be read or written."""


class ManifestError(MuforgeError, ValueError):
    """The manifest of generated files cannot be read."""
