"""Densities of dark matter that freezes out, couplings for the observed one, and what recombination sees of it.

The Boltzmann equation is that of P. Gondolo, G. Gelmini, Nucl. Phys. B 360 (1991) 145; densities are those of particles
and antiparticles together.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Symbol

from muforge.symbolic.families.dark_matter import dark_arguments as inputs
from muforge.symbolic.families.dark_matter.effective_degrees import effective_degrees, neutrino_ratio
from muforge.symbolic.families.dark_matter.quantities import (
    charged_annihilation_at_rest,
    higgs_mediated_thermal_average,
    scalar_mediator_thermal_average,
    thermal_average,
    through_scalar,
)
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import (
    M_Planck,
    c_cm_s,
    common_bath_mass,
    hbarc2_GeV2_cm2,
    m_e,
    m_mu,
    m_tau,
    omega_dm_h2,
    rho_c_over_h2_GeV_cm3,
    s_0_cm3,
)
from muforge.symbolic.nature.units import centimetre, one, second

RELIC_ACCURACY = 1e-4


@quantity(
    unit=one,
    source="arXiv:1803.01038 Table 1, app. C",
    points=("temperature",),
    accuracy=1e-13,  # polynomials with terms of both signs
)
def degrees_of_freedom(which: inputs.Which, temperature: inputs.Temperature) -> Expr:
    """Effective relativistic degrees of freedom of the standard model.

    Of ``energy`` and ``entropy``, and ``effective``: ``(g_s/sqrt(g_rho)) (1 + d ln g_s/d ln T/3)``, which the Boltzmann
    equation contains.  The values of 1e-5 GeV below that; a few per cent uncertain close to 0.15 GeV.
    """
    return effective_degrees(which, temperature)


@quantity(unit=one, source="arXiv:1803.01038 app. C", points=("temperature",))
def neutrino_temperature_ratio(temperature: inputs.Temperature) -> Expr:
    """Temperature of neutrinos over that of photons, after instantaneous decoupling: 1 above, ``(4/11)^{1/3}`` today.

    ``[4/11 (1 + 7/4 f_s(m_e/T))]^{1/3}`` by conservation of entropy, f_s the entropy of electrons over that without
    mass.
    """
    return neutrino_ratio(temperature)


RELIC_CONSTANTS = (M_Planck, s_0_cm3, rho_c_over_h2_GeV_cm3)
TARGET_CONSTANTS = (*RELIC_CONSTANTS, omega_dm_h2)
"""What densities and couplings for the observed density depend on beside masses."""


def one_bath(m_chi: Expr) -> Approximation:
    """One temperature of photons, neutrinos and dark matter."""
    return Approximation(
        "one temperature of photons and neutrinos",
        neglects="that neutrinos decouple at 2 MeV, and that dark matter that annihilates later heats one side alone",
        holds=m_chi >= common_bath_mass,
        beyond="dark_matter.neutrino_bath_relic_density follows dark matter at the temperature of neutrinos",
    )


GONDOLO_GELMINI = "P. Gondolo, G. Gelmini, Nucl. Phys. B 360 (1991) 145"


def bath_kernels() -> dict[str, Any]:
    """Kernels that every history needs."""
    T = Symbol("temperature", positive=True)
    return {kind: computed(degrees_of_freedom, which=kind, temperature=T) for kind in ("entropy", "effective")}


def _average(spin: str, relative_splitting: Expr | None) -> Expr:
    """The kernel of the thermal average; the procedure gives what is no argument of its own."""
    more = {} if relative_splitting is None else {"relative_splitting": relative_splitting}
    return computed(thermal_average, spin=spin, **more)


@quantity(unit=one, source=GONDOLO_GELMINI, accuracy=RELIC_ACCURACY)
def relic_density(
    spin: inputs.Spin,
    m_chi: inputs.DarkMass,
    m_V: inputs.VectorMass,
    g_chi: inputs.DarkCoupling,
    g: inputs.LeptonCoupling,
    relative_splitting: inputs.Splitting | None = None,
    g_star: inputs.Degrees | None = None,
    table_temperatures: inputs.TableTemperatures | None = None,
    table_energy_degrees: inputs.TableEnergy | None = None,
    table_entropy_degrees: inputs.TableEntropy | None = None,
) -> Procedure:
    """``Omega h^2`` of thermal dark matter that annihilates through the gauge boson of L_mu - L_tau.

    The Boltzmann equation of the total density from ``x = m_chi/T = 5`` to ``2e6``, with ``<sigma v>`` of
    `dark_matter.thermal_average`, no kinetic decoupling and one temperature; annihilation to two mediators is not
    added.  A pseudo-Dirac pair coannihilates and ends as one particle.  `g_star` replaces the degrees of freedom of
    energy and entropy at all temperatures, a table those at its temperatures, which begin above 0 and reach m_chi/5.
    """
    return Procedure(
        "freeze_out.relic_density",
        "boltzmann_equation.relic_density",
        parts={"average": _average(spin, relative_splitting), **bath_kernels()},
        constants=RELIC_CONSTANTS,
        approximations=(one_bath(m_chi),),
    )


@quantity(
    unit=one, source="G. Steigman, B. Dasgupta, J. Beacom, arXiv:1204.3622; arXiv:1103.2528", accuracy=RELIC_ACCURACY
)
def asymmetric_relic_density(
    spin: inputs.PairSpin,
    m_chi: inputs.DarkMass,
    m_V: inputs.VectorMass,
    g_chi: inputs.DarkCoupling,
    g: inputs.LeptonCoupling,
    asymmetry: inputs.Asymmetry,
) -> Procedure:
    """``Omega h^2`` of particles and antiparticles with an excess of one of them, as `dark_matter.relic_density`.

    `asymmetry` is the difference of their yields, which annihilation keeps: ``Y^2 - Y_eq^2`` in the equation of the
    total yield becomes ``Y^2 - Y_eq^2 - asymmetry^2``.
    """
    return Procedure(
        "freeze_out.relic_density",
        "boltzmann_equation.relic_density",
        parts={"average": _average(spin, None), **bath_kernels()},
        constants=RELIC_CONSTANTS,
        approximations=(one_bath(m_chi),),
    )


@quantity(unit=one, source=GONDOLO_GELMINI + "; arXiv:1803.01038 app. C", accuracy=RELIC_ACCURACY)
def neutrino_bath_relic_density(
    spin: inputs.OneMassSpin,
    m_chi: inputs.DarkMass,
    m_V: inputs.VectorMass,
    g_chi: inputs.DarkCoupling,
    g: inputs.LeptonCoupling,
) -> Procedure:
    """``Omega h^2`` of dark matter at the temperature of neutrinos, which photons exceed once electrons annihilate.

    For dark matter that only neutrinos keep in equilibrium: below the muon's mass with the gauge boson of L_mu - L_tau.
    Neutrinos decouple at once, and dark matter is too little to heat them; else as `dark_matter.relic_density`.
    """
    T = Symbol("temperature", positive=True)
    return Procedure(
        "freeze_out.neutrino_bath_relic_density",
        "boltzmann_equation.neutrino_bath_relic_density",
        parts={"average": _average(spin, None), "ratio": computed(neutrino_temperature_ratio, temperature=T)}
        | bath_kernels(),
        constants=RELIC_CONSTANTS,
    )


@quantity(unit=one, source=GONDOLO_GELMINI, accuracy=RELIC_ACCURACY)
def scalar_mediator_relic_density(
    spin: inputs.OneMassSpin,
    m_chi: inputs.DarkMass,
    m_X: inputs.MediatorMass,
    s_chi: inputs.ScalarOfChi,
    p_chi: inputs.PseudoscalarOfChi,
    s_e: inputs.ScalarOfElectron,
    p_e: inputs.PseudoscalarOfElectron,
    s_mu: inputs.ScalarOfMuon,
    p_mu: inputs.PseudoscalarOfMuon,
    s_tau: inputs.ScalarOfTau,
    p_tau: inputs.PseudoscalarOfTau,
    g_star: inputs.Degrees | None = None,
) -> Procedure:
    """``Omega h^2`` of thermal dark matter that annihilates through a scalar X, as `dark_matter.relic_density`."""
    return Procedure(
        "freeze_out.scalar_mediator_relic_density",
        "boltzmann_equation.scalar_mediator_relic_density",
        parts={"average": computed(scalar_mediator_thermal_average, spin=spin), **bath_kernels()},
        constants=(*RELIC_CONSTANTS, m_e, m_mu, m_tau),
        words=through_scalar(spin, locals())[1],
        approximations=(one_bath(m_chi),),
    )


@quantity(unit=one, source=GONDOLO_GELMINI, accuracy=1e-8)
def boltzmann_yield(
    m_chi: inputs.DarkMass,
    degrees_of_freedom: inputs.States,
    sigma_v_0: inputs.AverageAtOne,
    power: inputs.Power,
    g_star: inputs.Degrees,
    x_start: inputs.Start,
    x_end: inputs.End,
) -> Procedure:
    """Y at x_end for ``<sigma v> = sigma_v_0 x^-power`` and constant degrees of freedom, from equilibrium at x_start.

    ``dY/dx = -sqrt(pi g_star/45) M_Planck m_chi sigma_v_0 x^(-2-power) (Y^2 - Y_eq^2)``.
    """
    return Procedure(
        "freeze_out.boltzmann_yield",
        "boltzmann_equation.boltzmann_yield",
        constants=(M_Planck,),
        words={x_start < x_end: "x_start below x_end"},
    )


# ----- couplings for the observed density -----------------------------------------------------------------------------


@quantity(unit=one, source=GONDOLO_GELMINI, accuracy=RELIC_ACCURACY)
def thermal_target(
    spin: inputs.Spin,
    m_chi: inputs.DarkMass,
    m_V_over_m_chi: inputs.MassRatio,
    g_chi: inputs.DarkCoupling,
    relative_splitting: inputs.Splitting | None = None,
) -> Procedure:
    """``y = g_chi^2 g^2 (m_chi/m_V)^4`` for the observed density, with the gauge boson of L_mu - L_tau.

    The smallest g with the density `omega_dm_h2` of `dark_matter.relic_density`.  y alone is no complete coordinate: it
    depends on g_chi and, where m_V is close to 2 m_chi, strongly on the ratio of the masses.
    """
    return Procedure(
        "freeze_out.thermal_target",
        "boltzmann_equation.thermal_target",
        parts={"average": _average(spin, relative_splitting), **bath_kernels()},
        constants=TARGET_CONSTANTS,
        approximations=(one_bath(m_chi),),
    )


@quantity(unit=one, source=GONDOLO_GELMINI, accuracy=RELIC_ACCURACY)
def freeze_out_x(
    spin: inputs.Spin,
    m_chi: inputs.DarkMass,
    m_V_over_m_chi: inputs.MassRatio,
    g_chi: inputs.DarkCoupling,
    relative_splitting: inputs.Splitting | None = None,
) -> Procedure:
    """``x = m_chi/T`` at which the density is 2.5 times that of equilibrium, on `dark_matter.thermal_target`."""
    return Procedure(
        "freeze_out.freeze_out_x",
        "boltzmann_equation.freeze_out_x",
        parts={"average": _average(spin, relative_splitting), **bath_kernels()},
        constants=TARGET_CONSTANTS,
        approximations=(one_bath(m_chi),),
    )


@quantity(unit=centimetre**3 / second, source=GONDOLO_GELMINI, accuracy=RELIC_ACCURACY)
def constant_cross_section_target(m_chi: inputs.AnyDarkMass) -> Procedure:
    """Constant ``sigma v`` of a self-conjugate particle with two spin states for the observed density."""
    return Procedure(
        "freeze_out.constant_cross_section_target",
        "boltzmann_equation.constant_cross_section_target",
        parts=bath_kernels(),
        constants=(*TARGET_CONSTANTS, hbarc2_GeV2_cm2, c_cm_s),
        approximations=(one_bath(m_chi),),
    )


@quantity(unit=one, source=GONDOLO_GELMINI, accuracy=RELIC_ACCURACY)
def higgs_mediated_thermal_target(
    m_chi: inputs.DarkMass, m_phi_over_m_chi: inputs.MassRatio, g_chi: inputs.DarkCoupling
) -> Procedure:
    """``g_chi^2 g_e^2 (m_chi/m_phi)^4`` for the observed density of Dirac particles, with ``g_l = g_e m_l/m_e``.

    Leptons alone; the scalar's width is that to dark matter, `dark_matter.higgs_mediated_thermal_average`.
    """
    return Procedure(
        "freeze_out.higgs_mediated_thermal_target",
        "boltzmann_equation.higgs_mediated_thermal_target",
        parts={"average": computed(higgs_mediated_thermal_average), **bath_kernels()},
        constants=TARGET_CONSTANTS,
        approximations=(one_bath(m_chi),),
    )


@quantity(unit=one, source=GONDOLO_GELMINI, accuracy=RELIC_ACCURACY)
def scalar_mediator_coupling_scale(
    spin: inputs.OneMassSpin,
    m_chi: inputs.DarkMass,
    m_X: inputs.MediatorMass,
    s_chi: inputs.ScalarOfChi,
    p_chi: inputs.PseudoscalarOfChi,
    s_e: inputs.ScalarOfElectron,
    p_e: inputs.PseudoscalarOfElectron,
    s_mu: inputs.ScalarOfMuon,
    p_mu: inputs.PseudoscalarOfMuon,
    s_tau: inputs.ScalarOfTau,
    p_tau: inputs.PseudoscalarOfTau,
) -> Procedure:
    """Factor on all six couplings to leptons for the observed density; the width changes with them."""
    return Procedure(
        "freeze_out.scalar_mediator_coupling_scale",
        "boltzmann_equation.scalar_mediator_coupling_scale",
        parts={"average": computed(scalar_mediator_thermal_average, spin=spin), **bath_kernels()},
        constants=(*TARGET_CONSTANTS, m_e, m_mu, m_tau),
        words=through_scalar(spin, locals())[1],
        approximations=(one_bath(m_chi),),
    )


@quantity(unit=one, source="Planck, arXiv:1807.06209 sec. 7.6", accuracy=RELIC_ACCURACY)
def cmb_annihilation_ratio(
    spin: inputs.Spin,
    m_chi: inputs.DarkMass,
    m_V_over_m_chi: inputs.MassRatio,
    g_chi: inputs.DarkCoupling,
    f_eff: inputs.Efficiency,
    p_ann_limit: inputs.AnnihilationLimit,
    relative_splitting: inputs.Splitting | None = None,
) -> Procedure:
    """``(1/2) f_eff <sigma v>/m_chi`` at recombination over its limit, on the thermal target; excluded above 1.

    Annihilation at rest to muons and taus.  Only Dirac particles have an s wave; the heavier particle of a
    pseudo-Dirac pair is gone, so that nothing annihilates.
    """
    own = "dirac" if spin == "pseudo_dirac" else spin
    return Procedure(
        "freeze_out.cmb_annihilation_ratio",
        "boltzmann_equation.cmb_annihilation_ratio",
        parts={
            "average": _average(spin, relative_splitting),
            "at_rest": computed(charged_annihilation_at_rest, spin=own),
            **bath_kernels(),
        },
        constants=(*TARGET_CONSTANTS, hbarc2_GeV2_cm2, c_cm_s),
        approximations=(one_bath(m_chi),),
    )
