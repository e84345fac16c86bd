"""Text files that grow by whole pieces, under another name until they are complete."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Protocol

from muforge.errors import OutputError
from muforge.scans.output import check_writable, partial, writing


class Sink(Protocol):
    """What a table is written to."""

    def write(self, text: str) -> None:
        """Append a piece as a whole."""

    def cut(self) -> None:
        """Remove what an interrupted `write` left of its piece."""


class StandardOutput:
    """The standard output: what was written stays."""

    def write(self, text: str) -> None:
        """Append a piece."""
        sys.stdout.write(text)
        sys.stdout.flush()

    def cut(self) -> None:
        """Nothing can be removed."""


class GrowingFile:
    """A file that grows.

    It is called ``NAME.partial`` until `finish`, and no other process can write it meanwhile.  After every `write` it
    ends with a whole piece; so it does on a full disk, and if the process is killed between two pieces.

    Parameters
    ----------
    path : path
        The name that it gets when it is complete.  A device or a pipe is written directly.

    Raises
    ------
    OSError
        If it cannot be written, or another process is writing it.
    """

    def __init__(self, path: str | Path) -> None:
        check_writable(path)
        with writing(Path(path)):
            self.path = Path(os.path.realpath(path))
        self._direct = self.path.exists() and not self.path.is_file()
        self.written_to = self.path if self._direct else partial(self.path)
        with writing(self.path):
            self._file = os.open(self.written_to, os.O_WRONLY if self._direct else os.O_WRONLY | os.O_CREAT, 0o666)
        self._whole = 0
        if not self._direct:
            self._lock()
            os.ftruncate(self._file, 0)

    def _lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # not on this system
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise OutputError(f"another process is writing {self.path}; wait for it, or choose another name") from None
        except OSError:  # a file system without locks
            return

    def write(self, text: str) -> None:
        """Append a piece as a whole; on an error nothing of it stays."""
        data = memoryview(text.encode())
        size = len(data)
        try:
            while data:
                data = data[os.write(self._file, data) :]
        except OSError:
            self.cut()
            raise
        self._whole += size

    def cut(self) -> None:
        """Remove what an interrupted `write` left of its piece."""
        if not self._direct:
            os.ftruncate(self._file, self._whole)
            os.lseek(self._file, self._whole, os.SEEK_SET)

    def finish(self, complete: bool) -> Path:
        """Put the file on the disk and give it its name; returns the name.

        One that is not complete replaces no other file: where there is one, it stays ``NAME.partial``.
        """
        if not self._direct:
            os.fsync(self._file)
            if complete or not self.path.exists():
                self.written_to = self.written_to.replace(self.path)
        os.close(self._file)
        return self.written_to

    def discard(self) -> None:
        """Remove what was written."""
        os.close(self._file)
        if not self._direct:
            self.written_to.unlink(missing_ok=True)
