"""All variants that have kernels, and which of them are for every day."""

import pytest

from muforge.symbolic.language.nesting import dimensions
from muforge.symbolic.registry import quantities

VARIANTS = {v.name: v for q in quantities().values() for v in q.variants if v.has_kernel}


def _first_of_each_quantity() -> set[str]:
    first: dict[str, str] = {}
    for name, variant in VARIANTS.items():
        first.setdefault(variant.quantity.name, name)
    return set(first.values())


FIRST = _first_of_each_quantity()


def with_marks(names):
    """Parameters of a test: of quantities with nested integrals, which take seconds, one variant is for every day.

    What was recorded of the others is compared with their formulas every day.
    """

    def is_long(name):
        return name not in FIRST and dimensions(VARIANTS[name].expression) > 1

    return [pytest.param(name, marks=[pytest.mark.long] if is_long(name) else []) for name in names]
