"""Work shared by several threads: same bits, errors and interruptions pass through."""

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import muforge
from muforge import _fast
from muforge.kernels import threads
from muforge.kernels.threads import call, check_threads

MASSES = np.linspace(1e-3, 0.4, 3000)
BRANCHING_RATIO = (MASSES, 1e-3, 0.1056583755, 0.493677, 0.6356)
ALWAYS, NEVER = 0.0, 1e9
"""Seconds of work from which on threads are called in."""


@pytest.fixture(autouse=True)
def four_cores(monkeypatch):
    """Pretend that there are several cores, so that threads are started everywhere."""
    monkeypatch.setattr(threads, "available", lambda: 4)


def shared(kernel, arguments, helpers, worth=ALWAYS):
    """The result of a call and how many helpers were called in."""
    inputs = tuple(np.require(x, float, "A") for x in arguments)
    out = np.empty(np.broadcast(*inputs).shape)
    return out, _fast.share(kernel, (*inputs, out), helpers, worth)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_same_bits_for_any_number_of_threads(count):
    alone = _fast.kaon_branching_ratio_vector(*BRANCHING_RATIO)
    for _ in range(20):
        assert call(_fast.kaon_branching_ratio_vector, BRANCHING_RATIO, count, ALWAYS).tobytes() == alone.tobytes()


def test_same_bits_on_a_grid_with_errors():
    arguments = (MASSES[:200, None], np.geomspace(1e-4, 1, 37), 0.1056583755, 0.493677, 0.6356, 1e-8)
    alone = _fast.kaon_branching_ratio_vector_with_error(*arguments)
    together = call(_fast.kaon_branching_ratio_vector_with_error, arguments, 3, ALWAYS)
    assert [x.tobytes() for x in together] == [x.tobytes() for x in alone]


@pytest.mark.parametrize(
    "masses",
    [
        MASSES[::-3],
        np.asfortranarray(MASSES.reshape(30, 100)),
        MASSES.reshape(10, 3, 100).transpose(2, 0, 1),
        np.broadcast_to(MASSES[:300, None, None], (300, 1, 7)),
        MASSES.astype(">f8"),
        MASSES.astype("f4"),
    ],
    ids=["backwards", "columns", "turned", "constant along an axis", "other byte order", "single precision"],
)
def test_arrays_of_any_layout(masses):
    arguments = (masses, *BRANCHING_RATIO[1:])
    alone = _fast.kaon_branching_ratio_vector(*arguments)
    together = call(_fast.kaon_branching_ratio_vector, arguments, 4, ALWAYS)
    assert together.shape == alone.shape
    np.testing.assert_array_equal(together, alone)


def test_complex_results():
    q2 = np.linspace(-1.0, 20.0, 4000)
    alone = muforge.evaluate("mixing.loop_induced_mixing", q_squared=q2, g=1e-3)
    arguments = (q2, 1e-3, *(muforge.constants()[name].value for name in ("m_mu", "m_tau", "alpha")))
    together = call(_fast.mixing_loop_induced_mixing, arguments, 2, ALWAYS)
    np.testing.assert_allclose(together, alone, rtol=1e-14)
    assert together.tobytes() == _fast.mixing_loop_induced_mixing(*arguments).tobytes()


def test_helpers_are_called_in_if_it_is_worth_it():
    expected = _fast.kaon_branching_ratio_vector(*BRANCHING_RATIO)
    for worth, helpers in ((ALWAYS, 3), (NEVER, 0), (threads.WORTH_SHARING, 3)):
        result, called = shared(_fast.kaon_branching_ratio_vector, BRANCHING_RATIO, 3, worth)
        assert called == helpers
        np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("size", [0, 1, 8, 31])
def test_few_points(size):
    arguments = (MASSES[:size], *BRANCHING_RATIO[1:])
    result, _ = shared(_fast.kaon_branching_ratio_vector, arguments, 3)
    np.testing.assert_array_equal(result, _fast.kaon_branching_ratio_vector(*arguments))


def test_callers_at_the_same_time():
    """One of them has the helpers, the others work alone."""
    expected = _fast.kaon_branching_ratio_vector(*BRANCHING_RATIO)
    wrong = []

    def work():
        for _ in range(10):
            result = call(_fast.kaon_branching_ratio_vector, BRANCHING_RATIO, 4, ALWAYS)
            wrong.append(int(np.sum(result != expected)))

    callers = [threading.Thread(target=work) for _ in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert wrong == [0] * 40


def test_only_kernels_of_the_extension_are_shared():
    out = np.empty(100)
    with pytest.raises(TypeError, match="only kernels of muforge"):
        _fast.share(np.exp, (np.ones(100), out), 1, ALWAYS)
    with pytest.raises(TypeError, match="operand 0 does not broadcast"):
        _fast.share(_fast.decay_vector_to_neutrinos, (np.ones(3), np.ones(()), out), 1, ALWAYS)
    with pytest.raises(TypeError, match="operand 0 is not an aligned array of the kernel's type"):
        _fast.share(_fast.decay_vector_to_neutrinos, (np.ones(100, "f4"), np.ones(()), out), 1, ALWAYS)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_has_threads_of_its_own():
    call(_fast.kaon_branching_ratio_vector, BRANCHING_RATIO, 2, ALWAYS)
    pid = os.fork()
    if pid == 0:
        result, called = shared(_fast.kaon_branching_ratio_vector, BRANCHING_RATIO, 1)
        os._exit(0 if called == 1 and result.shape == MASSES.shape else 1)
    assert os.waitpid(pid, 0)[1] == 0


LONG_CALL = """
import numpy as np, muforge, signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a shell runs in the background
try:
    print("working", flush=True)
    muforge.evaluate("kaon.branching_ratio", boson="vector", m_X=np.linspace(1e-3, 0.3, 10_000_000), g=1e-3, threads=2)
except KeyboardInterrupt:
    result = muforge.evaluate("kaon.branching_ratio", boson="vector", m_X=np.linspace(0.1, 0.2, 999), g=1e-3, threads=2)
    print("interrupted", np.isfinite(result).all())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no such signal")
def test_an_interruption_ends_all_threads():
    child = subprocess.Popen([sys.executable, "-c", LONG_CALL], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "working\n"
    time.sleep(1.0)
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate(timeout=20)
    assert out == "interrupted True\n"


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
