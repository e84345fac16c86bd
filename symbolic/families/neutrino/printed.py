"""Neutrino-electron scattering as printed, and integrals over the recoil in closed form."""

from __future__ import annotations

from sympy import Expr, Rational, Symbol, log, pi, sqrt

from muforge.symbolic.families.neutrino.recoil import largest_recoil, shift, standard_couplings
from muforge.symbolic.families.qed import weak
from muforge.symbolic.language.literature import Limit, Printed
from muforge.symbolic.nature.constants import G_F, hbarc2_GeV2_cm2, m_e

E, T, T_min, m_X = (Symbol(name, positive=True) for name in ("E_nu", "T_e", "T_e_min", "m_X"))
product = Symbol("coupling_product", real=True)


def _from_amplitude(flavor: str) -> Expr:
    """The squared amplitude over flux and phase space, in the rest frame of the electron."""
    g_L, g_R = (coupling + product * shift(m_X, T) for coupling in standard_couplings(flavor))
    invariants = {"enu": m_e * E, "enu_out": m_e * (E - T)}
    squared = weak.neutrino_electron(g_L, g_R).squared
    at_rest = squared.xreplace({Symbol(name, real=True): value for name, value in invariants.items()})
    return G_F**2 / 2 * at_rest / (32 * pi * m_e * E**2) * hbarc2_GeV2_cm2


SPECTRUM = tuple(
    Printed(
        "squared amplitude from Feynman rules, over 32 pi m_e E^2",
        _from_amplitude(flavor),
        options={"flavor": flavor},
        holds=T < largest_recoil(E),
        at={"E_nu": 1e-3, "T_e": 3e-4, "m_X": 1e-2, "coupling_product": 1e-9},
    )
    for flavor in ("electron", "muon", "tau")
)


def _closed_forms() -> dict[tuple[str, str], Expr]:
    """Integrals over T of the three shapes times powers of the shift, by hand."""
    end, a = largest_recoil(E), m_X**2 / (2 * m_e)
    length, logarithm, unit = end - T_min, log((a + end) / (a + T_min)), 1 / (4 * sqrt(2) * G_F * m_e)
    pole = 1 / (a + T_min) - 1 / (a + end)
    at_pole = 1 + a / E
    squares = (end**2 - T_min**2) / 2
    return {
        ("left", "not_at_all"): length,
        ("right", "not_at_all"): E / 3 * ((1 - T_min / E) ** 3 - (1 - end / E) ** 3),
        ("mixed", "not_at_all"): m_e / E**2 * squares,
        ("left", "once"): unit * logarithm,
        ("right", "once"): unit * (at_pole**2 * logarithm - (2 * at_pole - a / E) * length / E + squares / E**2),
        ("mixed", "once"): unit * m_e / E**2 * (length - a * logarithm),
        ("left", "twice"): unit**2 * pole,
        ("right", "twice"): unit**2 * (at_pole**2 * pole - 2 * at_pole * logarithm / E + length / E**2),
        ("mixed", "twice"): unit**2 * m_e / E**2 * (logarithm - a * pole),
    }


STANDARD_INTEGRALS = tuple(
    Printed(
        "integral in closed form",
        form,
        options={"chirality": chirality},
        holds=T_min < largest_recoil(E),
        at={"E_nu": 1e-3, "T_e_min": 2e-4},
    )
    for (chirality, exchanged), form in _closed_forms().items()
    if exchanged == "not_at_all"
)

EXCHANGE_INTEGRALS = tuple(
    Printed(
        "integral in closed form",
        form,
        options={"chirality": chirality, "exchanged": exchanged, "electron_coupling": "constant"},
        holds=T_min < largest_recoil(E),
        at={"E_nu": 1e-3, "T_e_min": 2e-4, "m_X": 1e-2},
    )
    for (chirality, exchanged), form in _closed_forms().items()
    if exchanged != "not_at_all"
)


def _standard_cross_section(flavor: str) -> Expr:
    g_L, g_R = standard_couplings(flavor)
    end = largest_recoil(E)
    back = 1 - (1 - end / E) ** 3
    bracket = g_L**2 * end + g_R**2 * E / 3 * back - g_L * g_R * m_e / (2 * E**2) * end**2
    return 2 * G_F**2 * m_e / pi * bracket * hbarc2_GeV2_cm2


CROSS_SECTION = tuple(
    Printed(
        "total cross section of the standard model, G. 't Hooft, Phys. Lett. B 37 (1971) 195",
        _standard_cross_section(flavor),
        options={"flavor": flavor},
        limit=Limit({"coupling_product": Rational(0), "T_e_min": Rational(0)}),
        at={"E_nu": 1e-3, "m_X": 1.0},
    )
    for flavor in ("electron", "muon", "tau")
)
