"""Couplings that colliders of muons reach, and the table of the guaranteed discovery."""

import numpy as np
import pytest

import muforge
from muforge.discovery import guaranteed_discovery


def test_scattering_reaches_couplings_of_any_model():
    found = muforge.limit("muon_collider_scattering", model="lmu_ltau", m_X=[10.0, 50.0])
    inputs = {"sqrt_s": 3000.0, "luminosity_abinv": 1.0, "theta_cut_deg": 38.0}
    wanted = {"boson": "vector", "m_X": found.mass, "g": found.coupling}
    seen = muforge.evaluate("muon_collider.forward_backward_significance", **wanted, **inputs)
    np.testing.assert_allclose(seen, 5.0, rtol=1e-7)


def test_a_photon_and_an_invisible_boson():
    inputs = {"sqrt_s": 300.0, "luminosity_abinv": 1.0, "theta_cut_deg": 10.0, "energy_resolution": 0.01}
    found = muforge.limit("muon_collider_monophoton", model="lmu_ltau", m_X=20.0, sqrt_s=300.0)
    unseen = muforge.evaluate("lmu_ltau.branching_ratio", channel="neutrinos", m_X=20.0, g=found.coupling[0])
    seen = muforge.evaluate("lmu_ltau.monophoton_significance", m_X=20.0, g=found.coupling[0], **inputs)
    np.testing.assert_allclose(seen * unseen, 5.0, rtol=1e-7)


def test_a_setting_that_makes_no_sense():
    with pytest.raises(ValueError, match="n_sigma = -1; a number above 0"):
        muforge.limit("muon_collider_scattering", model="lmu_ltau", m_X=10.0, n_sigma=-1)


def test_the_table_of_the_guaranteed_discovery():
    table = guaranteed_discovery(delta_a_mu=2.51e-9, energies=(3.0, 30.0), copies=(1, 10))
    assert [row.particles for row in table.rows] == ["singlet scalar"] * 2 + ["singlet vector"] * 2
    for row in table.rows:
        boson = row.particles.split()[1]
        shift = muforge.evaluate("gminus2.neutral_boson", boson=boson, m_X=row.largest_mass, g=np.sqrt(4 * np.pi))
        np.testing.assert_allclose(row.n_copies * shift, 2.51e-9, rtol=1e-9)
        assert row.is_made_at(3e4)
    lines = str(table).splitlines()
    assert lines[1].split()[-4:] == ["3", "TeV", "30", "TeV"] and lines[2].split()[-2:] == ["-", "made"]
    smaller = guaranteed_discovery(delta_a_mu=3.85e-10).rows
    assert smaller[0].largest_mass > table.rows[0].largest_mass


@pytest.mark.parametrize("changes", [{"delta_a_mu": 0.0}, {"energies": ()}, {"copies": (0,)}])
def test_a_table_of_nothing_is_refused(changes):
    with pytest.raises(ValueError, match="above 0"):
        guaranteed_discovery(**{"delta_a_mu": 1e-9} | changes)
