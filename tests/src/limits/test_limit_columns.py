"""What a limit is made of: columns that make no sense are refused, in Python and in files."""

import numpy as np
import pytest

from muforge import DomainError, MuforgeError
from muforge.errors import ArgumentError
from muforge.inputs.published_tables import read_curve
from muforge.recast import Limit, Search, displaced, read_limit, recast

REFUSED = {
    "negative coupling": ([0.1], [-1e-3], None, "row 1: the coupling is -0.001; above 0"),
    "coupling of 0": ([0.1], [0.0], None, "row 1: the coupling is 0; above 0"),
    "negative mass": ([-0.1], [1e-3], None, "row 1: the mass is -0.1; above 0"),
    "edges that cross": ([0.1], [1e-3], [1e-4], "the lower edge, 0.001, is above the upper one, 0.0001"),
    "a row twice": ([0.1, 0.1], [1e-3, 1e-3], None, "row 2: the mass 0.1 stands there again"),
    "a mass twice with two edges": ([0.1, 0.1], [1e-4, 1e-5], [1.0, 1.0], "row 2: the mass 0.1 stands there again"),
    "descending": ([0.2, 0.1], [1e-3, 1e-3], None, "ascending masses are expected"),
    "lengths": ([0.1, 0.2], [1e-3], None, "columns of different lengths: mass 2, coupling 1"),
    "text": ("0.1", [1e-3], None, "mass = '0.1'; a list of numbers is expected"),
    "nothing": (None, [1e-3], None, "mass = None; a list of numbers is expected"),
    "no row": ([], [], None, "mass has the shape (0,); a list of numbers is expected"),
}


@pytest.mark.parametrize(("mass", "coupling", "upper", "said"), REFUSED.values(), ids=REFUSED)
def test_columns(mass, coupling, upper, said):
    with pytest.raises(MuforgeError) as caught:
        Limit(mass, coupling, "made up", upper)
    assert said in str(caught.value)


def test_lists_are_taken_and_a_vertical_edge_stays():
    limit = Limit([0.1, 0.1, 0.2], [1e-3, 1e-4, np.nan], "made up")
    assert limit.coupling.dtype == float and limit.mass.tolist() == [0.1, 0.1, 0.2]


SCALES = {
    "log10(m_X/GeV),log10(epsilon)\n-1,-3\n-0.5,-4\n": ("log10=True", {"log10": True}),
    "m_X,epsilon^2\n0.1,1e-6\n0.2,1e-8\n": ("squared=True", {"squared": True}),
    "# m_X [GeV], eps**2\n0.1 1e-6\n0.2 1e-8\n": ("squared=True", {"squared": True}),
    "m,$\\varepsilon^2$\n0.1,1e-6\n0.2,1e-8\n": ("squared=True", {"squared": True}),
}


@pytest.mark.parametrize(("text", "mend"), SCALES.items())
def test_titles_that_speak_of_logarithms_and_squares(text, mend, tmp_path):
    path = tmp_path / "limit.txt"
    path.write_text(text)
    said, argument = mend
    with pytest.raises(DomainError, match=said):
        read_limit(path, "made up")
    np.testing.assert_allclose(read_limit(path, "made up", **argument).coupling, [1e-3, 1e-4])


def test_tables_of_r_are_not_negative_and_no_logarithms(tmp_path):
    path = tmp_path / "r.txt"
    for text, said in (("1 2\n2 -1\n", "a value from 0 on"), ("log10(m) R\n1 2\n2 3\n", "speaks of logarithms")):
        path.write_text(text)
        with pytest.raises(DomainError, match=said):
            read_curve(path)


def test_things_that_are_no_files_limits_or_searches():
    dark = Search("dark_photon", "epsilon", "partial_width", "muon", {"channel": "electron"}, {"hadronic_r_ratio": 0.0})
    limit = Limit([0.3], [1e-3], "made up")
    for call in (
        lambda: read_limit(None),
        lambda: recast("x", dark, dark),
        lambda: recast(limit, dark, "x"),
        lambda: recast(limit, dark, dark, 5),
        lambda: recast(limit, dark, dark, lambda length: "all"),
        lambda: Search("dark_photon", "epsilon", "partial_width", "muon", None),
        lambda: displaced("far", 1.0, 1.0),
    ):
        with pytest.raises(ArgumentError):
            call()
    with pytest.raises(DomainError, match="decay_volume = 0"):
        displaced(1.0, 0.0, 1.0)
