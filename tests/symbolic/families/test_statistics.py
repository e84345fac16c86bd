"""Properties of averages, likelihood ratios and limits; their corners; and what they refuse."""

import math

import numpy as np
import pytest
from command import run
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import gammaincinv
from scipy.stats import norm

import muforge
from muforge.errors import AccuracyWarning, DomainError

LEVEL = {"confidence_level": 0.95}
MODELS = ("common_normalization", "per_bin")
BANDS = ("observed", "expected", "expected_minus_1_sigma", "expected_plus_1_sigma")

measurements = st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 10)), min_size=1, max_size=8)
bins = st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.01, 1e4)), min_size=1, max_size=5)
events = st.integers(0, 200)
backgrounds = st.floats(0, 200)
uncertainties = st.floats(0, 0.6)
levels = st.floats(0.5, 0.999)


def value(name, **inputs):
    return muforge.evaluate(f"statistics.{name}", **inputs)


def limit(model, band="expected", kappa=0.1, fractions=(0.2, 0.3, 0.5), backgrounds=(10.0, 20.0, 5.0), level=0.95):
    return value(
        "profile_cls_upper_limit",
        uncertainty_model=model,
        band=band,
        signal_fractions=fractions,
        backgrounds=backgrounds,
        background_uncertainty=kappa,
        confidence_level=level,
    )


# ----- averages ----------------------------------------------------------------------------------------------


@given(measurements, st.randoms(use_true_random=False))
def test_the_order_of_measurements_does_not_matter(measured, random):
    shuffled = random.sample(measured, len(measured))
    for name in ("weighted_average", "weighted_average_error", "chi_squared", "chi_squared_p_value"):
        (a, b) = (
            value(name, values=x, errors=e) for x, e in (zip(*measured, strict=True), zip(*shuffled, strict=True))
        )
        assert a == pytest.approx(b, rel=1e-9, abs=1e-12)


@given(measurements, st.floats(-50, 50), st.floats(0.01, 100))
def test_averages_in_other_units(measured, shift, factor):
    values, errors = map(np.array, zip(*measured, strict=True))
    moved = {"values": factor * values + shift, "errors": factor * errors}
    mean = value("weighted_average", values=values, errors=errors)
    assert value("weighted_average", **moved) == pytest.approx(factor * mean + shift, rel=1e-11, abs=1e-9)
    chi_squared = value("chi_squared", values=values, errors=errors)
    assert value("chi_squared", **moved) == pytest.approx(chi_squared, rel=1e-6, abs=1e-6)


@given(measurements)
def test_the_average_is_where_chi_squared_is_smallest(measured):
    values, errors = map(np.array, zip(*measured, strict=True))
    mean, error = (value(name, values=values, errors=errors) for name in ("weighted_average", "weighted_average_error"))
    smallest = value("chi_squared", values=values, errors=errors)
    for sigmas in (-1, 1):
        at = float(np.sum(((values - mean - sigmas * error) / errors) ** 2))
        assert at == pytest.approx(smallest + 1, rel=1e-9, abs=1e-9)


def test_chi_squared_does_not_cancel():
    """The values are exact in binary; their squares are lost beside 2^80."""
    values = 2.0**40 + np.array([0.0, 1.0, 2.0, 4.0])
    assert value("chi_squared", values=values, errors=np.ones(4)) == pytest.approx(21 - 49 / 4, rel=1e-15)


def test_a_single_measurement():
    one = {"values": [3.0], "errors": [0.1]}
    assert value("weighted_average", **one) == 3.0
    assert value("weighted_average_error", **one) == pytest.approx(0.1, rel=1e-15)
    assert value("chi_squared", **one) == 0.0
    assert value("chi_squared_p_value", **one) == 1.0


# ----- counting ----------------------------------------------------------------------------------------------


@given(events, backgrounds, levels)
def test_cls_is_never_below_the_classical_limit_nor_below_zero(n, b, level):
    inputs = {"n_observed": n, "background": b, "confidence_level": level}
    assert value("cls_upper_limit", **inputs) >= max(value("classical_upper_limit", **inputs) * (1 - 1e-9), 0)


@given(events, backgrounds, levels)
def test_the_ratio_of_poisson_sums_at_the_cls_limit(n, b, level):
    s = value("cls_upper_limit", n_observed=n, background=b, confidence_level=level)

    def log_sum(mu):
        terms = [
            k * math.log(mu) - mu - math.lgamma(k + 1) if mu else (0.0 if k == 0 else -math.inf) for k in range(n + 1)
        ]
        top = max(terms)
        return top + math.log(math.fsum(math.exp(t - top) for t in terms))

    assert log_sum(s + b) - log_sum(b) == pytest.approx(math.log(1 - level), rel=1e-9)


@given(backgrounds, levels)
def test_no_event(b, level):
    assert value("cls_upper_limit", n_observed=0, background=b, confidence_level=level) == pytest.approx(
        -math.log(1 - level), rel=1e-12
    )


@pytest.mark.parametrize("b", [745.0, 1e4, 1e6])
def test_far_fewer_events_than_any_probability_can_tell(b):
    """No event: exp(-b) underflows, its ratio does not."""
    assert value("cls_upper_limit", n_observed=0, background=b, **LEVEL) == pytest.approx(-math.log(0.05), rel=1e-13)
    few = value("cls_upper_limit", n_observed=10, background=b, **LEVEL)
    assert -math.log(0.05) < few < -math.log(0.05) / (1 - 10 / b)


def test_many_events_are_gaussian():
    n = 1e6
    assert value("classical_upper_limit", n_observed=n, background=n, **LEVEL) == pytest.approx(1644.85, rel=1e-3)
    assert value("cls_upper_limit", n_observed=n, background=n, **LEVEL) == pytest.approx(1959.96, rel=1e-3)


def test_the_classical_limit_may_be_negative_and_says_where_it_is_inaccurate():
    assert value("classical_upper_limit", n_observed=0, background=5.0, **LEVEL) == pytest.approx(-2.00427, rel=1e-5)
    with pytest.warns(AccuracyWarning, match="classical_upper_limit: relative error"):
        close = value("classical_upper_limit", n_observed=0, background=-math.log(0.05), **LEVEL)
    assert abs(close) < 1e-14


@given(st.floats(0, 1e5), uncertainties, st.floats(0.1, 5))
def test_signals_from_one_count(b, kappa, n):
    """Profiling can only cost; without an uncertainty it is the signal at the likelihood ratio of one bin."""
    known, profiled = (
        value("asimov_signal", background=b, background_uncertainty=k, test_statistic=n**2) for k in (0.0, kappa)
    )
    assert profiled >= known * (1 - 1e-12)
    binned = value("signal_at_log_likelihood_ratio", signal_fractions=[1], backgrounds=[b], log_likelihood_ratio=n**2)
    assert binned == pytest.approx(known, rel=1e-12)


@pytest.mark.parametrize("kappa", [0.0, 0.001, 0.01])
def test_many_events_have_gaussian_errors_in_quadrature(kappa):
    inputs = {"background": 1e8, "background_uncertainty": kappa}
    gaussian = value("signal_at_significance", n_sigma=2, **inputs)
    assert gaussian == pytest.approx(2 * math.sqrt(1e8 + (kappa * 1e8) ** 2), rel=1e-15)
    assert value("asimov_signal", test_statistic=4, **inputs) == pytest.approx(gaussian, rel=0.03)


def test_no_background():
    assert value("asimov_signal", background=0, background_uncertainty=0.1, test_statistic=4) == pytest.approx(2.0)
    assert value("signal_at_significance", background=0, background_uncertainty=0.1, n_sigma=2) == 0.0


# ----- bins --------------------------------------------------------------------------------------------------


@given(bins, st.floats(0.01, 30))
def test_the_signal_at_a_likelihood_ratio_has_that_ratio(binned, wanted):
    fractions, counts = zip(*binned, strict=True)
    signal = value(
        "signal_at_log_likelihood_ratio", signal_fractions=fractions, backgrounds=counts, log_likelihood_ratio=wanted
    )
    ratio = value("log_likelihood_ratio", signal=signal, signal_fractions=fractions, backgrounds=counts)
    assert ratio == pytest.approx(wanted, rel=1e-11)


@settings(max_examples=25)
@given(bins, uncertainties, st.sampled_from(MODELS), levels)
def test_bands_are_in_order_and_uncertainty_costs(binned, kappa, model, level):
    fractions, counts = zip(*binned, strict=True)
    found = [limit(model, band, kappa, fractions, counts, level) for band in BANDS]
    assert found[0] == found[1]
    assert found[2] < found[1] < found[3]
    assert found[1] >= limit(model, "expected", 0.0, fractions, counts, level) * (1 - 1e-12)


@settings(max_examples=25)
@given(bins, uncertainties, st.sampled_from(MODELS))
def test_the_limit_on_a_rate_falls_with_luminosity(binned, kappa, model):
    fractions, counts = map(np.array, zip(*binned, strict=True))
    factors = np.array([1.0, 2.0, 10.0, 1000.0])
    limits = limit(model, "expected", kappa, fractions, counts * factors[:, None])
    assert np.all(np.diff(limits / factors) < 0)
    assert np.all(np.diff(limits) > 0)


@pytest.mark.parametrize("model", MODELS)
def test_without_uncertainty_the_profile_is_the_likelihood(model):
    inputs = {"signal_fractions": [0.2, 0.0, 0.8], "backgrounds": [10.0, 20.0, 0.0]}
    profiled = value(
        "profile_likelihood_signal", uncertainty_model=model, background_uncertainty=0, test_statistic=4, **inputs
    )
    assert profiled == pytest.approx(
        value("signal_at_log_likelihood_ratio", log_likelihood_ratio=4, **inputs), rel=1e-13
    )


@pytest.mark.parametrize("model", MODELS)
def test_the_observed_limit_is_a_profile_at_the_quantile(model):
    quantile = 1.959963984540054
    signal = value(
        "profile_likelihood_signal",
        uncertainty_model=model,
        signal_fractions=[0.2, 0.3, 0.5],
        backgrounds=[10.0, 20.0, 5.0],
        background_uncertainty=0.1,
        test_statistic=quantile**2,
    )
    assert limit(model, "observed") == pytest.approx(signal, rel=1e-13)


@pytest.mark.parametrize("model", MODELS)
def test_the_error_of_a_large_background_counts(model):
    """B = 40000 known to 2.5 per cent: about 2000 events, not the 390 of the Poisson error alone."""
    assert limit(model, kappa=0.025, fractions=[1.0], backgrounds=[40000.0]) == pytest.approx(2000, rel=0.05)
    assert limit(model, kappa=0.0, fractions=[1.0], backgrounds=[40000.0]) == pytest.approx(393, rel=0.01)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("kappa", [0.0, 1e-8, 0.3, 0.99])
def test_bins_without_signal_or_background(model, kappa):
    """One that has neither does not matter; one without signal can only measure a common normalisation."""
    bare = limit(model, "expected", kappa, [0.5], [7.0])
    assert limit(model, "expected", kappa, [0.0, 0.5], [0.0, 7.0]) == pytest.approx(bare, rel=1e-12)
    beside = limit(model, "expected", kappa, [0.0, 0.5], [1e6, 7.0])
    alone = limit(model, "expected", 0.0 if model == "common_normalization" else kappa, [0.5], [7.0])
    assert beside == pytest.approx(alone, rel=1e-4)
    assert limit(model, "expected", kappa, [0.5], [0.0]) == pytest.approx(1.959963984540054**2, rel=1e-12)


def test_a_normalisation_is_pulled_far_below_one_sigma_in_the_exponential():
    """A huge background known to 99 per cent that all but vanishes: no underflow on the way."""
    found = limit("common_normalization", "expected", 0.99, [1e-3, 0.0], [1e6, 1e6])
    assert found == pytest.approx(2e6 * math.sqrt(2), rel=0.05)


# ----- arrays, lists, errors ---------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_numbers_broadcast_over_leading_axes(model):
    counts = np.random.default_rng(1).uniform(0, 50, (3, 4, 2))
    kappa = np.array([0.05, 0.1, 0.2, 0.4])
    found = limit(model, "expected", kappa, [0.2, 0.8], counts)
    assert found.shape == (3, 4)
    for i, j in np.ndindex(3, 4):
        assert found[i, j] == limit(model, "expected", kappa[j], [0.2, 0.8], counts[i, j])


def test_errors_are_returned():
    inputs = {"signal_fractions": [0.2, 0.8], "backgrounds": [10.0, 5.0], "log_likelihood_ratio": [1.0, 4.0]}
    found, error = muforge.evaluate("statistics.signal_at_log_likelihood_ratio", return_error=True, **inputs)
    assert found.shape == error.shape == (2,)
    assert np.all((error > 0) & (error < 1e-12 * found))


REFUSED = {
    "lengths": ("chi_squared", {"values": [1, 2, 3], "errors": [1, 2]}, "values 3, errors 2; expected one length"),
    "no element": ("chi_squared", {"values": [], "errors": []}, "a list of at least one number is expected"),
    "no error": ("weighted_average", {"values": [1, 2], "errors": [1, 0]}, "errors = 0; expected above 0"),
    "certainty": (
        "cls_upper_limit",
        {"n_observed": 3, "background": 1, "confidence_level": 1.0},
        "confidence_level = 1; expected a confidence level below 1",
    ),
    "no signal": (
        "signal_at_log_likelihood_ratio",
        {"signal_fractions": [0, 0], "backgrounds": [1, 2], "log_likelihood_ratio": 4},
        "statistics.signal_at_log_likelihood_ratio: signal_fractions are all 0",
    ),
    "normalisation": (
        "profile_likelihood_signal",
        {
            "uncertainty_model": "common_normalization",
            "signal_fractions": [1],
            "backgrounds": [2],
            "background_uncertainty": 1.0,
            "test_statistic": 4,
        },
        "background_uncertainty = 1; expected a relative error below 1 of a common normalisation",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_has_no_answer_is_refused(case):
    name, inputs, words = REFUSED[case]
    with pytest.raises(DomainError, match=words):
        value(name, **inputs)


def test_lists_on_the_command_line(capsys):
    shown = run("eval statistics.weighted_average values=1,2,3 errors=0.1,0.2,0.3", capsys)
    assert shown.out == f"statistics.weighted_average = {66 / 49!r}\n"
    shown = run("eval statistics.chi_squared values=1,2,3 errors=0.1,0.2", capsys)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.count("\n") == 1
    assert "lists of different lengths: values 3, errors 2" in shown.err


def test_a_scan_with_fixed_lists(capsys, tmp_path):
    path = tmp_path / "signals.csv"
    words = "signal_fractions=0.2,0.8 backgrounds=10,2 log_likelihood_ratio=1:9:5"
    assert run(f"scan statistics.signal_at_log_likelihood_ratio {words} -o {path}", capsys).code == 0
    rows = [line.split(",") for line in path.read_text().splitlines() if line[0].isdigit()]
    got = [float(row[-1]) for row in rows]
    assert got == list(
        value(
            "signal_at_log_likelihood_ratio",
            signal_fractions=[0.2, 0.8],
            backgrounds=[10, 2],
            log_likelihood_ratio=np.linspace(1, 9, 5),
        )
    )


def test_points_without_a_result_are_left_out_of_a_scan():
    result = muforge.scan(
        "statistics.profile_cls_upper_limit",
        {"background_uncertainty": [0.1, 0.5, 1.5]},
        uncertainty_model="common_normalization",
        band="expected",
        signal_fractions=[0.2, 0.8],
        backgrounds=[5, 9],
        confidence_level=0.95,
    )
    assert np.isnan(result.values).tolist() == [False, False, True]
    assert "expected a relative error below 1" in result.notes[0]


@pytest.mark.parametrize("background", [1e5, 1e20, 1e50, 1e300])
def test_of_a_huge_background_nothing_seen_is_the_limit_without_any(background):
    limit = value("cls_upper_limit", n_observed=1, background=background, confidence_level=0.95)
    assert limit == pytest.approx(-math.log(0.05), rel=2e-5)


@pytest.mark.parametrize("uncertainty", [1e7, 1e8, 1e20, 1e100])
def test_a_background_that_is_not_known_at_all_has_a_limit(uncertainty):
    """Without a background, that is: ``q = 2 (S - B - B log(S/B))`` for B = 1 is ``Phi^-1(1 - 0.05/2)^2``."""
    q = norm.isf(0.05 / 2) ** 2
    expected = brentq(lambda s: 2 * (s - 1 - math.log(s)) - q, 1, 100, xtol=1e-13)
    limit = value(
        "profile_cls_upper_limit",
        uncertainty_model="per_bin",
        band="observed",
        signal_fractions=[1.0],
        backgrounds=[1.0],
        background_uncertainty=uncertainty,
        confidence_level=0.95,
    )
    assert limit == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("level", [1e-300, 1e-20, 1e-10, 1e-3, 0.4])
def test_small_confidence_levels_keep_their_digits(level):
    """No event without a background: ``exp(-s) = 1 - CL``."""
    for name in ("cls_upper_limit", "classical_upper_limit"):
        limit = value(name, n_observed=0, background=0, confidence_level=level)
        assert limit == pytest.approx(-math.log1p(-level), rel=1e-13)
    several = value("cls_upper_limit", n_observed=2, background=0, confidence_level=level)
    assert several == pytest.approx(gammaincinv(3, level), rel=1e-12)


def test_asymptotic_limits_begin_where_one_minus_the_level_has_digits():
    inputs = {"signal_fractions": [1.0], "backgrounds": [5.0], "background_uncertainty": 0.1}
    for model in MODELS:
        with pytest.raises(DomainError, match="a confidence level of at least 0.001"):
            value("profile_cls_upper_limit", uncertainty_model=model, band="observed", confidence_level=1e-4, **inputs)


@pytest.mark.parametrize("scale", [1e-150, 1e-60, 1e60, 1e140])
def test_extreme_counts_scale(scale):
    """Without errors, ``n`` standard deviations of a large background are ``n sqrt(B)``; none is half the statistic."""
    signal = value("asimov_signal", background=scale, background_uncertainty=0, test_statistic=4)
    assert signal == pytest.approx(2 * math.sqrt(scale) if scale > 1 else 2.0, rel=1e-6)
    ratio = value("log_likelihood_ratio", signal=scale, signal_fractions=[0.5, 0.5], backgrounds=[0.0, 0.0])
    assert ratio == pytest.approx(2 * scale, rel=1e-14)
    alike = value("chi_squared", values=[scale, 3 * scale], errors=[scale, scale])
    assert alike == pytest.approx(2.0, rel=1e-14)
