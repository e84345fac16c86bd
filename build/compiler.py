"""The C compiler of this machine, for kernels that are compiled on request."""

from __future__ import annotations

import errno
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from muforge.build.flags import compile_flags, instruction_set_flags
from muforge.build.machine_errors import CompilerError


@dataclass(frozen=True)
class Compiler:
    """A C compiler with the flags of muforge.

    Parameters
    ----------
    command : tuple of str
        How it is called.
    flags : tuple of str
    """

    command: tuple[str, ...]
    flags: tuple[str, ...]

    def line(self, source: Path, target: Path, instruction_set: str, include: tuple[Path, ...]) -> list[str]:
        """The command that makes a library of one C file."""
        flags = [*self.flags, *instruction_set_flags(instruction_set), *(f"-I{folder}" for folder in include)]
        return [*self.command, *flags, "-fPIC", "-shared", str(source), "-o", str(target), "-lm"]

    def library(self, source: Path, target: Path, instruction_set: str, include: tuple[Path, ...], log: Path) -> None:
        """Compile one C file into a library; files of the compiler's own are beside it meanwhile.

        Raises
        ------
        CompilerError
            If the compiler fails; its output is in `log` then, or in the message if that cannot be written.
        """
        line = self.line(source, target, instruction_set, include)
        variables = os.environ | {"TMPDIR": str(target.parent)}
        try:
            done = subprocess.run(line, env=variables, capture_output=True, text=True, errors="replace")
        except OSError as error:
            raise CompilerError(
                f"the C compiler does not run: {error}; the command was '{shlex.join(line)}'"
            ) from error
        if done.returncode:
            output = done.stdout + done.stderr
            reason, advice = _reason(output, done.returncode)
            command = shlex.join(line)
            where = _kept(command, output, log)
            short = f"{shlex.join(self.command)} ... {source.name}"  # the whole is in the file
            raise CompilerError(f"the C compiler failed: {reason}; the command was '{short}', {where}{advice}")


FULL = [
    *(os.strerror(getattr(errno, name)) for name in ("ENOSPC", "EDQUOT", "EFBIG") if hasattr(errno, name)),
    "File size limit exceeded",
]
"""Messages of programs when a disk or a quota is full."""


def _reason(output: str, code: int) -> tuple[str, str]:
    """The line of a compiler's output that gives the reason of a failure, and the remedy if it is known."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for line in lines:
        if any(text in line for text in FULL):
            return line, ("; make room, or set MUFORGE_CACHE to a folder with room")
    ended = f"exit code {code}" if code > 0 else f"signal {-code}"
    return next((line for line in lines if "error" in line.lower()), lines[-1] if lines else ended), ""


def _kept(command: str, output: str, log: Path) -> str:
    """Keep the output of a command in a file and say where; if that fails, the output itself."""
    try:
        log.write_text(f"{command}\n\n{output}")
    except OSError as error:
        log.unlink(missing_ok=True)
        lines = " | ".join(output.splitlines())
        return f"its output, which cannot be kept in {log} ({error.strerror}), is: {lines}"
    return f"all its output is in {log}"


def find() -> Compiler:
    """The compiler of the environment variable CC, or the one that Python was built with, or cc.

    Raises
    ------
    CompilerError
        If there is none, or it does not work like gcc.
    """
    if sys.platform == "win32":
        raise CompilerError(
            "kernels are compiled on request on Linux and macOS alone; here the quantities of the installed extension "
            "work, and others when they are built with slow=True (--slow)"
        )
    return _find(os.environ.get("CC", ""), os.environ.get("PATH", ""))


@cache
def _find(wanted: str, path: str) -> Compiler:
    configured = shlex.split(sysconfig.get_config_var("CC") or "")[:1]
    candidates = [shlex.split(wanted)] if wanted else [configured, ["cc"], ["gcc"], ["clang"]]
    for command in filter(None, candidates):
        program = shutil.which(command[0], path=path)
        if program:
            return _described((program, *command[1:]))
    tried = ", ".join(command[0] for command in candidates if command)
    raise CompilerError(
        f"no C compiler was found (looked for {tried}); install one, e.g. 'apt install gcc' or 'xcode-select "
        "--install', or name it in the environment variable CC; without one, build models with slow=True (--slow)"
    )


def _described(command: tuple[str, ...]) -> Compiler:
    try:
        subprocess.run([*command, "--version"], capture_output=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError) as error:
        raise CompilerError(
            f"the C compiler '{shlex.join(command)}' does not run: {error}; set CC to one that does"
        ) from None
    return Compiler(command, (*compile_flags(), "-DMUFORGE_PLAIN"))
