"""From annotated functions to quantities, variants and kernel arguments."""

from __future__ import annotations

import inspect
from typing import Annotated, Literal

import pytest
from sympy import Expr, IndexedBase, Rational, Sum, Symbol

import muforge
from muforge.symbolic.language.annotations import number, option
from muforge.symbolic.language.arguments import (
    SETTINGS,
    BosonMass,
    Coupling,
    GivenWith,
    Lengths,
    LeptonMass,
    Real,
    Selected,
    Series,
)
from muforge.symbolic.language.equation import Equation
from muforge.symbolic.language.formula import Formula, open_above
from muforge.symbolic.language.literature import Erratum, Printed
from muforge.symbolic.language.places import Place
from muforge.symbolic.language.quantity import Quantity, quantity
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.nature.constants import TABLE, alpha, m_mu
from muforge.symbolic.nature.units import GeV, one
from muforge.symbolic.registry import quantities

Masses = Annotated[tuple[Expr, ...], Real(GeV, "masses", at_least=0), Lengths((2, 3))]
Values = Annotated[Expr, Real(one, "values"), Series()]
Signed = Annotated[Expr, Real(GeV, "of either sign")]


def width(boson: Literal["scalar", "vector"], m_l: LeptonMass, m_X: BosonMass, g: Coupling) -> Expr:
    """A width.

    With more to say.
    """
    factor = {"scalar": 1, "vector": 2}[boson]
    return factor * alpha * g**2 * m_X * (m_l / m_mu)


CHECK = Printed("a book", m_mu, {"boson": "scalar"})
MISPRINT = Erratum("a paper", "m", "M", "dimension")
declared = quantity(unit=GeV, source="made up", points=("m_X",), printed=(CHECK, MISPRINT), accuracy=1e-3)
made = declared(width)


def kernels(q):
    """Kernel names without the name of this family."""
    return [variant.kernel.removeprefix(f"{q.family}_") for variant in q.variants]


def test_names_and_texts():
    assert made.family == "test_declarations"
    assert made.name == "test_declarations.width"
    assert made.doc == "A width.\n\nWith more to say."
    assert (made.source, made.errata, made.accuracy, made.unit) == ("made up", (MISPRINT,), 1e-3, GeV)


def test_arguments_as_a_user_sees_them():
    assert [a.name for a in made.arguments] == ["boson", "lepton", "m_X", "g"]
    assert list(made.parameters) == ["boson", "m_l", "m_X", "g"]
    boson, lepton, m_X, g = made.arguments
    assert (boson.choices, boson.real, boson.selected) == (("scalar", "vector"), None, None)
    assert lepton.choices == ("electron", "muon", "tau")
    assert lepton.about == "lepton in the final state"
    assert (m_X.real.unit, m_X.real.above, m_X.choices) == (GeV, 0, ())
    assert (g.real.unit, g.real.above) == (one, None)


def test_options_are_variants_and_selected_constants_are_not():
    assert kernels(made) == ["width_scalar", "width_vector"]
    assert {parameter: selected.option for parameter, selected in made.selectors.items()} == {"m_l": "lepton"}
    scalar, vector = made.variants
    assert (scalar.options, scalar.present, scalar.lengths) == ((("boson", "scalar"),), (), ())
    assert vector.expression == 2 * scalar.expression


def selected(*names: str) -> Selected:
    """An option that picks one of the constants."""
    return Selected("target", tuple((name, TABLE[name].symbol) for name in names), "target")


def test_an_option_may_set_several_parameters():
    def f(
        m: Annotated[Expr, selected("m_e", "m_mu")],
        M: Annotated[Expr, Selected("target", (("m_e", m_mu), ("m_mu", m_mu)), "target")],
        m_X: BosonMass,
    ) -> Expr:
        return m + M + m_X

    q = quantity(unit=GeV, source="made up")(f)
    assert [(a.name, a.choices) for a in q.arguments] == [("target", ("m_e", "m_mu")), ("m_X", ())]
    assert set(q.selectors) == {"m", "M"}
    (variant,) = q.variants
    assert variant.inputs == ("m", "M", "m_X")
    assert variant.units["M"] == GeV


def test_an_option_has_the_same_values_for_all_its_parameters():
    def f(m: Annotated[Expr, selected("m_e", "m_mu")], M: Annotated[Expr, selected("m_e")]) -> Expr:
        return m + M

    with pytest.raises(DeclarationError, match="option 'target' has the values"):
        quantity(unit=GeV, source="made up")(f)


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_are_no_arguments(name):
    made = {"__name__": __name__}
    exec(f"def f({name}): return {name}", made)
    made["f"].__annotations__ = {name: Coupling}
    with pytest.raises(DeclarationError, match=f"an argument is called '{name}', as is a setting"):
        quantity(unit=GeV, source="made up")(made["f"])


def test_settings_are_those_of_calls():
    taken = {
        name
        for function in (muforge.evaluate, muforge.scan, muforge.solve)
        for name in inspect.signature(function).parameters
    }
    assert taken - {"inputs", "fixed"} == set(SETTINGS)


def test_arguments_with_a_default_make_no_variants():
    def f(m_X: BosonMass, g: Coupling = Rational(1, 2), strong: bool = False) -> Expr:  # noqa: B008
        return m_X * g * (2 if strong else 1)

    q = quantity(unit=GeV, source="made up")(f)
    assert [(a.name, a.default) for a in q.arguments] == [("m_X", None), ("g", 0.5), ("strong", False)]
    assert kernels(q) == ["f", "f_strong"]


def test_points_come_first_then_arguments_then_constants():
    (scalar, _) = made.variants
    assert scalar.inputs == scalar.kernel_inputs == ("m_X", "m_l", "g", "m_mu", "alpha")
    assert [n for n in TABLE if n in scalar.inputs] == ["m_mu", "alpha"]


def test_points_in_the_order_of_the_arguments():
    def f(a: Coupling, b: Coupling, c: Coupling) -> Expr:
        return a * b * c

    (variant,) = quantity(unit=one, source="made up", points=("c", "b"))(f).variants
    assert variant.inputs == ("b", "c", "a")


def test_arguments_that_a_formula_does_not_use_stay_arguments():
    def f(a: Coupling, b: Coupling) -> Expr:
        return b

    assert quantity(unit=one, source="made up")(f).variants[0].inputs == ("a", "b")


def test_constants_that_only_a_condition_uses_are_arguments():
    def f(m_X: BosonMass) -> Formula:
        return Formula(m_X, valid=(m_X < m_mu,))

    assert quantity(unit=GeV, source="made up")(f).variants[0].inputs == ("m_X", "m_mu")


def test_symbols_have_the_signs_of_their_arguments():
    def f(m_X: BosonMass, q: Signed) -> Expr:
        return m_X * q

    expression = quantity(unit=GeV**2, source="made up")(f).variants[0].expression
    signs = {s.name: s.is_positive for s in expression.free_symbols}
    assert signs == {"m_X": True, "q": None}


def test_optional_arguments():
    def f(m_X: BosonMass, m_F: BosonMass | None = None, g: Coupling | None = None) -> Expr:
        return m_X + (m_F or 0) * (g or 1)

    q = quantity(unit=GeV, source="made up")(f)
    assert [a.optional for a in q.arguments] == [False, True, True]
    assert kernels(q) == ["f", "f_g", "f_m_F", "f_m_F_g"]
    assert [v.inputs for v in q.variants] == [("m_X",), ("m_X", "g"), ("m_X", "m_F"), ("m_X", "m_F", "g")]


def test_lists_of_several_lengths():
    def f(g: Coupling, masses: Masses) -> Formula:
        return Formula(g * sum(masses), unit=GeV ** len(masses))

    q = quantity(unit=GeV, source="made up")(f)
    assert kernels(q) == ["f_2", "f_3"]
    assert [v.inputs for v in q.variants] == [("g", "masses_1", "masses_2"), ("g", "masses_1", "masses_2", "masses_3")]
    assert [v.unit for v in q.variants] == [GeV**2, GeV**3]
    assert q.variants[0].units["masses_2"] == GeV
    assert q.arguments[1].lengths == (2, 3)


def test_series():
    i, n = Symbol("i", integer=True), Symbol("n", integer=True)

    def f(values: Values, g: Coupling) -> Expr:
        assert isinstance(values, IndexedBase)
        return g * Sum(values[i], (i, 0, n - 1))

    q = quantity(unit=one, source="made up")(f)
    assert [a.series for a in q.arguments] == [True, False]
    assert q.variants[0].inputs == ("values", "g")


def test_equations_have_their_unknown_first():
    x = Symbol("x", positive=True)

    def f(m_X: BosonMass, g: Coupling) -> Equation:
        return Equation(x - g * m_X, x, m_X, 2 * m_mu)

    (variant,) = quantity(unit=GeV, source="made up", points=("m_X",))(f).variants
    assert variant.expression == x - Symbol("g", real=True) * Symbol("m_X", positive=True)
    assert (variant.inputs, variant.kernel_inputs) == (("m_X", "g", "m_mu"), ("x", "m_X", "g", "m_mu"))
    assert variant.units["x"] == GeV


def test_quantities_can_be_called_with_symbols():
    m = Symbol("m", positive=True)
    assert made("vector", m_mu, m, Rational(1, 2)) == alpha * m / 2

    def closed(m_X: BosonMass) -> Formula:
        return Formula(open_above(m_mu, m_X, m_X), valid=(m_X > 0,))

    assert quantity(unit=GeV, source="made up")(closed)(m) == open_above(m_mu, m, m)
    assert open_above(m_mu, m_mu, m) == 0


def test_printed_equations_belong_to_variants():
    scalar, vector = made.variants
    assert made.printed == scalar.printed == (CHECK, MISPRINT)
    assert vector.printed == (MISPRINT,)


def test_printed_equations_say_which_optional_arguments_they_have():
    def f(m_X: BosonMass, g: Coupling | None = None) -> Expr:
        return m_X * (g or 1)

    without, with_g = Printed("a book", m_mu), Printed("another", m_mu, given=("g",))
    q = quantity(unit=GeV, source="made up", printed=(without, with_g))(f)
    assert [v.printed for v in q.variants] == [(without,), (with_g,)]


@pytest.mark.parametrize(
    "record", [Printed("a book", m_mu, {"boson": "photon"}), Erratum("a paper", "m", "M", "x", {"spin": "1"})]
)
def test_printed_equations_about_no_variant_are_refused(record):
    with pytest.raises(DeclarationError, match=r"width: .* 'a .*' is about .*; options are boson \(scalar, vector\)$"):
        _ = quantity(unit=GeV, source="made up", printed=(record,))(width).variants


def test_misprints_are_two_expressions_or_words():
    with pytest.raises(TypeError, match="a paper: printed = m_mu and right = 'M'; give two expressions"):
        Erratum("a paper", m_mu, "M", "dimension")


@pytest.mark.parametrize("annotation", [float, Expr, "Rational", int | None], ids=str)
def test_unusable_annotations_are_refused(annotation):
    def f(m_X):
        return m_X

    f.__annotations__["m_X"] = annotation
    with pytest.raises(DeclarationError, match=r"test_declarations\.f: argument 'm_X' has the annotation .*; use a"):
        quantity(unit=GeV, source="made up")(f)


def test_missing_annotations_are_refused():
    with pytest.raises(DeclarationError, match="argument 'm_X'"):
        quantity(unit=GeV, source="made up")(lambda m_X: m_X)


def test_points_are_arguments():
    def f(m_X: BosonMass) -> Expr:
        return m_X

    with pytest.raises(DeclarationError, match=r"test_declarations\.f: points has \['m_Y'\]; arguments are m_X"):
        quantity(unit=GeV, source="made up", points=("m_Y",))(f)


def test_a_declaration_knows_its_place():
    assert made.declared_in.module == __name__
    assert made.declared_in.file == __file__
    lines = inspect.getsource(inspect.getmodule(width)).splitlines()
    assert lines[made.declared_in.line - 1].startswith("def width(")
    assert str(made.declared_in) == f"{__file__}, line {made.declared_in.line}"


def test_a_quantity_is_data():
    """The same quantity, made without a function to read."""
    data = Quantity(
        name="by_hand.mass",
        doc="A mass.",
        unit=GeV,
        source="made up",
        parameters={a.parameter: a for a in (option("kind", "one", "two"), number("m_X", Real(GeV, "mass", above=0)))},
        build=lambda kind, m_X: m_X * {"one": 1, "two": 2}[kind] + m_mu,
        declared_in=Place("somewhere", "somewhere.py", 1),
        points=("m_X",),
    )
    assert (data.family, [v.kernel for v in data.variants]) == ("by_hand", ["by_hand_mass_one", "by_hand_mass_two"])
    assert data.variants[1].inputs == ("m_X", "m_mu")
    assert data.variants[1].expression == 2 * Symbol("m_X", positive=True) + m_mu


@pytest.mark.parametrize("where", ["expression", "valid", "physical"])
def test_undeclared_symbols_are_refused(where):
    strange = Symbol("strange", positive=True)

    def f(m_X: BosonMass) -> Formula:
        conditions = {where: (m_X < strange,)} if where != "expression" else {}
        return Formula(m_X + strange if where == "expression" else m_X, **conditions)

    (variant,) = quantity(unit=GeV, source="made up")(f).variants
    with pytest.raises(DeclarationError, match=r"test_declarations\.f: the formula uses \['strange'\]"):
        _ = variant.inputs


Both = GivenWith(("h", "k"))
First = Annotated[Expr, Real(one, "first"), Both]
Second = Annotated[Expr, Real(one, "second"), Both]


def test_arguments_that_are_given_together_make_one_more_variant():
    def shifted(g: Coupling, h: First | None = None, k: Second | None = None, m: BosonMass | None = None) -> Expr:
        """Shifted."""
        shift = 0 if h is None else h * k
        return g + shift

    variants = quantity(unit=one, source="made up")(shifted).variants
    assert [v.present for v in variants] == [(), ("m",), ("h", "k"), ("h", "k", "m")]


def test_components_of_momenta_are_symbols_of_a_variant():
    variant = quantities()["kaon.three_muon_squared_matrix_element"].variants[0]
    assert str(variant.symbols["p_kaon_E"]) == "p_kaon_E" and "p_kaon" not in variant.symbols
