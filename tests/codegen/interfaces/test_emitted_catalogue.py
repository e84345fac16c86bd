"""The catalogue module of made-up quantities, run: conditions are functions that need NumPy alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sympy import Max, Min, Symbol

from muforge.codegen.interfaces.catalogue import entries_module
from muforge.symbolic.language.arguments import BosonMass, Coupling
from muforge.symbolic.language.equation import Equation
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.functions import larger, smaller
from muforge.symbolic.language.quantity import Quantity, quantity
from muforge.symbolic.nature.units import GeV, one


def entry_of(declared: Quantity) -> Any:
    """The entry that the generated module has for a quantity."""
    module: dict[str, Any] = {}
    exec(entries_module([declared], {}), module)  # noqa: S102 - the text is what is tested
    return module["ENTRIES"][declared.name]


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
    assert equation.bracket(*({"a": 0.5, "b": 3.0}[name] for name in equation.names)) == (0.5, 3.5)
