"""Mediators and their couplings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sympy import Abs, Expr, Float, I, Integer, Rational, Symbol, im, pi, re, sqrt
from sympy.core.sympify import sympify

from muforge.symbolic.language.functions import modulus_squared, real_product
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.mediators.dark_pairs import SPINS, DarkMatter, coupling_of
from muforge.symbolic.mediators.flavours import CHARGED_PAIRS, PAIRS, pair_of
from muforge.symbolic.mediators.quark_currents import GENERATIONS, QUARKS, UNKNOWN, of_quarks
from muforge.symbolic.nature.constants import alpha
from muforge.symbolic.nature.leptons import CHARGED, LEPTONS, NEUTRINOS
from muforge.symbolic.nature.units import GeV, Unit


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
    name : str
        What its quantities begin with if the model has several mediators; by default from its mass, Z for m_Z.
    hadrons : Expr
        Coupling to the hadronic current; the width to hadrons is ``hadrons^2 m_X R/(12 pi)``, with R normalised to a
        massless lepton of unit coupling.  For a coupling to the electric charge R is the ratio that
        e+e- colliders measure.
    electric : Expr
        Coupling to the electric charge of hadrons, kaons among them.
    charges : mapping, optional
        U(1) charges by fermion, for a gauge boson.
    dark_matter : DarkMatter or Expr
        What it decays to beside; of a mere coupling, quantities ask for kind and mass.
    couplings : mapping
        As the keywords, with pairs of leptons as keys too: ``{("muon", "tau"): g}``.
    **more : Expr or Chiral
        By lepton: ``electron``, ``muon``, ``tau``, and ``nu_e``, ``nu_mu``, ``nu_tau``, which are left-handed unless
        a `Chiral` says otherwise.  By quark, instead of `hadrons`: ``up``, ``down``, ``strange``, ``charm``,
        ``bottom``.  By pair of leptons, such as ``muon_tau``: ``X_a mubar gamma^a (v + a gamma5) tau + h.c.``
    """

    mass: Expr
    name: str
    couplings: Mapping[str, Chiral]
    hadrons: Expr
    electric: Expr
    charges: Mapping[str, Rational] = field(default_factory=dict)
    quarks: Mapping[str, Expr] = field(default_factory=dict)
    dark_matter: DarkMatter | Expr = Integer(0)

    def __init__(
        self,
        mass: Expr,
        *,
        name: str = "",
        hadrons: Expr | int = 0,
        electric: Expr | int = 0,
        charges: Mapping[str, Any] | None = None,
        dark_matter: Any = 0,
        couplings: Mapping[Any, Any] | None = None,
        **more: Any,
    ) -> None:
        given = _by_name(dict(couplings or {}) | more)
        quarks = {quark: _real(quark, given.pop(quark)) for quark in QUARKS if quark in given}
        if quarks and (hadrons != 0 or electric != 0):
            raise DeclarationError("couplings to quarks are those to hadrons: give them, or hadrons= and electric=")
        electric = quarks.get("up", Integer(0)) - quarks.get("strange", Integer(0)) if quarks else electric
        object.__setattr__(self, "mass", mass)
        object.__setattr__(self, "name", name or _name_from(mass))
        object.__setattr__(self, "hadrons", _real("hadrons", hadrons))
        object.__setattr__(self, "electric", _real("electric", electric))
        object.__setattr__(self, "charges", dict(charges or {}))
        object.__setattr__(self, "quarks", quarks)
        object.__setattr__(self, "dark_matter", _dark(dark_matter, SPINS))
        object.__setattr__(self, "couplings", {name: _chiral(name, value) for name, value in given.items()})
        if im(coupling_of(self.dark_matter)).expand(complex=True) != 0:
            raise DeclarationError("the coupling to dark matter is complex; that of a vector is real")

    def coupling(self, lepton: str) -> Chiral:
        """The couplings to a lepton or a pair of leptons, 0 if it has none."""
        return self.couplings.get(lepton, Chiral(Integer(0), Integer(0)))

    def by_boson(self, lepton: str) -> dict[str, Expr]:
        """The couplings to a charged lepton, or to a pair of them: the vector one and the axial one."""
        c = self.coupling(lepton)
        return {"vector": c.vector, "axial": c.axial}

    @property
    def currents(self) -> dict[str, Expr]:
        """Couplings to currents of hadrons: ``electric`` charge, ``baryon`` number, an unknown one, or parts."""
        if self.quarks:
            return of_quarks(self.quarks)
        return {self.hadronic_current: self.hadrons} if self.hadrons != 0 else {}

    @property
    def hadronic_current(self) -> str:
        """The only current of hadrons: ``electric`` charge, ``baryon`` number, or empty for an unknown one."""
        if self.quarks:
            found = list(of_quarks(self.quarks))
            return found[0] if found in (["electric"], ["baryon"]) else UNKNOWN
        if self.hadrons != 0 and self.electric == self.hadrons:
            return "electric"
        return "baryon" if self.charges.get("quark", 0) else UNKNOWN

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
        if self.quarks:
            others = dict(self.quarks)
        others["dark matter"] = coupling_of(self.dark_matter)
        return found | {name: str(value) for name, value in others.items() if value != 0}

    @property
    def parts(self) -> dict[str, Expr]:
        """All couplings by what they belong to."""
        found = {
            f"{name}, {side}": getattr(c, side) for name, c in self.couplings.items() for side in ("left", "right")
        }
        found |= {"hadrons": self.hadrons, "the charge of hadrons": self.electric}
        return found | dict(self.quarks) | {"dark matter": coupling_of(self.dark_matter)}

    @property
    def units(self) -> dict[str, Unit]:
        """Units of couplings that have one, by what they belong to."""
        return {}


@dataclass(frozen=True, init=False)
class Scalar:
    """A spin-0 mediator, ``L = X sum_f fbar (Re y_f + i gamma5 Im y_f) f``.

    Parameters
    ----------
    mass : Symbol
        One of the model's parameters.
    name : str
        What its quantities begin with if the model has several mediators; by default from its mass, S for m_S.
    pions : Expr
        Sine of the mixing angle with the Higgs boson: couplings to quarks and W, for the widths to hadrons and photons
        and for decays of mesons.
    photon : Expr
        Coupling g to photons in 1/GeV, ``L = -(Re g/4) X F F - (Im g/4) X F Fdual``; the loops of a heavy lepton are
        of the sign of its coupling, ``2 alpha y/(3 pi m)`` and ``alpha y/(pi m)``.
    dark_matter : DarkMatter or Expr
        What it decays to beside; of a mere coupling, quantities ask for kind and mass.
    couplings : mapping
        As the keywords, with pairs of leptons as keys too: ``{("muon", "tau"): y}``.
    **more : Expr
        By charged lepton, complex where CP is violated; an imaginary coupling is a pseudoscalar's.  By pair of leptons,
        such as ``muon_tau``: ``X mubar (Re y + i gamma5 Im y) tau + h.c.``
    """

    mass: Expr
    name: str
    couplings: Mapping[str, Expr]
    pions: Expr
    photon: Expr = Integer(0)
    dark_matter: DarkMatter | Expr = Integer(0)

    def __init__(
        self,
        mass: Expr,
        *,
        name: str = "",
        pions: Expr | int = 0,
        photon: Expr | int = 0,
        dark_matter: Any = 0,
        couplings: Mapping[Any, Any] | None = None,
        **more: Any,
    ) -> None:
        given = _by_name(dict(couplings or {}) | more)
        known = [*(lepton.name for lepton in CHARGED), *(pair.name for pair in CHARGED_PAIRS)]
        for what in given:
            if what not in known:
                raise DeclarationError(
                    f"a scalar couples to {', '.join(known)}, photon and dark_matter; '{what}' is none of them"
                )
        object.__setattr__(self, "mass", mass)
        object.__setattr__(self, "name", name or _name_from(mass))
        object.__setattr__(self, "pions", _real("pions", pions))
        object.__setattr__(self, "photon", _exact(photon))
        object.__setattr__(self, "dark_matter", _dark(dark_matter, SPINS[:3]))
        object.__setattr__(self, "couplings", {name: _exact(value) for name, value in given.items()})
        to_scalars = isinstance(self.dark_matter, DarkMatter) and self.dark_matter.spin == "complex_scalar"
        if to_scalars and self.dark_coupling["pseudoscalar"] != 0:
            raise DeclarationError("the coupling to a complex scalar is complex; it is real for a Hermitian Lagrangian")

    def by_boson(self, lepton: str) -> dict[str, Expr]:
        """The couplings to a charged lepton or a pair of them: the scalar one and the pseudoscalar one."""
        return _two_parities(self.couplings.get(lepton, Integer(0)))

    @property
    def to_photons(self) -> dict[str, Expr]:
        """The couplings to two photons: the scalar one and the pseudoscalar one."""
        return _two_parities(self.photon)

    @property
    def dark_coupling(self) -> dict[str, Expr]:
        """The couplings to dark matter: the scalar one and the pseudoscalar one."""
        return _two_parities(coupling_of(self.dark_matter))

    def described(self) -> dict[str, str]:
        """The couplings that are not 0, for people."""
        return {name: str(value) for name, value in self.parts.items() if value != 0}

    @property
    def parts(self) -> dict[str, Expr]:
        """All couplings by what they belong to."""
        others = {"pions": self.pions, "photon": self.photon, "dark matter": coupling_of(self.dark_matter)}
        return dict(self.couplings) | others

    @property
    def units(self) -> dict[str, Unit]:
        """Units of couplings that have one, by what they belong to."""
        return {"photon": GeV**-1}


def gauge_boson(mass: Expr, g: Expr, charges: Mapping[str, Any], *, dirac_neutrinos: bool = False) -> Vector:
    """The boson of a gauged U(1) under which leptons, with their neutrinos, and quarks are charged.

    Parameters
    ----------
    mass, g : Expr
    charges : mapping
        Rational numbers for ``electron``, ``muon``, ``tau`` and ``quark``, 0 for those not named.  Left-handed and
        right-handed particles have the same charge, and a neutrino has the charge of its lepton.  Hadrons couple with
        3 g times the charge of quarks to baryon number, which is 1/3 for a quark.  Single quarks, ``up`` to ``top``,
        have that charge unless they are named as well.
    dirac_neutrinos : bool
        Whether light right-handed neutrinos make Dirac particles of the left-handed ones; their width is twice as
        large.
    """
    numbers = {name: _charge(name, value) for name, value in charges.items()}
    couplings: dict[str, Any] = {lepton.name: g * numbers.get(lepton.name, 0) for lepton in CHARGED}
    for neutrino, lepton in zip(NEUTRINOS, CHARGED, strict=True):
        coupling = g * numbers.get(lepton.name, 0)
        couplings[neutrino.name] = Chiral(coupling, coupling) if dirac_neutrinos and coupling != 0 else coupling
    present = {name: value for name, value in couplings.items() if value != 0}
    every = numbers.get("quark", Integer(0))
    if any(name in QUARKS for name in numbers):
        present |= {quark: g * numbers.get(quark, every) for quark in QUARKS}
        every = Integer(0)
    return Vector(mass, hadrons=3 * g * every, charges=numbers, **present)


def with_mixing(vector: Vector, epsilon: Expr) -> Vector:
    """The same vector with kinetic mixing: it couples to the electric charge as well, with strength ``epsilon e``.

    The mixing that loops of leptons add is ``induced_mixing(vector, m_X**2)``, of which the real part counts:
    ``with_mixing(vector, epsilon + re(induced_mixing(vector, m_X**2)))``.
    """
    e = sqrt(4 * pi * alpha)
    shifted: dict[str, Any] = dict(vector.couplings)
    for lepton in CHARGED:
        old = vector.coupling(lepton.name)
        shift = e * epsilon * lepton.charge
        shifted[lepton.name] = Chiral(old.left + shift, old.right + shift)
    hadrons = vector.hadrons + e * epsilon
    if vector.quarks or vector.hadronic_current == "baryon":
        shifted |= {quark: _of_quark(vector, quark) + e * epsilon * charge for quark, charge in QUARKS.items()}
        hadrons = Integer(0)
    elif vector.hadrons not in (0, vector.electric):
        raise DeclarationError(
            "the current of hadrons that the vector couples to is not known, and mixing adds to it: "
            "instead of hadrons= give the couplings to up, down, strange, charm and bottom quarks"
        )
    return Vector(
        vector.mass,
        name=vector.name,
        hadrons=hadrons,
        electric=hadrons,
        charges=vector.charges,
        dark_matter=vector.dark_matter,
        **shifted,
    )


def _of_quark(vector: Vector, quark: str) -> Expr:
    """The coupling to a quark of a vector that couples to quarks, or to baryon number."""
    return vector.quarks.get(quark, Integer(0)) if vector.quarks else vector.hadrons / 3


def _name_from(mass: Any) -> str:
    """A name for a mediator: Z for m_Z, the whole name for others."""
    return mass.name.removeprefix("m_") or mass.name if isinstance(mass, Symbol) else ""


def _by_name(given: Mapping[Any, Any]) -> dict[str, Any]:
    """Couplings by name, those to pairs of leptons under one name for both orders."""
    found: dict[str, Any] = {}
    for key, value in given.items():
        pair = pair_of(key)
        name = pair.name if pair else key
        if not isinstance(name, str):
            raise DeclarationError(
                f"a coupling is given for {key!r}; a particle or a pair of different leptons is expected, "
                'e.g. ("muon", "tau")'
            )
        if name in found:
            raise DeclarationError(f"the coupling to {name} is given twice; one of the two orders is enough")
        found[name] = value
    return found


def _dark(given: Any, spins: tuple[str, ...]) -> DarkMatter | Expr:
    """Dark matter as it was given, or its coupling."""
    if not isinstance(given, DarkMatter):
        return _exact(given)
    if given.spin not in spins:
        raise DeclarationError(f"a scalar does not decay to {given.spin} dark matter; {', '.join(spins)} are known")
    return DarkMatter(given.spin, _exact(given.mass), _exact(given.coupling), _exact(given.relative_splitting))


def _two_parities(coupling: Expr) -> dict[str, Expr]:
    """The real part of a coupling, which is a scalar's, and the imaginary one, which is a pseudoscalar's."""
    return {"scalar": re(coupling).expand(complex=True), "pseudoscalar": im(coupling).expand(complex=True)}


def _chiral(name: str, value: Any) -> Chiral:
    known = (*LEPTONS, *(pair.name for pair in PAIRS))
    if name not in known:
        raise DeclarationError(
            f"a vector couples to {', '.join(known)}, to quarks or hadrons, and dark_matter; '{name}' is none of them"
        )
    if isinstance(value, Chiral):
        return Chiral(_real(name, value.left), _real(name, value.right))
    return Chiral(_real(name, value), Integer(0) if name.startswith("nu_") else _real(name, value))


def _exact(value: Any) -> Expr:
    """A coupling with every decimal number in it as the fraction that was written."""
    made = sympify(value)
    return made.xreplace({number: Rational(str(number)) for number in made.atoms(Float)})


def _real(name: str, value: Any) -> Expr:
    """A real coupling, with real parts and moduli as the functions that kernels have."""
    exact = _exact(value)
    made = exact.replace(re, lambda z: real_product(Integer(1), z)).replace(_is_modulus, _modulus)
    if (made.is_number and not made.is_real) or (made.has(I) and im(made).expand(complex=True) != 0):
        raise DeclarationError(f"the coupling to {name} is {made}; it is real for a Hermitian Lagrangian")
    return made


def _is_modulus(e: Expr) -> bool:
    return isinstance(e, Abs) and e.args[0].has(I)


def _modulus(e: Expr) -> Expr:
    return sqrt(modulus_squared(e.args[0]))


def _charge(name: str, value: Any) -> Rational:
    quarks = [quark for generation in GENERATIONS for quark in generation]
    known = (*(lepton.name for lepton in CHARGED), "quark", *quarks)
    if name not in known:
        raise DeclarationError(f"charges are given for {', '.join(known)}; '{name}' is none of them")
    made = _exact(value)
    if not made.is_Rational:
        raise DeclarationError(f"the charge of {name} is {value!r}; a number is expected")
    return made
