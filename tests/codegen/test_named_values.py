"""Named values in formulas: scope, and how every stage sees them."""

from __future__ import annotations

import numpy as np
import pytest
from small_programs import RULE, a, at, b, c, ops, program, x
from sympy import Integer, Rational, Symbol, sqrt

from muforge.codegen.check.expand import expand
from muforge.codegen.check.product_rule import ProductRule
from muforge.codegen.check.reference import Reference
from muforge.codegen.translate import TranslationError
from muforge.symbolic.language.arguments import BosonMass
from muforge.symbolic.language.dimensions import DimensionError, check_variant
from muforge.symbolic.language.integrals import Trapezoid, over_interval
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.nodes.let import Let, Names
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.language.scaling import power_of
from muforge.symbolic.nature.units import GeV

w = Symbol("w", real=True)
FINE = Trapezoid(Rational(1, 4), 40, 40)


def test_a_name_is_not_free():
    named = Let(w**2 + b, w, a + b)
    assert names_in(named) == {"a", "b"}
    assert named.free_symbols == {a, b}


def test_names_are_put_around_in_order():
    names = Names()
    first = names("first", a + b)
    second = names("second", first**2)
    formula = names.around(second - first)
    assert names_in(formula) == {"a", "b"}
    assert float(Reference(formula, ("a", "b"))({"a": 1.0, "b": 2.0})) == 6.0
    assert str(formula) == "((-first + second with second = first**2) with first = a + b)"


def test_translation_computes_the_value_once():
    made = program(Let(w * (w + c), w, a + b))
    assert ops(made) == ["add", "add", "mul"]
    assert at(expand(made), {"a": Integer(2), "b": Integer(3), "c": Integer(4)}) == 45


def test_one_name_for_two_values_is_refused():
    with pytest.raises(TranslationError, match="'w' is the name of two different values"):
        program(Let(w, w, a) + Let(w, w, b))
    with pytest.raises(TranslationError, match="'a' is the name of two"):
        program(Let(a, a, b))


def test_values_are_computed_in_the_loop_they_belong_to():
    def over_x(t):
        return Let(sqrt(w + t.value) * w, w, a + b)

    made = program(over_interval(over_x, "u", 0, 1, rule=RULE), inputs="ab")
    scopes = made.scopes()
    (outside,) = [n for n, o in enumerate(made.operations) if o.op == "add" and not scopes[n]]
    assert {made.operations[n].data for n in made.operations[outside].args} == {"a", "b"}


def nested():
    """``int_0^1 dx int_0^x dy (a + x)^2 y``, with names inside and outside."""

    def over_x(t):
        names = Names()
        shifted = names("shifted", t.value + w)
        inner = over_interval(lambda y: Let(shifted**2 * x, x, y.value), "y", 0, t.value, rule=FINE)
        return names.around(inner)

    return Let(over_interval(over_x, "v", 0, 1, rule=FINE), w, a)


def test_references_of_nested_integrals():
    value = float(ProductRule(nested(), ("a",), 1e-12)({"a": 0.5}))
    polynomial = np.polynomial.Polynomial([0, 0, 0.5]) * np.polynomial.Polynomial([0.5, 1]) ** 2
    assert value == pytest.approx(polynomial.integ()(1.0), rel=1e-12)


def test_expansion_of_long_programs_keeps_names_where_their_values_are():
    def over_x(t):
        long = sum(sqrt(k + t.value * a) for k in range(1, 14))
        return Let(w**2 / (1 + w), w, long)

    formula = over_interval(over_x, "u", 0, 1, rule=FINE)
    back = expand(program(formula, inputs="a"))
    assert back.has(Let)
    assert names_in(back) == {"a"}
    values = [float(Reference(form, ("a",))({"a": 0.7})) for form in (formula, back)]
    assert values[0] == pytest.approx(values[1], rel=1e-15)


def test_units_are_those_of_the_value():
    def right(m_X: BosonMass):
        return Let(w * m_X, w, m_X + 2 * m_X)

    def wrong(m_X: BosonMass):
        return Let(w + m_X, w, m_X**2)

    (variant,) = quantity(unit=GeV**2, source="made up")(right).variants
    check_variant(variant)
    (variant,) = quantity(unit=GeV, source="made up")(wrong).variants
    with pytest.raises(DimensionError):
        check_variant(variant)


def test_powers_are_seen_through_names():
    assert power_of(Let(a**2 * w, w, b), "a") == 2
    assert power_of(Let(a**2 * w, w, a), "a") is None
