"""Fluxes of neutrinos as tables: titles, units, missing columns and values that make no sense."""

import numpy as np
import pytest

import muforge
from muforge.inputs.neutrino_fluxes import read_flux

ROWS = "1,0.5,0.1\n2,1.5,0.2\n4,1.0,0.1\n"


def written(tmp_path, text):
    path = tmp_path / "flux.csv"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("titles", "factor"),
    [
        ("energy [GeV],nu_mu,antinu_e", 1.0),
        ("E_nu (MeV),numu,nuebar", 1e-3),
        ("Energy [TeV],nu_mu [1/m^2/GeV],anti_nu_e [1/m^2/GeV]", 1e3),
        ("# E_MeV,nu_mu,nu_e_bar", 1e-3),
        ("energy,phi_nu_mu,flux_antinu_e", 1.0),
    ],
)
def test_titles_and_units(tmp_path, titles, factor):
    path = written(tmp_path, f"{titles}\n{ROWS}")
    flux = read_flux(path)
    np.testing.assert_allclose(flux.energies, factor * np.array([1, 2, 4]), rtol=1e-15)
    np.testing.assert_array_equal(flux.fluxes, [0.5, 1.5, 1.0])
    np.testing.assert_array_equal(read_flux(path, "antinu_e").fluxes, [0.1, 0.2, 0.1])


def test_columns_separated_by_blanks(tmp_path):
    path = written(tmp_path, "# E [MeV] numu [a.u.] nue [a.u.]\n100 1 2\n300 2 3\n")
    assert read_flux(path, "nu_e").inputs["energies"].tolist() == pytest.approx([0.1, 0.3])
    assert read_flux(path, "nu_e").fluxes.tolist() == [2, 3]


def test_two_columns_without_titles(tmp_path):
    flux = read_flux(written(tmp_path, "1 2\n3 4\n"), "antinu_mu")
    assert (flux.energies.tolist(), flux.fluxes.tolist()) == ([1, 3], [2, 4])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"energy,nu_mu,nu_tau\n{ROWS}", "no column 'nu_e'; it has energy, nu_mu, nu_tau, expected energy and nu_e"),
        (f"nu_mu,nu_e,x\n{ROWS}", "no column 'energy'"),
        (f"energy,nu_e,nu_e\n{ROWS}", "2 columns 'nu_e'"),
        (f"energy [cm],nu_mu,nu_e\n{ROWS}", "expected a unit among eV, keV, MeV, GeV, TeV"),
        (ROWS, "3 columns without titles"),
        ("energy,nu_e\n1,2\n3,-4\n", "line 3: the flux -4"),
        ("energy,nu_e\n1,2\n1,4\n", "line 3: the energy 1 GeV after 1; they must ascend"),
        ("energy,nu_e\n0,2\n1,4\n", "line 2: the energy 0 GeV"),
        ("energy,nu_e\n1,nan\n2,4\n", "line 2: the flux nan"),
        ("energy,nu_e\n1,0\n2,0\n", "the flux is 0 at all energies"),
    ],
)
def test_tables_that_make_no_sense(tmp_path, text, message):
    with pytest.raises(muforge.DomainError, match=message.replace("[", r"\[")):
        read_flux(written(tmp_path, text), "nu_e")


def test_neutrinos_that_do_not_exist(tmp_path):
    with pytest.raises(muforge.DomainError, match="did you mean 'nu_mu'"):
        muforge.read_flux(written(tmp_path, ROWS), "nu_m")


def test_a_flux_averages_cross_sections(tmp_path):
    path = written(tmp_path, "energy [MeV],nu_e\n1000,1\n3000,2\n")
    options = {"scattering": "coherent", "neutrino": "nu_e", "pair": "mu_e", "target": "argon"}
    found = muforge.evaluate("trident.flux_averaged_cross_section", **options, **read_flux(path, "nu_e").inputs)
    low, high = muforge.evaluate(
        "trident.coherent_cross_section", neutrino="nu_e", pair="mu_e", target="argon", E_nu=[1.0, 3.0]
    )
    assert low < found < high
