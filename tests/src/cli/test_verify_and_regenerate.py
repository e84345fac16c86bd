import json
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from command import run

import muforge.build.regeneration
from muforge.build.regeneration import Outcome, OutOfDate
from muforge.catalogue.lookup import names
from muforge.kernels.threads import available


@dataclass
class Check:
    passed: bool
    detail: str = ""


@dataclass
class Row:
    kernel: str
    checks: dict[str, Check] = field(default_factory=dict)
    kept: bool = False

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks.values())


GOOD = Row("kaon_lambda_mu", {"dimensions": Check(True, "1"), "numbers": Check(True, "0.5 ULP")})
BAD = Row("kaon_bad", {"dimensions": Check(True, "GeV"), "limits": Check(False, "got m_mu, expected 0")})
COLUMNS = ("dimensions", "limits", "numbers")


@pytest.fixture
def verify(monkeypatch):
    """Stands in for the proofs, which have tests of their own; keeps the names that were asked for."""
    fake = SimpleNamespace(COLUMNS=COLUMNS, rows=[GOOD], asked=None, how=None)

    def proofs(names, *, again, jobs, progress):
        fake.asked, fake.how = names, (again, jobs)
        for number, row in enumerate(fake.rows):
            progress(getattr(row, "kernel", ""), number, len(fake.rows))
            if row is KeyboardInterrupt:
                raise KeyboardInterrupt
            yield row

    fake.proofs = proofs
    fake.record = lambda names, *, again, jobs, progress: Path("accuracy.json")
    monkeypatch.setitem(sys.modules, "muforge.verify", fake)
    monkeypatch.setattr(muforge, "verify", fake, raising=False)
    return fake


def test_verify_prints_a_row_per_kernel_and_a_dash_for_what_does_not_apply(verify, capsys):
    shown = run("verify kaon.lambda_mu", capsys)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines() == [
        "kernel          dimensions  limits  numbers",
        "kaon_lambda_mu  ok          -       ok",
        "1 formula, 2 proofs, 0 s: all hold",
    ]


def test_failures_are_explained_and_exit_with_1(verify, capsys):
    verify.rows = [GOOD, BAD]
    shown = run("verify", capsys)
    assert shown.code == 1
    assert shown.out.splitlines()[2:] == [
        "kaon_bad        ok          FAILED  -",
        "2 formulas, 4 proofs, 0 s: 1 formula failed",
    ]
    assert shown.err == "muforge verify: kaon_bad: limits: got m_mu, expected 0\n"


def test_kept_proofs_are_called_so_and_counted(verify, capsys):
    verify.rows = [replace(BAD, kernel="kaon_rate_ratio_scalar"), replace(GOOD, kept=True)]  # as they are done
    shown = run("verify kaon", capsys)
    assert shown.out.splitlines()[1:] == [
        "kaon_lambda_mu          ok          -       ok       kept",
        "kaon_rate_ratio_scalar  ok          FAILED  -",
        "2 formulas, 4 proofs, 0 s: 1 formula failed (1 kept from before)",
    ]


@pytest.mark.parametrize(
    ("words", "how"),
    [("", (False, available())), ("--again", (True, available())), ("-j 3", (False, 3)), ("--jobs 1", (False, 1))],
)
def test_how_proofs_are_made(words, how, verify, capsys):
    assert run(f"verify mixing {words}", capsys).code == 0
    assert verify.how == how


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5"])
def test_a_number_of_processes_that_is_none_is_refused(number, verify, capsys):
    shown = run(f"verify --jobs={number}", capsys)
    assert (shown.code, verify.asked) == (2, None)
    assert f"'{number}' is no number of processes; a whole number from 1 on is expected" in shown.err


def test_interrupted_verification_shows_what_was_verified(verify, capsys):
    verify.rows = [GOOD, KeyboardInterrupt, BAD]
    shown = run("verify", capsys)
    assert shown.code == 130
    assert shown.out.splitlines()[1:] == [
        "kaon_lambda_mu  ok          -       ok",
        "1 formula, 2 proofs, 0 s: all hold",
    ]
    assert shown.err == "muforge verify: interrupted; 1 of 3 formulas are shown\n"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", names()),
        ("mixing", names("mixing")),
        ("mixing kaon.lambda_mu mixing.coupling_over_epsilon", [*names("mixing"), "kaon.lambda_mu"]),
    ],
)
def test_names_are_quantities_and_families(words, wanted, verify, capsys):
    assert run(f"verify {words}", capsys).code == 0
    assert verify.asked == wanted


@pytest.mark.parametrize(("word", "near"), [("kaons", "kaon"), ("kaon.lambda", "kaon.lambda_mu")])
def test_unknown_names_are_refused_with_the_nearest(word, near, verify, capsys):
    shown = run(f"verify {word}", capsys)
    assert (shown.code, shown.out, verify.asked) == (2, "", None)
    assert f"there is no quantity or family '{word}' (did you mean '{near}'?)" in shown.err


def test_no_kernel_is_no_proof(verify, capsys):
    verify.rows = []
    shown = run("verify decay.u1_charge", capsys)
    assert (shown.code, shown.out) == (0, "nothing was verified: there is no kernel among these\n")


def test_rows_as_json(verify, capsys, tmp_path):
    verify.rows = [GOOD, BAD]
    path = tmp_path / "rows.json"
    assert run(f"verify --json {path}", capsys).code == 1
    good, bad = json.loads(path.read_text())
    assert good == {
        "kernel": "kaon_lambda_mu",
        "passed": True,
        "kept": False,
        "checks": {
            "dimensions": {"passed": True, "detail": "1"},
            "limits": None,
            "numbers": {"passed": True, "detail": "0.5 ULP"},
        },
    }
    assert not bad["passed"]


def test_a_file_that_cannot_be_written_is_refused_before_any_proof(verify, capsys, tmp_path):
    shown = run(f"verify --json {tmp_path}/none/rows.json", capsys)
    assert (shown.code, verify.asked) == (2, None)
    assert "there is no folder" in shown.err


def test_record_says_where(verify, capsys):
    assert run("verify --record", capsys).out == "accuracy recorded in accuracy.json\n"


def test_errata(capsys):
    shown = run("verify --errata kaon.lambda_mu kaon.rate_ratio", capsys)
    assert shown.out.splitlines()[:4] == [
        "kaon.lambda_mu: arXiv:1902.07715 eq. (8), weak vertex G for f_K = 160 MeV",
        "  printed        2*G_F*V_us*f_K",
        "  right          sqrt(2)*G_F*V_us*f_K",
        "  printed/right  1.414",
    ]
    assert shown.out.splitlines()[-1] == "1 misprint known in the sources of 2 quantities"


def test_errata_in_words_have_no_ratio(capsys):
    shown = run("verify --errata hvp.kernel", capsys).out
    assert "  right " in shown
    assert "printed/right" not in shown


def test_regenerate_says_what_changed(capsys, monkeypatch):
    seen = {}

    def fake(quantities, folder, *, check, jobs, progress):
        seen.update(check=check, folder=folder)
        return Outcome(("kaon_lambda_mu",), ("generated/kaon.c",), 118)

    monkeypatch.setattr(muforge.build.regeneration, "regenerate", fake)
    shown = run("regenerate", capsys)
    assert shown.code == 0
    assert seen == {"check": False, "folder": Path(muforge.__file__).parent}
    assert shown.out.splitlines() == [
        "formula changed: kaon_lambda_mu",
        "file changed: generated/kaon.c",
        "118 kernels, compiled when they are used, or now if you reinstall muforge",
    ]


def test_regenerate_check_exits_with_1_if_out_of_date(capsys, monkeypatch):
    def fake(quantities, folder, *, check, jobs, progress):
        raise OutOfDate("generated files are out of date")

    monkeypatch.setattr(muforge.build.regeneration, "regenerate", fake)
    shown = run("regenerate --check", capsys)
    assert (shown.code, shown.err) == (1, "muforge regenerate: generated files are out of date\n")


def test_regenerate_without_sources_says_so(capsys, monkeypatch):
    monkeypatch.setattr("muforge.cli.commands.regenerate.source_tree", lambda: None)
    monkeypatch.setattr(muforge.build.regeneration, "regenerate", None)
    for words in ("regenerate", "regenerate --check"):
        shown = run(words, capsys)
        assert (shown.code, shown.out) == (2, "")
        assert shown.err.startswith("muforge regenerate: this needs the sources, and ")
