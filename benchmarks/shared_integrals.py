"""The bound on L_mu - L_tau from neutrino tridents at 8 masses: one kernel of six results, against a kernel for each.

The bound needs four results of integrals over the same nodes: the cross sections of both currents, and those of the
vector current with the propagator of X once and twice.  The contestants are `muforge.evaluate`, which calls one kernel
for all six results, and four kernels of one result each, compiled from the same formulas by the same compiler; the two
that do not depend on the mass of X are called for one point alone.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from common import Goal
from contest import Case, Contestant
from machine import one_core
from running import run

import muforge
from muforge.build.cache import Cache
from muforge.codegen.backends.c.family import library_c
from muforge.codegen.pipeline import program_of
from muforge.installation import GENERATED
from muforge.kernels.libraries import instruction_set, load
from muforge.symbolic.language.quantity import Variant
from muforge.symbolic.registry import quantities

MASSES = np.geomspace(0.02, 2.0, 8)
MEASURED = {"ratio_measured": 0.82, "ratio_error": 0.28, "n_sigma": 1.96}
E_NU = 160.0
ACCURACY = 2e-5
TIMES = 2.5
SEPARATE = "a kernel for each result"


class Alone(Variant):
    """A result with a kernel of its own."""

    @property
    def kernel(self) -> str:
        """Name of the kernel."""
        return f"{self.name}_alone"

    @cached_property
    def together(self) -> tuple[Variant, ...]:
        """The result alone."""
        return (self,)


@cache
def folder() -> tempfile.TemporaryDirectory:
    """Where kernels are compiled; removed at the end."""
    return tempfile.TemporaryDirectory()


def alone(name: str, **options: str) -> Callable[..., Any]:
    """The compiled kernel of one result of a quantity, as a function of its inputs by name."""
    (found,) = (v for v in quantities()[name].variants if dict(v.options) == options)
    variant = Alone(found.quantity, found.options, found.present, found.lengths)
    source = library_c([(variant, program_of(variant))])
    (library,) = Cache(Path(folder().name), GENERATED, instruction_set).libraries([source])
    kernel, names = load(library)[variant.kernel], variant.inputs
    constants = {name: constant.value for name, constant in muforge.constants().items()}
    return lambda **given: kernel(*((constants | given)[name] for name in names))


def separately(method: str, form_factor: str) -> Callable[[], Any]:
    """The bound from four kernels of one result."""
    field = {"method": method, "form_factor": form_factor}
    contact = {c: alone("trident.nucleus_cross_section_of_current", **field, current=c) for c in ("vector", "axial")}
    once, twice = (
        alone("trident.nucleus_exchange", **field, current="vector", exchanged=exchanged)
        for exchanged in ("once", "twice")
    )
    table = {name: constant.value for name, constant in muforge.constants().items()}
    nucleus = {"Z": table["Z_iron"], "A": table["A_iron"], "E_nu": E_NU}
    C_V, C_A, v = 0.5 + 2 * table["sin2_theta_W"], 0.5, table["v"]
    excess = MEASURED["ratio_measured"] + MEASURED["n_sigma"] * MEASURED["ratio_error"] - 1

    def bound() -> Any:
        standard = C_V**2 * contact["vector"](**nucleus) + C_A**2 * contact["axial"](**nucleus)
        linear = 2 * C_V * v**2 / MASSES**2 * once(**nucleus, m_X=MASSES) / standard
        quadratic = v**4 / MASSES**4 * twice(**nucleus, m_X=MASSES) / standard
        return np.sqrt(2 * excess / (linear + np.sqrt(linear**2 + 4 * quadratic * excess)))

    return bound


def case(method: str, form_factor: str) -> Case:
    """The contest for one kind of cross section."""
    arguments = {"method": method, "form_factor": form_factor, "target": "iron", "E_nu": E_NU, **MEASURED}

    def evaluate() -> Any:
        return muforge.evaluate("lmu_ltau.g_trident_bound", m_X=MASSES, **arguments)

    contestants = [
        Contestant("evaluate", lambda: evaluate),
        Contestant(SEPARATE, lambda: separately(method, form_factor)),
    ]
    goals = [Goal(SEPARATE, "evaluate", TIMES, at_most=False)]
    title = f"g_trident_bound of L_mu - L_tau at {len(MASSES)} masses, {method}, {form_factor}"
    return Case(title, evaluate(), ACCURACY, "evaluate", contestants, goals)


def cases() -> list[Callable[[], Case]]:
    """Both methods and both form factors."""
    pairs = [(method, factor) for method in ("equivalent_photon", "exact") for factor in ("exponential", "helm")]
    return [lambda method=method, factor=factor: case(method, factor) for method, factor in pairs]


if __name__ == "__main__":
    one_core()
    sys.exit(run(__doc__, cases()))
