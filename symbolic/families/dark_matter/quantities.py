r"""Dark matter that annihilates through, or to, a light mediator: cross sections, averages, relic densities, limits.

Vectors couple to dark matter as `decay.vector_to_dark_matter` says, scalars with
``- X chibar (s_chi + i gamma5 p_chi) chi`` (half of it for Majorana particles) or ``- s_chi m_chi X chi* chi``, and to
leptons with ``- X lbar (s_l + i gamma5 p_l) l``.  Densities are those of particles and antiparticles together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Expr, Integer, Rational, sqrt

from muforge.symbolic.families.dark_matter import amplitudes, mediated, secluded
from muforge.symbolic.families.dark_matter import dark_arguments as inputs
from muforge.symbolic.families.dark_matter.annihilation import Annihilation
from muforge.symbolic.language.formula import Formula, MatrixElement
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import (
    c_cm_s,
    hbarc2_GeV2_cm2,
    m_e,
)
from muforge.symbolic.nature.units import GeV, centimetre, one, second

AVERAGE_ACCURACY = 1e-9
"""Thermal averages stop refining here."""
AREA = GeV**-2


def _gap(m_chi: Expr, relative_splitting: Expr | None) -> Expr:
    return Integer(0) if relative_splitting is None else m_chi * relative_splitting


def _above_threshold(process: Annihilation, E: Expr) -> dict[Any, str]:
    return {E > process.threshold: "sqrt_s above the threshold, twice the mass of dark matter or the sum of two"}


# ----- through a vector -----------------------------------------------------------------------------------------------


@quantity(unit=AREA, source="derived from Feynman rules", points=("sqrt_s",))
def annihilation_cross_section(
    spin: inputs.Spin,
    m_chi: inputs.DarkMass,
    m_V: inputs.VectorMass,
    sqrt_s: inputs.Energy,
    g_chi: inputs.DarkCoupling,
    g: inputs.LeptonCoupling,
    relative_splitting: inputs.Splitting | None = None,
) -> Formula:
    """Cross section of chi chi -> mu mu, tau tau and neutrinos through the gauge boson of L_mu - L_tau.

    The width in the propagator is fixed, with decays to dark matter; a pseudo-Dirac pair has that of a Dirac fermion
    of the lower mass.
    """
    process = mediated.lmu_ltau(spin, m_chi, m_V, g_chi, g, _gap(m_chi, relative_splitting))
    words = _above_threshold(process, sqrt_s)
    return Formula(process.cross_section(sqrt_s), valid=tuple(words), words=words)


@quantity(unit=AREA, source="derived from Feynman rules", points=("sqrt_s",))
def dark_photon_annihilation_cross_section(
    spin: inputs.OneMassSpin,
    m_chi: inputs.DarkMass,
    m_V: inputs.VectorMass,
    sqrt_s: inputs.Energy,
    g_chi: inputs.DarkCoupling,
    epsilon: inputs.Epsilon,
    hadronic_r_ratio: inputs.RAtEnergy,
    hadronic_r_ratio_at_pole: inputs.RAtPole,
) -> Formula:
    """Cross section of chi chi -> e e, mu mu, tau tau and hadrons through a dark photon."""
    R = hadronic_r_ratio, hadronic_r_ratio_at_pole
    process = mediated.dark_photon(spin, m_chi, m_V, g_chi, epsilon, *R)
    words = _above_threshold(process, sqrt_s)
    return Formula(process.cross_section(sqrt_s), valid=tuple(words), words=words)


@quantity(
    unit=AREA,
    source="P. Gondolo, G. Gelmini, Nucl. Phys. B 360 (1991) 145; hep-ph/9704361",
    points=("x",),
    accuracy=AVERAGE_ACCURACY,
)
def thermal_average(
    spin: inputs.Spin,
    m_chi: inputs.DarkMass,
    m_V: inputs.VectorMass,
    x: inputs.Inverse,
    g_chi: inputs.DarkCoupling,
    g: inputs.LeptonCoupling,
    relative_splitting: inputs.Splitting | None = None,
) -> Formula:
    """``<sigma v>`` of `dark_matter.annihilation_cross_section` at the temperature m_chi/x.

    With Maxwell-Boltzmann statistics.  For a pseudo-Dirac pair the average over one lighter and one heavier particle.
    """
    process = mediated.lmu_ltau(spin, m_chi, m_V, g_chi, g, _gap(m_chi, relative_splitting))
    return Formula(process.thermal_average(x))


@quantity(unit=AREA, source="derived from Feynman rules", points=("m_V",))
def charged_annihilation_at_rest(
    spin: inputs.OneMassSpin,
    m_chi: inputs.DarkMass,
    m_V: inputs.VectorMass,
    g_chi: inputs.DarkCoupling,
    g: inputs.LeptonCoupling,
) -> Formula:
    """``sigma v_rel`` at rest of chi chi -> mu mu, tau tau through the gauge boson of L_mu - L_tau; 0 in the p wave."""
    process = mediated.lmu_ltau(spin, m_chi, m_V, g_chi, g, Integer(0))
    charged = tuple(channel for channel in process.channels if channel.mass != 0)
    return Formula(replace(process, channels=charged).times_velocity_at_rest())


# ----- through a scalar -----------------------------------------------------------------------------------------------


def through_scalar(spin: str, given: dict[str, Expr]) -> tuple[Annihilation, dict[Any, str]]:
    """The process, and what has to hold of the couplings."""
    channels = mediated.scalar_channels({name: given[name] for name in mediated.COUPLINGS})
    process = mediated.through_scalar(spin, given["m_chi"], given["m_X"], given["s_chi"], given["p_chi"], channels)
    words: dict[Any, str] = {}
    if spin == "complex_scalar":
        words[given["p_chi"] ** 2 <= 0] = "p_chi = 0, as a complex scalar has no pseudoscalar coupling"
    return process, words


@quantity(unit=AREA, source="derived from Feynman rules", points=("sqrt_s",))
def scalar_mediator_cross_section(
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
    sqrt_s: inputs.Energy,
) -> Formula:
    """Cross section of chi chi -> e e, mu mu and tau tau through a scalar X."""
    process, words = through_scalar(spin, locals())
    above = _above_threshold(process, sqrt_s)
    return Formula(process.cross_section(sqrt_s), valid=tuple(above), physical=tuple(words), words=words | above)


@quantity(unit=GeV, source="derived from Feynman rules", points=("m_X",))
def scalar_mediator_width(
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
) -> Formula:
    """Width of a scalar X into dark matter, e e, mu mu and tau tau."""
    process, words = through_scalar(spin, locals())
    return Formula(process.width, physical=tuple(words), words=words)


@quantity(
    unit=AREA,
    source="P. Gondolo, G. Gelmini, Nucl. Phys. B 360 (1991) 145",
    points=("x",),
    accuracy=AVERAGE_ACCURACY,
)
def scalar_mediator_thermal_average(
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
    x: inputs.Inverse,
) -> Formula:
    """``<sigma v>`` of `dark_matter.scalar_mediator_cross_section` at the temperature m_chi/x."""
    process, words = through_scalar(spin, locals())
    return Formula(process.thermal_average(x), physical=tuple(words), words=words)


@quantity(
    unit=centimetre**3 / GeV / second,
    source="derived from Feynman rules; limit: Planck, arXiv:1807.06209 sec. 7.6",
    points=("m_X",),
)
def scalar_mediator_annihilation_parameter(
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
    f_eff: inputs.Efficiency,
) -> Formula:
    """``w f_eff sigma v_rel/m_chi`` at rest, which the microwave background limits, through a scalar X.

    All lepton channels; ``w = 1/2`` for particles with an antiparticle, 1 for Majorana particles.  Only the s wave is
    left at rest: that of ``p_chi`` for fermions.  The limit is 3.2e-28 cm^3/s/GeV.
    """
    process, words = through_scalar(spin, locals())
    weight = Integer(1) if spin == "majorana" else Rational(1, 2)
    at_rest = process.times_velocity_at_rest() * hbarc2_GeV2_cm2 * c_cm_s
    return Formula(weight * f_eff * at_rest / m_chi, physical=tuple(words), words=words)


@quantity(unit=AREA, source="derived from Feynman rules; hep-ph/9704361", points=("x",), accuracy=AVERAGE_ACCURACY)
def higgs_mediated_thermal_average(
    m_chi: inputs.DarkMass,
    m_phi: inputs.MediatorMass,
    x: inputs.Inverse,
    g_chi: inputs.DarkCoupling,
    g_e: inputs.LeptonCoupling,
) -> Formula:
    """``<sigma v>`` of Dirac particles through a scalar with ``g_l = g_e m_l/m_e``, of the width to dark matter."""
    couplings = {name: Integer(0) for name in mediated.COUPLINGS}
    couplings |= {f"s_{lepton}": g_e * mass / m_e for lepton, mass in mediated.LEPTONS.items()}
    process = mediated.through_scalar(
        "dirac", m_chi, m_phi, g_chi, Integer(0), mediated.scalar_channels(couplings), lepton_width=False
    )
    return Formula(process.thermal_average(x))


# ----- to two mediators -----------------------------------------------------------------------------------------------


@quantity(unit=AREA, source="derived from Feynman rules", points=("sqrt_s",), accuracy=1e-11)
def secluded_cross_section(
    spin: inputs.PairSpin,
    m_chi: inputs.DarkMass,
    m_V: inputs.VectorMass,
    sqrt_s: inputs.Energy,
    g_chi: inputs.DarkCoupling,
) -> Formula:
    """Cross section of chi chibar -> V V, t and u channels and the seagull of a scalar; 0 where it is closed."""
    beta = sqrt((sqrt_s - 2 * m_chi) * (sqrt_s + 2 * m_chi)) / sqrt_s
    reaction = amplitudes.to_two_vectors(spin)
    flux = secluded.cross_section(reaction, spin, sqrt_s, m_chi, m_V, beta)
    is_open = sqrt_s > 2 * m_chi
    return Formula(
        secluded.open_above(2 * m_V, sqrt_s, g_chi**4 * flux / beta),
        valid=(is_open,),
        words={is_open: "sqrt_s above 2 m_chi"},
        matrix_element=MatrixElement(reaction),
    )


@quantity(unit=one, source="derived from Feynman rules", points=("m_V_over_m_chi",), accuracy=1e-11)
def secluded_threshold_cross_section(spin: inputs.PairSpin, m_V_over_m_chi: inputs.MassRatio) -> Formula:
    """``sigma v_rel m_chi^2/g_chi^4`` of chi chibar -> V V at ``s = 4 m_chi^2 (1 + 1e-8)``, ``v_rel = 2 beta``.

    ``(1 - r^2)^{3/2}/[16 pi (1 - r^2/2)^2]`` for Dirac particles, r the ratio of the masses.
    """
    excess = Rational(1, 10**8)
    E, beta = 2 * sqrt(1 + excess), sqrt(excess / (1 + excess))
    reaction = amplitudes.to_two_vectors(spin)
    product = secluded.cross_section(reaction, spin, E, Integer(1), m_V_over_m_chi, beta)
    return Formula(secluded.open_above(2 * m_V_over_m_chi, E, 2 * product), matrix_element=MatrixElement(reaction))
