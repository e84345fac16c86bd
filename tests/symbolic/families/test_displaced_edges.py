"""Both edges of a displaced search: identities, the general way of recasting, and what has no answer."""

from __future__ import annotations

import numpy as np
import pytest

import muforge
from muforge.errors import ArgumentError, DomainError
from muforge.procedures.displaced_search import edges
from muforge.recast import Limit, Search, displaced, recast

SEARCH = {"shield_length_m": 179.0, "decay_volume_length_m": 204.0, "boost": 400.0}
EDGES = [5.34061e-07, 1.38325e-05]
POINT = {"group": "b_minus_l", "m_X": 0.01, "epsilon_edges": EDGES} | SEARCH


def _same_model(epsilons, m_X, **lengths):
    """The edges for a boson without other decays: a dark photon again."""
    inputs = {"m_X": m_X, "epsilon_edges_1": epsilons[0], "epsilon_edges_2": epsilons[1], **SEARCH, **lengths}
    arrays = {name: np.asarray(value, dtype=float) for name, value in inputs.items()}
    constants = {name: np.asarray(muforge.constants()[name].value) for name in ("alpha", "hbarc_GeV_m")}
    width = muforge.evaluate("decay.boson_to_leptons", boson="vector", lepton="electron", m_X=m_X, g=1.0)
    parts = {"width_to_electrons": lambda: (width, 0.0), "branching_ratio": lambda: (1.0, 0.0)}
    with np.errstate(all="ignore"):
        found, _ = edges(group="dark photon", **arrays, **constants, **parts)
    return found / np.sqrt(4 * np.pi * constants["alpha"])


@pytest.mark.parametrize(
    "lengths", [{}, {"shield_length_m": 0.01}, {"shield_length_m": 0.1, "decay_volume_length_m": 1e-3}]
)
def test_edges_of_the_same_model_stay(lengths):
    epsilons = np.array([1e-9, 2e-3]) if lengths else np.array(EDGES)
    np.testing.assert_allclose(_same_model(epsilons, 0.01, **lengths), epsilons, rtol=1e-15)


def test_the_general_recast_finds_the_same_edges():
    limit = Limit(np.array([0.01]), np.array(EDGES[:1]), "made up", np.array(EDGES[1:]))
    electrons = {"production": "partial_width", "options": {"channel": "electron"}, "channel": "electron"}
    dark = Search("dark_photon", "epsilon", **electrons, fixed={"hadronic_r_ratio": 0.0})
    minus = Search("b_minus_l", "g", **electrons, fixed={"hadronic_r_ratio": 0.0})
    general = recast(limit, dark, minus, displaced(179.0, 204.0, 400.0))
    found, error = muforge.evaluate("recast.displaced_edges", **POINT, return_error=True)
    np.testing.assert_allclose(found, [general.coupling[0], general.upper[0]], rtol=1e-9)
    assert np.all(error < 1e-12 * found)


def test_arrays_have_both_edges_along_the_last_axis():
    masses = np.array([[0.009], [0.01], [0.011]])
    found = muforge.evaluate("recast.displaced_edges", **POINT | {"m_X": masses, "boost": [400.0, 390.0]})
    assert found.shape == (3, 2, 2)
    assert found[1, 0].tolist() == muforge.evaluate("recast.displaced_edges", **POINT).tolist()
    assert np.all(found[..., 0] < found[..., 1])


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"m_X": 0.3}, "m_X below 2 m_mu"),
        ({"m_X": 0.001}, "m_X above 2 m_e"),
        ({"epsilon_edges": EDGES[::-1]}, "the lower one first"),
        ({"epsilon_edges": [1e-5, 2e-5]}, "long-lived edge of the dark photon is on the other side"),
        ({"epsilon_edges": [1e-7, 1e-6]}, "short-lived edge of the dark photon is on the other side"),
        ({"epsilon_edges": [4e-6, 1.3e-5]}, "largest count for b_minus_l is below that of the dark photon"),
        ({"epsilon_edges": [1e-6]}, "a list of 2 is expected"),
        ({"shield_length_m": 0.0}, "above 0 m"),
    ],
)
def test_no_answer(inputs, words):
    with pytest.raises(DomainError, match=words):
        muforge.evaluate("recast.displaced_edges", **POINT | inputs)


def test_a_scan_cannot_hold_several_numbers_at_a_point():
    fixed = {name: value for name, value in POINT.items() if name != "m_X"}
    with pytest.raises(ArgumentError, match="g_low, g_high"):
        muforge.scan("recast.displaced_edges", {"m_X": [0.01, 0.02]}, **fixed)


def test_points_without_edges_are_nan_where_that_is_asked_for():
    found = muforge.evaluate("recast.displaced_edges", **POINT | {"m_X": [0.01, 0.3, 0.0100001]}, outside="nan")
    assert found.shape == (3, 2)
    assert np.isnan(found[1]).all() and np.isfinite(found[::2]).all()
    alone = muforge.evaluate("recast.displaced_edges", **POINT | {"epsilon_edges": [1e-5, 2e-5]}, outside="nan")
    assert np.isnan(alone).tolist() == [True, True]


def test_solve_expects_one_number():
    with pytest.raises(ArgumentError, match="several numbers"):
        muforge.solve(
            "recast.displaced_edges", for_="boost", value=1e-6, **{k: v for k, v in POINT.items() if k != "boost"}
        )


def test_the_command_names_both_edges(capsys):
    from muforge.cli import main

    lengths = [f"{name}={value}" for name, value in SEARCH.items()]
    edges_given = f"epsilon_edges={','.join(map(str, EDGES))}"
    assert main(["eval", "recast.displaced_edges", "group=b_minus_l", "m_X=0.01,0.02", edges_given, *lengths]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(" = ")[0] for line in lines] == [
        f"recast.displaced_edges(m_X={mass}).{edge}" for mass in (0.01, 0.02) for edge in ("g_low", "g_high")
    ]
