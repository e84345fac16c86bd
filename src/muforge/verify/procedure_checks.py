"""The proofs of procedures: a second method at random inputs, and values that are known from elsewhere."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.catalogue.lookup import constant_values, entry
from muforge.codegen.check.domain import Sample, domain, draw
from muforge.compute.evaluate import evaluate
from muforge.compute.run import run_variant
from muforge.errors import DomainError
from muforge.symbolic.language.procedure import KnownValue, Procedure
from muforge.symbolic.language.variant import Variant
from muforge.verify.second_methods import second_method_named

LENGTHS = (4, 1, 3)
"""How many elements the lists of one sample after the other have."""
TRIES = 200


@dataclass(frozen=True)
class Deviation:
    """The largest difference between two methods, relative, and where it was found.

    Parameters
    ----------
    relative : float
    allowed : float
        By the error that the procedure returned there, or the accuracy that it promises where that is more.
    at : dict
    """

    relative: float
    allowed: float
    at: Sample

    @property
    def excess(self) -> float:
        """The difference in units of what is allowed."""
        return self.relative / self.allowed


def against_second_method(variant: Variant, procedure: Procedure, count: int) -> Deviation:
    """The deviation that exceeds what is allowed most, or comes closest to it, over random inputs."""
    second = second_method_named(procedure.second_method)
    found = [_deviation(variant, procedure.texts, second, sample) for sample in procedure_samples(variant, count)]
    return max(found, key=lambda deviation: deviation.excess)


def _deviation(variant: Variant, texts: Mapping[str, str], second: Any, sample: Sample) -> Deviation:
    value, error = run_alone(variant, sample)
    expected = np.array(second(**dict(variant.options), **texts, **sample), dtype=float)
    scale = np.where(expected == 0, 1.0, np.abs(expected))
    allowed = np.maximum(np.maximum(error, variant.quantity.accuracy * np.abs(expected)) / scale, 2.0**-52)
    difference = np.where(np.isfinite(value), np.abs(value - expected) / scale, np.inf)
    worst = np.unravel_index(np.argmax(difference / allowed), np.shape(difference))
    return Deviation(float(difference[worst]), float(allowed[worst]), sample)


def run_alone(variant: Variant, sample: Sample) -> tuple[Any, Any]:
    """Value and error that the procedure of a variant returns for one set of inputs, arrays if it returns several."""
    quantity = entry(variant.quantity.name)
    chosen = next(v for v in quantity.variants if v.kernel == variant.kernel)
    arguments = {**constant_values(), **{name: np.asarray(x, dtype=float) for name, x in sample.items()}}
    value, error = run_variant(quantity, chosen, arguments, (), None, 1)
    return np.asarray(value), np.asarray(error)


def procedure_samples(variant: Variant, count: int) -> list[Sample]:
    """Deterministic random inputs from the ranges of the arguments, lists of several lengths."""
    generator = random.Random(variant.kernel)
    inside = domain(variant)
    drawn = (draw(variant, generator) for _ in range(TRIES * count))
    found: list[Sample] = []
    for sample in drawn:
        if len(found) == count:
            break
        if inside(sample):
            length = LENGTHS[len(found) % len(LENGTHS)]
            point = {name: x[:length] if isinstance(x, list) else x for name, x in sample.items()}
            if _has_result(variant, point):
                found.append(point)
    return found


def _has_result(variant: Variant, sample: Sample) -> bool:
    """Whether the procedure finds a result; it may say that there is none."""
    try:
        run_alone(variant, sample)
    except DomainError:
        return False
    return True


def known_values(variant: Variant, procedure: Procedure) -> list[KnownValue]:
    """The known values that belong to a variant."""
    return [known for known in procedure.known if dict(variant.options).items() <= known.inputs.items()]


def wrong_value(variant: Variant, known: KnownValue) -> str | None:
    """What is wrong with a known value; None if it is met."""
    inputs: dict[str, Any] = dict(known.inputs)
    got = evaluate(variant.quantity.name, **inputs)
    if np.all(np.abs(got - np.asarray(known.value)) <= known.tolerance * np.abs(known.value)):
        return None
    point = ", ".join(f"{name} = {value}" for name, value in inputs.items())
    return f"{known.where}: got {got!r} at {point}, expected {known.value!r} within {known.tolerance:.1e}"
