"""Standard output and error that are closed, full, or cannot show every character."""

import os
import subprocess
import sys

import pytest
from command import run

from muforge.cli.streams import HANDLER, SIMPLER
from muforge.errors import ArgumentError

MUFORGE = f"{sys.executable} -m muforge"
EVAL = "eval gminus2.neutral_boson boson=scalar m_X=0.1 g=1e-3"
BUFFERED = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}


def shell(line, **environment):
    return subprocess.run(line, shell=True, capture_output=True, text=True, env=BUFFERED | environment, timeout=120)


@pytest.mark.parametrize("words", [EVAL, "--help", "eval --help"])
def test_a_full_disk_behind_the_output_is_one_line(words):
    done = shell(f"{MUFORGE} {words} >/dev/full")
    assert done.returncode == 2
    assert done.stderr.endswith(": No space left on device\n") and done.stderr.count("\n") == 1


def test_errors_go_nowhere_where_there_is_no_standard_error():
    done = shell(f"{MUFORGE} {EVAL} 2>&-; {MUFORGE} nothing 2>&-; echo $?; {MUFORGE} nothing 2>/dev/full; echo $?")
    assert done.stdout.splitlines() == ["gminus2.neutral_boson = 6.593874559449158e-09", "2", "2"]


def test_a_reader_of_help_that_goes_away_is_no_error():
    done = shell(f"{MUFORGE} list --help | true; {MUFORGE} list | head -1 | cut -c1-9")
    assert (done.stdout, done.stderr) == ("beam_dump\n", "")


def test_formulas_are_shown_without_the_characters_of_boxes(capsys):
    whole = run("explain decay.boson_to_leptons boson=vector", capsys).out
    plain = whole.encode("ascii", HANDLER).decode()
    assert plain == "".join(SIMPLER.get(c, c) for c in whole) and not whole.isascii()
    code = "from muforge.cli.streams import prepare_streams; prepare_streams(); print(*map(chr, (9127, 960, 19968)))"
    done = shell(f'{sys.executable} -c "{code}"', PYTHONIOENCODING="ascii")
    assert (done.stdout, done.stderr) == ("/ pi ?\n", "")


def test_words_that_are_no_text_are_named_on_one_line(capsys):
    for word in ("kaon.b\udcffr", "kaon.a\nb", "x" * 5000, "\0"):
        shown = run(f"eval {word}", capsys)
        assert shown.code == 2 and shown.err.count("\n") == 1 and len(shown.err) <= 320


def test_an_option_given_twice_is_said(capsys):
    shown = run("eval hvp.kernel s=1 --tolerance 1e-3 --tolerance 1e-5", capsys)
    assert shown.code == 0
    assert shown.err == "muforge eval: note: --tolerance is given more than once; the last one counts: 1e-05\n"
    assert run("eval kaon.lambda_mu --constant v=1 --constant m_e=1", capsys).err.count("note") == 0


@pytest.mark.parametrize(
    "words",
    [
        "scan kaon.rate_ratio boson=vector m_X=0.1:0.2:3 -o /proc/x.csv",
        "scan kaon.rate_ratio boson=vector m_X=0.1:0.2:3 -o /proc/x.npz",
        "figure kaon.rate_ratio boson=vector m_X=0.1:0.2:3 -o /proc/x.pdf",
        "demo -o /proc/x",
        "build /",
        "build /dev/null",
        "model nothing.py",
        f"scan kaon.rate_ratio boson=vector m_X=0.1:0.2:3 -o {'x' * 300}.csv",
    ],
)
def test_places_that_cannot_be_read_or_written(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = run(words, capsys)
    assert shown.code == 2 and shown.err.count("\n") == 1
    assert "not foreseen" not in shown.err


def test_figures_and_tables_replace_nothing_without_force(capsys, tmp_path, monkeypatch):
    pytest.importorskip("matplotlib")
    monkeypatch.chdir(tmp_path)
    line = "figure kaon.rate_ratio boson=vector m_X=0.1:0.2:5 -o a.svg"
    assert run(line, capsys).code == 0
    again = run(line, capsys)
    assert (again.code, again.err.count("--force")) == (2, 1)
    assert run(f"{line} --force", capsys).code == 0
    (tmp_path / "b.svg").write_text("mine")
    assert run("model dark_photon -o b.svg", capsys).code == 2
    (tmp_path / "muforge-demo.png").write_text("mine")
    assert run("demo -o .", capsys).code == 2
    assert (tmp_path / "b.svg").read_text() == (tmp_path / "muforge-demo.png").read_text() == "mine"


def test_settings_of_matplotlib_that_cannot_be_read_are_one_line(tmp_path):
    pytest.importorskip("matplotlib")
    (tmp_path / "matplotlibrc").write_bytes(b"\xff\xfe")
    line = f"cd {tmp_path}; {MUFORGE} figure kaon.rate_ratio boson=vector m_X=0.1:0.2:5 -o a.svg"
    done = shell(line, MATPLOTLIBRC=str(tmp_path))
    assert done.returncode == 2 and "mend its settings file" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("eval hvp.narrow_resonance_contribution m_resonance=100MeV width_ee=1e-6", "in GeV: m_resonance=0.1"),
        ("eval kaon.rate_ratio boson=vector m_X=0.1:0.2:3", "a range start:stop:n is for a scan"),
        ("explain kaon", "'kaon' is a family of quantities: give one of its"),
        ("scan kaon.rate_ratio boson=vector m_X=0.1:0.2:1 -o -", "has 1 point; at least 2"),
    ],
)
def test_messages_say_what_to_change(words, said, capsys):
    shown = run(words, capsys)
    assert shown.code == 2 and said in shown.err


def test_errors_of_the_parser_are_those_of_muforge():
    assert issubclass(ArgumentError, TypeError)
