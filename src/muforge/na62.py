"""The imports of users who ask what NA62 sees, or has seen, of K -> mu nu X.

>>> from muforge.na62 import InvisibleSearch, KaonRates
>>> search = InvisibleSearch(n_kaons=1e13, photon_veto_inefficiency=1e-3, background_uncertainty=0.01)
>>> search.reach(KaonRates("lmu_ltau"), [0.05, 0.45]).reasons
('', 'K -> mu nu X is closed: m_X is above m_K - m_mu')
"""

from muforge.limits.histfactory import histfactory
from muforge.limits.kaon_rates import KaonRates, Reach, reach_of_published
from muforge.limits.kaon_searches import (
    MEASURED_STRUCTURE,
    InvisibleSearch,
    StructureTerms,
    StructureWarning,
    VisibleSearch,
)
from muforge.limits.kaon_tables import Acceptance, BinnedBackground, read_acceptance, read_background
from muforge.limits.published import Limit, read_limit

__all__ = [
    "MEASURED_STRUCTURE",
    "Acceptance",
    "BinnedBackground",
    "InvisibleSearch",
    "KaonRates",
    "Limit",
    "Reach",
    "StructureTerms",
    "StructureWarning",
    "VisibleSearch",
    "histfactory",
    "reach_of_published",
    "read_acceptance",
    "read_background",
    "read_limit",
]
