"""Largest masses of the lightest charged particle of models of heavy particles, beside those of the literature."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from muforge import symbolic
from muforge.compute.evaluate import evaluate

FILE = Path(symbolic.__path__[0]) / "nature" / "heavy_particle_masses.csv"
PUBLISHED_SHIFT = 2.79e-9
"""Shift of the muon's anomalous magnetic moment that the published masses explain."""
CONSTRAINTS = ("unitarity", "mfv", "naturalness", "naturalness_mfv")
COPIES = (1, 10)
COLUMNS = tuple((constraint, copies) for constraint in CONSTRAINTS for copies in COPIES)
GEV_PER_TEV = 1e3


@dataclass(frozen=True)
class HeavyModel:
    """A model and its representations, dimension and hypercharge of each.

    Parameters
    ----------
    model : str
        ``ssf`` or ``ffs``.
    R, R_A, R_B : tuple of float
    published : mapping
        Constraint and number of copies -> published mass in GeV.
    """

    model: str
    R: tuple[float, float]
    R_A: tuple[float, float]
    R_B: tuple[float, float]
    published: Mapping[tuple[str, int], float]

    @property
    def text(self) -> str:
        """Its name, ``ssf 1(-1) 2(1/2) 1(0)``."""
        parts = (f"{dimension:.0f}({_fraction(Y)})" for dimension, Y in (self.R, self.R_A, self.R_B))
        return f"{self.model} {' '.join(parts)}"

    def largest_mass(self, constraint: str, copies: int, delta_a_mu: float) -> float:
        """`electroweak.largest_mass` in GeV."""
        return float(
            evaluate(
                "electroweak.largest_mass",
                model=self.model,
                constraint=constraint,
                R=self.R,
                R_A=self.R_A,
                R_B=self.R_B,
                n_copies=copies,
                delta_a_mu=delta_a_mu,
            )
        )


def _fraction(Y: float) -> str:
    return f"{Y:.0f}" if Y == round(Y) else f"{2 * Y:.0f}/2"


def _representation(row: Mapping[str, str], name: str) -> tuple[float, float]:
    return float(row[f"{name}_dim"]), float(row[f"{name}_Y"])


@cache
def published_models() -> tuple[HeavyModel, ...]:
    """The models of table 4 of arXiv:2101.10334."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return tuple(
        HeavyModel(
            row["model"],
            _representation(row, "R"),
            _representation(row, "RA"),
            _representation(row, "RB"),
            {(c, n): GEV_PER_TEV * float(row[f"{c}_{n}"]) for c, n in COLUMNS},
        )
        for row in csv.DictReader(lines)
    )


def largest_masses(
    models: Sequence[HeavyModel],
    delta_a_mu: float = PUBLISHED_SHIFT,
    jobs: int = 1,
    progress: Callable[[int, int], object] | None = None,
) -> np.ndarray:
    """Largest masses in GeV: a row for each model, a column for each of `COLUMNS`.

    Parameters
    ----------
    models : sequence of HeavyModel
    delta_a_mu : float
        Shift of the muon's anomalous magnetic moment.
    jobs : int
        Processes.
    progress : callable, optional
        Gets the number of masses that are done, and of all.
    """
    from muforge.build.processes import in_processes

    tasks = [(row, column) for row in range(len(models)) for column in range(len(COLUMNS))]

    def largest(task: tuple[int, int]) -> float:
        constraint, copies = COLUMNS[task[1]]
        return models[task[0]].largest_mass(constraint, copies, delta_a_mu)

    found = np.empty((len(models), len(COLUMNS)))
    for done, (number, mass) in enumerate(in_processes(largest, tasks, jobs), start=1):
        found[tasks[number]] = mass
        if progress:
            progress(done, len(tasks))
    return found
