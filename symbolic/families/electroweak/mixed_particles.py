"""The particles of a model, their masses and couplings, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Abs, Expr, Integer, Max, Piecewise, cos, pi, sqrt
from sympy.logic.boolalg import And, Boolean, Or

from muforge.symbolic.families.electroweak import loops, mixing_loops
from muforge.symbolic.families.electroweak.mixing_loops import FARTHEST, Mixed, MixedFermions, MixedScalars
from muforge.symbolic.families.electroweak.multiplets import Representations, SymbolicState, exact
from muforge.symbolic.families.electroweak.tensors import (
    ALL_DIMENSIONS,
    COMPONENTS,
    NEUTRAL,
    Dimensions,
    charge_states,
    unmixed,
)
from muforge.symbolic.language.functions import smaller
from muforge.symbolic.nature.constants import m_h, m_mu, v


@dataclass(frozen=True)
class Particles:
    """One copy of the particles of an *ssf* model, with a coupling kappa, or of an *ffs* model, with y12 and y12_prime.

    Parameters
    ----------
    representations : Representations
    m_R, m_A, m_B : Expr
        Masses before mixing.
    kappa, y12, y12_prime : Expr, optional
        Couplings to the Higgs boson.
    states : tuple of SymbolicState
        Charge states; by default those of complex fields.
    phase, other_phase : Expr
        Phases of the couplings to the Higgs boson relative to those to the muon.
    """

    representations: Representations
    m_R: Expr
    m_A: Expr
    m_B: Expr
    kappa: Expr | None = None
    y12: Expr | None = None
    y12_prime: Expr | None = None
    states: tuple[SymbolicState, ...] = ()
    phase: Expr = Integer(0)
    other_phase: Expr = Integer(0)

    def __post_init__(self) -> None:
        if not self.states:
            object.__setattr__(self, "states", self.representations.states())

    @property
    def model(self) -> str:
        """``ssf`` or ``ffs``."""
        return "ffs" if self.kappa is None else "ssf"

    def mixed(self, state: SymbolicState) -> Mixed:
        """The particles of one charge state."""
        off, other = (
            Integer(0) if y is None else y * v * state.c_12 / sqrt(2)
            for y in (self.y12 if self.kappa is None else self.kappa, self.y12_prime)
        )
        if self.kappa is not None:
            return MixedScalars(self.m_R, self.m_A, self.m_B, off, self.phase)
        return MixedFermions(self.m_R, self.m_A, self.m_B, off, other, self.phase, self.other_phase)

    @property
    def most_mixed(self) -> Mixed:
        """Particles with the largest mixing among the charge states, ``c_12 = 1`` if all fields are complex."""
        largest = max((state.c_12 for state in self.states if state.c_12.is_number), default=Integer(1))
        return self.mixed(SymbolicState(Integer(0), Integer(1), Integer(1), Max(1, largest)))

    # ----- where it holds ----------------------------------------------------------------------------

    @property
    def stable(self) -> dict[Boolean, str]:
        """The condition that no scalar has a negative squared mass, and its words."""
        if self.kappa is None:
            return {}
        off = self.most_mixed.off
        words = "abs(kappa) v/sqrt(2) below m_A m_B: scalars of positive squared mass"
        return {Abs(off) < self.m_A * self.m_B: words}

    @property
    def resolved(self) -> dict[Boolean, str]:
        """The condition that the nodes of the integrals reach all scales, and its words."""
        mixed, far = self.most_mixed, FARTHEST**2
        near = And(mixed.trace <= far * self.m_R**2, mixed.determinant_squared * far >= self.m_R**2 * mixed.trace)
        return {near: "masses that differ by at most 13 orders of magnitude, those after mixing too"}

    @property
    def heavy(self) -> dict[Boolean, str]:
        """The condition that the muon does not decay to the particles in its loop, with a margin, and its words."""
        mixed = self.most_mixed
        enough = Or(self.m_R >= m_mu, mixed.determinant_squared >= 4 * m_mu**2 * mixed.trace)
        return {enough: "particles that are heavier than the muon"}

    # ----- results -----------------------------------------------------------------------------------

    def moment(self, y1: Expr, y2: Expr) -> Expr:
        """Contribution to a_mu."""
        return mixing_loops.moment(self.states, self.model, self.mixed, y1, y2)

    def flipped_moment(self, y1: Expr, y2: Expr) -> Expr:
        """The part with a flip of chirality inside the loop, for a massless muon there."""
        return mixing_loops.flipped_moment(self.states, self.model, self.mixed, y1, y2)

    def lightest_charged_mass(self) -> Expr:
        """The smallest of the masses of charged components."""
        full, all_three = self.most_mixed, self.representations
        above_all = self.m_R + sqrt(full.trace) + self.m_A + self.m_B
        Y, Y_A, Y_B = (hypercharge for _, hypercharge in (all_three.R, all_three.R_A, all_three.R_B))
        values: dict[Dimensions, Expr] = {}
        for dimensions in ALL_DIMENSIONS:
            alone_A, alone_B = unmixed(dimensions)
            particles = [(self.m_R, [Y + exact(component.T3) for component in COMPONENTS[dimensions[0]]])]
            particles += [(self.m_A, [Y_A + exact(t)]) for t in alone_A]
            particles += [(self.m_B, [Y_B + exact(t)]) for t in alone_B]
            for state in charge_states(dimensions):
                own = SymbolicState(Integer(0), Integer(0), Integer(0), sqrt(exact(state.c_12_squared)))
                particles.append((self.mixed(own).smallest, [Y_A + exact(state.T3_A)]))
            lightest = above_all
            for mass, charges in particles:
                charged = Max(*map(Abs, charges)) > exact(NEUTRAL)
                lightest = smaller(lightest, Piecewise((mass, charged), (above_all, True)))
            values[dimensions] = lightest
        return all_three.of_dimensions(values)

    def muon_mass_correction(self, y1: Expr, y2: Expr, scale: Expr | None) -> Expr:
        """Correction to the muon's mass; `scale` is needed for *ffs*."""
        mixed: list[Any] = [self.mixed(s) for s in self.states]
        weights = [s.c_1 * s.c_2 for s in self.states]
        if self.kappa is not None:
            total = mixing_loops.scalar_mass_correction(mixed, weights)
        else:
            total = mixing_loops.fermion_mass_correction(mixed, weights, scale)
        return y1 * y2 / (16 * pi**2) * total

    def muon_mass_tuning(self, y1: Expr, y2: Expr) -> Expr:
        """Size of the correction to the muon's mass over the mass."""
        if self.kappa is not None:
            return Abs(self.muon_mass_correction(y1, y2, None)) / m_mu
        C = mixing_loops.triangle("s", self.m_R, lambda t: (t + self.m_A**2) * (t + self.m_B**2))
        couplings = Abs(self.y12) + Abs(self.y12_prime) * self.m_A * self.m_B * C
        W = sum((state.weight for state in self.states), Integer(0))
        return Abs(y1 * y2) * W * v / (sqrt(2) * 16 * pi**2 * m_mu) * couplings

    def higgs_mass_correction(self, scheme: str, scale: Expr | None) -> Expr:
        """Shift of the squared mass of the Higgs boson, in the scheme ``unit_log`` or ``msbar``."""
        n, m_A, m_B = self.representations.mixings / (16 * pi**2), self.m_A, self.m_B
        if self.kappa is not None:
            return n * self.kappa**2 * (1 if scale is None else -loops.B0(m_A, m_B, scale))
        assert self.y12 is not None and self.y12_prime is not None
        squares = 2 * (self.y12**2 + self.y12_prime**2)
        product = 4 * self.y12 * self.y12_prime * m_A * m_B * cos(self.phase + self.other_phase)
        if scale is None:
            return n * (squares * (m_A**2 + m_B**2) + product)
        return n * (squares * loops.A0_difference(m_A, m_B, scale) + product * loops.B0(m_A, m_B, scale))

    def higgs_mass_tuning(self) -> Expr:
        """That of ``unit_log`` over ``m_h^2``."""
        return self.higgs_mass_correction("unit_log", None) / m_h**2


def real_states(states: Sequence[SymbolicState], real: str) -> tuple[SymbolicState, ...]:
    """The charge states of an *ssf* model whose scalar in R_A or R_B is real.

    A neutral component of the other multiplet is ``(a + i b)/sqrt 2``, and only a mixes, with ``kappa v c_12``: its
    coupling to the muon is smaller by ``sqrt 2``, the mixing larger.  b gives no flip of chirality.  Charged components
    of a real triplet are those of a complex one.
    """
    found = []
    for state in states:
        if Abs(state.Q_A) > exact(NEUTRAL):
            found.append(state)
            continue
        root = sqrt(2)
        c_1, c_2 = (state.c_1, state.c_2 / root) if real == "R_A" else (state.c_1 / root, state.c_2)
        found.append(SymbolicState(state.Q_R, c_1, c_2, state.c_12 * root))
        alone = (Integer(0), c_2) if real == "R_A" else (c_1, Integer(0))
        found.append(SymbolicState(state.Q_R, *alone, Integer(0)))
    return tuple(found)
