"""The errors that users of muforge can cause, all with a message that says how to mend them.

Errors of the compiler's own are `muforge.codegen.ir.InternalError`.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from muforge.symbolic.language.user_errors import MuforgeError, one_line

__all__ = [
    "AccuracyWarning",
    "ArgumentError",
    "DomainError",
    "ImplausibleWarning",
    "InputError",
    "MissingExtraError",
    "ModelChangedWarning",
    "ModelWarning",
    "MuforgeError",
    "OutputError",
    "UnknownQuantityError",
    "ValidityError",
    "ValidityWarning",
    "missing_extra",
    "nearest",
    "one_line",
]


class UnknownQuantityError(MuforgeError, KeyError):
    """There is no quantity of that name."""

    def __str__(self) -> str:  # KeyError would quote the message
        return str(self.args[0])


class ArgumentError(MuforgeError, TypeError):
    """An argument is missing, unknown, given twice or of the wrong type."""


class DomainError(MuforgeError, ValueError):
    """An argument has a value for which the quantity is not defined."""


class ValidityError(DomainError):
    """A result is made of an approximation outside the region in which that is trusted."""


class OutputError(MuforgeError, OSError):
    """A result cannot be written."""


class InputError(MuforgeError, OSError):
    """A file cannot be read."""


class MissingExtraError(MuforgeError, ImportError):
    """An optional library is needed; the message says how to install it."""


class InstallationError(MuforgeError, ImportError):
    """The compiled kernels are missing, or were compiled for another Python or muforge."""


class InstructionSetError(MuforgeError, ImportError):
    """MUFORGE_ISA names an instruction set that processor or build lack."""


class ModelWarning(UserWarning):
    """A model was built, and its user should know something about it."""


class AccuracyWarning(UserWarning):
    """A result missed the tolerance that was asked for."""


class ImplausibleWarning(UserWarning):
    """Inputs or a result are computed as asked, but hardly meant: a branching fraction above 1, masses in MeV."""


class ModelChangedWarning(UserWarning):
    """A file that a model was built from has changed since, so that the numbers are not those of the file."""


class ValidityWarning(UserWarning):
    """A number comes from an approximation outside the region in which that is trusted, or is NaN by request."""


LONGEST_NAME = 100
"""Characters of a name that are compared with those known."""


def nearest(name: str, known: Iterable[str], label: str = "did you mean") -> str:
    """`` (did you mean 'x'?)`` if something known is close to `name`, else an empty string."""
    close = get_close_matches(str(name)[:LONGEST_NAME], list(known), n=1, cutoff=0.5)
    return f" ({label} '{close[0]}'?)" if close else ""


def missing_extra(module: str, purpose: str, extra: str) -> MissingExtraError:
    """The error for an optional library that is not installed."""
    return MissingExtraError(f"{purpose} needs {module}, which is not installed: pip install 'muforge[{extra}]'")
