"""N_eff in models: shifts by their bosons, and what was measured.

>>> from muforge import n_eff
>>> round(n_eff.shift_of_model("lmu_ltau", m_X=1e-3, g=3e-11), 3)
0.203
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.catalogue.lookup import entry
from muforge.compute.evaluate import evaluate_quietly
from muforge.errors import AccuracyWarning, DomainError
from muforge.limits.model_point import inputs_taken

DEGREES = 3.0
"""Of a vector; bosons of spin 0 do not decay to neutrinos here."""


@dataclass(frozen=True)
class Measured:
    """What was measured of N_eff, or an interval of its shift.

    Parameters
    ----------
    low, high : float
        Shifts of N_eff between which the statement lies; -inf for an upper limit.
    about, source : str
    """

    low: float
    high: float
    about: str
    source: str


MEASUREMENTS: Mapping[str, Measured] = {
    "2026": Measured(
        -np.inf,
        0.107,
        "95 per cent upper limit from helium, deuterium, CMB and DESI; N_eff = 2.990 +- 0.070",
        "arXiv:2603.13226",
    ),
    "hubble_band": Measured(
        0.2, 0.5, "shifts that were said to relieve the tension of the Hubble constant", "arXiv:1901.02010"
    ),
}
"""Name -> statement."""


def shift_of_model(model: str, *, constants: Mapping[str, float] | None = None, **parameters: Any) -> Any:
    """Shift of N_eff by the boson of a model, built in or of a user's file; it need not be in equilibrium.

    Inverse decays of neutrinos and of electrons produce it, `neff.shift_from_decays` with the widths of the model.  The
    absolute error is about 4e-8 up to 2 MeV and grows with the mass, to 4e-7 at 20 MeV.

    Parameters
    ----------
    model : str
    constants : mapping, optional
        As in `muforge.evaluate`.
    **parameters : float or array_like
        Mass and couplings of the model; they broadcast.

    Returns
    -------
    float or ndarray

    Raises
    ------
    KeyError, TypeError, ValueError
        For an unknown model or parameters, and for a boson that does not decay to neutrinos.
    """
    name = f"{model}.partial_width"
    width = entry(name)
    channels = check_neutrinos(model)
    mass = next(argument.name for argument in width.arguments if argument.unit == "GeV" and not argument.choices)

    def partial(channel: str) -> Any:
        given = {**parameters, "channel": channel}
        taken = inputs_taken(name, given)
        unknown = [parameter for parameter in parameters if parameter not in taken]
        return evaluate_quietly(name, constants=constants, **taken, **{key: parameters[key] for key in unknown})

    widths = {"width_to_neutrinos": partial("neutrinos")}
    widths["width_to_electrons"] = partial("electron") if "electron" in channels else 0.0
    own = {"m_X": parameters[mass], "degrees_of_freedom": DEGREES}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AccuracyWarning)  # of shifts that are all but 0
        return evaluate_quietly("neff.shift_from_decays", constants=constants, **own, **widths)


def check_neutrinos(model: str) -> tuple[Any, ...]:
    """The channels of the boson of a model.

    Raises
    ------
    KeyError, ValueError
        For an unknown model, and for a boson that does not decay to neutrinos.
    """
    arguments = entry(f"{model}.partial_width").arguments
    channels = next(argument.choices for argument in arguments if argument.name == "channel")
    if "neutrinos" not in channels:
        raise DomainError(
            f"{model} has no decays to neutrinos ({', '.join(map(str, channels))}); expected a boson that neutrinos "
            "produce, or use neff.shift_from_electromagnetic_particle"
        )
    return channels
