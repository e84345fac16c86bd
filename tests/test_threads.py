"""Work shared by several threads: same bits, errors and interruptions pass through."""

import os
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest

import muforge
from muforge import _fast, threads
from muforge.crew import Job
from muforge.threads import call, check_threads

MASSES = np.linspace(1e-3, 0.4, 3000)
BRANCHING_RATIO = (MASSES, 1e-3, 0.1056583755, 0.493677, 0.6356)


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    """Pretend that there are several cores, so that threads are started everywhere."""
    monkeypatch.setattr(threads, "available", lambda: 4)
    monkeypatch.setattr(threads, "WORTH_A_THREAD", 0.0)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_same_bits_for_any_number_of_threads(count):
    alone = _fast.kaon_branching_ratio_vector(*BRANCHING_RATIO)
    shared = call(_fast.kaon_branching_ratio_vector, BRANCHING_RATIO, count)
    assert shared.tobytes() == alone.tobytes()


def test_same_bits_on_a_grid_with_errors():
    arguments = (MASSES[:200, None], np.geomspace(1e-4, 1, 37), 0.1056583755, 0.493677, 0.6356, 1e-8)
    alone = _fast.kaon_branching_ratio_vector_with_error(*arguments)
    shared = call(_fast.kaon_branching_ratio_vector_with_error, arguments, 3)
    assert [x.tobytes() for x in shared] == [x.tobytes() for x in alone]


def test_complex_results():
    q2 = np.linspace(-1.0, 20.0, 4000)
    alone = muforge.evaluate("mixing.loop_induced_mixing", q_squared=q2, g=1e-3)
    shared = muforge.evaluate("mixing.loop_induced_mixing", q_squared=q2, g=1e-3, threads=2)
    assert alone.tobytes() == shared.tobytes()


@pytest.fixture
def helped(monkeypatch):
    """How many helpers each job was offered."""
    offered = []
    help_with = threads.CREW.help_with
    monkeypatch.setattr(threads.CREW, "help_with", lambda job, n: (offered.append(n), help_with(job, n)))
    return offered


def test_threads_are_started_once(helped):
    call(_fast.kaon_branching_ratio_vector, BRANCHING_RATIO, 3)
    before = threading.active_count()
    call(_fast.kaon_branching_ratio_vector, BRANCHING_RATIO, 3)
    assert helped == [2, 2]
    assert threading.active_count() == before


@pytest.mark.parametrize("size", [0, 1, 32])
def test_small_calls_stay_in_one_thread(size, helped):
    assert call(_fast.kaon_branching_ratio_vector, (MASSES[:size], *BRANCHING_RATIO[1:]), 4).shape == (size,)
    assert not helped


def test_calls_that_turn_out_to_be_short_stay_in_one_thread(monkeypatch, helped):
    monkeypatch.setattr(threads, "WORTH_A_THREAD", 1e9)
    expected = _fast.kaon_branching_ratio_vector(*BRANCHING_RATIO)
    np.testing.assert_array_equal(call(_fast.kaon_branching_ratio_vector, BRANCHING_RATIO, 4), expected)
    assert not helped


def test_cheap_points_do_not_seem_expensive(monkeypatch, helped):
    """Ten microseconds for a call, whatever it does, and a nanosecond for a point."""
    now = [0.0]

    def cheap(x, out):
        now[0] += 1e-5 + 1e-9 * x.size
        np.multiply(x, 2, out=out[0])

    monkeypatch.setattr(threads, "WORTH_A_THREAD", 4e-4)
    monkeypatch.setattr(threads, "time", SimpleNamespace(perf_counter=lambda: now[0]))
    function = Timed(cheap)
    assert call(function, [np.ones(100_000)], 4).sum() == 200_000
    assert not helped
    assert now[0] < 2e-4
    assert call(function, [np.ones(10_000_000)], 4).sum() == 20_000_000
    assert helped == [3]


class Timed:
    """Like a ufunc of one argument."""

    signature = None
    types = ("d->d",)

    def __init__(self, function):
        self.function = function

    def __call__(self, x, out):
        self.function(x, out)


def test_helpers_that_come_too_late_are_not_waited_for():
    job = Job(lambda: pytest.fail("the job was closed"))
    job.close()
    job.take_part()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_has_threads_of_its_own():
    call(_fast.kaon_branching_ratio_vector, BRANCHING_RATIO, 2)
    pid = os.fork()
    if pid == 0:
        shared = call(_fast.kaon_branching_ratio_vector, BRANCHING_RATIO, 2)
        os._exit(0 if shared.shape == MASSES.shape else 1)
    assert os.waitpid(pid, 0)[1] == 0


class Failing:
    """Like a ufunc that fails outside the calling thread, or inside it."""

    signature = None
    types = ("d->d",)

    def __init__(self, error, in_caller):
        self.error, self.in_caller, self.calls = error, in_caller, 0

    def __call__(self, x, out):
        self.calls += 1
        caller = threading.current_thread() is threading.main_thread()
        if self.calls > 1 and caller == self.in_caller:
            raise self.error
        time.sleep(1e-3)  # without Python's lock, as kernels are
        np.multiply(x, 2, out=out[0])


@pytest.mark.parametrize(
    ("error", "in_caller"),
    [(ValueError("bad"), True), (ValueError("bad"), False), (KeyboardInterrupt(), True)],
)
def test_errors_reach_the_caller_and_stop_all_threads(error, in_caller):
    failing = Failing(error, in_caller)
    with pytest.raises(type(error)):
        call(failing, [np.ones(10_000)], 3)
    seen = failing.calls
    time.sleep(5e-3)
    assert failing.calls == seen


@pytest.mark.parametrize(
    ("value", "error"), [(0, ValueError), (-1, ValueError), (1.5, TypeError), ("2", TypeError), (True, TypeError)]
)
def test_bad_numbers_of_threads(value, error):
    with pytest.raises(error, match="threads = "):
        muforge.evaluate("kaon.rate_ratio", boson="vector", m_X=0.1, threads=value)


def test_never_more_threads_than_cores():
    assert check_threads(None) == check_threads(1000) == 4


def test_scans_share_work_too():
    grid = {"m_X": "0.01:0.3:500", "g": [1e-3, 2e-3]}
    alone = muforge.scan("kaon.branching_ratio", grid, boson="vector")
    shared = muforge.scan("kaon.branching_ratio", grid, boson="vector", threads=None)
    assert alone.values.tobytes() == shared.values.tobytes()
