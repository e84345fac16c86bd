r"""Production of a light boson at an electron-positron collider, with a lepton pair or with a photon.

Massless beams, tree level.  With a lepton pair: s-channel photon alone, boson emitted from the final leptons
alone, ``D1 = (l + X)^2 - m_l^2`` and ``D2 = (lbar + X)^2 - m_l^2``.

At fixed mass of the lepton pair, ``D1 + D2 = Sigma = s + m_X^2 - s_ll``, and both run over the same interval of
length ``Delta = beta_ll lambda^{1/2}(s, s_ll, m_X^2)`` around ``Sigma/2``.  The trace of the current tensor is a
Laurent polynomial in them, so that the integral over D1 is closed.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from sympy import Expr, Matrix, Piecewise, Poly, Rational, Symbol, collect, expand, factor, pi, rem, sqrt
from sympy.codegen.cfunctions import log1p
from sympy.core.expr import UnevaluatedExpr as Shared
from sympy.logic.boolalg import Boolean

from muforge.symbolic.families.collider import amplitudes as collider
from muforge.symbolic.families.decay import amplitudes as two_body
from muforge.symbolic.families.mixing.quantities import loop_induced_mixing
from muforge.symbolic.families.qed import amplitudes as qed
from muforge.symbolic.language.arguments import BosonMass, Coupling, FourMomentum, Real, Selected
from muforge.symbolic.language.formula import Formula, MatrixElement, open_above
from muforge.symbolic.language.fourvectors import at_momenta
from muforge.symbolic.language.functions import atanh_series, larger, log1p_positive, modulus_squared, smaller
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, quantity
from muforge.symbolic.nature.constants import alpha, hbarc2_GeV2_cm2, m_mu, m_tau, pb_per_cm2
from muforge.symbolic.nature.units import GeV, one, picobarn

RadiatedBoson = Literal["scalar", "pseudoscalar", "vector", "axial"]
HeavyLepton = Annotated[Expr, Selected("lepton", (("muon", m_mu), ("tau", m_tau)), "lepton in the final state")]
Energy2 = Annotated[Expr, Real(GeV**2, "squared mass of the virtual photon", above=0, range=(1.0, 1e3))]
MuonPole = Annotated[Expr, Real(GeV**2, "(k_lepton + k_boson)^2 - m_l^2", above=0, range=(1e-2, 1e2))]
AntimuonPole = Annotated[Expr, Real(GeV**2, "(k_antilepton + k_boson)^2 - m_l^2", above=0, range=(1e-2, 1e2))]
BeamEnergy = Annotated[Expr, Real(GeV, "energy in the centre of mass", above=0, range=(0.3, 1e3))]
Cosine = Annotated[Expr, Real(one, "cosine of the angle between boson and beam", range=(1e-3, 1.0))]
LargestCosine = Annotated[Expr, Real(one, "largest cosine that is accepted", above=0, range=(1e-3, 1.0))]
Mixing = Annotated[Expr, Real(one, "kinetic mixing epsilon", plausible=1.0, range=(1e-6, 1.0))]
RULE = Trapezoid(Rational(1, 4), 54, 58)
LIGHTEST = Rational(1, 10**9)
"""The nodes resolve boson masses down to this fraction of the energy."""
_SIGMA = Symbol("Sigma", positive=True)
_RELEASED, _ABOVE, _BELOW = (Symbol(name, positive=True) for name in ("released", "above", "below"))
"""``sqrt(s) - m_X``, and how far the squared mass of the pair is above its lowest and below its highest value."""
SERIES_TERMS = 25
"""With ``x^2 < 1/4`` powers of x^2 beyond this one are lost in rounding."""
PICOBARN_GEV2 = hbarc2_GeV2_cm2 * pb_per_cm2


def _inside(s: Expr, m_l: Expr, m_X: Expr, D1: Expr, D2: Expr) -> Boolean:
    """Whether three momenta with these invariants exist: their Gram determinant is positive, as are all energies."""
    X, m2 = m_X**2, m_l**2
    one_X, two_X = (D1 - X) / 2, (D2 - X) / 2
    one_two = (s - 2 * m2 - D1 - D2 + X) / 2
    gram = Matrix([[m2, one_two, one_X], [one_two, m2, two_X], [one_X, two_X, X]]).det()
    margin = Rational(1, 10**12)
    forward = (one_two >= m2) & (one_X >= (1 - margin) * m_l * m_X) & (two_X >= (1 - margin) * m_l * m_X)
    return forward & (gram >= -margin * s**3)


@quantity(unit=one, source="derived from Feynman rules", points=("D1", "D2"))
def contracted_current_tensor(
    boson: RadiatedBoson, m_l: HeavyLepton, m_X: BosonMass, s: Energy2, D1: MuonPole, D2: AntimuonPole
) -> Formula:
    """Minus the trace of the current tensor, ``-g_ab sum J^a J^b*``, of photon* -> l- l+ X; e and g stripped."""
    reaction = collider.current_tensor(boson)
    poles = {Symbol(name, real=True): value for name, value in (("D1", D1), ("D2", D2))}
    squared = reaction.squared.xreplace(poles).subs(collider.sqrt_s, sqrt(s))
    inside = _inside(s, m_l, m_X, D1, D2)
    words = {inside: "a point inside the Dalitz region"}
    return Formula(squared, physical=(inside,), words=words, matrix_element=MatrixElement(reaction))


@quantity(unit=GeV**-2, source="derived from Feynman rules")
def lepton_pair_boson_squared_matrix_element(
    boson: RadiatedBoson,
    m_l: HeavyLepton,
    m_X: BosonMass,
    p_electron: FourMomentum,
    p_positron: FourMomentum,
    k_lepton: FourMomentum,
    k_antilepton: FourMomentum,
    k_boson: FourMomentum,
) -> Formula:
    """Squared matrix element of e- e+ -> l- l+ X averaged over 4 spin states, for e = g = 1."""
    momenta = {"e": p_electron, "ebar": p_positron, "l": k_lepton, "lbar": k_antilepton, "X": k_boson}
    return at_momenta(collider.lepton_pair_boson(boson), Rational(1, 4), **momenta)


@cache
def _over_D1(boson: str) -> dict[str, Expr]:
    """``int dD1`` of the trace of the current tensor as coefficients of Delta, L and 1/Pi; see `_at_pair_mass`.

    With ``D2 = Sigma - D1`` mixed powers are sums of the integrals of 1, 1/D and 1/D^2.
    """
    squared = collider.current_tensor(boson).squared
    D1, D2 = Symbol("D1", real=True), Symbol("D2", real=True)
    Sigma = _SIGMA
    integrals = {
        (0, 0): {"Delta": Rational(1)},
        (0, -1): {"L": Rational(1)},
        (0, -2): {"1/Pi": Rational(4)},
        (-1, -1): {"L": 2 / Sigma},
        (1, -1): {"L": Sigma, "Delta": Rational(-1)},
    }
    total: dict[str, Expr] = {"Delta": Rational(0), "L": Rational(0), "1/Pi": Rational(0)}
    for (i, j), coefficient in Poly(expand(squared * (D1 * D2) ** 2), D1, D2).terms():
        for name, integral in integrals[max(i, j) - 2, min(i, j) - 2].items():
            total[name] += coefficient * integral
    return {name: _by_powers(coefficient) for name, coefficient in total.items()}


def _by_powers(coefficient: Expr) -> Expr:
    """A Laurent polynomial in Sigma, with factors that are polynomials of few terms."""
    terms = Poly(expand(coefficient * _SIGMA), _SIGMA).terms()
    return sum((factor(c) * _SIGMA ** (k - 1) for (k,), c in terms), Rational(0))


@cache
def _at_threshold(boson: str) -> Expr:
    """`_over_D1` over Delta for a small Delta, where ``L = 2 Delta/Sigma`` and ``Pi = Sigma^2``, times Sigma^2.

    A sum of positive terms in the energy that is released, ``sqrt(s) - m_X``: terms that cancel at threshold are gone.
    ``released^2 = 4 m_l^2 + above + below`` and ``Sigma = below + 2 m_X sqrt(s)``.
    """
    m_l, m_X = two_body.m_l, two_body.m_X
    over_D1 = _over_D1(boson)
    total = (over_D1["Delta"] + 2 * over_D1["L"] / _SIGMA + over_D1["1/Pi"] / _SIGMA**2) * (_SIGMA * m_X) ** 2
    sqrt_s = m_X + _RELEASED
    polynomial = expand(expand(total).subs(collider.sqrt_s, sqrt_s).subs(_SIGMA, _BELOW + 2 * m_X * sqrt_s))
    released_squared = _RELEASED**2 - 4 * m_l**2 - _ABOVE - _BELOW
    return collect(expand(rem(polynomial, released_squared, _RELEASED) / m_X**2), [_ABOVE, _BELOW], factor)


def _energy_release(sqrt_s: Expr, m_X: Expr, m_l: Expr) -> Expr:
    """``sqrt(s) - m_X - 2 m_l``, the larger mass first, which is exact close to threshold."""
    return Shared(sqrt_s - larger(m_X, 2 * m_l)) - smaller(m_X, 2 * m_l)


def _at_pair_mass(boson: str, m_l: Expr, m_X: Expr, W: Expr, pair: Point) -> Expr:
    """``int dD1`` of the trace of the current tensor at fixed squared mass of the lepton pair.

    ``L = ln((Sigma+Delta)/(Sigma-Delta))``, and ``int dD 1/D^2 = 4 Delta/Pi`` with ``Pi = Sigma^2 - Delta^2``.  With
    ``x = Delta/Sigma`` and ``L = 2 (x + x^3 R)``, the part of order Delta, tiny near threshold, is a term of its own.
    """
    Sigma = Shared(pair.from_high + 2 * m_X * W)
    beta_squared = pair.from_low / pair.value
    Delta = Shared(sqrt(beta_squared * pair.from_high * (pair.from_high + 4 * m_X * W)))
    Pi = Shared(4 * (m_l * Sigma) ** 2 / pair.value + 4 * (m_X * W) ** 2 * beta_squared)
    x = Shared(Delta / Sigma)
    x2 = Shared(x**2)
    R = Piecewise(
        (atanh_series(x2, 3, SERIES_TERMS), x2 < Rational(1, 4)),
        ((log1p_positive(2 * Delta * (Sigma + Delta) / Pi) / 2 - x) / (x * x2), True),
    )
    masses = {collider.sqrt_s: W, two_body.m_l: m_l, two_body.m_X: m_X, _SIGMA: Sigma}
    distances = {
        _RELEASED: Shared(_energy_release(W, m_X, m_l) + 2 * m_l),
        _ABOVE: pair.from_low,
        _BELOW: pair.from_high,
    }
    leading = _at_threshold(boson).subs(masses | distances) / Sigma**2
    over_D1 = {name: coefficient.subs(masses) for name, coefficient in _over_D1(boson).items()}
    return Delta * (leading + x2 * (2 * over_D1["L"] * R / Sigma + over_D1["1/Pi"] / Pi))


def resolved(sqrt_s: Expr, m_X: Expr) -> tuple[Boolean, ...]:
    """Where the nodes of the integral over the mass of the pair resolve the mass of X."""
    return (m_X >= LIGHTEST * sqrt_s,)


@quantity(
    unit=picobarn,
    source="derived from Feynman rules, collider.contracted_current_tensor",
    points=("m_X",),
    accuracy=INTEGRAL_ACCURACY,
)
def lepton_pair_boson_cross_section(
    boson: RadiatedBoson, m_l: HeavyLepton, sqrt_s: BeamEnergy, m_X: BosonMass, g: Coupling
) -> Formula:
    """Cross section of e- e+ -> l- l+ X with X emitted by the final leptons, ``(e^4/6s^2) int dPhi_3 (-g_ab T^ab)``.

    Tree level with a massless electron; emission from the beams and exchange of a Z are neglected.  `g` is the
    coupling to the lepton: for a coupling in proportion to the mass it is xi m_l/v.  The rate of an axial vector
    grows as ``m_l^2/m_X^2`` for light X, as its current is not conserved.  0 below threshold.
    """
    released = Shared(_energy_release(sqrt_s, m_X, m_l))
    total = over_interval(
        lambda pair: _at_pair_mass(boson, m_l, m_X, sqrt_s, pair),
        "s_ll",
        4 * m_l**2,
        (released + 2 * m_l) ** 2,
        width=released * (released + 4 * m_l),
        rule=RULE,
    )
    flux_and_phase_space = (4 * pi * alpha) ** 2 / (6 * sqrt_s**4) / (128 * pi**3 * sqrt_s**2)
    cross_section = g**2 * flux_and_phase_space * total * PICOBARN_GEV2
    return Formula(
        open_above(0, released, cross_section),
        valid=resolved(sqrt_s, m_X),
        matrix_element=MatrixElement(collider.current_tensor(boson)),
    )


def _angular_excess(sqrt_s: Expr, m_X: Expr) -> Expr:
    """``4 s m_X^2/(s - m_X^2)^2``: the term that the mass of X adds to ``1 + cos^2 theta``."""
    return (2 * sqrt_s * m_X / ((sqrt_s - m_X) * (sqrt_s + m_X))) ** 2


def _photon_and_dark_photon(sqrt_s: Expr, m_X: Expr, epsilon_squared: Expr, angular: Expr) -> Expr:
    """``2 pi alpha^2 epsilon^2/s (1 - m_X^2/s)`` times an angular factor, in pb; 0 where the channel is closed."""
    gap = (sqrt_s - m_X) * (sqrt_s + m_X)
    rate = 2 * pi * alpha**2 * epsilon_squared * gap / sqrt_s**4 * angular
    return open_above(m_X, sqrt_s, rate * PICOBARN_GEV2)


def _accepted(sqrt_s: Expr, m_X: Expr, c: Expr) -> Expr:
    """``int dcos theta [1 + cos^2 + 4 s m_X^2/(s - m_X^2)^2]/(1 - cos^2)`` over abs(cos) < c."""
    return (2 + _angular_excess(sqrt_s, m_X)) * log1p(2 * c / (1 - c)) - 2 * c


@quantity(unit=picobarn, source="textbook, e+ e- -> gamma gamma with a mass", points=("cos_theta",))
def photon_dark_photon_differential_cross_section(
    sqrt_s: BeamEnergy, m_X: BosonMass, cos_theta: Cosine, epsilon: Mixing
) -> Formula:
    """dsigma/dcos theta of e+ e- -> photon A', with A' coupled to the electric charge times epsilon.

    ``(2 pi alpha^2 epsilon^2/s)(1 - m_X^2/s) [1 + c^2 + 4 s m_X^2/(s - m_X^2)^2]/(1 - c^2)``; massless electrons,
    which is why it diverges along the beams.
    """
    angular = (1 + cos_theta**2 + _angular_excess(sqrt_s, m_X)) / ((1 - cos_theta) * (1 + cos_theta))
    cross_section = _photon_and_dark_photon(sqrt_s, m_X, epsilon**2, angular)
    return Formula(cross_section, valid=(cos_theta > -1, cos_theta < 1))


@quantity(
    unit=picobarn,
    source="integral of collider.photon_dark_photon_differential_cross_section",
    points=("m_X",),
)
def photon_dark_photon_cross_section(
    sqrt_s: BeamEnergy, m_X: BosonMass, cos_theta_max: LargestCosine, epsilon: Mixing
) -> Formula:
    """Cross section of e+ e- -> photon A' with abs(cos theta) < cos_theta_max in the centre of mass."""
    angular = _accepted(sqrt_s, m_X, cos_theta_max)
    cross_section = _photon_and_dark_photon(sqrt_s, m_X, epsilon**2, angular)
    return Formula(cross_section, valid=(cos_theta_max < 1,))


def photon_mixed_vector(sqrt_s: Expr, m_X: Expr, cos_theta_max: Expr, mixing: Expr) -> Formula:
    """Cross section of e+ e- -> photon X for an X that couples to electrons through a mixing, complex perhaps."""
    angular = _accepted(sqrt_s, m_X, cos_theta_max)
    cross_section = _photon_and_dark_photon(sqrt_s, m_X, modulus_squared(mixing), angular)
    return Formula(cross_section, valid=(cos_theta_max < 1,))


@quantity(
    unit=picobarn,
    source="collider.photon_dark_photon_cross_section with mixing.loop_induced_mixing",
    points=("m_X",),
)
def photon_lmu_ltau_cross_section(
    sqrt_s: BeamEnergy, m_X: BosonMass, cos_theta_max: LargestCosine, g: Coupling
) -> Formula:
    """Cross section of e+ e- -> photon X, X of L_mu - L_tau coupled to electrons through loops alone.

    It is the cross section of a dark photon with ``epsilon = abs(Pi(m_X^2))``.  Mixing at tree level, and emission from
    muons or taus, are left out.
    """
    return photon_mixed_vector(sqrt_s, m_X, cos_theta_max, loop_induced_mixing(m_X**2, g))


def _photon_and_scalar(sqrt_s: Expr, m_X: Expr, angular: Expr) -> Expr:
    """``(alpha/2s) (s^2 + m_X^4)/(s (s - m_X^2))`` times an angular factor, in pb; 0 where the channel is closed."""
    gap = (sqrt_s - m_X) * (sqrt_s + m_X)
    rate = alpha * (sqrt_s**4 + m_X**4) / (2 * sqrt_s**4 * gap) * angular
    return open_above(m_X, sqrt_s, rate * PICOBARN_GEV2)


@quantity(unit=picobarn, source="derived from Feynman rules", points=("cos_theta",))
def photon_scalar_differential_cross_section(
    sqrt_s: BeamEnergy, m_X: BosonMass, cos_theta: Cosine, g: Coupling
) -> Formula:
    """dsigma/dcos theta of e+ e- -> photon X, X a scalar with the coupling g to electrons.

    ``(alpha g^2/2s) (s^2 + m_X^4)/(s (s - m_X^2)) 1/(1 - c^2)``, from the averaged squared matrix element
    ``e^2 g^2 (s^2 + m_X^4)/(t u)`` of massless electrons; a pseudoscalar has the same cross section.
    """
    angular = g**2 / ((1 - cos_theta) * (1 + cos_theta))
    return Formula(
        _photon_and_scalar(sqrt_s, m_X, angular),
        valid=(cos_theta > -1, cos_theta < 1),
        matrix_element=MatrixElement(qed.annihilation("scalar")),
    )


@quantity(
    unit=picobarn,
    source="integral of collider.photon_scalar_differential_cross_section",
    points=("m_X",),
)
def photon_scalar_cross_section(
    sqrt_s: BeamEnergy, m_X: BosonMass, cos_theta_max: LargestCosine, g: Coupling
) -> Formula:
    """Cross section of e+ e- -> photon X, X a scalar, with abs(cos theta) < cos_theta_max in the centre of mass."""
    angular = g**2 * log1p(2 * cos_theta_max / (1 - cos_theta_max))
    return Formula(
        _photon_and_scalar(sqrt_s, m_X, angular),
        valid=(cos_theta_max < 1,),
        matrix_element=MatrixElement(qed.annihilation("scalar")),
    )


def photon_through_photons(sqrt_s: Expr, m_X: Expr, cos_theta_max: Expr, g: Expr) -> Expr:
    """Cross section of e+ e- -> photon X through a coupling g of X to two photons, in pb.

    ``dsigma/dcos theta = (alpha g^2/64) (1 - m_X^2/s)^3 (1 + cos^2 theta)``, for scalars and pseudoscalars; without a
    cut ``alpha g^2/24 (1 - m_X^2/s)^3``.  It does not interfere with emission by massless electrons, whose helicities
    are others.
    """
    phase_space = ((sqrt_s - m_X) * (sqrt_s + m_X) / sqrt_s**2) ** 3
    rate = alpha * g**2 / 32 * phase_space * cos_theta_max * (1 + cos_theta_max**2 / 3)
    return open_above(m_X, sqrt_s, rate * PICOBARN_GEV2)
