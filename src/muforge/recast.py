"""A limit that was published for one model, as a limit on another one: what users import.

>>> from muforge.recast import Search
>>> Search("lmu_ltau", "g", "kaon_branching_ratio", "neutrinos").mass
'm_X'
"""

from muforge.limits.published import Limit, read_limit
from muforge.limits.recasting import Search, displaced, prompt, recast

__all__ = ["Limit", "Search", "displaced", "prompt", "read_limit", "recast"]
