"""One function for many tasks, on several cores.  Processes are forked, so that tasks need not be sent to them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from muforge.codegen.ir import InternalError

Task = TypeVar("Task")
Result = TypeVar("Result")


def in_processes(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    jobs: int,
    started: Callable[[Task], None] = lambda task: None,
) -> Iterator[tuple[int, Result]]:
    """The result of each task, with the number of the task, in the order in which they come.

    Tasks are started in their order.  Only results are sent between processes, and have to be plain data for that.
    In one process, or where processes cannot be forked safely (macOS, Windows), tasks run here one after the other.

    Parameters
    ----------
    work : callable
    tasks : sequence
    jobs : int
        At most this many processes.
    started : callable
        Called with each task when it begins.

    Raises
    ------
    Exception
        The first one that `work` raises; tasks that are not done yet are given up then.
    """
    jobs = min(jobs, len(tasks))
    if jobs > 1 and sys.platform == "linux":
        yield from _shared(work, tasks, jobs, started)
        return
    for number, task in enumerate(tasks):
        started(task)
        yield number, work(task)


def _shared(
    work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int, started: Callable[[Task], None]
) -> Iterator[tuple[int, Result]]:
    from multiprocessing import get_context
    from multiprocessing.connection import wait

    context = get_context("fork")
    numbers = iter(range(len(tasks)))
    busy: dict[Any, int] = {}
    processes = []

    def give(connection: Any) -> None:
        number = next(numbers, None)
        connection.send(number)
        if number is not None:
            busy[connection] = number
            started(tasks[number])

    try:
        ends: list[Any] = []
        for _ in range(jobs):
            here, there = context.Pipe()
            ends.append(here)
            process = context.Process(target=_serve, args=(there, tuple(ends), work, tasks), daemon=True)
            process.start()
            processes.append(process)
            there.close()
            give(here)
        while busy:
            ready: list[Any] = wait(list(busy))
            for connection in ready:
                number = busy.pop(connection)
                try:
                    succeeded, result = connection.recv()
                except EOFError:
                    raise InternalError(f"the process for task {number + 1} of {len(tasks)} has ended") from None
                if not succeeded:
                    raise result
                give(connection)
                yield number, result
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def _serve(connection: Any, others: Sequence[Any], work: Callable[[Any], Any], tasks: Sequence[Any]) -> None:
    """Do tasks whose numbers come through a connection until there are no more; runs in a process of its own."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that waits for the results
    for end in others:
        end.close()  # or the end of that process would not be noticed
    try:
        while (number := connection.recv()) is not None:
            try:
                answer = True, work(tasks[number])
            except Exception as error:
                answer = False, error
            connection.send(answer)
    except (EOFError, BrokenPipeError):
        return
