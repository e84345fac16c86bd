"""Hadronic currents: what a vector's couplings to quarks add up to.

An R ratio belongs to a current.  Couplings to quarks add before they are squared, so that a vector that couples to the
electric charge and to baryon number has no R of either current, but

    g_e^2 R_e + g_B^2 R_B + 2 g_e g_B R_eB .

Other couplings to quarks need the five parts of the R of e+e- annihilation: states of isospin 1 (rho), light ones of
isospin 0 (omega), strange ones (phi), and those with charm and bottom, between which there is no interference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Integer, Rational

QUARKS: Mapping[str, Rational] = {
    "up": Rational(2, 3),
    "down": Rational(-1, 3),
    "strange": Rational(-1, 3),
    "charm": Rational(2, 3),
    "bottom": Rational(-1, 3),
}
"""Quarks that hadrons are made of, and their electric charges."""
GENERATIONS = (("up", "down"), ("charm", "strange"), ("top", "bottom"))

BARYON_NUMBER = Rational(1, 3)
UNKNOWN = ""
"""A current of which only the R ratio is known."""


def of_quarks(couplings: Mapping[str, Expr]) -> dict[str, Expr]:
    """Couplings to currents: ``electric`` and ``baryon`` if they suffice, else the five parts of the electric one."""
    values = {quark: couplings.get(quark, Integer(0)) for quark in QUARKS}
    electric = (values["up"] - values["down"]).expand()
    baryon = ((values["up"] - QUARKS["up"] * electric) / BARYON_NUMBER).expand()
    left_over = (values[quark] - charge * electric - baryon * BARYON_NUMBER for quark, charge in QUARKS.items())
    if all(rest.expand() == 0 for rest in left_over):
        return _present({"electric": electric, "baryon": baryon})
    return _present(
        {
            "isovector": values["up"] - values["down"],
            "isoscalar": (values["up"] + values["down"]) / (QUARKS["up"] + QUARKS["down"]),
            **{quark: values[quark] / QUARKS[quark] for quark in ("strange", "charm", "bottom")},
        }
    )


def _present(currents: Mapping[str, Expr]) -> dict[str, Expr]:
    return {name: value for name, value in currents.items() if value != 0}


@dataclass(frozen=True)
class RRatio:
    """An R ratio that a width to hadrons takes.

    Parameters
    ----------
    factor : Expr
        The width is ``sum factor R m_X/(12 pi)``.
    current : str
        ``electric`` or ``baryon`` if it is the R of that current; empty for others.
    """

    factor: Expr
    current: str = UNKNOWN


def r_ratios(currents: Mapping[str, Expr]) -> dict[str, RRatio]:
    """The R ratios that the width to hadrons takes, by name; of one current alone ``hadronic_r_ratio`` is its R."""
    if list(currents) == ["electric", "baryon"]:
        electric, baryon = currents.values()
        return {
            "hadronic_r_ratio": RRatio(electric**2, "electric"),
            "baryonic_r_ratio": RRatio(baryon**2, "baryon"),
            "interference_r_ratio": RRatio(2 * electric * baryon),
        }
    if list(currents) in (["electric"], ["baryon"], [UNKNOWN]):
        ((current, coupling),) = currents.items()
        return {"hadronic_r_ratio": RRatio(coupling**2, current)}
    return {f"{name}_r_ratio": RRatio(value**2) for name, value in currents.items()}
