"""Compiling the C files of the extension: only those that changed.  For setup.py, which runs before muforge is there.

An object file is kept together with the command that made it, and with hashes of all files of the tree that the
compiler read.  It is used again while these are the same, whatever the times of files are.  Headers of Python and NumPy
are told by their versions: when pip builds, they lie in another temporary folder each time.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ESCAPED = re.compile(r"(?<!\\)\s+")
"""What separates file names in the rules that compilers write: blanks without a backslash."""


def digest_of(files: Iterable[Path], *texts: str) -> str:
    """A short hash of files, by name and content, and of texts."""
    made = hashlib.sha256("\0".join(texts).encode())
    for path in sorted(files, key=lambda path: path.name):
        made.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return made.hexdigest()[:16]


def compiler_said(command: Sequence[str]) -> str:
    """What a compiler says about its version; empty if it does not say."""
    try:
        return subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def compile_if_changed(
    root: Path, source: Path, target: Path, command: str, compile_with: Callable[[list[str]], object]
) -> bool:
    """Compile a C file, unless the object file that is there was made from the same in the same way.

    Parameters
    ----------
    root : Path
        The tree whose files are compared.
    source, target : Path
        C file and object file.
    command : str
        Everything else that the result depends on: compiler, flags, and versions of all that lies outside the tree.
    compile_with : callable
        Compiles the file with some additional flags.

    Returns
    -------
    bool
        Whether it was compiled.
    """
    record, rule = target.with_suffix(".json"), target.with_suffix(".d")
    if target.exists() and _made_by(record, root, command):
        return False
    record.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    compile_with(["-MMD", "-MF", str(rule)])
    paths = {path.resolve() for path in (source, *map(Path, _prerequisites(rule.read_text())))}
    own = sorted(path.relative_to(root.resolve()).as_posix() for path in paths if path.is_relative_to(root.resolve()))
    read = {name: _hash(root / name) for name in own}
    record.write_text(json.dumps({"command": command, "files": read}, indent=1) + "\n")
    return True


def _made_by(record: Path, root: Path, command: str) -> bool:
    """Whether a record is of this command and of files as they are."""
    try:
        made = json.loads(record.read_text())
        return bool(made["command"] == command and all(_hash(root / n) == h for n, h in made["files"].items()))
    except (OSError, ValueError, KeyError):
        return False


def _prerequisites(rule: str) -> list[str]:
    """The files that a make rule names after its target."""
    listed = rule.replace("\\\n", " ").partition(": ")[2]
    return [name.replace("\\ ", " ") for name in ESCAPED.split(listed.strip()) if name]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
