"""Limits that a squared amplitude must have: gauge invariance and chirality."""

from __future__ import annotations

from muforge.symbolic.feynman import Reaction
from muforge.verify.memory import once_each


@once_each
def broken_limits(reaction: Reaction) -> tuple[str, ...]:
    """Quantities that the reaction declares to vanish and that do not, in words."""
    found = []
    for vector in reaction.conserved:
        left = reaction.ward_identity(vector)
        if left != 0:
            found.append(f"got {left}, expected 0, with the polarisation of {vector.name} replaced by its momentum")
    for mass in reaction.suppressed_by:
        left = reaction.squared.subs(mass, 0)
        if left != 0:
            found.append(f"got {left}, expected 0, for {mass} = 0")
    return tuple(found)
