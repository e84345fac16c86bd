"""What is shown of a misprint: its equations on a line, and by how much the printed one is off."""

import pytest
from sympy import Integer, Integral, Symbol, pi, sqrt

from muforge.codegen.interfaces.errata_page import errata_page
from muforge.symbolic.language.literature import Erratum, Limit
from muforge.symbolic.language.wording import equation_text, ratio_text, statement
from muforge.symbolic.nature.constants import TABLE, m_K, m_mu
from muforge.symbolic.registry import quantities

m_X, x = Symbol("m_X", positive=True), Symbol("x", real=True)


def erratum(printed, right, **more):
    return Erratum("a paper eq. (1)", printed, right, "evaluation", **more)


@pytest.mark.parametrize(
    ("printed", "right", "text"),
    [
        (m_X / 2, m_X, "1/2"),
        (sqrt(2) * m_X, m_X, "1.414"),
        (m_X / (2 * pi), 3 * m_X / (32 * pi), "16/3"),
        (m_X**2 - m_mu**2, (m_X - m_mu) * (m_X + m_mu) / 3, "3"),
        (Integral(x**m_X, (x, 0, 1)), 4 * Integral(x**m_X, (x, 0, 1)), "1/4"),
        (Integer(0), m_X, "0"),
        ("m12", "m12^2", ""),
    ],
)
def test_ratios_that_are_numbers(printed, right, text):
    assert ratio_text(erratum(printed, right)) == text


def test_ratios_at_a_typical_point():
    ratio = float(TABLE["m_mu"].value / TABLE["m_K"].value)
    assert ratio_text(erratum(m_mu, m_K)) == f"{ratio:.4g} at the constants of the table"
    assert ratio_text(erratum(m_X + 1, Integer(4), at={"m_X": 2.0, "g": 1.0})) == "0.75 at m_X = 2"
    mixed = ratio_text(erratum(m_X, m_mu, at={"m_X": 0.2}))
    assert mixed == f"{0.2 / float(TABLE['m_mu'].value):.4g} at m_X = 0.2 and the constants of the table"


def test_ratios_of_the_formulas_that_follow():
    assert ratio_text(erratum(2 * m_X, m_X, formula=lambda mass: mass**3)) == "8"


def test_ratios_in_a_limit():
    made = erratum(m_mu, m_X, limit=Limit({"m_X": 10 * m_mu}))
    assert (ratio_text(made), statement(made)) == ("1/10", "a paper eq. (1) (compared at m_X = 10*m_mu)")


def test_points_that_lack_a_value_are_refused():
    with pytest.raises(ValueError, match=r"erratum 'a paper eq\. \(1\)': .* depends on \['m_X'\]; give these a value"):
        ratio_text(erratum(m_X, m_mu))


def test_equations_on_a_line():
    assert equation_text(m_X**2 / (2 * pi)) == "m_X^2/(2*pi)"
    assert equation_text("m12 = (l + q)^2") == "m12 = (l + q)^2"


def test_the_page_lists_every_misprint():
    page = errata_page(quantities().values())
    every = [e for q in quantities().values() for e in q.errata]
    assert page.count("\n| printed | ") == page.count("\n| right | ") == len(every) > 10
    for misprint in every:
        assert f"\n{statement(misprint)}:\n" in page
        assert equation_text(misprint.printed) in page
