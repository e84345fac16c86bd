"""Regeneration of generated files: what is compared, written, named and removed."""

import json
import shutil
from pathlib import Path

import pytest
from generated_files import FEW, PACKAGE, contents, copy_tables_to, copy_to, files_in, with_formula

import muforge.build.regeneration
from muforge.build.manifest import FILE as MANIFEST
from muforge.build.regeneration import OutOfDate, regenerate

FORMULA, KERNEL, FAMILY = "mixing.coupling_over_epsilon", "mixing_coupling_over_epsilon", "generated/mixing.c"
COEFFICIENTS = "generated/coefficients.h"
FINGERPRINTS = {"generated/family_list.h", "generated/formulas.py"}
"""Files that change with every formula, and take no time to compile."""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """Generated files of a few families."""
    folder = tmp_path_factory.mktemp("fresh")
    copy_tables_to(folder)
    shutil.copy(PACKAGE / COEFFICIENTS, folder / COEFFICIENTS)  # a minute's work
    regenerate(FEW, folder)
    return folder


@pytest.fixture
def folder(fresh, tmp_path):
    return copy_to(fresh, tmp_path)


def times(folder):
    """When and as which file each generated file was written."""
    return {name: ((folder / name).stat().st_mtime_ns, (folder / name).stat().st_ino) for name in files_in(folder)}


def everything(folder):
    """The bytes of all files."""
    return contents(folder, files_in(folder))


def test_an_unchanged_second_run_writes_nothing_and_compiles_nothing(folder):
    before = times(folder)
    compiled: list[str] = []
    outcome = regenerate(FEW, folder, progress=compiled.append)
    assert (outcome.formulas, outcome.files, compiled) == ((), (), [])
    assert times(folder) == before


def test_a_changed_formula_is_named_and_nothing_is_written(folder):
    before = everything(folder)
    with pytest.raises(OutOfDate, match=f"formulas changed: {KERNEL}. Run 'muforge regenerate'") as caught:
        regenerate(with_formula(FORMULA, 2), folder, check=True)
    assert FAMILY in str(caught.value)
    assert everything(folder) == before


def test_a_changed_formula_changes_its_family_alone(fresh, folder):
    before = times(folder)
    compiled: list[str] = []
    outcome = regenerate(with_formula(FORMULA, 2), folder, progress=compiled.append)
    assert outcome.formulas == (KERNEL,)
    assert set(outcome.files) == {FAMILY, MANIFEST, *FINGERPRINTS}
    assert compiled == ["mixing"]
    after = times(folder)
    assert {name for name in files_in(folder) if after[name] != before[name]} == {FAMILY, MANIFEST, *FINGERPRINTS}
    assert regenerate(with_formula(FORMULA, 2), folder, check=True).files == ()
    regenerate(FEW, folder)
    assert everything(folder) == everything(fresh)


@pytest.mark.parametrize("name", [FAMILY, COEFFICIENTS, "generated/catalogue.json", "include/muforge.h"])
def test_a_file_edited_by_hand_is_named_and_mended(folder, name):
    path = folder / name
    original = path.read_bytes()
    path.write_bytes(original.rstrip() + b"  \n")
    with pytest.raises(OutOfDate, match=r"generated files are out of date \(.*\)") as caught:
        regenerate(FEW, folder, check=True)
    assert name in str(caught.value)
    assert name in regenerate(FEW, folder).files
    assert path.read_bytes() == original


@pytest.mark.parametrize("name", ["generated/mixing.c", "include/muforge.h"])
def test_a_missing_file_is_written_again(fresh, folder, name):
    (folder / name).unlink()
    with pytest.raises(OutOfDate, match="the generator or a generated file changed"):
        regenerate(FEW, folder, check=True)
    regenerate(FEW, folder)
    assert everything(folder) == everything(fresh)


def test_stale_files_of_families_are_removed(folder):
    stale = folder / "generated/axions.c"
    stale.write_text("/* a family that is gone */\n")
    with pytest.raises(OutOfDate, match=r"generated/axions\.c"):
        regenerate(FEW, folder, check=True)
    assert stale.exists()
    assert regenerate(FEW, folder).files == ("generated/axions.c",)
    assert not stale.exists()


def test_a_family_that_is_gone_takes_its_file_and_kernels_along(folder):
    rest = {name: q for name, q in FEW.items() if q.family != "phase_space"}
    outcome = regenerate(rest, folder)
    assert set(outcome.formulas) == {f"phase_space_volume_{n}" for n in (2, 3, 4)}
    assert not (folder / "generated/phase_space.c").exists()
    assert not any(b"phase_space_volume" in text for text in everything(folder).values())


def test_processes_write_the_same_files(fresh, tmp_path):
    copy_tables_to(tmp_path)
    shutil.copy(PACKAGE / COEFFICIENTS, tmp_path / COEFFICIENTS)
    (tmp_path / MANIFEST).unlink()
    shutil.copy(fresh / MANIFEST, tmp_path / MANIFEST)  # which vouches for the tables
    begun: list[str] = []
    outcome = regenerate(FEW, tmp_path, jobs=2, progress=begun.append)
    assert begun == ["hvp", "mixing", "phase_space"]
    assert {"generated/hvp.c", "generated/mixing.c", "generated/phase_space.c"} < set(outcome.files)
    assert everything(tmp_path) == {
        name: text for name, text in everything(fresh).items() if name in files_in(tmp_path)
    }


def test_a_family_in_pieces_is_kept_and_replaced_as_a_whole(folder, monkeypatch):
    monkeypatch.setattr("muforge.codegen.plan.pieces.LARGEST", 500)
    monkeypatch.setattr(muforge.build.regeneration, "generator_fingerprint", lambda: "another")
    outcome = regenerate(FEW, folder)
    pieces = sorted(name for name in outcome.files if name.startswith("generated/mixing_"))
    assert pieces[:2] == ["generated/mixing_1.c", "generated/mixing_2.c"]
    assert "generated/mixing.c" in outcome.files
    assert not (folder / "generated/mixing.c").exists()
    kernels = json.loads((folder / MANIFEST).read_text())["kernels"]
    assert {entry["file"] for entry in kernels.values() if entry["family"] == "mixing"} == set(pieces)
    begun: list[str] = []
    assert regenerate(FEW, folder, progress=begun.append).files == ()
    assert begun == []
    (folder / pieces[1]).unlink()
    regenerate(FEW, folder, progress=begun.append)
    assert begun == ["mixing"]
    assert (folder / pieces[1]).exists()


def test_another_generator_compiles_everything_again(folder, monkeypatch):
    monkeypatch.setattr(muforge.build.regeneration, "generator_fingerprint", lambda: "another")
    compiled: list[str] = []
    few = {name: q for name, q in FEW.items() if q.family in ("mixing", "phase_space")}
    outcome = regenerate(few, folder, progress=compiled.append)
    assert compiled == ["mixing", "phase_space"]
    assert "generated/mixing.c" not in outcome.files  # compiled again, and the same
    assert json.loads((folder / MANIFEST).read_text())["generator"] == "another"


class Interrupted(Exception):
    """Stands in for the end of the process."""


@pytest.mark.parametrize("when", ["write_text", "replace"])
def test_an_interrupted_write_leaves_the_old_file(folder, monkeypatch, when):
    before = everything(folder)
    write = Path.write_text

    def interrupted(path, text):
        if when == "write_text":
            write(path, str(text)[:100])
        raise Interrupted

    with monkeypatch.context() as patched:
        patched.setattr(Path, when, interrupted)
        with pytest.raises(Interrupted):
            regenerate(with_formula(FORMULA, 2), folder)
    assert contents(folder, before) == before
    regenerate(with_formula(FORMULA, 2), folder)
    assert not list(folder.rglob("*.new"))
    assert everything(folder) != before


def test_interrupted_between_two_files_the_next_run_finishes(folder, monkeypatch):
    write = muforge.build.regeneration._write
    written: list[str] = []

    def interrupted(path, text):
        if written:
            raise Interrupted
        written.append(path.name)
        write(path, text)

    with monkeypatch.context() as patched:
        patched.setattr(muforge.build.regeneration, "_write", interrupted)
        with pytest.raises(Interrupted):
            regenerate(with_formula(FORMULA, 2), folder)
    assert written == ["mixing.c"]
    with pytest.raises(OutOfDate):
        regenerate(with_formula(FORMULA, 2), folder, check=True)
    regenerate(with_formula(FORMULA, 2), folder)
    assert regenerate(with_formula(FORMULA, 2), folder, check=True).files == ()


def test_a_table_that_was_changed_is_made_anew(folder, monkeypatch):
    made: list[str] = []

    def header(node):
        made.append(node.name)
        return (PACKAGE / f"generated/table_{node.name}.h").read_text()

    monkeypatch.setattr(muforge.build.regeneration, "header", header)
    table = folder / "generated/table_vector_loop.h"
    table.write_text(table.read_text().replace("e-", "e+", 1))
    with pytest.raises(OutOfDate, match="generated/table_vector_loop.h"):
        regenerate(FEW, folder, check=True)
    regenerate(FEW, folder)
    assert set(made) == {"vector_loop"}
    table.unlink()
    regenerate(FEW, folder)
    assert table.read_text() == (PACKAGE / "generated/table_vector_loop.h").read_text()
