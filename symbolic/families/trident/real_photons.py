"""What calculations of tridents on nuclei approximate."""

from __future__ import annotations

from sympy import Expr

from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.nature.constants import equivalent_photon_energy

COHERENT = Approximation(
    "coherent scattering on a nucleus of spin 0",
    neglects="incoherent scattering on protons and neutrons, a third to a half of the total on oxygen: "
    "trident.incoherent_cross_section",
)
FLUX = "equivalent photons, with the flux that most of the literature uses"
OVER_EXACT = {0.5: 9.88, 1.0: 4.11, 5.0: 2.26, 20.0: 1.89, 160.0: 1.69}
"""Energy of the neutrino in GeV -> rate with equivalent photons over the exact one; iron, form factor helm."""


def of_rates(method: str, E_nu: Expr) -> tuple[Approximation, ...]:
    """Approximations of cross sections."""
    if method == "exact":
        return (COHERENT,)
    ratios = ", ".join(f"{ratio:g} at {energy:g} GeV" for energy, ratio in OVER_EXACT.items())
    photons = Approximation(
        FLUX,
        neglects="q_min^2/q^2 in the flux and the photon's virtuality; "
        f"the rate over the exact one, on iron with helm, is {ratios}",
        holds=E_nu > equivalent_photon_energy,
        beyond="rates are more than twice the exact ones; method=exact has no such limit",
    )
    return (COHERENT, photons)


def of_ratios(method: str) -> tuple[Approximation, ...]:
    """Approximations of ratios of cross sections, in which most of the error of equivalent photons drops out."""
    if method == "exact":
        return (COHERENT,)
    neglects = "q_min^2/q^2 in the flux, which lowers terms of a light X by up to a quarter"
    return (COHERENT, Approximation(FLUX, neglects=neglects))
