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
        warnings.simplefilter("error")
        muforge.evaluate("kaon.branching_ratio", boson="vector", m_X=MASSES, g=COUPLINGS)
