"""Tridents of every flavour off nuclei and off single nucleons.

``L = -(G_F/sqrt(2)) [nubar' gamma_a (1 - gamma5) nu] [lbar gamma^a (C_V - C_A gamma5) l']``, with C_V and C_A

- ``1/2 + 2 sin^2(theta_W)`` and ``1/2`` for a pair of the neutrino's own flavour: charged and neutral current;
- ``-1/2 + 2 sin^2(theta_W)`` and ``-1/2`` for a pair of the other flavour: neutral current;
- ``1`` and ``1`` for a muon with an electron: charged current, ``nu_mu -> nu_e mu- e+`` and ``nu_e -> nu_mu e- mu+``.

Tree level with one photon, exact phase space and masses.  By CP, antineutrinos have the same cross sections, with the
charges of the pair exchanged.  Compare P. Ballett et al., arXiv:1807.10973, and W. Altmannshofer et al.,
arXiv:1902.06765.
"""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Expr, IndexedBase, Integer, sqrt

from muforge.symbolic.families.trident import amplitudes as trident
from muforge.symbolic.families.trident.differential import Kinematics, differential_cross_section
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.arguments import Real, Selected, Series
from muforge.symbolic.language.formula import Formula, MatrixElement, open_above
from muforge.symbolic.language.functions import smaller
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import (
    atomic_mass_unit,
    dipole_scale,
    fermi_momentum,
    largest_transfer,
    m_e,
    m_mu,
    m_n,
    m_p,
    neutron_magnetic_moment,
    proton_magnetic_moment,
    sin2_theta_W,
)
from muforge.symbolic.nature.form_factors import FORM_FACTORS
from muforge.symbolic.nature.nuclei import NUCLEI
from muforge.symbolic.nature.units import GeV, centimetre, one

Energy = Annotated[Expr, Real(GeV, "energy of the neutrino, the target being at rest", above=0, range=(1.0, 300.0))]
TargetMass = Annotated[Expr, Real(GeV, "mass of the nucleus or the nucleon", above=0, range=(0.9, 200.0))]
Virtuality = Annotated[Expr, Real(GeV**2, "-q^2 of the photon", above=0, range=(1e-5, 1.0))]
PairMass = Annotated[Expr, Real(GeV**2, "squared mass of the pair", above=0, range=(0.05, 5.0))]
WeakTransfer = Annotated[Expr, Real(GeV**2, "-k^2, k the momentum that the neutrino loses", above=0, range=(1e-4, 2.0))]
Cosine = Annotated[
    Expr,
    Real(one, "cosine of the angle between l- and photon, pair at rest", at_least=-1, at_most=1, range=(1e-3, 1.0)),
]
LeptonMass = Annotated[Expr, Real(GeV, "mass of the negative lepton", above=0, range=(5e-4, 0.106))]
AntileptonMass = Annotated[Expr, Real(GeV, "mass of the positive lepton", above=0, range=(5e-4, 0.106))]
VectorCoupling = Annotated[Expr, Real(one, "vector coupling of the pair", range=(0.03, 2.0))]
AxialCoupling = Annotated[Expr, Real(one, "axial coupling of the pair", range=(0.1, 2.0))]
Electric = Annotated[
    Expr, Real(one, "coefficient of P^mu P^nu in the tensor of the target", at_least=0, range=(0.1, 1e3))
]
Magnetic = Annotated[
    Expr, Real(one, "coefficient of q^2 (g^{mu nu} - q^mu q^nu/q^2) in that tensor", at_least=0, range=(0.1, 10.0))
]
AtomicNumber = Annotated[Expr, Real(one, "atomic number", above=0, range=(6.0, 82.0))]
AtomicWeight = Annotated[Expr, Real(one, "atomic weight", at_least=1, range=(12.0, 208.0))]
Charge = Annotated[Expr, Selected("target", tuple((name, n.Z) for name, n in NUCLEI.items()), "target nucleus")]
Weight = Annotated[Expr, Selected("target", tuple((name, n.A) for name, n in NUCLEI.items()), "target nucleus")]
Energies = Annotated[
    IndexedBase, Real(GeV, "energies of the flux's table, each once", above=0, range=(1.0, 20.0)), Series()
]
Fluxes = Annotated[
    IndexedBase, Real(one, "flux per energy at these energies, in any unit", at_least=0, range=(0.1, 1.0)), Series()
]
Neutrino = Literal["nu_mu", "antinu_mu", "nu_e", "antinu_e"]
LeptonPair = Literal["mu_mu", "e_e", "mu_e"]
Nucleon = Literal["proton", "neutron"]
Structure = Literal["electric", "magnetic"]
FormFactor = Literal["exponential", "helm"]
Blocking = Literal["fermi_gas", "none"]
DERIVED = "derived from Feynman rules"
CROSS_SECTION_ACCURACY = 1e-3

FREE_NUCLEONS = Approximation(
    "elastic scattering on single protons and neutrons",
    neglects="inelastic scattering, binding and motion of nucleons but for Pauli blocking",
)
COHERENT_ONLY = Approximation(
    "coherent scattering on a nucleus of spin 0",
    neglects="incoherent scattering on protons and neutrons, a third to a half of the total: "
    "trident.incoherent_cross_section",
)


@quantity(unit=centimetre**2 / GeV**6, source=DERIVED, points=("Q2", "W2", "K2", "cos_theta"), accuracy=1e-8)
def differential_pair_cross_section(
    E_nu: Energy,
    mass: TargetMass,
    Q2: Virtuality,
    W2: PairMass,
    K2: WeakTransfer,
    cos_theta: Cosine,
    m_minus: LeptonMass,
    m_plus: AntileptonMass,
    C_V: VectorCoupling,
    C_A: AxialCoupling,
    electric: Electric,
    magnetic: Magnetic,
) -> Formula:
    """Differential cross section ``dsigma/(dQ2 dW2 dK2 dcos_theta)`` of tridents with any two charged leptons.

    The tensor of the target is ``electric P^mu P^nu + magnetic Q2 (-g^{mu nu} - q^mu q^nu/Q2)``, P the sum of its
    momenta: `trident.nucleus_structure`, `trident.nucleon_structure`.  Integrated over the energy of the photon in the
    frame of the neutrino and over azimuths.  0 outside of phase space.
    """
    names = Names()
    at = Kinematics(names, E_nu, mass, Q2, W2, K2, cos_theta, m_minus, m_plus)
    value = differential_cross_section(at, C_V, C_A, electric, magnetic)
    inside = open_above(Integer(0), smaller(at.above, at.high - at.low), value)
    return Formula(names.around(inside), matrix_element=MatrixElement(trident.of_flavours(trident.along_neutrino)))


@quantity(unit=one, source="J. D. Lewin, P. F. Smith, Astropart. Phys. 6 (1996) 87", points=("Q2",), accuracy=1e-5)
def nucleus_structure(form_factor: FormFactor, Z: AtomicNumber, A: AtomicWeight, Q2: Virtuality) -> Expr:
    """The electric structure ``Z^2 F(Q2)^2`` of a nucleus of spin 0."""
    return Z**2 * FORM_FACTORS[form_factor](Q2, A) ** 2


@quantity(unit=one, source="dipole form factors", points=("Q2",))
def nucleon_structure(structure: Structure, nucleon: Nucleon, Q2: Virtuality) -> Expr:
    """The structure of a nucleon from dipole form factors, the neutron's electric one being 0.

    ``(G_E^2 + tau G_M^2)/(1 + tau)`` and ``G_M^2``, with ``tau = Q2/(4 M^2)``, ``G_M = mu (1 + Q2/0.71 GeV^2)^-2``, and
    for the proton ``G_E = G_M/mu``.
    """
    mass, moment, charge = {
        "proton": (m_p, proton_magnetic_moment, Integer(1)),
        "neutron": (m_n, neutron_magnetic_moment, Integer(0)),
    }[nucleon]
    dipole = (1 + Q2 / dipole_scale) ** -4
    if structure == "magnetic":
        return moment**2 * dipole
    return dipole * (4 * mass**2 * charge + Q2 * moment**2) / (4 * mass**2 + Q2)


@quantity(unit=one, source="arXiv:1807.10973 sec. 2", points=("Q2",))
def pauli_blocking(Q2: Virtuality) -> Expr:
    """The fraction of nucleons of a Fermi gas that a momentum transfer takes to states that are not occupied.

    ``3 x/2 - x^3/2`` for ``x = abs(q)/(2 k_F) < 1``, and 1 above; `fermi_momentum` is k_F, and
    ``abs(q)^2 = Q2 (1 + Q2/(4 m_p^2))``.
    """
    x = smaller(sqrt(Q2 * (1 + Q2 / (4 * m_p**2))) / (2 * fermi_momentum), Integer(1))
    return x * (3 - x**2) / 2


Scattering = Literal["coherent", "incoherent", "both"]


def _parts() -> dict[str, Expr]:
    """The kernel of the lepton pair."""
    return {"differential": computed(differential_pair_cross_section)}


def _coherent(Z: Expr, A: Expr, form_factor: str) -> dict[str, Expr]:
    """Kernels of coherent scattering."""
    return {"nucleus": computed(nucleus_structure, form_factor=form_factor, Z=Z, A=A)}


def _incoherent() -> dict[str, Expr]:
    """Kernels of scattering on nucleons."""
    structures = {
        f"{nucleon}_{structure}": computed(nucleon_structure, structure=structure, nucleon=nucleon)
        for nucleon in ("proton", "neutron")
        for structure in ("electric", "magnetic")
    }
    return {**structures, "blocking_factor": computed(pauli_blocking)}


PAIR_CONSTANTS = (m_e, m_mu, sin2_theta_W, largest_transfer)
NUCLEONS = (m_p, m_n, fermi_momentum)


@quantity(unit=centimetre**2, source=DERIVED, points=("E_nu",), accuracy=CROSS_SECTION_ACCURACY)
def coherent_cross_section(
    neutrino: Neutrino, pair: LeptonPair, Z: Charge, A: Weight, E_nu: Energy, form_factor: FormFactor = "helm"
) -> Procedure:
    """Coherent cross section of neutrino nucleus -> neutrino l- l+ nucleus in the standard model, for every flavour.

    As `trident.nuclear_cross_section` with ``method = exact``: nuclei of spin 0 at rest, one photon, recoil, momentum
    transfers below 2 GeV (`largest_transfer`), no cuts.  0 at and below threshold.  ``mu_e`` is the charged current's
    pair: ``nu_mu -> nu_e mu- e+``, ``nu_e -> nu_mu e- mu+``, and the same with antiparticles.
    """
    return Procedure(
        "tridents.coherent_cross_section",
        "trident_phase_space.coherent_cross_section",
        parts={**_parts(), **_coherent(Z, A, form_factor)},
        constants=(*PAIR_CONSTANTS, atomic_mass_unit),
        approximations=(COHERENT_ONLY,),
    )


@quantity(unit=centimetre**2, source=DERIVED, points=("E_nu",), accuracy=CROSS_SECTION_ACCURACY)
def incoherent_cross_section(
    neutrino: Neutrino, pair: LeptonPair, Z: Charge, A: Weight, E_nu: Energy, blocking: Blocking = "fermi_gas"
) -> Procedure:
    """Cross section of tridents on the Z protons and A - Z neutrons of a nucleus in the standard model.

    Elastic scattering on free nucleons at rest with dipole form factors (`trident.nucleon_structure`), momentum
    transfers below 2 GeV.  ``blocking = fermi_gas`` multiplies by `trident.pauli_blocking` at each momentum transfer,
    which takes 30 per cent from protons and 10 from neutrons; ``none`` does not.  0 at and below threshold.  The
    flavours are those of `trident.coherent_cross_section`, to which this is added.
    """
    return Procedure(
        "tridents.incoherent_cross_section",
        "trident_phase_space.incoherent_cross_section",
        parts={**_parts(), **_incoherent()},
        constants=(*PAIR_CONSTANTS, *NUCLEONS),
        approximations=(FREE_NUCLEONS,),
    )


@quantity(unit=centimetre**2, source="average of trident.coherent_cross_section", accuracy=CROSS_SECTION_ACCURACY)
def flux_averaged_cross_section(
    scattering: Scattering,
    neutrino: Neutrino,
    pair: LeptonPair,
    Z: Charge,
    A: Weight,
    energies: Energies,
    fluxes: Fluxes,
) -> Procedure:
    """Cross section of tridents on a nucleus, averaged over a flux of neutrinos.

    ``int flux sigma dE/int flux dE`` over the energies of a table, between which the flux is linear; at the energy
    itself if there is only one.  Form factor ``helm``, Pauli blocking of a Fermi gas; ``both`` is the sum of coherent
    and incoherent scattering.  `muforge.read_flux` reads a table.
    """
    parts = _parts()
    if scattering != "incoherent":
        parts |= _coherent(Z, A, "helm")
    if scattering != "coherent":
        parts |= _incoherent()
    return Procedure(
        "tridents.flux_averaged_cross_section",
        "trident_phase_space.flux_averaged_cross_section",
        parts=parts,
        constants=(*PAIR_CONSTANTS, atomic_mass_unit, *NUCLEONS),
        approximations=(FREE_NUCLEONS,) if scattering != "coherent" else (COHERENT_ONLY,),
    )
