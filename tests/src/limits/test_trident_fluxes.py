"""The setup of tridents at DUNE: a flux of the user's, or one energy."""

import numpy as np
import pytest

import muforge
from muforge.inputs.neutrino_fluxes import Flux
from muforge.limits.trident_fluxes import energies_and_weights

MASSES = [0.02, 0.5]


def flux_file(folder, energies, fluxes):
    path = folder / "flux.csv"
    path.write_text("energy [GeV],nu_mu\n" + "".join(f"{E},{f}\n" for E, f in zip(energies, fluxes, strict=True)))
    return path


def test_few_energies_stand_for_a_flux():
    E = np.geomspace(0.3, 30, 60)
    flux = Flux("test", E, np.exp(-((E - 3) ** 2) / 6) + 0.02)
    nodes, weights = energies_and_weights(flux, "argon")
    assert weights.sum() == pytest.approx(1, rel=1e-12)
    fine = np.geomspace(0.3, 30, 150)
    standard = muforge.evaluate(
        "trident.coherent_cross_section", neutrino="nu_mu", pair="mu_mu", target="argon", E_nu=fine
    )
    weight = standard * np.interp(fine, E, flux.fluxes)
    for power in (-0.5, 0.5, 1.0):  # ratios change as such powers of the energy at most
        wanted = np.trapezoid(weight * fine**power, fine) / np.trapezoid(weight, fine)
        assert np.sum(weights * nodes**power) == pytest.approx(wanted, rel=5e-3)


def test_a_narrow_flux_is_one_energy(tmp_path):
    narrow = flux_file(tmp_path, [4.99, 5.0, 5.01], [0, 1, 0])
    one = muforge.limit("dune", model="lmu_ltau", m_X=MASSES, E_nu=5.0)
    averaged = muforge.limit("dune", model="lmu_ltau", m_X=MASSES, flux=str(narrow))
    np.testing.assert_allclose(averaged.coupling, one.coupling, rtol=1e-4)
    assert np.all(one.coupling > 0)
    bound = muforge.evaluate(
        "trident.coupling_bound",
        method="exact",
        target="argon",
        E_nu=5.0,
        m_X=MASSES[0],
        ratio_measured=1.0,
        ratio_error=0.25,
        n_sigma=1.96,
    )
    assert one.coupling[0] == pytest.approx(bound, rel=1e-8)


def test_what_a_limit_with_a_flux_refuses(tmp_path):
    path = flux_file(tmp_path, [0.1, 0.2], [1, 1])
    with pytest.raises(muforge.DomainError, match="pairs of muons need more than"):
        muforge.limit("dune", model="lmu_ltau", m_X=0.1, flux=str(path))
    with pytest.raises(muforge.DomainError, match="allowed are nu_mu, antinu_mu"):
        muforge.limit("dune", model="lmu_ltau", m_X=0.1, flux=str(path), neutrino="nu_e")
    with pytest.raises(muforge.DomainError, match="no column 'antinu_mu'"):
        muforge.limit("dune", model="lmu_ltau", m_X=0.1, flux=str(path), neutrino="antinu_mu")
    with pytest.raises(muforge.DomainError, match="target = 'krypton'"):
        muforge.limit("dune", model="lmu_ltau", m_X=0.1, target="krypton")
    with pytest.raises(muforge.DomainError, match="does not have: no limit"):
        muforge.limit("dune", model="leptophilic_scalar", m_X=0.1)
    assert muforge.limit("dune", model="lmu_ltau", m_X=0.1, E_nu=0.1).reasons[0]
