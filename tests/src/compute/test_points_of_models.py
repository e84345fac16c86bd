"""A point of a model can be given to all its quantities, which ask only for what they depend on."""

from __future__ import annotations

import pytest

import muforge
from muforge.cli import main
from muforge.errors import ArgumentError

POINT = {"m_X": 0.3, "v_e": 1e-4, "a_e": 2e-4, "v_mu": 1e-3, "a_mu": 0.0, "v_tau": 0.1, "a_tau": 0.2, "g_nu": 1e-5}
MUON = {"m_X": 0.3, "v_mu": 1e-3, "a_mu": 0.0}


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("free_vector.delta_a", {"lepton": "muon"}),
        ("free_vector.partial_width", {"channel": "muon"}),
        ("free_vector.lepton_pair_cross_section", {"lepton": "muon", "sqrt_s": 10.58}),
        ("free_vector.induced_mixing", {"q_squared": 0.1}),
    ],
)
def test_a_point_is_given_to_all_quantities(name, options):
    full = muforge.evaluate(name, **options, **POINT)
    if name.endswith("induced_mixing"):
        assert full == muforge.evaluate(name, **options, v_e=1e-4, v_mu=1e-3, v_tau=0.1)
    elif "lepton_pair" not in name:
        assert full == muforge.evaluate(name, **options, **MUON)
    assert full == muforge.evaluate(name, **options, **POINT | {"g_nu": 0.3})


def test_misspelt_parameters_are_refused():
    with pytest.raises(ArgumentError, match=r"no argument 'v_nu'.*did you mean 'g_nu'|no argument 'v_nu'"):
        muforge.evaluate("free_vector.delta_a", lepton="muon", **MUON, v_nu=1.0)
    with pytest.raises(ArgumentError, match="no argument 'g'"):
        muforge.evaluate("free_vector.delta_a", lepton="muon", **MUON, g=1.0)


def test_couplings_that_matter_are_asked_for():
    with pytest.raises(ArgumentError) as error:
        muforge.evaluate("free_vector.delta_a", lepton="muon", m_X=0.3, v_mu=1e-3)
    assert "'a_mu'" in str(error.value) and "v_e" not in str(error.value)
    with pytest.raises(ArgumentError, match="needs 'v_e'"):
        muforge.evaluate("free_vector.total_width", **MUON)


def test_scans_and_the_command_line_take_points(capsys):
    fixed = {name: value for name, value in POINT.items() if name != "m_X"}
    result = muforge.scan("free_vector.induced_mixing", {"q_squared": [0.1, 0.2]}, **POINT)
    assert result.values[0] == muforge.evaluate("free_vector.induced_mixing", q_squared=0.1, **POINT)
    assert muforge.scan("free_vector.delta_a", {"m_X": [0.3]}, lepton="muon", **fixed).values[0] == muforge.evaluate(
        "free_vector.delta_a", lepton="muon", **POINT
    )
    with pytest.raises(ArgumentError, match="does not depend on 'm_X'"):
        muforge.scan("free_vector.induced_mixing", {"m_X": [0.1, 0.2]}, **fixed, q_squared=0.1)
    words = [f"{name}={value}" for name, value in POINT.items()]
    assert main(["eval", "free_vector.induced_mixing", "q_squared=0.1", *words]) == 0
    assert "free_vector.induced_mixing = " in capsys.readouterr().out
    assert main(["eval", "free_vector.induced_mixing", "q_squared=0.1", *words, "v_x=1"]) == 2
