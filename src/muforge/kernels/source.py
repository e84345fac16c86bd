"""Where the compiled kernel of a quantity is found."""

from __future__ import annotations

import numpy as np

from muforge import _fast
from muforge.catalogue.entries import Entry

WITH_ERROR = "_with_error"
"""Ending of the name of a kernel that also returns errors."""


def kernel(quantity: Entry, name: str) -> np.ufunc:
    """The kernel of this name: the quantity's own if it was compiled on request, else that of `muforge._fast`."""
    return quantity.kernels[name] if name in quantity.kernels else getattr(_fast, name)
