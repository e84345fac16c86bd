"""The compiled side of a comparison: the function that computes a variant in this process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from muforge.catalogue.lookup import entry
from muforge.compute.run import run_variant
from muforge.kernels.source import kernel
from muforge.symbolic.language.variant import Variant


def compiled(variant: Variant) -> Callable[..., Any]:
    """The function of a variant's kernel inputs in order: its kernel, or the composition of others."""
    quantity = entry(variant.quantity.name)
    if not variant.composed:
        return kernel(quantity, variant.kernel)
    chosen = next(v for v in quantity.variants if v.kernel == variant.kernel)

    def combined(*values: Any) -> Any:
        arrays = dict(zip(variant.inputs, map(np.asarray, values), strict=True))
        shape = np.broadcast_shapes(*(array.shape for array in arrays.values()))
        return run_variant(quantity, chosen, arrays, shape, None, 1)[0]

    return combined
