"""Every setup works for a model of a user's file: couplings to electrons, muons and something invisible."""

from __future__ import annotations

import numpy as np
import pytest

import muforge

FILE = '''
"""A vector that couples to electrons, muons and neutrinos."""

from muforge.modelling import BosonMass, Coupling, Vector, model


@model(references=("our paper",))
def three_couplings(m_V: BosonMass, g_e: Coupling, g_mu: Coupling, g_nu: Coupling) -> Vector:
    """A vector with couplings of its own to electrons, muons and muon neutrinos."""
    return Vector(m_V, electron=g_e, muon=g_mu, nu_mu=g_nu)
'''
POINT = {"model": "three_couplings", "for_": "g_mu", "m_V": [0.05, 0.25], "g_e": 1e-5}


@pytest.fixture(scope="module", autouse=True)
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own_model")
    (folder / "own.py").write_text(FILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUFORGE_CACHE", str(folder / "cache"))
        muforge.build_model(folder / "own.py")
        yield


def test_the_moment_limits_the_coupling_to_muons_alone():
    found = muforge.limit("gminus2_2025", g_nu=1e-4, **POINT)
    wanted = muforge.limit("gminus2_2025", model="lmu_ltau", m_X=POINT["m_V"])
    np.testing.assert_allclose(found.coupling, wanted.coupling, rtol=1e-10)
    assert (found.model, found.parameter) == ("three_couplings", "g_mu")


def test_tridents_limit_the_product_with_the_coupling_to_neutrinos():
    """With equal couplings to muon and neutrino at the limit, the limit is that of L_mu - L_tau."""
    inputs = {"method": "equivalent_photon", "m_V": 0.05}
    wanted = muforge.limit("ccfr", model="lmu_ltau", m_X=0.05, method="equivalent_photon").coupling[0]
    found = muforge.limit("ccfr", **(POINT | inputs), g_nu=wanted)
    np.testing.assert_allclose(found.coupling, wanted, rtol=1e-8)


def test_tridents_at_a_beam_of_the_users(tmp_path):
    path = tmp_path / "flux.csv"
    path.write_text("E [MeV] nu_mu\n4999 1\n5001 1\n")
    wanted = muforge.limit("dune", model="lmu_ltau", m_X=0.05, E_nu=5.0).coupling[0]
    found = muforge.limit("dune", **(POINT | {"m_V": 0.05}), g_nu=wanted, flux=str(path))
    np.testing.assert_allclose(found.coupling, wanted, rtol=1e-4)


def test_invisible_and_visible_decays_of_kaons():
    unseen = muforge.limit("na62_invisible", g_nu=1e-6, **POINT)
    visible = muforge.limit("na62_visible", g_nu=1e-6, **POINT)
    assert visible.reasons[0] == "m_X is not between 2 m_mu and m_K - m_mu"
    assert np.isfinite(visible.coupling[1])
    assert all(np.isfinite(unseen.coupling) | np.array([bool(reason) for reason in unseen.reasons]))


def test_published_limits(tmp_path):
    (tmp_path / "limits.csv").write_text("0.01,1e-6\n0.35,1e-7\n")
    found = muforge.limit("na62_published", table=tmp_path / "limits.csv", **(POINT | {"m_V": 0.05}), g_nu=1e-5)
    inputs = {"m_V": 0.05, "g_e": 1e-5, "g_mu": found.coupling[0], "g_nu": 1e-5}
    rate = muforge.evaluate("three_couplings.kaon_branching_ratio", **inputs)
    unseen = muforge.evaluate("three_couplings.branching_ratio", channel="neutrinos", **inputs)
    limit = 1e-6 * 5 ** (np.log(0.1) / np.log(35))
    np.testing.assert_allclose(rate * unseen, limit, rtol=1e-8)
