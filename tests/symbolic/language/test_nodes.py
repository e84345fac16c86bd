"""Nodes are declared by their fields; what they are short for is enough for all stages."""

from __future__ import annotations

import pytest
from small_programs import a, assert_computes, b, program
from sympy import Expr, Integer, Symbol, latex, sqrt

from muforge.codegen.check.reference import Reference
from muforge.symbolic.language.calculus import NoDerivativeError, derivative
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.nodes.node import Node
from muforge.symbolic.language.scaling import power_of
from muforge.symbolic.language.written import as_published, longhand, printed_form, written_out


class Hypotenuse(Node):
    """A node of this test alone."""

    one: Expr
    others: tuple[Expr, ...]


@longhand.register(Hypotenuse)
@printed_form.register(Hypotenuse)
def _root(e: Hypotenuse) -> Expr:
    return sqrt(sum((other**2 for other in e.others), e.one**2))


def test_fields_are_the_arguments_in_order():
    assert Let.fields == ("body", "name", "value")
    w = Symbol("w", real=True)
    let = Let(w**2, w, a)
    assert (let.body, let.name, let.value) == let.args == (w**2, w, a)
    long = Hypotenuse(a, b, 1)
    assert (long.one, long.others) == (a, (b, Integer(1)))
    assert long.func(*long.args) == long
    with pytest.raises(AttributeError):
        let.body = a


def test_a_wrong_number_of_arguments_is_refused():
    with pytest.raises(TypeError, match=r"Let got 2 arguments, expected Let\(body, name, value\)"):
        Let(a, b)
    with pytest.raises(TypeError, match=r"Hypotenuse got 0 arguments, expected Hypotenuse\(one, \*others\)"):
        Hypotenuse()


def test_a_node_that_is_short_for_others_needs_no_more():
    node = Hypotenuse(a, b)
    assert written_out(node + 1) == as_published(node + 1) == sqrt(a**2 + b**2) + 1
    assert written_out(node + 1, but=(Hypotenuse,)) == node + 1
    assert_computes(program(node * a), a * sqrt(a**2 + b**2))
    assert float(Reference(node, ("a", "b"))({"a": 3.0, "b": 4.0})) == 5.0
    assert names_in(node) == {"a", "b"}
    assert node.free_symbols == {a, b}


def test_walkers_say_what_they_lack():
    assert power_of(Hypotenuse(a, b), "a") is None
    with pytest.raises(NoDerivativeError, match="contains Hypotenuse, which has no derivative here"):
        derivative(Hypotenuse(a, b), "a")


def test_nodes_are_printed_as_what_they_are():
    w = Symbol("w", real=True)
    assert str(Let(w + 1, w, a)) == "(w + 1 with w = a)"
    assert "a" in latex(Let(w + 1, w, a))
