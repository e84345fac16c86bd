"""Limits from rare decays of mesons and from dumps of protons, for the model of a user's file too."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from command import run

import muforge
from muforge.errors import ArgumentError, DomainError, InputError
from muforge.limits.coupling_limits import setup_named

FILE = '''
"""A scalar that mixes with the Higgs boson and decays to dark matter."""

from muforge.modelling import BosonMass, Coupling, DarkMatter, Scalar, constants, model


@model(references=("our paper",))
def portal(m_S: BosonMass, s: Coupling, y: Coupling) -> Scalar:
    """A scalar with the couplings of the Higgs boson times s to muons and quarks, and y to dark matter of m_S/3."""
    return Scalar(m_S, pions=s, muon=s * constants.m_mu / constants.v, dark_matter=DarkMatter("dirac", m_S / 3, y))
'''
MODEL = "higgs_mixed_scalar"
KAONS, BS = "kaon_to_pion_neutrinos", "b_to_kaon_neutrinos"


@pytest.fixture(scope="module", autouse=True)
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own_model")
    (folder / "portal.py").write_text(FILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUFORGE_CACHE", str(folder / "cache"))
        muforge.build_model(folder / "portal.py")
        yield folder / "portal.py"


def test_an_invisible_scalar_adds_to_neutrinos():
    """Decays to dark matter alone count in full, so that the branching fraction at the limit is the one measured."""
    for setup, quantity, allowed in (
        (KAONS, "kaon_to_pion_branching_ratio", (1.33 + 1.645 * 0.30 - 0.84) * 1e-10),
        (BS, "b_to_kaon_branching_ratio", 2.3e-5 + 1.645 * 0.7e-5 - 5.58e-6),
    ):
        found = muforge.limit(setup, model="portal", for_="s", y=1.0, m_S=[0.05, 0.2])
        rates = muforge.evaluate(f"portal.{quantity}", m_S=[0.05, 0.2], s=found.coupling)
        np.testing.assert_allclose(rates, allowed, rtol=1e-6)


def test_dark_matter_that_is_chosen_counts_too():
    dark = {"dark_matter": "dirac", "m_chi": 0.01, "g_chi": 1.0}
    found = muforge.limit(KAONS, model=MODEL, m_X=0.05, **dark)
    own = muforge.limit(KAONS, model="portal", for_="s", y=1.0, m_S=0.05)
    np.testing.assert_allclose(found.coupling, own.coupling, rtol=1e-6)


def test_without_dark_matter_those_that_decay_in_the_detector_are_seen():
    found = muforge.limit(KAONS, model=MODEL, m_X=0.05)
    low, high = found.coupling[0], found.upper[0]
    width = muforge.evaluate(f"{MODEL}.total_width", m_X=0.05, sin_theta=1.0)
    E = 75.0018 * (0.493677**2 + 0.05**2 - 0.13957039**2) / (2 * 0.493677**2)
    flights = 100.0 * width * 0.05 / (np.sqrt(E**2 - 0.05**2) * 1.973269804e-16)
    rate = muforge.evaluate(f"{MODEL}.kaon_to_pion_branching_ratio", m_X=0.05, sin_theta=np.array([low, high]))
    seen = rate * np.exp(-flights * np.array([low, high]) ** 2)
    np.testing.assert_allclose(seen, (1.33 + 1.645 * 0.30 - 0.84) * 1e-10, rtol=1e-4)
    shorter = muforge.limit(KAONS, model=MODEL, m_X=0.05, escape_length_m=10.0)
    assert shorter.upper[0] > high


def test_missing_masses_near_that_of_the_pion_are_not_looked_at():
    found = muforge.limit(KAONS, model="portal", for_="s", y=1.0, m_S=[0.05, 0.135, 0.2, 0.3])
    assert [bool(reason) for reason in found.reasons] == [False, True, False, True]
    assert found.reasons[1] == "nothing was measured at this mass"
    everywhere = dataclasses.replace(setup_named(KAONS), windows=())
    assert np.isfinite(muforge.limit(everywhere, model="portal", for_="s", y=1.0, m_S=0.135).coupling[0])


def test_published_limits_on_invisible_scalars(tmp_path):
    (tmp_path / "limits.csv").write_text("0.01,5e-11\n0.2,5e-11\n")
    found = muforge.limit(
        "kaon_to_pion_invisible", model="portal", for_="s", y=1.0, m_S=0.1, table=tmp_path / "limits.csv"
    )
    rate = muforge.evaluate("portal.kaon_to_pion_branching_ratio", m_S=0.1, s=found.coupling[0])
    assert rate == pytest.approx(5e-11, rel=1e-6)


def test_both_edges_of_a_dump_have_the_number_of_events():
    found = muforge.limit("ship", model=MODEL, m_X=0.3)
    spectrum = [[p, p * np.exp(-p / 25)] for p in np.arange(5.0, 151.0, 5.0)]
    for g in (found.coupling[0], found.upper[0]):
        point = {"m_X": 0.3, "sin_theta": g}
        made = 8e17 * muforge.evaluate(f"{MODEL}.kaon_to_pion_branching_ratio", **point)
        made += 7.2e13 * muforge.evaluate(f"{MODEL}.b_to_kaon_branching_ratio", **point)
        events = muforge.evaluate(
            "meson.decays_in_volume",
            n_produced=made,
            spectrum=spectrum,
            m_X=0.3,
            width=muforge.evaluate(f"{MODEL}.total_width", **point),
            distance_min_m=60.0,
            distance_max_m=110.0,
        )
        assert events == pytest.approx(3.0, rel=1e-7)


def test_the_setup_agrees_with_the_quantity_for_one_kind_of_mesons():
    """Production and width are proportional to the square of the mixing."""
    momenta = np.array([[20.0, 1.0], [60.0, 2.0]])
    found = muforge.limit("ship", model=MODEL, m_X=0.5, kaon_fraction=0.0, spectrum=momenta)
    unit = {"m_X": 0.5, "sin_theta": 1.0}
    wanted = muforge.evaluate(
        "meson.coupling_for_events",
        n_events=3.0,
        n_produced_per_g2=7.2e13 * muforge.evaluate(f"{MODEL}.b_to_kaon_branching_ratio", **unit),
        width_per_g2=muforge.evaluate(f"{MODEL}.total_width", **unit),
        spectrum=momenta,
        m_X=0.5,
        distance_min_m=60.0,
        distance_max_m=110.0,
    )
    np.testing.assert_allclose([found.coupling[0], found.upper[0]], wanted, rtol=1e-8)


def test_a_model_of_a_file_loses_what_is_invisible():
    visible, dark = (muforge.limit("ship", model="portal", for_="s", y=y, m_S=0.3).coupling[0] for y in (0.0, 1e-6))
    assert np.isfinite(visible)
    assert not dark <= visible


def test_reasons_where_there_is_no_limit(tmp_path):
    masses = [0.3, 1.0, 6.0]
    found = muforge.limit("ship", model=MODEL, m_X=masses)
    assert np.isfinite(found.coupling).tolist() == [True, False, False]
    assert "not trusted" in found.reasons[1]
    assert found.reasons[2] == "there is no signal at this mass"
    path = tmp_path / "widths.csv"
    path.write_text("0.6,2e-7\n1.0,1e-4\n2.0,2e-5\n")
    with_table = muforge.limit("ship", model=MODEL, m_X=masses, hadronic_width=str(path))
    assert np.isfinite(with_table.coupling).tolist() == [True, True, False]
    few = muforge.limit("na62_dump", model=MODEL, m_X=4.0)
    assert few.reasons[0].startswith("no coupling up to")
    assert np.isnan(few.coupling[0])


def test_fewer_accepted_decays_move_both_edges_inwards():
    whole, tenth = (muforge.limit("na62_dump", model=MODEL, m_X=0.3, acceptance=a) for a in (1.0, 0.1))
    assert tenth.coupling[0] > whole.coupling[0]
    assert tenth.upper[0] < whole.upper[0]


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"distance_max_m": 50.0}, DomainError, "a volume that begins before it ends"),
        ({"acceptance": 0.0}, DomainError, "acceptance = 0; a number above 0 is expected"),
        ({"protons_on_target": -1.0}, DomainError, "protons_on_target = -1; expected above 0"),
        ({"kaon_fraction": 2.0}, DomainError, "selected_fraction = 2; expected at most 1"),
        ({"spectrum": [[10.0, -1.0]]}, DomainError, "weights = -1; expected at least 0"),
        ({"spectrum": "nowhere.csv"}, InputError, "nowhere.csv cannot be read"),
        ({"spectrum": [[[10.0, 1.0]]]}, DomainError, "3 axes; rows of momenta, weights are expected"),
        ({"muons": 3}, ArgumentError, "ship has no setting 'muons'"),
    ],
)
def test_bad_input_is_one_clear_error(wrong, error, words):
    with pytest.raises(error, match=words):
        muforge.limit("ship", model=MODEL, m_X=0.3, **wrong)


def test_models_without_couplings_to_quarks_have_no_such_limits():
    for setup in ("ship", "na62_dump", KAONS, BS):
        with pytest.raises(DomainError, match="muon_philic_scalar does not have: no limit"):
            muforge.limit(setup, model="muon_philic_scalar", m_X=0.3)
    with pytest.raises(DomainError, match="escape_length_m = -1; at least 0 is expected"):
        muforge.limit(KAONS, model=MODEL, m_X=0.05, escape_length_m=-1.0)


def test_the_command_line(capsys, tmp_path, model):
    spectrum = tmp_path / "momenta.csv"
    spectrum.write_text("p [MeV],weight\n20000.0,1.0\n60000.0,2.0\n")
    found = run(f"limit ship --model {MODEL} m_X=0.3,0.5 spectrum={spectrum}", capsys)
    assert found.code == 0
    assert len([line for line in found.out.splitlines() if line.startswith("0.")]) == 2
    own = run(f"limit {BS} --model {model} --for s m_S=0.5 y=1", capsys)
    assert own.code == 0
    assert "0.5," in own.out
