"""Formulas of many terms and of many levels, from their files to numbers."""

from __future__ import annotations

import re

import mpmath
import pytest
from sympy import Add, Mul, Rational, Symbol, exp
from user_files import written

import muforge
from muforge.build.userfile import ModelError
from muforge.cli import main
from muforge.codegen.backends.c.pointwise import pointwise
from muforge.codegen.check.expand import expand
from muforge.codegen.check.reference import Reference
from muforge.codegen.check.walking import value_at
from muforge.codegen.pipeline import PASSES
from muforge.codegen.plan.kernel_plan import plan_of
from muforge.codegen.translate import LONG_SUM, translate
from muforge.symbolic.language.calculus import derivative
from muforge.symbolic.language.deep_formulas import DEEPEST, in_steps
from muforge.symbolic.language.nodes.let import Let
from muforge.verify import verify

x, y = Symbol("x", positive=True), Symbol("y", positive=True)
POINT = {"x": 0.9, "y": 1.1}
FILE = '''"""Long formulas."""
from typing import Annotated

from sympy import Add, Expr, Integer, exp

from muforge.modelling import Names, Real, one, quantity

X = Annotated[Expr, Real(one, "a number", above=0, range=(0.1, 10.0))]


@quantity(unit=one, source="made up")
def terms(x: X, y: X) -> Expr:
    """A sum of 600 terms."""
    return Add(*[x ** (i % 7 + 1) * y ** (i // 7 + 1) / Integer(i + 3) for i in range(600)])


@quantity(unit=one, source="made up")
def quotients(x: X, y: X) -> Expr:
    """A continued fraction."""
    e = x
    for i in range(200):
        e = x / (i + y + e)
    return e
'''
RECURSION = '''

@quantity(unit=one, source="made up")
def recursion(x: X, y: X) -> Expr:
    """Nested exponentials."""
    e = x
    for i in range(150):
        e = exp(-e**2 / 4) + y
    return e
'''


def quotients(levels: int):
    """A continued fraction as an expression."""
    e = x
    for i in range(levels):
        e = x / (i + y + e)
    return e


def exact_quotients(levels: int, a: mpmath.mpf, b: mpmath.mpf) -> mpmath.mpf:
    """The same as a number."""
    e = a
    for i in range(levels):
        e = a / (i + b + e)
    return e


@pytest.fixture(scope="module")
def long_file(tmp_path_factory):
    """A built file, and a cache of its own."""
    place = tmp_path_factory.mktemp("long")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUFORGE_CACHE", str(place / "cache"))
        muforge.build_model(written(place, FILE, "longs.py"))
        yield place


def test_six_hundred_terms(long_file):
    a, b = mpmath.mpf(0.9), mpmath.mpf(1.1)
    wanted = sum(a ** (i % 7 + 1) * b ** (i // 7 + 1) / (i + 3) for i in range(600))
    assert muforge.evaluate("longs.terms", **POINT) == pytest.approx(float(wanted), rel=2e-15)
    assert muforge.derivative("longs.terms", "x", **POINT) == pytest.approx(
        float(sum((i % 7 + 1) * a ** (i % 7) * b ** (i // 7 + 1) / (i + 3) for i in range(600))), rel=4e-15
    )


def test_two_hundred_quotients(long_file, capsys):
    wanted = exact_quotients(200, mpmath.mpf(0.9), mpmath.mpf(1.1))
    assert muforge.evaluate("longs.quotients", **POINT) == pytest.approx(float(wanted), rel=1e-15)
    assert main(["explain", "longs.quotients"]) == 0
    assert re.search(r"inner_[0-9a-f]{8} =", capsys.readouterr().out)


@pytest.mark.long
def test_two_hundred_quotients_are_proven(long_file):
    (row,) = verify(["longs.quotients"])
    assert row.passed, row
    with mpmath.workdps(40):
        h = mpmath.mpf(10) ** -15
        change = [exact_quotients(200, mpmath.mpf(0.9) + side * h, mpmath.mpf(1.1)) for side in (1, -1)]
        wanted = float((change[0] - change[1]) / (2 * h))
    assert muforge.derivative("longs.quotients", "x", **POINT) == pytest.approx(wanted, rel=1e-13)


def test_formulas_that_sympy_cannot_build_say_what_helps(tmp_path, monkeypatch):
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    with pytest.raises(ModelError, match=r"nested\.recursion: .* give inner parts names, as muforge.modelling.Names"):
        muforge.build_model(written(tmp_path, FILE.partition("@quantity")[0] + RECURSION, "nested.py"))
    text = RECURSION.replace("e = exp(-e**2 / 4) + y", "e = names(f'e_{i}', exp(-e**2 / 4) + y)")
    text = text.replace("    e = x\n", "    e, names = x, Names()\n").replace("return e\n", "return names.around(e)\n")
    muforge.build_model(written(tmp_path, FILE.partition("@quantity")[0] + text, "named.py"), slow=True)
    e = mpmath.mpf(0.9)
    for _ in range(150):
        e = mpmath.exp(-(e**2) / 4) + mpmath.mpf(1.1)
    assert muforge.evaluate("named.recursion", **POINT) == pytest.approx(float(e), rel=1e-14)


# ----- stage by stage ------------------------------------------------------------------------------------------------


def test_deep_formulas_are_cut_and_others_stay():
    shallow = quotients(DEEPEST // 4)
    assert in_steps(shallow) is shallow
    deep = in_steps(quotients(300))
    assert isinstance(deep, Let)
    assert Reference(deep, ("x", "y"))(POINT) == pytest.approx(
        exact_quotients(300, mpmath.mpf(0.9), mpmath.mpf(1.1)), rel=1e-40
    )
    assert in_steps(quotients(300)) == deep  # names depend on the content alone
    assert in_steps(deep) == deep


def test_derivatives_of_formulas_in_steps_are_found_once():
    slope = derivative(in_steps(quotients(240)), "y")
    with mpmath.workdps(60):
        h = mpmath.mpf(10) ** -20
        change = [exact_quotients(240, mpmath.mpf(0.9), mpmath.mpf(1.1) + side * h) for side in (1, -1)]
        wanted = (change[0] - change[1]) / (2 * h)
        got = value_at(in_steps(slope), {name: mpmath.mpf(value) for name, value in POINT.items()})
    assert got == pytest.approx(wanted, rel=1e-30)


@pytest.mark.parametrize(
    "formula",
    [
        Add(*[(-1) ** i * x**i / (i + 1) for i in range(600)]),
        Mul(*[(x + i) / (y + i) for i in range(1, 300)]),
        Add(*[x / (y + i) for i in range(1, 300)]),
        Add(*[exp(-i * x) * y for i in range(1, LONG_SUM + 2)]),
    ],
    ids=["terms", "factors", "quotients", "just long"],
)
def test_every_pass_takes_long_chains(formula):
    program = translate("long", formula, ["x", "y"], points=1)
    for optimise in PASSES:
        program = optimise(program)
    assert pointwise(plan_of(program)).count("\n") > 20
    point = {"x": Rational(1, 3), "y": Rational(5, 7)}
    values = [
        Reference(e, ("x", "y"))({name: float(v) for name, v in point.items()}) for e in (formula, expand(program))
    ]
    assert values[0] == pytest.approx(values[1], rel=1e-40)


def test_long_sums_are_added_up_in_parts():
    """Rounding errors of chains would grow with the number of terms."""
    few, many = (Add(*[x**i for i in range(count)]) for count in (LONG_SUM, LONG_SUM + 1))
    chains = [_longest_chain(translate("sum", e, ["x"])) for e in (few, many)]
    assert chains[0] == LONG_SUM - 1
    assert chains[1] < LONG_SUM / 4


def _longest_chain(program) -> int:
    """The largest number of additions, each of the result of another."""
    length: list[int] = []
    for operation in program.operations:
        before = max((length[a] for a in operation.args), default=0)
        length.append(before + (operation.op in ("add", "sub")))
    return max(length)
