"""Recasting of limits, tables of two columns, and the R ratio of hadrons."""

from __future__ import annotations

import math

import numpy as np
import pytest

import muforge
from muforge.errors import ArgumentError, DomainError
from muforge.inputs.hadrons import hadronic_r_ratio
from muforge.recast import Limit, Search, displaced, read_limit, recast

ELECTRONS = {"production": "partial_width", "options": {"channel": "electron"}, "channel": "electron"}
NO_HADRONS = {"hadronic_r_ratio": 0.0}
DARK = Search("dark_photon", "epsilon", fixed=NO_HADRONS, **ELECTRONS)
MINUS = Search("b_minus_l", "g", fixed=NO_HADRONS, **ELECTRONS)


def test_prompt_limits_follow_the_closed_formula():
    limit = Limit(np.array([0.01, 0.1, 0.2]), np.array([1e-3, 2e-3, 1e-4]), "somewhere")
    got = recast(limit, DARK, MINUS)
    e = np.sqrt(4 * np.pi * muforge.constants()["alpha"].value)
    factor = muforge.evaluate("mixing.dark_photon_recast_factor", group="b_minus_l", m_X=limit.mass)
    np.testing.assert_allclose(got.coupling, limit.coupling * e * factor, rtol=1e-11)
    assert "somewhere, recast from dark_photon to b_minus_l" in got.reference


def test_a_displaced_limit_on_the_same_model_stays():
    limit = Limit(np.array([0.05]), np.array([1e-6]), "beam dump")
    acceptance = displaced(shield=100.0, decay_volume=50.0, boost=200.0)
    got = recast(limit, DARK, DARK, acceptance)
    np.testing.assert_allclose(got.coupling, limit.coupling, rtol=1e-10)


def test_no_coupling_reaches_the_count():
    muons = {"production": "kaon_branching_ratio", "channel": "muon"}
    limit = Limit(np.array([0.25]), np.array([4.0]), "large")
    weak = Search("leptophilic_scalar", "xi", **muons)
    strong = Search("lmu_ltau", "g", **muons)
    assert np.isnan(recast(limit, strong, weak).coupling).all()


def test_r_ratio_as_a_function_of_the_mass():
    limit = Limit(np.array([0.4, 1.5]), np.array([1e-3, 2e-3]), "somewhere")
    sides = [
        Search(model, g, fixed={"hadronic_r_ratio": hadronic_r_ratio}, **ELECTRONS)
        for model, g in (("dark_photon", "epsilon"), ("b_minus_l", "g"))
    ]
    got = recast(limit, *sides)
    for place, mass in enumerate(limit.mass):
        fixed = {"hadronic_r_ratio": hadronic_r_ratio(mass)}
        alone = [Search(side.model, side.coupling, fixed=fixed, **ELECTRONS) for side in sides]
        one = Limit(limit.mass[place:][:1], limit.coupling[place:][:1], "somewhere")
        assert recast(one, *alone).coupling[0] == got.coupling[place]


def test_parameters_that_nothing_takes():
    with pytest.raises(ArgumentError, match="has an argument 'hadronic_r' .did you mean 'hadronic_r_ratio'"):
        Search("dark_photon", "epsilon", fixed={"hadronic_r": 0.0}, **ELECTRONS)
    with pytest.raises(ArgumentError, match="has an argument 'epsilom' .did you mean 'epsilon'"):
        Search("dark_photon", "epsilom", **ELECTRONS)


@pytest.mark.parametrize(
    ("mass", "error"), [(-1.0, DomainError), ([1.0, np.nan], DomainError), ("heavy", ArgumentError)]
)
def test_masses_of_the_r_ratio(mass, error):
    with pytest.raises(error, match="mass = "):
        hadronic_r_ratio(mass)


def test_the_reference_of_a_table(tmp_path):
    path = tmp_path / "limit.txt"
    path.write_text("# reference: A. Nyone, 2020\n# m_X [GeV], g\n0.01, 1e-3\n0.02 2e-3  # here\n\n")
    limit = read_limit(path)
    assert limit.reference == "A. Nyone, 2020"
    np.testing.assert_array_equal(limit.coupling, [1e-3, 2e-3])
    assert read_limit(path, reference="B").reference == "B"
    path.write_text("0.01 1e-3\n0.02 1e-3\n")
    with pytest.raises(DomainError, match="where it was published"):
        read_limit(path)


LONG_LIVED = displaced(shield=179.0, decay_volume=204.0, boost=1000.0)


def test_both_edges_of_a_region_stay_on_the_same_model():
    """Also close to the tip of the region, where the edges meet."""
    mass = np.array([0.02])
    grid = np.geomspace(1e-8, 1e-3, 4001)
    counts = DARK.count(0.02, grid, LONG_LIVED)
    tip = grid[np.argmax(counts)]
    couplings = [2e-7, 0.9 * tip, 0.999 * tip, 1.001 * tip, 2 * tip, 1.8606e-5]
    for coupling in couplings:
        got = recast(Limit(mass, np.array([coupling]), "made up"), DARK, DARK, LONG_LIVED).coupling
        assert got[0] == pytest.approx(coupling, rel=1e-9)
    region = recast(Limit(mass, np.array([2e-7]), "made up", np.array([1.8606e-5])), DARK, MINUS, LONG_LIVED)
    assert region.coupling[0] < region.upper[0]
    back = recast(region, MINUS, DARK, LONG_LIVED)
    assert (back.coupling[0], back.upper[0]) == (pytest.approx(2e-7, rel=1e-9), pytest.approx(1.8606e-5, rel=1e-9))


def test_a_mass_without_a_limit_is_nan_alone():
    below_threshold = Limit(np.array([5e-4, 0.05]), np.array([1e-6, 1e-6]), "made up")
    np.testing.assert_allclose(recast(below_threshold, DARK, DARK).coupling, [np.nan, 1e-6], rtol=1e-9)
    unknown = Limit(np.array([0.02, 0.05]), np.array([np.nan, 1e-6]), "made up", np.array([np.inf, np.inf]))
    np.testing.assert_allclose(recast(unknown, DARK, DARK).coupling, [np.nan, 1e-6], rtol=1e-9)
    assert np.isinf(recast(unknown, DARK, DARK).upper).all()


def test_several_channels_and_replaced_constants():
    leptons = {**ELECTRONS, "channel": ("electron", "muon")}
    dark, minus = (Search(s.model, s.coupling, fixed=NO_HADRONS, **leptons) for s in (DARK, MINUS))
    limit = Limit(np.array([0.5]), np.array([1e-3]), "made up")
    alpha = muforge.constants()["alpha"].value
    # the dark photon decays to nothing else; B - L also to three neutrinos of half the rate of a massless lepton
    seen = sum(
        muforge.evaluate("b_minus_l.branching_ratio", channel=c, m_X=0.5, g=1.0, **NO_HADRONS)
        for c in ("electron", "muon")
    )
    assert recast(limit, dark, minus).coupling[0] == pytest.approx(1e-3 * np.sqrt(4 * np.pi * alpha / seen), rel=1e-9)
    stronger = Search("dark_photon", "epsilon", fixed=NO_HADRONS, constants={"alpha": 4 * alpha}, **ELECTRONS)
    assert recast(limit, stronger, DARK).coupling[0] == pytest.approx(2e-3, rel=1e-9)


def test_r_ratio_of_baryon_number():
    """No rho and no two pions; omega with 4 times the rate of the electric charge, phi with as much; n_f/3 above."""
    assert hadronic_r_ratio(0.35, current="baryon") < 1e-4 * hadronic_r_ratio(0.35)
    assert hadronic_r_ratio(0.6, current="baryon") < 0.2 * hadronic_r_ratio(0.6)
    at_omega, without_two_pions = hadronic_r_ratio(0.78266, current="baryon"), 0.892 + 0.0833
    assert at_omega == pytest.approx(4 * without_two_pions * 9 * (0.60e-6 / 8.68e-3) * 137.035999177**2, rel=1e-3)
    assert hadronic_r_ratio(1.01946, current="baryon") == pytest.approx(hadronic_r_ratio(1.01946), rel=0.05)
    assert hadronic_r_ratio(2.0, current="baryon") == pytest.approx(hadronic_r_ratio(2.0) / 2, rel=2e-3)
    assert hadronic_r_ratio(5.0, current="baryon") == pytest.approx(hadronic_r_ratio(5.0) * 4 / 10, rel=1e-3)
    with pytest.raises(DomainError, match="baryonic.*did you mean 'baryon'"):
        hadronic_r_ratio(1.0, current="baryonic")


def test_r_ratio(tmp_path):
    assert hadronic_r_ratio(0.2) == 0.0
    assert 5 < hadronic_r_ratio(0.77) < 12
    assert hadronic_r_ratio(2.0) == pytest.approx(2.2, rel=0.05)
    assert hadronic_r_ratio(9.0) == pytest.approx(3.56, rel=0.03)
    path = tmp_path / "r.txt"
    path.write_text("1 2\n3 4\n")
    np.testing.assert_allclose(hadronic_r_ratio(np.array([0.5, 2.0]), path), [0.0, 3.0])
    with pytest.raises(DomainError, match="ends at 3; a value is asked for at 5"):
        hadronic_r_ratio(5.0, path)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"channel": "zzz"}, "channel = 'zzz'; allowed are"),
        ({"options": {"channel": "electrn"}}, "did you mean 'electron'"),
        ({"fixed": {"hadronic_r_ratio": math.nan}}, "hadronic_r_ratio = nan; a finite number is expected"),
    ],
)
def test_choices_that_do_not_exist_are_refused(changed, words):
    inputs = {"production": "partial_width", "options": {"channel": "electron"}, "channel": "muon"}
    with pytest.raises(DomainError, match=words):
        Search("dark_photon", "epsilon", **(inputs | changed))


def test_no_shield():
    assert displaced(0.0, 2.0, 10.0)(0.2) == pytest.approx(1 - math.exp(-1), rel=1e-15)


@pytest.mark.parametrize(
    ("lengths", "words", "kind"),
    [
        ((-1, 1, 1), "shield = -1; a number at least 0", DomainError),
        ((0, 0, 0), "decay_volume = 0; a number above 0", DomainError),
        ((1, 1, 0), "boost = 0; a number above 0", DomainError),
        ((math.nan, 1, 1), "shield = nan", DomainError),
        ((1, 1, math.inf), "boost = inf", DomainError),
        (("1", 1, 1), "shield = '1'", ArgumentError),
        ((1, True, 1), "decay_volume = True", ArgumentError),
    ],
)
def test_lengths_that_mean_nothing(lengths, words, kind):
    with pytest.raises(kind, match=words):
        displaced(*lengths)
