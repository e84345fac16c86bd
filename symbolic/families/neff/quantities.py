"""The effective number of neutrino species, and what a light boson in the early universe changes in it.

N_eff is ``(11/4)^{4/3} sum (T_nu/T_gamma)^4`` over the flavours, when the photons have cooled to 4 keV.  The
temperatures follow from the conservation of energy with the exchange between electrons and neutrinos,

    G_F^2/pi^5 4 (g_L^2 + g_R^2) F(T_gamma, T_nu) ,
    F(T_1, T_2) = 32 f_a (T_1^9 - T_2^9) + 56 f_s T_1^4 T_2^4 (T_1 - T_2) ,

for each flavour with its antiparticle, ``f_a = 0.884`` and ``f_s = 0.829`` for Fermi-Dirac statistics.

Source: M. Escudero, D. Hooper, G. Krnjaic, M. Pierre, arXiv:1901.02010; M. Escudero, arXiv:1812.05605, 2001.04466.
"""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Expr, Integer, Rational, Symbol, pi, sqrt
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.families.neff import gas_quantities, printed
from muforge.symbolic.families.neff import ideal_gases as gases
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.arguments import Real
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.functions import bessel_ratio
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, quantity
from muforge.symbolic.nature.constants import G_F, M_Planck, alpha, m_e, m_mu, m_pi, m_pi0, one_GeV
from muforge.symbolic.nature.units import GeV, one

PAPER = "arXiv:1901.02010"
EVOLUTION_ACCURACY, SHIFT_ACCURACY = 1e-6, 1e-4
"""Numerical accuracy of N_eff and of its shifts, not that of the rates."""

Mass = Annotated[Expr, Real(GeV, "mass of the new boson X", above=0, range=(3e-4, 0.1))]
Temperature = Annotated[Expr, Real(GeV, "temperature", above=0, range=(1e-4, 0.1))]
Decoupling = Annotated[
    Expr, Real(GeV, "temperature at which neutrinos and X leave the photons", above=0, range=(1e-3, 1e-2))
]
Flavours = Annotated[Expr, Real(one, "neutrino flavours that X heats", at_least=1, at_most=3, range=(1, 3), whole=True)]
Standard = Annotated[Expr, Real(one, "N_eff of the standard model", above=0, range=(2.9, 3.2))]
Degrees = Annotated[Expr, Real(one, "degrees of freedom of X", above=0, at_most=100, range=(1.0, 3.0))]
Mixing = Annotated[Expr, Real(one, "kinetic mixing with the photon", at_least=0, at_most=1, range=(1e-11, 1e-7))]
GaugeCoupling = Annotated[Expr, Real(one, "coupling of X", at_least=0, plausible=3.6, range=(1e-11, 1e-8))]
ToNeutrinos = Annotated[Expr, Real(GeV, "width of X to neutrinos", at_least=0, range=(1e-26, 1e-20))]
ToElectrons = Annotated[Expr, Real(GeV, "width of X to electrons, photons", at_least=0, range=(1e-28, 1e-22))]
Ratio = Annotated[Expr, Real(one, "electron mass over the temperature of photons", at_least=0, range=(1e-2, 30.0))]
Baths = Literal["common", "electron_and_mu_tau"]
Process = Literal["annihilation", "scattering"]
Pairing = Literal["diagonal", "mixed"]

T, x = Symbol("T", positive=True), Symbol("mass_over_temperature", positive=True)
PLASMA = {
    f"plasma_{moment}": computed(gas_quantities.electromagnetic_plasma, moment=moment, T=T)
    for moment in ("energy_density", "enthalpy", "heat_capacity")
}
BOSONS = {
    f"boson_{moment}": computed(gas_quantities.gas_moment, statistics="boson", moment=moment, mass_over_temperature=x)
    for moment in ("energy_density", "enthalpy", "heat_capacity")
}
NUMBERS = {
    "boson_number_density": computed(
        gas_quantities.gas_moment, statistics="boson", moment="number_density", mass_over_temperature=x
    )
}
CONSTANTS = (G_F, M_Planck, m_e)


@quantity(unit=one, source=f"{PAPER} eq. (7)", points=("m_X",), accuracy=INTEGRAL_ACCURACY)
def vector_entropy_degrees_of_freedom(m_X: Mass, T: Temperature) -> Expr:
    """Degrees of freedom in the entropy of a massive vector: ``(45/2 pi^2) (rho + P)/T^4`` of 3 bosons.

    3 for a temperature far above the mass.
    """
    return Rational(45, 2) / pi**2 * 3 * gases.enthalpy(gases.BOSON, m_X / T)


@quantity(unit=one, source=f"{PAPER} eq. (8)", points=("m_X",), accuracy=INTEGRAL_ACCURACY)
def shift_entropy_conservation(
    m_X: Mass, n_flavors: Flavours, T_decoupling: Decoupling, n_eff_standard: Standard = 3.044
) -> Expr:
    """Shift of N_eff if a vector gives its entropy to some flavours after a sudden decoupling of neutrinos.

    ``(N_0/3) [(3 - n) + n (1 + g_s/(7n/4))^{4/3}] - N_0`` with g_s of `neff.vector_entropy_degrees_of_freedom`.
    """
    n = n_flavors
    entropy = Rational(45, 2) / pi**2 * 3 * gases.enthalpy(gases.BOSON, m_X / T_decoupling)
    return n_eff_standard * n / 3 * expm1(Rational(4, 3) * log1p(4 * entropy / (7 * n)))


def standard_degrees(T: Expr) -> Expr:
    """``g_*`` of photons, leptons and free pions; neutrinos have the entropy that they had with electrons and photons.

    ``T_nu^3/T^3 = s(e, gamma)/s(massless e, gamma)``, the limit of a sudden decoupling.
    """
    x_e, x_mu = m_e / T, m_mu / T
    per_degree = 30 / pi**2
    entropy = Rational(45, 2) / pi**2 * 4 * gases.enthalpy(gases.FERMION, x_e, "e")
    cooled = 1 + expm1(Rational(4, 3) * log1p((entropy - Rational(7, 2)) / Rational(11, 2)))
    charged = gases.energy_density(gases.FERMION, x_e, "e") + gases.energy_density(gases.FERMION, x_mu, "mu")
    pions = 2 * gases.energy_density(gases.BOSON, m_pi / T, "pi") + gases.energy_density(gases.BOSON, m_pi0 / T, "pi0")
    return 2 + Rational(21, 4) * cooled + per_degree * (4 * charged + pions)


@quantity(unit=one, source=f"{PAPER} sec. 3", points=("m_X",), accuracy=INTEGRAL_ACCURACY)
def thermalization_coupling(m_X: Mass) -> Formula:
    """Coupling at which inverse decays of two neutrino flavours bring a vector to equilibrium when T is its mass.

    ``(g^2 m_X/12 pi) K_1(1)/K_2(1) = H(T = m_X)`` with ``H = sqrt(8 pi^3 g_*/90) T^2/M_Planck``.
    """
    width = m_X / (12 * pi) * bessel_ratio(Integer(1))
    expansion = Shared(sqrt(8 * pi**3 * standard_degrees(m_X) / 90)) * m_X**2 / M_Planck
    hadrons = Approximation(
        "free pions",
        "other hadrons in the energy density",
        m_X <= Rational("0.15") * one_GeV,
        "the coupling grows as the fourth root of g_*, which is 0.75 of the true one at 0.15 GeV",
    )
    return Formula(sqrt(expansion / width), approximations=(hadrons,))


@quantity(unit=one, source="arXiv:2001.04466 app.; linear response in T_gamma - T_nu", accuracy=1e-6)
def electron_mass_rate_factor(process: Process, coupling: Pairing, mass_over_temperature: Ratio) -> Procedure:
    """Factor by which the electron's mass changes the exchange of energy between electrons and neutrinos.

    To first order in the difference of temperatures, with Fermi-Dirac statistics and Pauli blocking: the mean of the
    squared matrix element and of the squared exchanged energy, over that of the ``diagonal`` couplings without mass.
    ``diagonal`` belongs to g_L^2 + g_R^2, ``mixed`` to g_L g_R; the latter is 0 without mass, and negative for
    scattering.
    """
    return Procedure("electron_mass_rates.rate_factor", "exact_electron_mass_rates.rate_factor", printed.RATE_FACTORS)


@quantity(unit=one, source=PAPER + "; arXiv:2001.04466", accuracy=EVOLUTION_ACCURACY)
def standard_model(neutrino_temperatures: Baths = "common", electron_mass_in_rates: bool = False) -> Procedure:
    """N_eff of the standard model, from temperatures of photons and neutrinos.

    Neutrinos have one ``common`` temperature, or those of nu_e and of nu_mu and nu_tau without oscillations.
    Neglected are spectral distortions, oscillations, and radiative corrections of the rates: 3.0440(2) with them.
    """
    return Procedure(
        "neutrino_temperatures.standard_model",
        "exact_neutrino_temperatures.standard_model",
        printed.STANDARD_MODEL,
        parts=PLASMA,
        constants=(*CONSTANTS, alpha),
    )


@quantity(unit=one, source=PAPER + " sec. 3", points=("m_X",), accuracy=SHIFT_ACCURACY)
def shift_from_thermal_vector(m_X: Mass, neutrino_temperatures: Baths = "common") -> Procedure:
    """Shift of N_eff by a vector in equilibrium with neutrinos, and without coupling to electrons and photons.

    With all flavours at their ``common`` temperature, or with nu_mu and nu_tau alone (``electron_and_mu_tau``).
    """
    return Procedure(
        "neutrino_temperatures.shift_from_thermal_vector",
        "exact_neutrino_temperatures.shift_from_thermal_vector",
        parts=PLASMA | BOSONS,
        constants=(*CONSTANTS, alpha),
    )


@quantity(unit=one, source=PAPER + " sec. 3", points=("m_X",), accuracy=SHIFT_ACCURACY)
def shift_from_thermal_scalar(m_X: Mass, neutrino_temperatures: Baths = "common") -> Procedure:
    """Shift of N_eff by a boson of spin 0 in equilibrium with neutrinos, as `neff.shift_from_thermal_vector`."""
    return Procedure(
        "neutrino_temperatures.shift_from_thermal_scalar",
        "exact_neutrino_temperatures.shift_from_thermal_scalar",
        parts=PLASMA | BOSONS,
        constants=(*CONSTANTS, alpha),
    )


@quantity(unit=one, source="arXiv:1812.05605", points=("m_X",), accuracy=SHIFT_ACCURACY)
def shift_from_electromagnetic_particle(
    m_X: Mass, degrees_of_freedom: Degrees, neutrino_temperatures: Baths = "common"
) -> Procedure:
    """Shift of N_eff by a boson in equilibrium with electrons and photons: negative, it heats the photons alone."""
    return Procedure(
        "neutrino_temperatures.shift_from_electromagnetic_particle",
        "exact_neutrino_temperatures.shift_from_electromagnetic_particle",
        parts=PLASMA | BOSONS,
        constants=(*CONSTANTS, alpha),
    )


@quantity(unit=one, source=PAPER + " sec. 4", points=("m_X", "epsilon"), accuracy=SHIFT_ACCURACY)
def shift_from_mixed_vector(m_X: Mass, epsilon: Mixing, neutrino_temperatures: Baths = "common") -> Procedure:
    """Shift of N_eff by the vector of `neff.shift_from_thermal_vector` that decays to e+ e- too.

    ``Gamma_ee m_X [n(T_gamma) - n(T_nu)]`` is the energy that goes from photons to neutrinos and X, by volume and time,
    with n the number density of X and ``Gamma_ee = eps^2 alpha m_X/3 (1 + 2r) sqrt(1 - 4r)``, ``r = m_e^2/m_X^2``.
    T_nu is that of nu_mu and nu_tau where it is not common.  The shift first falls with the mixing, as photons share
    the entropy of X, and may rise again where X delays the decoupling of neutrinos.
    """
    return Procedure(
        "neutrino_temperatures.shift_from_mixed_vector",
        "exact_neutrino_temperatures.shift_from_mixed_vector",
        parts=PLASMA | BOSONS | NUMBERS,
        constants=(*CONSTANTS, alpha),
    )


@quantity(unit=one, source=PAPER + " sec. 4", points=("m_X",), accuracy=SHIFT_ACCURACY)
def shift_from_decays(
    m_X: Mass, degrees_of_freedom: Degrees, width_to_neutrinos: ToNeutrinos, width_to_electrons: ToElectrons = 0.0
) -> Procedure:
    """Shift of N_eff by a boson that inverse decays of neutrinos, and of electrons or photons, produce.

    As `neff.shift_from_inverse_decays`, with any widths.  Negative where X gives its energy to photons.
    """
    return Procedure(
        "neutrino_temperatures.shift_from_decays",
        "exact_neutrino_temperatures.shift_from_decays",
        parts=PLASMA,
        constants=(*CONSTANTS, alpha),
    )


@quantity(unit=one, source=PAPER + " sec. 4", points=("m_X", "g"), accuracy=SHIFT_ACCURACY)
def shift_from_inverse_decays(m_X: Mass, g: GaugeCoupling) -> Procedure:
    """Shift of N_eff by a vector of two neutrino flavours that inverse decays produce; it need not be in equilibrium.

    ``dn/dt + 3 H n = Gamma K_1/K_2 (n_eq - n)`` with ``Gamma = g^2 m_X/(12 pi)`` and Boltzmann statistics of X, from
    ``n = 0`` at the larger of 20 MeV and 10 m_X; one temperature of three flavours.  The spectrum of X is that of
    equilibrium: -3 to +10 per cent in the shift against the equation in momentum, and Bose statistics another +1 to
    +8 per cent.
    """
    return Procedure(
        "neutrino_temperatures.shift_from_inverse_decays",
        "exact_neutrino_temperatures.shift_from_inverse_decays",
        parts=PLASMA,
        constants=(*CONSTANTS, alpha),
    )
