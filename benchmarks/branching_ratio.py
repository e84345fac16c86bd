"""1e4 branching ratios of K -> mu nu V to 1e-10: the kernel against the same algebra and nodes in numpy.

numpy works on whole (nodes, masses) arrays, as one writes it, and, tuned by hand, on a few masses at a time.
"""

from __future__ import annotations

import sys

import numpy as np
from common import Goal, Timing, interleave, options, report
from numpy_peer import node_counts, numpy_function

import muforge
from muforge import _fast
from muforge.catalogue import constant_values
from muforge.codegen.pipeline import program_of
from muforge.symbolic.registry import quantities

MASSES = 10_000
COUPLING = 1e-3
TOLERANCE = 1e-10
BLOCK = 16


def rules_used(value: np.ndarray, by_rule: list[np.ndarray]) -> np.ndarray:
    """For each mass the nested rule at which the kernel stopped: the one whose result it returned."""
    return np.argmin([np.abs(result - value) for result in by_rule], axis=0)


def main() -> int:
    """Run the benchmark; 1 if a goal is missed."""
    chosen = options(__doc__)
    table = constant_values()
    others = (COUPLING, table["m_mu"], table["m_K"], table["BR_K_mu_nu"])
    masses = np.geomspace(1e-3, 0.999 * (table["m_K"] - table["m_mu"]), MASSES)
    quantity = quantities()["kaon.branching_ratio"]
    program = program_of(next(v for v in quantity.variants if v.options == (("boson", "vector"),)))
    assert program.inputs == ("m_X", "g", "m_mu", "m_K", "BR_K_mu_nu")
    kernel = _fast.kaon_branching_ratio_vector_with_error
    value, error = kernel(masses, *others, TOLERANCE)
    assert np.all(error <= TOLERANCE * value)

    counts = node_counts(program)
    functions = [numpy_function(program, level) for level in range(len(counts))]
    by_rule = [function(masses, *others) for function in functions]
    assert np.allclose(value, by_rule[-1], rtol=TOLERANCE, atol=0)
    used = rules_used(value, by_rule)
    for level, count in enumerate(counts):
        print(f"{count} nodes: {np.sum(used == level)} masses")
    parts = [(functions[level], used == level) for level in np.unique(used)]
    blocks = [
        (functions[level], indices[start : start + BLOCK])
        for level in np.unique(used)
        for indices in [np.flatnonzero(used == level)]
        for start in range(0, len(indices), BLOCK)
    ]

    def whole(pieces: list) -> np.ndarray:
        out = np.empty(MASSES)
        for function, where in pieces:
            out[where] = function(masses[where], *others)
        return out

    assert np.allclose(value, whole(parts), rtol=1e-12, atol=0)
    assert np.allclose(value, whole(blocks), rtol=1e-12, atol=0)
    candidates = {
        "kernel": lambda: kernel(masses, *others, TOLERANCE),
        "evaluate": lambda: muforge.evaluate(
            "kaon.branching_ratio", boson="vector", m_X=masses, g=COUPLING, tolerance=TOLERANCE
        ),
        "numpy": lambda: whole(parts),
        f"numpy, {BLOCK} masses at a time": lambda: whole(blocks),
    }
    samples = interleave(candidates, rounds=chosen.rounds)
    goals = [Goal("numpy", "kernel", 20, at_most=False)]
    tuned = Timing.of(samples[f"numpy, {BLOCK} masses at a time"]).median / Timing.of(samples["kernel"]).median
    print(f"against numpy with blocks that fit into its fastest cache: {tuned:.3g}")
    return 0 if report(f"{MASSES:_} branching ratios BR(K -> mu nu V)", samples, goals, chosen.json) else 1


if __name__ == "__main__":
    sys.exit(main())
