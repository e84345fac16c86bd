"""A search in bins as a model of HistFactory, the JSON that pyhf reads."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.limits.kaon_rates import KaonRates
from muforge.limits.kaon_searches import InvisibleSearch

VERSION = "1.0.0"
CHANNEL = "missing_mass_squared"


def histfactory(search: InvisibleSearch, rates: KaonRates, mass: float) -> dict[str, Any]:
    """A search at one mass of X as a workspace of pyhf.

    Parameters
    ----------
    search : InvisibleSearch
    rates : KaonRates
        Of a model whose rate grows with the square of the coupling.
    mass : float
        In GeV.

    Returns
    -------
    dict
        For `json.dump`.  The signal is that of the coupling `reach` of the search, so that limits on ``mu`` are near 1:
        a limit on mu is one on the squared coupling over that of ``measurements``' parameter-free signal.  Kappa is a
        normsys, errors of bins are a shapesys; observations are the background.

    Raises
    ------
    DomainError
        If the search reaches no coupling at this mass.

    Examples
    --------
    >>> from muforge.na62 import InvisibleSearch, KaonRates, histfactory
    >>> search = InvisibleSearch(1e8, photon_veto_inefficiency=1e-3, background_uncertainty=0.01)
    >>> workspace = histfactory(search, KaonRates("lmu_ltau"), 0.1)
    >>> [sample["name"] for sample in workspace["channels"][0]["samples"]]
    ['signal', 'background']
    """
    found = search.reach(rates, mass)
    if found.reasons[0]:
        raise DomainError(f"no signal at m_X = {mass:g} GeV: {found.reasons[0]}")
    signal = search.signals(rates, found.mass, found.coupling)[0]
    background = search.backgrounds()
    modifiers: list[dict[str, Any]] = []
    kappa = search.background_uncertainty
    if kappa >= 1:
        raise DomainError(f"background_uncertainty = {kappa:g}; below 1 is expected, as 1 - kappa is a factor")
    if kappa:
        modifiers.append(
            {"name": "background_normalisation", "type": "normsys", "data": {"hi": 1 + kappa, "lo": 1 - kappa}}
        )
    if search.errors.any():
        if not search.errors.all():
            raise DomainError(
                "an error of the background is 0 and others are not; pyhf drops such bins: give all of them"
            )
        modifiers.append({"name": "background_errors", "type": "shapesys", "data": _plain(search.errors)})
    samples = [
        {
            "name": "signal",
            "data": _plain(signal),
            "modifiers": [{"name": "mu", "type": "normfactor", "data": None}],
        },
        {"name": "background", "data": _plain(background), "modifiers": modifiers},
    ]
    return {
        "channels": [{"name": CHANNEL, "samples": samples}],
        "observations": [{"name": CHANNEL, "data": _plain(background)}],
        "measurements": [{"name": "limit", "config": {"poi": "mu", "parameters": []}}],
        "version": VERSION,
    }


def _plain(values: np.ndarray) -> list[float]:
    return [float(value) for value in values]
