"""The accuracy of a user's formulas is looked at when they are built, and what is seen is said and kept."""

from __future__ import annotations

import re
import time
import warnings

import pytest
from user_files import PHASES, written

import muforge
from muforge.catalogue.declarations import declared
from muforge.cli import main
from muforge.errors import ModelWarning
from muforge.verify.first_look import INTEGRALS, first_look

HEAD = """from typing import Annotated

from sympy import *

from muforge.modelling import *

X = Annotated[Expr, Real(one, "a number")]
P = Annotated[Expr, Real(one, "a number above 0", above=0)]
"""
FORMULAS = {
    "cancels": "sqrt(1 + x**2) - 1",
    "stable": "x**2/(sqrt(1 + x**2) + 1)",
    "overflows": "exp(p)/(exp(p) + 1)",
    "underflows": "exp(-p)*p/(exp(-p) + exp(-2*p))",
    "nowhere": "Formula(x, valid=(x > 10**9,))",
    "has_roots": "sqrt(x)",
    "ill_conditioned": "x - 1",
    "integral": "gauss_integral(lambda t: exp(-(t/p) ** 2), 't', 0, p, 12)",
    "coarse": "gauss_integral(lambda t: exp(-(t/p) ** 2), 't', 0, p, 4)",
    "line": "over_interval(lambda t: exp(-(t.value/p) ** 2), 't', 0, p, rule=Trapezoid(Rational(1, 8), 40, 40))",
}
ACCURATE = {"stable", "has_roots", "ill_conditioned", "integral"}


def quantities() -> str:
    """A file with all formulas."""
    text = HEAD
    for name, formula in FORMULAS.items():
        used = "p: P" if "p" in formula.replace("exp", "") else "x: X"
        text += (
            f"\n\n@quantity(unit=one, source='made up')\ndef {name}({used}) -> Expr:\n    'x'\n    return {formula}\n"
        )
    return text


@pytest.fixture(scope="module")
def looked(tmp_path_factory):
    """What was said when the formulas were built."""
    place = tmp_path_factory.mktemp("formulas")
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        patch.setenv("MUFORGE_CACHE", str(place / "cache"))
        muforge.build_model(written(place, quantities(), "made_up.py"))
        first = [str(one.message) for one in said if one.category is ModelWarning]
        muforge.build_model(place / "made_up.py")
        assert len(said) == len(first)
        yield first


def test_formulas_that_lose_digits_are_said_at_once(looked):
    for name in ("cancels", "overflows", "underflows", "coarse"):
        (line,) = (line for line in looked if f"made_up_{name} " in line)
        assert line.startswith(f"made_up: made_up_{name} is not accurate: relative error ")
        assert "4e-15 is promised" in line and len(line) < 300
    assert not [line for line in looked if any(f"made_up_{name} " in line for name in ACCURATE)]


def test_what_cannot_be_compared_is_said(looked, capsys):
    (line,) = (line for line in looked if "not compared" in line)
    assert "made_up_nowhere (no random point is in its domain)" in line
    assert "made_up_line" not in line  # whose errors are estimated
    assert main(["explain", "made_up.line"]) == 0
    assert f"not compared with 50-digit arithmetic: {INTEGRALS}" in " ".join(capsys.readouterr().out.split())


def test_explain_shows_what_was_seen(looked, capsys):
    assert main(["explain", "made_up.stable"]) == 0
    assert re.search(r"\(\d+ points against 50-digit arithmetic\)", " ".join(capsys.readouterr().out.split()))
    assert main(["explain", "made_up.cancels"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "accuracy: relative error at most" in shown and " at x = " in shown


def test_it_takes_less_than_a_second(looked):
    names = [f"made_up.{name}" for name in FORMULAS]
    formulas = [declared(name) for name in names]
    for formula in formulas:
        _ = [variant.expression for variant in formula.variants]
    began = time.process_time()
    looks = first_look(formulas)
    assert time.process_time() - began < 2
    assert {look.variant.quantity.name for look in looks if look.passed and look.points} == {
        f"made_up.{name}" for name in ACCURATE
    }


def test_the_time_is_kept(looked):
    looks = first_look([declared("made_up.stable"), declared("made_up.has_roots")], seconds=0.0)
    assert [look.points for look in looks] == [1, 1]


def test_models_that_are_accurate_warn_of_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    path = written(tmp_path, PHASES)
    assert main(["build", "--slow", str(path)]) == 0
    out = capsys.readouterr().out
    assert "not accurate" not in out
    assert "not compared with 50-digit arithmetic: two_phases_delta_a" in out
    assert main(["build", "--slow", str(path)]) == 0
    assert "not compared" not in capsys.readouterr().out
