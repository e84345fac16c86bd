"""Beams on targets as limits: known couplings, both edges, users' models and settings, and what cannot be."""

from __future__ import annotations

import numpy as np
import pytest

import muforge
from muforge.errors import ArgumentError, DomainError
from muforge.limits.beam_setups import BeamSetup
from muforge.limits.coupling_limits import setup_named
from muforge.limits.experiments.beam_dumps import SETUPS as DUMPS
from muforge.limits.experiments.muon_beams import SETUPS as MUON_BEAMS

FILE = '''
"""A vector and a scalar of our own."""

from muforge.modelling import BosonMass, Coupling, Scalar, Vector, model


@model(references=("our paper",))
def our_vector(m_V: BosonMass, g_e: Coupling, g_mu: Coupling, g_nu: Coupling) -> Vector:
    """Couplings of its own to electrons, muons and muon neutrinos."""
    return Vector(m_V, electron=g_e, muon=g_mu, nu_mu=g_nu)


@model(references=("our paper",))
def our_scalar(m_S: BosonMass, y_e: Coupling, y_mu: Coupling) -> Scalar:
    """Couplings of its own to electrons and muons."""
    return Scalar(m_S, electron=y_e, muon=y_mu)
'''


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own_beams")
    (folder / "own.py").write_text(FILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUFORGE_CACHE", str(folder / "cache"))
        muforge.build_model(folder / "own.py")
        yield


def test_every_experiment_is_in_the_list():
    names = ["m3_phase_1", "m3_phase_2", "na64mu", "e137", "orsay", "fermilab_muon_dump"]
    assert set(names) <= set(muforge.setups())
    assert [setup.name for setup in (*MUON_BEAMS, *DUMPS)] == names


def test_phase_1_of_m3_reaches_the_published_couplings():
    """arXiv:1804.03144: three events at 100 MeV."""
    vector = muforge.limit("m3_phase_1", model="lmu_ltau", m_X=0.1)
    scalar = muforge.limit("m3_phase_1", model="muon_philic_scalar", m_X=0.1, decays="all")
    assert vector.coupling[0] == pytest.approx(3.1e-4, rel=0.01)
    assert scalar.coupling[0] == pytest.approx(5.4e-4, rel=0.01)
    assert np.isinf([vector.upper[0], scalar.upper[0]]).all()
    second = muforge.limit("m3_phase_2", model="lmu_ltau", m_X=0.1)
    assert second.coupling[0] == pytest.approx(vector.coupling[0] / np.sqrt(1000), rel=1e-6)


@pytest.mark.parametrize("name", ["m3_phase_1", "na64mu"])
def test_escaping_bosons_agree_with_the_coupling_for_events(name):
    settings = setup_named(name).settings
    given = {key: settings[key] for key in ("muons_on_target", "column_density_cm2", "E_beam", "target", "x_min")}
    wanted = muforge.evaluate(
        "fixed_target.coupling_for_events", boson="vector", m_X=0.05, n_events=settings["n_events"], **given
    )
    found = muforge.limit(name, model="lmu_ltau", m_X=0.05).coupling[0]
    assert found == pytest.approx(wanted, rel=1e-4)


def test_visible_decays_in_the_detector_are_not_missed():
    """A scalar decays to photons: the longer the detector is, the fewer escape."""
    scalar = {"model": "muon_philic_scalar", "m_X": 0.1, "g": 5e-4, "method": "weizsaecker_williams"}
    events = [muforge.expected_events("m3_phase_1", detector_length_m=d, **scalar)[0] for d in (0.0, 2.0, 1e3)]
    assert events[0] == pytest.approx(muforge.expected_events("m3_phase_1", decays="all", **scalar)[0], rel=1e-9)
    assert events[0] > events[1] > 0.8 * events[0] and events[2] < 0.01 * events[0]


def test_what_decays_at_once_to_muons_escapes_with_its_neutrinos_only():
    inputs = {"model": "lmu_ltau", "m_X": 0.4, "g": 1e-3, "method": "weizsaecker_williams"}
    unseen, everything = (muforge.expected_events("m3_phase_1", decays=d, **inputs)[0] for d in ("unseen", "all"))
    neutrinos = muforge.evaluate("lmu_ltau.branching_ratio", channel="neutrinos", m_X=0.4, g=1e-3)
    assert unseen == pytest.approx(everything * neutrinos, rel=1e-6)


@pytest.mark.parametrize("name", ["e137", "orsay", "fermilab_muon_dump"])
def test_dumps_exclude_what_lies_between_two_edges(name):
    model = "muon_philic_scalar" if name == "fermilab_muon_dump" else "dark_photon"
    found = muforge.limit(name, model=model, m_X=[0.02, 0.05])
    assert np.all(found.upper > 2 * found.coupling) and np.isfinite(found.upper).all()
    parameter = found.parameter
    for edge in (found.coupling, found.upper):
        events = muforge.expected_events(name, model=model, m_X=[0.02, 0.05], **{parameter: edge})
        np.testing.assert_allclose(events, 3.0, rtol=1e-6)


def test_events_of_a_setup_are_those_of_the_quantity():
    settings = {key: value for key, value in setup_named("e137").settings.items()}
    taken = {key: settings[key] for key in settings if key not in ("n_events", "efficiency", "decays")}
    wanted = muforge.evaluate("beam_dump.electron_dump_events", boson="vector", m_X=0.05, g=2e-7, **taken)
    couplings = {"g_e": 2e-7, "g_mu": 0.0, "g_nu": 0.0}
    found = muforge.expected_events("e137", model="our_vector", m_V=0.05, **couplings)
    np.testing.assert_allclose(found, wanted, rtol=1e-9)


def test_users_models_have_limits_of_every_experiment():
    vector = {"model": "our_vector", "m_V": 0.05}
    with_neutrinos = muforge.limit("m3_phase_1", for_="g_mu", g_e=0.0, g_nu=1e-3, **vector)
    known = muforge.limit("m3_phase_1", model="lmu_ltau", m_X=0.05)
    np.testing.assert_allclose(with_neutrinos.coupling, known.coupling, rtol=1e-6)
    scalar = {"model": "our_scalar", "m_S": 0.05}
    for name in ("e137", "orsay"):
        of_vector = muforge.limit(name, for_="g_e", g_mu=0.0, g_nu=0.0, **vector)
        of_scalar = muforge.limit(name, for_="y_e", y_mu=0.0, **scalar)
        assert np.isfinite([of_vector.coupling, of_vector.upper, of_scalar.coupling, of_scalar.upper]).all()
    through_electrons = muforge.limit("fermilab_muon_dump", for_="y_mu", y_e=1e-6, **scalar)
    through_photons = muforge.limit("fermilab_muon_dump", for_="y_mu", y_e=0.0, **scalar)
    assert through_electrons.coupling[0] < through_photons.coupling[0]


def test_a_branching_fraction_lowers_the_events_and_shortens_the_flight():
    inputs = {"model": "our_vector", "m_V": 0.05, "g_e": 2e-7, "g_mu": 0.0}
    alone, shared = (muforge.expected_events("e137", g_nu=g, **inputs)[0] for g in (0.0, 2e-8))
    ratio = muforge.evaluate("our_vector.branching_ratio", channel="electron", m_V=0.05, g_e=2e-7, g_mu=0.0, g_nu=2e-8)
    assert alone * ratio**2 < shared < alone * 1.001


def test_an_energy_below_threshold_gives_exactly_nothing():
    found = muforge.limit("m3_phase_1", model="lmu_ltau", m_X=[14.95, 20.0])
    assert np.isnan(found.coupling).all() and set(found.reasons) == {"there is no signal at this mass"}
    assert muforge.expected_events("e137", model="dark_photon", m_X=0.05, epsilon=1e-7, E_beam=1.0).tolist() == [0.0]


def test_too_few_electrons_exclude_nothing():
    found = muforge.limit("e137", model="dark_photon", m_X=0.05, electrons_on_target=1e8)
    assert np.isnan(found.coupling[0]) and found.reasons[0].startswith("no coupling up to")


@pytest.mark.parametrize(
    ("name", "changed", "words"),
    [
        ("e137", {"decay_volume_length_m": -2.0}, "ends before it begins"),
        ("e137", {"target": "gold"}, "target = 'gold'"),
        ("e137", {"energy_loss": "tasi"}, "energy_loss"),
        ("e137", {"electrons_on_target": -1.0}, "electrons_on_target = -1; a number above 0"),
        ("e137", {"decays": "electrons"}, "decays"),
        ("e137", {"model": "lmu_ltau"}, "to which lmu_ltau has no coupling"),
        ("m3_phase_1", {"n_events": 0.0}, "n_events = 0"),
        ("m3_phase_1", {"method": "wizard"}, "method"),
        ("fermilab_muon_dump", {"model": "lmu_ltau", "E_min": 5.0}, "E_min = 5, E_beam = 3"),
    ],
)
def test_wrong_settings_are_one_error(name, changed, words):
    model = "dark_photon" if name == "e137" else "lmu_ltau"
    with pytest.raises(DomainError, match=words):
        muforge.limit(name, **{"model": model, "m_X": 0.05} | changed)


def test_events_are_counted_by_setups_with_a_beam():
    with pytest.raises(ArgumentError, match="counts no events"):
        muforge.expected_events("ccfr", model="lmu_ltau", m_X=0.1, g=1e-3)
    with pytest.raises(ArgumentError, match="expected all couplings"):
        muforge.expected_events("m3_phase_1", model="lmu_ltau", m_X=0.1)


def test_a_setup_of_your_own():
    mine = BeamSetup("mine", "a longer dump", "an assumption", DUMPS[0].beam, DUMPS[0].seen)
    found = muforge.limit(mine, model="dark_photon", m_X=0.05, shield_length_m=400.0)
    known = muforge.limit("e137", model="dark_photon", m_X=0.05)
    assert found.upper[0] < known.upper[0]


def test_the_command(capsys):
    from muforge.cli import main

    assert main(["limit", "orsay", "--model", "dark_photon", "m_X=0.01", "decays=electron,photons"]) == 0
    assert "0.01" in capsys.readouterr().out
