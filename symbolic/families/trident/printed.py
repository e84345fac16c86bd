"""nu gamma -> nu mu- mu+ as printed."""

import math

from sympy import Expr, Integer, Rational, Symbol, log, pi

from muforge.symbolic.families.trident import amplitudes as derivation
from muforge.symbolic.language.fourvectors import COMPONENTS, FourVector, invariants_at
from muforge.symbolic.language.literature import Erratum, Limit, Printed
from muforge.symbolic.nature.constants import G_F, alpha, m_mu, sin2_theta_W, v

PAPER = "paper on neutrino trident production and L_mu - L_tau"
ARGUMENTS = {
    "nu": "p_neutrino",
    "photon": "p_photon",
    "nu_out": "k_neutrino",
    "mu": "k_muon",
    "mubar": "k_antimuon",
}
C_V, C_A = Symbol("C_V", real=True), Symbol("C_A", real=True)
left_handed, exchanged = Symbol("left_handed", positive=True), Symbol("exchanged", positive=True)
"""The squared matrix element for C_V = C_A = 1, also with muon and antimuon exchanged."""


def _left_handed(mu: str, mubar: str) -> Expr:
    """The squared matrix element for C_V = C_A = 1 without muon mass."""
    momenta = {
        particle: FourVector.argument(name) for particle, name in (ARGUMENTS | {"mu": mu, "mubar": mubar}).items()
    }
    reaction = derivation.trident()
    squared = reaction.squared.subs({derivation.C_V: 1, derivation.C_A: 1, m_mu: 0})
    return squared.xreplace(invariants_at(reaction, momenta)) / 2


def _far_above_threshold(constant: Expr) -> Expr:
    s = Symbol("s", positive=True)
    return (C_V**2 + C_A**2) * G_F**2 * alpha * s / (9 * pi**2) * (log(s / m_mu**2) - constant)


def _spelled_out(equation: Expr) -> Expr:
    return equation.subs(
        {left_handed: _left_handed("k_muon", "k_antimuon"), exchanged: _left_handed("k_antimuon", "k_muon")}
    )


def _symmetric_decay() -> dict[str, float]:
    """Massless particles in their centre of mass, the final ones with equal energies."""
    directions = {"k_neutrino": 0.5, "k_muon": 0.5 + 2 * math.pi / 3, "k_antimuon": 0.5 - 2 * math.pi / 3}
    momenta = {"p_neutrino": (1.0, 0.0), "p_photon": (1.0, math.pi)}
    momenta |= {name: (2 / 3, angle) for name, angle in directions.items()}
    point = {"C_V": 0.96, "C_A": 0.5}
    for name, (E, angle) in momenta.items():
        components = (E, E * math.sin(angle), 0.0, E * math.cos(angle))
        point |= dict(zip((f"{name}_{c}" for c in COMPONENTS), components, strict=True))
    return point


PHOTON_SQUARED_MATRIX_ELEMENT = (
    Erratum(
        f"{PAPER}, eq. (6)",
        printed="squared matrix element with the muon mass in the propagators alone",
        right="the muon mass is in the numerators too; without it in them, the form is right for m_mu = 0 only",
        shown="derivation from Feynman rules with the full muon mass, sums over helicities",
    ),
    Erratum(
        f"{PAPER}, eq. (7), couplings taken out of the squared matrix element at every point",
        printed=(C_V**2 + C_A**2) / 2 * left_handed,
        right=((C_V + C_A) / 2) ** 2 * left_handed + ((C_V - C_A) / 2) ** 2 * exchanged,
        shown="exact evaluation at random points; the printed form holds after an integration that is symmetric in "
        "muon and antimuon, for m_mu = 0",
        formula=_spelled_out,
        limit=Limit({"m_mu": Integer(0)}),
        at=_symmetric_decay(),
    ),
)

PHOTON_CROSS_SECTION = (
    Erratum(
        f"{PAPER}, eq. (9), high energies, constant next to the logarithm",
        printed=_far_above_threshold(Rational(19, 6)),
        right=_far_above_threshold(Rational(8, 3)),
        shown="integration of the derived squared matrix element with the muon mass in its numerators; 19/6 follows "
        "without it there",
        limit=Limit({"s": Integer(10) ** 7}, corrections=1e-5),
        at={"s": 1e7, "C_V": 1.0, "C_A": 1.0},
    ),
)

NUCLEAR = (
    Erratum(
        f"{PAPER}, eq. (3), flux of equivalent photons",
        printed="dq^2/q^2 F^2(q^2), independent of the smallest q^2 that is possible",
        right="(1 - q_min^2/q^2) dq^2/q^2 F^2(q^2) with q_min = s/(2 E): photons of a nucleus at rest are transverse "
        "only as far as q exceeds q_min; without that factor absolute cross sections are about 1.7 times too large",
        shown="exact tree-level calculation with virtual photons, of which the flux is the limit",
    ),
)

_x = Symbol("mass_over_coupling", positive=True)
HEAVY_BOSON = (
    Printed(
        f"{PAPER}, eq. (11)",
        (1 + (1 + 4 * sin2_theta_W + 2 * v**2 / _x**2) ** 2) / (1 + (1 + 4 * sin2_theta_W) ** 2),
    ),
)
