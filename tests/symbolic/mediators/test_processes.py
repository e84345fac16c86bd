"""Production of mediators: models give the numbers of the explicit couplings."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import muforge
from muforge.compute.evaluate import evaluate

CONSTANTS = {name: constant.value for name, constant in muforge.constants().items()}
E = float(np.sqrt(4 * np.pi * CONSTANTS["alpha"]))
FIELD = {"method": "equivalent_photon", "target": "iron", "form_factor": "exponential", "E_nu": 20.0}
QUICK = 1e-3
"""Tolerance of nested integrals; both sides of a comparison are computed with the same nodes."""
FREE_VECTOR = dict.fromkeys(("v_e", "a_e", "v_mu", "a_mu", "v_tau", "a_tau", "g_nu"), 0.0)
FREE_SCALAR = dict.fromkeys(("s_e", "p_e", "s_mu", "p_mu", "s_tau", "p_tau"), 0.0)


def near(expected: float, rel: float) -> Any:
    """Relative tolerance alone: rates are tiny."""
    return pytest.approx(expected, rel=rel, abs=0)


def has(name: str) -> bool:
    return name in muforge.names()


# ----- tridents --------------------------------------------------------------------------------------------------


@cache
def explicit_ratio(product: float, m_X: float) -> float:
    b, c = (
        evaluate(f"trident.ratio_{order}_coefficient", **FIELD, m_X=m_X, tolerance=QUICK)
        for order in ("linear", "quadratic")
    )
    return 1 + b * product + c * product**2


@cache
def coherent(C_V: float, C_A: float) -> float:
    return evaluate("trident.nuclear_cross_section", **FIELD, C_V=C_V, C_A=C_A, tolerance=QUICK)


STANDARD = {"C_V": 0.5 + 2 * CONSTANTS["sin2_theta_W"], "C_A": 0.5}


@pytest.mark.parametrize("group", ["lmu_ltau", "b_minus_l", "lmu_le"])
def test_tridents_of_gauge_bosons(group):
    """Neutrino and muon have the same charge, 1 or -1."""
    inputs = FIELD | {"m_X": 0.1, "g": 2e-3, "tolerance": QUICK}
    ratio = explicit_ratio(2e-3**2, 0.1)
    assert ratio > 1.5
    assert evaluate(f"{group}.trident_ratio", **inputs) == near(ratio, rel=1e-12)
    assert evaluate(f"{group}.trident_cross_section", **inputs) == near(ratio * coherent(**STANDARD), rel=1e-12)


@pytest.mark.parametrize("group", ["lmu_ltau", "b_minus_l", "lmu_le"])
def test_bound_of_tridents(group):
    inputs = FIELD | {"m_X": 0.1, "ratio_measured": 0.82, "ratio_error": 0.28, "n_sigma": 1.96, "tolerance": QUICK}
    bound = evaluate(f"{group}.g_trident_bound", **inputs)
    assert bound == near(evaluate("trident.coupling_bound", **inputs), rel=1e-12)
    with pytest.raises(ValueError, match="above 1"):
        evaluate(f"{group}.g_trident_bound", **inputs | {"n_sigma": 0.5})


@pytest.mark.long
@pytest.mark.parametrize("target", ["silicon_dioxide", "iron"])
@pytest.mark.parametrize("form_factor", ["exponential", "helm"])
def test_bound_of_exact_tridents(target, form_factor):
    field = {"method": "exact", "target": target, "form_factor": form_factor, "E_nu": 160.0, "m_X": 0.03}
    measured = {"ratio_measured": 0.82, "ratio_error": 0.28, "n_sigma": 1.96}
    bound = evaluate("lmu_ltau.g_trident_bound", **field, **measured)
    assert bound == near(evaluate("trident.coupling_bound", **field, **measured), rel=1e-12)
    assert evaluate("lmu_ltau.trident_ratio", **field, g=bound) == near(0.82 + 1.96 * 0.28, rel=1e-9)


def test_tridents_with_mixing():
    """Mixing changes the coupling of the muon and not that of the neutrino; there is no single coupling to bound."""
    g, epsilon = 1e-4, 2e-2
    got = evaluate("lmu_ltau_mixed.trident_ratio", **FIELD, m_X=0.1, g=g, epsilon=epsilon, tolerance=QUICK)
    expected = explicit_ratio(g * (g - epsilon * E), 0.1)
    assert expected < 1
    assert got == near(expected, rel=1e-12)
    assert not has("lmu_ltau_mixed.g_trident_bound") and not has("lmu_ltau_mixed.epsilon_trident_bound")


@pytest.mark.parametrize("v_mu, a_mu", [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (0.6, -0.6), (0.3, -0.8)])
def test_heavy_bosons_shift_both_couplings(v_mu, a_mu):
    """The muon's current is ``C_V - C_A gamma5`` here and ``v + a gamma5`` there."""
    m_X, g_nu = 300.0, 0.7
    couplings = FREE_VECTOR | {"v_mu": v_mu, "a_mu": a_mu, "g_nu": g_nu}
    del couplings["v_e"], couplings["a_e"], couplings["v_tau"], couplings["a_tau"]
    got = evaluate("free_vector.trident_cross_section", **FIELD, m_X=m_X, **couplings, tolerance=QUICK)
    shift = (CONSTANTS["v"] / m_X) ** 2 * g_nu
    expected = coherent(STANDARD["C_V"] + shift * v_mu, STANDARD["C_A"] - shift * a_mu)
    assert got == near(expected, rel=1e-4)
    assert got != near(coherent(**STANDARD), rel=1e-2)


@pytest.mark.parametrize("current", ["vector", "axial"])
def test_light_bosons_favour_small_transfers(current):
    """``1/(m_X^2 - k^2)`` varies over the integral, so that its square has more than the square of its mean."""
    field = {name: value for name, value in FIELD.items() if name != "target"} | {"Z": 26, "A": 55.845}
    contact = evaluate("trident.nucleus_cross_section_of_current", current=current, **field, tolerance=QUICK)
    linear, squared = (
        evaluate(f"trident.nucleus_exchange_{term}", current=current, m_X=0.1, **field, tolerance=QUICK)
        for term in ("interference", "squared")
    )
    assert linear**2 < 0.9 * squared * contact
    assert linear < 0.9 * contact / 0.1**2


def test_tridents_need_neutrinos_and_a_vector():
    for name in ("dark_photon", "le_ltau", "muon_philic_scalar", "leptophilic_scalar", "free_scalar"):
        assert not has(f"{name}.trident_cross_section"), name


# ----- colliders -------------------------------------------------------------------------------------------------

LEPTON_PAIRS = [
    ("lmu_ltau", {"g": 1e-3}, {"muon": {"vector": 1e-3}, "tau": {"vector": 1e-3}}),
    ("b_minus_l", {"g": 1e-3}, {"muon": {"vector": 1e-3}, "tau": {"vector": 1e-3}}),
    ("lmu_le", {"g": 1e-3}, {"muon": {"vector": 1e-3}}),
    ("le_ltau", {"g": 1e-3}, {"tau": {"vector": 1e-3}}),
    ("dark_photon", {"epsilon": 1e-2}, {"muon": {"vector": 1e-2 * E}, "tau": {"vector": 1e-2 * E}}),
    ("lmu_ltau_mixed", {"g": 1e-3, "epsilon": 1e-2}, {"muon": {"vector": 1e-3 - 1e-2 * E}}),
    ("lmu_ltau_mixed", {"g": 1e-3, "epsilon": 1e-2}, {"tau": {"vector": 1e-3 + 1e-2 * E}}),
    (
        "free_vector",
        FREE_VECTOR | {"v_mu": 1e-3, "a_mu": 2e-3, "a_tau": -3e-3},
        {"muon": {"vector": 1e-3, "axial": 2e-3}, "tau": {"axial": 3e-3}},
    ),
    ("muon_philic_scalar", {"g": 1e-3}, {"muon": {"scalar": 1e-3}}),
    (
        "leptophilic_scalar",
        {"xi": 2.0},
        {
            lepton: {"scalar": 2 * CONSTANTS[mass] / CONSTANTS["v"]}
            for lepton, mass in (("muon", "m_mu"), ("tau", "m_tau"))
        },
    ),
    (
        "free_scalar",
        FREE_SCALAR | {"s_mu": 1e-3, "p_mu": -2e-3, "p_tau": 3e-3},
        {"muon": {"scalar": 1e-3, "pseudoscalar": 2e-3}, "tau": {"pseudoscalar": 3e-3}},
    ),
]


def taken(name: str, inputs: dict[str, float]) -> dict[str, float]:
    """Those inputs that a quantity takes."""
    known = {argument.name for argument in muforge.catalogue.lookup.entry(name).arguments}
    return {key: value for key, value in inputs.items() if key in known}


@pytest.mark.parametrize("model, parameters, couplings", LEPTON_PAIRS)
@pytest.mark.parametrize("m_X", [1e-3, 1.0])
def test_lepton_pairs(model, parameters, couplings, m_X):
    name = f"{model}.lepton_pair_cross_section"
    for lepton, by_boson in couplings.items():
        common = {"lepton": lepton, "sqrt_s": 10.58, "m_X": m_X}
        expected = sum(
            evaluate("collider.lepton_pair_boson_cross_section", boson=boson, g=g, **common)
            for boson, g in by_boson.items()
        )
        assert expected > 0
        assert evaluate(name, **common, **taken(name, parameters)) == near(expected, rel=1e-12)


def test_leptons_of_pairs_are_those_that_the_mediator_couples_to():
    for name, leptons in (("lmu_le", ("muon",)), ("le_ltau", ("tau",)), ("lmu_ltau", ("muon", "tau"))):
        assert muforge.catalogue.lookup.entry(f"{name}.lepton_pair_cross_section").arguments[0].choices == leptons


def photon(model: str, m_X: float, **parameters: float) -> float:
    return evaluate(f"{model}.photon_cross_section", sqrt_s=10.58, cos_theta_max=0.8, m_X=m_X, **parameters)


def explicit(kind: str, m_X: float, **coupling: float) -> float:
    return evaluate(f"collider.photon_{kind}_cross_section", sqrt_s=10.58, cos_theta_max=0.8, m_X=m_X, **coupling)


@pytest.mark.parametrize("m_X", [1e-3, 0.3, 4.0, 10.0, 11.0])
def test_photon_and_mediator(m_X):
    pairs = [
        (photon("dark_photon", m_X, epsilon=1e-3), explicit("dark_photon", m_X, epsilon=1e-3)),
        (photon("b_minus_l", m_X, g=1e-3), explicit("dark_photon", m_X, epsilon=1e-3 / E)),
        (photon("lmu_le", m_X, g=1e-3), explicit("dark_photon", m_X, epsilon=1e-3 / E)),
        (photon("lmu_ltau_mixed", m_X, epsilon=1e-3), explicit("dark_photon", m_X, epsilon=1e-3)),
        (photon("free_vector", m_X, v_e=3e-3, a_e=4e-3), explicit("dark_photon", m_X, epsilon=5e-3 / E)),
        (photon("lmu_ltau", m_X, g=1e-3), explicit("lmu_ltau", m_X, g=1e-3)),
        (photon("leptophilic_scalar", m_X, xi=2.0), explicit("scalar", m_X, g=2 * CONSTANTS["m_e"] / CONSTANTS["v"])),
        (photon("free_scalar", m_X, s_e=3e-3, p_e=-4e-3), explicit("scalar", m_X, g=5e-3)),
    ]
    for got, expected in pairs:
        assert (expected == 0) == (m_X > 10.58)
        assert got == near(expected, rel=1e-12)


def test_mixing_at_the_mass_is_what_couples_lmu_ltau_to_electrons():
    mixing = abs(evaluate("lmu_ltau.induced_mixing", q_squared=9.0, g=1e-2))
    assert photon("lmu_ltau", 3.0, g=1e-2) == near(explicit("dark_photon", 3.0, epsilon=mixing), rel=1e-12)


def test_no_photon_with_a_mediator_of_muons_alone():
    assert not has("muon_philic_scalar.photon_cross_section")


# ----- a beam of muons -------------------------------------------------------------------------------------------

ON_TARGET = [
    ("lmu_ltau", {"g": 1e-3}, "vector", 1e-3),
    ("b_minus_l", {"g": 1e-3}, "vector", 1e-3),
    ("lmu_le", {"g": 1e-3}, "vector", 1e-3),
    ("dark_photon", {"epsilon": 1e-3}, "vector", 1e-3 * E),
    ("lmu_ltau_mixed", {"g": 1e-3, "epsilon": 1e-2}, "vector", 1e-3 - 1e-2 * E),
    ("muon_philic_scalar", {"g": 1e-3}, "scalar", 1e-3),
    ("leptophilic_scalar", {"xi": 2.0}, "scalar", 2 * CONSTANTS["m_mu"] / CONSTANTS["v"]),
]


@pytest.mark.parametrize("model, parameters, boson, g", ON_TARGET)
@pytest.mark.parametrize("cut", [{}, {"x_min": 0.5}])
def test_emission_on_a_target(model, parameters, boson, g, cut):
    common = {"method": "improved_weizsaecker_williams", "target": "lead", "E_beam": 160.0, "m_X": 0.2} | cut
    expected = evaluate("fixed_target.cross_section", boson=boson, g=g, **common)
    assert expected > 0
    assert evaluate(f"{model}.fixed_target_cross_section", **common, **parameters) == near(expected, rel=1e-12)


@pytest.mark.long
@pytest.mark.parametrize("method", ["exact", "weizsaecker_williams"])
def test_emission_on_a_target_by_other_methods(method):
    common = {"method": method, "target": "iron", "E_beam": 20.0, "m_X": 0.2}
    for model, boson in (("lmu_ltau", "vector"), ("muon_philic_scalar", "scalar")):
        expected = evaluate("fixed_target.cross_section", boson=boson, g=1e-3, **common)
        got = evaluate(f"{model}.fixed_target_cross_section", **common, g=1e-3)
        assert got == near(expected, rel=1e-12)


def test_no_emission_on_a_target_for_mixed_currents():
    for name in ("free_vector", "free_scalar", "le_ltau"):
        assert not has(f"{name}.fixed_target_cross_section")
