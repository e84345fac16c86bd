"""Measurements and predictions of g-2 by name, users' own with covariances, and what they allow."""

from __future__ import annotations

import numpy as np
import pytest

import muforge
from muforge import gminus2
from muforge.errors import ArgumentError, DomainError
from muforge.gminus2 import Comparison

AT_50_MEV = {"m_X": 0.05, "n_sigma": 2.0}


@pytest.mark.parametrize(
    ("experiment", "theory", "shift", "significance"),
    [
        ("2021", "WP20", 250.753, 4.2205),
        ("2025", "WP25", 38.5, 0.6047),
        ("2025", "WP20", 261.5, 5.763),
        ("2025", "BMW26", 19.5, 0.502),
        ("2025", "BMW20", 117.5, 2.066),
    ],
)
def test_pairs_of_experiment_and_theory(experiment, theory, shift, significance):
    compared = Comparison.of(experiment, theory)
    assert compared.discrepancy * 1e11 == pytest.approx(shift, abs=2e-3)
    assert compared.significance == pytest.approx(significance, abs=1e-3)
    named = {"experiment": experiment, "theory": theory}
    assert muforge.evaluate("gminus2.discrepancy", **named) == pytest.approx(shift * 1e-11, rel=1e-5)
    assert muforge.evaluate("gminus2.discrepancy_significance", **named) == pytest.approx(significance, abs=1e-3)


def test_today_is_the_default_and_an_upper_limit():
    assert muforge.evaluate("gminus2.discrepancy_significance") == pytest.approx(0.6047, abs=1e-4)
    lower, upper = muforge.evaluate("gminus2.band", boson="vector", **AT_50_MEV)
    assert lower == 0.0
    assert upper == pytest.approx(5.73e-4, rel=1e-3)
    assert not Comparison.of().has_band()
    assert Comparison.of("2021", "WP20").has_band()


def test_a_year_may_be_a_number_and_other_sets_have_a_band():
    found = muforge.evaluate("gminus2.band", boson="vector", experiment=2021, theory="WP20", **AT_50_MEV)
    np.testing.assert_allclose(found, [5.113e-4, 8.558e-4], rtol=1e-4)


def test_edges_of_bands_in_arrays_and_scans():
    masses = np.array([0.01, 0.1, 1.0])
    both = muforge.evaluate("gminus2.band", boson="scalar", m_X=masses, n_sigma=1.0, experiment="2021", theory="WP20")
    assert both.shape == (3, 2)
    upper = muforge.evaluate(
        "gminus2.band", boson="scalar", edge="upper", m_X=masses, n_sigma=1.0, experiment="2021", theory="WP20"
    )
    np.testing.assert_array_equal(both[:, 1], upper)
    grid = {"m_X": masses, "experiment": ["2021", "2025"]}
    scanned = muforge.scan("gminus2.band", grid, boson="scalar", n_sigma=1.0, theory="WP20")
    assert set(scanned.axes) == {"m_X", "experiment", "edge"}
    at = [list(scanned.axes).index(axis) for axis in ("experiment", "m_X", "edge")]
    np.testing.assert_array_equal(scanned.values.transpose(at)[0], both)


def test_limits_of_models_take_a_set_by_name():
    limit = muforge.evaluate("lmu_ltau.g_for_delta_a_mu", m_X=0.05, experiment="2025", theory="WP25", n_sigma=2)
    assert limit == pytest.approx(muforge.evaluate("gminus2.band", boson="vector", **AT_50_MEV)[1], rel=1e-12)
    central = muforge.evaluate("gminus2.coupling_for_shift", boson="vector", m_X=0.05, experiment="2021", theory="WP20")
    same = muforge.evaluate("gminus2.coupling_for_shift", boson="vector", m_X=0.05, delta_a_mu=250.752941176e-11)
    assert central == pytest.approx(same, rel=1e-9)


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"experiment": "2024"}, "experiment = '2024'.*sets are BNL, 2021"),
        ({"theory": "WP52"}, "theory = 'WP52' .did you mean 'WP25'"),
        ({"experiment": "2025", "measurements": [1e-3]}, "experiment and measurements are given"),
        ({"theory": "WP25", "prediction_error": 1e-10}, "theory and prediction_error are given"),
        ({"measurements": [1e-3]}, "needs 'measurement_errors'"),
    ],
)
def test_sets_that_do_not_exist_or_are_given_twice(inputs, words):
    with pytest.raises((ArgumentError, DomainError), match=words):
        muforge.evaluate("gminus2.discrepancy", **inputs)


def test_a_measurement_too_small_for_any_coupling_is_an_error():
    low = {"measurements": [1e-3], "measurement_errors": [1e-10], "prediction": 1.00001e-3, "prediction_error": 1e-10}
    with pytest.raises(DomainError, match="no coupling is allowed"):
        muforge.evaluate("gminus2.band", boson="vector", m_X=0.05, n_sigma=2, **low)


def test_correlations_change_the_mean_and_its_error():
    """Two values with errors 1 and 2 and correlation 1/2: weights 1 and 0, variance 1; the diagonal alone has 4/5."""
    covariance = [[1.0, 1.0], [1.0, 4.0]]
    full, diagonal = (Comparison([10.0, 13.0], c, 8.0, 0.0) for c in (covariance, [1.0, 2.0]))
    assert (full.discrepancy, full.error) == pytest.approx((2.0, 1.0), rel=1e-14)
    assert (diagonal.discrepancy, diagonal.error) == pytest.approx((2.6, 0.8**0.5), rel=1e-14)
    assert full.chi_squared == pytest.approx(3.0, rel=1e-14)  # 9/(1 + 4 - 2)
    reduced = muforge.evaluate("gminus2.discrepancy_significance", **full.inputs)
    assert reduced == pytest.approx(full.significance, rel=1e-14)


WRONG = {
    "negative error": ([1.0, -2.0], "error 2 of measurements is -2"),
    "not symmetric": ([[1.0, 0.5], [0.4, 1.0]], "not symmetric"),
    "not positive": ([[1.0, 2.0], [2.0, 1.0]], "not positive: the smallest eigenvalue of its correlations is -1"),
    "negative variance": ([[1.0, 0.0], [0.0, -1.0]], "variance -1 at place 2"),
    "too small": ([[1.0]], "2 standard errors or a matrix of 2 x 2"),
    "not finite": ([1.0, np.inf], "element 2 is not finite"),
    "words": ("large", "a matrix or a list of standard errors"),
}


@pytest.mark.parametrize(("covariance", "words"), WRONG.values(), ids=WRONG)
def test_covariances_that_are_none(covariance, words):
    with pytest.raises((ArgumentError, DomainError), match=words):
        Comparison([10.0, 13.0], covariance, 8.0, 0.0)


def test_run_1_from_its_four_groups():
    """Table I of the combination: 3.70730045(164) with chi squared 6.48, and a_mu = 116592040(54)e-11."""
    values, errors = [3.7073009, 3.7073024, 3.7073057, 3.7072957], [4.5e-6, 3.8e-6, 3.1e-6, 2.6e-6]
    mean = muforge.evaluate("statistics.weighted_average", values=values, errors=errors)
    error = muforge.evaluate("statistics.weighted_average_error", values=values, errors=errors)
    assert (mean, error) == pytest.approx((3.70730045, 1.64e-6), abs=5e-9)
    assert muforge.evaluate("statistics.chi_squared", values=values, errors=errors) == pytest.approx(6.48, abs=5e-3)
    moment, its_error = gminus2.from_frequency_ratio(3.7073003e-3, 1.7e-9)
    assert moment == pytest.approx(116592040e-11, abs=2e-11)  # half of the last digit of the ratio is 1.6e-11
    assert its_error == pytest.approx(54e-11, abs=0.5e-11)


def test_predictions_with_another_vacuum_polarisation():
    white_paper = gminus2.theories()["WP25"]
    value, error = gminus2.prediction("WP25_lattice")
    assert value * 1e11 == pytest.approx(white_paper.value, abs=1.0)
    assert error * 1e11 == pytest.approx(white_paper.error, abs=0.5)
    data, _ = gminus2.prediction("WP20_dispersive")
    assert (value - data) * 1e11 == pytest.approx(7132 - 6931, abs=1e-6)
    assert gminus2.prediction((7132e-11, 61e-11))[0] == pytest.approx(value, rel=1e-15)
    with pytest.raises(DomainError, match="known are WP25_lattice"):
        gminus2.prediction("nobody")


def test_every_value_has_a_reference_and_a_date():
    found = [value for members in gminus2.experiments().values() for value in members]
    found += [*gminus2.theories().values(), *gminus2.hadronic_vacuum_polarisation().values()]
    assert all(
        v.reference and len(v.date) == 7 and v.error > 0 and v.how in ("read", "second hand", "memory") for v in found
    )
