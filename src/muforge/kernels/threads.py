"""Kernels on several cores.

Kernels run without Python's lock, and every point has the same bits whatever its neighbours are, so that a large
call may be cut into pieces that threads share.  The calling thread works too; a call that turns out to
be short stays in it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from muforge.errors import ArgumentError, DomainError
from muforge.kernels.extension import extension

WORTH_SHARING = 1e-4
"""Seconds of work from which on sharing it pays: waking another core takes a good part of it."""


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
    if not isinstance(threads, int | np.integer) or isinstance(threads, bool):
        raise ArgumentError(f"threads = {threads!r}; a number of threads or None (one for each core) is expected")
    if threads < 1:
        raise DomainError(f"threads = {threads}; at least 1 is expected")
    return min(int(threads), available())


def call(kernel: np.ufunc, arguments: Sequence[Any], threads: int, worth: float = WORTH_SHARING) -> Any:
    """Call a kernel, on several cores if that is worth it.

    Parameters
    ----------
    kernel : numpy.ufunc
        One of `muforge._fast`, or of a model that was compiled; others run in the calling thread.
    arguments : sequence of array_like
    threads : int
        At most this many, the calling one included.
    worth : float
        Seconds of work that have to be left for other threads to be called in.

    Returns
    -------
    array or tuple of array
        The result of ``kernel(*arguments)``, bit for bit.
    """
    if threads == 1 or not _shareable(kernel):
        return kernel(*arguments)
    results = _share(kernel, arguments, threads, worth)
    return results if len(results) > 1 else results[0]


def integrate(kernel: np.ufunc, arguments: Sequence[Any], threads: int, worth: float = WORTH_SHARING) -> Any:
    """`call` for kernels with an integral, which are worth any preparation.

    Whatever the shapes of the arguments, the kernel gets full blocks of points; and Ctrl-C interrupts it also in a
    single thread.
    """
    if not _shareable(kernel) or not any(map(np.ndim, arguments)):
        return kernel(*arguments)
    shape = np.broadcast_shapes(*(np.shape(argument) for argument in arguments))
    rows = [np.broadcast_to(argument, shape).ravel() if np.ndim(argument) else argument for argument in arguments]
    results = tuple(result.reshape(shape) for result in _share(kernel, rows, threads, worth))
    return results if len(results) > 1 else results[0]


def _shareable(kernel: Any) -> bool:
    """Whether it is a loop over points, which can be cut into pieces."""
    return isinstance(kernel, np.ufunc) and kernel.signature is None


def _share(kernel: np.ufunc, arguments: Sequence[Any], threads: int, worth: float) -> tuple[Any, ...]:
    """All results of a kernel."""
    inputs = [np.require(argument, float, "A") for argument in arguments]
    shape = np.broadcast(*inputs).shape
    if math.prod(shape) <= extension().lanes:
        results = kernel(*inputs)
        return results if isinstance(results, tuple) else (results,)
    long = [axis for axis, size in enumerate(shape) if size > 1]  # a row of one point would take a call of the loop
    padded = [(1,) * (len(shape) - x.ndim) + x.shape for x in inputs]
    rows = [x.reshape([sizes[axis] for axis in long]) for x, sizes in zip(inputs, padded, strict=True)]
    outputs = [np.empty([shape[axis] for axis in long], kind) for kind in kernel.types[0].partition("->")[2]]
    extension().share(kernel, (*rows, *outputs), threads - 1, worth)
    return tuple(output.reshape(shape) for output in outputs)
