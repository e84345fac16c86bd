"""The R ratio of a vector that couples to the electric charge or to baryon number, without a jump.

Two pions, omega and phi at low mass, quarks above; smooth steps join them.  Narrow charmonia and bottomonia are left
out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sympy import Expr, Integer, Piecewise, Rational, sqrt

from muforge.symbolic.families.hvp.pion_form_factor import form_factor_squared, two_pion_ratio
from muforge.symbolic.families.hvp.strong_coupling import BARYON, ELECTRIC, QuarkCharges, Running, quark_ratio
from muforge.symbolic.language.functions import larger
from muforge.symbolic.nature.constants import TABLE, alpha, m_K, m_K0, m_pi, m_pi0, one_GeV
from muforge.symbolic.nature.pion_resonances import BABAR_2012


@dataclass(frozen=True)
class Channel:
    """A final state of a resonance: its branching fraction, and how that changes with the mass, 1 at the resonance.

    Parameters
    ----------
    fraction : str
    threshold : Expr
        Sum of the masses.
    shape : callable
        Of the mass m and the mass of the resonance.
    """

    fraction: str
    threshold: Expr
    shape: Callable[[Expr, Expr], Expr]


def _above(m: Expr, resonance: Expr, threshold: Expr) -> Expr:
    """``(s - threshold^2)/(M^2 - threshold^2)``."""
    return (m - threshold) * (m + threshold) / ((resonance - threshold) * (resonance + threshold))


def _three_pions(m: Expr, resonance: Expr) -> Expr:
    """A fit to R of the baryonic current from data, no phase space."""
    return _above(m, resonance, 3 * m_pi) ** 3


def _pion_and_photon(m: Expr, resonance: Expr) -> Expr:
    return (_above(m, resonance, m_pi0) * resonance / m) ** 3


def _kaons(mass: Expr) -> Callable[[Expr, Expr], Expr]:
    def shape(m: Expr, resonance: Expr) -> Expr:
        momentum = _above(m, resonance, 2 * mass)
        return momentum * sqrt(momentum) * resonance**2 / m**2

    return shape


THREE_PIONS = 3 * m_pi
RESONANCES: Mapping[str, tuple[Channel, ...]] = {
    "omega_782": (
        Channel("0.892", THREE_PIONS, _three_pions),
        Channel("0.0833", m_pi0, _pion_and_photon),
    ),
    "phi_1020": (
        Channel("0.491", 2 * m_K, _kaons(m_K)),
        Channel("0.339", 2 * m_K0, _kaons(m_K0)),
        Channel("0.154", THREE_PIONS, _three_pions),
    ),
}
"""Final states of a resonance, PDG; those of the omega to two pions are in the form factor."""


@dataclass(frozen=True)
class Current:
    """What a mediator couples to.

    Parameters
    ----------
    pions : bool
        Whether two pions couple to it.
    omega, phi : int
        Squared couplings of the resonances over those to the electric charge.
    light_quarks : tuple of tuple of str
        Weights, and the masses in GeV between which three quarks take over with that weight.
    charges : mapping
        Charges of three, four and five quarks.
    """

    pions: bool
    omega: int
    phi: int
    light_quarks: tuple[tuple[str, str, str], ...]
    charges: Mapping[int, QuarkCharges]


CURRENTS = {
    "electric": Current(True, 1, 1, (("1", "0.9", "1.7"),), ELECTRIC),
    # Tr(T_V Q), T_omega = diag(1,1,0)/sqrt2, T_phi = diag(0,0,1): (2/3)/(1/3) = 2, (1/3)/(-1/3) = -1, rho: 0
    "baryon": Current(False, 4, 1, (("0.45", "1.0", "1.05"), ("0.55", "1.4", "1.7")), BARYON),
}
"""Electric charge, and baryon number with charge 1/3 of each quark."""
NEGLECTED = {
    "electric": "narrow charmonia and bottomonia, and what is between 1.45 and 1.8 GeV apart from smooth steps "
    "(up to 17 per cent)",
    "baryon": "narrow charmonia and bottomonia, and the interference of omega and phi (76 per cent at 1.00 GeV)",
}
RESONANCES_END = ("1.2", "1.7")
CHARM, BOTTOM = ("3.73", "4.3"), ("10.56", "11.2")
"""Masses in GeV between which resonances go, and charm and bottom quarks come."""


def ratio(current: Current, m: Expr) -> Expr:
    """R at the mass m; 0 below two pion masses, where a pion and a photon are all there is, 1e-7."""
    resonances = current.omega * _resonance("omega_782", m) + current.phi * _resonance("phi_1020", m)
    if current.pions:
        resonances += _two_pions(m)
    total = resonances * (1 - _step(m, *RESONANCES_END)) + _quarks(current, m)
    return Piecewise((total, m > 2 * m_pi), (0, True))


def _gev(text: str) -> Expr:
    return Rational(text) * one_GeV


def _step(m: Expr, start: str, stop: str) -> Expr:
    """From 0 to 1 with slopes of 0 at both ends."""
    t = (m - _gev(start)) / (_gev(stop) - _gev(start))
    return Piecewise((Integer(0), m <= _gev(start)), (t**2 * (3 - 2 * t), m < _gev(stop)), (Integer(1), True))


def _two_pions(m: Expr) -> Expr:
    (mass, width), *others = BABAR_2012.values()
    rho = (_gev(mass), _gev(width))
    omega, *excited = (
        (_gev(mass), _gev(width), Rational(coefficient), Rational(phase)) for mass, width, coefficient, phase in others
    )
    names, squared = form_factor_squared(m, rho, omega, excited)
    return names.around(two_pion_ratio(m, squared))


def _resonance(name: str, m: Expr) -> Expr:
    """A Breit-Wigner resonance whose final states each have their own threshold."""
    mass, width, to_electrons = (TABLE[f"{kind}_{name}"].symbol for kind in ("m", "Gamma", "Gamma_ee"))
    distance = (m - mass) * (m + mass)
    peak = 9 * to_electrons * width * m**2 / (alpha**2 * (distance**2 + mass**2 * width**2))
    open_channels = (
        Piecewise((Rational(channel.fraction) * channel.shape(m, mass), m > channel.threshold), (0, True))
        for channel in RESONANCES[name]
    )
    return peak * sum(open_channels)


def _quarks(current: Current, m: Expr) -> Expr:
    """R of quarks with their steps; alpha_s is asked for where the first step has begun."""
    start = min((start for _, start, _ in current.light_quarks), key=float)
    running = Running(larger(m, _gev(start)))
    three, four, five = (quark_ratio(running.alpha_s, n, current.charges[n]) for n in (3, 4, 5))
    light = sum(Rational(weight) * _step(m, low, high) for weight, low, high in current.light_quarks)
    total = light * three + _step(m, *CHARM) * (four - three) + _step(m, *BOTTOM) * (five - four)
    return running.names.around(total)
