r"""Emission of a light boson by a muon in the field of a nucleus, mu N -> mu N X.

Tree level, one photon exchanged with a nucleus of spin 0 (coherent, elastic); x = E_X/E_beam, X couples to the muon
alone.  Methods:

- `exact`: the tree-level rate with the photon off its mass shell and the recoil of the nucleus;
- `weizsaecker_williams`: photons of the field as real ones, with a flux that depends on the angle through
  ``t_min = [U/(2 E (1-x))]^2``, ``U = E^2 theta^2 x + m_X^2 (1-x)/x + m_mu^2 x``;
- `improved_weizsaecker_williams`: one flux for all angles and x, with ``t_min = (m_X^2/2E)^2``.

The last overestimates the exact rate by factors of 2 to 7: its t_min is too small where X takes nearly all energy.

Source: J. D. Bjorken et al., arXiv:0906.0580, app. A; Y.-S. Liu, D. McKeen, G. A. Miller, arXiv:1609.06781;
Y. Kahn et al., arXiv:1804.03144.
"""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Expr, Integer, Piecewise, Rational, Symbol, pi, sqrt

from muforge.symbolic.families.fixed_target import amplitudes as fixed_target
from muforge.symbolic.families.fixed_target import printed
from muforge.symbolic.families.fixed_target.emission import Emission
from muforge.symbolic.families.fixed_target.equivalent_photons import bracket, coherent_flux, over_flux, transfers
from muforge.symbolic.families.fixed_target.photon_flux import Elastic, inelastic_over_transfer
from muforge.symbolic.families.fixed_target.photon_methods import approximations
from muforge.symbolic.language.arguments import Coupling, FourMomentum, Real, Selected
from muforge.symbolic.language.formula import Formula, MatrixElement, open_above
from muforge.symbolic.language.functions import larger
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, quantity
from muforge.symbolic.nature.constants import (
    alpha,
    atomic_mass_unit,
    hbarc2_GeV2_cm2,
    m_mu,
)
from muforge.symbolic.nature.nuclei import NUCLEI
from muforge.symbolic.nature.units import GeV, centimetre, one

EmittedBoson = Literal["scalar", "vector"]
Method = Literal["exact", "weizsaecker_williams", "improved_weizsaecker_williams"]
TargetCharge = Annotated[Expr, Selected("target", tuple((name, n.Z) for name, n in NUCLEI.items()), "target nucleus")]
TargetWeight = Annotated[Expr, Selected("target", tuple((name, n.A) for name, n in NUCLEI.items()), "target nucleus")]
BeamEnergy = Annotated[Expr, Real(GeV, "energy of the muon", above=0, range=(1.0, 1e3))]
Fraction = Annotated[Expr, Real(one, "energy of X over that of the beam", above=0, range=(1e-2, 1.0))]
LeastFraction = Annotated[Expr, Real(one, "least energy of X over that of the beam", at_least=0, range=(1e-2, 1.0))]
Transfer = Annotated[Expr, Real(GeV**2, "squared momentum transfer", at_least=0, range=(1e-14, 1e2))]
EmittedMass = Annotated[Expr, Real(GeV, "mass of the new boson X", above=0, range=(1e-4, 10.0))]
Events = Annotated[Expr, Real(one, "number of events", above=0, range=(1.0, 1e6))]
Muons = Annotated[Expr, Real(one, "number of muons on target", above=0, range=(1e6, 1e20))]
ColumnDensity = Annotated[Expr, Real(centimetre**-2, "nuclei of the target per area", above=0, range=(1e20, 1e26))]
LatePole = Annotated[Expr, Real(GeV**2, "(p_muon + q)^2 - m_mu^2", range=(1e-2, 1e2))]
EarlyPole = Annotated[Expr, Real(GeV**2, "(p_muon - k_boson)^2 - m_mu^2", range=(1e-2, 1e2))]
SPECTRUM_ACCURACY = 1e-6
TOTAL_ACCURACY = 1e-5
"""Integrals over three variables stop refining at these accuracies; recorded errors are smaller."""
PHOTON_RULE = Trapezoid(Rational(1, 4), 60, 40)
ENERGY_RULE = Trapezoid(Rational(3, 8), 36, 24)
UNIFORM_FLUX_RULE = Trapezoid(Rational(1, 4), 44, 40)
"""Over energies where that is the only integral, which is known to all digits then."""
FINE = Rational(1, 6)
AT_REST = Rational(102, 100)
"""A total rate leaves the muon at least this energy, in units of its mass."""


@quantity(
    unit=GeV**2,
    source="derived from Feynman rules",
    points=("s_tilde", "u_tilde"),
    accuracy=1e-12,  # terms of different signs
)
def squared_trace(
    boson: EmittedBoson,
    p_muon: FourMomentum,
    k_muon: FourMomentum,
    k_boson: FourMomentum,
    p_nucleus_sum: FourMomentum,
    q_transfer: FourMomentum,
    s_tilde: LatePole,
    u_tilde: EarlyPole,
) -> Formula:
    """Squared matrix element of mu N -> mu N X, summed over spins, for a nucleus of spin 0.

    Couplings, form factor and photon propagator are stripped; `p_nucleus_sum` is the sum of the momenta of the
    nucleus before and after.  Terms of the order of the nucleus' mass times the beam energy cancel between
    emission before and after the scattering; they are combined analytically, so that `s_tilde` and `u_tilde`
    may be given to more digits than the momenta determine them.  A vector has the polarisation sum -g.
    """
    reaction = fixed_target.emission_without_cancellation(boson)
    P, q = p_nucleus_sum, q_transfer
    P_p, P_p_out = P.dot(p_muon), P.dot(k_muon)
    values = {
        "s_tilde": s_tilde,
        "u_tilde": u_tilde,
        "q2": q.dot(q),
        "Pp": P_p,
        "Pp_out": P_p_out,
        "a": 2 * (P_p / s_tilde + P_p_out / u_tilde),
    }
    squared = reaction.squared.xreplace({Symbol(name, real=True): value for name, value in values.items()})
    nucleus = {fixed_target.m_N: sqrt(P.dot(P) + q.dot(q)) / 2, fixed_target.m_X: sqrt(k_boson.dot(k_boson))}
    return Formula(squared.subs(nucleus), matrix_element=MatrixElement(fixed_target.emission(boson)))


@quantity(
    unit=one,
    source="Y.-S. Tsai, Rev. Mod. Phys. 46 (1974) 815; arXiv:0906.0580 eq. (A18)",
    points=("t",),
    printed=printed.ELASTIC_FORM_FACTOR_SQUARED,
)
def elastic_form_factor_squared(Z: TargetCharge, A: TargetWeight, t: Transfer) -> Expr:
    """``F^2 = [a^2 t/(1 + a^2 t)]^2/(1 + t/d)^2``, ``a = 111 Z^{-1/3}/m_e``, ``d = 0.164 GeV^2 A^{-2/3}``.

    Screening by the atom's electrons and the size of the nucleus; 1 in between.
    """
    return t**2 * Elastic.of(Z, A).over_transfer(t)


@quantity(
    unit=one,
    source="arXiv:0906.0580 eqs. (A17)-(A19)",
    points=("m_X",),
    printed=printed.PHOTON_FLUX,
    accuracy=INTEGRAL_ACCURACY,
)
def photon_flux(
    Z: TargetCharge, A: TargetWeight, E_beam: BeamEnergy, m_X: EmittedMass, inelastic: bool = False
) -> Formula:
    """Flux of equivalent photons ``chi = int dt (t - t_min)/t^2 G_2(t)`` around an atom.

    From ``t_min = (m_X^2/2E)^2`` to ``t_max = m_X^2 + m_mu^2``; ``G_2 = Z^2 F^2`` with the elastic form factor.  With
    `inelastic` the break-up of the nucleus into protons adds
    ``Z [a'^2 t/(1+a'^2 t)]^2 [(1 + t (mu_p^2-1)/(4 m_p^2))/(1 + t/0.71 GeV^2)^4]^2``, ``a' = 773 Z^{-2/3}/m_e``.
    0 where t_min exceeds t_max.
    """
    flux = coherent_flux(E_beam, Z, A, m_X, m_mu)
    if inelastic:
        t_min, length = transfers(E_beam, m_X, m_mu)

        def over_transfer(t: Point) -> Expr:
            return t.from_low * inelastic_over_transfer(Z, t.value)

        flux += Z * over_interval(over_transfer, "t", t_min, t_min + length, width=length, rule=PHOTON_RULE)
    return Formula(open_above(0, transfers(E_beam, m_X, m_mu)[1], flux))


def _spectrum(method: str, boson: str, e: Emission, Z: Expr, A: Expr, step: Rational) -> Expr:
    """``dsigma/dx`` for g = 1, without the flux of the improved method."""
    form_factor = Elastic.of(Z, A)
    if method == "exact":
        coherent = alpha**2 * Z**2 * e.E / (32 * pi * (e.E - m_mu) * (e.E + m_mu))
        return coherent * e.integrated(boson, form_factor, step)
    beta = e.k / e.E_k
    common = alpha**2 / (4 * pi) * beta * e.rest
    if method == "weizsaecker_williams":
        return common * Z**2 * over_flux(boson, e, form_factor)
    return common * bracket(boson, e.x, e.rest, e.m_X, m_mu)


def _uniform_flux(method: str, E: Expr, Z: Expr, A: Expr, m_X: Expr) -> Expr:
    return coherent_flux(E, Z, A, m_X, m_mu) if method == "improved_weizsaecker_williams" else Rational(1)


def _matrix_element(method: str, boson: str) -> MatrixElement | None:
    return MatrixElement(fixed_target.emission(boson)) if method == "exact" else None


@quantity(
    unit=centimetre**2,
    source="derived from Feynman rules; Weizsaecker-Williams: arXiv:0906.0580 app. A, arXiv:1609.06781",
    points=("x",),
    accuracy=SPECTRUM_ACCURACY,
)
def differential_cross_section(
    method: Method,
    boson: EmittedBoson,
    E_beam: BeamEnergy,
    Z: TargetCharge,
    A: TargetWeight,
    m_X: EmittedMass,
    x: Fraction,
    g: Coupling,
) -> Formula:
    """dsigma/dx of mu N -> mu N X; 0 where X or the muon would have less energy than its mass.

    `exact` integrates the tree-level squared matrix element over the angle of X, the azimuth (in closed form) and the
    momentum transfer to the nucleus up to 4 GeV^2.  The Weizsaecker-Williams methods are
    ``(alpha chi/pi) (e^2 g^2/16 pi) beta (1-x) int dU A_22/U^2``, ``beta`` the velocity of X.  `improved...` takes chi
    out and the integral up to infinity.  All with the elastic form factor of `fixed_target.photon_flux`.
    """
    rest = 1 - x
    e = Emission(E_beam, x, rest, x * E_beam - m_X, rest * E_beam - m_mu, m_X, _mass(A))
    spectrum = (
        g**2 * _spectrum(method, boson, e, Z, A, FINE) * _uniform_flux(method, E_beam, Z, A, m_X) * hbarc2_GeV2_cm2
    )
    open_ = Piecewise((spectrum, (e.boson_excess > 0) & (e.muon_excess > 0)), (0, True))
    return Formula(
        open_,
        valid=(E_beam > m_mu,),
        matrix_element=_matrix_element(method, boson),
        approximations=approximations(method, E_beam, m_X),
    )


def _mass(A: Expr) -> Expr:
    """Mass of a nucleus."""
    return A * atomic_mass_unit


def _total(method: str, boson: str, E: Expr, Z: Expr, A: Expr, m_X: Expr, x_min: Expr) -> Expr:
    """``int dx dsigma/dx`` for g = 1, in cm^2."""
    low, least_rest = larger(x_min, m_X / E), AT_REST * m_mu / E
    above_rest = larger(Rational(0), x_min - m_X / E)
    length = 1 - low - least_rest

    def over_energy(x: Point) -> Expr:
        left = E * x.from_high
        e = Emission(
            E,
            x.value,
            x.from_high + least_rest,
            E * (x.from_low + above_rest),
            left + (AT_REST - 1) * m_mu,
            m_X,
            _mass(A),
        )
        return _spectrum(method, boson, e, Z, A, ENERGY_RULE.step)

    rule = UNIFORM_FLUX_RULE if method == "improved_weizsaecker_williams" else ENERGY_RULE
    total = over_interval(over_energy, "x", low, 1 - least_rest, width=length, rule=rule)
    return open_above(0, length, total * _uniform_flux(method, E, Z, A, m_X) * hbarc2_GeV2_cm2)


@quantity(
    unit=centimetre**2,
    source="integral of fixed_target.differential_cross_section",
    points=("m_X",),
    accuracy=TOTAL_ACCURACY,
)
def cross_section(
    method: Method,
    boson: EmittedBoson,
    E_beam: BeamEnergy,
    Z: TargetCharge,
    A: TargetWeight,
    m_X: EmittedMass,
    g: Coupling,
    x_min: LeastFraction = 0,
) -> Formula:
    """Cross section of mu N -> mu N X with x between x_min (or m_X/E_beam) and 1 - 1.02 m_mu/E_beam."""
    total = g**2 * _total(method, boson, E_beam, Z, A, m_X, x_min)
    return Formula(
        total,
        valid=(E_beam > m_mu,),
        matrix_element=_matrix_element(method, boson),
        approximations=approximations(method, E_beam, m_X),
    )


@quantity(
    unit=one,
    source="fixed_target.cross_section, exact",
    points=("m_X",),
    printed=printed.COUPLING_FOR_EVENTS,
    accuracy=TOTAL_ACCURACY,
)
def coupling_for_events(
    n_events: Events,
    muons_on_target: Muons,
    column_density_cm2: ColumnDensity,
    boson: EmittedBoson,
    E_beam: BeamEnergy,
    Z: TargetCharge,
    A: TargetWeight,
    m_X: EmittedMass,
    x_min: LeastFraction = 0,
) -> Formula:
    """Coupling g at which `muons_on_target` times `column_density_cm2` times the cross section is `n_events`.

    The `exact` cross section; a thin target (constant beam energy), every emission with x > x_min counted.
    """
    arguments = {"E_beam": E_beam, "Z": Z, "A": A, "m_X": m_X, "x_min": x_min, "g": Integer(1)}
    at_unit_coupling = computed(cross_section, method="exact", boson=boson, **arguments)
    expected = muons_on_target * column_density_cm2 * at_unit_coupling
    left = E_beam - AT_REST * m_mu
    is_open = (m_X < left) & (x_min * E_beam < left)
    return Formula(
        sqrt(n_events / expected),
        valid=(is_open,),
        words={is_open: "x_min and m_X/E_beam below 1 - 1.02 m_mu/E_beam, an open channel"},
        approximations=approximations("exact", E_beam, m_X),
    )
