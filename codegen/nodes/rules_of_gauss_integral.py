"""Integrals by a Gauss rule for proofs: the integral itself, by other rules.  Kernels have what it is short for."""

from __future__ import annotations

from typing import Any

from muforge.codegen.check.arrays import ArrayFunction, over_arrays
from muforge.codegen.check.exactly import Evaluated, evaluation
from muforge.codegen.check.walking import Walk, value
from muforge.symbolic.language.nodes.gauss_integral import GaussIntegral
from muforge.symbolic.language.written import printed_form


@evaluation.register(GaussIntegral)
def _evaluation(e: GaussIntegral, names: tuple[str, ...], refinement: int) -> Evaluated:
    return evaluation(printed_form(e), names, refinement)


@value.register(GaussIntegral)
def _value(e: GaussIntegral, walk: Walk) -> Any:
    return walk(printed_form(e))


@over_arrays.register(GaussIntegral)
def _over_arrays(e: GaussIntegral, names: tuple[str, ...]) -> ArrayFunction:
    return over_arrays(printed_form(e), names)
