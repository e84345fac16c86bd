"""Hadrons of a scalar that mixes with the Higgs boson: pions, a table of dispersive widths, quarks and gluons.

Below ``chiral_region`` two pions at lowest order of chiral perturbation theory; from ``perturbative_region`` on quarks
with running masses, and gluons through loops of the heavy ones, with the first corrections in alpha_s: A. Djouadi,
Phys. Rept. 457 (2008) 1, secs. 2.1 and 2.3.  Between them resonances rule, and neither holds.
"""

from __future__ import annotations

from sympy import Expr, Integer, Or, Piecewise, Rational, Symbol, exp, log, pi, sqrt

from muforge.symbolic.families.decay import photons
from muforge.symbolic.families.hvp.strong_coupling import Running, by_flavours
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.formula import open_above
from muforge.symbolic.language.functions import larger, modulus_squared
from muforge.symbolic.nature.constants import (
    chiral_region,
    factor_two_region,
    m_b,
    m_c,
    m_s,
    m_t,
    one_GeV,
    perturbative_region,
    v,
)

QUARK_MASSES = {"strange": m_s, "charm": m_c, "bottom": m_b}
"""MS-bar masses, each at its own scale."""
OWN_SCALES = {"strange": 2 * one_GeV, "charm": m_c, "bottom": m_b}
IN_LOOPS = (m_c, m_b, m_t)
COLOURS = 3
SMALLEST_WIDTH = one_GeV / 10**30
"""A table of widths has 0 where it has no row."""


def _from_charm_on(alpha_s: Expr, scale: Expr, running: Running) -> Expr:
    """Logarithm of a mass at a scale over that at `FOUR_FLAVOURS`."""

    def segment(flavours: int, end: Expr, begin: Expr) -> Expr:
        """``[alpha_s(b)/alpha_s(a)]^{12/(33 - 2 f)}``."""
        return Rational(12, 33 - 2 * flavours) * log(end / begin)

    b, c = running.at_bottom, running.at_charm
    above_bottom = segment(4, b, c) + segment(5, alpha_s, b)
    return by_flavours(scale, above_bottom, segment(4, alpha_s, c), segment(3, alpha_s, c))


def running_mass(quark: str, scale: Expr, running: Running) -> Expr:
    """MS-bar mass of a quark at the scale at which `running` has alpha_s, at leading order."""
    own = OWN_SCALES[quark]
    growth = _from_charm_on(running.alpha_s, scale, running) - _from_charm_on(
        running.at(f"own_{quark}", own), own, running
    )
    return QUARK_MASSES[quark] * exp(running.names(f"growth_of_{quark}", growth))


def to_quarks(quark: str, m_X: Expr, sin_theta: Expr, running: Running, *, corrected: bool) -> Expr:
    """Width into a pair of quarks; phase space with the mass at its own scale, the coupling with the running one."""
    m_q = QUARK_MASSES[quark]
    beta = sqrt((m_X - 2 * m_q) * (m_X + 2 * m_q)) / m_X
    m_running = running_mass(quark, m_X, running)
    factor = 1 + Rational(17, 3) * running.alpha_s / pi if corrected else Integer(1)
    width = COLOURS * (sin_theta * m_running / v) ** 2 * m_X / (8 * pi) * beta**3 * factor
    return open_above(2 * m_q, m_X, width)


def to_gluons(m_X: Expr, sin_theta: Expr, running: Running, *, corrected: bool) -> Expr:
    """Width into two gluons through loops of c, b and t."""
    amplitude = Rational(3, 4) * sum(photons.loop("scalar", *photons.at_mass(m_X, m_q)) for m_q in IN_LOOPS)
    flavours = by_flavours(m_X, Integer(5), Integer(4), Integer(3))
    factor = 1 + (Rational(95, 4) - Rational(7, 6) * flavours) * running.alpha_s / pi if corrected else Integer(1)
    scale = (sin_theta * running.alpha_s / v) ** 2 * m_X**3 / (72 * pi**3)
    return scale * modulus_squared(amplitude) * factor


def to_partons(m_X: Expr, sin_theta: Expr) -> Expr:
    """Width into gluons, strange, charm and bottom quarks with the first corrections; below its region, that there."""
    running = Running(larger(m_X, perturbative_region))  # below the region alpha_s would be too large, and is not used
    total = to_gluons(m_X, sin_theta, running, corrected=True)
    total += sum(to_quarks(quark, m_X, sin_theta, running, corrected=True) for quark in QUARK_MASSES)
    return running.names.around(total)


def to_hadrons(m_X: Expr, sin_theta: Expr, pions: Expr, dispersive: Expr | None) -> Expr:
    """Width to hadrons at any mass.

    Parameters
    ----------
    m_X, sin_theta : Expr
    pions : Expr
        The width to pions.
    dispersive : Expr, optional
        Width to hadrons for ``sin theta = 1`` between the regions, of a table; without it that to pions continues.
    """
    partons = to_partons(m_X, sin_theta), m_X >= perturbative_region
    if dispersive is None:
        return Piecewise(partons, (pions, True))
    return Piecewise((pions, m_X < chiral_region), partons, (sin_theta**2 * dispersive, True))


def free_partons(m_X: Expr) -> Approximation:
    """Quarks and gluons in place of hadrons."""
    return Approximation(
        "quarks and gluons in place of hadrons",
        neglects="resonances, and hadrons at their thresholds",
        holds=m_X >= perturbative_region,
        beyond="dispersive results are needed (arXiv:1809.01876)",
    )


def low_orders(m_X: Expr) -> Approximation:
    """The first corrections in alpha_s."""
    return Approximation(
        "low orders of alpha_s",
        neglects="higher orders; the first one multiplies the width to gluons by 2.4 to 2.7 from 2 to 4 GeV",
        holds=Or(m_X < perturbative_region, m_X >= factor_two_region),
        beyond="the width to hadrons is good to a factor of two at best",
        words="m_X from factor_two_region on; below perturbative_region others stand for quarks and gluons",
        carries=False,
        mild=True,
    )


def hadrons_known(m_X: Expr, dispersive: Symbol | None) -> Approximation:
    """Where the width to hadrons is known: in both regions, and between them from a table."""
    known = Or(m_X < chiral_region, m_X >= perturbative_region)
    words = "m_X below chiral_region or from perturbative_region on"
    beyond = "give hadronic_width, a table of dispersive widths"
    if dispersive is not None:
        known, words = Or(known, dispersive > SMALLEST_WIDTH), f"{words}, or a hadronic_width above 0"
        beyond = "the table of hadronic_width has to have this mass"
    return Approximation(
        "hadrons as pions, or as quarks and gluons",
        neglects="interactions of pions among each other, kaons, resonances; dispersive results: arXiv:1809.01876",
        holds=known,
        beyond=beyond,
        words=words,
    )
