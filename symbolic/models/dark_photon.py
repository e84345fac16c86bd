"""The dark photon."""

from __future__ import annotations

from muforge.symbolic.mediators import BosonMass, Mixing, Vector, model, with_mixing


@model(references=("B. Holdom, Phys. Lett. B 166 (1986) 196",))
def dark_photon(m_X: BosonMass, epsilon: Mixing) -> Vector:
    """Dark photon: a vector that couples to the electric charge with strength epsilon e."""
    return with_mixing(Vector(m_X), epsilon)
