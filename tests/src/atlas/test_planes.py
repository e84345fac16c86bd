"""Planes: their curves are those of limits and quantities, for built-in models and for models of files."""

from __future__ import annotations

import json

import numpy as np
import pytest
from user_files import LEFT_HANDED

import muforge
from muforge.atlas.known import known_planes, plane_named
from muforge.atlas.layers import QuantityLayer, SetupLayer
from muforge.atlas.plane_declarations import SUBJECTS, Axis, Plane
from muforge.errors import ArgumentError, DomainError, UnknownQuantityError
from muforge.figures.style import SUBJECT_COLOURS
from muforge.limits.coupling_limits import setups

NAMES = list(known_planes())
QUICK = ("muon_collider", "higgs_mixed")
"""Planes of a second; the others have integrals in three dimensions."""


def test_planes_of_the_published_figures_are_there():
    assert {"lmu_ltau", "lmu_ltau_dark", "muon_scalar", "muon_scalar_dark", "tridents", "belle2"} <= {*NAMES}
    assert {"b_minus_l", "lmu_le", "le_ltau", "leptophilic", "dark_photon", "thermal_targets"} <= {*NAMES}
    assert {"higgs_dark_matter", "muon_collider"} <= {*NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_declarations_name_what_exists(name):
    plane = plane_named(name)
    assert plane.about.endswith(".") and plane.source
    for layer in plane.layers:
        assert layer.subject in SUBJECTS and layer.label
        if isinstance(layer, SetupLayer):
            assert layer.setup in setups()
        elif isinstance(layer, QuantityLayer):
            assert layer.quantity in muforge.names()


def test_every_subject_has_a_colour_of_its_own():
    assert set(SUBJECT_COLOURS) == set(SUBJECTS)
    assert len(set(SUBJECT_COLOURS.values())) == len(SUBJECTS)


@pytest.mark.filterwarnings("ignore:.*low orders of alpha_s:muforge.ValidityWarning")
@pytest.mark.parametrize("name", QUICK)
def test_curves_are_those_of_limits(name):
    plane = plane_named(name)
    made = muforge.plane(name, points=8)
    layer = next(layer for layer in plane.layers if isinstance(layer, SetupLayer) and layer.data in ("", "2025"))
    curve = made[layer.label]
    found = muforge.limit(layer.setup, model=plane.model, for_=plane.coupling, m_X=curve.mass)
    np.testing.assert_array_equal(curve.lower, found.coupling)


def test_thresholds_are_sampled():
    masses = muforge.plane("belle2", points=3, model="muon_philic_scalar")[r"$a_\mu$, 2025"].mass
    m_mu = muforge.constants()["m_mu"].value
    assert np.min(np.abs(masses / (2 * m_mu) - 1)) < 2e-4


def test_data_of_2021_have_a_band():
    made = muforge.plane("muon_collider", data="2021", points=5)
    band = next(curve for curve in made.curves if curve.shape == "preferred")
    found = muforge.limit("gminus2_2021", model="muon_philic_scalar", m_X=band.mass)
    np.testing.assert_array_equal(band.lower, found.preferred)
    np.testing.assert_array_equal(band.upper, found.coupling)


def test_a_model_of_a_file_with_a_limit_of_a_file(tmp_path, monkeypatch):
    """A vector with couplings to electrons and muons."""
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "mine.py").write_text(LEFT_HANDED)
    built = muforge.build_model(tmp_path / "mine.py")
    model = built[0].partition(".")[0]
    free = [name for name, unit in _parameters(model).items() if unit != "GeV"]
    (tmp_path / "bound.csv").write_text("# reference: my experiment\n0.02,1e-4\n0.2,3e-4\n")
    given = dict.fromkeys(free[1:], 1e-4)
    made = muforge.plane("tridents", model=model, for_=free[0], add=[tmp_path / "bound.csv"], points=3, **given)
    assert "my experiment" in [curve.label for curve in made.curves]
    np.testing.assert_allclose(made["my experiment"].lower, [1e-4, 3e-4], rtol=1e-15)


def _parameters(model):
    from muforge.limits.model_point import parameters_of

    return parameters_of(model)


@pytest.mark.filterwarnings("ignore:.*low orders of alpha_s:muforge.ValidityWarning")
def test_tables_are_those_of_the_curves():
    made = muforge.plane("higgs_mixed", points=6)
    rows = [line for line in made.csv().splitlines() if not line.startswith("#")]
    assert rows[0] == "curve,shape,mass [GeV],lower,upper"
    assert len(rows) == 1 + sum(len(curve.mass) for curve in made.curves)
    documents = [json.loads(text) for text in made.hepdata().split("---\n") if text]
    assert [d["name"] for d in documents[1:]] == made.names
    values = documents[1]["dependent_variables"][0]["values"]
    assert [v["value"] for v in values if v["value"] != "-"] == [x for x in made.curves[0].lower if np.isfinite(x)]
    data = made.to_xarray()
    np.testing.assert_array_equal(data[f"{made.names[0]}_lower"], made.curves[0].lower)
    assert data.attrs["model"] == "higgs_mixed_scalar"


TOML = """
model = "muon_philic_scalar"
coupling = "g"
horizontal = {symbol = "m", low = 0.01, high = 1.0}
vertical = {symbol = "g", low = 1e-5, high = 1.0}

[[layers]]
setup = "gminus2_2025"
label = "moment"
subject = "moment"

[[layers]]
quantity = "gminus2.coupling_for_shift"
label = "shift"
inputs = {boson = "scalar", delta_a_mu = 1e-9}
"""


def test_a_plane_of_a_file(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(TOML)
    made = muforge.plane(file, points=4)
    assert [curve.label for curve in made.curves] == ["moment", "shift"]
    wanted = muforge.evaluate("gminus2.coupling_for_shift", boson="scalar", m_X=made["shift"].mass, delta_a_mu=1e-9)
    np.testing.assert_allclose(made["shift"].lower, wanted, rtol=1e-14)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("model = ", "no TOML"),
        (TOML.replace("[[layers]]", "[[layer]]"), "no 'layers'"),
        (TOML.replace("low = 0.01", "low = -1"), "0 < low < high"),
        (TOML.replace('setup = "gminus2_2025"', "points = 3"), "neither setup nor quantity"),
        (TOML.replace('subject = "moment"', 'subject = "cats"'), "allowed are"),
        (TOML + "\ncolour = 3\n", "unexpected keyword"),
    ],
)
def test_a_file_that_declares_no_plane(tmp_path, text, message):
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises((ArgumentError, DomainError), match=message):
        plane_named(file)


def test_what_makes_no_sense_is_refused(tmp_path):
    with pytest.raises(UnknownQuantityError, match="did you mean 'tridents'"):
        muforge.plane("trident")
    with pytest.raises(UnknownQuantityError, match="no model"):
        muforge.plane("tridents", model="nothing")
    with pytest.raises(DomainError, match="allowed are 2021, 2025"):
        muforge.plane("tridents", data="2024")
    with pytest.raises(DomainError, match="points"):
        muforge.plane("tridents", points=0)
    with pytest.raises(ArgumentError, match="no parameter"):
        muforge.plane("tridents", colour=3)
    nothing = Plane("nothing", "Nothing.", "", Axis("m", 1.0, 2.0), Axis("g", 1e-9, 1e-8), (), "lmu_ltau", "g")
    with pytest.raises(DomainError, match="nothing to show"):
        muforge.plane(nothing)


def test_what_is_not_shown_is_said():
    made = muforge.plane("belle2", points=3, model="muon_philic_scalar")
    assert any(note.startswith("Borexino: ") for note in made.notes)
    assert any("BaBar_4mu_2016" in note for note in made.notes)
