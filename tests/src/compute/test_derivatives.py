"""Derivatives through the facade: compiled, with units, broadcasting, errors; against 50-digit arithmetic."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import mpmath
import numpy as np
import pytest
from differences import difference

import muforge
from muforge import _fast
from muforge.cli import main
from muforge.codegen.check.reference import DIGITS, Reference
from muforge.compute.derivatives import slope
from muforge.compute.evaluate import prepare
from muforge.errors import ArgumentError, DomainError
from muforge.symbolic.registry import quantities

CASES = {
    "mass": ("decay.boson_to_leptons", "m_X", {"boson": "vector", "lepton": "muon", "m_X": 0.3, "g": 0.1}),
    "coupling": ("decay.boson_to_leptons", "g", {"boson": "axial", "lepton": "tau", "m_X": 5.0, "g": 0.1}),
    "close to threshold": (
        "decay.boson_to_leptons",
        "m_X",
        {"boson": "scalar", "lepton": "electron", "m_X": 0.001022008, "g": 1.0},
    ),
    "constant": ("kaon.two_body_width", "m_mu", {}),
    "integral by mass": ("kaon.rate_ratio", "m_X", {"boson": "scalar", "m_X": 0.2}),
    "integral by constant": ("kaon.rate_ratio", "m_K", {"boson": "lmu_ltau", "m_X": 0.05}),
    "table": ("gminus2.neutral_boson", "m_X", {"boson": "vector", "m_X": 0.2, "g": 1e-3}),
    "table by its other argument": ("gminus2.neutral_boson", "m_mu", {"boson": "axial", "m_X": 3e-3, "g": 1e-3}),
    "factor of a table": ("gminus2.neutral_boson", "g", {"boson": "scalar", "m_X": 7.0, "g": 1e-3}),
    "loop": ("gminus2.neutral_boson", "m_F", {"boson": "scalar", "m_X": 0.5, "g": 1e-3, "m_F": 1.7}),
    "complex": ("decay.diphoton_loop_function", "tau", {"boson": "scalar", "tau": 1.9}),
    "below": ("decay.diphoton_loop_function", "tau", {"boson": "pseudoscalar", "tau": 0.7}),
    "series": ("decay.diphoton_loop_function", "tau", {"boson": "scalar", "tau": 0.3}),
    "modulus": (
        "decay.diphoton_width",
        "m_X",
        {"boson": "scalar", "loops": "charged_leptons", "m_X": 0.4, "y_mu": 1e-3},
    ),
    "spacelike": ("mixing.loop_induced_mixing", "q_squared", {"q_squared": -0.7, "g": 0.1}),
    "list": ("phase_space.volume", "masses_2", {"s": 2.0, "masses": [0.1, 0.3, 0.5]}),
    "power series": ("mixing.loop_induced_mixing", "q_squared", {"q_squared": 1e-3, "g": 0.1}),
}


@pytest.mark.parametrize("case", CASES)
def test_compiled_derivatives(case):
    name, by, inputs = CASES[case]
    call = prepare(name, None, inputs)
    variant = next(v for v in quantities()[name].variants if v.kernel == call.variant.kernel)
    point = {n: np.asarray(call.arguments[n]).item() for n in variant.inputs}
    wanted = difference(Reference(variant.expression, variant.inputs), point, by)
    got, error = muforge.derivative(name, by, return_error=True, **inputs)
    assert abs(complex(mpmath.mpmathify(got) / wanted) - 1) < 1e-12
    assert error <= 1e-12 * abs(got)


def test_of_series_by_numbers():
    inputs = {"measurements": [1.0, 1.2], "measurement_errors": [0.1, 0.2], "prediction_error": 0.3}
    slope_of_mean = muforge.derivative("gminus2.discrepancy", "prediction", prediction=0.7, **inputs)
    assert slope_of_mean == -1
    point = inputs | {"prediction": 0.7}
    variant = quantities()["gminus2.discrepancy_significance"].variants[0]
    wanted = difference(Reference(variant.expression, variant.inputs), point, "prediction_error")
    got = muforge.derivative("gminus2.discrepancy_significance", "prediction_error", **point)
    assert got == pytest.approx(float(wanted), rel=1e-14)


def test_of_the_solution_of_an_equation():
    inputs = {"boson": "vector", "n_copies": 2.0, "delta_a_mu": 2.5e-9}
    got = muforge.derivative("gminus2.mass_at_coupling", "g", g=1e-3, **inputs)
    step = 1e-4
    values = muforge.evaluate("gminus2.mass_at_coupling", g=1e-3 * (1 + step * np.array([-2, -1, 1, 2])), **inputs)
    wanted = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * step * 1e-3)
    assert got == pytest.approx(wanted, rel=1e-8)


def test_of_a_long_integral_with_a_photon_flux():
    """Its conditions are many, and derivatives leave them as they are."""
    inputs = {"method": "weizsaecker_williams", "boson": "scalar", "E_beam": 160.0, "target": "lead", "g": 1e-3}
    got = muforge.derivative("fixed_target.cross_section", "m_X", m_X=0.1, **inputs)
    step = 1e-3
    values = muforge.evaluate("fixed_target.cross_section", m_X=0.1 * (1 + step * np.array([-2, -1, 1, 2])), **inputs)
    wanted = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * step * 0.1)
    assert got == pytest.approx(wanted, rel=1e-9)


def test_a_constant_that_an_option_sets_counts_where_it_enters():
    inputs = {"boson": "vector", "m_X": 0.3, "g": 0.1}
    assert muforge.derivative("decay.boson_to_leptons", "m_mu", lepton="muon", **inputs) < 0
    with pytest.raises(ArgumentError, match=r"does not depend on the constant m_mu; possible are m_X, g, m_e"):
        muforge.derivative("decay.boson_to_leptons", "m_mu", lepton="electron", **inputs)


def test_closed_channels_stay_closed_and_arrays_broadcast():
    masses, couplings = np.array([0.1, 0.2, 0.3]), np.array([[0.1], [0.2]])
    found = muforge.derivative("decay.boson_to_leptons", "m_X", boson="vector", lepton="muon", m_X=masses, g=couplings)
    assert found.shape == (2, 3)
    assert (found[:, 0] == 0).all()
    np.testing.assert_allclose(found[1], 4 * found[0], rtol=1e-15)


def test_constants_tolerance_and_threads_are_those_of_evaluate():
    inputs = {"boson": "vector", "m_X": np.linspace(0.05, 0.3, 40)}
    plain = muforge.derivative("kaon.rate_ratio", "m_X", **inputs)
    np.testing.assert_array_equal(muforge.derivative("kaon.rate_ratio", "m_X", threads=2, **inputs), plain)
    quick = muforge.derivative("kaon.rate_ratio", "m_X", tolerance=1e-4, **inputs)
    np.testing.assert_allclose(quick, plain, rtol=1e-4)
    moved = muforge.derivative("kaon.rate_ratio", "m_X", constants={"m_K": 0.5}, **inputs)
    assert (moved != plain).all()


def test_units_are_those_of_the_quantity_over_the_argument():
    inputs = {"boson": "vector", "lepton": "muon", "m_X": 0.3, "g": 0.1}
    call = prepare("decay.boson_to_leptons", None, inputs)
    assert slope(call, "g").quantity.unit == "GeV"
    assert slope(call, "m_X").quantity.unit == "1"
    assert slope(
        prepare("mixing.loop_induced_mixing", None, {"q_squared": 1.0, "g": 1.0}), "q_squared"
    ).quantity.unit == ("GeV^-2")


@pytest.mark.parametrize(
    "by, message",
    [
        ("boson", "'boson': it is an option, not a number; possible are m_X, g, m_mu"),
        ("m_F", "'m_F': it is not given; possible are"),
        ("m_x", r"it has no argument 'm_x' \(did you mean 'm_X'\?\)"),
        ("G_F", "it does not depend on the constant G_F"),
    ],
)
def test_what_there_is_no_derivative_by(by, message):
    with pytest.raises(ArgumentError, match=message):
        muforge.derivative("gminus2.neutral_boson", by, boson="vector", m_X=0.2, g=1e-3)


def test_lists_are_refused():
    point = {"measurements": [1.0], "measurement_errors": [0.1], "prediction": 0.7, "prediction_error": 0.3}
    with pytest.raises(ArgumentError, match="'measurements': it is a list"):
        muforge.derivative("gminus2.discrepancy", "measurements", **point)


def test_bad_input_is_refused_as_by_evaluate():
    with pytest.raises(DomainError, match="m_X = -1 GeV; expected above 0 GeV"):
        muforge.derivative("gminus2.neutral_boson", "m_X", boson="vector", m_X=-1.0, g=1e-3)


def test_later_processes_need_neither_sympy_nor_the_compiler():
    inputs = "boson='scalar', m_X=0.2, g=1e-3"
    first = muforge.derivative("gminus2.neutral_boson", "g", boson="scalar", m_X=0.2, g=1e-3)
    code = (
        f"import muforge, sys; print(muforge.derivative('gminus2.neutral_boson', 'g', {inputs}))\n"
        "assert 'sympy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stderr, float(done.stdout)) == ("", first)


def test_command_line(capsys):
    words = ["eval", "decay.boson_to_leptons", "boson=vector", "lepton=muon", "m_X=0.3", "g=0.1", "--derivative"]
    expected = muforge.derivative("decay.boson_to_leptons", "g", boson="vector", lepton="muon", m_X=0.3, g=0.1)
    assert main([*words, "g"]) == 0
    assert capsys.readouterr().out == f"d(decay.boson_to_leptons)/d(g) = {expected!r} GeV\n"
    assert main([*words, "g", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["quantity"], answer["value"]) == ("d(decay.boson_to_leptons)/d(g)", expected)
    assert main([*words, "lepton"]) == 2
    assert "it is an option" in capsys.readouterr().err


def test_differences_see_a_wrong_derivative():
    with mpmath.workdps(DIGITS):
        wanted = difference(
            Reference(quantities()["decay.vector_to_neutrinos"].variants[0].expression, ("m_X", "g")),
            {"m_X": 0.3, "g": 0.1},
            "g",
        )
    assert float(wanted) != pytest.approx(1.001 * 2 * 0.1 * 0.3 / (24 * np.pi), rel=1e-6)
    assert float(wanted) == pytest.approx(2 * 0.1 * 0.3 / (24 * np.pi), rel=1e-15)


def test_compiled_for_the_instruction_set_that_is_asked_for():
    """As the kernels of the extension: same bits."""
    code = "import muforge; print(muforge.derivative('gminus2.neutral_boson', 'm_X', boson='vector', m_X=0.3, g=1.0))"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "MUFORGE_ISA": name},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for name in _fast.instruction_sets
    }
    assert len(found) == 1
