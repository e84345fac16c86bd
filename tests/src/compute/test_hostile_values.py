"""Values at the ends of double precision, zeros and ordinary ones mixed, in every quantity that takes no long integral.

The answer is a finite number, an infinite lifetime, or an error of muforge.
"""

from __future__ import annotations

import math
import random
import warnings

import numpy as np
import pytest

import muforge
from muforge.catalogue.entries import Entry, VariantEntry
from muforge.catalogue.lookup import entry
from muforge.errors import MuforgeError

HOSTILE = (0.0, -0.0, 1e-320, 1e-300, 1e-160, 1e-155, 1e-51, 1e-50, 1e-20, 1e-9, 1e9, 1e20, 1e50, 1e75, 1e160, 1e300)
ORDINARY = (1e-6, 0.003, 0.1, 0.3, 1.0, 2.0, 30.0)
BRANCHING = "branching_ratio"
CONSTANTS = ("m_e", "m_mu", "m_tau", "m_K", "m_pi", "alpha", "G_F")


def _quick(variant: VariantEntry) -> bool:
    """Whether it takes milliseconds at most, with its integrals."""
    tolerances = [part.tolerance or 0.0 for part in variant.composition.parts] if variant.composition else []
    return max([variant.tolerance or 0.0, *tolerances]) < 1e-9


CHOICES = [
    (name, variant)
    for name in muforge.names()
    for variant in entry(name).variants
    if variant.inputs and _quick(variant)
]


def _inputs(quantity: Entry, variant: VariantEntry, generator: random.Random) -> dict[str, object]:
    """Options of a variant, and numbers within the limits of each argument alone."""
    lengths = dict(variant.lengths)
    selected = {option: choices for _, option, choices in variant.selected}
    given: dict[str, object] = dict(variant.options)

    def number(argument) -> float:
        x = generator.choice(HOSTILE if generator.random() < 0.4 else ORDINARY)
        if argument.above is None and argument.at_least is None and generator.random() < 0.3:
            x = -x
        return min(x, argument.at_most) if argument.at_most is not None else x

    for argument in quantity.arguments:
        name = argument.name
        if name in given or (argument.optional and argument.default is None and name not in variant.present):
            continue
        if argument.choices:
            given[name] = generator.choice(list(selected.get(name, argument.choices)))
        else:
            count = 4 if argument.components else lengths.get(name, 2 if argument.series else 0)
            given[name] = [number(argument) for _ in range(count)] if count else number(argument)
    return given


def _call(generator: random.Random) -> None:
    name, variant = generator.choice(CHOICES)
    quantity = entry(name)
    inputs = _inputs(quantity, variant, generator)
    replaced = (
        {generator.choice(CONSTANTS): abs(generator.choice(HOSTILE + ORDINARY))} if generator.random() < 0.2 else None
    )
    told = f"{name}({inputs}, constants={replaced})"
    try:
        result, error = muforge.evaluate(name, constants=replaced, return_error=True, **inputs)
    except MuforgeError as refusal:
        assert len(str(refusal)) <= 1000 and "\n" not in str(refusal), told
        return
    values = np.asarray(result)
    assert not np.isnan(values).any() and not np.isnan(error).any(), told
    if quantity.unit not in ("s", "m"):
        assert np.isfinite(values).all() and np.isfinite(error).all(), told
    if name.endswith(f".{BRANCHING}") and any(a.name == "channel" for a in quantity.arguments):
        assert 0 <= values <= 1 + 1e-12, told


@pytest.mark.parametrize("count", [2000, pytest.param(50_000, marks=pytest.mark.long)])
def test_answers_are_numbers_or_errors(count):
    generator = random.Random(count)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", muforge.errors.AccuracyWarning)
        warnings.simplefilter("ignore", muforge.errors.ValidityWarning)
        for _ in range(count):
            _call(generator)


def test_almost_every_quantity_is_among_them():
    asked = {name for name, _ in CHOICES}
    assert len(asked) > 0.7 * len(muforge.names())
    assert math.isfinite(muforge.evaluate("decay.vector_to_neutrinos", m_X=1.0, g=1.0))
