"""Kernels on several cores.

Kernels run without Python's lock, and every point has the same bits whatever its neighbours are, so that a large
call may be cut into blocks that threads share.  The calling thread works too; a call that turns out to
be short stays in it.
"""

from __future__ import annotations

import math
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from muforge.crew import CREW, Job
from muforge.errors import ArgumentError, DomainError
from muforge.grids import block_at

WORTH_A_THREAD = 4e-4
"""Seconds of work from which on sharing it pays: waking another core takes about a tenth of a millisecond."""
SECONDS_PER_BLOCK = 1e-4
"""No block is to be shorter than this: Python takes about a tenth of it."""
SHARE = 2
"""A block is what remains, over this times the number of threads: large ones first, small ones to end together."""
PROBE = 32
"""So many points are timed before threads are started; kernels work on blocks of several."""
TELLING = 2e-5
"""Seconds that a probe takes at least, or one of `GROWTH` times as many points follows: a call alone takes time."""
GROWTH = 8


def available() -> int:
    """Number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def check_threads(threads: int | None) -> int:
    """The number of threads to use; None stands for one for each core.

    Raises
    ------
    TypeError, ValueError
        If it is not a positive whole number.
    """
    if threads is None:
        return available()
    if not isinstance(threads, int) or isinstance(threads, bool):
        raise ArgumentError(f"threads = {threads!r}; a number of threads or None (one for each core) is expected")
    if threads < 1:
        raise DomainError(f"threads = {threads}; at least 1 is expected")
    return min(threads, available())


def call(ufunc: np.ufunc, arguments: Sequence[Any], threads: int) -> Any:
    """Call an element-wise ufunc, on several cores if that is worth it.

    Parameters
    ----------
    ufunc : numpy.ufunc
        Without core dimensions; its loop must release Python's lock.
    arguments : sequence of array_like
    threads : int
        At most this many, the calling one included.

    Returns
    -------
    array or tuple of array
        What ``ufunc(*arguments)`` returns, bit for bit.
    """
    inputs = [np.asarray(argument, dtype=float) for argument in arguments]
    shape = np.broadcast_shapes(*(array.shape for array in inputs))
    size = math.prod(shape)
    if threads == 1 or size <= PROBE or ufunc.signature is not None:
        return ufunc(*inputs)
    kinds = ufunc.types[0].partition("->")[2]
    outputs = tuple(np.empty(shape, dtype=kind) for kind in kinds)
    work = _Work(ufunc, inputs, outputs, shape)
    start, probe = 0, PROBE
    while start < size:
        began = time.perf_counter()
        done = work.run(start, probe)
        seconds = time.perf_counter() - began
        seconds_per_point = seconds / (done - start)
        start = done
        if (size - start) * seconds_per_point < WORTH_A_THREAD:
            probe = size
        elif seconds >= TELLING:
            work.share(start, max(int(SECONDS_PER_BLOCK / seconds_per_point), 1), threads)
            break
        else:
            probe *= GROWTH
    return outputs if len(outputs) > 1 else outputs[0]


class _Work:
    """Blocks of one call."""

    def __init__(
        self,
        function: Callable[..., Any],
        inputs: list[np.ndarray],
        outputs: tuple[np.ndarray, ...],
        shape: tuple[int, ...],
    ) -> None:
        self.function, self.inputs, self.outputs, self.shape = function, inputs, outputs, shape
        self.errors: list[BaseException] = []

    def run(self, start: int, size: int) -> int:
        """Compute a block of at most about `size` points from flat index `start`; returns where it ends."""
        block = block_at(self.shape, start, size)
        targets = tuple(array[block] for array in self.outputs)
        self.function(*(_part(array, block) for array in self.inputs), out=targets)
        return start + targets[0].size

    def share(self, start: int, smallest: int, threads: int) -> None:
        """Compute everything from `start` on, in blocks that threads take one after the other."""
        blocks = deque(self._blocks(start, smallest, SHARE * threads))
        job = Job(partial(self._take, blocks))
        CREW.help_with(job, threads - 1)
        try:
            self._take(blocks)
        finally:
            blocks.clear()  # after an interruption the others stop at the end of their block
            job.close()
        if self.errors:
            raise self.errors[0]

    def _blocks(self, start: int, smallest: int, parts: int) -> Iterator[tuple[int, int]]:
        """Where blocks start, and their sizes, each of them one of `parts` of what remains."""
        size = math.prod(self.shape)
        while start < size:
            wanted = max(smallest, (size - start) // parts)
            yield start, wanted
            block = block_at(self.shape, start, wanted)
            start += math.prod(len(range(n)[part]) for part, n in zip(block, self.shape, strict=True))

    def _take(self, blocks: deque[tuple[int, int]]) -> None:
        try:
            while True:
                self.run(*blocks.popleft())
        except IndexError:
            return
        except Exception as error:
            blocks.clear()
            self.errors.append(error)


def _part(array: np.ndarray, block: tuple[slice, ...]) -> np.ndarray:
    """What a block of the result needs of an input, which keeps the axes along which it is constant."""
    own = block[len(block) - array.ndim :]
    return array[tuple(part if size > 1 else slice(None) for part, size in zip(own, array.shape, strict=True))]
