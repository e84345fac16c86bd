"""What calculations of tridents on nuclei approximate."""

from __future__ import annotations

from sympy import Expr

from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.nature.constants import equivalent_photon_energy

COHERENT = Approximation(
    "coherent scattering on a nucleus of spin 0",
    neglects="incoherent scattering on protons and neutrons, a tenth of the rate or more",
)
FLUX = "equivalent photons, with the flux that most of the literature uses"


def of_rates(method: str, E_nu: Expr) -> tuple[Approximation, ...]:
    """Approximations of cross sections."""
    if method == "exact":
        return (COHERENT,)
    photons = Approximation(
        FLUX,
        neglects="q_min^2/q^2 in the flux and the photon's virtuality",
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
