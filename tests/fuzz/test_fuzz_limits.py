"""Limits, searches and tables of data with whatever a user may give: a result, or an error of muforge on one line."""

from __future__ import annotations

import random
import warnings
from pathlib import Path
from typing import Any

import pytest
from hostile import NO_NUMBERS, TABLES

import muforge
from muforge import AccuracyWarning, ImplausibleWarning, MuforgeError, ValidityWarning, gminus2, hvp, na62

LONGEST = 300
OURS = (AccuracyWarning, ValidityWarning, ImplausibleWarning, na62.StructureWarning)
MODELS = ("lmu_ltau", "dark_photon", "free_scalar", "b_minus_l", "higgs_mixed_scalar", "kaon")
ORDINARY = (0.1, [0.1, 0.2], -1.0, 0, 0.0, 1e-300, 1e300, "kaon", [0.2, 0.1], [0.1, 0.1])
LAYOUTS = (
    "0.1 1e-5\n0.2 1e-6\n",
    "0.01 0.02 100\n0.02 0.03 50 5\n",
    "0.01 0.02 100\n0.02 0.03 50\n",
    "0.3 1 0.1\n0.5 2 0.2\n",
)
SETTINGS = (
    "experiment",
    "theory",
    "n_sigma",
    "n_kaons",
    "confidence_level",
    "acceptance",
    "photon_veto_inefficiency",
    "channel",
    "constants",
    "outside",
    "dark_matter",
    "m_chi",
    "g_chi",
)


class Calls:
    """Calls with inputs of which some make no sense."""

    def __init__(self, seed: int, folder: Path):
        self.random, self.folder = random.Random(seed), folder
        self.all = [getattr(self, name) for name in vars(Calls) if name.startswith("call_")]

    def thing(self) -> Any:
        return self.random.choice(NO_NUMBERS)() if self.random.random() < 0.7 else self.random.choice(ORDINARY)

    def pick(self, *good: Any) -> Any:
        return self.random.choice(good) if self.random.random() < 0.75 else self.thing()

    def table(self) -> Any:
        path = self.folder / "table.txt"
        path.write_bytes(self.random.choice((*TABLES, *LAYOUTS)).encode("utf-8", "surrogatepass"))
        return str(path) if self.random.random() < 0.9 else self.thing()

    def call_limit(self) -> None:
        given = {"model": self.pick(*MODELS), "m_X": self.pick(0.1, [0.01, 0.3], [0.6])}
        if self.random.random() < 0.3:
            given["for_"] = self.pick("g", "epsilon")
        if self.random.random() < 0.3:
            given["table"] = self.table()
        if self.random.random() < 0.3:
            given[self.random.choice(SETTINGS)] = self.pick("2025", "WP25", 1e13, 0.9, 0.3, "warn", {"m_mu": 0.1})
        muforge.limit(self.pick(*muforge.setups()), **given)

    def call_invisible_search(self) -> None:
        search = na62.InvisibleSearch(
            n_kaons=self.pick(1e13),
            acceptance=self.pick(0.35),
            photon_veto_inefficiency=self.pick(1e-3, None),
            background_uncertainty=self.pick(0.0, 0.1),
            method=self.pick("cut_and_count", "likelihood", "profile_likelihood"),
            line=self.pick("two_sigma", "signal_equals_background"),
            confidence_level=self.pick(0.9, 0.95),
        )
        rates = na62.KaonRates(self.pick(*MODELS), self.pick("g"), self.pick(None, "invisible"), self.pick({}))
        search.reach(rates, self.pick([0.05, 0.2], 0.1, [0.45]))

    def call_visible_search(self) -> None:
        search = na62.VisibleSearch(
            n_kaons=self.pick(1e13),
            acceptance=self.pick(0.1),
            mass_resolution=self.pick(1e-3),
            structure=self.pick(na62.MEASURED_STRUCTURE, None),
            constants=self.pick(None, {"m_mu": 0.1}),
        )
        search.reach(na62.KaonRates(self.pick("lmu_ltau", "free_scalar"), self.pick("g")), self.pick([0.25], 0.3))

    def call_published(self) -> None:
        limit = self.pick(na62.Limit([0.1, 0.2], [1e-6, 1e-5], "made up"))
        na62.reach_of_published(limit, self.pick(na62.KaonRates("lmu_ltau")), self.pick(None, 0.1, [0.1, 0.15]))

    def call_tables_of_kaons(self) -> None:
        self.random.choice((na62.read_background, na62.read_acceptance))(self.table())

    def call_acceptance(self) -> None:
        na62.Acceptance(self.pick([0.1, 0.2]), self.pick([0.01, 0.02]), self.pick([[0.1, 0.2], [0.1, 0.2]]))

    def call_background(self) -> None:
        na62.BinnedBackground(self.pick([0.1, 0.2, 0.3]), self.pick([1, 2]), self.pick(None, [0.1, 0.2]))

    def call_dispersion_integral(self) -> None:
        table = hvp.RTable.of(
            self.pick([0.6, 0.7]),
            self.pick([1.0, 2.0]),
            self.pick(None, [0.1, 0.2]),
            dressed=self.pick(True, False),
            final_state_radiation=self.pick(True, False),
        )
        limits = {"sqrt_s_min": self.pick(None, 0.65), "sqrt_s_max": self.pick(None, 0.68)}
        hvp.integrate(table, undressing=self.pick(None), **limits)

    def call_read_r_table(self) -> None:
        hvp.read_r_table(
            self.table(),
            dressed=self.pick(False),
            final_state_radiation=self.pick(True),
            covariance=self.pick(None),
            systematic_correlation=self.pick(1.0, 0.5),
        )

    def call_values_of_the_moment(self) -> None:
        hvp.narrow_resonance(self.pick("J/psi", "phi"))
        gminus2.prediction(self.pick("BMW25", (7e-8, 1e-10)))
        gminus2.from_frequency_ratio(self.pick(3.7e-3), self.pick(1e-9))

    def call_sets_of_data(self) -> None:
        for quantity in ("gminus2.discrepancy", "gminus2.band"):
            muforge.evaluate(quantity, experiment=self.pick("2025"), theory=self.pick("WP25"))


def run(seed: int, count: int, folder: Path) -> int:
    """Make calls; the number of those that gave a result."""
    calls, results = Calls(seed, folder), 0
    for _ in range(count):
        made = calls.random.choice(calls.all)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for category in OURS:
                warnings.simplefilter("ignore", category)
            try:
                made()
                results += 1
            except MuforgeError as error:
                text = str(error)
                assert text and "\n" not in text and len(text) <= LONGEST, text
            except OSError:
                pass
            except Exception as error:
                raise AssertionError(f"{made.__name__}, seed {seed}: {type(error).__name__}: {error}") from error
    return results


def test_a_thousand_calls(tmp_path):
    assert run(1, 1000, tmp_path) > 100


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 8))
def test_many_calls(seed, tmp_path):
    assert run(seed, 5000, tmp_path) > 500
