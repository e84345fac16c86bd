"""Kernels on several cores.

Kernels run without Python's lock, and every point has the same bits whatever its neighbours are, so that a large
call may be cut into blocks that threads share.  The calling thread works too; a call that turns out to
be short stays in it.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from muforge.errors import ArgumentError, DomainError
from muforge.grids import block_at

WORTH_A_THREAD = 3e-3
"""Seconds of work from which on starting threads pays: waking another core takes most of a millisecond."""
SECONDS_PER_BLOCK = 5e-5
BLOCKS_PER_THREAD = 24
PROBE = 64
"""The first of this many parts of a call is timed before threads are started."""
SMALLEST_PROBE = 32
"""Points; kernels work on blocks of several, so that fewer would seem too expensive."""


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
    if threads == 1 or size < 2 * PROBE or ufunc.signature is not None:
        return ufunc(*inputs)
    kinds = ufunc.types[0].partition("->")[2]
    outputs = tuple(np.empty(shape, dtype=kind) for kind in kinds)
    work = _Work(ufunc, inputs, outputs, shape)
    first = max(size // PROBE, SMALLEST_PROBE)
    began = time.perf_counter()
    start = work.run(0, first)
    seconds_per_point = max(time.perf_counter() - began, 1e-7) / start
    remaining = (size - start) * seconds_per_point
    if remaining < WORTH_A_THREAD:
        while start < size:
            start = work.run(start, size)
    else:
        block = max(int(SECONDS_PER_BLOCK / seconds_per_point), (size - start) // (BLOCKS_PER_THREAD * threads), 1)
        work.share(start, block, threads)
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

    def share(self, start: int, size: int, threads: int) -> None:
        """Compute everything from `start` on in blocks that threads take one after the other."""
        starts = deque[int]()
        while start < math.prod(self.shape):
            starts.append(start)
            start += math.prod(part.stop - part.start for part in self._bounded(block_at(self.shape, start, size)))
        workers = [threading.Thread(target=self._take, args=(starts, size)) for _ in range(threads - 1)]
        for worker in workers:
            worker.start()
        try:
            self._take(starts, size)
        finally:
            starts.clear()  # after an interruption the others stop at the end of their block
            for worker in workers:
                worker.join()
        if self.errors:
            raise self.errors[0]

    def _bounded(self, block: tuple[slice, ...]) -> list[slice]:
        return [slice(*part.indices(n)[:2]) for part, n in zip(block, self.shape, strict=True)]

    def _take(self, starts: deque[int], size: int) -> None:
        try:
            while True:
                self.run(starts.popleft(), size)
        except IndexError:
            return
        except Exception as error:
            starts.clear()
            self.errors.append(error)


def _part(array: np.ndarray, block: tuple[slice, ...]) -> np.ndarray:
    """What a block of the result needs of an input, which keeps the axes along which it is constant."""
    own = block[len(block) - array.ndim :]
    return array[tuple(part if size > 1 else slice(None) for part, size in zip(own, array.shape, strict=True))]
