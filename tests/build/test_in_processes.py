"""Tasks on several cores."""

import os
import signal
import time

import pytest

from muforge.build.processes import in_processes
from muforge.codegen.ir import InternalError


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_task_is_done_once(jobs):
    started = []
    results = dict(in_processes(lambda text: text * 2, "abcdefg", jobs, started.append))
    assert results == {number: text * 2 for number, text in enumerate("abcdefg")}
    assert started == list("abcdefg")


def test_no_task():
    assert list(in_processes(len, [], 3)) == []


def test_several_processes_at_once():
    begun = time.monotonic()
    processes = {pid for _, pid in in_processes(lambda task: (time.sleep(0.3), os.getpid())[1], range(4), 4)}
    assert len(processes) == 4
    assert os.getpid() not in processes
    assert time.monotonic() - begun < 1.1


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_error_of_a_task(jobs):
    def work(task):
        if task == 2:
            raise ValueError("the second one")
        return task

    with pytest.raises(ValueError, match="the second one"):
        list(in_processes(work, range(5), jobs))


def test_results_come_as_they_are_done():
    order = [number for number, _ in in_processes(time.sleep, [1.0, 0.01, 0.02], 2)]
    assert order == [1, 2, 0]


def test_a_process_that_is_killed():
    with pytest.raises(InternalError, match="the process for task 2 of 2 has ended"):
        list(in_processes(lambda task: os.kill(os.getpid(), signal.SIGKILL) if task else time.sleep(0.5), range(2), 2))


def test_processes_end_with_their_user():
    results = in_processes(lambda task: os.getpid() if task < 2 else time.sleep(60), range(4), 2)
    (_, pid), _ = next(results), next(results)
    results.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_ctrl_c_is_for_the_caller_alone():
    def work(task):
        os.kill(os.getpid(), signal.SIGINT)
        return task

    assert sorted(in_processes(work, range(3), 2)) == [(0, 0), (1, 1), (2, 2)]
