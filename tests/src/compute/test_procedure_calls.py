"""What a procedure is called with, and what becomes of its results; on a procedure made up for the purpose."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, Literal

import numpy as np
import pytest
from catalogue_entries import entry_of

import muforge
from muforge.catalogue.lookup import constant_values
from muforge.compute.run import run_variant
from muforge.errors import ArgumentError, DomainError
from muforge.procedures import procedure_named
from muforge.symbolic.families.decay.quantities import boson_to_leptons
from muforge.symbolic.families.hvp.quantities import leptonic_vacuum_polarization_coefficient
from muforge.symbolic.families.statistics.quantities import Values
from muforge.symbolic.language.arguments import BosonMass
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import m_mu
from muforge.symbolic.nature.units import GeV


@quantity(unit=GeV, source="made up")
def summed_widths(weighted: Literal["yes", "no"], m_X: BosonMass, values: Values) -> Procedure:
    """Sum of widths to muons for couplings from a list, and a coefficient that is an integral."""
    width = computed(boson_to_leptons, boson="vector", m_X=m_X, m_l=m_mu)
    return Procedure(
        "made_up.summed_widths",
        "made_up.nothing",
        parts={"width": width, "coefficient": computed(leptonic_vacuum_polarization_coefficient)},
        constants=(m_mu,),
    )


def function(*, weighted: str, m_X: Any, values: Any, m_mu: Any, width: Any, coefficient: Any) -> tuple[Any, Any]:
    """What the declaration above says; checks the shapes."""
    assert m_X.shape == m_mu.shape == values.shape[:-1]
    widths, errors = width(m_X=m_X[..., None], g=values)
    number, off = coefficient(mass_ratio=np.ones_like(m_X))
    if np.any(m_X > 10):
        raise DomainError("m_X is above 10 GeV")
    return widths.sum(axis=-1) * (number if weighted == "yes" else 1), off + errors.sum(axis=-1)


@pytest.fixture(autouse=True)
def made_up(monkeypatch):
    module = ModuleType("muforge.procedures.made_up")
    module.summed_widths = function
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert procedure_named("made_up.summed_widths") is function


@pytest.fixture
def entry():
    return entry_of(summed_widths)


def run(entry, weighted, m_X, values, constants=None):
    variant = next(v for v in entry.variants if v.options == (("weighted", weighted),))
    arguments = {**constant_values(constants), "m_X": np.asarray(m_X), "values": np.asarray(values)}
    shape = np.broadcast_shapes(np.shape(m_X), np.shape(values)[:-1])
    return run_variant(entry, variant, arguments, shape, None, 1)


def width(m_X, g, **constants):
    return muforge.evaluate("decay.boson_to_leptons", boson="vector", lepton="muon", m_X=m_X, g=g, constants=constants)


def test_the_entry_says_what_the_function_takes(entry):
    procedure = entry.variants[0].procedure
    assert procedure.inputs == ("m_X", "values", "m_mu")
    assert [name for name, _ in procedure.parts] == ["width", "coefficient"]
    assert procedure.parts[0][1].inputs == ("m_X", "m_mu", "g")
    assert procedure.parts[0][1].tolerance is None
    assert procedure.parts[1][1].tolerance is not None


def test_numbers_have_the_shape_of_the_result_and_lists_one_axis_more(entry):
    values = np.array([[0.1, 0.2, 0.3], [1.0, 2.0, 3.0]])
    masses = np.array([[0.5], [1.0], [2.0]])
    found, error = run(entry, "no", masses, values)
    assert found.shape == error.shape == (3, 2)
    expected = sum(width(masses, values[:, k]) for k in range(3))
    np.testing.assert_allclose(found, expected, rtol=1e-15)
    assert np.all(error > 0)  # of the integral


def test_options_and_replaced_constants_arrive(entry):
    plain, _ = run(entry, "no", 1.0, [1.0])
    weighted, _ = run(entry, "yes", 1.0, [1.0])
    coefficient = muforge.evaluate("hvp.leptonic_vacuum_polarization_coefficient", mass_ratio=1.0)
    assert weighted == pytest.approx(coefficient * plain, rel=1e-14)
    heavier, _ = run(entry, "no", 1.0, [1.0], {"m_mu": 0.3})
    assert heavier == width(1.0, 1.0, m_mu=0.3)


def test_errors_name_the_quantity(entry):
    with pytest.raises(DomainError, match=rf"^{summed_widths.name}: m_X is above 10 GeV$"):
        run(entry, "no", 20.0, [1.0])


def test_there_are_no_derivatives():
    with pytest.raises(ArgumentError, match="no derivative by 'background': a procedure of Python computes it"):
        muforge.derivative(
            "statistics.cls_upper_limit", "background", n_observed=3, background=1.0, confidence_level=0.9
        )
