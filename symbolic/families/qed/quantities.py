"""Squared matrix elements of leptons at given momenta, and classic results that follow from them.

Tree level, all masses kept unless a docstring says otherwise.  Spins are summed over in the final state and
averaged over in the initial one; couplings are included.  Every squared matrix element is derived from the
Feynman rules in `muforge.symbolic.feynman.processes`.
"""

from __future__ import annotations

from typing import Annotated

from sympy import Expr, Integer, Piecewise, Poly, Rational, Symbol, factor, pi, sqrt

from muforge.symbolic.families.decay import amplitudes as two_body
from muforge.symbolic.families.kaon import amplitudes as kaon
from muforge.symbolic.families.qed import amplitudes as qed
from muforge.symbolic.families.qed import printed, weak
from muforge.symbolic.language.arguments import BosonMass, Coupling, FourMomentum, Real
from muforge.symbolic.language.formula import Formula, open_above
from muforge.symbolic.language.fourvectors import at_momenta
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.tabulated import tabulated
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import (
    G_F,
    alpha,
    hbar_GeV_s,
    hbarc2_GeV2_cm2,
    m_e,
    m_mu,
    m_tau,
    pb_per_cm2,
    sin2_theta_W,
    tau_tau_s,
)
from muforge.symbolic.nature.units import GeV, one, picobarn, second

DERIVED = "derived from Feynman rules"
E4 = (4 * pi * alpha) ** 2
"""The fourth power of the electric charge."""
RULE = Trapezoid(Rational(1, 4), 48, 48)
LONG_RULE = Trapezoid(Rational(1, 4), 96, 48)
HARDEST_PHOTON = Integer(2**48)
"""Energy in units of the electron mass up to which the cross section of Compton scattering is tabulated."""


# ----- electrodynamics -----------------------------------------------------------------------------------------


@quantity(unit=one, source=DERIVED)
def electron_positron_to_muons(
    p_electron: FourMomentum, p_positron: FourMomentum, k_muon: FourMomentum, k_antimuon: FourMomentum
) -> Formula:
    """Squared matrix element of e- e+ -> mu- mu+ by one photon, averaged over 4 spin states."""
    return at_momenta(qed.muon_pair(), E4 / 4, e=p_electron, ebar=p_positron, mu=k_muon, mubar=k_antimuon)


@quantity(unit=one, source=DERIVED)
def electron_muon_scattering(
    p_electron: FourMomentum, p_muon: FourMomentum, k_electron: FourMomentum, k_muon: FourMomentum
) -> Formula:
    """Squared matrix element of e- mu- -> e- mu-, averaged over 4 spin states."""
    return at_momenta(qed.electron_muon(), E4 / 4, e=p_electron, mu=p_muon, e_out=k_electron, mu_out=k_muon)


@quantity(unit=one, source=DERIVED)
def bhabha_scattering(
    p_electron: FourMomentum, p_positron: FourMomentum, k_electron: FourMomentum, k_positron: FourMomentum
) -> Formula:
    """Squared matrix element of e- e+ -> e- e+ by one photon, averaged over 4 spin states."""
    return at_momenta(qed.bhabha(), E4 / 4, e=p_electron, ebar=p_positron, e_out=k_electron, ebar_out=k_positron)


@quantity(unit=one, source=DERIVED)
def moller_scattering(
    p_electron_1: FourMomentum, p_electron_2: FourMomentum, k_electron_1: FourMomentum, k_electron_2: FourMomentum
) -> Formula:
    """Squared matrix element of e- e- -> e- e-, averaged over 4 spin states, without 1/2 for identical electrons."""
    momenta = {"e": p_electron_1, "e_two": p_electron_2, "e_out": k_electron_1, "e_out_two": k_electron_2}
    return at_momenta(qed.moller(), E4 / 4, **momenta)


@quantity(unit=one, source=DERIVED)
def muon_compton_scattering(
    p_muon: FourMomentum, p_photon: FourMomentum, k_muon: FourMomentum, k_photon: FourMomentum
) -> Formula:
    """Squared matrix element of mu- photon -> mu- photon, averaged over 4 spin states."""
    return at_momenta(qed.compton(), E4 / 4, mu=p_muon, photon=p_photon, mu_out=k_muon, photon_out=k_photon)


@quantity(unit=one, source=DERIVED)
def muon_pair_to_photons(
    p_muon: FourMomentum, p_antimuon: FourMomentum, k_photon_1: FourMomentum, k_photon_2: FourMomentum
) -> Formula:
    """Squared matrix element of mu- mu+ -> photon photon, averaged over 4 spin states.

    Without 1/2 for identical photons.
    """
    momenta = {"mu": p_muon, "mubar": p_antimuon, "photon": k_photon_1, "photon_out": k_photon_2}
    return at_momenta(qed.annihilation("photon"), E4 / 4, **momenta)


@quantity(unit=one, source=DERIVED)
def muon_pair_to_photon_vector(
    p_muon: FourMomentum,
    p_antimuon: FourMomentum,
    k_photon: FourMomentum,
    k_vector: FourMomentum,
    m_X: BosonMass,
    g: Coupling,
) -> Formula:
    """Squared matrix element of mu- mu+ -> photon X with a massive vector X, averaged over 4 spin states."""
    momenta = {"mu": p_muon, "mubar": p_antimuon, "photon": k_photon, "X": k_vector}
    return at_momenta(qed.annihilation("vector"), pi * alpha * g**2, **momenta)


@quantity(unit=one, source=DERIVED)
def muon_pair_to_photon_scalar(
    p_muon: FourMomentum,
    p_antimuon: FourMomentum,
    k_photon: FourMomentum,
    k_scalar: FourMomentum,
    m_X: BosonMass,
    g: Coupling,
) -> Formula:
    """Squared matrix element of mu- mu+ -> photon X with a scalar X, averaged over 4 spin states."""
    momenta = {"mu": p_muon, "mubar": p_antimuon, "photon": k_photon, "X": k_scalar}
    return at_momenta(qed.annihilation("scalar"), pi * alpha * g**2, **momenta)


# ----- weak interaction ----------------------------------------------------------------------------------------


@quantity(unit=one, source=DERIVED)
def muon_decay(
    p_muon: FourMomentum,
    k_electron: FourMomentum,
    k_electron_antineutrino: FourMomentum,
    k_muon_neutrino: FourMomentum,
) -> Formula:
    """Squared matrix element of mu- -> e- nubar_e nu_mu, averaged over 2 spin states; G_F included, V-A."""
    momenta = {"L": p_muon, "nuL": k_muon_neutrino, "l": k_electron, "nubar": k_electron_antineutrino}
    return at_momenta(weak.lepton_decay(m_mu, m_e), G_F**2 / 2, **momenta)


@quantity(unit=one, source=DERIVED)
def inverse_muon_decay(
    p_neutrino: FourMomentum, p_electron: FourMomentum, k_muon: FourMomentum, k_neutrino: FourMomentum
) -> Formula:
    """Squared matrix element of nu_mu e- -> mu- nu_e, averaged over the 2 electron spins; G_F included, V-A."""
    momenta = {"numu": p_neutrino, "e": p_electron, "mu": k_muon, "nue": k_neutrino}
    return at_momenta(weak.inverse_muon_decay(), G_F**2 / 2, **momenta)


@quantity(unit=one, source=DERIVED)
def muon_neutrino_electron_scattering(
    p_neutrino: FourMomentum, p_electron: FourMomentum, k_neutrino: FourMomentum, k_electron: FourMomentum
) -> Formula:
    """Squared matrix element of nu_mu e- -> nu_mu e-, averaged over the 2 electron spins; G_F included.

    Neutral current at tree level: ``g_L = -1/2 + sin^2(theta_W)``, ``g_R = sin^2(theta_W)``.
    """
    momenta = {"numu": p_neutrino, "e": p_electron, "numu_out": k_neutrino, "e_out": k_electron}
    reaction = weak.neutrino_electron(sin2_theta_W - Rational(1, 2), sin2_theta_W)
    return at_momenta(reaction, G_F**2 / 2, **momenta)


# ----- decays --------------------------------------------------------------------------------------------------


@quantity(unit=GeV**2, source=DERIVED)
def vector_to_muons(
    p_vector: FourMomentum, k_muon: FourMomentum, k_antimuon: FourMomentum, m_X: BosonMass, g: Coupling
) -> Formula:
    """Squared matrix element of X -> mu- mu+ for a vector, averaged over 3 polarisations."""
    return at_momenta(two_body.to_muons("vector"), g**2 / 3, X=p_vector, mu=k_muon, mubar=k_antimuon)


@quantity(unit=GeV**2, source=DERIVED)
def scalar_to_muons(
    p_scalar: FourMomentum, k_muon: FourMomentum, k_antimuon: FourMomentum, m_X: BosonMass, g: Coupling
) -> Formula:
    """Squared matrix element of X -> mu- mu+ for a scalar."""
    return at_momenta(two_body.to_muons("scalar"), g**2, X=p_scalar, mu=k_muon, mubar=k_antimuon)


@quantity(unit=GeV**4, source=DERIVED)
def kaon_to_muon_neutrino(p_kaon: FourMomentum, k_muon: FourMomentum, k_neutrino: FourMomentum) -> Formula:
    """Squared matrix element of K -> mu nu for ``M = P_a ubar gamma^a (1 - gamma5) v``, P the kaon's momentum.

    Four times the normalisation of the family *kaon*, with G = 1.
    """
    return at_momenta(kaon.two_body(), Integer(4), K=p_kaon, mu=k_muon, nu=k_neutrino)


@quantity(unit=GeV**2, source=DERIVED)
def kaon_to_muon_neutrino_photon(
    p_kaon: FourMomentum, k_muon: FourMomentum, k_neutrino: FourMomentum, k_photon: FourMomentum
) -> Formula:
    """Squared matrix element of K -> mu nu photon (inner bremsstrahlung), normalised like K -> mu nu.

    The photon couples to muon and kaon, with the contact term that makes the sum gauge invariant.
    """
    momenta = {"K": p_kaon, "mu": k_muon, "nu": k_neutrino, "X": k_photon}
    return at_momenta(kaon.photon(), 16 * pi * alpha, **momenta)


@quantity(unit=GeV**2, source=DERIVED)
def kaon_to_muon_neutrino_vector(
    p_kaon: FourMomentum,
    k_muon: FourMomentum,
    k_neutrino: FourMomentum,
    k_vector: FourMomentum,
    m_X: BosonMass,
    g: Coupling,
) -> Formula:
    """Squared matrix element of K -> mu nu X with the vector of L_mu - L_tau, normalised like K -> mu nu."""
    momenta = {"K": p_kaon, "mu": k_muon, "nu": k_neutrino, "X": k_vector}
    return at_momenta(kaon.three_body("lmu_ltau"), 4 * g**2, **momenta)


@quantity(unit=GeV**2, source=DERIVED)
def kaon_to_muon_neutrino_scalar(
    p_kaon: FourMomentum,
    k_muon: FourMomentum,
    k_neutrino: FourMomentum,
    k_scalar: FourMomentum,
    m_X: BosonMass,
    g: Coupling,
) -> Formula:
    """Squared matrix element of K -> mu nu X with a scalar that couples to the muon, normalised like K -> mu nu."""
    momenta = {"K": p_kaon, "mu": k_muon, "nu": k_neutrino, "X": k_scalar}
    return at_momenta(kaon.three_body("scalar"), 4 * g**2, **momenta)


# ----- rates and cross sections --------------------------------------------------------------------------------


def _averaged(squared: Expr, variable: Symbol, centre: Expr, half_width: Expr) -> Expr:
    """The mean of a polynomial of second degree over an interval."""
    return (squared + squared.diff(variable, 2) * half_width**2 / 6).subs(variable, centre)


def _decay_spectrum(heavy: Expr, light: Expr, E: Expr, p: Expr) -> Expr:
    """dGamma/dE of L -> l nu nubar at energy E and momentum p of the light lepton; G_F stripped.

    ``dGamma = sum |M|^2/2 d(nu.nubar) d(l.nu)/(64 pi^3 M^3)`` in the frame of the heavy lepton, spin averaged.  At
    fixed E, ``l.nu`` is linear in the cosine of the neutrino's angle in the frame of the neutrino pair.
    """
    lnu = Symbol("lnu", real=True)
    centre, half_width = (heavy * E - light**2) / 2, heavy * p / 2
    mean = _averaged(weak.lepton_decay(heavy, light).squared, lnu, centre, half_width)
    return mean * p / (128 * pi**3 * heavy)


MassRatioSquared = Annotated[
    Expr, Real(one, "squared ratio of the masses of the light and the heavy lepton", at_least=0, range=(1e-12, 1.0))
]


@quantity(
    unit=one,
    source=f"{DERIVED}; T. Kinoshita, A. Sirlin, Phys. Rev. 113 (1959) 1652",
    points=("mass_ratio_squared",),
    printed=printed.LEPTONIC_DECAY_PHASE_SPACE_FACTOR,
)
def leptonic_decay_phase_space_factor(mass_ratio_squared: MassRatioSquared) -> Expr:
    """Phase-space factor f of L -> l nu nubar: the width is ``G_F^2 m_L^5 f/(192 pi^3)``; 0 for equal masses and above.

    In closed form ``f(x) = 1 - 8 x + 8 x^3 - x^4 - 12 x^2 ln(x)``.
    """
    shape = tabulated(
        "leptonic_decay",
        _leptonic_shape,
        mass_ratio_squared,
        Rational(1, 2**36),
        1 - Rational(1, 2**10),
        zero=(Integer(1), 5),
        below=lambda x: 1 - 8 * x,
    )
    return open_above(mass_ratio_squared, Integer(1), shape)


def _leptonic_shape(x: Expr) -> Expr:
    """The factor as an integral over the energy of the light lepton, x < 1; the heavy one has unit mass."""
    m = sqrt(x)
    mass = Symbol("m", positive=True)

    def integrand(E: Point) -> Expr:
        p = sqrt(E.from_low * (E.from_low + 2 * m))
        return _decay_spectrum(Integer(1), mass, E.value, p).subs(mass, m)

    span = ((1 - x) / (1 + m)) ** 2 / 2  # (1 - m)^2/2
    return 192 * pi**3 * over_interval(integrand, "E", m, (1 + x) / 2, width=span, rule=RULE)


def _leptonic_width(heavy: Expr, light: Expr) -> Expr:
    """Width of L -> l nu nubar; 0 unless the heavy lepton is the heavier one, which a rounded ratio may not tell."""
    ratio = (light / heavy) ** 2
    width = G_F**2 * heavy**5 / (192 * pi**3) * leptonic_decay_phase_space_factor(ratio)
    return open_above(light, heavy, width)


@quantity(unit=second, source=f"{DERIVED}; T. Kinoshita, A. Sirlin, Phys. Rev. 113 (1959) 1652")
def muon_lifetime(radiative_correction: bool) -> Formula:
    """Lifetime of the muon at tree level, or with the QED correction of first order.

    The correction multiplies the width by ``1 - alpha/(2 pi) (pi^2 - 25/4)``; m_e is neglected in it.
    """
    correction = 1 - alpha / (2 * pi) * (pi**2 - Rational(25, 4)) if radiative_correction else Integer(1)
    decays = m_mu > m_e
    lifetime = hbar_GeV_s / (_leptonic_width(m_mu, m_e) * correction)
    return Formula(lifetime, physical=(decays,), words={decays: "m_mu above m_e, an open decay to electrons"})


@quantity(unit=one, source=DERIVED)
def tau_to_muon_branching_ratio() -> Expr:
    """Branching ratio of tau -> mu nu nubar: width at tree level times the measured lifetime."""
    return _leptonic_width(m_tau, m_mu) * tau_tau_s / hbar_GeV_s


@quantity(unit=one, source=DERIVED)
def tau_muon_electron_width_ratio() -> Formula:
    """Ratio of the widths of tau -> mu nu nubar and tau -> e nu nubar at tree level."""
    decays = m_tau > m_e
    to_muon, to_electron = (leptonic_decay_phase_space_factor((m / m_tau) ** 2) for m in (m_mu, m_e))
    ratio = open_above(m_mu, m_tau, to_muon / to_electron)
    return Formula(ratio, physical=(decays,), words={decays: "m_tau above m_e, an open decay to electrons"})


ReducedEnergy = Annotated[
    Expr, Real(one, "energy of the electron over its maximum (m_mu^2 + m_e^2)/(2 m_mu)", above=0, range=(1e-3, 1.0))
]


@quantity(
    unit=GeV,
    source=f"{DERIVED}; L. Michel, Proc. Phys. Soc. A63 (1950) 514",
    points=("x",),
    printed=printed.MICHEL_SPECTRUM,
)
def michel_spectrum(x: ReducedEnergy) -> Expr:
    """dGamma/dx of the electron in muon decay at tree level, electron mass kept; 0 outside m_e/W < x <= 1."""
    W = (m_mu**2 + m_e**2) / (2 * m_mu)
    p = sqrt((x * W - m_e) * (x * W + m_e))
    inside = G_F**2 * W * _decay_spectrum(m_mu, m_e, x * W, p)
    spectrum = Piecewise((inside, x <= 1), (0, True))
    return open_above(m_e, m_mu, open_above(m_e, x * W, spectrum))


TotalEnergy = Annotated[Expr, Real(GeV, "energy in the centre of mass", above=0, range=(1e-2, 1e4))]
PhotonEnergy = Annotated[Expr, Real(GeV, "energy of the photon, electron at rest", above=0, range=(1e-12, 1e4))]


@quantity(unit=picobarn, source=DERIVED, points=("sqrt_s",), printed=printed.MUON_PAIR_CROSS_SECTION)
def muon_pair_cross_section(sqrt_s: TotalEnergy) -> Expr:
    """Total cross section of e- e+ -> mu- mu+ by one photon; electron mass neglected, 0 below threshold."""
    s, t = Symbol("s", real=True), Symbol("t", real=True)
    beta = sqrt((sqrt_s - 2 * m_mu) * (sqrt_s + 2 * m_mu)) / sqrt_s
    squared = E4 / 4 * qed.muon_pair().squared.subs(m_e, 0)
    mean = factor(_averaged(squared, t, m_mu**2 - s / 2, s * sqrt(1 - 4 * m_mu**2 / s) / 2))
    area = beta / (16 * pi * sqrt_s**2) * mean.subs(s, sqrt_s**2)
    return open_above(2 * m_mu, sqrt_s, area * hbarc2_GeV2_cm2 * pb_per_cm2)


@quantity(
    unit=picobarn,
    source=f"{DERIVED}; O. Klein, Y. Nishina, Z. Phys. 52 (1929) 853",
    points=("E_gamma",),
    printed=printed.KLEIN_NISHINA_CROSS_SECTION,
)
def klein_nishina_cross_section(E_gamma: PhotonEnergy) -> Formula:
    """Total cross section of Compton scattering off an electron at rest; at low energy the Thomson cross section.

    Integral over ``rho``, the ratio of the photon's energies after and before, of
    ``dsigma/drho = |M|^2/(32 pi m_e E)``.
    """
    x = E_gamma / m_e
    shape = tabulated("klein_nishina", _compton_shape, x, Rational(1, 2**20), HARDEST_PHOTON, below=_soft_compton_shape)
    section = E4 / 4 * shape / (32 * pi * m_e * E_gamma) * hbarc2_GeV2_cm2 * pb_per_cm2
    softer = x <= HARDEST_PHOTON
    return Formula(section, valid=(softer,), words={softer: "E_gamma up to 2^48 m_e, where its table ends"})


def _compton_shape(x: Expr) -> Expr:
    """Integral of ``|M|^2`` of Compton scattering, couplings stripped, over the ratio of the photon's energies."""
    rho, softness = Symbol("rho", positive=True), Symbol("softness", positive=True)
    pk, pk_out = (Symbol(name, real=True) for name in ("pk", "pk_out"))
    squared = qed.compton().squared.subs({pk: m_mu**2 / softness, pk_out: rho * m_mu**2 / softness})
    powers = Poly(squared.expand(), softness).terms()

    def integrand(r: Point) -> Expr:
        """In powers of 1/x, each with its factor (1 - rho) in a form that does not cancel."""
        terms = (factor(c).xreplace({rho - 1: -r.from_high}).subs(rho, r.value) * x**-n for (n,), c in powers)
        return sum(terms)

    low, width = 1 / (1 + 2 * x), 2 * x / (1 + 2 * x)
    return over_interval(integrand, "rho", low, Integer(1), width=width, rule=LONG_RULE)


def _soft_compton_shape(x: Expr) -> Expr:
    """The same for soft photons: the cross section of Thomson with the first recoil terms."""
    return Rational(64, 3) * x * (1 - 2 * x + Rational(26, 5) * x**2)
