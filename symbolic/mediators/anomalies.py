"""Anomalies of a gauged U(1): whether its charges make a consistent theory with the known particles.

Left-handed Weyl fermions of each generation: quark doublet Q, antiquarks u^c and d^c, lepton doublet L, antilepton e^c
and, if there are right-handed neutrinos, nu^c.  Antiparticles have the opposite charge of the particles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sympy import Integer, Rational

from muforge.symbolic.mediators.quark_currents import GENERATIONS
from muforge.symbolic.nature.leptons import CHARGED


@dataclass(frozen=True)
class Weyl:
    """A left-handed field: components of colour and weak isospin, hypercharge, and its charge under the U(1)."""

    colours: int
    doublet: bool
    hypercharge: Rational
    charge: Rational

    @property
    def components(self) -> int:
        """Number of states."""
        return self.colours * (2 if self.doublet else 1)


CONDITIONS: Mapping[str, Callable[[Weyl], Rational]] = {
    "SU(3)^2 U(1)'": lambda f: f.components * f.charge if f.colours == 3 else Integer(0),
    "SU(2)^2 U(1)'": lambda f: f.colours * f.charge if f.doublet else Integer(0),
    "U(1)_Y^2 U(1)'": lambda f: f.components * f.hypercharge**2 * f.charge,
    "U(1)_Y U(1)'^2": lambda f: f.components * f.hypercharge * f.charge**2,
    "U(1)'^3": lambda f: f.components * f.charge**3,
    "gravity^2 U(1)'": lambda f: f.components * f.charge,
}
"""The contribution of a field to each anomaly, up to a common factor."""


def anomalies(charges: Mapping[str, Rational], right_handed_neutrinos: bool) -> dict[str, Rational]:
    """The anomaly coefficients of a charge assignment; all of them vanish in a consistent theory.

    Parameters
    ----------
    charges : mapping
        Charges of ``electron``, ``muon``, ``tau`` and ``quark``, or of single quarks; 0 for those not named.
    right_handed_neutrinos : bool
        Whether each generation has one, with the charge of its lepton.
    """
    fields = [
        field
        for lepton, quarks in zip(CHARGED, GENERATIONS, strict=True)
        for field in _generation(charges, lepton.name, quarks, right_handed_neutrinos)
    ]
    return {name: sum((term(field) for field in fields), Integer(0)) for name, term in CONDITIONS.items()}


def verdict(charges: Mapping[str, Rational]) -> str:
    """Whether anomalies cancel, in words."""
    for up, down in GENERATIONS:
        if _of_quark(charges, up) != _of_quark(charges, down):
            return f"impossible: {up} and {down} are one left-handed doublet and must have one charge"
    without = _broken(anomalies(charges, right_handed_neutrinos=False))
    if not without:
        return "free of anomalies with the known particles"
    with_neutrinos = _broken(anomalies(charges, right_handed_neutrinos=True))
    if not with_neutrinos:
        return f"free of anomalies with three right-handed neutrinos; without them left over: {without}"
    return f"anomalous, with right-handed neutrinos too; left over: {with_neutrinos}"


def _broken(found: Mapping[str, Rational]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in found.items() if value != 0)


def _of_quark(charges: Mapping[str, Rational], quark: str) -> Rational:
    return charges.get(quark, charges.get("quark", Integer(0)))


def _generation(
    charges: Mapping[str, Rational], lepton: str, quarks: tuple[str, str], right_handed_neutrinos: bool
) -> list[Weyl]:
    up, down = (_of_quark(charges, quark) for quark in quarks)
    k = charges.get(lepton, Integer(0))
    fields = [
        Weyl(3, True, Rational(1, 6), up),
        Weyl(3, False, Rational(-2, 3), -up),
        Weyl(3, False, Rational(1, 3), -down),
        Weyl(1, True, Rational(-1, 2), k),
        Weyl(1, False, Rational(1), -k),
    ]
    return [*fields, Weyl(1, False, Rational(0), -k)] if right_handed_neutrinos else fields
