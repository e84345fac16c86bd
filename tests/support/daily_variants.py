"""All variants that have kernels, and which of them are for every day."""

from __future__ import annotations

import pytest

from muforge.catalogue.lookup import entry
from muforge.symbolic.registry import models, quantities

FINE = 1e-12
"""Integrals that promise no more than this are nested, or nearly so, and take seconds in 50 digits."""


def _pairs():
    """Variants with their entries in the catalogue, which say what they are without building a formula."""
    for quantity in quantities().values():
        yield from zip(quantity.variants, entry(quantity.name).variants, strict=True)


ENTRIES = {variant.name: known for variant, known in _pairs() if known.compiled}
VARIANTS = {variant.name: variant for variant, known in _pairs() if known.compiled}


DAILY_MODEL = "lmu_ltau"
"""The model whose integrals are computed every day; those of others have the same formulas with other couplings."""
COSTLY = {"dark_matter_thermal_average_dirac"}
"""Bessel functions of 50 digits, for minutes; the other spins have the same integral."""


def _first_of_each_quantity() -> set[str]:
    first: dict[str, str] = {}
    for name, variant in VARIANTS.items():
        model, _, own = variant.quantity.name.partition(".")
        if model not in models() or model == DAILY_MODEL or f"{DAILY_MODEL}.{own}" not in quantities():
            first.setdefault(variant.quantity.name, name)
    return set(first.values()) - COSTLY


FIRST = _first_of_each_quantity()


def with_marks(names):
    """Parameters of a test: of quantities with costly integrals one variant is for every day, and of models one.

    What was recorded of the others is compared with their formulas every day.
    """

    def is_long(name):
        return name not in FIRST and (ENTRIES[name].tolerance or 0.0) > FINE

    return [pytest.param(name, marks=[pytest.mark.long] if is_long(name) else []) for name in names]
