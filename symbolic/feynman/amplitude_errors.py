"""The exception raised when an amplitude, a process or a choice of invariants makes no sense."""

from muforge.symbolic.language.user_errors import MuforgeError


class AmplitudeError(MuforgeError, ValueError):
    """An amplitude cannot be built, squared or checked; the message names the term and the remedy."""
