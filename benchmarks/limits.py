"""What one core of the machine can do at most, measured in the run that it is compared with."""

from __future__ import annotations

import time

import numpy as np
from native import compiled

FMA = """
#ifdef __AVX512F__
enum { LANES = 8, SUMS = 24 };
#elif defined __AVX__
enum { LANES = 4, SUMS = 12 };
#else
enum { LANES = 2, SUMS = 12 };
#endif
typedef double lanes __attribute__((vector_size(8 * LANES)));
int operations_per_round(void) { return 2 * LANES * SUMS; }
double peak(long rounds) {
    lanes a[SUMS];
    const lanes zero = {0}, x = zero + 0.999999, y = zero + 1e-7;
    for (int k = 0; k < SUMS; ++k) a[k] = y * (double)k;
    for (long i = 0; i < rounds; ++i)
        for (int k = 0; k < SUMS; ++k) a[k] = a[k] * x + y;
    double total = 0;
    for (int k = 0; k < SUMS; ++k) for (int l = 0; l < LANES; ++l) total += a[k][l];
    return total;
}
"""
"""With the widest vectors that the compiler has registers for: wider ones would live in memory.

Sums that do not wait for each other hide the latency of the additions; two registers remain for the factors.
"""
FMA_FLAGS = ("-O3", "-march=native", "-ffp-contract=fast", "-funroll-loops", "-shared", "-fPIC")
REPEATS = 7


def limits() -> dict[str, float]:
    """Peak of fused multiply-adds, memory bandwidth of a copy, and of filling fresh and used memory."""
    found = {}
    try:
        library = compiled(FMA, FMA_FLAGS)
        rounds = 1_000_000
        operations = rounds * library.operations_per_round()
        found["fma_gflops"] = operations / _best(lambda: library.peak(rounds)) / 1e9
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
