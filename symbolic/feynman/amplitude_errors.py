"""The exception raised when an amplitude, a process or a choice of invariants makes no sense."""


class AmplitudeError(ValueError):
    """An amplitude cannot be built, squared or checked; the message names the term and the remedy."""
