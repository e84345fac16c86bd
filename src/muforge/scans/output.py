"""Writing results: checks before work begins, and files that are whole or absent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from muforge.errors import OutputError
from muforge.inputs.paths import path_of


def check_writable(path: str | Path) -> None:
    """Refuse a file that cannot be written.

    Raises
    ------
    OSError
    """
    path = path_of("file", path)
    with writing(path):
        if path.is_dir():
            raise OutputError(f"cannot write {path}: it is a folder")
        if not path.parent.is_dir():
            raise OutputError(f"cannot write {path}: there is no folder {path.parent}")
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise OutputError(f"cannot write {path}: permission denied")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the system says against writing a file into an error that names the file.

    Raises
    ------
    OSError
    """
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def check_new(path: str | Path) -> None:
    """Refuse a file that is there already, or that a killed run left unfinished.

    Raises
    ------
    OSError
    """
    path = Path(path)
    if path.is_file():
        raise OutputError(f"{path} is there already; choose another name, or replace it with --force")
    if partial(path).exists():
        raise OutputError(f"{partial(path)} is there, of a run that was stopped; keep or remove it, or use --force")


def check_target(path: str | Path, force: bool) -> None:
    """Refuse a file that cannot be written or, unless it may be replaced, that is there already.

    Raises
    ------
    OSError
    """
    check_writable(path)
    if not force:
        check_new(path)


def partial(path: str | Path) -> Path:
    """The name of a result that is not complete."""
    return Path(f"{path}.partial")


def check_ending(path: str | Path, endings: tuple[str, ...]) -> str:
    """The ending of a file name; an error if it is unknown."""
    ending = path_of("file", path).suffix.lower()
    if ending not in endings:
        shown = f"the ending '{ending}'" if ending else "no ending"
        raise OutputError(f"cannot write {path}: it has {shown}; known are {', '.join(endings)}")
    return ending


@contextmanager
def atomically(path: str | Path) -> Iterator[Path]:
    """A temporary file beside `path`: at the end it is on the disk and takes that name, on an error it vanishes."""
    path = path_of("file", path)
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    with writing(path):
        try:
            yield temporary
            with temporary.open("rb") as stream:
                os.fsync(stream.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
