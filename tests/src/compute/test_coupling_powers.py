"""Grids of quantities that are a power of some arguments times a function of the others."""

import warnings

import numpy as np
import pytest

import muforge
from muforge import _fast
from muforge.catalogue.lookup import entry
from muforge.compute.evaluate import evaluate

MASSES = np.geomspace(1e-3, 0.37, 50)[:, None]
COUPLINGS = np.geomspace(1e-6, 1.0, 40)


def test_a_grid_needs_one_kernel_call_for_each_mass(integrated):
    values = evaluate("kaon.branching_ratio", boson="vector", m_X=MASSES, g=COUPLINGS)
    assert values.shape == (50, 40)
    assert integrated == [50]


def test_points_need_one_each(integrated):
    evaluate("kaon.branching_ratio", boson="vector", m_X=MASSES[:, 0], g=COUPLINGS[0])
    evaluate("kaon.branching_ratio", boson="vector", m_X=MASSES[:40, 0], g=COUPLINGS)
    assert integrated == [50, 40]


@pytest.mark.parametrize(
    ("name", "axis", "fixed"),
    [
        ("kaon.branching_ratio", "g", {"boson": "vector", "m_X": MASSES}),
        ("gminus2.neutral_boson", "g", {"boson": "axial", "m_X": MASSES}),
        ("decay.u1_leptonic_width", "g", {"group": "lmu_ltau", "m_X": MASSES}),
        ("gminus2.coupling_for_shift", "delta_a_mu", {"boson": "scalar", "m_X": MASSES}),
        ("mixing.loop_induced_mixing", "g", {"q_squared": MASSES}),
        ("decay.diphoton_decay_length", "alpha_X", {"boson": "scalar", "m_X": MASSES, "energy": 10.0}),
    ],
)
def test_grids_agree_with_points(name, axis, fixed):
    grid = muforge.evaluate(name, **fixed, **{axis: COUPLINGS})
    column = [muforge.evaluate(name, **fixed, **{axis: value})[:, 0] for value in COUPLINGS]
    assert grid.tolist() == np.transpose(column).tolist()


def test_evaluate_agrees_with_the_kernel():
    grid = muforge.evaluate("gminus2.neutral_boson", boson="vector", m_X=MASSES, g=COUPLINGS)
    m_mu = muforge.constants()["m_mu"].value
    np.testing.assert_allclose(grid, _fast.gminus2_neutral_boson_vector(MASSES, COUPLINGS, m_mu), rtol=1e-15)


def test_errors_scale_with_the_result():
    value, error = muforge.evaluate(
        "kaon.branching_ratio", boson="vector", m_X=MASSES, g=COUPLINGS, tolerance=1e-6, return_error=True
    )
    assert value.shape == error.shape
    ratio = error / value
    np.testing.assert_allclose(ratio, np.broadcast_to(ratio[:, :1], ratio.shape), rtol=1e-12)


def test_a_coupling_of_zero_and_negative_ones():
    values = muforge.evaluate("gminus2.neutral_boson", boson="scalar", m_X=MASSES, g=[-1e-3, 0.0, 1e-3])
    assert np.all(values[:, 1] == 0)
    assert np.all(values[:, 0] == values[:, 2])


def test_conditions_on_the_coupling_are_still_checked():
    assert entry("decay.u1_proper_decay_length").variants[0].powers == ()
    with pytest.raises(ValueError, match="g = 0"):
        muforge.evaluate("decay.u1_proper_decay_length", group="lmu_ltau", m_X=MASSES, g=[0.0, 1e-3])


def test_missed_tolerances_are_reported_as_before():
    with warnings.catch_warnings():
        warnings.simplefilter("error", muforge.AccuracyWarning)
        muforge.evaluate("kaon.branching_ratio", boson="vector", m_X=MASSES, g=COUPLINGS)


@pytest.mark.skipif(np.finfo(np.longdouble).maxexp <= 1024, reason="no wider exponents than those of double precision")
def test_powers_beyond_double_precision():
    """What leaves the range is the square of the coupling, not the result."""
    dark = {"m_X": 0.3, "hadronic_r_ratio": 0.0}
    unit = evaluate("dark_photon.lifetime", epsilon=1.0, **dark)
    assert evaluate("dark_photon.lifetime", epsilon=1e-155, **dark) == pytest.approx(unit * 1e155 * 1e155, rel=1e-14)
    assert evaluate("dark_photon.lifetime", epsilon=0.0, **dark) == np.inf
    ratio = evaluate("gminus2.coupling_for_shift", boson="scalar", m_X=0.1, delta_a_mu=1e-320)
    assert ratio == pytest.approx(
        1e-160 * evaluate("gminus2.coupling_for_shift", boson="scalar", m_X=0.1, delta_a_mu=1), rel=1e-4
    )
    leptons = {"boson": "vector", "lepton": "muon"}
    assert evaluate("decay.boson_to_leptons", m_X=0.1, g=1e160, **leptons) == 0.0
    with pytest.raises(muforge.DomainError, match="too large for double precision"):
        evaluate("decay.boson_to_leptons", m_X=0.3, g=1e160, **leptons)
    heavy = evaluate("decay.boson_to_leptons", m_X=1e20, g=[1e-160, 1e-3], **leptons)
    np.testing.assert_allclose(
        heavy, evaluate("decay.boson_to_leptons", m_X=1e20, g=1.0, **leptons) * np.array([1e-320, 1e-6]), rtol=1e-3
    )
