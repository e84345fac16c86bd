"""Relic densities of dark matter with a vector that couples to muons, against hazma.

hazma integrates the Boltzmann equation (``semi_analytic=False``); its approximate mode is quicker and about 10 per cent
off.  Both have one thermal bath and fixed widths; hazma counts two degrees of freedom and gives particles alone.  The
figure is the ratio of times for the same points; the goal is 100.

    python benchmarks/relic_density.py [--points N]
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

import muforge

GOAL = 100.0
RATIO, G_CHI, G = 3.0, 1.0, 1e-3
REPEATS = 5


def ours(m_chi: float) -> float:
    """A model with a free vector, through its cross section."""
    couplings = dict.fromkeys(("v_e", "a_e", "a_mu", "v_tau", "a_tau", "g_nu"), 0.0) | {"v_mu": G}
    dark: dict[str, Any] = {"dark_matter": "dirac", "m_chi": m_chi, "g_chi": G_CHI}
    return float(muforge.evaluate("free_vector.relic_density", m_X=RATIO * m_chi, **couplings, **dark))


def compiled(m_chi: float) -> float:
    """The gauge boson of L_mu - L_tau, through the compiled thermal average."""
    return float(
        muforge.evaluate("dark_matter.relic_density", spin="dirac", m_chi=m_chi, m_V=RATIO * m_chi, g_chi=G_CHI, g=G)
    )


def target(m_chi: float) -> float:
    """The coupling for the observed density."""
    return float(
        muforge.evaluate("dark_matter.thermal_target", spin="dirac", m_chi=m_chi, m_V_over_m_chi=RATIO, g_chi=G_CHI)
    )


def theirs() -> Callable[[float], float] | None:
    """The same with hazma; None if it is not installed."""
    try:
        from hazma.relic_density import relic_density
        from hazma.vector_mediator import VectorMediator
    except ImportError:
        return None

    def density(m_chi: float) -> float:
        mev = 1e3
        quarks = {"gvuu": 0.0, "gvdd": 0.0, "gvss": 0.0}
        model = VectorMediator(mx=m_chi * mev, mv=RATIO * m_chi * mev, gvxx=G_CHI, gvee=0.0, gvmumu=G, **quarks)
        return float(relic_density(model, semi_analytic=False))

    return density


def seconds(call: Callable[[float], float], masses: np.ndarray, repeats: int) -> tuple[float, list[float]]:
    """Seconds a point, the best of some rounds, and the results."""
    results = [call(m) for m in masses]
    best = np.inf
    for _ in range(repeats):
        start = time.perf_counter()
        for m in masses:
            call(m)
        best = min(best, time.perf_counter() - start)
    return best / len(masses), results


def main() -> None:
    """Print the times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=4, help="masses from 0.15 to 1 GeV (default 4)")
    masses = np.geomspace(0.15, 1.0, parser.parse_args().points)
    warnings.simplefilter("ignore")
    time_of = {}
    for name, call in (("muforge, model", ours), ("muforge, compiled average", compiled), ("muforge, target", target)):
        time_of[name], results = seconds(call, masses, REPEATS)
        print(f"{name:28} {1e3 * time_of[name]:9.2f} ms   {' '.join(f'{r:.4g}' for r in results)}")
    peer = theirs()
    if peer is None:
        print("hazma is not installed (pip install hazma): no ratio")
        return
    slow, results = seconds(peer, masses, 1)
    print(f"{'hazma, equation integrated':28} {1e3 * slow:9.2f} ms   {' '.join(f'{r:.4g}' for r in results)}")
    for name in ("muforge, model", "muforge, compiled average"):
        print(f"hazma takes {slow / time_of[name]:.0f} times as long as {name}; the goal is {GOAL:.0f}")


if __name__ == "__main__":
    main()
