"""Searches for K -> mu nu X at NA62."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muforge.errors import DomainError
from muforge.limits.excluded import CouplingLimit, Edges
from muforge.limits.measurements import Settings, Tabulated
from muforge.limits.model_point import INVISIBLE, ModelPoint
from muforge.limits.setups import AnySetup, Setup, named_limit


@dataclass(frozen=True)
class KaonSetup:
    """A search for K -> mu nu X, with signal and background in the bins of the experiment.

    Parameters
    ----------
    name, about, source : str
    settings : mapping
        Arguments of the search and their defaults.  ``decays`` says which decays of X escape unseen: ``invisible``
        ones, or ``all`` of a long-lived X.
    visible : bool
        Whether X -> mu mu is seen, or the missing mass of an invisible X.
    """

    name: str
    about: str
    source: str
    settings: Settings
    visible: bool

    def limit(self, point: ModelPoint, masses: np.ndarray, settings: Settings) -> CouplingLimit:
        """The couplings that the search reaches."""
        from muforge.limits.kaon_rates import WHOLE, KaonRates
        from muforge.limits.kaon_searches import InvisibleSearch, VisibleSearch

        if not point.has(WHOLE):
            raise DomainError(f"{self.name} measures {WHOLE}, which {point.model} does not have: no limit")
        given = dict(settings)
        decays = given.pop("decays", "muon")
        if decays not in (INVISIBLE, "all", "muon"):
            raise DomainError(f"decays = {decays!r}; allowed are {INVISIBLE}, all")
        search = (VisibleSearch if self.visible else InvisibleSearch)(**given, constants=point.constants)
        channel = None if decays == "all" else str(decays)
        rates = KaonRates(point.model, point.coupling, channel, point.fixed, point.mass, point.constants)
        reach = search.reach(rates, masses)
        none = np.full(len(masses), np.nan)
        edges = Edges(reach.coupling, np.full(len(masses), np.inf), none, tuple(map(str, reach.reasons)))
        return named_limit(self, point, masses, edges)


SETUPS: tuple[AnySetup, ...] = (
    KaonSetup(
        "na62_invisible",
        "reach of K -> mu nu X with an X that is not seen, data equal to the background",
        "arXiv:1902.07715 sec. III; inner bremsstrahlung with a photon veto, cut and count",
        {
            "decays": INVISIBLE,
            "n_kaons": 1e13,
            "acceptance": 0.35,
            "photon_veto_inefficiency": 1e-3,
            "background": None,
            "background_uncertainty": 0.01,
            "method": "cut_and_count",
            "line": "two_sigma",
            "confidence_level": 0.95,
        },
        visible=False,
    ),
    KaonSetup(
        "na62_visible",
        "reach of K -> mu nu X with X -> mu mu, over K -> mu mu mu nu",
        "arXiv:1902.07715 sec. III; background with the structure of the kaon",
        {"n_kaons": 1e13, "acceptance": 0.1, "mass_resolution": 0.002},
        visible=True,
    ),
    Setup(
        "na62_published",
        "published limits on BR(K -> mu nu X), X invisible; needs the table",
        "NA62, Phys. Lett. B 816 (2021) 136259",
        "kaon_branching_ratio",
        Tabulated(),
        channels=(INVISIBLE,),
    ),
)
"""Reach of the experiment, and its published limits."""
