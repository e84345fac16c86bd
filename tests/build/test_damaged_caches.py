"""Files in the cache that are cut, changed, of another version, or another user's; and what killed builds leave."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from user_files import width_file

import muforge
from muforge.build import cache_folder
from muforge.build.answers import as_bytes, from_bytes
from muforge.build.cache import Cache
from muforge.build.kinds import FAMILIES, FILES
from muforge.build.machine_errors import CacheError
from muforge.build.model_files import build, built
from muforge.catalogue.models_in_use import forget_models
from muforge.cli import main
from muforge.installation import GENERATED
from muforge.kernels.libraries import instruction_set, user_cache


def command(cache: Path, *words: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    line = [sys.executable, "-m", "muforge", *map(str, words)]
    environment = os.environ | {"MUFORGE_CACHE": str(cache)} | variables
    return subprocess.run(line, env=environment, capture_output=True, text=True, timeout=300)


def evaluated(cache: Path, **variables: str) -> str:
    done = command(cache, "eval", "frail.width", "m_X=1", "g=1", **variables)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a file `frail.py` that is built into a cache beside it."""
    place = tmp_path_factory.mktemp("damage")
    path = width_file(place, "frail")
    assert build(path, Cache(place / "cache", GENERATED, instruction_set))[0].compiled == 1
    return place


@pytest.fixture
def cache(folder, monkeypatch):
    """The cache of this user for a test."""
    monkeypatch.setenv("MUFORGE_CACHE", str(folder / "cache"))
    forget_models()
    yield folder / "cache"
    forget_models()


def flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    "damage",
    [lambda content: b"", lambda content: content[:6000], flip],
    ids=["empty", "cut", "changed"],
)
def test_damaged_libraries_are_compiled_again(folder, cache, damage):
    """A library that was loaded in such a state would end the process or give wrong numbers."""
    (library,) = (cache / "libraries").glob("*.so")
    whole = library.read_bytes()
    library.write_bytes(damage(whole))
    assert evaluated(cache) == "frail.width = 1.0 GeV\n"
    assert library.read_bytes() == whole


def test_a_build_mends_libraries(folder, cache):
    (library,) = (cache / "libraries").glob("*.so")
    library.write_bytes(flip(library.read_bytes()))
    assert build(folder / "frail.py", user_cache())[0].compiled == 1
    assert build(folder / "frail.py", user_cache())[0].compiled == 0


def test_a_library_is_found_by_the_instruction_set(folder, cache):
    """As where one home folder serves machines with different processors."""
    (library,) = (cache / "libraries").glob("*.so")
    before = library.stat().st_mtime_ns
    if "x86-64" not in muforge._fast.instruction_sets or instruction_set() == "x86-64":
        pytest.skip("this processor, or this build of muforge, has one instruction set")
    assert evaluated(cache, MUFORGE_ISA="x86-64") == "frail.width = 1.0 GeV\n"
    (other,) = set((cache / "libraries").glob("*.so")) - {library}
    assert library.stat().st_mtime_ns == before
    assert other.name.partition("-")[0] == library.name.partition("-")[0]
    other.unlink()
    library.write_bytes(b"instructions that this processor lacks")
    (library.with_suffix(".sha256")).write_text("0")
    done = command(cache, "build", folder / "frail.py", MUFORGE_ISA="x86-64")
    assert "1 compiled now" in done.stdout
    assert other.exists()
    other.unlink()


def test_damaged_code_is_derived_again(folder, cache):
    (code,) = (cache / "libraries").glob("*.c")
    whole = code.read_bytes()
    code.write_bytes(whole.replace(b"1", b"2", 1))
    for library in (cache / "libraries").glob("*.so"):
        library.unlink()
    done = command(cache, "eval", "frail.width", "m_X=1", "g=1")
    assert done.returncode == 2
    assert "missing from the cache" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    build(folder / "frail.py", user_cache())
    assert code.read_bytes() == whole
    assert evaluated(cache) == "frail.width = 1.0 GeV\n"


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b'{"a": 1}',
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b'"accuracy": ', b'"accuracy": 1', 1),
        lambda content: content.replace(b'"version": "', b'"version": "0', 1),
    ],
    ids=["other", "empty", "cut", "changed", "older"],
)
def test_damaged_answers_are_not_read(folder, cache, capsys, damage):
    answer = cache / "answers" / FAMILIES / "frail.json"
    whole = answer.read_bytes()
    answer.write_bytes(damage(whole))
    try:
        assert answer.read_bytes() != whole
        assert main(["list"]) == 0
        assert "frail.width" not in capsys.readouterr().out
        for words in (["eval", "frail.width", "m_X=1", "g=1"], ["list", "frail"]):
            assert main(words) == 2
            assert "build it again: muforge build" in capsys.readouterr().err
        assert main(["build", "--list"]) == 0
        assert "frail  older or damaged" in capsys.readouterr().out
    finally:
        answer.write_bytes(whole)


def test_damaged_answers_are_made_again(folder, cache, capsys):
    for kind in (FAMILIES, FILES):
        for answer in (cache / "answers" / kind).glob("*.json"):
            answer.write_text('{"a": 1}')
    assert main(["build", str(folder / "frail.py")]) == 0
    assert main(["eval", "frail.width", "m_X=1", "g=1"]) == 0
    assert "all in the cache" in capsys.readouterr().out


def test_models_of_other_sources_of_muforge_are_not_used(folder, cache, capsys, monkeypatch):
    monkeypatch.setattr("muforge.build.model_files.sources_fingerprint", lambda: "another")
    assert main(["eval", "frail.width", "m_X=1", "g=1"]) == 2
    said = capsys.readouterr().err
    assert f"'frail' was built by an older version of muforge; build it again: muforge build {folder}" in said


def test_an_answer_is_whole_or_none():
    answer = {"a": [1, 2.5, None, "ö\n"], "b": {}}
    text = as_bytes(answer)
    assert from_bytes(text) == answer
    assert all(from_bytes(text[:length]) is None for length in range(len(text)))
    changed = [text[:i] + bytes([text[i] ^ 1]) + text[i + 1 :] for i in range(len(text))]
    assert all(from_bytes(other) in (None, answer) for other in changed)


def test_what_killed_builds_leave_is_swept(tmp_path):
    store = Cache(tmp_path / "cache", GENERATED, instruction_set)
    store.remember("things", "one", 1)
    left = tmp_path / "cache" / ".new-left"
    left.mkdir()
    (left / "kernel.c").write_text("half")
    with cache_folder.at_work(store.folder):  # where another process works, nothing is swept
        new = tmp_path / "cache" / ".new-other"
        new.mkdir()
        store.remember("things", "two", 2)
        assert new.exists()
    assert not left.exists()
    store.remember("things", "three", 3)
    assert not new.exists()
    assert store.answers("things") == ["one", "three", "two"]


def test_cleaning_waits_for_a_build(tmp_path):
    store = Cache(tmp_path / "cache", GENERATED, instruction_set)
    store.remember("things", "one", 1)
    waits, freed = threading.Event(), []
    with store.at_work():
        cleaner = threading.Thread(target=lambda: freed.append(store.clean(waits.set)))
        cleaner.start()
        assert waits.wait(60)
        store.remember("things", "two", 2)
        assert store.answers("things") == ["one", "two"]
        assert not freed
    cleaner.join(60)
    assert freed[0] > 0
    assert store.answers("things") == []


def test_a_cache_is_private(tmp_path, monkeypatch):
    store = Cache(tmp_path / "above" / "cache", GENERATED, instruction_set)
    store.remember("things", "one", 1)
    folders = [store.folder.parent, store.folder, *(path for path in store.folder.rglob("*") if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    assert store.answer("things", "one") == 1
    if os.name != "posix":
        return
    for path in (store.folder, store.folder / "answers" / "things", store.folder / "answers" / "things" / "one.json"):
        mode = path.stat().st_mode
        path.chmod(mode | 0o020)
        with pytest.raises(CacheError, match=f"other users can write {path}.*chmod -R go-w {store.folder}"):
            store.answer("things", "one")
        path.chmod(mode)
    user = os.geteuid()
    for path in (store.folder, store.folder / "answers" / "things" / "one.json"):
        os.chown(path, 12345, -1) if user == 0 else monkeypatch.setattr(os, "geteuid", lambda: user + 1)
        with pytest.raises(CacheError, match=f"{path if user == 0 else store.folder} belongs to another user"):
            store.answer("things", "one")
        if user == 0:
            os.chown(path, 0, -1)


def test_libraries_of_other_users_are_not_loaded(folder, cache):
    (library,) = (cache / "libraries").glob("*.so")
    library.chmod(0o666)
    try:
        done = command(cache, "eval", "frail.width", "m_X=1", "g=1")
    finally:
        library.chmod(0o700)
    assert done.returncode == 2
    assert f"other users can write {library}" in done.stderr
    assert built(user_cache())["frail"].compiled == 0
