r"""One-loop contributions of new particles to the muon's anomalous magnetic moment a_mu = (g-2)/2.

All loops with two internal masses share the denominator

    Delta(x) = x m_1^2 + (1-x) m_2^2 - x (1-x) m_mu^2 ,

which spans many scales when the masses are hierarchical.  With ``x = m_2/(m_2 + m_1 exp(s))`` it loses all
of them,

    int_0^1 dx N(x)/Delta(x) = int_{-oo}^{oo} ds N(x(s))/B(s) ,
    B(s) = (m_1 + m_2)^2 - m_mu^2 + 4 m_1 m_2 sinh(s/2)^2 ,

where every term of B is positive as long as the muon cannot decay into the two particles in the loop.  The
printed closed forms of these integrals lose all digits in double precision for masses far from m_mu; this
form loses none.

Delta and the numerators N(x) are derived from Feynman rules, `muforge.symbolic.families.gminus2.amplitudes`, and come
in Bernstein form, homogeneous in x and 1 - x: with the muon itself in the loop no two terms cancel.

Sources: F. Jegerlehner, A. Nyffeler, Phys. Rept. 477 (2009) 1; J. P. Leveille, Nucl. Phys. B137 (1978) 63.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from sympy import Expr, IndexedBase, Integer, Integral, Max, Rational, Symbol, exp, pi, sinh, sqrt
from sympy.core.expr import UnevaluatedExpr
from sympy.logic.boolalg import Boolean

from muforge.symbolic.families.gminus2 import amplitudes as derivation
from muforge.symbolic.families.gminus2 import named_sets, printed
from muforge.symbolic.families.statistics.quantities import mean_and_weight
from muforge.symbolic.feynman.anomalous_moment import LoopFunction
from muforge.symbolic.language.arguments import (
    Boson,
    BosonMass,
    Charge,
    Coupling,
    FermionMass,
    Real,
    ScalarMass,
    Series,
    Stacked,
)
from muforge.symbolic.language.equation import Equation
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.integrals import LineIntegral, Trapezoid, over_line
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.nodes.tabulated import tabulated
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import m_mu
from muforge.symbolic.nature.units import GeV, one

EQUAL_MASSES = Trapezoid(Rational(1, 4), 60, 60)
TWO_MASSES = Trapezoid(Rational(1, 16), 112, 112)
DECADES = Rational(1, 10**9)
"""Masses of bosons lie within nine decades of m_mu on either side; the nodes of the rules reach that far."""
LIGHTEST = Rational(1, 10**20)
"""In the denominator a lighter fermion counts as one of this fraction of m_mu.

There its mass m only cuts off the logarithm of the term with a flip of chirality, ``m/m_mu ln(m_X^2/m^2)`` beside the
others, which is below 1e-18 of them; the factor m itself stays.  For masses from 1e-20 m_mu to 1e9 m_mu, with tails of
1e-16, the nodes have to reach to ``ln(1e29) + ln(1e16) = 104``.
"""
THRESHOLD_MARGIN = Rational(7, 50)
"""How far from the threshold of muon decay into the particles of the loop the rule still resolves the integrand.

In terms of the masses: m_1 + m_2 exceeds m_mu by about 7 per cent of the lighter one.
"""


def _loop(
    parts: Sequence[tuple[Expr, LoopFunction]],
    m_1: Expr,
    m_2: Expr,
    couplings: Mapping[Symbol, Expr] | None = None,
) -> LineIntegral:
    """``8 pi^2 a_mu`` of derived loops of a fermion of mass m_1 and a boson of mass m_2, each with its factor."""
    x, y = Symbol("x", real=True), Symbol("y", real=True)
    values = {derivation.m_F: m_1, derivation.m_X: m_2, derivation.m_S: m_2} | dict(couplings or {})
    light = m_1 if m_1 == m_mu else Max(m_1, LIGHTEST * m_mu)
    total = numerator = Integer(0)
    for factor, loop in parts:
        own = loop.numerator(x, y).subs(values)
        total += factor * (own / loop.denominator(x, y).subs(values)).xreplace({y: 1 - x})
        exchanged = {} if loop.at_photon.subs(values) == m_1 else {x: y, y: x}
        numerator += factor * own.xreplace(exchanged)

    def integrand(s: Symbol) -> Expr:
        fraction, rest = m_2 / (m_2 + light * exp(s)), light * exp(s) / (m_2 + light * exp(s))
        gap = m_2 if m_1 == m_mu else UnevaluatedExpr(light - m_mu) + m_2
        bracket = gap * (light + m_2 + m_mu) + 4 * light * m_2 * sinh(s / 2) ** 2
        return numerator.xreplace({x: fraction, y: rest}) / bracket

    rule = EQUAL_MASSES if m_1 == m_mu else TWO_MASSES
    return over_line(integrand, "x", rule=rule, original=Integral(total, (x, 0, 1)))


def mass_reach(m_l: Expr, m_X: Expr) -> tuple[Boolean, ...]:
    """Boson masses that the nodes and tables of a loop with a lepton of mass m_l reach."""
    return m_X >= DECADES * m_l, m_X <= m_l / DECADES


def _domain(m_1: Expr, m_2: Expr) -> dict[str, Any]:
    """Where the loops hold: the muon cannot decay into the particles of the loop, and the nodes reach far enough."""
    reach = mass_reach(m_mu, m_2)
    if m_1 == m_mu:
        return {"valid": reach}
    stable, words = _cannot_decay("the muon", m_mu, m_1, m_2)
    return {"valid": (stable, *reach, m_1 <= m_mu / DECADES), "words": {stable: words}}


def _cannot_decay(name: str, m_l: Expr, m_1: Expr, m_2: Expr) -> tuple[Boolean, str]:
    """The condition that a lepton is stable against the particles of its loop, and its words."""
    stable = (m_1 + m_2) ** 2 >= m_l**2 + THRESHOLD_MARGIN * m_1 * m_2
    words = f"{m_1} + {m_2} above {m_l} by at least 7 per cent of the lighter mass: {name} must not decay to them"
    return stable, words


def domain_of_other_lepton(name: str, m_l: Expr, m_F: Expr, m_X: Expr) -> tuple[Boolean, str]:
    """Where `other_lepton_loop` holds beside `mass_reach`, and its words."""
    return _cannot_decay(f"the {name}", m_l, m_F, m_X)


def other_lepton_loop(couplings: Mapping[str, Expr], m_l: Expr, m_F: Expr, m_X: Expr) -> Expr:
    """``8 pi^2 a`` of a lepton of mass m_l with another one of mass m_F in the loop, from couplings by boson.

    It is the loop of `neutral_boson` with another lepton in the place of the muon.
    """
    squares = {Symbol(f"{boson}_squared", positive=True): value**2 for boson, value in couplings.items()}
    loops = [derivation.neutral_boson(boson, derivation.m_F) for boson in couplings]
    loop = _loop([*zip(squares, loops, strict=True)], derivation.m_F, derivation.m_X)
    return loop.xreplace({m_mu: m_l, derivation.m_F: m_F, derivation.m_X: m_X, **squares})


@quantity(
    unit=one,
    source="derived from Feynman rules; J. P. Leveille, Nucl. Phys. B137 (1978) 63; "
    "F. Jegerlehner, A. Nyffeler, Phys. Rept. 477 (2009) 1",
    points=("m_X",),
    printed=printed.NEUTRAL_BOSON,
)
def neutral_boson(boson: Boson, m_X: BosonMass, g: Coupling, m_F: FermionMass | None = None) -> Formula:
    """Contribution to a_mu of a neutral boson that couples to the muon, photon attached to the lepton.

    With `m_F` the coupling is off-diagonal, ``g mubar Gamma F X + h.c.``, and `m_F` is the mass of the
    charged lepton in the loop; without it that lepton is the muon itself.  Light limits are
    3/2 (scalar), -1/2 (pseudoscalar), 1 (vector) and -2 m_mu^2/m_X^2 (axial) times g^2/(8 pi^2).

    Valid where the muon cannot decay to F X (with a small margin).  Massive vectors with their longitudinal modes;
    one loop.
    """
    if m_F is None:
        return Formula(g**2 / (8 * pi**2) * equal_mass_loop(boson, m_X / m_mu), **_domain(m_mu, m_X))
    loop = derivation.neutral_boson(boson, derivation.m_F)
    return Formula(g**2 / (8 * pi**2) * _loop([(Integer(1), loop)], m_F, m_X), **_domain(m_F, m_X))


def equal_mass_loop(boson: str, ratio: Expr) -> Expr:
    """``8 pi^2 a/g^2`` with the lepton itself in the loop, a function of ``m_X/m_l`` alone."""
    loop, boson_mass = derivation.neutral_boson(boson, m_mu), Symbol("m_X", positive=True)

    def function(r: Symbol) -> Expr:
        return _loop([(Integer(1), loop)], m_mu, boson_mass).xreplace({m_mu: Integer(1), boson_mass: r})

    return tabulated(f"{boson}_loop", function, ratio, DECADES, 1 / DECADES)


@quantity(
    unit=one,
    source="derived from Feynman rules; L. Lavoura, Eur. Phys. J. C29 (2003) 191, external leptons being equal",
    points=("m_S",),
)
def scalar_fermion_loop(
    Q_F: Charge,
    Q_S: Charge,
    m_F: FermionMass,
    m_S: ScalarMass,
    lambda_L: Coupling,
    lambda_R: Coupling,
) -> Formula:
    """Contribution to a_mu of ``Fbar (lambda_L P_L + lambda_R P_R) mu S* + h.c.`` with Q_F + Q_S = -1.

    F is distinct from the muon.  The term with lambda_L lambda_R m_F/m_mu flips chirality inside the loop.
    The four parts (photon on F or S, chirality preserved or flipped) have fixed signs; where they cancel,
    the relative accuracy refers to the largest of them.
    """
    parts = [(-Q_F, derivation.scalar_loop("fermion")), (-Q_S, derivation.scalar_loop("scalar"))]
    couplings = {derivation.lambda_L: lambda_L, derivation.lambda_R: lambda_R}
    return Formula(_loop(parts, m_F, m_S, couplings) / (8 * pi**2), **_domain(m_F, m_S))


@quantity(
    unit=one,
    source="derived from Feynman rules; J. P. Leveille, Nucl. Phys. B137 (1978) 63, with kappa = 1",
    points=("m_X",),
    printed=printed.CHARGED_VECTOR,
)
def charged_vector(m_X: BosonMass, m_F: FermionMass, g_L: Coupling) -> Formula:
    """Contribution to a_mu of ``g_L Fbar gamma^a P_L mu W_a + h.c.``, F neutral, photon attached to W.

    Magnetic moment kappa = 1, longitudinal modes included.  ``m_F = 0``, ``m_X = m_W`` gives the textbook
    10/3 G_F m_mu^2/(8 sqrt(2) pi^2).
    """
    loop = _loop([(Integer(1), derivation.charged_vector())], m_F, m_X)
    return Formula(g_L**2 / (8 * pi**2) * loop, **_domain(m_F, m_X))


Positive = Annotated[
    Expr, Real(one, "shift of the anomalous magnetic moment, Delta a_mu > 0", above=0, range=(1e-12, 1e-6))
]


@quantity(unit=one, source="inverse of gminus2.neutral_boson", points=("m_X",))
def coupling_for_shift(
    boson: Literal["scalar", "vector"],
    m_X: BosonMass,
    delta_a_mu: Positive,
    experiment: named_sets.ShiftOfExperiment | None = None,
    theory: named_sets.ShiftOfTheory | None = None,
    n_sigma: named_sets.ShiftOfSigmas = 0.0,
) -> Formula:
    """Coupling with which a neutral boson of mass m_X shifts a_mu by delta_a_mu.

    The shift may be that of named sets: ``experiment="2025", theory="WP25"`` stand for their discrepancy, and
    ``n_sigma=2`` for the upper limit of today, 2 standard errors above it.
    """
    unit_coupling = neutral_boson(boson, m_X, 1)
    return Formula(sqrt(delta_a_mu / unit_coupling), **_domain(m_mu, m_X))


Copies = Annotated[Expr, Real(one, "number of identical bosons", above=0, range=(1.0, 10.0))]


@quantity(unit=GeV, source="inverse of gminus2.neutral_boson", accuracy=1e-12)
def mass_at_coupling(
    boson: Literal["scalar", "vector"], n_copies: Copies, g: Coupling, delta_a_mu: Positive
) -> Equation:
    """Mass at which n_copies of a neutral boson with coupling g shift a_mu by delta_a_mu."""
    m_X = Symbol("m_X", positive=True)
    return Equation(
        residual=n_copies * neutral_boson(boson, m_X, g) / delta_a_mu - 1,
        unknown=m_X,
        low=DECADES * m_mu,
        high=m_mu / DECADES,
    )


Measurements = Annotated[IndexedBase, Real(one, "measured values", range=(1.0, 10.0)), Series()]
MeasurementErrors = Annotated[IndexedBase, Real(one, "their standard errors", above=0, range=(0.1, 1.0)), Series()]
Prediction = Annotated[Expr, Real(one, "predicted value", range=(1.0, 10.0))]
PredictionError = Annotated[Expr, Real(one, "its standard error", at_least=0, range=(0.1, 1.0))]


@quantity(unit=one, source="inverse-variance mean")
def discrepancy(
    measurements: Measurements,
    measurement_errors: MeasurementErrors,
    prediction: Prediction,
    prediction_error: PredictionError,
    experiment: named_sets.Experiment = named_sets.DEFAULT_EXPERIMENT,
    theory: named_sets.Theory = named_sets.DEFAULT_THEORY,
) -> Expr:
    """Inverse-variance mean of uncorrelated measurements minus the prediction, in the units of the inputs.

    Named sets give absolute numbers: the experiment "2025" and the theory "WP25" unless others are named.
    """
    mean, _ = mean_and_weight(measurements, measurement_errors)
    return mean - prediction


@quantity(unit=one, source="inverse-variance mean")
def discrepancy_significance(
    measurements: Measurements,
    measurement_errors: MeasurementErrors,
    prediction: Prediction,
    prediction_error: PredictionError,
    experiment: named_sets.Experiment = named_sets.DEFAULT_EXPERIMENT,
    theory: named_sets.Theory = named_sets.DEFAULT_THEORY,
) -> Expr:
    """The discrepancy in standard deviations, errors of measurement and prediction added in quadrature.

    Computed from the inputs as given; rounded intermediate numbers change the result visibly.
    """
    mean, weight = mean_and_weight(measurements, measurement_errors)
    return (mean - prediction) / sqrt(1 / weight + prediction_error**2)


Absolute = Annotated[
    IndexedBase, Real(one, "measured values of a_mu", at_least=0, range=(1.165920e-3, 1.165922e-3)), Series()
]
AbsoluteErrors = Annotated[IndexedBase, Real(one, "their standard errors", above=0, range=(1e-10, 1e-9)), Series()]
PredictedMoment = Annotated[Expr, Real(one, "predicted value of a_mu", at_least=0, range=(1.165918e-3, 1.165919e-3))]
PredictedError = Annotated[Expr, Real(one, "its standard error", at_least=0, range=(1e-10, 1e-9))]
Sigmas = Annotated[Expr, Real(one, "standard errors between the discrepancy and an edge", at_least=0, range=(0.5, 1.5))]
Edge = Annotated[Literal["lower", "upper"], Stacked()]


@quantity(unit=one, source="inverse of gminus2.neutral_boson", points=("m_X",), accuracy=1e-9)
def band(
    boson: Literal["scalar", "vector"],
    edge: Edge,
    m_X: BosonMass,
    measurements: Absolute,
    measurement_errors: AbsoluteErrors,
    prediction: PredictedMoment,
    prediction_error: PredictedError,
    n_sigma: Sigmas,
    experiment: named_sets.Experiment = named_sets.DEFAULT_EXPERIMENT,
    theory: named_sets.Theory = named_sets.DEFAULT_THEORY,
) -> Procedure:
    """Couplings of a neutral boson that shift a_mu by what experiment and theory allow: both edges of a band.

    The edges are the couplings at which the shift is ``Delta - n_sigma sigma`` and ``Delta + n_sigma sigma``, with the
    discrepancy Delta and its standard error sigma.  The lower edge is 0 where its shift is not positive: there is an
    upper limit alone, as today, with the 2025 average and the White Paper of 2025.  If the upper shift is not positive,
    no coupling is allowed, which is an error.
    """
    unit_shift = computed(neutral_boson, boson=boson, m_X=m_X, g=1)
    return Procedure(
        "moment_bands.band",
        "moment_integrals.band",
        printed.BANDS,
        parts={"shift_of_unit_coupling": unit_shift},
    )
