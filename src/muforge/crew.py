"""Threads that wait for work: starting one takes longer than a short call.

They are the only thing here that outlives a call.  They hold no results, and do nothing until they are given a job.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from queue import SimpleQueue


class Crew:
    """Waiting threads, started when they are needed for the first time."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start anew, as in a process that was forked: it has none of the threads of its parent."""
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._lock = threading.Lock()
        self._size = 0

    def help_with(self, job: Job, helpers: int) -> None:
        """Have up to `helpers` threads take part in a job."""
        with self._lock:
            missing = range(self._size, helpers)
            self._size = max(self._size, helpers)
        for number in missing:
            threading.Thread(target=self._serve, args=(self._jobs,), name=f"muforge-{number + 1}", daemon=True).start()
        for _ in range(helpers):
            self._jobs.put(job)

    @staticmethod
    def _serve(jobs: SimpleQueue[Job]) -> None:
        while True:
            jobs.get().take_part()


class Job:
    """Work that any number of threads can take part in.

    Parameters
    ----------
    work : callable
        Does parts of the work until there are none left; does not raise.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._open = True
        self._taking_part = 0
        self._ended: SimpleQueue[None] = SimpleQueue()

    def take_part(self) -> None:
        """Work until there is nothing left, unless the job is closed already."""
        with self._lock:
            if not self._open:
                return
            self._taking_part += 1
        try:
            self._work()
        finally:
            self._ended.put(None)

    def close(self) -> None:
        """Admit nobody else, and wait for those who take part; helpers that come too late are not waited for."""
        with self._lock:
            self._open = False
        for _ in range(self._taking_part):
            self._ended.get()


CREW = Crew()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=CREW.forget)
