"""One branching ratio BR(K -> mu nu V), an integral in two dimensions, by the kernel and by integrators.

In muforge one of the two integrals is done symbolically; the others take the printed matrix element.
Tolerances are relative: scipy's default absolute one would accept anything here.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

import numpy as np
import sympy
from by_hand import dalitz_limits, normalisation, squared_matrix_element
from common import Goal
from contest import PRINTED, Case, Contestant, require
from expression_peers import with_numbers
from machine import one_core
from native import compiled
from running import run
from variants import constants, printed, variant_of

import muforge
from muforge import _fast

M_X = 0.1
COUPLING = 1e-3
ACCURACY = 1e-8
VEGAS_POINTS = 20_000
VEGAS_ITERATIONS = (5, 10)
RAMBO_POINTS = 100_000
M_MU, M_K, BR = constants("m_mu", "m_K", "BR_K_mu_nu")
LOW, HIGH = M_X**2, (M_K - M_MU) ** 2
FACTOR = normalisation(COUPLING, M_MU, M_K, BR)


def lower(s_nuX: float) -> float:
    """Lower limit of s_muX."""
    centre, half = dalitz_limits(s_nuX, M_X, M_MU, M_K)
    return centre - half


def upper(s_nuX: float) -> float:
    """Upper limit of s_muX."""
    centre, half = dalitz_limits(s_nuX, M_X, M_MU, M_K)
    return centre + half


def of_python() -> Callable:
    """The printed matrix element in Python, as scipy wants it: inner variable first."""
    return lambda s_muX, s_nuX: squared_matrix_element(s_nuX, s_muX, M_X, M_MU, M_K)


def of_c() -> object:
    """The printed matrix element in naive C."""
    low_level = require("scipy").LowLevelCallable
    expression = printed(variant_of("kaon.squared_matrix_element"))
    filled = with_numbers(expression, {"m_X": M_X, "m_mu": M_MU, "m_K": M_K})
    source = (
        "#include <math.h>\n"
        "double peer(int n, double *x, void *data) { const double s_muX = x[0], s_nuX = x[1];\n"
        f"    return {sympy.ccode(filled)}; }}\n"
    )
    function = compiled(source).peer
    function.restype = ctypes.c_double
    function.argtypes = (ctypes.c_int, ctypes.POINTER(ctypes.c_double), ctypes.c_void_p)
    return low_level(function)


def dblquad(make: Callable[[], object]) -> Callable:
    """scipy.integrate.dblquad."""
    integrate, integrand = require("scipy.integrate"), make()
    return lambda: FACTOR * integrate.dblquad(integrand, LOW, HIGH, lower, upper, epsabs=0, epsrel=1e-9)[0]


def nquad() -> Callable:
    """scipy.integrate.nquad."""
    integrate, integrand = require("scipy.integrate"), of_python()
    accuracy = {"epsabs": 0, "epsrel": 1e-9}
    limits = [lambda s: (lower(s), upper(s)), (LOW, HIGH)]
    return lambda: FACTOR * integrate.nquad(integrand, limits, opts=[accuracy, accuracy])[0]


def quad() -> Callable:
    """scipy.integrate.quad over muforge's spectrum, from its capsule."""
    integrate, low_level = require("scipy.integrate"), require("scipy").LowLevelCallable
    spectrum = low_level(_fast.capsules["kaon_differential_rate_ratio_vector"])
    inputs = {"args": (M_X, M_MU, M_K), "epsabs": 0, "epsrel": 1e-9}
    return lambda: COUPLING**2 * BR * integrate.quad(spectrum, LOW, HIGH, **inputs)[0]


def vegas() -> Callable:
    """Vegas with a numpy batch integrand on the unit square."""
    library = require("vegas")

    def integrand(x: np.ndarray) -> np.ndarray:
        s_nuX = LOW + (HIGH - LOW) * x[:, 0]
        centre, half = dalitz_limits(s_nuX, M_X, M_MU, M_K)
        values = squared_matrix_element(s_nuX, centre + half * (2 * x[:, 1] - 1), M_X, M_MU, M_K)
        return values * 2 * half * (HIGH - LOW)

    batch = library.lbatchintegrand(integrand)
    first, last = VEGAS_ITERATIONS

    def call() -> float:
        integrator = library.Integrator([[0, 1], [0, 1]])
        integrator(batch, nitn=first, neval=VEGAS_POINTS)
        return FACTOR * float(integrator(batch, nitn=last, neval=VEGAS_POINTS).mean)

    return call


def hazma(method: str) -> Callable:
    """Hazma's three-body phase space with the printed matrix element; its measure is divided out."""
    three_body = require("hazma.phase_space").ThreeBody

    def squared(s: np.ndarray, t: np.ndarray) -> np.ndarray:
        return squared_matrix_element(s, t, M_X, M_MU, M_K)

    measure = 1 / (128 * np.pi**3 * M_K**2)
    space = three_body(M_K, (M_MU, 0.0, M_X), msqrd=squared, msqrd_signature="st")
    options = {"npts": RAMBO_POINTS} if method == "rambo" else {"epsabs": 0, "epsrel": 1e-9}
    return lambda: FACTOR / measure * space.integrate(method=method, **options)[0]


def case() -> Case:
    """The contest."""
    kernel = _fast.kaon_branching_ratio_vector_with_error
    scalar = _fast.scalars["kaon_branching_ratio_vector"]
    arguments = (M_X, COUPLING, M_MU, M_K, BR)
    inputs = {"boson": "vector", "m_X": M_X, "g": COUPLING, "tolerance": ACCURACY}
    contestants = [
        Contestant("kernel", lambda: lambda: kernel(*arguments, ACCURACY)[0]),
        Contestant("kernel, all digits", lambda: lambda: scalar(*arguments)),
        Contestant("evaluate", lambda: lambda: muforge.evaluate("kaon.branching_ratio", **inputs)),
        Contestant("scipy quad over our spectrum", quad),
        Contestant("scipy dblquad", lambda: dblquad(of_python), PRINTED),
        Contestant("scipy dblquad, C integrand", lambda: dblquad(of_c), PRINTED),
        Contestant("scipy nquad", nquad, PRINTED),
        Contestant("vegas", vegas, PRINTED),
        Contestant("hazma", lambda: hazma("quad"), PRINTED),
        Contestant("hazma, rambo", lambda: hazma("rambo"), PRINTED),
    ]
    goals = [Goal(f"scipy dblquad, {PRINTED}", "kernel", 100, at_most=False)]
    title = f"one BR(K -> mu nu V) at m_X = {M_X:g} GeV, two dimensions"
    return Case(title, float(kernel(*arguments, 1e-14)[0]), ACCURACY, "kernel", contestants, goals)


if __name__ == "__main__":
    one_core()
    sys.exit(run(__doc__, [case]))
