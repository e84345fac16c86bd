r"""Heavy particles with electroweak charges: how they mix and couple, their moments, masses and corrections.

*ssf* models have a fermion F in R and scalars in R_A and R_B, *ffs* models a scalar in R and fermions in R_A and R_B;
`muforge.symbolic.families.electroweak.tensors` says how they couple.  Scalars mix with the squared masses
``[[m_A^2, o], [o, m_B^2]]``, ``o = kappa v c_12/sqrt 2``, fermions with the masses ``[[m_A, o], [o', m_B]]``,
``o = y_12 v c_12/sqrt 2`` and ``o' = y_12' v c_12/sqrt 2``.

Source: R. Capdevilla, D. Curtin, Y. Kahn, G. Krnjaic, arXiv:2101.10334, with prescriptions that are fixed here, because
those of the paper are not printed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Abs, Expr, Integer, pi, sqrt
from sympy.logic.boolalg import Boolean

from muforge.symbolic.families.electroweak import loops, mixing_loops
from muforge.symbolic.families.electroweak.fields import (
    FFS,
    SSF,
    Copies,
    FermionMass,
    FirstMass,
    FirstYukawa,
    HiggsYukawa,
    Model,
    OtherHiggsYukawa,
    RenormalisationScale,
    ScalarMass,
    SecondMass,
    SecondYukawa,
    Shift,
    Trilinear,
)
from muforge.symbolic.families.electroweak.mixed_particles import Particles
from muforge.symbolic.families.electroweak.multiplets import (
    First,
    Representations,
    Second,
    Unmixed,
    drawn_models,
)
from muforge.symbolic.language.arguments import NeededFor, Real
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import m_mu, v
from muforge.symbolic.nature.units import GeV, one

SOURCE = "R. Capdevilla, D. Curtin, Y. Kahn, G. Krnjaic, arXiv:2101.10334"
MODELS = drawn_models()
LOOP_ACCURACY = 1e-12
MASS_ACCURACY = 1e-14
MASSES = ("m_F", "m_S", "m_A", "m_B")


def _particles(
    model: str,
    representations: Representations,
    m_R: Expr | None,
    m_A: Expr,
    m_B: Expr,
    kappa: Expr | None,
    y12: Expr | None,
    y12_prime: Expr | None,
) -> Particles:
    assert m_R is not None, model
    return Particles(representations, m_R, m_A, m_B, kappa, y12, y12_prime)


def _formula(expression: Expr, representations: Representations, *conditions: dict[Boolean, str]) -> Formula:
    """A formula that holds where all conditions do, for representations that can couple to the muon."""
    valid: dict[Boolean, str] = {}
    for own in conditions:
        valid |= own
    words = representations.words
    return Formula(expression, valid=tuple(valid), physical=tuple(words), words=valid | words)


@quantity(unit=one, source=SOURCE, points=("x",), accuracy=LOOP_ACCURACY)
def loop_function(
    kind: Literal["enhanced_fermion", "enhanced_scalar", "preserving_fermion", "preserving_scalar"],
    x: Annotated[Expr, Real(one, "m_F^2/m_S^2", above=0, range=(1e-6, 1e6))],
) -> Formula:
    """Loop functions of a fermion and a scalar for a massless muon, in units of 1/m_S^2.

    With the photon on the fermion or the scalar, and chirality flipped inside the loop (``enhanced``) or not: for t
    from 0 to 1 the integrals of ``t^2/(xt+1-t)``, ``(t^2-t)/(t+x(1-t))``, ``(t^2-t^3)/(xt+1-t)`` and
    ``(t^3-t^2)/(t+x(1-t))``.  For equal masses they are 1/3, -1/6, 1/12 and -1/12.
    """
    far = mixing_loops.FARTHEST**2
    return Formula(loops.massless_muon(kind, x), valid=(x <= far, x >= 1 / far))


@quantity(unit=one, source="derived from SU(2) tensors", accuracy=1e-14, together=(MODELS,))
def charge_state_weights(R: Unmixed, R_A: First, R_B: Second) -> Procedure:
    """Charge states of a model: rows ``[Q_R, Q_A, w]``, the largest Q_R first, with ``w = c_1 c_2 c_12``.

    A charge state is a component of R together with the components of R_A and R_B of charge ``Q_A = -1 - Q_R`` that mix
    with each other.  Several models at once need equal numbers of states.
    """
    return Procedure(
        "charge_states.charge_state_weights",
        "clebsch_gordan.charge_state_weights",
        words=Representations(R, R_A, R_B).words,
        elements=("Q_R", "Q_A", "w"),
    )


@quantity(unit=one, source=SOURCE, points=MASSES, accuracy=LOOP_ACCURACY, together=(MODELS,))
def delta_a_mu(
    model: Model,
    R: Unmixed,
    R_A: First,
    R_B: Second,
    y1: FirstYukawa,
    y2: SecondYukawa,
    m_A: FirstMass,
    m_B: SecondMass,
    kappa: Trilinear | None = None,
    y12: HiggsYukawa | None = None,
    y12_prime: OtherHiggsYukawa | None = None,
    m_F: FermionMass | None = None,
    m_S: ScalarMass | None = None,
) -> Formula:
    """Contribution to a_mu of one copy of the new particles, signed, with exact mixing and the exact muon mass.

    The sum of `gminus2.scalar_fermion_loop` over charge states and mass eigenstates, with ``lambda_L = y1 c_1 U_Aj``
    and ``lambda_R = y2 c_2 U_Bj`` for the eigenstates U of the mixing (of the left-handed and the right-handed fermions
    for *ffs*).  Valid for any hierarchy up to 13 orders of magnitude.  Neglected are components that couple to one
    chirality of the muon alone, which give no flip of chirality, and loops of W, Z and Higgs bosons.
    """
    representations, m_R = Representations(R, R_A, R_B), m_F if model == "ssf" else m_S
    particles = _particles(model, representations, m_R, m_A, m_B, kappa, y12, y12_prime)
    conditions = (particles.stable, particles.heavy, particles.resolved)
    return _formula(particles.moment(y1, y2), representations, *conditions)


@quantity(unit=one, source=SOURCE, points=MASSES, accuracy=LOOP_ACCURACY, together=(MODELS,))
def enhanced_delta_a_mu(
    model: Model,
    R: Unmixed,
    R_A: First,
    R_B: Second,
    y1: FirstYukawa,
    y2: SecondYukawa,
    m_A: FirstMass,
    m_B: SecondMass,
    kappa: Trilinear | None = None,
    y12: HiggsYukawa | None = None,
    y12_prime: OtherHiggsYukawa | None = None,
    m_F: FermionMass | None = None,
    m_S: ScalarMass | None = None,
) -> Formula:
    """The part of `electroweak.delta_a_mu` with the flip of chirality inside the loop, and a massless muon in the loop.

    It is proportional to ``y1 y2`` and to the muon's mass, and dominates for heavy particles.
    """
    representations, m_R = Representations(R, R_A, R_B), m_F if model == "ssf" else m_S
    particles = _particles(model, representations, m_R, m_A, m_B, kappa, y12, y12_prime)
    return _formula(particles.flipped_moment(y1, y2), representations, particles.stable, particles.resolved)


@quantity(unit=GeV, source=SOURCE, points=MASSES, accuracy=MASS_ACCURACY, together=(MODELS,))
def lightest_charged_mass(
    model: Model,
    R: Unmixed,
    R_A: First,
    R_B: Second,
    m_A: FirstMass,
    m_B: SecondMass,
    y1: FirstYukawa = 0,
    y2: SecondYukawa = 0,
    kappa: Trilinear | None = None,
    y12: HiggsYukawa | None = None,
    y12_prime: OtherHiggsYukawa | None = None,
    m_F: FermionMass | None = None,
    m_S: ScalarMass | None = None,
) -> Formula:
    """Mass of the lightest charged particle of a model, among all components of R, R_A and R_B, mixed or not.

    At tree level; the components of a multiplet split by less than a GeV through loops of photon, Z and W bosons.
    It does not depend on y1 and y2.
    """
    representations, m_R = Representations(R, R_A, R_B), m_F if model == "ssf" else m_S
    particles = _particles(model, representations, m_R, m_A, m_B, kappa, y12, y12_prime)
    return _formula(particles.lightest_charged_mass(), representations, particles.stable)


@quantity(unit=one, source="unitarity of partial waves; " + SOURCE)
def yukawa_unitarity_cap(partial_wave: Literal["j0", "j_half"]) -> Expr:
    """Largest Yukawa coupling of two new particles to the muon that unitarity allows, ``abs(Re a) < 1/2``.

    ``j0`` is J = 0 of F^c L -> phi -> F^c L, ``a = y^2/(16 pi)``; ``j_half`` is J = 1/2 of F phi -> mu -> F phi,
    ``a = y^2/(32 pi)``.  Both are the limits of high energy of `electroweak.partial_wave`.
    """
    return sqrt(({"j0": 16, "j_half": 32}[partial_wave]) * pi / 2)


Ratio = Annotated[
    Expr, Real(one, "ratio of the masses of the exchanged and the scattered scalar", above=0, range=(1e-2, 1e2))
]


@quantity(unit=one, source="unitarity of partial waves; " + SOURCE, points=("m_B_over_m_A",), accuracy=1e-10)
def trilinear_unitarity_cap(m_B_over_m_A: Ratio) -> Procedure:
    """Largest ``kappa/m_A`` for which phi_A phi_A* -> h h has a J = 0 wave of at most 1/2 at all energies.

    Exchange of phi_B in both channels, with the coupling ``kappa/sqrt 2`` of the real h, which is massless here, and a
    factor ``1/sqrt 2`` for identical particles.
    """
    return Procedure("unitarity_caps.trilinear_unitarity_cap", "wave_maxima.trilinear_unitarity_cap")


FineTuning = Annotated[
    Expr, Real(one, "tolerated ratio of the correction to the muon's mass and the mass", above=0, range=(1.0, 1e3))
]


@quantity(unit=GeV, source=SOURCE, points=("delta_a_mu",), together=(MODELS,))
def naturalness_mass_limit(R: Unmixed, R_A: First, R_B: Second, delta_a_mu: Shift, fine_tuning: FineTuning) -> Formula:
    """Largest mass for a correction to the muon's mass of at most `fine_tuning` times it, all masses equal (*ssf*).

    ``m_mu sqrt(fine_tuning W/(3 Delta a_mu))`` with ``W = abs(sum w (Q_F - Q_S))/sum w``: couplings drop out.
    """
    representations = Representations(R, R_A, R_B)
    charges = sum((s.weight * (s.Q_R - s.Q_A) for s in representations.states()), Integer(0))
    limit = m_mu * sqrt(fine_tuning * Abs(charges) / representations.weights / (3 * delta_a_mu))
    return _formula(limit, representations)


KappaOverMass = Annotated[
    Expr, Real(one, "coupling of both scalars to the Higgs boson over their mass", range=(0.1, 10.0)), SSF
]


@quantity(unit=GeV, source=SOURCE, points=("delta_a_mu",), together=(MODELS,))
def degenerate_mass(
    model: Model,
    R: Unmixed,
    R_A: First,
    R_B: Second,
    y1: FirstYukawa,
    y2: SecondYukawa,
    delta_a_mu: Shift,
    kappa_over_mass: KappaOverMass | None = None,
    y12: HiggsYukawa | None = None,
    y12_prime: OtherHiggsYukawa | None = None,
) -> Formula:
    """Common mass M of all new particles with which they shift a_mu by delta_a_mu, to leading order in v/M.

    ``M^2 = m_mu v/sqrt 2 abs(y1 y2 G)/(8 pi^2 delta_a_mu)`` from the loop with a flip of chirality:
    ``G = kappa/M sum w (Q_F - Q_S)/12`` for *ssf*, and
    ``G = sum w [y12 (Q_F - Q_S) - y12_prime (3 Q_F - Q_S)]/12`` for *ffs*, which is
    ``y12 sum w (2 Q_F - Q_S)/6`` for ``y12_prime = -y12``.  The sign of the shift is not asked for.
    """
    representations = Representations(R, R_A, R_B)
    total: Expr = Integer(0)
    for state in representations.states():
        if model == "ssf":
            total += state.weight * kappa_over_mass * (state.Q_R - state.Q_A) / 12
        else:
            Q_F, Q_S = state.Q_A, state.Q_R
            total += state.weight * (y12 * (Q_F - Q_S) - y12_prime * (3 * Q_F - Q_S)) / 12
    mass = sqrt(m_mu * v / sqrt(2) * Abs(y1 * y2 * total) / (8 * pi**2 * delta_a_mu))
    return _formula(mass, representations)


@quantity(unit=GeV, source="derived from Feynman rules", points=MASSES, accuracy=LOOP_ACCURACY, together=(MODELS,))
def muon_mass_correction(
    model: Model,
    R: Unmixed,
    R_A: First,
    R_B: Second,
    n_copies: Copies,
    y1: FirstYukawa,
    y2: SecondYukawa,
    m_A: FirstMass,
    m_B: SecondMass,
    kappa: Trilinear | None = None,
    y12: HiggsYukawa | None = None,
    y12_prime: OtherHiggsYukawa | None = None,
    m_F: FermionMass | None = None,
    m_S: ScalarMass | None = None,
    scale: Annotated[Expr, RenormalisationScale, FFS] | None = None,
) -> Formula:
    """Correction to the muon's mass, signed, at zero momentum, with the flip of chirality inside the loop.

    The mass is the tree-level one plus this.  ``-N/(16 pi^2) sum y1 y2 c_1 c_2 U_Aj U_Bj m_F B0(m_F^2, m_j^2)`` for
    *ssf*, which is finite; ``-N/(16 pi^2) sum y1 y2 c_1 c_2 W_Ai V_Bi m_i B0(m_i^2, m_S^2)`` for *ffs* in the MS-bar
    scheme at `scale`, with the divergence ``N y1 y2 W y12 v/sqrt(2)/(16 pi^2)``.
    """
    representations, m_R = Representations(R, R_A, R_B), m_F if model == "ssf" else m_S
    particles = _particles(model, representations, m_R, m_A, m_B, kappa, y12, y12_prime)
    correction = n_copies * particles.muon_mass_correction(y1, y2, scale)
    return _formula(correction, representations, particles.stable, particles.resolved)


@quantity(unit=one, source=SOURCE, points=MASSES, accuracy=LOOP_ACCURACY, together=(MODELS,))
def muon_mass_tuning(
    model: Model,
    R: Unmixed,
    R_A: First,
    R_B: Second,
    n_copies: Copies,
    y1: FirstYukawa,
    y2: SecondYukawa,
    m_A: FirstMass,
    m_B: SecondMass,
    kappa: Trilinear | None = None,
    y12: HiggsYukawa | None = None,
    y12_prime: OtherHiggsYukawa | None = None,
    m_F: FermionMass | None = None,
    m_S: ScalarMass | None = None,
) -> Formula:
    """Size of the correction to the muon's mass over the mass: 100 is a tuning of one per cent.

    For *ssf* that of `electroweak.muon_mass_correction`.  For *ffs*, where it depends on a scale, logarithms are 1,
    terms do not cancel each other and v is small:
    ``N abs(y1 y2) W v/(sqrt 2 16 pi^2 m_mu) [abs(y12) + abs(y12_prime) m_A m_B C(m_S^2, m_A^2, m_B^2)]`` with
    ``C(a, b, c) = int_0^oo t dt/((t+a)(t+b)(t+c))`` and the sum W of the weights.
    """
    representations, m_R = Representations(R, R_A, R_B), m_F if model == "ssf" else m_S
    particles = _particles(model, representations, m_R, m_A, m_B, kappa, y12, y12_prime)
    tuning = n_copies * particles.muon_mass_tuning(y1, y2)
    return _formula(tuning, representations, particles.stable, particles.resolved)


Scheme = Literal["unit_log", "msbar"]


@quantity(unit=GeV**2, source="derived from Feynman rules", points=("m_A", "m_B"), accuracy=1e-13, together=(MODELS,))
def higgs_mass_correction(
    model: Model,
    scheme: Scheme,
    R: Unmixed,
    R_A: First,
    R_B: Second,
    n_copies: Copies,
    m_A: FirstMass,
    m_B: SecondMass,
    kappa: Trilinear | None = None,
    y12: HiggsYukawa | None = None,
    y12_prime: OtherHiggsYukawa | None = None,
    scale: Annotated[Expr, RenormalisationScale, NeededFor("scheme", ("msbar",))] | None = None,
) -> Formula:
    """Shift of the squared mass of the complex neutral Higgs field, at zero momentum and for a zero v.

    With ``a = m_A^2``, ``b = m_B^2`` and the sum n of the squares of c_12, in the ``msbar`` scheme
    ``-N n kappa^2/(16 pi^2) B0(a, b)`` for *ssf*, and for *ffs*
    ``N n/(16 pi^2) [2 (y12^2 + y12_prime^2) (a A0(a) - b A0(b))/(a - b) + 4 y12 y12_prime m_A m_B B0(a, b)]``.
    ``unit_log`` is a positive size, in which every logarithm is 1: ``A0(a) -> a``, ``B0 -> 1``.
    """
    representations = Representations(R, R_A, R_B)
    particles = Particles(representations, m_A, m_A, m_B, kappa, y12, y12_prime)
    return _formula(n_copies * particles.higgs_mass_correction(scheme, scale), representations)


@quantity(unit=one, source=SOURCE, points=("m_A", "m_B"), together=(MODELS,))
def higgs_mass_tuning(
    model: Model,
    R: Unmixed,
    R_A: First,
    R_B: Second,
    n_copies: Copies,
    m_A: FirstMass,
    m_B: SecondMass,
    kappa: Trilinear | None = None,
    y12: HiggsYukawa | None = None,
    y12_prime: OtherHiggsYukawa | None = None,
) -> Formula:
    """`electroweak.higgs_mass_correction` in the scheme ``unit_log`` over m_h^2: 100 is a tuning of one per cent."""
    representations = Representations(R, R_A, R_B)
    particles = Particles(representations, m_A, m_A, m_B, kappa, y12, y12_prime)
    return _formula(n_copies * particles.higgs_mass_tuning(), representations)
