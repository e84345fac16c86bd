"""Formulas that are data give what the expressions give."""

from __future__ import annotations

import json
import random
from typing import Any

import numpy as np
import pytest
from sympy import Abs, And, Expr, Integer, Max, Min, Or, Piecewise, Rational, Symbol, exp, lambdify, log, pi, sqrt

from muforge.catalogue.small_formulas import KNOWN, function_of, symbols_of
from muforge.codegen.interfaces.formula_trees import tree_of
from muforge.codegen.interfaces.tree_functions import CONSTANTS, FUNCTIONS, OPERATORS, SELECT

SYMBOLS = [Symbol(name, real=True) for name in ("a", "b", "m_X")]


def frozen(value: Any) -> Any:
    """A tree as it is after reading: lists are tuples."""
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def stored(expression: Expr) -> Any:
    """The tree of an expression, written and read."""
    return frozen(json.loads(json.dumps(tree_of(expression))))


def expression(choose: random.Random, depth: int) -> Expr:
    """An expression of random operations."""
    if depth == 0:
        return choose.choice([*SYMBOLS, Integer(3), Rational(2, 7), pi, Rational(-1, 2)])
    a, b, c = (expression(choose, depth - 1) for _ in range(3))
    x, y, z = SYMBOLS
    makers = [
        lambda: a + b - c,
        lambda: a * b * c,
        lambda: a / (b**2 + 1),
        lambda: -a,
        lambda: a**3 - b,
        lambda: sqrt(Abs(a) + 1) ** -1,
        lambda: Max(a, b, c),
        lambda: Min(a, b) - c,
        lambda: exp(-(a**2)),
        lambda: log(a**2 + 2),
        lambda: Piecewise((a, And(x < y, z > 0)), (b, Or(x > z, y >= 1)), (c, True)),
    ]
    return choose.choice(makers)()


@pytest.mark.parametrize("seed", range(60))
def test_random_formulas_have_the_bits_of_numpy(seed):
    """Against sympy's own translation to NumPy; `Max`, `Min`, `And` and `Or` of it take arrays of one shape."""
    choose = random.Random(seed)
    made = expression(choose, 3)
    names = [s.name for s in SYMBOLS]
    values = list(np.random.default_rng(seed).uniform(-3, 3, (3, 50)))
    with np.errstate(all="ignore"):
        got = np.broadcast_to(function_of(stored(made), names)(*values), 50)
        expected = np.broadcast_to(lambdify(SYMBOLS, made, "numpy")(*values), 50)
    assert got.tobytes() == np.asarray(expected, dtype=got.dtype).tobytes(), made


def test_order_of_names_and_symbols():
    a, _, m_X = SYMBOLS
    tree = stored(m_X - 2 * a)
    assert symbols_of(tree) == ("a", "m_X")
    assert function_of(tree, ("m_X", "a"))(5.0, 1.0) == 3.0
    assert function_of(tree, ("a", "m_X"))(1.0, 5.0) == 3.0


def test_numbers_stay_numbers():
    assert function_of(stored(pi / 4), ())() == np.pi / 4
    assert function_of(stored(Integer(3)), ())() == 3
    assert np.isnan(function_of(("nan",), ())())


def test_unknown_symbols_and_functions_are_refused():
    with pytest.raises(KeyError, match="b"):
        function_of(("+", "a", "b"), ("a",))
    with pytest.raises(KeyError, match="system"):
        function_of(("system", "a"), ("a",))


def test_every_function_that_trees_may_name_is_known():
    assert set(KNOWN) == {*OPERATORS, *FUNCTIONS, SELECT}
    assert all(isinstance(getattr(np, name), float) for name in CONSTANTS)
