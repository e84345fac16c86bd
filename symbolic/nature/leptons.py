"""The particles that mediators couple to."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer

from muforge.symbolic.nature.constants import m_e, m_mu, m_tau


@dataclass(frozen=True)
class Lepton:
    """A lepton: its name, mass, electric charge and generation."""

    name: str
    mass: Expr
    charge: int
    generation: int


CHARGED = (Lepton("electron", m_e, -1, 1), Lepton("muon", m_mu, -1, 2), Lepton("tau", m_tau, -1, 3))
NEUTRINOS = tuple(Lepton(f"nu_{flavour}", Integer(0), 0, i + 1) for i, flavour in enumerate(("e", "mu", "tau")))
"""Left-handed and massless."""
LEPTONS = {lepton.name: lepton for lepton in (*CHARGED, *NEUTRINOS)}
