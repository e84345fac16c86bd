"""What one core of the machine can do at most, measured in the run that it is compared with."""

from __future__ import annotations

import time

import numpy as np
from native import compiled

FMA = """
typedef double lanes __attribute__((vector_size(64)));
double peak(long rounds) {
    lanes a[12];
    const lanes x = {0.999999, 0.999999, 0.999999, 0.999999, 0.999999, 0.999999, 0.999999, 0.999999};
    const lanes y = {1e-7, 1e-7, 1e-7, 1e-7, 1e-7, 1e-7, 1e-7, 1e-7};
    for (int k = 0; k < 12; ++k) a[k] = y * (double)k;
    for (long i = 0; i < rounds; ++i)
        for (int k = 0; k < 12; ++k) a[k] = a[k] * x + y;
    double total = 0;
    for (int k = 0; k < 12; ++k) for (int l = 0; l < 8; ++l) total += a[k][l];
    return total;
}
"""
OPERATIONS_PER_ROUND = 12 * 8 * 2
FMA_FLAGS = ("-O3", "-march=native", "-ffp-contract=fast", "-funroll-loops", "-shared", "-fPIC")
REPEATS = 7


def limits() -> dict[str, float]:
    """Peak of fused multiply-adds, memory bandwidth of a copy, and of filling fresh and used memory."""
    found = {}
    try:
        peak = compiled(FMA, FMA_FLAGS).peak
        rounds = 1_000_000
        found["fma_gflops"] = rounds * OPERATIONS_PER_ROUND / _best(lambda: peak(rounds)) / 1e9
    except ImportError as problem:
        print(f"peak of multiply-adds not measured: {problem}")
    large, target = np.ones(8_000_000), np.empty(8_000_000)
    target.fill(0)
    found["copy_gb_per_s"] = 2 * large.nbytes / _best(lambda: np.copyto(target, large)) / 1e9
    found["fill_gb_per_s"] = large.nbytes / _best(lambda: target.fill(1.0)) / 1e9
    fresh = (1000, 1000)
    found["fresh_fill_gb_per_s"] = 8e6 / _best(lambda: np.full(fresh, 1.0)) / 1e9
    print("one core: " + ", ".join(f"{name} {value:.3g}" for name, value in found.items()))
    return found


def _best(call: object) -> float:
    """Seconds of the fastest of a few calls: other work on the machine only ever slows one down."""
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()  # type: ignore[operator]
        seconds.append(time.perf_counter() - start)
    return min(seconds)
