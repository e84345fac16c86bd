"""Statistics of measurements and of counts of events.

Signals and backgrounds are numbers of expected events.  In bins, a signal S gives ``S f_i`` events; the fractions f_i
need not add up to 1.
"""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Expr, IndexedBase, Rational, Sum, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from muforge.symbolic.families.statistics import printed
from muforge.symbolic.language.arguments import Real, Series
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.units import one

Values = Annotated[IndexedBase, Real(one, "measured values", range=(1.0, 10.0)), Series()]
Errors = Annotated[IndexedBase, Real(one, "their standard errors", above=0, range=(0.1, 1.0)), Series()]
Fractions = Annotated[
    IndexedBase, Real(one, "expected events of a unit signal in each bin", at_least=0, range=(0.01, 1.0)), Series()
]
Backgrounds = Annotated[
    IndexedBase, Real(one, "expected background events in each bin", at_least=0, range=(0.1, 1e4)), Series()
]
Signal = Annotated[Expr, Real(one, "expected signal events in all bins", at_least=0, range=(0.1, 1e4))]
Background = Annotated[Expr, Real(one, "expected background events", at_least=0, range=(0.1, 1e4))]
Uncertainty = Annotated[Expr, Real(one, "relative error of the background", at_least=0, range=(1e-3, 0.5))]
Significance = Annotated[Expr, Real(one, "standard deviations", at_least=0, range=(0.5, 5.0))]
Statistic = Annotated[Expr, Real(one, "-2 log of the likelihood ratio, 4 for 2 sigma", at_least=0, range=(0.5, 25.0))]
Observed = Annotated[Expr, Real(one, "observed events", at_least=0, range=(1.0, 1e3))]
Level = Annotated[Expr, Real(one, "confidence level, e.g. 0.95", above=0, range=(0.5, 0.999))]
UncertaintyModel = Literal["common_normalization", "per_bin"]
Band = Literal["observed", "expected", "expected_minus_1_sigma", "expected_plus_1_sigma"]

ROOT_ACCURACY = 1e-12
"""Relative accuracy that is promised for signals that solve an equation."""
COUNTING_ACCURACY = 1e-9
"""The same for limits that are differences: expected events minus the background, up to 1e6 of these."""


def mean_and_weight(values: IndexedBase, errors: IndexedBase) -> tuple[Expr, Expr]:
    """Inverse-variance mean of uncorrelated values, and the inverse variance of that mean."""
    i, n = Symbol("i", integer=True), Symbol("n", integer=True)
    weight = Sum(errors[i] ** -2, (i, 0, n - 1))
    return Sum(values[i] * errors[i] ** -2, (i, 0, n - 1)) / weight, weight


@quantity(unit=one, source="inverse-variance mean")
def weighted_average(values: Values, errors: Errors) -> Expr:
    """Inverse-variance mean of uncorrelated values, in their unit."""
    mean, _ = mean_and_weight(values, errors)
    return mean


@quantity(unit=one, source="inverse-variance mean")
def weighted_average_error(values: Values, errors: Errors) -> Expr:
    """Standard error of the inverse-variance mean of uncorrelated values; the values do not matter.

    It is not enlarged where the values disagree, see `statistics.chi_squared`.
    """
    _, weight = mean_and_weight(values, errors)
    return 1 / sqrt(weight)


@quantity(unit=one, source="inverse-variance mean", accuracy=1e-12)
def chi_squared(values: Values, errors: Errors) -> Procedure:
    """Sum over uncorrelated values of the squared deviation from their weighted average, in units of the errors.

    For n values it has n-1 degrees of freedom.
    """
    return Procedure("averages.chi_squared", "exact_averages.chi_squared")


@quantity(unit=one, source="inverse-variance mean", accuracy=1e-11)
def chi_squared_p_value(values: Values, errors: Errors) -> Procedure:
    """Probability that chi squared is larger than `statistics.chi_squared` by chance, for n-1 degrees of freedom.

    1 for a single value.
    """
    return Procedure("averages.chi_squared_p_value", "exact_averages.chi_squared_p_value", printed.P_VALUES)


@quantity(unit=one, source="Poisson likelihoods; S. S. Wilks, Ann. Math. Statist. 9 (1938) 60", accuracy=1e-13)
def log_likelihood_ratio(signal: Signal, signal_fractions: Fractions, backgrounds: Backgrounds) -> Procedure:
    """``2 sum [S f_i - B_i ln(1 + S f_i/B_i)]``: -2 log of the likelihood of the signal over that of no signal.

    For data that equal the backgrounds, which are known exactly.  A bin without background contributes ``2 S f_i``.
    """
    return Procedure("likelihoods.log_likelihood_ratio", "exact_counts.log_likelihood_ratio", printed.RATIOS)


@quantity(unit=one, source="inverse of statistics.log_likelihood_ratio", accuracy=ROOT_ACCURACY)
def signal_at_log_likelihood_ratio(
    signal_fractions: Fractions, backgrounds: Backgrounds, log_likelihood_ratio: Statistic
) -> Procedure:
    """Signal events at which `statistics.log_likelihood_ratio` has a value, 4 for a sensitivity of 2 sigma."""
    return Procedure(
        "likelihoods.signal_at_log_likelihood_ratio",
        "exact_counts.signal_at_log_likelihood_ratio",
        printed.SIGNALS_AT_RATIOS,
    )


@quantity(unit=one, source="Gaussian errors added in quadrature")
def signal_at_significance(background: Background, background_uncertainty: Uncertainty, n_sigma: Significance) -> Expr:
    """``n sqrt(B + kappa^2 B^2)``: signal events that exceed the error of the background n times.

    For many events: the Poisson error of B is taken as Gaussian, and that of the signal is neglected.
    """
    return n_sigma * sqrt(background + (background_uncertainty * background) ** 2)


@quantity(
    unit=one,
    source="Asimov data set, G. Cowan, K. Cranmer, E. Gross, O. Vitells, arXiv:1007.1727 sec. 3",
    accuracy=ROOT_ACCURACY,
)
def asimov_signal(background: Background, background_uncertainty: Uncertainty, test_statistic: Statistic) -> Procedure:
    """Signal events excluded at a test statistic by data that equal the background; its relative error is profiled.

    ``S + B (1 + kappa theta)`` events are expected; theta is the best one for each S, with a unit Gaussian constraint.
    The background is linear in theta: for errors of the order of 1 it may become negative, the expected events never.
    """
    return Procedure("counting.asimov_signal", "exact_counts.asimov_signal")


LOWEST_LEVEL = Rational(1, 1000)
"""Confidence levels below this one lose more digits in ``1 - CL`` than asymptotic limits promise."""


def _below_one(level: Expr) -> dict[Boolean, str]:
    return {level < 1: "a confidence level below 1"}


@quantity(unit=one, source="A. L. Read, J. Phys. G 28 (2002) 2693; CERN-OPEN-2000-205", accuracy=COUNTING_ACCURACY)
def cls_upper_limit(n_observed: Observed, background: Background, confidence_level: Level) -> Procedure:
    """CLs upper limit on signal events: the s with ``P(<= n; s + b)/P(<= n; b) = 1 - CL``.

    Poisson probabilities of at most the observed events; the background is known exactly.  Never negative.  Between
    whole numbers of events the probability is continued as an incomplete gamma function, for Asimov data.
    """
    return Procedure(
        "counting.cls_upper_limit",
        "exact_counts.cls_upper_limit",
        printed.CLS_LIMITS,
        words=_below_one(confidence_level),
    )


@quantity(unit=one, source="F. Garwood, Biometrika 28 (1936) 437", accuracy=COUNTING_ACCURACY)
def classical_upper_limit(n_observed: Observed, background: Background, confidence_level: Level) -> Procedure:
    """Classical upper limit on signal events: the s with ``P(<= n; s + b) = 1 - CL``.

    Half the quantile of chi squared with 2(n+1) degrees of freedom, minus the background, which is known exactly.
    Negative where even no signal is excluded: far fewer events were observed than expected.  Close to 0 its relative
    error is that of the difference.
    """
    return Procedure(
        "counting.classical_upper_limit",
        "exact_counts.classical_upper_limit",
        printed.CLASSICAL_LIMITS,
        words=_below_one(confidence_level),
    )


def _positive_factor(model: str, kappa: Expr) -> dict[Boolean, str]:
    """The factor of a common normalisation at one standard deviation down, ``1 - kappa``, is positive."""
    return {} if model == "per_bin" else {kappa < 1: "a relative error below 1 of a common normalisation"}


@quantity(
    unit=one,
    source="G. Cowan, K. Cranmer, E. Gross, O. Vitells, arXiv:1007.1727 sec. 3; HistFactory, CERN-OPEN-2012-016",
    accuracy=ROOT_ACCURACY,
)
def profile_likelihood_signal(
    uncertainty_model: UncertaintyModel,
    signal_fractions: Fractions,
    backgrounds: Backgrounds,
    background_uncertainty: Uncertainty,
    test_statistic: Statistic,
) -> Procedure:
    """Signal events at which -2 log of the profile likelihood ratio has a value, for data that equal the backgrounds.

    The models of the error of the background are:

    - ``common_normalization``: one factor for all bins, ``1 + kappa`` and ``1 - kappa`` at one standard deviation,
      exponential beyond and a polynomial of sixth order between, with a Gaussian constraint (normsys of pyhf);
    - ``per_bin``: a factor for each bin, constrained by a Poisson measurement of relative error kappa (shapesys of
      pyhf); bins without background have none.

    Shape and size of the signal are known exactly.
    """
    return Procedure(
        "profile_likelihood.profile_likelihood_signal",
        "likelihood_contours.profile_likelihood_signal",
        printed.PROFILE_SIGNALS,
        words=_positive_factor(uncertainty_model, background_uncertainty),
    )


@quantity(
    unit=one,
    source="G. Cowan, K. Cranmer, E. Gross, O. Vitells, arXiv:1007.1727; A. L. Read, J. Phys. G 28 (2002) 2693",
    accuracy=ROOT_ACCURACY,
)
def profile_cls_upper_limit(
    uncertainty_model: UncertaintyModel,
    band: Band,
    signal_fractions: Fractions,
    backgrounds: Backgrounds,
    background_uncertainty: Uncertainty,
    confidence_level: Level,
) -> Procedure:
    """CLs upper limit on signal events from the one-sided profile likelihood, for data that equal the backgrounds.

    Asymptotic distributions of the statistic q~: ``CLs = [1 - Phi(sqrt t - N)]/Phi(N)``, with t the test statistic of
    `statistics.profile_likelihood_signal`, which also describes the models.  N is 0 for the ``observed`` limit and for
    the median ``expected`` one, -1 and 1 for the edges of the band that holds 68 per cent of background fluctuations.
    Few events make the asymptotic distributions inaccurate: by tens of per cent for one event of background.
    """
    return Procedure(
        "profile_likelihood.profile_cls_upper_limit",
        "likelihood_contours.profile_cls_upper_limit",
        printed.PROFILE_LIMITS,
        words=_below_one(confidence_level)
        | {confidence_level >= LOWEST_LEVEL: f"a confidence level of at least {float(LOWEST_LEVEL)}"}
        | _positive_factor(uncertainty_model, background_uncertainty),
    )
