"""A model with a coupling that is to be limited: its rates as functions of mass and coupling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from muforge.catalogue.entries import Entry
from muforge.catalogue.lookup import entry, names
from muforge.compute.evaluate import evaluate_quietly
from muforge.errors import ArgumentError, DomainError, UnknownQuantityError, nearest
from muforge.inputs.numbers import shortened

SMALLEST_COUPLING, LARGEST_COUPLING = 1e-12, 4 * np.pi
"""Couplings between which limits are searched."""
INVISIBLE = "invisible"
"""Decays to neutrinos and dark matter, and a boson that does not decay."""
UNSEEN = ("neutrinos", "dark_matter")


@dataclass(frozen=True)
class ModelPoint:
    """A model of which one coupling is limited.

    Parameters
    ----------
    model : str
        Family of the model's quantities, built in or of a user's file.
    coupling : str
        The parameter that is limited.
    mass : str
        The parameter that is the mass.
    fixed : mapping
        Other parameters of the model: numbers, or functions of the mass.
    constants : mapping, optional
        As in `muforge.evaluate`.
    outside : {"error", "warn"}
        With "warn", rates are computed where an approximation is not trusted, with a warning; else they are NaN there.
    """

    model: str
    coupling: str
    mass: str
    fixed: Mapping[str, Any] = field(default_factory=dict)
    constants: Mapping[str, float] | None = None
    outside: str = "error"

    @classmethod
    def of(
        cls,
        model: str,
        coupling: str | None = None,
        *,
        constants: Mapping[str, float] | None = None,
        outside: str = "error",
        **fixed: Any,
    ) -> ModelPoint:
        """A model by its name; the coupling may be left out if there is one alone beside what is fixed.

        Raises
        ------
        KeyError
            If there is no such model.
        TypeError
            If the coupling is not clear, or a parameter is unknown.
        """
        parameters = parameters_of(model)
        if not isinstance(coupling, str | None):
            raise ArgumentError(f"coupling = {shortened(coupling)}; the name of a coupling of {model} is expected")
        mass = next(name for name, unit in parameters.items() if unit == "GeV")
        for name in (*fixed, *([coupling] if coupling else [])):
            if name not in parameters and not taken_somewhere(model, name):
                raise ArgumentError(
                    f"{model} has no parameter '{name}'{nearest(name, parameters)}; it has {', '.join(parameters)}"
                )
        free = [name for name in parameters if name != mass and name not in fixed]
        chosen = coupling or (free[0] if len(free) == 1 else "")
        if not chosen or chosen == mass or chosen in fixed:
            raise ArgumentError(
                f"{model} has the couplings {', '.join(free) or 'none'} that are not fixed; say which one is limited, "
                "for_=..., and fix the others"
            )
        missing = [name for name in free if name != chosen]
        if missing:
            raise ArgumentError(f"{model}: {chosen} is limited; give the value of {', '.join(missing)}")
        return cls(model, chosen, mass, fixed, constants, outside)

    def has(self, quantity: str) -> bool:
        """Whether the model has a quantity."""
        return f"{self.model}.{quantity}" in names(self.model)

    def rate(
        self, quantity: str, inputs: Mapping[str, Any], channels: Sequence[str], mass: Any, coupling: Any
    ) -> np.ndarray:
        """A quantity, times the fraction of decays that go to some channels; NaN where it is not defined.

        Parameters
        ----------
        quantity : str
            Own name of the quantity.
        inputs : mapping
            Its options and numbers beside the model's.
        channels : sequence of str
            Channels of the decay of X, or `INVISIBLE`; every decay if there is none.
        mass, coupling : array_like
            They broadcast.
        """
        given = {self.mass: mass, self.coupling: coupling} | self._fixed_at(mass)
        produced = self._evaluate(quantity, given | dict(inputs))
        return np.asarray(produced * self._fraction(channels, given) if channels else produced)

    def fraction(self, channels: Sequence[str], mass: Any, coupling: Any) -> np.ndarray:
        """Fraction of the decays that go to some channels; channels that the model does not have count for nothing."""
        given = {self.mass: mass, self.coupling: coupling} | self._fixed_at(mass)
        return np.broadcast_to(self._fraction(channels, given), np.broadcast_shapes(np.shape(mass), np.shape(coupling)))

    def _fixed_at(self, mass: Any) -> dict[str, Any]:
        return {name: value(mass) if callable(value) else value for name, value in self.fixed.items()}

    def _fraction(self, channels: Sequence[str], given: Mapping[str, Any]) -> Any:
        """Fraction of the decays that go to some channels."""
        known = _argument(entry(f"{self.model}.branching_ratio"), "channel").choices
        wanted = [c for channel in channels for c in (UNSEEN if channel == INVISIBLE else (channel,)) if c in known]
        seen = sum(self._evaluate("branching_ratio", {**given, "channel": channel}) for channel in wanted)
        if INVISIBLE not in channels:
            return seen
        return np.where(self._evaluate("total_width", given) == 0, 1.0, seen)

    def _evaluate(self, quantity: str, given: Mapping[str, Any]) -> Any:
        """A quantity of the model with the inputs that it takes."""
        name = f"{self.model}.{quantity}"
        taken = inputs_taken(name, given)
        try:
            return evaluate_quietly(name, constants=self.constants, outside=self.outside, **taken)
        except DomainError:  # at some masses perhaps
            return evaluate_quietly(name, constants=self.constants, outside="nan", **taken)


def inputs_taken(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs that a quantity takes, with the options among them."""
    known = {argument.name: argument for argument in entry(name).arguments}
    return {key: value for key, value in given.items() if key in known and known[key].fits(given)}


def parameters_of(model: str) -> dict[str, str]:
    """The parameters of a model and their units.

    Raises
    ------
    KeyError
        If there is no model of that name.
    """
    try:
        width = entry(f"{model}.partial_width")
    except UnknownQuantityError:
        raise UnknownQuantityError(f"there is no model '{model}'; 'muforge model' shows all") from None
    return {a.name: a.unit for a in width.arguments if not a.choices and not a.needed_for}


def taken_somewhere(model: str, name: str) -> bool:
    """Whether a quantity of decays takes an argument that is no parameter of the model: dark matter, an R ratio."""
    return any(a.name == name for q in ("partial_width", "branching_ratio") for a in entry(f"{model}.{q}").arguments)


def _argument(quantity: Entry, name: str) -> Any:
    return next(argument for argument in quantity.arguments if argument.name == name)
