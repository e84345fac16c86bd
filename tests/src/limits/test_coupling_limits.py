"""One call for a limit: setups that muforge has, on any model."""

from __future__ import annotations

import json

import numpy as np
import pytest
from command import run

import muforge
from muforge.errors import ArgumentError, DomainError, UnknownQuantityError
from muforge.limits.excluded import edges_of
from muforge.limits.experiments import known_setups
from muforge.limits.measurements import Counted
from muforge.limits.setups import Setup

MASSES = [0.01, 0.1]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "limits.csv"
    path.write_text("0.005 1e-5\n0.05 1e-6\n0.37 1e-7\n")
    return path


def test_tridents_are_limited_as_by_the_bound_in_the_catalogue():
    found = muforge.limit("ccfr", model="lmu_ltau", m_X=MASSES)
    measured = {"ratio_measured": 0.82, "ratio_error": 0.28, "n_sigma": 1.96}
    inputs = {"method": "exact", "target": "iron", "E_nu": 160.0, "m_X": MASSES}
    wanted = muforge.evaluate("lmu_ltau.g_trident_bound", **inputs, **measured)
    np.testing.assert_allclose(found.coupling, wanted, rtol=1e-8)
    assert np.all(np.isinf(found.upper))
    assert found.reasons == ("", "")


def test_published_limits_on_a_rate_become_limits_on_a_coupling(table):
    found = muforge.limit("na62_published", model="lmu_ltau", m_X=[0.05, 0.3, 0.5], table=table)
    rates = muforge.evaluate("lmu_ltau.kaon_branching_ratio", m_X=[0.05, 0.3], g=found.coupling[:2])
    unseen = muforge.evaluate("lmu_ltau.branching_ratio", channel="neutrinos", m_X=[0.05, 0.3], g=1.0)
    published = 1e-6 * (0.3 / 0.05) ** (np.log(0.1) / np.log(0.37 / 0.05))
    np.testing.assert_allclose(rates * unseen, [1e-6, published], rtol=1e-9)
    assert found.reasons[2] == "nothing was measured at this mass"
    assert np.isnan([found.coupling[2], found.upper[2]]).all()


def test_units_of_a_table_are_a_factor(table):
    inputs = {"model": "lmu_ltau", "m_X": 0.1, "table": table}
    in_pb, in_fb = (muforge.limit("belle2_invisible", factor=factor, **inputs).coupling for factor in (1.0, 1e-3))
    np.testing.assert_allclose(in_fb, in_pb * np.sqrt(1e-3), rtol=1e-9)


def test_g_minus_2_of_2021_prefers_a_band_and_of_today_limits():
    inputs = {"model": "lmu_ltau", "m_X": 0.05}
    then, now = (muforge.limit(name, **inputs) for name in ("gminus2_2021", "gminus2_2025"))
    shift = muforge.evaluate("lmu_ltau.delta_a", lepton="muon", m_X=0.05, g=1.0)
    np.testing.assert_allclose(then.coupling**2 * shift, 250.753e-11 + 2 * 59.414e-11, rtol=1e-4)
    np.testing.assert_allclose(then.preferred**2 * shift, 250.753e-11 - 2 * 59.414e-11, rtol=1e-4)
    np.testing.assert_allclose(now.coupling**2 * shift, 38.5e-11 + 2 * 63.673e-11, rtol=1e-4)
    assert np.isnan(now.preferred).all()
    lattice = muforge.limit("gminus2_2025", theory="BMW26", **inputs)
    assert lattice.coupling < now.coupling


def test_a_search_for_kaon_decays_is_a_setup_too():
    found = muforge.limit("na62_invisible", model="lmu_ltau", m_X=[0.05, 0.45], background_uncertainty=0.0)
    inputs = {"boson": "lmu_ltau", "m_X": 0.05, "n_kaons": 1e13, "acceptance": 0.35, "photon_veto_inefficiency": 1e-3}
    wanted = muforge.evaluate("na62.cut_and_count_coupling", background_uncertainty=0.0, **inputs)
    np.testing.assert_allclose(found.coupling[0], wanted, rtol=1e-6)
    assert "closed" in found.reasons[1]


def test_a_setup_of_your_own():
    own = Setup("mine", "total width", "made up", "total_width", Counted(1e-9, 1e-9, 2.0))
    found = muforge.limit(own, model="lmu_ltau", m_X=1.0)
    assert muforge.evaluate("lmu_ltau.total_width", m_X=1.0, g=found.coupling[0]) == pytest.approx(3e-9)


def test_a_rate_that_comes_back_has_an_upper_edge():
    """A search behind a shield counts decays of a boson that lives neither too short nor too long."""
    masses = np.array([1.0, 2.0])

    def rate(mass, coupling):
        length = 1e-4 / (mass * coupling**2)
        return 1e6 * coupling**2 * np.exp(-10 / length) * -np.expm1(-5 / length)

    found = edges_of(masses, rate, np.full(2, -np.inf), np.full(2, 1e-3))
    for edge in (found.coupling, found.upper):
        np.testing.assert_allclose(rate(masses, edge), 1e-3, rtol=1e-9)
    assert np.all(found.upper > 3 * found.coupling)


def test_a_rate_that_falls_before_it_rises_is_limited_where_it_stays_outside():
    def rate(mass, coupling):
        return 1 - 4 * coupling**2 + 16 * coupling**4 + 0 * mass

    found = edges_of(np.array([1.0]), rate, np.array([-np.inf]), np.array([0.9]))
    assert rate(1.0, found.coupling) == pytest.approx(0.9)
    assert found.coupling**2 > 1 / 8
    assert found.preferred**2 < 1 / 8


def test_a_rate_that_is_enormous_at_couplings_of_one():
    """Rounding hides the standard model there."""
    masses = np.arange(1.0, 41.0)
    b = np.where(masses % 2, 1.0, -1.0) * 10 ** (masses / 4)
    c = b**2 * (1 + masses / 3)

    def rate(mass, coupling):
        place = np.asarray(mass, dtype=int) - 1
        return 1 + b[place] * coupling**2 + c[place] * coupling**4

    found = edges_of(masses, rate, np.full(40, -np.inf), np.full(40, 1.08))
    wanted = np.sqrt((-b + np.sqrt(b**2 + 4 * c * 0.08)) / (2 * c))
    np.testing.assert_allclose(found.coupling, wanted, rtol=1e-8)


def test_a_model_of_several_couplings_needs_to_know_which():
    others = {"v_e": 0.0, "a_e": 0.0, "a_mu": 0.0, "v_tau": 0.0, "a_tau": 0.0, "g_nu": 1e-4}
    found = muforge.limit("gminus2_2025", model="free_vector", m_X=0.05, **others)
    assert found.parameter == "v_mu"
    with pytest.raises(ArgumentError, match="say which one is limited"):
        muforge.limit("gminus2_2025", model="free_vector", m_X=0.05)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"setup": "cfr"}, UnknownQuantityError, "did you mean 'ccfr'"),
        ({"model": "dark_phton"}, UnknownQuantityError, "no model"),
        ({"model": "dark_photon"}, DomainError, "does not have: no limit"),
        ({"setup": "na62_published"}, ArgumentError, "table=FILE"),
        ({"n_sig": 2.0}, ArgumentError, "did you mean 'n_sigma'"),
        ({"n_sigma": -1.0}, DomainError, "above 0"),
        ({"m_X": -0.1}, DomainError, r"m_X = -0\.1; a number or a list of numbers in GeV above 0 is expected"),
        ({"outside": "nan"}, DomainError, "a limit takes error or warn"),
    ],
)
def test_what_makes_no_sense_is_refused(changes, error, message):
    given = {"setup": "ccfr", "model": "lmu_ltau", "m_X": 0.1} | changes
    with pytest.raises(error, match=message):
        muforge.limit(given.pop("setup"), **given)


def test_the_masses_are_asked_for_by_name():
    with pytest.raises(ArgumentError, match="give the masses: m_X="):
        muforge.limit("ccfr", model="lmu_ltau")


def test_a_branching_ratio_of_an_approximation_gives_no_limit_beyond_it(table):
    inputs = {"model": "higgs_mixed_scalar", "m_X": [0.3, 0.9]}
    own = Setup("mine", "muons", "made up", "partial_width", Counted(0.0, 1e-18), {"channel": "muon"}, ("muon",))
    found = muforge.limit(own, **inputs)
    assert np.isfinite(found.coupling[0])
    assert "not trusted" in found.reasons[1]


def test_the_command_line(capsys, tmp_path, table):
    listed = run("limit --list", capsys).out
    assert [line.split()[0] for line in listed.splitlines()] == list(known_setups())
    assert "n_sigma = 1.96" in run("limit ccfr --list", capsys).out
    shown = run("limit gminus2_2025 --model lmu_ltau m_X=0.05:0.1:2 --json", capsys)
    answer = json.loads(shown.out)
    np.testing.assert_allclose(
        answer["coupling"], muforge.limit("gminus2_2025", model="lmu_ltau", m_X=[0.05, 0.1]).coupling
    )
    assert answer["upper"] == [None, None]
    output = tmp_path / "g.csv"
    line = f"limit na62_published --model lmu_ltau m_X=0.1,0.5 table={table} -o {output}"
    written = run(line, capsys)
    assert (written.code, written.err.count("1 of 2 masses have no limit")) == (0, 1)
    rows = [row for row in output.read_text().splitlines() if not row.startswith("#")]
    assert rows[0] == "mass [GeV],g excluded from,to,reason"
    assert rows[2].endswith('nan,nan,"nothing was measured at this mass"')
    assert run(line, capsys).code == 2
    assert run("limit ccfr m_X=0.1", capsys).err.startswith("muforge limit: which model?")


def test_a_rate_that_would_come_back_far_away_is_limited_where_it_first_leaves():
    """The invisible fraction falls by parts in 1e8 at couplings of 1: its polynomial has another root, far beyond."""
    masses = np.array([2e-3, 5e-3, 0.03, 0.09, 0.13])
    dark = {"dark_matter": "dirac", "m_chi": lambda mass: np.asarray(mass) / 3, "g_chi": 1.0}
    found = muforge.limit("na62_invisible", model="muon_philic_scalar", m_X=masses, **dark)
    assert np.all(np.diff(found.coupling) > 0) and np.all(found.coupling < 2e-3)


def test_of_two_roots_that_of_leaving_is_taken():
    def rate(mass, coupling):
        return coupling**2 * (1 - 1e-3 * coupling**2) * np.ones_like(mass)

    ones = np.ones(2)
    found = edges_of(ones, rate, -np.inf * ones, 1e-4 * ones)
    np.testing.assert_allclose(found.coupling, 1e-2, rtol=1e-6)
