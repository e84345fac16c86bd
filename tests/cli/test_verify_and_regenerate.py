import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from command import run

import muforge.build.regenerate
from muforge.build.regenerate import Outcome, OutOfDate


@dataclass
class Check:
    passed: bool
    detail: str = ""


@dataclass
class Row:
    kernel: str
    checks: dict[str, Check] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks.values())


@pytest.fixture
def verify(monkeypatch):
    """Stands in for the proofs, which have tests of their own."""

    def proofs(names, *, progress):
        progress("kaon_lambda_mu", 0, 2)
        good = Row("kaon_lambda_mu", {"dimensions": Check(True), "numbers": Check(True)})
        bad = Row("kaon_bad", {"dimensions": Check(True), "numbers": Check(False, "3e5 ulp at m_X = 1")})
        return [good] if names == ["kaon.lambda_mu"] else [good, bad]

    fake = SimpleNamespace(verify=proofs, record=lambda *, names, progress: Path("accuracy.json"))
    monkeypatch.setitem(sys.modules, "muforge.verify", fake)
    monkeypatch.setattr(muforge, "verify", fake, raising=False)


def test_verify_prints_a_row_per_formula(verify, capsys):
    shown = run("verify kaon.lambda_mu", capsys)
    assert shown.code == 0
    assert shown.out == "kaon_lambda_mu  dimensions ok  numbers ok\n1 formulas verified\n"


def test_failed_verification_exits_with_1(verify, capsys):
    shown = run("verify", capsys)
    assert shown.code == 1
    assert "kaon_bad        dimensions ok  numbers FAILED\n1 of 2 formulas failed\n" in shown.out
    assert shown.err == "muforge verify: kaon_bad: numbers: 3e5 ulp at m_X = 1\n"


def test_record_says_where(verify, capsys):
    assert run("verify --record", capsys).out == "accuracy recorded in accuracy.json\n"


def test_errata(capsys):
    shown = run("verify --errata kaon.lambda_mu kaon.rate_ratio", capsys)
    first, second = shown.out.splitlines()
    assert first.startswith("kaon.lambda_mu (arXiv:")
    assert second.startswith("  - eq. (8)")


def test_regenerate_says_what_changed(capsys, monkeypatch):
    seen = {}

    def fake(quantities, folder, *, check, progress):
        seen.update(check=check, folder=folder)
        return Outcome(("kaon_lambda_mu",), ("generated/kaon.c",), 118)

    monkeypatch.setattr(muforge.build.regenerate, "regenerate", fake)
    shown = run("regenerate", capsys)
    assert shown.code == 0
    assert seen == {"check": False, "folder": Path(muforge.__file__).parent}
    assert shown.out.splitlines() == [
        "formula changed: kaon_lambda_mu",
        "file changed: generated/kaon.c",
        "118 kernels, now reinstall muforge to compile them",
    ]


def test_regenerate_check_exits_with_1_if_out_of_date(capsys, monkeypatch):
    def fake(quantities, folder, *, check, progress):
        raise OutOfDate("generated files are out of date")

    monkeypatch.setattr(muforge.build.regenerate, "regenerate", fake)
    shown = run("regenerate --check", capsys)
    assert (shown.code, shown.err) == (1, "muforge regenerate: generated files are out of date\n")
