"""Object files are made again when the command or a file that the compiler read has changed, and only then."""

import shlex
import subprocess
import sysconfig

import pytest
from compiling import compiler

from muforge.build.objects import compile_if_changed, compiler_said, digest_of


@pytest.fixture
def build(tmp_path):
    """Compiles a small file; says whether that was done."""
    folder = tmp_path / "with blank"
    folder.mkdir()
    source, target = folder / "one.c", tmp_path / "made/one.o"
    source.write_text('#include "one.h"\nint one(void) { return ONE; }\n')
    (folder / "one.h").write_text('#include "two.h"\n#define ONE TWO\n')
    (folder / "two.h").write_text("#define TWO 2\n")
    (folder / "three.h").write_text("#define THREE 3\n")

    def compile_with(flags):
        subprocess.run([*compiler(), *flags, "-c", str(source), "-o", str(target)], check=True)

    def build(command="cc"):
        return compile_if_changed(folder, source, target, command, compile_with)

    build.folder, build.target = folder, target
    return build


def test_nothing_changed(build):
    assert [build(), build()] == [True, False]
    (build.folder / "one.c").touch()
    assert not build()


@pytest.mark.parametrize("file", ["one.c", "one.h", "two.h"])
def test_a_file_that_is_read_changed(build, file):
    build()
    path = build.folder / file
    path.write_text(path.read_text() + "/* changed */\n")
    assert [build(), build()] == [True, False]


def test_a_file_that_is_not_read_changed(build):
    build()
    (build.folder / "three.h").write_text("#define THREE 4\n")
    assert not build()


def test_headers_outside_the_tree_are_not_compared(build, tmp_path):
    (tmp_path / "system.h").write_text("#define SYSTEM 1\n")
    (build.folder / "two.h").write_text(f'#include "{tmp_path / "system.h"}"\n#define TWO SYSTEM\n')
    build()
    (tmp_path / "system.h").unlink()
    assert not build()


def test_another_command(build):
    build()
    assert [build("cc -O2"), build("cc -O2"), build()] == [True, False, True]


@pytest.mark.parametrize("lost", [".o", ".json"])
def test_a_lost_file_is_made_again(build, lost):
    build()
    build.target.with_suffix(lost).unlink()
    assert [build(), build()] == [True, False]


def test_a_failed_compilation_leaves_no_record(build):
    build()
    good = (build.folder / "one.h").read_text()
    (build.folder / "one.h").write_text("#error no\n")
    with pytest.raises(subprocess.CalledProcessError):
        build()
    (build.folder / "one.h").write_text(good)
    assert [build(), build()] == [True, False]


def test_a_header_that_is_gone(build):
    build()
    (build.folder / "two.h").rename(build.folder / "gone.h")
    with pytest.raises(subprocess.CalledProcessError):
        build()


def test_digests(tmp_path):
    (tmp_path / "a").write_text("x")
    (tmp_path / "b").write_text("y")
    both = digest_of([tmp_path / "a", tmp_path / "b"])
    assert both == digest_of([tmp_path / "b", tmp_path / "a"])
    assert len({both, digest_of([tmp_path / "a"]), digest_of([], "x"), digest_of([tmp_path / "a"], "x")}) == 4


def test_compilers_say_their_version():
    assert compiler_said(shlex.split(sysconfig.get_config_var("CC") or "cc")[:1])
    assert compiler_said(["/nonexistent"]) == ""
