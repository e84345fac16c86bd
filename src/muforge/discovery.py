"""The guaranteed discovery: how heavy new particles may be that shift the muon's moment, and which collider makes them.

>>> from muforge.discovery import guaranteed_discovery
>>> table = guaranteed_discovery(delta_a_mu=2.51e-9)
>>> [round(row.largest_mass) for row in table.rows if row.n_copies == 1]
[3742, 687]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.compute.evaluate import evaluate
from muforge.describe.text_columns import in_columns
from muforge.errors import DomainError

__all__ = ["Candidate", "DiscoveryTable", "guaranteed_discovery", "singlets"]

ENERGIES = (3.0, 10.0, 14.0, 30.0, 100.0)
"""Energies of colliders in TeV."""
COPIES = (1, 10)
UNITARITY = float(np.sqrt(4 * np.pi))
"""Largest coupling of a singlet to muons for which g^2/(4 pi) is at most 1."""


@dataclass(frozen=True)
class Candidate:
    """New particles with the largest mass that a shift of a_mu allows.

    Parameters
    ----------
    particles, constraint : str
        What they are, and what limits their mass.
    n_copies : int
    largest_mass : float
        Of the lightest one that colliders make, in GeV.
    energy_needed : float
        Energy in the centre of mass that makes it, in GeV.
    """

    particles: str
    constraint: str
    n_copies: int
    largest_mass: float
    energy_needed: float

    def is_made_at(self, sqrt_s: float) -> bool:
        """Whether a collider with this energy in GeV makes the particle."""
        return sqrt_s > self.energy_needed


@dataclass(frozen=True)
class DiscoveryTable:
    """Candidates against energies of colliders.

    Parameters
    ----------
    delta_a_mu : float
        The shift that the particles make.
    energies : tuple of float
        Energies in the centre of mass in TeV.
    rows : tuple of Candidate
    """

    delta_a_mu: float
    energies: tuple[float, ...]
    rows: tuple[Candidate, ...]

    @property
    def head(self) -> tuple[str, ...]:
        """Titles of the columns."""
        return ("particles", "limited by", "copies", "largest mass [TeV]", *(f"{e:g} TeV" for e in self.energies))

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """The rows as text."""
        return tuple(
            (
                row.particles,
                row.constraint,
                str(row.n_copies),
                f"{row.largest_mass / 1e3:.3g}",
                *("made" if row.is_made_at(1e3 * energy) else "-" for energy in self.energies),
            )
            for row in self.rows
        )

    def __str__(self) -> str:
        return "\n".join([f"Delta a_mu = {self.delta_a_mu:.4g}", *in_columns([self.head, *self.cells])])


Source = Callable[[float, Sequence[int]], Iterable[Candidate]]
"""From a shift of a_mu and numbers of copies to candidates."""


def singlets(delta_a_mu: float, copies: Sequence[int]) -> list[Candidate]:
    """Singlets that couple to muons with the strength that unitarity allows; one is made with a photon.

    Parameters
    ----------
    delta_a_mu : float
    copies : sequence of int
        Numbers of identical particles that make the shift.
    """
    found = []
    for boson in ("scalar", "vector"):
        for n in copies:
            inputs: dict[str, Any] = {"boson": boson, "n_copies": n, "g": UNITARITY, "delta_a_mu": delta_a_mu}
            mass = float(evaluate("gminus2.mass_at_coupling", **inputs))
            found.append(Candidate(f"singlet {boson}", "unitarity", n, mass, mass))
    return found


SOURCES: tuple[Source, ...] = (singlets,)
"""What the table has by default."""


def guaranteed_discovery(
    *,
    delta_a_mu: float,
    energies: Sequence[float] = ENERGIES,
    copies: Sequence[int] = COPIES,
    sources: Sequence[Source] = SOURCES,
) -> DiscoveryTable:
    """Largest masses of new particles that shift a_mu, and the colliders that make them.

    Parameters
    ----------
    delta_a_mu : float
        Above 0; of today's data, or of 2021.
    energies : sequence of float
        Energies of muon colliders in TeV.
    copies : sequence of int
        Numbers of copies of the new particles.
    sources : sequence of callable
        Kinds of new particles.

    Returns
    -------
    DiscoveryTable
        It prints as a table.

    Raises
    ------
    ValueError
        For a shift or energies that are not above 0, or numbers of copies below 1.
    """
    if not (np.isfinite(delta_a_mu) and delta_a_mu > 0):
        raise DomainError(f"delta_a_mu = {delta_a_mu}; a number above 0 is expected: there is nothing to discover else")
    for name, values, least in (("energies", energies, 0.0), ("copies", copies, 0.0)):
        if not len(values) or not all(np.isfinite(value) and value > least for value in values):
            raise DomainError(f"{name} = {list(values)}; numbers above 0 are expected, one at least")
    rows = tuple(row for source in sources for row in source(delta_a_mu, copies))
    return DiscoveryTable(float(delta_a_mu), tuple(map(float, energies)), rows)
