"""Gases of the early universe in equilibrium: kernels of the evolution of temperatures."""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Expr, Rational, pi

from muforge.symbolic.families.neff import ideal_gases as gases
from muforge.symbolic.language.arguments import Real
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, quantity
from muforge.symbolic.nature.constants import alpha, m_e
from muforge.symbolic.nature.units import GeV, one

Ratio = Annotated[Expr, Real(one, "mass over temperature", at_least=0, at_most=600, range=(1e-4, 300.0))]
Temperature = Annotated[Expr, Real(GeV, "temperature of electrons and photons", above=0, range=(2e-6, 1.0))]
Statistics = Literal["boson", "fermion"]
Moment = Literal["energy_density", "enthalpy", "number_density", "heat_capacity"]
PlasmaMoment = Literal["energy_density", "enthalpy", "heat_capacity"]
PLASMA_ACCURACY = 1e-9
"""Promised up to 1 GeV, where momenta of the order of the mass matter to derivatives of the interaction alone."""
COLDEST = 500
"""m_e/T up to which electrons are followed: beyond, their number is below 1e-210."""


@quantity(
    unit=one,
    source="textbook",
    points=("mass_over_temperature",),
    accuracy=INTEGRAL_ACCURACY,
    results=("moment",),
)
def gas_moment(statistics: Statistics, moment: Moment, mass_over_temperature: Ratio) -> Expr:
    """Moments of an ideal gas without chemical potential, for one degree of freedom and in units of the temperature.

    ``energy_density`` rho/T^4, ``enthalpy`` (rho + P)/T^4, ``number_density`` n/T^3 and ``heat_capacity``
    (d rho/dT)/T^3.  The enthalpy is the density of entropy over T^3.
    """
    made = {
        "energy_density": gases.energy_density,
        "enthalpy": gases.enthalpy,
        "number_density": gases.number_density,
        "heat_capacity": gases.heat_capacity,
    }
    return made[moment](statistics, mass_over_temperature)


@quantity(
    unit=one,
    source="J. Kapusta, C. Gale, Finite-Temperature Field Theory, ch. 5; arXiv:1911.04504",
    points=("T",),
    accuracy=PLASMA_ACCURACY,
    results=("moment",),
)
def electromagnetic_plasma(moment: PlasmaMoment, T: Temperature) -> Formula:
    """Moments of photons, electrons and positrons with their interaction, in units of the temperature.

    ``energy_density`` rho/T^4, ``enthalpy`` (rho + P)/T^4 and ``heat_capacity`` (d rho/dT)/T^3.  The pressure of the
    interaction is that of orders e^2 and e^3 without the logarithm of order e^2, which is below 1e-4 in N_eff.
    """
    x = m_e / T
    interaction = gases.plasma_of_electrons(x, alpha)
    photons = {"energy_density": Rational(1, 15), "enthalpy": Rational(4, 45), "heat_capacity": Rational(4, 15)}
    electrons = {
        "energy_density": gases.energy_density,
        "enthalpy": gases.enthalpy,
        "heat_capacity": gases.heat_capacity,
    }
    ideal = pi**2 * photons[moment] + 4 * electrons[moment](gases.FERMION, x)
    cold = x < COLDEST
    return Formula(
        ideal + getattr(interaction, moment),
        valid=(cold,),
        words={cold: f"a temperature above m_e/{COLDEST}"},
    )
