"""Running a file of models in a process of its own, which is ended after its time, whatever it does."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from muforge.build.file_inputs import local, portable
from muforge.build.machine_errors import ModelError
from muforge.symbolic.language.user_errors import MuforgeError

SECONDS = 30.0
"""The time that a part of a file may take: the file itself, the function of a model, that of a quantity."""
STARTING = 300.0
"""The time in which the process starts, on a machine that is busy."""
GRACE = 3.0
"""How much later than the process itself we end it."""
SILENT = 0.5
"""Seconds after which a process that has ended has nothing more to say."""
PROGRAM = """
import json, sys
request = json.loads(sys.stdin.buffer.readline())
sys.path[:] = request["modules"]
from muforge.build.deriving import serve
serve(request)
"""
FRAME = re.compile(r'^  File "(?P<file>.*)", line (?P<line>\d+) in ')


def derived(path: Path, headers: Path, slow: bool, seconds: float) -> Iterator[dict[str, Any]]:
    """What `muforge.build.deriving` says about a file, message by message.

    Parameters
    ----------
    path : Path
        Absolute.
    headers : Path
        Folder of the generated files.
    slow : bool
        Whether no C code is wanted.
    seconds : float
        The time that a part of the file may take.

    Raises
    ------
    ModelError
        If the file has a mistake, does not end in time, or ends the process.
    MuforgeError
        If the file is right, but cannot be built.
    """
    request = {
        "path": portable(str(path)),
        "headers": portable(str(headers)),
        "slow": slow,
        "seconds": seconds,
        "modules": list(map(portable, sys.path)),
    }
    talk = _Talk(request)
    try:
        yield from _messages(talk, path)
    finally:
        talk.end()


def _messages(talk: _Talk, path: Path) -> Iterator[dict[str, Any]]:
    limit, doing, stacks = STARTING, "the file", []
    deadline = time.monotonic() + limit
    while True:
        line = talk.line(deadline + GRACE - time.monotonic())
        if line is None:
            break
        try:
            message = json.loads(line)
        except ValueError:  # stacks of threads, which come after the time is over
            stacks.append(line.decode(errors="replace").rstrip())
            continue
        if "limit" in message:
            limit, doing = message["limit"], message["doing"]
            deadline = time.monotonic() + limit
        elif "error" in message:
            raise _error(message)
        else:
            yield message
            if "inputs" in message:
                return
    if stacks or time.monotonic() >= deadline:
        where = f"{path}{_line(stacks, path)}"
        raise ModelError(f"{where}: still running after {limit:g} seconds; a model only declares ({doing})")
    raise ModelError(f"{path}: {doing} has ended the process that reads it ({talk.ending()}); a model only declares")


def _error(message: dict[str, Any]) -> Exception:
    from muforge.codegen.ir import InternalError  # needs sympy

    kinds = {kind.__name__: kind for kind in (ModelError, MuforgeError)}
    if message["error"] in kinds:
        return kinds[message["error"]](local(message["message"]))
    error = InternalError(local(message["message"]))
    error.add_note(message["trace"])
    return error


def _line(stacks: list[str], path: Path) -> str:
    """Where the main thread, which comes last, was in a file."""
    shown = portable(str(path)).encode("ascii", "backslashreplace").decode()
    threads = "\n".join(stacks).split("most recent call first")
    found = [match for thread in threads[:0:-1] for line in thread.splitlines() if (match := FRAME.match(line))]
    lines = [match["line"] for match in found if match["file"] == shown]
    return f", line {lines[0]}" if lines else ""


class _Talk:
    """A process that was asked, and the lines that it says."""

    def __init__(self, request: dict[str, Any]) -> None:
        if not sys.executable:
            raise ModelError("there is no Python interpreter to run a file of models in; sys.executable is empty")
        command = [sys.executable, "-P", "-X", "utf8", "-c", PROGRAM]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=os.name == "posix"
        )
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended, and is found to have

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.put(line)
        self._process.stdout.close()
        self._lines.put(None)

    def line(self, seconds: float) -> bytes | None:
        """The next line; None if none comes in time, or the process has ended."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                return self._lines.get(timeout=min(left, SILENT))
            except queue.Empty:
                if self._process.poll() is not None:
                    return None  # though a process that it started may hold the line
        return None

    def ending(self) -> str:
        """How the process has ended, in words."""
        try:
            code = self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            return "it closed its files"
        return f"exit code {code}" if code >= 0 else signal.strsignal(-code) or f"signal {-code}"

    def end(self) -> None:
        """End the process and those that it has started."""
        if os.name == "posix":
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
        else:
            self._process.kill()
        self._process.wait()
        self._listener.join(SILENT)  # longer only if a process holds the line that has escaped from its group
