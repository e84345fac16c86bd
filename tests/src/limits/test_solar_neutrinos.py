"""Borexino as a setup: built-in models and a user's own."""

from __future__ import annotations

import time

import numpy as np
import pytest
from command import run

import muforge
from muforge.errors import ArgumentError, DomainError

FILE = '''
"""Vectors between neutrinos and electrons."""

from muforge.modelling import BosonMass, Coupling, Vector, model


@model(references=("our paper",))
def to_electrons(m_V: BosonMass, g_e: Coupling, g_nu: Coupling) -> Vector:
    """A vector that couples to electrons and, with another coupling, to neutrinos of all flavours."""
    return Vector(m_V, electron=g_e, nu_e=g_nu, nu_mu=g_nu, nu_tau=g_nu)


@model(references=("our paper",))
def through_loops(m_V: BosonMass, g_mu: Coupling, g_tau: Coupling) -> Vector:
    """A vector that couples to the second and the third generation."""
    return Vector(m_V, muon=g_mu, nu_mu=g_mu, tau=g_tau, nu_tau=g_tau)


@model(references=("our paper",))
def cancelling(m_V: BosonMass, g: Coupling) -> Vector:
    """L_mu - L_tau under another name."""
    return Vector(m_V, muon=g, nu_mu=g, tau=-g, nu_tau=-g)
'''
BERYLLIUM = {"E_nu": 0.862e-3, "T_e_min": 0.27e-3, "flavor_fractions": [0.51, 0.245, 0.245]}
MASSES = [1e-4, 0.03, 1.0]


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own_models")
    (folder / "own.py").write_text(FILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUFORGE_CACHE", str(folder / "cache"))
        muforge.build_model(folder / "own.py")
        yield


def in_catalogue(group, **changes):
    given = {"group": group, "m_X": MASSES, "rate_ratio": 1.08, **BERYLLIUM}
    return muforge.evaluate("neutrino.solar_coupling_limit", **(given | changes))


@pytest.mark.parametrize(("model", "rtol"), [("b_minus_l", 1e-9), ("lmu_ltau", 2e-6)])
def test_limits_of_built_in_models_are_those_of_the_catalogue(model, rtol):
    """The mixing at the momentum of the process differs from that at 0 by 7e-7."""
    found = muforge.limit("borexino", model=model, m_X=MASSES)
    np.testing.assert_allclose(found.coupling, in_catalogue(model), rtol=rtol)
    assert np.all(np.isinf(found.upper))
    at_zero = muforge.limit("borexino", model="lmu_ltau", m_X=MASSES, mixing="zero")
    np.testing.assert_allclose(at_zero.coupling, in_catalogue("lmu_ltau"), rtol=1e-9)


def test_loops_at_the_momentum_of_the_process():
    given = {"m_X": 0.05, "E_nu": 20.0, "T_e_min": 3.0, "flavor_fractions": [0, 1, 0]}
    found = muforge.limit("borexino", model="lmu_ltau", rate_ratio=1.1, **given)
    wanted = muforge.evaluate(
        "neutrino.mixing_coupling_limit", group="lmu_ltau", mixing="process", rate_ratio=1.1, **given
    )
    np.testing.assert_allclose(found.coupling, wanted, rtol=1e-9)


def test_octants_and_fractions_are_settings():
    given = {"model": "lmu_ltau", "m_X": 0.01, "survival_probability": 0.53, "sin2_theta_23": 0.533}
    upper = muforge.limit("borexino", **given)
    lower = muforge.limit("borexino", octant="lower", **given)
    assert lower.coupling < upper.coupling
    fractions = muforge.evaluate("neutrino.flavor_fractions", survival_probability=0.53, sin2_theta_23=0.533)
    same = muforge.limit("borexino", model="lmu_ltau", m_X=0.01, flavor_fractions=fractions)
    np.testing.assert_allclose(same.coupling, upper.coupling, rtol=1e-12)


def test_below_the_end_of_the_weak_line_both_lines_count():
    given = {"model": "b_minus_l", "m_X": 0.01, "T_e_min": 0.1e-3}
    both, strong, weak = (muforge.limit("borexino", E_nu=E, **given).coupling for E in (None, 0.862e-3, 0.3843e-3))
    assert min(strong, weak) < both < max(strong, weak)
    counts = 0.0
    standard = 0.0
    for line in ("862_keV", "384_keV"):
        inputs = {"line": line, "T_e_min": 0.1e-3, "flavor_fractions": BERYLLIUM["flavor_fractions"]}
        counts += muforge.evaluate("b_minus_l.beryllium_counts", m_X=0.01, g=both[0], **inputs)
        standard += muforge.evaluate("neutrino.beryllium_counts", **inputs)
    assert counts / standard == pytest.approx(1.08, rel=1e-10)


def test_a_hundred_masses_take_less_than_a_tenth_of_a_second():
    masses = np.geomspace(1e-4, 10, 100)
    times = []
    for _ in range(5):
        begin = time.process_time()
        found = muforge.limit("borexino", model="lmu_ltau", m_X=masses)
        times.append(time.process_time() - begin)
    assert min(times) < 0.1
    assert np.all(np.diff(found.coupling) > 0)


def test_a_tree_level_coupling_to_electrons_of_a_user_s_model():
    """With equal couplings to neutrino and electron it is B - L, whose charges have the same sign."""
    wanted = in_catalogue("b_minus_l")
    for mass, g in zip(MASSES, wanted, strict=True):
        found = muforge.limit("borexino", model="to_electrons", for_="g_e", m_V=mass, g_nu=g)
        np.testing.assert_allclose(found.coupling, g, rtol=1e-8)


def test_loops_of_a_user_s_model():
    found = muforge.limit("borexino", model="cancelling", m_V=MASSES)
    np.testing.assert_allclose(
        found.coupling, muforge.limit("borexino", model="lmu_ltau", m_X=MASSES).coupling, rtol=1e-9
    )


def test_of_loops_that_diverge_what_grows_with_the_momentum_is_left():
    """Their value at q^2 = 0 is taken off; solar neutrinos see next to nothing of the rest."""
    given = {"model": "through_loops", "for_": "g_mu", "m_V": 0.01, "g_tau": 1e-4}
    assert muforge.limit("borexino", **given).coupling[0] > 0.1
    inputs = {"flavor": "muon", "m_V": 0.01, "g_mu": 1e-2, "g_tau": 1e-4, "E_nu": 20.0, "T_e": 10.0}
    got = muforge.evaluate("through_loops.electron_recoil_spectrum", **inputs)
    q_squared = -2 * muforge.constants()["m_e"].value * 10.0
    mixing = muforge.evaluate(
        "through_loops.induced_mixing", q_squared=q_squared, **{n: inputs[n] for n in ("m_V", "g_mu", "g_tau")[1:]}
    )
    product = -np.sqrt(4 * np.pi * muforge.constants()["alpha"].value) * mixing.real * 1e-2
    wanted = muforge.evaluate(
        "neutrino.electron_recoil_spectrum", flavor="muon", E_nu=20.0, T_e=10.0, coupling_product=product, m_X=0.01
    )
    assert got == pytest.approx(wanted, rel=1e-12)
    with pytest.raises(ArgumentError, match="through_loops has process"):
        muforge.limit("borexino", mixing="tree", **given)


def test_mixing_at_tree_level_adds_to_loops():
    """In L_mu - L_tau with kinetic mixing, epsilon e is the coupling of electrons beside that of loops."""
    inputs = {"flavor": "muon", "E_nu": 0.862e-3, "T_e": 1e-4, "m_X": 0.01}
    spectrum = "electron_recoil_spectrum"
    alone = muforge.evaluate(f"lmu_ltau.{spectrum}", g=1e-3, **inputs)
    mixed = muforge.evaluate(f"lmu_ltau_mixed.{spectrum}", g=1e-3, epsilon=0.0, **inputs)
    assert mixed == pytest.approx(alone, rel=1e-13)
    of_loops = muforge.evaluate("mixing.loop_induced_mixing", q_squared=-2 * 0.51099895069e-3 * 1e-4, g=1e-3).real
    none = muforge.evaluate(f"lmu_ltau_mixed.{spectrum}", g=1e-3, epsilon=-of_loops, **inputs)
    standard = muforge.evaluate(
        f"neutrino.{spectrum}", flavor="muon", E_nu=0.862e-3, T_e=1e-4, coupling_product=0, m_X=1.0
    )
    assert none == pytest.approx(standard, rel=1e-9)


def test_axial_couplings_of_the_electron():
    """A vector of left-handed electrons alone changes g_L only."""
    others = {"v_mu": 0.0, "v_tau": 0.0}
    inputs = {"flavor": "muon", "E_nu": 0.862e-3, "T_e": 2e-4, "m_X": 0.01}
    G_F, m_e, s2 = (muforge.constants()[name].value for name in ("G_F", "m_e", "sin2_theta_W"))
    shift = 1e-5 * 2e-5 / (2 * np.sqrt(2) * G_F * (1e-4 + 2 * m_e * 2e-4))
    got = muforge.evaluate("free_vector.electron_recoil_spectrum", v_e=1e-5, a_e=-1e-5, g_nu=1e-5, **others, **inputs)
    standard = muforge.evaluate(
        "neutrino.electron_recoil_spectrum", flavor="muon", E_nu=0.862e-3, T_e=2e-4, coupling_product=0, m_X=1.0
    )
    right, mixed = (1 - 2e-4 / 0.862e-3) ** 2, m_e * 2e-4 / 0.862e-3**2

    def bracket(g_L):
        return g_L**2 + s2**2 * right - g_L * s2 * mixed

    assert got / standard == pytest.approx(bracket(s2 - 0.5 + shift) / bracket(s2 - 0.5), rel=1e-11)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"model": "dark_photon"}, DomainError, "does not have: no limit"),
        ({"model": "muon_philic_scalar"}, DomainError, "does not have: no limit"),
        ({"T_e_min": 0.7e-3}, DomainError, "below the largest recoil, 0.0006649 GeV: else nothing is ever seen"),
        ({"flavor_fractions": [0.5, -0.1, 0.2]}, DomainError, "not below 0"),
        ({"flavor_fractions": [0.5, 0.5]}, DomainError, "weights of electron, muon and tau neutrinos"),
        ({"mixing": "proces"}, ArgumentError, "did you mean 'process'"),
        ({"octant": "middle"}, DomainError, "allowed are as_given, lower, upper"),
        ({"survival_probability": 1.5}, DomainError, "expected at most 1"),
        ({"rate_ratio": 0.0}, DomainError, "above 0"),
        ({"rate_ratio": "high"}, ArgumentError, "a number is expected"),
        ({"E_nu": -1.0}, DomainError, "above 0 GeV"),
    ],
)
def test_errors(changes, error, message):
    with pytest.raises(error, match=message):
        muforge.limit("borexino", **({"model": "lmu_ltau", "m_X": 0.01} | changes))


def test_where_nothing_is_ever_seen_there_is_a_reason():
    unseen = muforge.limit("borexino", model="lmu_ltau", m_X=[0.01], flavor_fractions=[1.0, 0.0, 0.0])
    assert np.isnan(unseen.coupling[0])
    assert unseen.reasons == ("there is no signal at this mass",)
    heavy = muforge.limit("borexino", model="lmu_ltau", m_X=[1e4])
    assert np.isnan(heavy.coupling[0])
    assert "no coupling up to" in heavy.reasons[0]
    excluded = muforge.limit("borexino", model="b_minus_l", m_X=[0.01], rate_ratio=0.5)
    assert np.isnan(excluded.coupling[0])
    assert excluded.reasons == ("every coupling is excluded",)


def test_the_command_line(capsys):
    listed = run("limit --list", capsys)
    assert "borexino" in listed.out
    found = run("limit borexino --model lmu_ltau m_X=0.01 octant=lower", capsys)
    assert found.code == 0
