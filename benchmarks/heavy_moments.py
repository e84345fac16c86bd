"""Moments of heavy particles: points per second on one core, for models with one and with two charge states.

The goal is a million points per second, at the default tolerance, with all masses different.
"""

from __future__ import annotations

import time

import numpy as np
from machine import description, one_core

import muforge

POINTS = 100_000
REPEATS = 5
GOAL = 1e6
MODELS = {
    "one charge state": {"R": [1, -1], "R_A": [2, 0.5], "R_B": [1, 0]},
    "two charge states": {"R": [2, -0.5], "R_A": [3, 0], "R_B": [2, -0.5]},
}


def points_per_second(model: str, representations: dict[str, list[float]]) -> float:
    """The best of some runs."""
    generator = np.random.default_rng(1)
    m_R, m_A, m_B = 10 ** generator.uniform(3, 5, (3, POINTS))
    own = {"m_F": m_R, "kappa": 1e3} if model == "ssf" else {"m_S": m_R, "y12": 1.5, "y12_prime": -0.8}
    inputs = {"m_A": m_A, "m_B": m_B, "y1": 1.0, "y2": 1.0, "threads": 1, "return_error": True} | own | representations
    taken = []
    for _ in range(REPEATS):
        start = time.process_time()
        muforge.evaluate("electroweak.delta_a_mu", model=model, outside="nan", **inputs)
        taken.append(time.process_time() - start)
    return POINTS / min(taken)


if __name__ == "__main__":
    one_core()
    print(description())
    for title, representations in MODELS.items():
        for model in ("ssf", "ffs"):
            rate = points_per_second(model, representations)
            print(f"{model}, {title}: {rate / 1e6:.2f} million points per second, goal {GOAL / 1e6:g}")
