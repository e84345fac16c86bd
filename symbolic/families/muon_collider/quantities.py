r"""Bosons and heavy particles at a collider of muons and antimuons.

Tree level.  The muon's mass is neglected except where a docstring says otherwise, and the amplitudes are those of
`muforge.symbolic.families.muon_collider.amplitudes`, with the Z's fixed width in the s channel.  The angle theta is
that between the incoming and the outgoing muon, or between the beam and the photon.

Sources: R. Capdevilla, D. Curtin, Y. Kahn, G. Krnjaic, arXiv:2006.16277 and arXiv:2101.10334; D. Buttazzo, P. Paradisi,
arXiv:2012.02769.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from sympy import Abs, Add, Expr, Integer, Rational, Symbol, cos, log, pi, sin, sqrt
from sympy.core.expr import UnevaluatedExpr as Shared
from sympy.logic.boolalg import Boolean

from muforge.symbolic.families.collider.quantities import PICOBARN_GEV2
from muforge.symbolic.families.gminus2 import quantities as gminus2
from muforge.symbolic.families.muon_collider import amplitudes as derivation
from muforge.symbolic.families.muon_collider import asymmetry, neutrinos
from muforge.symbolic.families.muon_collider.exchange import (
    E2,
    PHOTON,
    STANDARD,
    helicity_amplitudes,
    new_boson,
    strengths,
)
from muforge.symbolic.families.qed import amplitudes as qed
from muforge.symbolic.language.arguments import BosonMass, Coupling, OneOf, Real
from muforge.symbolic.language.equation import Equation
from muforge.symbolic.language.formula import Formula, MatrixElement, open_above
from muforge.symbolic.language.functions import larger, smaller
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, quantity
from muforge.symbolic.nature.constants import (
    ab_per_pb,
    alpha,
    m_mu,
    m_Z,
    one_GeV,
)
from muforge.symbolic.nature.units import GeV, attobarn, one, picobarn

LightBoson = Literal["scalar", "vector"]
Energy = Annotated[Expr, Real(GeV, "energy in the centre of mass", above=0, range=(1.0, 1e5))]
Cosine = Annotated[Expr, Real(one, "cosine of the angle of the muon", at_least=-1, range=(1e-3, 0.999))]
Cut = Annotated[
    Expr,
    Real(one, "smallest angle to either beam that is seen, in degrees", above=0, range=(1.0, 80.0)),
]
Shift = Annotated[Expr, Real(one, "shift of a_mu that X makes", above=0, range=(1e-11, 1e-8))]
Luminosity = Annotated[Expr, Real(attobarn**-1, "integrated luminosity in 1/ab", above=0, range=(0.1, 100.0))]
Width = Annotated[Expr, Real(GeV, "width of X", at_least=0, range=(1e-6, 10.0))]
CouplingOrShift = OneOf(("g", "delta_a_mu"))
GivenCoupling = Annotated[Expr, Coupling.__metadata__[0], CouplingOrShift]
GivenShift = Annotated[Expr, Shift.__metadata__[0], CouplingOrShift]
Sigmas = Annotated[Expr, Real(one, "standard deviations", above=0, range=(1.0, 10.0))]
PhotonEnergy = Annotated[Expr, Real(GeV, "energy of the photon", above=0, range=(1.0, 1e4))]
Resolution = Annotated[Expr, Real(one, "relative resolution of the photon's energy", above=0, range=(1e-3, 0.1))]
SEES = "a cut below 90 degrees, which leaves some of the muons or photons"


def degrees(angle: Expr) -> Expr:
    """An angle in radians."""
    return angle * pi / 180


def _domain(cut: Expr, others: tuple[Boolean, ...] = ()) -> dict[str, Any]:
    """The condition that a cut on the angle leaves something, and others."""
    return {"valid": (cut < 90, *others), "words": {cut < 90: SEES}}


# ----- scattering of muons -------------------------------------------------------------------------------------


def _averaged_rate(squared: Expr, sqrt_s: Expr) -> Expr:
    """dsigma/dcos of two massless particles in pb, from a squared matrix element summed over all spins."""
    return squared / (128 * pi * sqrt_s**2) * PICOBARN_GEV2


@quantity(
    unit=picobarn,
    source="derived from Feynman rules; arXiv:2101.10334 sec. V",
    points=("cos_theta",),
    accuracy=1e-13,
)
def bhabha_differential_cross_section(
    sqrt_s: Energy, cos_theta: Cosine, exchange: Literal["photon", "photon_z"]
) -> Formula:
    """dsigma/dcos of mu- mu+ -> mu- mu+ without new bosons; it diverges for muons along the beam.

    The muon's mass is neglected; with the photon alone it is the cross section of Bhabha.
    """
    y, rest = (1 - cos_theta) / 2, (1 + cos_theta) / 2
    bosons = (PHOTON,) if exchange == "photon" else STANDARD
    amplitudes = helicity_amplitudes(bosons, sqrt_s, y, rest)
    squared = Add(*(amplitude.squared for amplitude in amplitudes))
    return Formula(
        _averaged_rate(squared, sqrt_s),
        valid=(cos_theta < 1,),
        words={cos_theta < 1: "a cosine below 1: muons along the beam are not counted"},
        matrix_element=MatrixElement(derivation.bhabha()),
    )


@quantity(unit=one, source="derived from Feynman rules", points=("cos_theta",), accuracy=1e-12)
def bhabha_squared_matrix_element(
    sqrt_s: Energy, cos_theta: Cosine, boson: LightBoson, m_X: BosonMass, width_X: Width, g: Coupling
) -> Formula:
    """Squared matrix element of mu- mu+ -> mu- mu+ with photon, Z and X, summed over all spins, muon mass kept."""
    gap = (sqrt_s - 2 * m_mu) * (sqrt_s + 2 * m_mu)
    minus_t, minus_u = gap * (1 - cos_theta) / 2, gap * (1 + cos_theta) / 2
    X = new_boson(boson, m_X, g**2, width_X)
    names = Names()
    invariants = {Symbol(name, real=True): value for name, value in (("t", -minus_t), ("u", -minus_u))}
    named = {
        symbol: names(symbol.name, value)
        for symbol, value in strengths((*STANDARD, X), m_mu, sqrt_s, minus_t).items()
        if value != 0
    }
    values = dict.fromkeys(derivation.all_strengths(), Integer(0)) | named
    squared = derivation.bhabha().squared.xreplace(values | invariants | {Symbol("s", real=True): sqrt_s**2})
    return Formula(
        names.around(squared),
        valid=(sqrt_s > 2 * m_mu, cos_theta < 1),
        words={cos_theta < 1: "a cosine below 1: the squared matrix element diverges along the beam"},
        matrix_element=MatrixElement(derivation.bhabha()),
    )


def coupling_squared(boson: str, m_X: Expr, g: Expr | None, delta_a_mu: Expr | None) -> Expr:
    """``g^2``, from the coupling or from the shift of a_mu that it makes."""
    if g is not None:
        return g**2
    assert delta_a_mu is not None
    return delta_a_mu / gminus2.neutral_boson(boson, m_X, 1)


def _within_reach(m_X: Expr, delta_a_mu: Expr | None) -> tuple[Boolean, ...]:
    """Masses for which the coupling is known from the shift of a_mu."""
    return () if delta_a_mu is None else gminus2.mass_reach(m_mu, m_X)


RATIO = "arXiv:2101.10334 sec. V, with a ratio and a cut that are fixed here"


@quantity(unit=one, source=RATIO, points=("sqrt_s",), accuracy=INTEGRAL_ACCURACY)
def forward_backward_ratio(sqrt_s: Energy, theta_cut_deg: Cut) -> Formula:
    """Muons with cos theta above 0 over those below 0, within the cut, without new bosons."""
    counts = asymmetry.Counts(sqrt_s, degrees(theta_cut_deg))
    return Formula(counts.forward / counts.backward, **_domain(theta_cut_deg))


class WithX:
    """Muons forward and backward with X.

    Parameters
    ----------
    boson : str
    m_X, sqrt_s, theta_cut_deg, g_squared : Expr
    """

    def __init__(self, boson: str, m_X: Expr, sqrt_s: Expr, theta_cut_deg: Expr, g_squared: Expr) -> None:
        self.names = Names()
        squared = self.names("g_squared", g_squared)
        self.counts = asymmetry.Counts(sqrt_s, degrees(theta_cut_deg), new_boson(boson, m_X, squared))

    def ratio_shift(self) -> Expr:
        """``r/r_SM - 1``."""
        return self.names.around(self.counts.ratio_shift)

    def significance(self, luminosity_abinv: Expr) -> Expr:
        """``|r - r_SM|/(r_SM sqrt(1/N_F + 1/N_B))``."""
        forward, backward = self.counts.forward, self.counts.backward
        events = luminosity_abinv * ab_per_pb * forward * backward / (forward + backward)
        return self.names.around(Abs(self.counts.ratio_shift) * sqrt(events))


@quantity(unit=one, source=RATIO, points=("m_X",), accuracy=1e-11)
def forward_backward_ratio_shift(
    boson: LightBoson,
    m_X: BosonMass,
    sqrt_s: Energy,
    theta_cut_deg: Cut,
    g: GivenCoupling | None = None,
    delta_a_mu: GivenShift | None = None,
) -> Formula:
    """``r/r_SM - 1`` with the ratio r of muons with cos theta above 0 to those below 0, both within the cut.

    Photon, Z and X are exchanged; X has its width to muons, ``g^2 m_X/(8 pi)`` (scalar) or ``g^2 m_X/(12 pi)``
    (vector).  Its coupling is g, or the one that shifts a_mu by delta_a_mu.
    """
    muons = WithX(boson, m_X, sqrt_s, theta_cut_deg, coupling_squared(boson, m_X, g, delta_a_mu))
    return Formula(muons.ratio_shift(), **_domain(theta_cut_deg, _within_reach(m_X, delta_a_mu)))


@quantity(unit=one, source=RATIO, points=("m_X",), accuracy=1e-11)
def forward_backward_significance(
    boson: LightBoson,
    m_X: BosonMass,
    sqrt_s: Energy,
    luminosity_abinv: Luminosity,
    theta_cut_deg: Cut,
    g: GivenCoupling | None = None,
    delta_a_mu: GivenShift | None = None,
) -> Formula:
    """Standard deviations by which X changes the ratio of forward to backward muons, statistics only.

    ``|r - r_SM|/(r_SM sqrt(1/N_F + 1/N_B))`` with the numbers of muons of the standard model.
    """
    muons = WithX(boson, m_X, sqrt_s, theta_cut_deg, coupling_squared(boson, m_X, g, delta_a_mu))
    return Formula(muons.significance(luminosity_abinv), **_domain(theta_cut_deg, _within_reach(m_X, delta_a_mu)))


LIGHTEST_REACH, HEAVIEST_REACH = 2, 70
"""Masses in GeV between which the reach is searched."""


@quantity(unit=GeV, source=RATIO, accuracy=1e-10)
def forward_backward_reach(
    boson: LightBoson,
    sqrt_s: Energy,
    luminosity_abinv: Luminosity,
    theta_cut_deg: Cut,
    delta_a_mu: Shift,
    n_sigma: Sigmas,
) -> Equation:
    """Mass of X, between 2 and 70 GeV, above which the ratio of forward to backward muons shows it.

    X shifts a_mu by delta_a_mu: the heavier it is, the larger its coupling.  At this mass
    `muon_collider.forward_backward_significance` is n_sigma.
    """
    m_X = Symbol("m_X", positive=True)
    muons = WithX(boson, m_X, sqrt_s, theta_cut_deg, coupling_squared(boson, m_X, None, delta_a_mu))
    return Equation(
        residual=muons.significance(luminosity_abinv) / n_sigma - 1,
        unknown=m_X,
        low=LIGHTEST_REACH * one_GeV,
        high=HEAVIEST_REACH * one_GeV,
        valid=(theta_cut_deg < 90,),
    )


# ----- a photon and X ------------------------------------------------------------------------------------------


def _log_of_cut(theta_cut_deg: Expr) -> Expr:
    """``int dcos/(1 - cos^2)`` within the cut."""
    half = Shared(degrees(theta_cut_deg) / 2)
    return 2 * log(cos(half) / sin(half))


@quantity(unit=picobarn, source="derived from Feynman rules; arXiv:2006.16277", points=("m_X",), accuracy=1e-13)
def monophoton_cross_section(
    boson: LightBoson,
    sqrt_s: Energy,
    m_X: BosonMass,
    theta_cut_deg: Cut,
    g: GivenCoupling | None = None,
    delta_a_mu: GivenShift | None = None,
) -> Formula:
    """Cross section of mu- mu+ -> photon X with the photon outside of the cut around both beams.

    Averaged squared matrix elements ``e^2 g^2 (s^2 + m_X^4)/(t u)`` (scalar) and
    ``2 e^2 g^2 (t^2 + u^2 + 2 s m_X^2)/(t u)`` (vector) of massless muons.  0 where X is too heavy.
    """
    gap = (sqrt_s - m_X) * (sqrt_s + m_X)
    logarithm = _log_of_cut(theta_cut_deg)
    if boson == "scalar":
        squared = 4 * (sqrt_s**4 + m_X**4) / gap**2 * logarithm
    else:
        cosine = cos(degrees(theta_cut_deg))
        squared = 4 * ((2 + (2 * sqrt_s * m_X / gap) ** 2) * logarithm - 2 * cosine)
    rate = E2 * coupling_squared(boson, m_X, g, delta_a_mu) * squared * gap / (32 * pi * sqrt_s**4) * PICOBARN_GEV2
    return Formula(
        open_above(m_X, sqrt_s, rate),
        matrix_element=MatrixElement(qed.annihilation(boson)),
        **_domain(theta_cut_deg, _within_reach(m_X, delta_a_mu)),
    )


@quantity(unit=picobarn, source="derived from Feynman rules", points=("sqrt_s",), accuracy=1e-12)
def neutrino_pair_cross_section(sqrt_s: Energy) -> Formula:
    """Cross section of mu- mu+ -> nu nubar: Z for three flavours, and W for the muon's neutrino.

    ``m_W = m_Z sqrt(1 - sin^2 theta_W)``.
    """
    above_Z = (sqrt_s - m_Z) * (sqrt_s + m_Z)
    return Formula(
        neutrinos.cross_section(sqrt_s**2, above_Z), matrix_element=MatrixElement(derivation.neutrino_pair())
    )


def _background(sqrt_s: Expr, theta_cut_deg: Expr, E_min: Expr, E_max: Expr) -> Expr:
    """Photons of the radiator over a window of energies, in pb; the Z is an end of both integrals."""
    logarithm, cosine = Shared(_log_of_cut(theta_cut_deg)), cos(degrees(theta_cut_deg))
    low, high = Shared(2 * E_min / sqrt_s), Shared(smaller(2 * E_max / sqrt_s, Integer(1)))
    to_Z = (sqrt_s - m_Z) * (sqrt_s + m_Z) / sqrt_s**2  # x at which the neutrinos have the mass of the Z
    middle = Shared(larger(low, smaller(high, to_Z)))

    def rate(name: str, x: Expr, rest: Expr, below_Z: Expr) -> Expr:
        s = sqrt_s**2
        angles = ((1 - x / 2) ** 2 + x**2 / 4) * logarithm - x**2 / 2 * cosine
        return 2 * alpha / pi * angles / x * neutrinos.cross_section(s * rest, s * below_Z, name)

    def softer(x: Point) -> Expr:
        return rate("w_soft", x.value, Shared(1 - middle) + x.from_high, x.from_high + Shared(to_Z - middle))

    def harder(x: Point) -> Expr:
        return rate("w_hard", x.value, Shared(1 - high) + x.from_high, Shared(to_Z - middle) - x.from_low)

    first = over_interval(softer, "x_soft", low, middle, width=Shared(middle - low), rule=WINDOW)
    last = over_interval(harder, "x_hard", middle, high, width=Shared(high - middle), rule=WINDOW)
    return open_above(low, high, first + last)


WINDOW = Trapezoid(Rational(1, 4), 48, 48)


@quantity(
    unit=picobarn,
    source="textbook radiator with muon_collider.neutrino_pair_cross_section",
    points=("E_gamma_min",),
    accuracy=1e-10,
)
def monophoton_background_cross_section(
    sqrt_s: Energy, theta_cut_deg: Cut, E_gamma_min: PhotonEnergy, E_gamma_max: PhotonEnergy
) -> Formula:
    """Cross section of mu- mu+ -> photon nu nubar with the photon in a window of energies and outside of the cut.

    The radiator ``(2 alpha/pi) [(1 - x/2)^2 + x^2 cos^2/4]/(x sin^2)`` with ``x = 2 E/sqrt_s``, times the cross section
    of neutrinos at ``s (1 - x)``: exact for the Z, an approximation for the W.  Photons above sqrt_s/2 do not exist.
    """
    ordered = E_gamma_max > E_gamma_min
    domain = _domain(theta_cut_deg, ())
    words = {**domain["words"], ordered: "E_gamma_max above E_gamma_min"}
    return Formula(
        _background(sqrt_s, theta_cut_deg, E_gamma_min, E_gamma_max),
        valid=domain["valid"],
        physical=(ordered,),
        words=words,
        matrix_element=MatrixElement(derivation.neutrino_pair()),
    )


@quantity(
    unit=one,
    source="muon_collider.monophoton_cross_section and muon_collider.monophoton_background_cross_section",
    points=("m_X",),
    accuracy=1e-10,
)
def monophoton_significance(
    boson: LightBoson,
    sqrt_s: Energy,
    m_X: BosonMass,
    theta_cut_deg: Cut,
    luminosity_abinv: Luminosity,
    energy_resolution: Resolution,
    g: GivenCoupling | None = None,
    delta_a_mu: GivenShift | None = None,
) -> Formula:
    """Standard deviations ``L S/sqrt(L B)`` of a photon and an invisible X, statistics only.

    All of the signal is in the window ``E_0 (1 -+ energy_resolution)`` with ``E_0 = (s - m_X^2)/(2 sqrt_s)``, whose
    upper end is cut at sqrt_s/2; B are neutrinos in the window.  0 where X is too heavy.
    """
    signal = monophoton_cross_section(boson, sqrt_s, m_X, theta_cut_deg, g, delta_a_mu)
    energy = Shared((sqrt_s - m_X) * (sqrt_s + m_X) / (2 * sqrt_s))
    low, high = energy * (1 - energy_resolution), energy * (1 + energy_resolution)
    background = _background(sqrt_s, theta_cut_deg, low, high)
    significance = signal * sqrt(luminosity_abinv * ab_per_pb / background)
    domain = _domain(theta_cut_deg, _within_reach(m_X, delta_a_mu))
    finite = energy_resolution < 1
    return Formula(
        open_above(m_X, sqrt_s, significance),
        valid=(*domain["valid"], finite),
        words=domain["words"] | {finite: "a relative resolution below 1"},
    )
