"""The R ratio of hadrons that models take by default, and what may stand in its place."""

from __future__ import annotations

import numpy as np
import pytest

import muforge
from muforge.errors import ArgumentError, DomainError, InputError

MASSES = np.array([0.01, 0.5, 0.77, 1.5])
R = muforge.hadronic_r_ratio(MASSES)
TO_ELECTRONS = {"channel": "electron", "epsilon": 1e-3}
RIGHT = muforge.evaluate("dark_photon.branching_ratio", m_X=MASSES, hadronic_r_ratio=R, **TO_ELECTRONS)


@pytest.mark.parametrize(
    "given", [None, muforge.hadronic_r_ratio, R, R.tolist()], ids=["default", "function", "values", "list"]
)
def test_scans_take_r_at_each_mass(given):
    found = muforge.scan("dark_photon.branching_ratio", {"m_X": MASSES}, hadronic_r_ratio=given, **TO_ELECTRONS)
    np.testing.assert_allclose(found.values, RIGHT, rtol=1e-14)


def test_a_scan_over_masses_that_descend_pairs_values_with_them():
    found = muforge.scan("dark_photon.branching_ratio", {"m_X": MASSES[::-1]}, hadronic_r_ratio=R[::-1], **TO_ELECTRONS)
    np.testing.assert_allclose(found.values, RIGHT[::-1], rtol=1e-14)


def test_below_two_pions_nothing_is_asked_for():
    width = muforge.evaluate("dark_photon.total_width", m_X=0.01, epsilon=1e-3)
    assert width == muforge.evaluate("dark_photon.partial_width", channel="electron", m_X=0.01, epsilon=1e-3)


@pytest.mark.parametrize(
    ("model", "coupling", "current"),
    [("dark_photon", "epsilon", "electric"), ("b_minus_l", "g", "baryon"), ("lmu_ltau_mixed", "epsilon", "electric")],
)
def test_each_model_has_the_current_of_its_own(model, coupling, current):
    inputs = {coupling: 1e-3, "m_X": np.array([0.2, 0.7, 1.02, 5.0])} | ({"g": 0.1} if "mixed" in model else {})
    own = muforge.hadronic_r_ratio(inputs["m_X"], current=current)
    for quantity in ("total_width", "lifetime", "proper_decay_length"):
        expected = muforge.evaluate(f"{model}.{quantity}", hadronic_r_ratio=own, **inputs)
        np.testing.assert_allclose(muforge.evaluate(f"{model}.{quantity}", **inputs), expected, rtol=1e-14)
    hadrons = muforge.evaluate(f"{model}.partial_width", channel="hadrons", **inputs)
    expected = muforge.evaluate(f"{model}.partial_width", channel="hadrons", hadronic_r_ratio=own, **inputs)
    np.testing.assert_allclose(hadrons, expected, rtol=1e-14)


def test_b_minus_l_at_the_omega_is_baryonic():
    both = {
        current: muforge.evaluate(
            "b_minus_l.branching_ratio",
            channel="electron",
            m_X=0.7,
            g=1e-3,
            hadronic_r_ratio=muforge.hadronic_r_ratio(0.7, current=current),
        )
        for current in ("electric", "baryon")
    }
    found = muforge.evaluate("b_minus_l.branching_ratio", channel="electron", m_X=0.7, g=1e-3)
    assert found == both["baryon"] > 2 * both["electric"]


def test_a_table_replaces_it(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("mass [GeV],R\n0.5,1\n2,4\n")
    at_one = muforge.evaluate("dark_photon.branching_ratio", m_X=1.0, hadronic_r_ratio=2.0, **TO_ELECTRONS)
    assert muforge.evaluate("dark_photon.branching_ratio", m_X=1.0, hadronic_r_ratio=path, **TO_ELECTRONS) == at_one
    scan = {"hadronic_r_ratio": str(path), **TO_ELECTRONS}
    found = muforge.scan("dark_photon.branching_ratio", {"m_X": [0.4, 1.0]}, **scan)
    assert found.values[1] == at_one
    assert str(path) in found.attrs["fixed"]
    with pytest.raises(DomainError, match="ends at 2"):
        muforge.scan("dark_photon.branching_ratio", {"m_X": [0.4, 1.0, 3.0]}, outside="error", **scan)


def test_what_is_no_r_is_refused(tmp_path):
    def width(r):
        return muforge.evaluate("dark_photon.total_width", m_X=1.0, epsilon=1e-3, hadronic_r_ratio=r)

    with pytest.raises((ArgumentError, InputError), match="no_such_file.csv.*cannot be read"):
        width(tmp_path / "no_such_file.csv")
    with pytest.raises(DomainError, match="hadronic_r_ratio = -1; expected at least 0"):
        width(lambda mass: -1.0 + 0 * mass)
    with pytest.raises(DomainError, match="has 3 values; one for each of the 2 m_X"):
        muforge.scan("dark_photon.total_width", {"m_X": [1.0, 2.0]}, epsilon=1e-3, hadronic_r_ratio=[1, 2, 3])
    with pytest.raises(ArgumentError, match="'hadronic_r_ratio' is given, but only channel=hadrons takes it"):
        muforge.evaluate("dark_photon.partial_width", channel="muon", m_X=1.0, epsilon=1e-3, hadronic_r_ratio=2.0)


@pytest.mark.long
def test_the_derivative_by_the_mass_knows_that_r_changes():
    step = 1e-6
    low, high = muforge.evaluate("dark_photon.total_width", m_X=[0.6 - step, 0.6 + step], epsilon=1e-3)
    found = muforge.derivative("dark_photon.total_width", "m_X", m_X=0.6, epsilon=1e-3)
    assert found == pytest.approx((high - low) / (2 * step), rel=1e-6)
