"""Partial waves of heavy particles, the couplings that they cap, and the largest masses that remain.

Prescriptions that R. Capdevilla, D. Curtin, Y. Kahn, G. Krnjaic, arXiv:2101.10334, do not print are fixed here.
"""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Abs, Expr, Max, Rational, Symbol, pi, sin, sqrt
from sympy.logic.boolalg import Boolean

from muforge.symbolic.families.electroweak import fields, mixing_loops, waves
from muforge.symbolic.families.electroweak.fields import (
    Copies,
    Model,
    Shift,
)
from muforge.symbolic.families.electroweak.multiplets import (
    ROUNDED,
    First,
    Representations,
    Second,
    Unmixed,
)
from muforge.symbolic.families.electroweak.quantities import (
    LOOP_ACCURACY,
    MODELS,
    SOURCE,
    enhanced_delta_a_mu,
    higgs_mass_tuning,
    lightest_charged_mass,
    muon_mass_tuning,
)
from muforge.symbolic.language.arguments import NeededFor, Real
from muforge.symbolic.language.formula import Formula, open_above
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import m_mu, m_tau, one_GeV, v
from muforge.symbolic.nature.units import GeV, one

MASS_RANGE = fields.MASSES

Process = Literal["fermion_lepton", "fermion_scalar", "scalar_pair_to_higgs_pair"]
OF_FERMIONS = NeededFor("process", ("fermion_lepton", "fermion_scalar"))
OF_SCALARS = NeededFor("process", ("scalar_pair_to_higgs_pair",))
Spin = Annotated[Expr, Real(one, "total angular momentum", at_least=0, at_most=40, range=(0.5, 4.0))]
EnergySquared = Annotated[Expr, Real(GeV**2, "squared energy in the centre of mass", above=0, range=(1e5, 1e9))]
LoopYukawa = Annotated[Expr, Real(one, "Yukawa coupling of F, phi and the muon", range=(0.1, 5.0)), OF_FERMIONS]
ScatteredFermion = Annotated[Expr, Real(GeV, "mass of F", above=0, range=MASS_RANGE), OF_FERMIONS]
ScatteredScalar = Annotated[Expr, Real(GeV, "mass of phi", above=0, range=MASS_RANGE), OF_FERMIONS]
PairKappa = Annotated[
    Expr, Real(GeV, "coupling kappa of both scalars to the Higgs boson", range=(1.0, 1e4)), OF_SCALARS
]
PairMass = Annotated[Expr, Real(GeV, "mass of the scalars that scatter", above=0, range=MASS_RANGE), OF_SCALARS]
ExchangedMass = Annotated[
    Expr, Real(GeV, "mass of the scalar that is exchanged", above=0, range=MASS_RANGE), OF_SCALARS
]
HiggsMass = Real(GeV, "mass of the Higgs boson", at_least=0, range=(10.0, 500.0))
SPINS = tuple({"J": J} for J in (0.0, 0.5, 2.0, 4.0, 10.0, 20.0, 40.0))


def _spin(process: str, J: Expr) -> dict[Boolean, str]:
    """The angular momenta that a process has, and their words."""
    if process == "fermion_lepton":
        return {J <= ROUNDED: "J = 0 for fermion_lepton"}
    if process == "fermion_scalar":
        return {Abs(J - Rational(1, 2)) <= ROUNDED: "J = 1/2 for fermion_scalar"}
    return {Abs(sin(pi * J / 2)) <= ROUNDED: "an even J: both Higgs bosons are identical"}


@quantity(unit=one, source="derived from Feynman rules", points=("s",), accuracy=LOOP_ACCURACY, together=(SPINS,))
def partial_wave(
    process: Process,
    J: Spin,
    s: EnergySquared,
    y: LoopYukawa | None = None,
    m_F: ScatteredFermion | None = None,
    m_phi: ScatteredScalar | None = None,
    kappa: PairKappa | None = None,
    m_A: PairMass | None = None,
    m_B: ExchangedMass | None = None,
    m_h: Annotated[Expr, HiggsMass, OF_SCALARS] | None = None,
) -> Formula:
    """Partial wave a_J of a scattering at tree level, phase space included: unitarity demands ``abs(Re a_J) <= 1/2``.

    The processes are:

    - ``fermion_lepton``: F^c L -> phi -> F^c L with J = 0 and a massless lepton, which has a pole at ``s = m_phi^2``;
    - ``fermion_scalar``: F phi -> mu -> F phi with J = 1/2, the eigenvalue of the matrix of helicities that is not 0;
    - ``scalar_pair_to_higgs_pair``: phi_A phi_A* -> h h with an even J by exchange of phi_B in both channels, with the
      coupling ``kappa/sqrt 2`` of the real h and a factor ``1/sqrt 2`` for identical particles.

    Exactly 0 below threshold.  Masses are those of particles that do not mix.
    """
    low: dict[Boolean, str] = {}
    if process == "fermion_lepton":
        assert y is not None and m_F is not None
        gap = (sqrt(s) - m_F) * (sqrt(s) + m_F)
        below = (sqrt(s) - m_phi) * (sqrt(s) + m_phi)
        wave = open_above(m_F, sqrt(s), -(y**2) * gap**2 / (16 * pi * s * below))
    elif process == "fermion_scalar":
        assert y is not None and m_F is not None and m_phi is not None
        p = waves.unequal_momentum(s, m_F, m_phi)
        factor = (s + (m_F - m_phi) * (m_F + m_phi)) / s
        wave = open_above(m_F + m_phi, sqrt(s), -(y**2) / (32 * pi) * 2 * p / sqrt(s) * factor)
    else:
        assert m_B is not None
        p, p_h = waves.momentum(s, m_A), waves.momentum(s, m_h)
        gap = waves.smallest_denominator(m_B, m_A, m_h, p, p_h)
        wave = waves.to_identical_higgs(s, p, p_h, kappa, waves.exchange(J, gap, 2 * p * p_h))
        wave = open_above(2 * Max(m_A, m_h), sqrt(s), wave)
        low = {s <= mixing_loops.FARTHEST**2 * m_B**2: "a squared energy of at most 1e26 m_B^2"}
    words = _spin(process, J)
    return Formula(wave, valid=tuple(low), physical=tuple(words), words=words | low)


Kappa = Annotated[Expr, Real(GeV, "coupling kappa of both scalars to the Higgs boson", range=(1.0, 1e4))]
MassOfA = Annotated[Expr, Real(GeV, "mass of the scalar phi_A", above=0, range=MASS_RANGE)]
MassOfB = Annotated[Expr, Real(GeV, "mass of the scalar phi_B", above=0, range=MASS_RANGE)]
PositiveHiggsMass = Annotated[Expr, Real(GeV, "mass of the Higgs boson", above=0, range=(10.0, 500.0))]


@quantity(unit=one, source="derived from Feynman rules", points=("s",), accuracy=1e-13)
def coupled_partial_wave(s: EnergySquared, kappa: Kappa, m_A: MassOfA, m_B: MassOfB, m_h: PositiveHiggsMass) -> Formula:
    """Largest modulus of the eigenvalues of the J = 0 waves of phi_A phi_A*, phi_B phi_B* and h h, those open at s.

    phi_A phi_A* and phi_B phi_B* go to h h by exchange of each other, as in `electroweak.partial_wave`, and to each
    other by exchange of h; waves of a channel to itself are none.  0 where at most one channel is open.
    """
    root, masses = sqrt(s), (m_A, m_B, m_h)
    p_A, p_B, p_h = (waves.momentum(s, m) for m in masses)

    def wave(m: Expr, m_1: Expr, m_2: Expr, p_1: Expr, p_2: Expr) -> Expr:
        return waves.isotropic_exchange(waves.smallest_denominator(m, m_1, m_2, p_1, p_2), 2 * p_1 * p_2)

    a = waves.to_identical_higgs(s, p_A, p_h, kappa, wave(m_B, m_A, m_h, p_A, p_h))
    b = waves.to_identical_higgs(s, p_B, p_h, kappa, wave(m_A, m_B, m_h, p_B, p_h))
    c = waves.through_higgs(s, p_A, p_B, kappa, wave(m_h, m_A, m_B, p_A, p_B))
    elements = [
        open_above(2 * Max(*pair), root, own) for own, pair in ((a, (m_A, m_h)), (b, (m_B, m_h)), (c, (m_A, m_B)))
    ]
    return Formula(waves.largest_eigenvalue(*elements))


@quantity(unit=GeV, source="unitarity of partial waves", points=("m_A", "m_B"), accuracy=1e-9)
def coupled_trilinear_cap(m_A: MassOfA, m_B: MassOfB, m_h: PositiveHiggsMass) -> Procedure:
    """Largest kappa with `electroweak.coupled_partial_wave` of at most 1/2 at all energies above ``2 min(m_A, m_B)``.

    For equal masses the exchange of h sets it, and it is of the order of ``sqrt(m m_h)`` times a number: it is tighter
    than `electroweak.trilinear_unitarity_cap` then.
    """
    s = Symbol("s", positive=True)
    unit = computed(coupled_partial_wave, s=s, kappa=one_GeV, m_A=m_A, m_B=m_B, m_h=Symbol("m_h", positive=True))
    return Procedure("unitarity_caps.coupled_trilinear_cap", "wave_maxima.coupled_trilinear_cap", parts={"wave": unit})


Constraint = Literal["unitarity", "mfv", "naturalness", "naturalness_mfv"]


@quantity(unit=GeV, source=SOURCE + ", table 4", accuracy=5e-3, together=(MODELS,))
def largest_mass(
    model: Model,
    constraint: Constraint,
    R: Unmixed,
    R_A: First,
    R_B: Second,
    n_copies: Copies,
    delta_a_mu: Shift,
) -> Procedure:
    """Largest mass of the lightest charged particle if n_copies of a model shift a_mu by at least delta_a_mu.

    The maximum of `electroweak.lightest_charged_mass` over masses and couplings, by these rules:

    - the shift is `electroweak.enhanced_delta_a_mu`, of either sign;
    - ``y1 y2 <= 8 pi``, with *mfv* at the end of the constraint ``8 pi m_mu/m_tau``;
    - *ssf*: kappa is at most ``m_A h(m_B/m_A)`` and ``m_B h(m_A/m_B)`` with h of `electroweak.trilinear_unitarity_cap`,
      and all scalars have positive squared masses; *ffs*: ``y12^2 + y12_prime^2 <= 8 pi``, with any signs;
    - naturalness: `electroweak.muon_mass_tuning` and `electroweak.higgs_mass_tuning` of at most 100;
    - masses are at most 10 m_c, with the smallest mass m_c of the multiplets that have a charged component; those of
      multiplets without one are at least 0.03 m_c.

    These rules are not those of the paper, which are not printed: *ffs* without naturalness comes out 1.1 to 1.15 times
    its table 4, *ssf* between 0.75 and 1.06 times on average, and single models differ by more.
    """
    names = {"ssf": ("kappa", "m_F", "m_A", "m_B"), "ffs": ("y12", "y12_prime", "m_S", "m_A", "m_B")}[model]
    numbers = {name: Symbol(name, positive=True) for name in names}
    parts = {
        "moment": computed(enhanced_delta_a_mu, model=model, y1=1, y2=1, **numbers),
        "lightest": computed(lightest_charged_mass, model=model, y1=1, y2=1, **numbers),
    }
    if constraint.startswith("naturalness"):
        without_R = {name: value for name, value in numbers.items() if name not in ("m_F", "m_S")}
        parts["muon_tuning"] = computed(muon_mass_tuning, model=model, n_copies=1, y1=1, y2=1, **numbers)
        parts["higgs_tuning"] = computed(higgs_mass_tuning, model=model, n_copies=1, **without_R)
    return Procedure(
        "largest_masses.largest_mass",
        "mass_scans.largest_mass",
        parts=parts,
        constants=(m_mu, m_tau, v),
        words=Representations(R, R_A, R_B).words,
    )
