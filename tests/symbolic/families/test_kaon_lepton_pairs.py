"""K -> mu nu photon*, photon* -> l l: symmetries, limits, identities and known rates."""

import numpy as np
import pytest

import muforge
from muforge.errors import ArgumentError, DomainError
from muforge.symbolic.families.kaon import virtual_photon
from muforge.symbolic.families.reactions import numbers
from muforge.symbolic.feynman import Amplitude, Reaction
from muforge.verify.spinors import discrepancy, random_momenta

M_K, M_MU = (muforge.constants()[name].value for name in ("m_K", "m_mu"))
MEASURED = {"F_V": 0.136, "F_A": -0.060, "radius_slope": 1.344}
TREE_LEVEL = MEASURED | {"radius_slope": 1.588}
NAMES = {
    "p_kaon": "K",
    "k_antimuon_1": "mubar_1",
    "k_antimuon_2": "mubar_2",
    "k_muon": "mu",
    "k_neutrino": "nu",
}


def value(name, **inputs):
    return muforge.evaluate(f"kaon.{name}", **inputs)


def momenta(seed=3):
    process = virtual_photon.three_muons(False).process
    masses = {x.mass: {"m_K": M_K, "m_mu": M_MU}.get(str(x.mass), 0.0) for x in process.particles}
    found = random_momenta(process, masses, np.random.default_rng(seed))
    return {name: found[particle] for name, particle in NAMES.items()}


@pytest.mark.parametrize("structure", [{}, MEASURED])
def test_exchange_of_the_antimuons_and_rotations(structure):
    p = momenta()
    square = value("three_muon_squared_matrix_element", **p, **structure)
    swapped = p | {"k_antimuon_1": p["k_antimuon_2"], "k_antimuon_2": p["k_antimuon_1"]}
    turned = {name: k[[0, 2, 3, 1]] for name, k in p.items()}
    for other in (swapped, turned):
        assert value("three_muon_squared_matrix_element", **other, **structure) == pytest.approx(square, rel=1e-11)


def test_structure_terms_that_are_zero_change_nothing():
    p, none = momenta(), dict.fromkeys(MEASURED, 0.0)
    assert value("three_muon_squared_matrix_element", **p, **none) == pytest.approx(
        value("three_muon_squared_matrix_element", **p), rel=1e-11
    )


def test_a_wrong_sign_of_the_exchange_is_seen():
    right = virtual_photon.three_muons(False)
    terms = right.amplitude.terms
    direct, exchanged = Amplitude(terms[: len(terms) // 2]), Amplitude(terms[len(terms) // 2 :])
    wrong = Reaction(right.process, direct - exchanged, right.invariants)
    generator = np.random.default_rng(20)
    found = discrepancy(wrong.squared, right.amplitude, right.process, right.invariants, numbers(right), generator)
    assert found > 1e-3


def test_every_part_is_gauge_invariant():
    reaction = virtual_photon.massive_photon(True)
    assert reaction.ward_identity(virtual_photon.V) == 0


def test_a_massive_photon_is_a_dark_photon():
    at = {"s_nuX": 0.08, "s_muX": 0.16}
    assert value("virtual_photon_squared_matrix_element", m_ll=0.2, **at) == pytest.approx(
        value("squared_matrix_element", boson="dark_photon", m_X=0.2, **at), rel=1e-12
    )


@pytest.mark.parametrize(("x", "y"), [(0.7, 0.8), (0.9, 0.5)])
def test_the_sign_of_the_vector_form_factor(x, y):
    """For a real photon and a massless lepton: (F_V - F_A)^2 SD+ and (F_V + F_A)^2 SD-."""
    light = {"m_mu": 1e-7}
    at = {"m_ll": 1e-6, "s_nuX": M_K**2 * (1 - y), "s_muX": M_K**2 * (x + y - 1)}

    def square(F_V, F_A):
        terms = {"F_V": F_V, "F_A": F_A, "radius_slope": 0.0}
        return value("virtual_photon_squared_matrix_element", constants=light, **at, **terms)

    plus, minus = square(0.1, -0.1), square(0.1, 0.1)
    assert plus / minus == pytest.approx(((x + y - 1) / (1 - y)) ** 2, rel=1e-4)


def test_distinct_leptons_are_massive_photons():
    """Integral over the mass of the pair of the rate of a dark photon."""
    m_e, low, high = muforge.constants()["m_e"].value, 0.14, M_K - M_MU
    x, w = np.polynomial.legendre.leggauss(40)
    fraction, weight = np.sin(np.pi * (1 + x) / 4) ** 2, w * np.pi / 4 * np.sin(np.pi * (1 + x) / 2)
    mass = low * (high / low) ** fraction
    rates = value("rate_ratio", boson="dark_photon", m_X=mass)
    alpha, measured = (muforge.constants()[name].value for name in ("alpha", "BR_K_mu_nu"))
    ratio = (m_e / mass) ** 2
    density = alpha / (3 * np.pi) * (1 + 2 * ratio) * np.sqrt(1 - 4 * ratio) * 4 * np.pi * alpha * rates
    total = measured * np.sum(weight * 2 * np.log(high / low) * density)
    assert value("muon_lepton_pair_branching_ratio", lepton="electron", m_ll_min=low) == pytest.approx(total, rel=1e-8)


def test_known_rates():
    assert value("three_muon_branching_ratio") == pytest.approx(3.80e-9, rel=2e-3)
    assert value("three_muon_branching_ratio", **MEASURED) == pytest.approx(1.05e-8, rel=6e-3)
    assert value("three_muon_branching_ratio", **TREE_LEVEL) == pytest.approx(1.22e-8, rel=6e-3)


def test_the_spectrum_has_both_pairs_of_a_decay():
    low, high = (2 * M_MU) ** 2, (M_K - M_MU) ** 2
    x, w = np.polynomial.legendre.leggauss(20)
    angle = np.pi * (1 + x) / 4
    spectrum = value("three_muon_spectrum", m2_mumu=low + (high - low) * np.sin(angle) ** 2)
    pairs = np.sum(w * np.pi / 4 * np.sin(2 * angle) * (high - low) * spectrum)
    measured = muforge.constants()["BR_K_mu_nu"].value
    assert measured * pairs / 2 == pytest.approx(value("three_muon_branching_ratio"), rel=1e-7)


def test_closed_kinematics_are_zero():
    assert value("three_muon_spectrum", m2_mumu=[0.04, 0.16]).tolist() == [0.0, 0.0]
    assert value("muon_lepton_pair_branching_ratio", lepton="electron", m_ll_min=0.39) == 0.0


@pytest.mark.parametrize("constants", [{"m_mu": 0.2}, {"m_mu": 1.77693}, {"m_K": 0.1}, {"m_K": 0.3, "m_mu": 0.1}])
def test_a_kaon_lighter_than_three_muons_does_not_decay_to_them(constants):
    assert value("three_muon_branching_ratio", constants=constants) == 0
    assert value("three_muon_branching_ratio", **MEASURED, constants=constants) == 0


def test_the_rate_to_three_muons_falls_with_the_fifth_power_of_the_energy_that_is_left():
    released = np.array([2e-3, 2e-4])
    near = [value("three_muon_branching_ratio", constants={"m_mu": (M_K - energy) / 3}) for energy in released]
    assert np.log10(near[0] / near[1]) == pytest.approx(5, rel=1e-2)


def test_structure_terms_are_given_together():
    with pytest.raises(
        ArgumentError, match="'F_V' is given without radius_slope; expected all of F_V, F_A, radius_slope"
    ):
        value("three_muon_branching_ratio", F_V=0.1, F_A=0.1)


def test_momenta_that_are_not_conserved_are_refused():
    p = momenta()
    with pytest.raises(DomainError, match="momentum to be conserved"):
        value("three_muon_squared_matrix_element", **p | {"k_neutrino": p["k_neutrino"] * 1.001})
