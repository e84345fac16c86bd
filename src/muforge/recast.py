"""The imports of users who turn a limit on one model into a limit on another one.

>>> from muforge.recast import Search
>>> Search("lmu_ltau", "g", "kaon_branching_ratio", "neutrinos").mass
'm_X'
"""

from muforge.limits.published import Limit, read_limit
from muforge.limits.recasting import Search, displaced, prompt, recast

__all__ = ["Limit", "Search", "displaced", "prompt", "read_limit", "recast"]
