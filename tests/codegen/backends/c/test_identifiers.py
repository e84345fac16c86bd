"""Names of arguments in C: those of muforge as they are, those that C or the generator uses with a prefix."""

from __future__ import annotations

import json
import keyword
import re

import pytest
from user_files import written

import muforge
from muforge.codegen.backends.c.identifiers import TAKEN, identifier, is_taken, loop_index
from muforge.installation import GENERATED

WORDS = """
short long register default double float signed inline restrict static_assert typeof asm complex I errno linux unix
NULL NAN INFINITY M_PI M_E EOF DBL_MAX MF_LANES size_t uint64_t n i l f out inputs result point new template this
virtual cdef x0 exp sqrt log pi E oo S numpy mpmath mpf abs fabs fma mf_log v4 s1 in_x arg_long _x γ θ_W
quantity self cls
""".split()
HEAD = """from typing import Annotated

from sympy import Expr, IndexedBase, Rational, Symbol, Sum, sqrt

from muforge.modelling import Real, Trapezoid, one, over_interval, quantity
from muforge.symbolic.language.arguments import Series

X = Annotated[Expr, Real(one, "a number")]
VALUES = Annotated[IndexedBase, Real(one, "values"), Series()]
"""
LINEAR = '''
@quantity(unit=one, source="made up", points=("{first}",))
def {name}({parameters}) -> Expr:
    """Each parameter times its number."""
    return {sum}
'''
LISTS = '''
@quantity(unit=one, source="made up")
def lists(n: VALUES, i: VALUES, out: VALUES, sqrt_: VALUES, inputs: X, long: X) -> Expr:
    """Sums over lists."""
    j, count = Symbol("j", integer=True), Symbol("count", integer=True)
    return Sum(n[j] * i[j] + sqrt(out[j]) * sqrt_[j] * inputs * long, (j, 0, count - 1))
'''
INTEGRAL = '''
@quantity(unit=one, source="made up")
def mean(long: X, out: X, node: X, level: X) -> Expr:
    """An integral."""
    rule = Trapezoid(Rational(1, 8), 40, 40)
    return over_interval(lambda p: long * p.value**2 + out, "window", 0, 1, rule=rule) * node * level
'''
CHUNK = 26


def test_names_of_muforge_stay_as_they_are():
    kernels = json.loads((GENERATED / "manifest.json").read_text())["kernels"]
    names = {*kernels, *(name for kernel in kernels.values() for name in kernel["inputs"])}
    assert len(names) > 300
    assert [name for name in names if identifier(name) != name] == []


def test_words_of_c_cplusplus_and_python_are_taken():
    for word in (*keyword.kwlist, "class", "int", "restrict", "constexpr", "typename", "cdef", "NULL", "M_PI", "errno"):
        assert is_taken(word), word
    assert {"sqrt", "fabs", "mf_log"} <= TAKEN


def test_two_names_never_become_one():
    names = {*WORDS, *TAKEN, *map(identifier, [*WORDS, *TAKEN]), "index_j", "xce", "γ", "β"}
    made = {identifier(name) for name in names}
    assert len(made) == len(names)
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for name in made)
    assert loop_index("i") == "i"
    assert loop_index("long") not in {identifier(name) for name in names}


def test_kernels_of_parameters_with_these_names(tmp_path, monkeypatch):
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    chunks = [WORDS[k : k + CHUNK] for k in range(0, len(WORDS), CHUNK)]
    text = HEAD + LISTS + INTEGRAL
    for place, words in enumerate(chunks):
        terms = " + ".join(f"{k + 1}*{word}" for k, word in enumerate(words))
        parameters = ", ".join(f"{word}: X" for word in words)
        text += LINEAR.format(name=f"linear_{place}", first=words[0], parameters=parameters, sum=terms)
    muforge.build_model(written(tmp_path, text, "größen.py"))
    for place, words in enumerate(chunks):
        values = {word: 0.25 * k - 1 for k, word in enumerate(words)}
        expected = sum((k + 1) * value for k, value in enumerate(values.values()))
        assert muforge.evaluate(f"größen.linear_{place}", **values) == pytest.approx(expected, rel=1e-14)
    values = {"n": [1.0, 2.0], "i": [3.0, 4.0], "out": [4.0, 9.0], "sqrt_": [1.0, 2.0], "inputs": 0.5, "long": 3.0}
    assert muforge.evaluate("größen.lists", **values) == 11 + (2 + 6) * 1.5
    integral = {"long": 3.0, "out": 1.0, "node": 2.0, "level": 0.5}
    assert muforge.evaluate("größen.mean", **integral) == pytest.approx(2.0, rel=1e-14)
