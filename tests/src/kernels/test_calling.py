"""Errors of quadrature, generalised ufuncs, pickling, threads and scipy."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
import threading

import numpy as np
import pytest
from kernel_inputs import INTEGRALS, KERNELS, assert_same_bits, columns

from muforge import _fast

ALL = [*KERNELS, *(f"{name}_with_error" for name in INTEGRALS)]


@pytest.mark.parametrize("name", INTEGRALS)
def test_with_error(name):
    inputs = columns(name)
    value, error = KERNELS[name].with_error(*inputs, KERNELS[name].tolerance)
    assert_same_bits(value, KERNELS[name].ufunc(*inputs))
    good = np.isfinite(value)
    assert good.any()
    assert np.all(error[good] >= 0) and np.all(np.isnan(error[~good]))
    rounding = 4e-15 * np.abs(value) + change_by_rounding(name, inputs, value)
    for tolerance in (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13):
        rough, claimed = KERNELS[name].with_error(*inputs, tolerance)
        limit = claimed + error + rounding
        assert np.all(np.abs(rough - value)[good] <= limit[good]), tolerance


def change_by_rounding(name, inputs, value):
    """How much the result changes when an input moves to the next number: a lot, close to a threshold."""
    changes = [np.zeros_like(value)]
    for i, column in enumerate(inputs):
        for end in (-np.inf, np.inf):
            moved = KERNELS[name].ufunc(*inputs[:i], np.nextafter(column, end), *inputs[i + 1 :])
            changes.append(np.nan_to_num(np.abs(moved - value)))
    return np.max(changes, axis=0)


def test_a_tolerance_for_each_point():
    name = "kaon_branching_ratio_vector"
    inputs = [column[:20] for column in columns(name)]
    tolerances = np.resize([1e-3, 1e-13, 1e-6], 20)
    together = _fast.kaon_branching_ratio_vector_with_error(*inputs, tolerances)
    for i in range(20):
        alone = _fast.kaon_branching_ratio_vector_with_error(*[column[i] for column in inputs], tolerances[i])
        assert_same_bits([together[0][i], together[1][i]], alone)


MEASUREMENTS = np.array([116592061e-11, 116592057e-11, 116592040e-11, 116592089e-11])
ERRORS = np.array([41e-11, 25e-11, 54e-11, 63e-11])


def test_generalised_ufunc():
    ufunc = _fast.gminus2_discrepancy
    assert ufunc.signature == "(n),(n),(),()->()"
    weights = ERRORS**-2.0
    mean = (weights * MEASUREMENTS).sum() / weights.sum()
    got = ufunc(MEASUREMENTS, ERRORS, 116591810e-11, 43e-11)
    assert got == pytest.approx(mean - 116591810e-11, rel=1e-9)
    predictions = 116591810e-11 + 1e-11 * np.arange(6).reshape(2, 3)
    grid = ufunc(MEASUREMENTS, ERRORS, predictions, 43e-11)
    assert grid.shape == (2, 3)
    assert_same_bits(grid[1, 2], ufunc(MEASUREMENTS, ERRORS, predictions[1, 2], 43e-11))


def test_generalised_ufunc_with_strides():
    both = np.stack([MEASUREMENTS, ERRORS], axis=1)
    reversed_twice = _fast.gminus2_discrepancy(both[::-1, 0][::-1], both[:, 1], 116591810e-11, 43e-11)
    assert_same_bits(reversed_twice, _fast.gminus2_discrepancy(MEASUREMENTS, ERRORS, 116591810e-11, 43e-11))
    table = np.stack([MEASUREMENTS, MEASUREMENTS[::-1]])
    assert _fast.gminus2_discrepancy(table, np.ones(4), 0.0, 0.0).shape == (2,)


def test_generalised_ufunc_with_lists_of_different_lengths():
    with pytest.raises(ValueError, match="size"):
        _fast.gminus2_discrepancy(MEASUREMENTS, ERRORS[:3], 0.0, 0.0)


@pytest.mark.parametrize("name", ALL)
def test_pickle_and_copy(name):
    kernel = getattr(_fast, name)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(kernel, protocol)) is kernel
    assert copy.copy(kernel) is kernel
    assert copy.deepcopy(kernel) is kernel


@pytest.mark.slow
def test_another_process_gives_the_same_bits():
    inputs = columns("kaon_branching_ratio_vector")
    tasks = [tuple(float(column[i]) for column in inputs) for i in range(8)]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        far = pool.starmap(_fast.kaon_branching_ratio_vector, tasks)
    assert_same_bits(far, [_fast.kaon_branching_ratio_vector(*task) for task in tasks])


def test_other_threads_run_during_a_call():
    masses = np.full(20_000, 0.1)
    seen = []
    started, done = threading.Event(), threading.Event()

    def count() -> None:
        started.set()
        while not done.is_set():
            seen.append(len(seen))
            done.wait(1e-4)

    thread = threading.Thread(target=count)
    thread.start()
    started.wait()
    before = len(seen)
    _fast.kaon_branching_ratio_vector(masses, 1e-3, 0.1056583755, 0.493677, 0.6356)
    during = len(seen) - before
    done.set()
    thread.join()
    # holding the lock, the call could hand it over at its two ends only
    assert during > 5


def test_threads_share_kernels():
    inputs = columns("kaon_branching_ratio_vector")
    expected = _fast.kaon_branching_ratio_vector(*inputs)
    results: list[np.ndarray] = []
    threads = [
        threading.Thread(target=lambda: results.append(_fast.kaon_branching_ratio_vector(*inputs))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    for result in results:
        assert_same_bits(result, expected)


def test_scipy_low_level_callable():
    import scipy.integrate as integrate
    from scipy import LowLevelCallable

    capsule = _fast.capsules["kaon_differential_rate_ratio_vector"]
    m_X, m_mu, m_K = 0.1, 0.1056583755, 0.493677
    total, _ = integrate.quad(
        LowLevelCallable(capsule), m_X**2, (m_K - m_mu) ** 2, args=(m_X, m_mu, m_K), epsabs=0, epsrel=1e-9
    )
    assert total == pytest.approx(_fast.kaon_rate_ratio_vector(m_X, m_mu, m_K), rel=1e-8)


def test_documentation_names_unit_and_source():
    for name in _fast.names:
        text = getattr(_fast, name).__doc__
        assert "Unit of the result: " in text and "Source: " in text, name
