"""Values of arguments at which quantities have given values."""

from __future__ import annotations

import numpy as np
import pytest

import muforge
from muforge.compute.root_search import Curves, roots_of
from muforge.errors import ArgumentError, DomainError

MOMENT = "gminus2.neutral_boson"


def test_a_coupling_that_enters_as_a_power_is_found_in_one_step():
    masses = np.geomspace(1e-3, 10, 50)
    found = muforge.solve(MOMENT, for_="g", value=2.5e-9, boson="vector", m_X=masses)
    wanted = muforge.evaluate("gminus2.coupling_for_shift", boson="vector", m_X=masses, delta_a_mu=2.5e-9)
    np.testing.assert_allclose(found.lowest, wanted, rtol=1e-12)
    assert found.branches.shape == (1, 50)
    assert not found.reasons.any()


def test_a_mass_is_found_by_search_and_elements_broadcast():
    couplings, values = np.array([[1e-3], [1e-2]]), np.array([1e-10, 1e-9])
    found = muforge.solve(MOMENT, for_="m_X", value=values, boson="vector", g=couplings)
    again = muforge.evaluate(MOMENT, boson="vector", g=couplings, m_X=found.lowest)
    np.testing.assert_allclose(again, np.broadcast_to(values, (2, 2)), rtol=1e-12)


def test_several_branches_are_returned_as_such():
    """The rate of K -> mu nu S first rises with the mass of S and then falls."""
    ratio = muforge.evaluate("kaon.branching_ratio", boson="scalar", m_X=np.geomspace(1e-3, 0.38, 400), g=1.0)
    value = 0.5 * (ratio.max() + ratio[0])
    found = muforge.solve("kaon.branching_ratio", for_="m_X", value=value, boson="scalar", g=1.0)
    changes = int(np.sum(np.diff(np.sign(ratio - value)) != 0))
    assert found.count == changes
    again = muforge.evaluate("kaon.branching_ratio", boson="scalar", g=1.0, m_X=found.branches[:changes])
    np.testing.assert_allclose(again, value, rtol=1e-10)


def test_two_roots_between_neighbouring_points_are_found_beside_their_extremum():
    """``(log x - c)^2 = 1e-6`` has two roots that are a thousandth apart."""
    centres = np.log([2.3, 47.0, 1e5])

    def function(x: np.ndarray, places: np.ndarray) -> np.ndarray:
        return (np.log(x) - centres[places]) ** 2 - 1e-6

    found = roots_of(Curves(function, 3), 1.0, 1e7)
    np.testing.assert_allclose(np.log(found.roots), [centres - 1e-3, centres + 1e-3], rtol=1e-9)


def test_no_solution_has_a_reason():
    found = muforge.solve(MOMENT, for_="g", value=[1e-9, -1e-9], boson="vector", m_X=0.1)
    np.testing.assert_array_equal(np.isnan(found.lowest), [False, True])
    assert found.reasons.tolist() == ["", "gminus2.neutral_boson is above 0 whatever g is"]
    closed = muforge.solve("kaon.branching_ratio", for_="g", value=1e-9, boson="vector", m_X=0.4)
    assert closed.reasons.item() == "kaon.branching_ratio is 0 whatever g is"
    large = muforge.solve("kaon.branching_ratio", for_="m_X", value=1.0, boson="scalar", g=1e-5)
    assert "never 1" in large.reasons.item()


def test_lists_are_inputs_too():
    found = muforge.solve("phase_space.volume", for_="s", value=1e-3, masses=[[0.1, 0.2], [0.3, 0.2]])
    again = muforge.evaluate("phase_space.volume", s=found.lowest, masses=[[0.1, 0.2], [0.3, 0.2]])
    np.testing.assert_allclose(again, 1e-3, rtol=1e-12)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"for_": "boson"}, ArgumentError, "boson is an option"),
        ({"for_": "mass"}, ArgumentError, "no argument 'mass'"),
        ({"m_X": 0.1}, ArgumentError, "m_X is given and solved for"),
        ({"between": (2.0, 1.0)}, DomainError, "the smaller one first"),
        ({"between": 2.0}, DomainError, "two numbers, the smaller one first"),
        ({"value": np.nan}, DomainError, "finite numbers"),
        ({"g": -np.inf}, DomainError, "finite numbers"),
    ],
)
def test_what_makes_no_sense_is_refused(changes, error, message):
    with pytest.raises(error, match=message):
        muforge.solve(MOMENT, **({"for_": "m_X", "value": 1e-9, "boson": "vector", "g": 1e-3} | changes))
