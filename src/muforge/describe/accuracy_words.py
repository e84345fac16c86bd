"""The recorded errors of kernels in words that a user can weigh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muforge.catalogue.lookup import CONSTANTS

UNIT_IN_THE_LAST_PLACE = 2.0**-52
MATTERS = 16.0
"""Errors above this many units in the last place are compared with the effect of rounding the inputs."""
FULL = 50
"""Digits of the arithmetic that kernels are compared with where it is feasible."""


def accuracy_in_words(record: Mapping[str, Any] | None, reason: str = "") -> str:
    """The largest relative error found and, where rounding the inputs matters more, its multiple of that effect.

    Parameters
    ----------
    record : mapping, optional
        The record of a kernel in ``accuracy.json``; None without one.
    reason : str
        Why there is none.
    """
    if record is None:
        return f"accuracy: not compared with 50-digit arithmetic: {reason}" if reason else "accuracy: not recorded"
    digits, points = record["digits"], record["points"]
    against = "50-digit arithmetic" if digits >= FULL else f"independent rules that are good to {digits} digits"
    compared = f"{points} points against {against}"
    worst, weighed = record["worst_ulp"], record["worst_conditioned"]
    if worst == 0:
        return f"accuracy: exact ({compared})"
    place = _place(record["at"])
    if worst <= MATTERS or worst == weighed:
        return f"accuracy: relative error at most {_relative(worst)}{place} ({compared})"
    return (
        f"accuracy: relative error at most {_relative(weighed)} where the inputs determine the result to all digits; "
        f"where rounding them changes it by more, as close to a threshold, at most {max(weighed, 1.0):.2g} times that "
        f"change (largest error {_relative(worst)}{place}; {compared})"
    )


def _relative(units: float) -> str:
    return f"{units * UNIT_IN_THE_LAST_PLACE:.2g}"


def _place(at: Mapping[str, Any]) -> str:
    """Where the largest error was found: the arguments, without constants and the components of momenta."""
    shown = [f"{name} = {_short(value)}" for name, value in at.items() if name not in CONSTANTS]
    return f" at {', '.join(shown)}" if 0 < len(shown) <= 4 else ""


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
