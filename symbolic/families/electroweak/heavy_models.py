"""Declaring a model of heavy particles: a function from its parameters to representations, masses and couplings."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sympy import Expr, Integer, nsimplify
from sympy.core.sympify import sympify

from muforge.symbolic.families.electroweak import fields
from muforge.symbolic.families.electroweak.mixed_particles import Particles, real_states
from muforge.symbolic.families.electroweak.multiplets import Representations
from muforge.symbolic.language.annotations import Argument, argument, arguments_of
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.places import Place
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.nature.units import GeV, Unit, one

ACCURACY = 1e-12
TAKEN = ("m_mu", "v", "m_h", "scale", "scheme")
"""Constants and arguments of the quantities, which no parameter may be called."""


@dataclass(frozen=True)
class HeavyParticles:
    """What is common to both kinds of models.

    Parameters
    ----------
    R, R_A, R_B : tuple
        Dimension and hypercharge, ``(2, Rational(-1, 2))`` or ``(2, -0.5)``.
    m_A, m_B : Expr
        Masses of the particles in R_A and R_B before they mix.
    y1, y2 : Expr
        Couplings of the muon's doublet to R and R_A, and of its singlet to R and R_B.
    copies : Expr
        Number of identical copies.
    """

    R: tuple[Any, Any]
    R_A: tuple[Any, Any]
    R_B: tuple[Any, Any]
    m_A: Expr
    m_B: Expr
    y1: Expr
    y2: Expr

    @cached_property
    def representations(self) -> Representations:
        """The representations as exact numbers.

        Raises
        ------
        DeclarationError
            If they cannot couple to the muon.
        """
        pairs = []
        for name in ("R", "R_A", "R_B"):
            given = getattr(self, name)
            try:
                dimension, Y = (nsimplify(sympify(part), rational=True) for part in given)
                numbers = dimension.is_Rational and Y.is_Rational
            except (TypeError, ValueError, AttributeError):
                numbers = False
            if not numbers:
                raise DeclarationError(f"{name} = {given!r}; a dimension and a hypercharge are expected, (2, -0.5)")
            pairs.append((dimension, Y))
        made = Representations(*pairs)
        for condition, words in made.words.items():
            if condition == False:  # noqa: E712 - sympy's false
                shown = ", ".join(f"{n} = {p}" for n, p in zip(("R", "R_A", "R_B"), pairs, strict=True))
                raise DeclarationError(f"{shown}; expected {words}")
        return made

    @property
    def particles(self) -> Particles:
        """The particles of one copy."""
        raise NotImplementedError


@dataclass(frozen=True)
class FermionAndScalars(HeavyParticles):
    """A fermion in R, of mass m_F, and scalars in R_A and R_B that couple to the Higgs boson with kappa.

    Parameters
    ----------
    m_F, kappa : Expr
    phase : Expr
        Phase of kappa if y1, y2 and the mass of the fermion are real and positive.
    real : str
        ``"R_A"`` or ``"R_B"`` if that scalar is real, which takes an odd dimension and no hypercharge.  A fermion of
        such a representation may be a Majorana fermion, with the same results.
    copies : Expr
        Number of identical copies.
    """

    m_F: Expr
    kappa: Expr
    phase: Expr = Integer(0)
    real: str = ""
    copies: Expr = Integer(1)

    def __post_init__(self) -> None:
        if self.real not in ("", "R_A", "R_B"):
            raise DeclarationError(f"real = {self.real!r}; expected 'R_A' or 'R_B'")
        if self.real:
            dimension, Y = getattr(self.representations, self.real)
            if Y != 0 or dimension % 2 == 0:
                raise DeclarationError(
                    f"{self.real} = ({dimension}, {Y}) has no real scalar; expected an odd dimension, hypercharge 0"
                )

    @property
    def particles(self) -> Particles:
        """The particles of one copy."""
        states = self.representations.states()
        return Particles(
            self.representations,
            self.m_F,
            self.m_A,
            self.m_B,
            kappa=self.kappa,
            states=real_states(states, self.real) if self.real else states,
            phase=self.phase,
        )


@dataclass(frozen=True)
class ScalarAndFermions(HeavyParticles):
    """A scalar in R, of mass m_S, and fermions in R_A and R_B that couple to the Higgs boson with y12 and y12_prime.

    Parameters
    ----------
    m_S, y12, y12_prime : Expr
    phase, other_phase : Expr
        Phases of the entries of the mass matrix with y12 and y12_prime, if y1, y2 and masses are real and positive.
    copies : Expr
        Number of identical copies.
    """

    m_S: Expr
    y12: Expr
    y12_prime: Expr
    phase: Expr = Integer(0)
    other_phase: Expr = Integer(0)
    copies: Expr = Integer(1)

    @property
    def particles(self) -> Particles:
        """The particles of one copy."""
        return Particles(
            self.representations,
            self.m_S,
            self.m_A,
            self.m_B,
            y12=self.y12,
            y12_prime=self.y12_prime,
            phase=self.phase,
            other_phase=self.other_phase,
        )


@dataclass(frozen=True)
class HeavyModel:
    """A model of heavy particles with the parameters of a function.

    Parameters
    ----------
    name, doc : str
    references : tuple of str
    parameters : mapping of str to Argument
    build : callable
        From the parameters by name to `FermionAndScalars` or `ScalarAndFermions`.
    declared_in : Place
    """

    name: str
    doc: str
    references: tuple[str, ...]
    parameters: Mapping[str, Argument] = field(hash=False)
    build: Callable[..., Any]
    declared_in: Place

    def at(self, parameters: Mapping[str, Expr]) -> FermionAndScalars | ScalarAndFermions:
        """The particles at values of the parameters."""
        made: Any = self.build(**parameters)
        if not isinstance(made, FermionAndScalars | ScalarAndFermions):
            raise DeclarationError(
                f"model {self.name} returns {made!r}; FermionAndScalars(...) or ScalarAndFermions(...) is expected"
            )
        return made

    def quantities(self) -> dict[str, Quantity]:
        """The quantities that the model implies, by name.

        Raises
        ------
        DeclarationError
            If the representations cannot couple to the muon.
        """
        numbers = {name: given.real.symbol(name) for name, given in self.parameters.items() if given.real}
        made = self.at(numbers)
        _ = made.representations
        scale = argument("scale", fields.MSbarScale)
        found = [
            self._quantity(
                "delta_a_mu",
                "Contribution to the muon's anomalous magnetic moment, as electroweak.delta_a_mu.",
                one,
                lambda p, y1, y2: (p.moment(y1, y2), {**p.stable, **p.heavy, **p.resolved}),
            ),
            self._quantity(
                "lightest_charged_mass",
                "Mass of the lightest charged particle, as electroweak.lightest_charged_mass.",
                GeV,
                lambda p, y1, y2: (p.lightest_charged_mass(), p.stable),
                summed=False,
            ),
            self._quantity(
                "muon_mass_tuning",
                "Size of the correction to the muon's mass over the mass, as electroweak.muon_mass_tuning.",
                one,
                lambda p, y1, y2: (p.muon_mass_tuning(y1, y2), {**p.stable, **p.resolved}),
            ),
            self._quantity(
                "higgs_mass_tuning",
                "Size of the correction to the Higgs boson's squared mass over it, as electroweak.higgs_mass_tuning.",
                one,
                lambda p, y1, y2: (p.higgs_mass_tuning(), {}),
            ),
            self._quantity(
                "higgs_mass_correction",
                "Shift of the Higgs boson's squared mass in the MS-bar scheme, as electroweak.higgs_mass_correction.",
                GeV**2,
                lambda p, y1, y2, scale: (p.higgs_mass_correction("msbar", scale), {}),
                scale,
            ),
        ]
        about = "Correction to the muon's mass, signed, as electroweak.muon_mass_correction."
        if isinstance(made, FermionAndScalars):
            found.append(
                self._quantity(
                    "muon_mass_correction",
                    about,
                    GeV,
                    lambda p, y1, y2: (p.muon_mass_correction(y1, y2, None), {**p.stable, **p.resolved}),
                )
            )
        else:
            found.append(
                self._quantity(
                    "muon_mass_correction",
                    about,
                    GeV,
                    lambda p, y1, y2, scale: (p.muon_mass_correction(y1, y2, scale), {**p.stable, **p.resolved}),
                    scale,
                )
            )
        return {quantity.name: quantity for quantity in found}

    def _quantity(
        self,
        name: str,
        about: str,
        unit: Unit,
        derive: Callable[..., tuple[Expr, Mapping[Any, str]]],
        *others: Argument,
        summed: bool = True,
    ) -> Quantity:
        symbols = {key: own.real.symbol(key) for key, own in self.parameters.items() if own.real}

        def build(**given: Expr) -> Formula:
            made = self.at(symbols | {key: value for key, value in given.items() if key in symbols})
            rest = {key: value for key, value in given.items() if key not in symbols}
            expression, conditions = derive(made.particles, made.y1, made.y2, **rest)
            told = {c: words for c, words in conditions.items() if c not in (True, False)}
            return Formula(expression * (made.copies if summed else 1), valid=tuple(told), words=told)

        whole = build(**{a.name: a.real.symbol(a.name) for a in others if a.real})
        used = {key for part in whole.ingredients for key in names_in(part)}
        return Quantity(
            name=f"{self.name}.{name}",
            doc=f"{about}\n\n{self.doc}",
            unit=unit,
            source=", ".join(("derived as electroweak." + name, *self.references)),
            parameters={key: own for key, own in self.parameters.items() if key in used} | {a.name: a for a in others},
            build=build,
            declared_in=self.declared_in,
            points=(),
            accuracy=ACCURACY,
            parameters_of_model=tuple(self.parameters),
        )


def heavy_model(*bare: object, references: tuple[str, ...] = ()) -> Callable[[Callable[..., Any]], HeavyModel]:
    """Declare a function that returns `FermionAndScalars` or `ScalarAndFermions` as a model of heavy particles.

    Parameters
    ----------
    references : tuple of str
        Where the model is described.
    """
    if bare:
        raise DeclarationError(
            "a model is declared with parentheses: @heavy_model() or @heavy_model(references=(...,))"
        )
    if isinstance(references, str):
        raise DeclarationError('references are a tuple of texts; a single one is written ("...",)')

    def declare(function: Callable[..., Any]) -> HeavyModel:
        name = function.__name__
        try:
            parameters = arguments_of(function)
        except DeclarationError as error:
            raise DeclarationError(f"model {name}: {error}") from None
        for key, given in parameters.items():
            if given.real is None or given.is_list:
                raise DeclarationError(
                    f"model {name}: parameter '{key}' is no number; use HeavyMass, Yukawa or Trilinear"
                )
            if key in TAKEN:
                raise DeclarationError(
                    f"model {name}: a parameter is called '{key}', which is taken; choose another name"
                )
        return HeavyModel(
            name=name,
            doc=inspect.getdoc(function) or f"The model {name}, without a description.",
            references=references,
            parameters=parameters,
            build=function,
            declared_in=Place.of(function),
        )

    return declare
