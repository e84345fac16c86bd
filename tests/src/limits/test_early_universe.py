"""N_eff as a limit on couplings."""

from __future__ import annotations

import numpy as np
import pytest
from user_files import LEFT_HANDED

import muforge
from muforge import n_eff
from muforge.errors import DomainError


@pytest.fixture(scope="module")
def left_handed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own_model")
    (folder / "own.py").write_text(LEFT_HANDED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUFORGE_CACHE", str(folder / "cache"))
        muforge.build_model(folder / "own.py")
        yield "left_handed"


def test_a_model_of_a_file(left_handed):
    """One flavour of neutrinos with half the width of L_mu - L_tau."""
    found = muforge.limit("neff_2026", model=left_handed, m_V=2e-3)
    wanted = muforge.limit("neff_2026", model="lmu_ltau", m_X=2e-3)
    np.testing.assert_allclose(found.coupling, wanted.coupling * np.sqrt(2), rtol=1e-4)


def test_the_edge_has_the_shift():
    found = muforge.limit("neff_2026", model="lmu_ltau", m_X=2e-3)
    assert n_eff.shift_of_model("lmu_ltau", m_X=2e-3, g=found.coupling[0]) == pytest.approx(0.107, rel=1e-3)
    assert found.upper[0] == np.inf


def test_an_island_of_couplings_where_equilibrium_shifts_less():
    found = muforge.limit("neff_2026", model="lmu_ltau", m_X=0.02)
    assert found.coupling[0] < 1e-10 < found.upper[0] < 1e-8


def test_heavy_bosons_have_no_limit():
    found = muforge.limit("neff_hubble", model="lmu_ltau", m_X=0.08)
    assert np.isnan(found.coupling[0])
    assert "no coupling" in found.reasons[0]


def test_a_largest_shift_below_zero_is_refused():
    with pytest.raises(DomainError, match="largest_shift"):
        muforge.limit("neff_2026", model="lmu_ltau", m_X=0.01, largest_shift=-1.0)


def test_heavy_bosons_have_no_limit_and_strong_electron_couplings_have_one():
    found = muforge.limit("neff_2026", model="lmu_ltau", m_X=[0.3, 2.0])
    assert np.isnan(found.coupling).all() and all("no coupling shifts N_eff" in reason for reason in found.reasons)
    found = muforge.limit("neff_2026", model="b_minus_l", m_X=[5e-3])
    assert 1e-11 < found.coupling[0] < 1e-9 and found.upper[0] == np.inf
