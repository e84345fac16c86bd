r"""Events of beam dumps: a beam radiates X in a thick target, X flies through a shield and decays behind it.

A lepton of energy E emits X with ``x = E_X/E`` in the field of a nucleus; both go straight on.  All X start at the
front of the target, so that the length of the shield contains it, and decay in the volume with the probability

    P(E_X) = exp(-L_shield/l) - exp(-(L_shield + L_volume)/l) ,     l = (p_X/m_X) hbarc/Gamma .

The cross section is that of equivalent photons, ``dsigma/dx`` with the flux at the energy E of the lepton at the place
where it emits.  Electrons lose energy by showers, muons at a constant rate.  Angles, the efficiency of the detector and
secondary electrons are left out.

Source: J. D. Bjorken et al., arXiv:0906.0580, sec. III and app. A; S. Andreas, C. Niebuhr, A. Ringwald,
arXiv:1209.6083, sec. 3; C.-Y. Chen, M. Pospelov, Y.-M. Zhong, arXiv:1701.07437, sec. III.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from sympy import Expr, Integer, Piecewise, Symbol, exp, pi, sqrt
from sympy.codegen.cfunctions import expm1

from muforge.symbolic.families.decay.quantities import boson_to_leptons, diphoton_width
from muforge.symbolic.families.fixed_target.equivalent_photons import bracket, coherent_flux
from muforge.symbolic.families.fixed_target.photon_methods import light_boson
from muforge.symbolic.families.fixed_target.quantities import (
    EmittedBoson,
    EmittedMass,
    Fraction,
    Muons,
    TargetCharge,
    TargetWeight,
    differential_cross_section,
)
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.arguments import Coupling, LeptonMass, NeededFor, Real
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import alpha, avogadro, hbarc2_GeV2_cm2, hbarc_GeV_m, m_e, m_mu
from muforge.symbolic.nature.units import GeV, centimetre, gram, metre, one

Flight = Annotated[Expr, Real(metre, "mean flight of X in the laboratory", above=0, range=(5.0, 1e5))]
Shield = Annotated[
    Expr, Real(metre, "distance from the front of the target to the volume", at_least=0, range=(0.1, 500.0))
]
Volume = Annotated[Expr, Real(metre, "length of the volume in which decays count", at_least=0, range=(0.1, 500.0))]
ElectronEnergy = Annotated[Expr, Real(GeV, "energy of the electrons", above=0, range=(1.0, 100.0))]
MuonEnergy = Annotated[Expr, Real(GeV, "energy of the muons", above=0, range=(1.0, 100.0))]
LeptonEnergy = Annotated[Expr, Real(GeV, "energy of the lepton", above=0, range=(1.0, 1e3))]
LeastBosonEnergy = Annotated[Expr, Real(GeV, "least energy of X", at_least=0, range=(0.1, 1.0))]
LastMuonEnergy = Annotated[
    Expr, Real(GeV, "energy of a muon below which it is not followed", at_least=0, range=(0.1, 1.0))
]
Electrons = Annotated[Expr, Real(one, "number of electrons on target", above=0, range=(1e10, 1e21))]
RadiationLength = Annotated[Expr, Real(gram * centimetre**-2, "radiation length", above=0, range=(5.0, 50.0))]
RadiationLengths = Annotated[Expr, Real(one, "length of the target in radiation lengths", above=0, range=(0.1, 30.0))]
Density = Annotated[Expr, Real(gram * centimetre**-3, "density of the target", above=0, range=(1.0, 20.0))]
EnergyLoss = Annotated[Expr, Real(GeV / centimetre, "energy that a muon loses", above=0, range=(1e-3, 0.05))]
ElectronCoupling = Annotated[
    Expr,
    Real(one, "coupling of X to electrons", range=(1e-8, 1e-6)),
    NeededFor("decay", ("electrons",)),
]
DumpMass = Annotated[Expr, Real(GeV, "mass of X", above=0, range=(2e-3, 0.2))]
DumpCoupling = Annotated[Expr, Real(one, "coupling of X to the lepton of the beam", range=(1e-8, 1e-6))]
PhotonMethod = Literal["weizsaecker_williams", "improved_weizsaecker_williams"]
ShowerLoss = Literal["tsai", "exponential"]
Decay = Literal["photons", "electrons"]

EVENT_ACCURACY = 1e-6
"""Integrals over the energies of lepton and boson; recorded errors are smaller."""
UNIFORM_FLUX = Approximation(
    "one flux of photons for all angles and energies of X",
    neglects="that the least momentum transfer grows with both; the rate is within 25 per cent of that of "
    "Weizsaecker-Williams photons for electrons, and several times too large for muons of a few GeV",
)
STRAIGHT = Approximation(
    "everything goes straight on, from the front of the target",
    neglects="angles, where in the target X starts, and the efficiency of the detector",
)


@quantity(
    unit=one,
    source="arXiv:0906.0580 eq. (13)",
    points=("decay_length_m",),
    accuracy=1e-12,  # an exponential of up to 700
)
def decay_probability(decay_length_m: Flight, shield_length_m: Shield, decay_volume_length_m: Volume) -> Expr:
    """Probability to decay behind a shield, ``exp(-L/l) - exp(-(L + D)/l)`` with a mean flight l."""
    return -exp(-shield_length_m / decay_length_m) * expm1(-decay_volume_length_m / decay_length_m)


@quantity(
    unit=centimetre**2,
    source="arXiv:0906.0580 app. A, arXiv:1609.06781",
    points=("x",),
    accuracy=1e-12,  # terms of different signs
)
def emission_spectrum(
    boson: EmittedBoson,
    m_l: LeptonMass,
    E_beam: LeptonEnergy,
    Z: TargetCharge,
    A: TargetWeight,
    m_X: EmittedMass,
    x: Fraction,
    g: Coupling,
) -> Formula:
    """dsigma/dx of l N -> l N X by equivalent photons, one flux of them for all angles and x.

    ``(alpha chi/pi) (e^2 g^2/16 pi) beta (1-x) int dU A_22/U^2``, ``beta`` the velocity of X, chi of
    `fixed_target.photon_flux` up to ``m_X^2 + m_l^2``; for muons the same as `fixed_target.differential_cross_section`
    of the improved method.  0 where X or the lepton would have less energy than its mass.
    """
    excess = x * E_beam - m_X
    k = sqrt(excess * (excess + 2 * m_X))
    flux = coherent_flux(E_beam, Z, A, m_X, m_l)
    spectrum = alpha**2 / (4 * pi) * k / (x * E_beam) * (1 - x) * bracket(boson, x, 1 - x, m_X, m_l) * flux
    open_ = (excess > 0) & ((1 - x) * E_beam > m_l)
    return Formula(
        Piecewise((g**2 * spectrum * hbarc2_GeV2_cm2, open_), (0, True)),
        valid=(E_beam > m_l,),
        approximations=(UNIFORM_FLUX,),
    )


def _spectrum(method: str, boson: str, m_l: Expr, E_beam: Expr, m_X: Expr, Z: Expr, A: Expr) -> Expr:
    """The kernel of dsigma/dx for coupling 1, of x, and of the energy of a lepton instead of that of the beam."""
    x = Symbol("x", positive=True)
    common: dict[str, Any] = {"boson": boson, "E_beam": E_beam, "Z": Z, "A": A, "m_X": m_X, "x": x, "g": Integer(1)}
    if method == "weizsaecker_williams":
        return computed(differential_cross_section, method=method, **common)
    return computed(emission_spectrum, m_l=m_l, **common)


@quantity(
    unit=one,
    source="arXiv:0906.0580 sec. III; electrons in the target: Y.-S. Tsai, Rev. Mod. Phys. 46 (1974) 815, "
    "arXiv:1209.6083 eq. (13)",
    points=("m_X", "g"),
    accuracy=EVENT_ACCURACY,
)
def electron_dump_events(
    boson: EmittedBoson,
    m_X: DumpMass,
    g: DumpCoupling,
    energy_loss: ShowerLoss,
    E_beam: ElectronEnergy,
    Z: TargetCharge,
    A: TargetWeight,
    electrons_on_target: Electrons,
    radiation_length_g_cm2: RadiationLength,
    target_radiation_lengths: RadiationLengths,
    shield_length_m: Shield,
    decay_volume_length_m: Volume,
    E_min: LeastBosonEnergy,
) -> Procedure:
    """Decays of X to e+ e- behind an electron dump; X couples to electrons alone.

    ``N_e (X_0 N_A/A) int_0^T dt int dE I(E_beam, E, t) int dx dsigma/dx P(x E)`` with T radiation lengths of the
    target, ``x E > E_min`` and ``(1-x) E > 1.02 m_e``.  Electrons after t radiation lengths:

    - ``tsai``: ``I = [ln(E_beam/E)]^(4t/3 - 1)/(E_beam Gamma(4t/3))``, bremsstrahlung;
    - ``exponential``: all of them have the energy ``E_beam exp(-t)``.

    The cross section is that of `beam_dump.emission_spectrum`, the width that of `decay.boson_to_leptons`.
    """
    return Procedure(
        "dump_events.electron_dump_events",
        "dumps_by_panels.electron_dump_events",
        parts={
            "spectrum": _spectrum("improved_weizsaecker_williams", boson, m_e, E_beam, m_X, Z, A),
            "width": computed(boson_to_leptons, boson=boson, m_l=m_e, m_X=m_X, g=g),
        },
        constants=(m_e, avogadro, hbarc_GeV_m),
        approximations=(STRAIGHT, UNIFORM_FLUX),
    )


@quantity(unit=one, source="arXiv:1701.07437 sec. III", points=("m_X", "g"), accuracy=EVENT_ACCURACY)
def muon_dump_events(
    method: PhotonMethod,
    boson: EmittedBoson,
    m_X: DumpMass,
    g: DumpCoupling,
    decay: Decay,
    E_beam: MuonEnergy,
    E_min: LastMuonEnergy,
    Z: TargetCharge,
    A: TargetWeight,
    density_g_cm3: Density,
    energy_loss_GeV_cm: EnergyLoss,
    muons_on_target: Muons,
    shield_length_m: Shield,
    decay_volume_length_m: Volume,
    electron_coupling: ElectronCoupling | None = None,
) -> Procedure:
    """Decays of X behind a dump that stops muons.

    ``N_mu n int_{E_min}^{E_beam} dE/(dE/dz) int dx dsigma/dx P(x E)`` with n nuclei in a volume and a constant energy
    loss; ``x E > m_X`` and ``(1-x) E > 1.02 m_mu``.  The width is that of the chosen decay alone: of a scalar to two
    photons through the loop of muons, or to e+ e- with a coupling of its own.  A vector does not decay to two photons.
    """
    if decay == "electrons":
        width = computed(boson_to_leptons, boson=boson, m_l=m_e, m_X=m_X, g=electron_coupling)
    else:
        width = computed(diphoton_width, boson="scalar", m_X=m_X, y_mu=g, loops="muon")
    photons = UNIFORM_FLUX if method == "improved_weizsaecker_williams" else light_boson(E_beam, m_X)
    falls = E_min <= E_beam
    return Procedure(
        "dump_events.muon_dump_events",
        "dumps_by_panels.muon_dump_events",
        parts={
            "spectrum": _spectrum(method, boson, m_mu, E_beam, m_X, Z, A),
            **({} if (boson, decay) == ("vector", "photons") else {"width": width}),
        },
        constants=(m_mu, avogadro, hbarc_GeV_m),
        words={falls: "E_min up to E_beam, from which muons lose energy"},
        approximations=(STRAIGHT, photons),
    )
