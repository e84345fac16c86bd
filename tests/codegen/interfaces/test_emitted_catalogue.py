"""Entries of made-up quantities, through JSON to the catalogue: conditions are data that need NumPy alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from catalogue_entries import entry_of
from sympy import Expr, Function, Max, Min, Piecewise, Symbol, sqrt

from muforge.codegen.interfaces.catalogue import LONGEST_CONDITION, entries_data, entries_text
from muforge.symbolic.language.arguments import BosonMass, Coupling
from muforge.symbolic.language.equation import Equation
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.functions import larger, smaller
from muforge.symbolic.language.quantity import Quantity, quantity
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.nature.units import GeV, one


@pytest.mark.parametrize(
    ("function", "choice"), [(Max, max), (Min, min), (larger, max), (smaller, min)], ids=lambda f: f.__name__
)
def test_the_larger_and_the_smaller_in_conditions(function, choice):
    @quantity(unit=GeV, source="made up")
    def width(m_X: BosonMass, a: Coupling, b: Coupling) -> Formula:
        largest = function(a, b, a + b) if function in (Max, Min) else function(a, function(b, a + b))
        return Formula(m_X, valid=(largest < 2,))

    (condition,) = entry_of(width).variants[0].valid
    values = {"a": np.array([1.0, 2.5, -3.0, 2.5]), "b": np.array([0.5, -1.0, 4.0, 3.5])}
    holds = condition.holds(*(values[name] for name in condition.names))
    wanted = [choice(a, b, a + b) < 2 for a, b in zip(values["a"], values["b"], strict=True)]
    assert list(holds) == wanted
    assert len(set(wanted)) == 2


def test_the_larger_of_values_in_a_bracket():
    x = Symbol("x", positive=True)

    @quantity(unit=one, source="made up")
    def solution(a: Coupling, b: Coupling) -> Equation:
        return Equation(x - a - b, x, Min(a, b, 1), Max(a, b, a + b))

    equation = entry_of(solution).variants[0].equation
    assert equation.unknown == "x"
    assert equation.bracket(*({"a": 0.5, "b": 3.0}[name] for name in equation.names)) == (0.5, 3.5)


def test_a_line_for_each_argument_and_each_variant():
    @quantity(unit=GeV, source="made up")
    def width(m_X: BosonMass, heavy: bool, a: Coupling) -> Formula:
        """A width."""
        return Formula(m_X * a**2, valid=(a < 2,))

    text = entries_text(entries_data([width], {}))
    assert text == entries_text(entries_data([width], {}))
    starts = [line.strip().partition(": ")[0] for line in text.splitlines()]
    assert starts[2:5] == ['"quantities"', f'"{width.name}"', '"arguments"']
    assert sum('{"kernel"' in line for line in text.splitlines()) == 2
    assert len(starts) == 2 + 1 + 1 + 3 + 2 + 2


def with_condition(condition: Expr, **more: Any) -> Quantity:
    """A quantity with one condition."""

    @quantity(unit=GeV, source="made up")
    def width(m_X: BosonMass, a: Coupling) -> Formula:
        return Formula(m_X, valid=(condition,), **more)

    return width


A = Symbol("a", real=True)
LONG = sum(A**n for n in range(2, 20)) < 1
PIECES = Piecewise((A, A > 1), (0, True)) < 1


@pytest.mark.parametrize("condition", [LONG, PIECES, A < 123456789], ids=["long", "pieces", "digits"])
def test_conditions_that_do_not_read_well_need_words(condition):
    with pytest.raises(DeclarationError, match=r"test_emitted_catalogue\.width: the condition on a needs words .*a"):
        entry_of(with_condition(condition))
    (made,) = entry_of(with_condition(condition, words={condition: "a small a"})).variants[0].valid
    assert made.text == "a small a"
    assert bool(made.holds(0.1))
    assert not made.holds(1e9)


def test_short_comparisons_are_their_own_words():
    (made,) = entry_of(with_condition(A**2 < 10**9)).variants[0].valid
    assert made.text == "a^2 < 1e9"
    assert len(made.text) < LONGEST_CONDITION


@pytest.mark.parametrize("strange", [Function("strange")(A), Function("gamma")(A), A ** Function("f")(A)])
def test_functions_that_numpy_lacks_are_refused(strange):
    with pytest.raises(DeclarationError, match="cannot contain this"):
        entry_of(with_condition(strange < 1))


def test_roots_of_numbers():
    (made,) = entry_of(with_condition(A < sqrt(2) / 3)).variants[0].valid
    assert list(made.holds(np.array([0.47, 0.48]))) == [True, False]
