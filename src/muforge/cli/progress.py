"""A progress bar on standard error, if that is a terminal, for long work."""

from __future__ import annotations

import contextlib
import sys
import time
from types import TracebackType

PATIENCE = 0.5
"""Seconds of work before the bar appears."""

REFRESH = 0.1
WIDTH = 30


class ProgressBar:
    """``with ProgressBar("scan") as bar: bar(done, total)``; it erases itself at the end."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._began = time.monotonic()
        self._next = self._began + PATIENCE
        self._length = 0

    def __enter__(self) -> ProgressBar:
        return self

    def __call__(self, done: int, total: int, what: str = "") -> None:
        now = time.monotonic()
        if now < self._next or sys.stderr is None or not sys.stderr.isatty():
            return
        self._next = now + REFRESH
        fraction = done / total
        bar = "=" * int(WIDTH * fraction)
        left = f", {(now - self._began) * (1 - fraction) / fraction:.0f} s left" if fraction else ""
        self._show(f"{self._label} [{bar:<{WIDTH}}] {100 * fraction:.0f} %{left} {what}".rstrip())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._length:
            self._show("")
            self._show("")

    def _show(self, text: str) -> None:
        with contextlib.suppress(OSError):  # a terminal that went away
            sys.stderr.write("\r" + text.ljust(self._length))
            sys.stderr.flush()
        self._length = len(text)
