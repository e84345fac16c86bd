"""Where the compiled kernel of a quantity is found."""

from __future__ import annotations

import numpy as np

from muforge import _fast
from muforge.catalogue.entries import Entry


def kernel(quantity: Entry, name: str) -> np.ufunc:
    """The kernel of this name: compiled on request for the quantity, or one of `muforge._fast`."""
    return quantity.kernels[name] if name in quantity.kernels else getattr(_fast, name)
