"""Fluxes of neutrinos as tables of the user's.

A table has a row of titles and rows of numbers, separated by commas, semicolons, tabs or blanks; the titles may be a
comment.  The column ``energy`` (or ``E``, ``E_nu``) has energies in GeV, or in the unit that its title says:
``energy [MeV]``.  The other columns are fluxes per energy, named by neutrino: ``nu_mu``, ``antinu_mu``, ``nu_e``,
``antinu_e`` (``numu``, ``numubar``, ``nu_mu_bar`` and ``anti_nu_mu`` are the same).  Their unit does not matter for an
average, if it is one for all energies.  A table of two columns without titles is energy in GeV and flux.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike

import numpy as np

from muforge.errors import DomainError, nearest
from muforge.inputs.published_tables import BRACKET, IN_GEV, UNIT, PublishedTable, read_table

NEUTRINOS = ("nu_mu", "antinu_mu", "nu_e", "antinu_e")
ENERGY = re.compile(r"(?:E|E_?nu|energy|neutrino_?energy)", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\s*[\[(][^\])]*[\])]")
UNIT_AT_END = re.compile(r"_(?:eV|keV|MeV|GeV|TeV)$")


@dataclass(frozen=True)
class Flux:
    """A flux of one kind of neutrinos.

    Parameters
    ----------
    source : str
        The file, or how it is called.
    energies : ndarray
        In GeV, ascending.
    fluxes : ndarray
        Per energy, in any unit.
    """

    source: str
    energies: np.ndarray
    fluxes: np.ndarray

    @property
    def inputs(self) -> dict[str, np.ndarray]:
        """What `trident.flux_averaged_cross_section` takes."""
        return {"energies": self.energies, "fluxes": self.fluxes}


def read_flux(path: str | PathLike[str], neutrino: str = "nu_mu") -> Flux:
    """Read the flux of one kind of neutrinos from a table; see `muforge.inputs.neutrino_fluxes` for its format.

    Parameters
    ----------
    path : path
    neutrino : {"nu_mu", "antinu_mu", "nu_e", "antinu_e"}

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        For a missing column, energies in a unit that is none of energy, energies that do not ascend, and a negative
        flux.

    Examples
    --------
    >>> import muforge
    >>> flux = muforge.read_flux("flux.csv", "nu_mu")  # doctest: +SKIP
    >>> muforge.evaluate(
    ...     "trident.flux_averaged_cross_section",
    ...     scattering="both", neutrino="nu_mu", pair="mu_mu", target="argon", **flux.inputs
    ... )  # doctest: +SKIP
    """
    if neutrino not in NEUTRINOS:
        hint = nearest(str(neutrino), NEUTRINOS)
        raise DomainError(f"neutrino = {neutrino!r}{hint}; allowed are {', '.join(NEUTRINOS)}")
    table = read_table(path)
    titles = _titles(table)
    if not titles:
        if table.rows.shape[1] != 2:
            raise DomainError(
                f"{path} has {table.rows.shape[1]} columns without titles; expected a row of titles: energy [GeV], "
                f"{', '.join(NEUTRINOS)}"
            )
        energy, flux, factor = 0, 1, table.mass_factor
    else:
        names = [_name(title) for title in titles]
        energy, flux = (_column(table, titles, names, wanted) for wanted in ("energy", neutrino))
        factor = _in_GeV(table, titles[energy])
    return _checked(table, table.column(energy) * factor, table.column(flux))


def _titles(table: PublishedTable) -> tuple[str, ...]:
    """Titles of the columns: those of the table, or of the last comment that has as many words as there are columns."""
    count = table.rows.shape[1]
    for title in (";".join(table.titles), *reversed(table.comments)):
        separator = next((mark for mark in (";", "\t", ",") if mark in title), None)
        joined = re.sub(r"\s+(?=[\[(])", "", title)
        words = [word.strip() for word in (title.split(separator) if separator else joined.split()) if word.strip()]
        merged: list[str] = []
        for word in words:
            if merged and word[0] in "[(":
                merged[-1] += f" {word}"
            else:
                merged.append(word)
        if len(merged) == count and any(ENERGY.fullmatch(_bare(word)) for word in merged):
            return tuple(merged)
    return table.titles


def _bare(title: str) -> str:
    """A title without its unit."""
    return UNIT_AT_END.sub("", IN_BRACKETS.sub("", title).strip())


def _name(title: str) -> str:
    """``energy`` or the name of a neutrino; another title as it is."""
    bare = _bare(title)
    if ENERGY.fullmatch(bare):
        return "energy"
    letters = re.sub(r"[^a-z]", "", bare.lower().removeprefix("flux_").removeprefix("phi_"))
    anti = "anti" in letters or "bar" in letters
    flavour = re.fullmatch(r"nu(mu|e)", letters.replace("anti", "").replace("bar", ""))
    return f"{'anti' * anti}nu_{flavour[1]}" if flavour else bare


def _column(table: PublishedTable, titles: Sequence[str], names: Sequence[str], wanted: str) -> int:
    if names.count(wanted) == 1:
        return names.index(wanted)
    found = f"{names.count(wanted)} columns" if wanted in names else "no column"
    raise DomainError(f"{table.path} has {found} '{wanted}'; it has {', '.join(titles)}, expected energy and {wanted}")


def _in_GeV(table: PublishedTable, title: str) -> float:
    """GeV per unit of the energies."""
    found = UNIT.search(title)
    if not found and (BRACKET.search(title) or IN_BRACKETS.search(title)):
        raise DomainError(f"{table.path}: the energies are '{title}'; expected a unit among {', '.join(IN_GEV)}")
    return IN_GEV[found[1]] if found else 1.0


def _checked(table: PublishedTable, energies: np.ndarray, fluxes: np.ndarray) -> Flux:
    for row in range(len(energies)):
        if not (np.isfinite(energies[row]) and energies[row] > 0):
            raise table.refuse(row, f"the energy {energies[row]:g} GeV; energies above 0 are expected")
        if not (np.isfinite(fluxes[row]) and fluxes[row] >= 0):
            raise table.refuse(row, f"the flux {fluxes[row]:g}; fluxes from 0 on are expected")
        if row and energies[row] <= energies[row - 1]:
            raise table.refuse(row, f"the energy {energies[row]:g} GeV after {energies[row - 1]:g}; they must ascend")
    if not np.any(fluxes > 0):
        raise DomainError(f"{table.path}: the flux is 0 at all energies; one above 0 is expected")
    return Flux(table.path, energies, fluxes)
