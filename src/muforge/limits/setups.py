"""What experiments measure, as data, and the limit that each sets on a coupling of any model.

A setup names a rate of the model, what was measured of it, and the settings of the statistical prescription.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from muforge.errors import ArgumentError, DomainError, nearest
from muforge.limits.excluded import CouplingLimit, Edges, edges_of
from muforge.limits.model_point import INVISIBLE, ModelPoint
from muforge.limits.published import Limit, read_limit

Settings = Mapping[str, Any]


class Measurement(Protocol):
    """What was measured of a rate."""

    @property
    def settings(self) -> Settings:
        """Settings of the prescription and their defaults."""

    def allowed(self, masses: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
        """The smallest and the largest rate that is allowed at each mass; NaN where nothing was measured."""


@dataclass(frozen=True)
class Counted:
    """A number with a Gaussian error: allowed within `n_sigma` errors."""

    value: float
    error: float
    n_sigma: float = 1.96

    @property
    def settings(self) -> Settings:
        return {"value": self.value, "error": self.error, "n_sigma": self.n_sigma}

    def allowed(self, masses: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
        value, error, n_sigma = (_number(name, settings[name]) for name in ("value", "error", "n_sigma"))
        if error <= 0 or n_sigma <= 0:
            raise DomainError(f"error = {error:g}, n_sigma = {n_sigma:g}; both are above 0")
        ones = np.ones(len(masses))
        return (value - n_sigma * error) * ones, (value + n_sigma * error) * ones


@dataclass(frozen=True)
class Moment:
    """The anomalous magnetic moment of the muon, measured less predicted."""

    experiment: str
    theory: str
    n_sigma: float = 2.0

    @property
    def settings(self) -> Settings:
        return {"experiment": self.experiment, "theory": self.theory, "n_sigma": self.n_sigma}

    def allowed(self, masses: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
        from muforge.inputs.moment_comparison import Comparison

        compared = Comparison.of(str(settings["experiment"]), str(settings["theory"]))
        shift = Counted(compared.discrepancy, compared.error, _number("n_sigma", settings["n_sigma"]))
        return shift.allowed(masses, shift.settings)


@dataclass(frozen=True)
class Tabulated:
    """Upper limits on a rate in a table of the user's: mass in GeV, and the limit in the unit of the rate.

    Between masses the logarithm of the limit is linear in that of the mass.  ``factor`` multiplies the limits: 1e-3
    for a table in fb of a rate in pb.
    """

    @property
    def settings(self) -> Settings:
        return {"table": None, "factor": 1.0}

    def allowed(self, masses: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
        table = settings["table"]
        if table is None:
            raise ArgumentError(
                "this setup needs the published limits: table=FILE with two columns, mass in GeV and the limit on the "
                "rate"
            )
        given = table if isinstance(table, Limit) else read_limit(table, str(table))
        if np.any(np.diff(given.mass) <= 0):
            raise DomainError(f"{given.reference}: masses that ascend are expected, each of them once")
        logarithms = np.log(given.coupling)
        limits = np.exp(np.interp(np.log(masses), np.log(given.mass), logarithms, left=np.nan, right=np.nan))
        return np.full(len(masses), -np.inf), limits * _number("factor", settings["factor"])


@dataclass(frozen=True)
class Setup:
    """An experiment that limits a rate of any model.

    Parameters
    ----------
    name, about, source : str
    quantity : str
        Own name of the model's quantity that was measured.
    measured : Measurement
    inputs : mapping
        Options and numbers of the quantity beside the model's parameters.
    channels : sequence of str
        Decays of X that are seen; all of them if there is none.
    """

    name: str
    about: str
    source: str
    quantity: str
    measured: Measurement
    inputs: Settings = field(default_factory=dict)
    channels: Sequence[str] = ()

    @property
    def settings(self) -> Settings:
        """What a caller may set, and the defaults."""
        return dict(self.measured.settings) | dict(self.inputs)

    def limit(self, point: ModelPoint, masses: np.ndarray, settings: Settings) -> CouplingLimit:
        """The couplings that the measurement excludes."""
        if not point.has(self.quantity):
            raise DomainError(f"{self.name} measures {self.quantity}, which {point.model} does not have: no limit")
        inputs = {name: settings[name] for name in self.inputs}
        low, high = self.measured.allowed(masses, settings)

        def rate(mass: np.ndarray, coupling: np.ndarray) -> np.ndarray:
            return point.rate(self.quantity, inputs, self.channels, mass, coupling)

        return _named(self, point, masses, edges_of(masses, rate, low, high))


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
        return _named(self, point, masses, edges)


AnySetup = Setup | KaonSetup


def _named(setup: AnySetup, point: ModelPoint, masses: np.ndarray, edges: Edges) -> CouplingLimit:
    upper = np.where(np.isfinite(edges.coupling), edges.upper, np.nan)
    return CouplingLimit(
        setup.name, point.model, point.coupling, masses, edges.coupling, upper, edges.preferred, edges.reasons
    )


def chosen_settings(setup: AnySetup, given: Settings) -> dict[str, Any]:
    """The settings of a setup with those that a caller gives.

    Raises
    ------
    TypeError
        For settings that it does not have.
    """
    for name in given:
        if name not in setup.settings:
            has = ", ".join(setup.settings)
            raise ArgumentError(f"{setup.name} has no setting '{name}'{nearest(name, setup.settings)}; it has {has}")
    return dict(setup.settings) | dict(given)


def _number(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ArgumentError(f"{name} = {value!r}; a number is expected") from None
    if not np.isfinite(number):
        raise DomainError(f"{name} = {number}; a finite number is expected")
    return number


_TRIDENTS = {"method": "exact", "form_factor": "helm"}
_BEAMS = {"sqrt_s": 10.58}

SETUPS: tuple[AnySetup, ...] = (
    Setup(
        "gminus2_2021",
        "a_mu of Brookhaven and Fermilab's Run 1, White Paper of 2020: a band of couplings",
        "arXiv:2104.03281, arXiv:2006.04822",
        "delta_a",
        Moment("2021", "WP20"),
        {"lepton": "muon"},
    ),
    Setup(
        "gminus2_2025",
        "a_mu, average of 2025, White Paper of 2025: an upper limit",
        "arXiv:2506.03069, arXiv:2505.21476",
        "delta_a",
        Moment("2025", "WP25"),
        {"lepton": "muon"},
    ),
    Setup(
        "ccfr",
        "neutrino tridents on iron, 0.82 +- 0.28 of the standard model's rate",
        "CCFR, Phys. Rev. Lett. 66 (1991) 3117; exact coherent rates at the mean energy",
        "trident_ratio",
        Counted(0.82, 0.28),
        {**_TRIDENTS, "target": "iron", "E_nu": 160.0},
    ),
    Setup(
        "charm2",
        "neutrino tridents on glass, 1.58 +- 0.57 of the standard model's rate",
        "CHARM-II, Phys. Lett. B 245 (1990) 271; exact coherent rates at the mean energy",
        "trident_ratio",
        Counted(1.58, 0.57),
        {**_TRIDENTS, "target": "silicon_dioxide", "E_nu": 20.0},
    ),
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
    Setup(
        "babar_four_muons",
        "limits on the cross section of e+e- -> mu mu X, X -> mu mu, in pb; needs the table",
        "BaBar, Phys. Rev. D 94 (2016) 011102",
        "lepton_pair_cross_section",
        Tabulated(),
        {**_BEAMS, "lepton": "muon"},
        channels=("muon",),
    ),
    Setup(
        "belle2_invisible",
        "limits on the cross section of e+e- -> mu mu X, X invisible, in pb; needs the table",
        "Belle II, Phys. Rev. Lett. 130 (2023) 231801",
        "lepton_pair_cross_section",
        Tabulated(),
        {**_BEAMS, "lepton": "muon"},
        channels=(INVISIBLE,),
    ),
    Setup(
        "belle2_photon",
        "limits on the cross section of e+e- -> photon X, X invisible, in pb; needs the table",
        "arXiv:1808.10567; photons with abs(cos theta) up to cos_theta_max",
        "photon_cross_section",
        Tabulated(),
        {**_BEAMS, "cos_theta_max": 0.9},
        channels=(INVISIBLE,),
    ),
)
"""The setups that muforge has."""
