"""`limit` and `expected_events`: what one experiment says about a coupling of a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from muforge.compute.input_checks import check_choice_of_limits
from muforge.errors import ArgumentError, UnknownQuantityError, nearest
from muforge.inputs.numbers import finite_array, list_of, shortened
from muforge.limits.beam_setups import BeamSetup
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
    chosen, masses = _chosen(setup, model, outside, given)
    settings = {name: given.pop(name) for name in tuple(given) if name in chosen.settings}
    others = {name: value for name, value in given.items() if not taken_somewhere(model, name)}
    if not _is_of_model(others, model):
        chosen_settings(chosen, {name: value for name, value in others.items() if name not in parameters_of(model)})
    point = ModelPoint.of(model, for_, constants=constants, outside=outside, **given)
    return chosen.limit(point, masses, chosen_settings(chosen, settings))


def _chosen(setup: str | AnySetup, model: str, outside: str, given: dict[str, Any]) -> tuple[AnySetup, np.ndarray]:
    """The setup, and the masses, which are taken out of what is given, in one dimension."""
    chosen = setup_named(setup) if isinstance(setup, str) else setup
    if not isinstance(chosen, AnySetup):
        raise ArgumentError(f"setup = {shortened(setup)}; a name or a Setup is expected, see muforge.setups()")
    check_choice_of_limits(outside)
    mass = next(name for name, unit in parameters_of(model).items() if unit == "GeV")
    if mass not in given:
        raise ArgumentError(f"give the masses: {mass}=..., a number or a list in GeV")
    return chosen, list_of(mass, given.pop(mass), "GeV", above=0)


def _is_of_model(given: Mapping[str, Any], model: str) -> bool:
    """Whether all names are those of the model, so that its own message is the better one."""
    known = parameters_of(model)
    return all(name in known or nearest(name, known) for name in given)


def expected_events(
    setup: str | AnySetup,
    *,
    model: str,
    constants: Mapping[str, float] | None = None,
    outside: str = "error",
    **given: Any,
) -> np.ndarray:
    """Count the events that an experiment with a beam expects from a model.

    Parameters
    ----------
    setup : str or BeamSetup
        A name, see `muforge.setups`, or a setup of your own.
    model : str
        A built-in model, or one that was built from a file.
    constants : mapping, optional
        As in `muforge.evaluate`.
    outside : {"error", "warn"}
        With "warn", approximations are used where they are not trusted, with a warning.
    **given
        The masses, a number or a list in GeV; all couplings, of which one may be an array that broadcasts against the
        masses; settings of the setup.

    Returns
    -------
    ndarray
        In the shape of masses and couplings, of one dimension at least; 0 where no event is possible, NaN where a rate
        is not defined.

    Raises
    ------
    KeyError
        For an unknown setup or model.
    TypeError, ValueError
        For missing, unknown or unphysical arguments, and for a setup that counts no events.

    Examples
    --------
    >>> import muforge
    >>> muforge.expected_events("e137", model="dark_photon", m_X=0.01, epsilon=[1e-8, 1e-6]).round()
    array([     0., 200178.])
    """
    chosen, masses = _chosen(setup, model, outside, given)
    if not isinstance(chosen, BeamSetup):
        raise ArgumentError(f"{chosen.name} counts no events; expected a setup with a beam, 'm3_phase_1' for instance")
    settings = chosen_settings(chosen, {name: given.pop(name) for name in tuple(given) if name in chosen.settings})
    couplings = [name for name in parameters_of(model) if name in given]
    varied = [name for name in couplings if np.ndim(given[name])] or couplings[:1]
    if len(varied) != 1:
        raise ArgumentError(
            f"{model}: arrays of {', '.join(varied) or 'no coupling'} are given; expected all couplings, and one array "
            "of them at most"
        )
    values = finite_array(varied[0], given.pop(varied[0]))
    point = ModelPoint.of(model, varied[0], constants=constants, outside=outside, **given)
    return chosen.events(point, masses, values, settings)
