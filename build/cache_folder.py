"""The folder of a cache: where it is, whom it belongs to, who works in it, and how files come into it whole."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from muforge.build.machine_errors import CacheError

LOCK = "lock"
"""Held by every process that writes; by one alone while the cache is emptied or swept."""
UNFINISHED = ".new-"
"""How the names of folders begin that belong to a process as long as it writes."""
PRIVATE = 0o700
OTHERS_CAN_WRITE = stat.S_IWGRP | stat.S_IWOTH
NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
"""Errors of file systems that have no locks; there, processes work without."""


def default_folder() -> Path:
    """The folder of the environment variable MUFORGE_CACHE, or muforge's own in the user's cache folder."""
    wanted = os.environ.get("MUFORGE_CACHE")
    if not wanted and sys.platform != "darwin" and os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"]) / "muforge"
    try:
        if wanted:
            return Path(wanted).expanduser()
        home = Path.home()
    except RuntimeError:  # a user that the system does not know
        raise CacheError(
            "there is no home folder for the cache of compiled kernels; name a folder in the environment variable "
            "MUFORGE_CACHE"
        ) from None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "muforge"


def check_own(*paths: Path) -> None:
    """Refuse files and folders that another user owns or can write; those of the superuser are accepted.

    Raises
    ------
    CacheError
        Naming the first such path, and how to mend it.
    """
    if os.name != "posix":
        return
    for path in paths:
        try:
            found = path.stat()
        except OSError:
            continue  # what is not there harms nobody
        if found.st_uid not in (os.geteuid(), 0):
            raise CacheError(
                f"{path} belongs to another user (number {found.st_uid}), whose code would be run; name a folder of "
                "yours in the environment variable MUFORGE_CACHE"
            )
        if found.st_mode & OTHERS_CAN_WRITE:
            raise CacheError(
                f"other users can write {path}, so that their code could be run; take the right from them: "
                f"chmod -R go-w {paths[0]}"
            )


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the system says when a cache cannot be written into a `CacheError`."""
    try:
        yield
    except CacheError:
        raise
    except OSError as error:
        raise CacheError(
            f"the cache of compiled kernels, {folder}, cannot be written: {error.strerror or error}; "
            "free or unlock it, or name another folder in the environment variable MUFORGE_CACHE"
        ) from error


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, that this user alone can enter."""
    if not path.is_dir():
        if not path.parent.exists():
            make_folder(path.parent)
        path.mkdir(mode=PRIVATE, exist_ok=True)


def write_whole(path: Path, content: bytes, place: Path) -> None:
    """Write a file that is there with all its content or not at all, also after a power failure.

    Parameters
    ----------
    path : Path
    content : bytes
    place : Path
        A folder of this process on the same disk.
    """
    new = place / path.name
    new.write_bytes(content)
    move_whole(new, path)


def move_whole(new: Path, path: Path) -> None:
    """Move a file to its place once its content is on the disk."""
    with new.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(new, path)


@contextmanager
def at_work(folder: Path) -> Iterator[None]:
    """The time in which a process writes into a cache: it is not emptied meanwhile.

    What killed processes have left behind is removed first, if no other process is at work.
    """
    with writing(folder):
        make_folder(folder)
        check_own(folder)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with writing(folder):
            if _lock(lock, alone=True, wait=False):
                sweep(folder)
            _lock(lock, alone=False)
        yield
    finally:
        os.close(lock)


@contextmanager
def alone(folder: Path, waiting: Callable[[], object] = lambda: None) -> Iterator[None]:
    """The time in which no other process writes into a cache that is there; `waiting` is called if others do now."""
    with writing(folder):
        check_own(folder)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if _lock(lock, alone=True, wait=False) is False:
            waiting()
            _lock(lock, alone=True)
        yield
    finally:
        os.close(lock)


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """The time in which no other process is at the same place of the program, which the name of a file stands for."""
    lock = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(lock, alone=True)
        yield
    finally:
        os.close(lock)


def sweep(folder: Path) -> None:
    """Remove what processes that were killed have left; no other may be at work."""
    import shutil

    for place in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(place, ignore_errors=True)


def _lock(lock: int, alone: bool, wait: bool = True) -> bool | None:
    """Lock an open file, alone or together with others; whether it is locked, None where there are no locks."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        return None
    return True
