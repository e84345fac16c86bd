"""Squared matrix element of K -> mu nu V at 1e5 points: the kernel, one numpy addition, sympy's lambdify."""

from __future__ import annotations

import sys

import numpy as np
import sympy
from common import Goal, interleave, options, report

from muforge import _fast
from muforge.catalogue import constant_values
from muforge.symbolic.registry import quantities

POINTS = 100_000
M_X = 0.05


def dalitz_points(count: int, m_X: float, m_mu: float, m_K: float) -> tuple[np.ndarray, np.ndarray]:
    """Random points inside the Dalitz region of K -> mu nu X."""
    random = np.random.default_rng(20_240_607)
    s_nuX = random.uniform(m_X**2, (m_K - m_mu) ** 2, count)
    available = m_K**2 - s_nuX - m_mu**2
    centre = m_X**2 + m_mu**2 + (s_nuX + m_X**2) * available / (2 * s_nuX)
    half = (s_nuX - m_X**2) / (2 * s_nuX) * np.sqrt(np.maximum(available**2 - 4 * m_mu**2 * s_nuX, 0))
    return s_nuX, centre + half * random.uniform(-1, 1, count)


def main() -> int:
    """Run the benchmark; 1 if a goal is missed."""
    chosen = options(__doc__)
    table = constant_values()
    m_mu, m_K = table["m_mu"], table["m_K"]
    x, y = dalitz_points(POINTS, M_X, m_mu, m_K)
    quantity = quantities()["kaon.squared_matrix_element"]
    variant = next(v for v in quantity.variants if v.options == (("boson", "vector"),))
    by_name = {symbol.name: symbol for symbol in variant.formula.expression.free_symbols}
    arguments = [by_name[name] for name in variant.inputs]
    lambdified = sympy.lambdify(arguments, variant.formula.expression, "numpy", cse=True)
    kernel = _fast.kaon_squared_matrix_element_vector
    assert np.allclose(kernel(x, y, M_X, m_mu, m_K), lambdified(x, y, M_X, m_mu, m_K), rtol=1e-10)
    out = np.empty_like(x)
    fresh = {
        "np.add": lambda: np.add(x, y),
        "kernel": lambda: kernel(x, y, M_X, m_mu, m_K),
        "np.add, out=": lambda: np.add(x, y, out=out),
        "kernel, out=": lambda: kernel(x, y, M_X, m_mu, m_K, out=out),
        "lambdify": lambda: lambdified(x, y, M_X, m_mu, m_K),
    }
    samples = interleave(fresh, rounds=chosen.rounds)
    goals = [
        Goal("kernel", "np.add", 1.5, at_most=True),
        Goal("kernel, out=", "np.add, out=", 1.5, at_most=True),
        Goal("lambdify", "kernel", 20, at_most=False),
    ]
    return 0 if report(f"matrix element K -> mu nu V at {POINTS:_} points", samples, goals, chosen.json) else 1


if __name__ == "__main__":
    sys.exit(main())
