"""What a user is told when the cache cannot be written or the disk is full, and what is left of the cache then."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from user_files import CHIRAL, PHASES, written

EVALUATE = ("eval", "chiral_muon.total_width", "m_V=1", "g_L=1e-3", "g_R=1e-3")
DROP_FROM_BOUNDING_SET = 24  # PR_CAPBSET_DROP
OVERRIDE_PERMISSIONS = 1  # CAP_DAC_OVERRIDE

pytestmark = pytest.mark.skipif(os.name != "posix", reason="permissions and limits as on Unix")


def muforge(
    cache: Path, *words: str | Path, before: Callable[[], None] | None = None, **variables: str
) -> subprocess.CompletedProcess:
    """The command line in a process of its own, after a function has been called there."""
    environment = os.environ | {"MUFORGE_CACHE": str(cache)} | variables
    command = [sys.executable, "-m", "muforge", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, preexec_fn=before, timeout=300)


def bound_by_permissions() -> None:
    """From here on permissions bind the superuser too, as the owner of its files."""
    if os.geteuid() == 0:
        prctl = getattr(ctypes.CDLL(None, use_errno=True), "prctl", None)
        if prctl is None or prctl(DROP_FROM_BOUNDING_SET, OVERRIDE_PERMISSIONS, 0, 0, 0) != 0:
            raise OSError("this privilege cannot be given up")


@pytest.fixture
def ordinary(tmp_path):
    """A function for processes after which permissions bind them."""
    locked = tmp_path / "locked_file"
    locked.touch(mode=0o400)
    command = [sys.executable, "-c", f"import os; print(os.access({str(locked)!r}, os.W_OK))"]
    try:
        done = subprocess.run(command, preexec_fn=bound_by_permissions, capture_output=True, text=True)
    except subprocess.SubprocessError:
        pytest.skip("the superuser cannot give up its privileges here")
    assert done.stdout.strip() == "False", done.stderr
    return bound_by_permissions


def full_disk(bytes_left: int) -> Callable[[], None]:
    """A function for processes after which files cannot grow beyond a size: writing fails as on a full disk."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, bytes_left))

    return limit


def clear_error(done: subprocess.CompletedProcess) -> str:
    """The one error of a command."""
    assert done.returncode == 2
    assert done.stderr.startswith("muforge ")
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def files(cache: Path) -> dict[Path, bytes]:
    """The content of a cache."""
    return {path: path.read_bytes() for path in cache.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """A cache with one model."""
    place = tmp_path_factory.mktemp("failures")
    done = muforge(place / "cache", "build", written(place, CHIRAL, "chiral.py"))
    assert done.returncode == 0, done.stderr
    return place / "cache"


def test_a_cache_that_cannot_be_written(ordinary, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    done = muforge(locked / "cache", "build", written(tmp_path, CHIRAL, "chiral.py"), before=ordinary)
    message = clear_error(done)
    assert "cannot be written: Permission denied" in message
    assert str(locked / "cache") in message
    assert "MUFORGE_CACHE" in message


def test_a_cache_that_became_read_only_is_still_used(ordinary, cache, tmp_path):
    folders = [cache, *(path for path in cache.rglob("*") if path.is_dir())]
    try:
        for folder in folders:
            folder.chmod(0o500)
        used = muforge(cache, *EVALUATE, before=ordinary)
        refused = muforge(cache, "build", written(tmp_path, PHASES), before=ordinary)
    finally:
        for folder in folders:
            folder.chmod(0o700)
    assert used.returncode == 0, used.stderr
    assert "cannot be written: Permission denied" in clear_error(refused)


@pytest.mark.parametrize(("room", "who"), [(100, "cache"), (12000, "compiler")])
def test_a_full_disk(cache, tmp_path, room, who):
    """Too little room for the source of a kernel, or enough for that but not for its library."""
    before = files(cache)
    model = written(tmp_path, PHASES.replace("two_phases", f"for_the_{who}"))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    message = clear_error(muforge(cache, "build", model, before=full_disk(room), TMPDIR=str(temporary)))
    assert "MUFORGE_CACHE" in message
    if who == "cache":
        assert "cannot be written: File too large" in message
    else:
        assert "the C compiler failed" in message
        assert "the command was '" in message
        assert "output is in " in message or "output, which cannot be kept" in message
    after = files(cache)
    assert {path: after[path] for path in before} == before
    assert not list(cache.glob(".new-*"))
    assert not list(temporary.iterdir())
    assert muforge(cache, *EVALUATE).returncode == 0
