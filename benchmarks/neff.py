"""Times of N_eff and of curves over masses, beside a published time.

python benchmarks/neff.py
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable

import numpy as np

import muforge

PUBLISHED = 21.0
"""Seconds of one N_eff with NUDEC_BSM in Python; as published, not measured here."""
REPEATS = 3
MASSES = np.geomspace(1e-3, 0.1, 100)
CASES: dict[str, tuple[str, dict[str, object]]] = {
    "standard model": ("standard_model", {}),
    "standard model, electron mass in rates": ("standard_model", {"electron_mass_in_rates": True}),
    "thermal vector": ("shift_from_thermal_vector", {"m_X": 0.01}),
    "thermal vector, two temperatures": (
        "shift_from_thermal_vector",
        {"m_X": 0.01, "neutrino_temperatures": "electron_and_mu_tau"},
    ),
    "mixed vector": ("shift_from_mixed_vector", {"m_X": 0.01, "epsilon": 1e-9}),
    "inverse decays": ("shift_from_inverse_decays", {"m_X": 0.01, "g": 3e-10}),
    "thermal vector, 100 masses": ("shift_from_thermal_vector", {"m_X": MASSES}),
}


def seconds(call: Callable[[], object]) -> float:
    """Time of the fastest call, the first one left out."""
    call()
    found = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return min(found)


def main() -> None:
    """Print a line for each case."""
    warnings.simplefilter("ignore", muforge.AccuracyWarning)
    for about, (name, inputs) in CASES.items():
        took = seconds(lambda name=name, inputs=inputs: muforge.evaluate(f"neff.{name}", **inputs))  # type: ignore[misc]
        count = np.size(inputs.get("m_X", 0.0))
        ratio = PUBLISHED * count / took
        print(f"{about:42s} {1e3 * took:9.1f} ms   {ratio:8.0f} times quicker than the published {PUBLISHED:g} s each")


if __name__ == "__main__":
    main()
