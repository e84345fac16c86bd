"""Comparison of formulas with printed equations: what is right passes, what is wrong is named."""

from __future__ import annotations

import dataclasses
from typing import Literal

import pytest
from sympy import Expr, Integer, Integral, Rational, Symbol, false, log, nan, pi, sqrt

from muforge.symbolic.language.arguments import BosonMass, Coupling
from muforge.symbolic.language.literature import Erratum, Limit, Printed
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import m_e, m_mu
from muforge.symbolic.nature.units import GeV
from muforge.symbolic.registry import quantities
from muforge.verify.equations_in_print import compare_printed
from muforge.verify.typical import typical_sample

m_X, g, x = Symbol("m_X", positive=True), Symbol("g", real=True), Symbol("x", real=True)
AT = {"m_X": 0.3, "g": 0.1}


def width(kind: Literal["rational", "root"], m_X: BosonMass, g: Coupling) -> Expr:
    """A width."""
    return g**2 * (m_X + m_mu) ** 2 / (8 * pi * m_X) if kind == "rational" else g**2 * sqrt(m_X**2 + m_mu**2)


RATIONAL, ROOT = {"kind": "rational"}, {"kind": "root"}
RIGHT = g**2 / (8 * pi) * (m_X + 2 * m_mu + m_mu**2 / m_X)
RIGHT_ROOT = g**2 * m_X * sqrt(1 + m_mu**2 / m_X**2)


def outcome(record):
    """The comparison of one record with the variant that it is about."""
    q = quantity(unit=GeV, source="made up", printed=(record,))(width)
    (variant,) = (v for v in q.variants if v.printed)
    (comparison,) = compare_printed(variant)
    assert comparison.where == record.where
    return comparison


WITH_PRINTED = {v.name: v for q in quantities().values() for v in q.variants if v.printed and v.has_kernel}


@pytest.mark.parametrize("kernel", WITH_PRINTED)
def test_every_record_comes_out_as_noted(kernel):
    assert [c for c in compare_printed(WITH_PRINTED[kernel]) if c.problem] == []


def test_families_have_printed_equations():
    assert {"decay", "gminus2", "hvp", "kaon", "mixing"} <= {v.quantity.family for v in WITH_PRINTED.values()}


@pytest.mark.parametrize(("form", "options", "exact"), [(RIGHT, RATIONAL, True), (RIGHT_ROOT, ROOT, False)])
def test_right_equations(form, options, exact):
    record = Erratum("a paper", printed=2 * form, right=form, shown="", options=options, at=AT)
    comparison = outcome(record)
    assert (comparison.problem, comparison.exact) == ("", exact)


def test_wrong_equations_are_told_with_values_and_inputs():
    problem = outcome(Printed("a book", RIGHT + m_e, RATIONAL)).problem
    assert problem.startswith("it is ") and ", the formula " in problem
    assert all(f"{name} = " in problem for name in ("m_X", "g", "m_mu", "m_e"))


@pytest.mark.parametrize("factor", [1 + Rational(1, 10**40), 2, -1])
def test_small_and_large_errors_are_seen(factor):
    assert outcome(Printed("a book", factor * RIGHT, RATIONAL)).problem


@pytest.mark.parametrize(("form", "options"), [(RIGHT, RATIONAL), (RIGHT_ROOT, ROOT)])
def test_an_erratum_whose_printed_form_is_right_is_none(form, options):
    record = Erratum("a paper", printed=form, right=form, shown="", options=options, at=AT)
    assert outcome(record).problem.startswith("it is no misprint: ")


@pytest.mark.parametrize(("form", "options"), [(RIGHT, RATIONAL), (RIGHT_ROOT, ROOT)])
def test_an_erratum_whose_right_form_is_wrong_is_refused(form, options):
    record = Erratum("a paper", printed=form, right=3 * form, shown="", options=options, at=AT)
    assert outcome(record).problem.startswith("the right form is ")


@pytest.mark.parametrize(("printed", "right"), [(sqrt(-m_X) ** nan, RIGHT_ROOT), (2 * RIGHT_ROOT, nan * m_X)])
def test_what_is_not_a_number_is_neither_right_nor_a_misprint(printed, right):
    assert outcome(Erratum("a paper", printed, right, "", options=ROOT, at=AT)).problem


def test_a_step_towards_the_formula():
    reduced = Symbol("reduced")
    step = Erratum(
        "a paper",
        printed=m_X,
        right=m_X + m_mu,
        shown="",
        options=RATIONAL,
        formula=lambda mass: g**2 * mass**2 / (8 * pi * m_X),
    )
    assert outcome(step).problem == ""
    missed = dataclasses.replace(step, formula=lambda mass: (g**2 * reduced**2 / m_X).subs(reduced, mass))
    assert outcome(missed).problem.startswith("the right form is ")


def test_limits():
    heavy = Limit({"m_X": 10**4 * m_mu}, corrections=1e-3)
    form = g**2 * m_X / (8 * pi)
    assert outcome(Printed("a book", form, RATIONAL, limit=heavy, at=AT)).problem == ""
    assert outcome(Printed("a book", form * Rational(101, 100), RATIONAL, limit=heavy, at=AT)).problem
    closer = dataclasses.replace(heavy, corrections=1e-6)
    assert outcome(Printed("a book", form, RATIONAL, limit=closer, at=AT)).problem


@pytest.mark.parametrize(("factor", "right"), [(1, True), (1 + Rational(1, 10**9), False)])
def test_forms_that_are_not_rational_are_compared_around_a_point(factor, right):
    comparison = outcome(Printed("a book", factor * RIGHT_ROOT, ROOT, at=AT))
    assert (comparison.problem == "", comparison.exact) == (right, False)


def test_exact_limits():
    massless = Limit({"m_mu": Integer(0)})
    comparison = outcome(Printed("a book", g**2 * m_X / (8 * pi), RATIONAL, limit=massless))
    assert (comparison.problem, comparison.exact) == ("", True)


def test_printed_integrals_are_evaluated():
    logarithm = Integral(g**2 / (x * (m_X + m_mu)), (x, m_X, m_X + m_mu))

    def f(m_X: BosonMass, g: Coupling) -> Expr:
        return g**2 * log(1 + m_mu / m_X) / (m_X + m_mu)

    record = Erratum("a paper", printed=logarithm / 2, right=logarithm, shown="", at=AT)
    q = quantity(unit=GeV, source="made up", printed=(record,))(f)
    assert [c.problem for c in compare_printed(q.variants[0])] == [""]


def test_statements_in_words_are_left_out():
    q = quantity(unit=GeV, source="made up", printed=(Erratum("a paper", "m", "m^2", "dimension"),))(width)
    assert compare_printed(q.variants[0]) == []


def test_equations_are_compared_where_they_hold_alone():
    kernel = quantities()["hvp.kernel"]
    s = Symbol("s", positive=True)
    nowhere = dataclasses.replace(kernel, printed=(Printed("a book", s, holds=false),))
    with pytest.raises(ValueError, match="hvp_kernel: none of 120 samples .* fulfils False; widen"):
        compare_printed(nowhere.variants[0])
    light = s < m_mu**2
    assert typical_sample(kernel.variants[0], light)["s"] < 0.0112 < typical_sample(kernel.variants[0])["s"]


def test_a_typical_point_outside_the_domain_is_refused():
    kernel = quantities()["hvp.kernel"]
    far = Erratum("a paper", printed=Integer(1), right=Integer(2), shown="", at={"s": 1e30})
    with pytest.raises(ValueError, match="'a paper' has no point of the formula's domain near .* give it another"):
        compare_printed(dataclasses.replace(kernel, printed=(far,)).variants[0])
