"""Values of the literature and of other programs that the procedures are compared with."""

from __future__ import annotations

from collections.abc import Mapping

from muforge.symbolic.language.procedure import Known, KnownValue

TABLE = "table of upper limits, review of statistics, Review of Particle Physics"
QUANTILES = "tables of the quantiles of chi squared, any textbook"
PYHF = "pyhf 0.7.6, hypotest with test_stat=qtilde, signal found as its root"


def _rounded(value: float, digits: int) -> tuple[float, float]:
    """A printed value and the relative error that its last digit leaves."""
    return value, 0.5 * 10**-digits / value


def _limits(level: float, limits: tuple[float, ...]) -> tuple[KnownValue, ...]:
    return tuple(
        KnownValue(
            TABLE,
            {"n_observed": n, "background": 0.0, "confidence_level": level},
            *_rounded(limit, 2),
        )
        for n, limit in enumerate(limits)
    )


P_VALUES = tuple(
    KnownValue(
        QUANTILES,
        {"values": [0.0, (2 * quantile) ** 0.5], "errors": [1.0, 1.0]},
        probability,
        1e-3,
    )
    for probability, quantile in ((0.05, 3.841), (0.01, 6.635), (0.5, 0.455))
)

CLASSICAL_LIMITS = (
    *_limits(0.90, (2.30, 3.89, 5.32, 6.68, 7.99, 9.27, 10.53, 11.77, 12.99, 14.21, 15.41)),
    *_limits(0.95, (3.00, 4.74, 6.30, 7.75, 9.15, 10.51, 11.84, 13.15, 14.43, 15.71, 16.96)),
)

CLS_LIMITS = (
    *CLASSICAL_LIMITS,  # the same without a background
    KnownValue(
        "no event, -log(1 - CL) whatever the background",
        {"n_observed": 0, "background": 3.0, "confidence_level": 0.95},
        2.995732273553991,
        1e-12,
    ),
    KnownValue(
        "no event, -log(1 - CL) whatever the background, also where it is large",
        {"n_observed": 0, "background": 900.0, "confidence_level": 0.9},
        2.302585092994046,
        1e-12,
    ),
)

RATIOS = (
    KnownValue("2 S without background", {"signal": 3.0, "signal_fractions": [1.0], "backgrounds": [0.0]}, 6.0, 1e-15),
    KnownValue(
        "2 [S - B log 2] where S is B",
        {"signal": 5.0, "signal_fractions": [1.0], "backgrounds": [5.0]},
        3.068528194400547,
        1e-14,
    ),
)

SIGNALS_AT_RATIOS = (
    KnownValue(
        "half the ratio without background",
        {"signal_fractions": [0.25, 0.75], "backgrounds": [0.0, 0.0], "log_likelihood_ratio": 4.0},
        2.0,
        1e-14,
    ),
)

_BINS: Mapping[str, Known] = {
    "signal_fractions": [0.2, 0.3, 0.5],
    "backgrounds": [10.0, 20.0, 5.0],
    "background_uncertainty": 0.1,
}


def _profile(model: str, band: str, limit: float) -> KnownValue:
    inputs: Mapping[str, Known] = {**_BINS, "uncertainty_model": model, "band": band, "confidence_level": 0.95}
    return KnownValue(PYHF, inputs, limit, 1e-6)


PROFILE_LIMITS = (
    _profile("common_normalization", "observed", 10.649321),
    _profile("common_normalization", "expected", 10.649321),
    _profile("common_normalization", "expected_minus_1_sigma", 7.2788579),
    _profile("common_normalization", "expected_plus_1_sigma", 15.859461),
    _profile("per_bin", "observed", 10.245784),
    _profile("per_bin", "expected", 10.245784),
    _profile("per_bin", "expected_minus_1_sigma", 7.0002202),
    _profile("per_bin", "expected_plus_1_sigma", 15.279658),
)

PROFILE_SIGNALS = tuple(
    KnownValue(
        f"{PYHF}: the limit at the 95 per cent quantile of a Gaussian, squared",
        {**_BINS, "uncertainty_model": model, "test_statistic": 3.841458820694124},
        limit,
        1e-6,
    )
    for model, limit in (("common_normalization", 10.649321), ("per_bin", 10.245784))
)
