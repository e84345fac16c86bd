"""Tables as they are published: separators, comments, titles, exponents, layouts of HEPData, DarkCast and the PDG."""

from __future__ import annotations

import numpy as np
import pytest

import muforge
from muforge.errors import DomainError, InputError
from muforge.inputs.published_tables import read_curve, read_table
from muforge.recast import read_limit

LAYOUTS = {
    "blanks": "0.01 1e-3\n0.02 2e-3\n",
    "commas": "0.01,1e-3\n0.02,2e-3\n",
    "commas and blanks": "0.01, 1e-3\n0.02 ,2e-3\n",
    "semicolons": "0.01;1e-3\n0.02;2e-3\n",
    "decimal commas": "0,01;1,0e-3\n0,02;2,0e-3\n",
    "tabs": "0.01\t1e-3\n0.02\t2e-3\n",
    "comments of TeX": "% mass eps\n0.01 1e-3\n0.02 2e-3\n",
    "a comment behind numbers": "0.01 1e-3 # first\n\n0.02 2e-3\n",
    "byte-order mark": "\ufeff0.01,1e-3\n0.02,2e-3\n",
    "titles": "m_X [GeV],epsilon\n0.01,1e-3\n0.02,2e-3\n",
    "titles with blanks": "mass in GeV, limit at 90 % CL\n0.01,1e-3\n0.02,2e-3\n",
    "HEPData's CSV": "#: name: limit\n$m_{A'}$ [GeV],limit\n0.01,1e-3\n0.02,2e-3\n",
    "Fortran": "1.0D-02 1.0D-03\n2.0d-02 2.0d-03\n",
    "descending masses": "0.02 2e-3\n0.01 1e-3\n",
    "MeV in a comment": "# mass [MeV], epsilon\n10 1e-3\n20 2e-3\n",
    "MeV in a title": "mass (MeV),epsilon\n10,1e-3\n20,2e-3\n",
    "carriage returns": "0.01 1e-3\r\n0.02 2e-3\r\n",
}


@pytest.fixture
def limit(tmp_path):
    """From the text of a file to the limit that it is read as."""

    def read(text, name="limit.txt", **settings):
        path = tmp_path / name
        path.write_bytes(text.encode())
        return read_limit(path, reference="made up", **settings)

    return read


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_layouts(limit, text):
    found = limit(text)
    np.testing.assert_allclose(found.mass, [0.01, 0.02], rtol=1e-15)
    np.testing.assert_allclose(found.coupling, [1e-3, 2e-3], rtol=1e-15)
    assert found.upper is None


def test_logarithms_and_units_when_said(limit):
    found = limit("-2 -3\n-1.7 -2.7\n", log10=True)
    np.testing.assert_allclose(found.mass, [1e-2, 10**-1.7])
    np.testing.assert_allclose(limit("1 -3\n1.3 -2.7\n", log10=True, mass_unit="MeV").mass, [1e-2, 10**-1.7])
    assert limit("10 1\n20 1\n", mass_unit="keV").mass[0] == pytest.approx(1e-5)
    with pytest.raises(DomainError, match="mass_unit = 'furlong'; allowed are eV"):
        limit("10 1\n20 1\n", mass_unit="furlong")


def test_edges_as_in_darkcast(limit):
    """Three columns; from 1e5 on there is no limit."""
    found = limit("# mass lower upper\n0.01 1e-7 1e-4\n0.02 2e-7 1e5\n0.03 1e5 1e5\n")
    np.testing.assert_array_equal(found.coupling, [1e-7, 2e-7, np.nan])
    np.testing.assert_array_equal(found.upper, [1e-4, np.inf, np.inf])
    assert np.isnan(limit("0.01 nan\n0.02 2e-3\n").coupling).tolist() == [True, False]


def test_a_vertical_edge_stays(limit):
    found = limit("0.01 1e-4\n0.01 1e-3\n0.02 2e-3\n")
    assert found.mass.tolist() == [0.01, 0.01, 0.02]
    assert found.coupling.tolist() == [1e-4, 1e-3, 2e-3]


def test_a_closed_contour_has_two_edges(limit):
    """A rhombus in the logarithms: its lower and upper corners lie above each other."""
    found = limit("0.01 1e-5\n0.1 1e-6\n1 1e-5\n0.1 1e-4\n0.01 1e-5\n")
    np.testing.assert_allclose(found.mass, [0.01, 0.1, 1.0])
    np.testing.assert_allclose(found.coupling, [1e-5, 1e-6, 1e-5])
    np.testing.assert_allclose(found.upper, [1e-5, 1e-4, 1e-5])


def test_tables_of_hepdata(limit):
    pytest.importorskip("yaml")
    text = (
        "dependent_variables:\n- header: {name: $g_X$}\n  values: [{value: 0.001}, {value: '-'}]\n"
        "independent_variables:\n- header: {name: $m_X$, units: MeV}\n  values: [{value: 10}, {value: 100}]\n"
    )
    found = limit(text, "limit.yaml")
    np.testing.assert_allclose(found.mass, [0.01, 0.1])
    np.testing.assert_array_equal(found.coupling, [1e-3, np.nan])
    with pytest.raises(DomainError, match="is not a table of HEPData"):
        limit("- 1\n- 2\n", "other.yaml")


def test_a_scan_of_ours_is_a_limit(tmp_path):
    path = tmp_path / "own.csv"
    grid = {"m_X": "0.01:1:3:log"}
    result = muforge.scan("gminus2.coupling_for_shift", grid, boson="vector", delta_a_mu=2.5e-9)
    result.to_csv(path)
    found = read_limit(path, reference="ours")
    np.testing.assert_array_equal(found.mass, result.axes["m_X"])
    np.testing.assert_array_equal(found.coupling, result.values)


def test_a_table_of_r_as_in_the_pdg(tmp_path):
    path = tmp_path / "pdg.dat"
    rows = " 0.36 0.35 0.37 0.12 0.01 0.01 0.0 0.0 AUTHOR 99\n 2.00 2.00 2.00 2.18 0.07 0.07 8.2 8.2 AUTHOR 02\n"
    path.write_text("* made up\n" + rows)
    assert muforge.hadronic_r_ratio(2.0, path) == 2.18
    np.testing.assert_array_equal(read_curve(path)[0], [0.36, 2.0])


WRONG = {
    "one column": ("1,5\n2,5\n", "line 1: '1,5' may be one number or two"),
    "logarithms": ("-2 -3\n-1.7 -2.7\n", "line 1: the mass is -2; above 0"),
    "words": ("0.01 1e-3\n0.02 large\n", "line 2: '0.02 large'; numbers"),
    "two tables": ("m,g\n0.01,1e-3\n0.02,1e-3\nm,g\n0.01,1\n", "line 4: 'm,g'; numbers"),
    "rows of different lengths": ("0.01 1e-3\n0.02 1e-3 7\n", "line 2: 3 numbers, the rows before have 2"),
    "four columns": ("1 2 3 4\n2 3 4 5\n", "4 columns; two are expected"),
    "one row": ("0.01 1e-3\n", "1 row of numbers"),
    "a coupling of 0": ("0.01 0\n0.02 1\n", "line 1: the coupling is 0"),
    "edges that turn back": ("0.01 1 2\n0.03 1 2\n0.02 1 2\n", "each mass stands once"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_read_names_the_line(limit, text, said):
    with pytest.raises(DomainError, match=said.replace("(", r"\(")):
        limit(text)


def test_curves(tmp_path):
    path = tmp_path / "r.txt"
    for text, said in (
        ("1 2\n1 3\n", "line 2: the mass 1 GeV stands there again"),
        ("1 nan\n2 3\n", "line 1: 1 nan; a mass above 0 and a value from 0 on"),
        ("1 2 3\n4 5 6\n", "3 columns; two are expected"),
    ):
        path.write_text(text)
        with pytest.raises(DomainError, match=said):
            read_curve(path)
    path.write_text("3 4\n1 2\n")
    np.testing.assert_array_equal(read_curve(path), [[1, 3], [2, 4]])
    with pytest.raises(InputError, match="cannot be read"):
        read_table(tmp_path / "nowhere")


@pytest.mark.parametrize("title", ["m [MeV/c^2]", "m (MeV/c2)", "m / MeV", "m_MeV", "mass in MeV"])
def test_units_as_they_are_written(tmp_path, title):
    file = tmp_path / "limit.csv"
    file.write_text(f"{title},g\n10,1e-3\n20,2e-3\n")
    np.testing.assert_allclose(read_limit(file, reference="paper").mass, [0.01, 0.02])


@pytest.mark.parametrize("title", ["m [cm]", "m [mev]", "m [GeV^2]"])
def test_unknown_units_are_refused(tmp_path, title):
    file = tmp_path / "limit.csv"
    file.write_text(f"{title},g\n10,1e-3\n20,2e-3\n")
    with pytest.raises(DomainError, match=r"expected masses in eV, keV, MeV, GeV, TeV, or the argument mass_unit"):
        read_limit(file, reference="paper")


def test_comments_about_other_things_are_no_units(tmp_path):
    file = tmp_path / "limit.csv"
    file.write_text("# pT > 5 [TeV]\n10 1e-3\n20 2e-3\n")
    np.testing.assert_allclose(read_limit(file, reference="paper").mass, [10, 20])
