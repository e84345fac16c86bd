"""Mediators and their couplings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sympy import Expr, Float, I, Integer, Rational, im, pi, re, sqrt
from sympy.core.sympify import sympify

from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.nature.constants import alpha
from muforge.symbolic.nature.leptons import CHARGED, LEPTONS, NEUTRINOS


@dataclass(frozen=True)
class Chiral:
    """Different couplings of a vector to left-handed and right-handed fermions."""

    left: Expr
    right: Expr

    @property
    def vector(self) -> Expr:
        """Coupling to the vector current."""
        return (sympify(self.left) + self.right) / 2

    @property
    def axial(self) -> Expr:
        """Coupling to the axial current."""
        return (sympify(self.right) - self.left) / 2


@dataclass(frozen=True, init=False)
class Vector:
    """A spin-1 mediator, ``L = X_a sum_f fbar gamma^a (v_f + a_f gamma5) f``.

    Parameters
    ----------
    mass : Symbol
        One of the model's parameters.
    hadrons : Expr
        Coupling to the hadronic current; the width to hadrons is ``hadrons^2 m_X R/(12 pi)``, with R normalised to a
        massless lepton of unit coupling.  For a coupling to the electric charge R is the ratio that
        e+e- colliders measure.
    electric : Expr
        Coupling to the electric charge of hadrons, kaons among them.
    charges : mapping, optional
        U(1) charges by fermion, for a gauge boson.
    **couplings : Expr or Chiral
        By lepton: ``electron``, ``muon``, ``tau`` and the left-handed ``nu_e``, ``nu_mu``, ``nu_tau``.
    """

    mass: Expr
    couplings: Mapping[str, Chiral]
    hadrons: Expr
    electric: Expr
    charges: Mapping[str, Rational] = field(default_factory=dict)

    def __init__(
        self,
        mass: Expr,
        *,
        hadrons: Expr | int = 0,
        electric: Expr | int = 0,
        charges: Mapping[str, Any] | None = None,
        **couplings: Any,
    ) -> None:
        object.__setattr__(self, "mass", mass)
        object.__setattr__(self, "hadrons", _real("hadrons", hadrons))
        object.__setattr__(self, "electric", _real("electric", electric))
        object.__setattr__(self, "charges", dict(charges or {}))
        object.__setattr__(self, "couplings", {name: _chiral(name, value) for name, value in couplings.items()})

    def coupling(self, lepton: str) -> Chiral:
        """The couplings to a lepton, 0 if it has none."""
        return self.couplings.get(lepton, Chiral(Integer(0), Integer(0)))

    def by_boson(self, lepton: str) -> dict[str, Expr]:
        """The couplings to a charged lepton: the vector one and the axial one."""
        c = self.coupling(lepton)
        return {"vector": c.vector, "axial": c.axial}

    @property
    def hadronic_current(self) -> str:
        """The current of hadrons: ``electric`` charge, ``baryon`` number, or empty for an unknown one."""
        if self.hadrons != 0 and self.electric == self.hadrons:
            return "electric"
        return "baryon" if self.charges.get("quark", 0) else ""

    def described(self) -> dict[str, str]:
        """The couplings that are not 0, for people."""
        found = {}
        for name, c in self.couplings.items():
            if c.left == c.right:
                found[name] = str(c.vector)
            else:
                sides = {"left-handed": c.left, "right-handed": c.right}
                found[name] = ", ".join(f"{side} {value}" for side, value in sides.items() if value != 0)
        others = {"hadrons": self.hadrons, "electric charge of hadrons": self.electric}
        return found | {name: str(value) for name, value in others.items() if value != 0}

    @property
    def parts(self) -> dict[str, Expr]:
        """All couplings by what they belong to."""
        found = {
            f"{name}, {side}": getattr(c, side) for name, c in self.couplings.items() for side in ("left", "right")
        }
        return found | {"hadrons": self.hadrons, "the charge of hadrons": self.electric}


@dataclass(frozen=True, init=False)
class Scalar:
    """A spin-0 mediator, ``L = X sum_f fbar (Re y_f + i gamma5 Im y_f) f``.

    Parameters
    ----------
    mass : Symbol
        One of the model's parameters.
    pions : Expr
        Sine of the mixing angle with the Higgs boson, for the widths to pions and, through heavy quarks and W, photons.
    **couplings : Expr
        By charged lepton, complex where CP is violated; an imaginary coupling is a pseudoscalar's.
    """

    mass: Expr
    couplings: Mapping[str, Expr]
    pions: Expr

    def __init__(self, mass: Expr, *, pions: Expr | int = 0, **couplings: Any) -> None:
        object.__setattr__(self, "mass", mass)
        object.__setattr__(self, "pions", _real("pions", pions))
        known = [lepton.name for lepton in CHARGED]
        for name in couplings:
            if name not in known:
                raise DeclarationError(f"a scalar couples to {', '.join(known)}; '{name}' is none of them")
        object.__setattr__(self, "couplings", {name: _exact(value) for name, value in couplings.items()})

    def by_boson(self, lepton: str) -> dict[str, Expr]:
        """The couplings to a charged lepton: the scalar one and the pseudoscalar one; 0 if there is none."""
        value = self.couplings.get(lepton, Integer(0))
        return {"scalar": re(value).expand(complex=True), "pseudoscalar": im(value).expand(complex=True)}

    def described(self) -> dict[str, str]:
        """The couplings that are not 0, for people."""
        return {name: str(value) for name, value in self.parts.items() if value != 0}

    @property
    def parts(self) -> dict[str, Expr]:
        """All couplings by what they belong to."""
        return dict(self.couplings) | {"pions": self.pions}


def gauge_boson(mass: Expr, g: Expr, charges: Mapping[str, Any]) -> Vector:
    """The boson of a gauged U(1) under which leptons, with their neutrinos, and quarks are charged.

    Parameters
    ----------
    mass, g : Expr
    charges : mapping
        Rational numbers for ``electron``, ``muon``, ``tau`` and ``quark``, 0 for those not named.  Left-handed and
        right-handed particles have the same charge, and a neutrino has the charge of its lepton.  Hadrons couple with
        3 g times the charge of quarks to baryon number, which is 1/3 for a quark.
    """
    numbers = {name: _charge(name, value) for name, value in charges.items()}
    couplings = {lepton.name: g * numbers.get(lepton.name, 0) for lepton in CHARGED}
    for neutrino, lepton in zip(NEUTRINOS, CHARGED, strict=True):
        couplings[neutrino.name] = g * numbers.get(lepton.name, 0)
    present = {name: value for name, value in couplings.items() if value != 0}
    return Vector(mass, hadrons=3 * g * numbers.get("quark", 0), charges=numbers, **present)


def with_mixing(vector: Vector, epsilon: Expr) -> Vector:
    """The same vector with kinetic mixing: it couples to the electric charge as well, with strength ``epsilon e``."""
    e = sqrt(4 * pi * alpha)
    shifted = dict(vector.couplings)
    for lepton in CHARGED:
        old = vector.coupling(lepton.name)
        shift = e * epsilon * lepton.charge
        shifted[lepton.name] = Chiral(old.left + shift, old.right + shift)
    if vector.hadrons != 0:
        raise DeclarationError("hadrons couple to the vector and mix with it: give their coupling as a whole")
    return Vector(vector.mass, hadrons=e * epsilon, electric=e * epsilon, charges=vector.charges, **shifted)


def _chiral(name: str, value: Any) -> Chiral:
    if name not in LEPTONS:
        raise DeclarationError(f"a vector couples to {', '.join(LEPTONS)} and hadrons; '{name}' is none of them")
    if isinstance(value, Chiral):
        made = Chiral(_real(name, value.left), _real(name, value.right))
    else:
        made = Chiral(_real(name, value), Integer(0) if name.startswith("nu_") else _real(name, value))
    if name.startswith("nu_") and made.right != 0:
        raise DeclarationError(f"{name} is left-handed, but has a right-handed coupling {made.right}")
    return made


def _exact(value: Any) -> Expr:
    """A coupling with every decimal number in it as the fraction that was written."""
    made = sympify(value)
    return made.xreplace({number: Rational(str(number)) for number in made.atoms(Float)})


def _real(name: str, value: Any) -> Expr:
    made = _exact(value)
    if (made.is_number and not made.is_real) or (made.has(I) and im(made).expand(complex=True) != 0):
        raise DeclarationError(f"the coupling to {name} is {made}; it is real for a Hermitian Lagrangian")
    return made


def _charge(name: str, value: Any) -> Rational:
    known = (*(lepton.name for lepton in CHARGED), "quark")
    if name not in known:
        raise DeclarationError(f"charges are given for {', '.join(known)}; '{name}' is none of them")
    made = _exact(value)
    if not made.is_Rational:
        raise DeclarationError(f"the charge of {name} is {value!r}; a number is expected")
    return made
