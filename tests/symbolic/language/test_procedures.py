"""Declarations of procedures: inputs, units, conditions, and what is refused."""

from __future__ import annotations

from typing import Literal

import pytest
from sympy import Symbol

from muforge.symbolic.families.decay.quantities import dark_photon_muon_branching_ratio, vector_to_neutrinos
from muforge.symbolic.families.gminus2.quantities import mass_at_coupling
from muforge.symbolic.families.statistics.quantities import Values
from muforge.symbolic.language.arguments import BosonMass, Coupling
from muforge.symbolic.language.dimensions import DimensionError, check_variant
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.nature.constants import alpha, m_mu
from muforge.symbolic.nature.units import GeV, one


def declared(made, *, unit=one):
    """The only variant of a quantity of a mass and a list that is the procedure made from its symbols."""

    def function(m_X: BosonMass, values: Values) -> Procedure:
        return made(m_X)

    (variant,) = quantity(unit=unit, source="made up")(function).variants
    return variant


def test_inputs_are_arguments_and_constants():
    variant = declared(lambda m: Procedure("a.b", "c.d", constants=(m_mu,)))
    assert variant.inputs == ("m_X", "values", "m_mu")
    assert not variant.has_kernel
    assert not variant.composed
    check_variant(variant)


def test_a_procedure_of_its_arguments_alone_has_no_constants():
    assert declared(lambda m: Procedure("a.b", "c.d")).inputs == ("m_X", "values")


def test_constants_of_parts_are_inputs():
    part = computed(dark_photon_muon_branching_ratio, m_X=Symbol("m_X", positive=True))
    variant = declared(lambda m: Procedure("a.b", "c.d", parts={"muons": part}))
    assert set(variant.inputs) - {"m_X", "values"} == {"m_mu", "m_e", "m_tau"} & set(part.variant.inputs)


def test_what_parts_leave_open_is_no_input():
    variant = declared(lambda m: Procedure("a.b", "c.d", parts={"width": computed(vector_to_neutrinos, m_X=m)}))
    assert variant.inputs == ("m_X", "values")
    assert variant.units["g"] == one
    check_variant(variant)


def test_parts_take_arguments_of_their_units():
    wrong = declared(lambda m: Procedure("a.b", "c.d", parts={"width": computed(vector_to_neutrinos, m_X=m, g=m)}))
    with pytest.raises(DimensionError, match="GeV"):
        check_variant(wrong)


def test_conditions_have_words_and_units():
    right = declared(lambda m: Procedure("a.b", "c.d", words={m < m_mu: "a light boson"}))
    assert right.formula.physical == (Symbol("m_X", positive=True) < m_mu,)
    assert right.inputs[-1] == "m_mu"
    check_variant(right)
    with pytest.raises(DimensionError, match="side by side|compare"):
        check_variant(declared(lambda m: Procedure("a.b", "c.d", words={m < alpha: "nonsense"})))


def test_variants_may_have_units_of_their_own():
    def function(kind: Literal["mass", "number"], m_X: BosonMass) -> Procedure:
        return Procedure("a.b", "c.d", unit=GeV if kind == "mass" else None)

    variants = quantity(unit=one, source="made up")(function).variants
    assert [variant.unit for variant in variants] == [GeV, one]


def test_parts_have_kernels():
    solution = computed(mass_at_coupling, boson="vector", n_copies=1, g=Symbol("g", real=True), delta_a_mu=1e-9)
    for part in (solution, Symbol("x")):
        with pytest.raises(DeclarationError, match="procedure a.b: no kernel computes 'mass' alone"):
            Procedure("a.b", "c.d", parts={"mass": part})


def test_a_procedure_is_no_expression():
    variant = declared(lambda m: Procedure("a.b", "c.d"))
    with pytest.raises(DeclarationError, match="the procedure a.b is no expression"):
        _ = variant.expression


def test_couplings_are_real_numbers():
    def function(g: Coupling) -> Procedure:
        return Procedure("a.b", "c.d")

    assert quantity(unit=one, source="made up")(function).variants[0].positive.isdisjoint({"g"})
