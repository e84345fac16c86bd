"""`limit`: what one experiment says about a coupling of a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from muforge.errors import ArgumentError, DomainError, UnknownQuantityError, nearest
from muforge.inputs.with_units import in_unit
from muforge.limits.excluded import CouplingLimit
from muforge.limits.experiments import known_setups
from muforge.limits.model_point import ModelPoint, parameters_of, taken_somewhere
from muforge.limits.setups import AnySetup, chosen_settings


def setups() -> dict[str, str]:
    """Names of the setups, and what each measures."""
    return {setup.name: setup.about for setup in known_setups().values()}


def setup_named(name: str) -> AnySetup:
    """A setup by its name.

    Raises
    ------
    KeyError
        If there is none.
    """
    known = known_setups()
    if name in known:
        return known[name]
    raise UnknownQuantityError(f"there is no setup '{name}'{nearest(name, known)}; setups are {', '.join(known)}")


def limit(
    setup: str | AnySetup,
    *,
    model: str,
    for_: str | None = None,
    constants: Mapping[str, float] | None = None,
    outside: str = "error",
    **given: Any,
) -> CouplingLimit:
    """Find the couplings of a model that an experiment excludes.

    Parameters
    ----------
    setup : str or Setup
        A name, see `muforge.setups`, or a setup of your own.
    model : str
        A built-in model, or one that was built from a file.
    for_ : str, optional
        The coupling that is limited; not needed if the model has one that is not given.
    constants : mapping, optional
        As in `muforge.evaluate`.
    outside : {"error", "warn"}
        With "warn", approximations are used where they are not trusted, with a warning.
    **given
        The masses, by the name that the model has for it (``m_X``): a number or a list in GeV.  Other parameters of the
        model, and what its widths take: dark matter, ratios or widths of hadrons.  Settings of the setup: the
        experiment and the theory of g-2, a table of published limits.

    Returns
    -------
    CouplingLimit
        Couplings at each mass, and a reason where there is no limit.

    Raises
    ------
    KeyError
        For an unknown setup or model.
    TypeError, ValueError
        For missing, unknown or unphysical arguments, and if the model has no such rate.

    Examples
    --------
    >>> import muforge
    >>> found = muforge.limit("ccfr", model="lmu_ltau", m_X=[0.01, 0.1])
    >>> found.coupling.round(5)
    array([0.00087, 0.00114])
    """
    chosen = setup_named(setup) if isinstance(setup, str) else setup
    if outside not in ("error", "warn"):
        raise DomainError(f"outside = {outside!r}; allowed are error, warn")
    mass = next(name for name, unit in parameters_of(model).items() if unit == "GeV")
    if mass not in given:
        raise ArgumentError(f"give the masses: {mass}=..., a number or a list in GeV")
    masses = np.atleast_1d(np.asarray(in_unit(mass, given.pop(mass), "GeV"), dtype=float))
    if masses.ndim != 1 or not np.all(np.isfinite(masses) & (masses > 0)):
        raise DomainError(f"{mass} = {masses.tolist()}; a list of masses above 0 in GeV is expected")
    settings = {name: given.pop(name) for name in tuple(given) if name in chosen.settings}
    others = {name: value for name, value in given.items() if not taken_somewhere(model, name)}
    if not _is_of_model(others, model):
        chosen_settings(chosen, {name: value for name, value in others.items() if name not in parameters_of(model)})
    point = ModelPoint.of(model, for_, constants=constants, outside=outside, **given)
    return chosen.limit(point, masses, chosen_settings(chosen, settings))


def _is_of_model(given: Mapping[str, Any], model: str) -> bool:
    """Whether all names are those of the model, so that its own message is the better one."""
    known = parameters_of(model)
    return all(name in known or nearest(name, known) for name in given)
