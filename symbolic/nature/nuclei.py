"""Nuclei that serve as targets; their atomic numbers and weights are entries of the table of constants."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Symbol

from muforge.symbolic.nature.constants import TABLE


@dataclass(frozen=True)
class Nucleus:
    """A nucleus.

    Parameters
    ----------
    Z, A : Symbol
        Atomic number and atomic weight; the mass is A atomic mass units.
    """

    Z: Symbol
    A: Symbol


def _nucleus(name: str) -> Nucleus:
    return Nucleus(TABLE[f"Z_{name}"].symbol, TABLE[f"A_{name}"].symbol)


NUCLEI = {name: _nucleus(name) for name in ("tungsten", "lead", "iron", "silicon", "oxygen", "argon", "aluminium")}
"""Nuclei by name."""
