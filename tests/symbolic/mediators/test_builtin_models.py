"""Built-in models give the numbers of the explicit couplings."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import Rational, Symbol, symbols

import muforge
from muforge.compute.evaluate import evaluate
from muforge.symbolic.families.decay.of_models import EXCLUSIVE
from muforge.symbolic.mediators import Scalar, Vector, gauge_boson
from muforge.symbolic.mediators.anomalies import anomalies, verdict
from muforge.symbolic.mediators.declaration import OF_DARK_MATTER, RESERVED
from muforge.symbolic.registry import models, quantities

E = float(np.sqrt(4 * np.pi * muforge.constants()["alpha"].value))
GROUPS = ("b_minus_l", "lmu_le", "le_ltau", "lmu_ltau")
MASSES = (0.0005, 0.05, 0.3, 3.0, 20.0)
EMPTY = {"hadronic_r_ratio": 0.0}


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("mass", MASSES)
def test_gauge_bosons(group, mass):
    hadrons = EMPTY if group == "b_minus_l" else {}
    total = evaluate(f"{group}.total_width", m_X=mass, g=1e-3, **hadrons)
    assert total == pytest.approx(evaluate("decay.u1_leptonic_width", group=group, m_X=mass, g=1e-3), rel=1e-14)
    for lepton in ("electron", "muon", "tau"):
        if evaluate("decay.u1_charge", group=group, fermion=lepton):
            got = evaluate(f"{group}.branching_ratio", channel=lepton, m_X=mass, g=1e-3, **hadrons)
            expected = evaluate("decay.u1_leptonic_branching_ratio", group=group, lepton=lepton, m_X=mass)
            assert got == pytest.approx(expected, rel=1e-14)
    length = evaluate(f"{group}.proper_decay_length", m_X=mass, g=1e-3, **hadrons)
    expected = evaluate("decay.u1_proper_decay_length", group=group, m_X=mass, g=1e-3)
    assert length == pytest.approx(expected, rel=1e-14)


def test_dark_photon():
    hadrons = evaluate("dark_photon.partial_width", channel="hadrons", m_X=2.0, epsilon=1e-3, hadronic_r_ratio=2.2)
    expected = evaluate("decay.dark_photon_to_hadrons", m_X=2.0, epsilon=1e-3, hadronic_r_ratio=2.2)
    assert hadrons == pytest.approx(expected, rel=1e-14)
    got = evaluate("dark_photon.branching_ratio", channel="muon", m_X=2.0, epsilon=1e-3, hadronic_r_ratio=2.2)
    expected = evaluate("decay.dark_photon_muon_branching_ratio", m_X=2.0, hadronic_r_ratio=2.2)
    assert got == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("mass", [1e-5, 0.03, 0.38])
def test_kaon_decays(mass):
    def explicit(boson: str, g: float) -> float:
        return evaluate("kaon.branching_ratio", boson=boson, m_X=mass, g=g)

    free = dict.fromkeys(("v_mu", "a_mu", "g_nu"), 0.0)
    pairs = [
        (evaluate("lmu_ltau.kaon_branching_ratio", m_X=mass, g=1e-3), explicit("lmu_ltau", 1e-3)),
        (evaluate("dark_photon.kaon_branching_ratio", m_X=mass, epsilon=1e-3), explicit("dark_photon", E * 1e-3)),
        (evaluate("muon_philic_scalar.kaon_branching_ratio", m_X=mass, g=1e-3), explicit("scalar", 1e-3)),
        (evaluate("free_vector.kaon_branching_ratio", m_X=mass, **(free | {"a_mu": 1e-3})), explicit("axial", 1e-3)),
        (
            evaluate("free_vector.kaon_branching_ratio", m_X=mass, **(free | {"v_mu": 1e-3, "g_nu": 1e-3})),
            explicit("lmu_ltau", 1e-3),
        ),
        (
            evaluate("lmu_ltau_mixed.kaon_branching_ratio", m_X=mass, g=0.0, epsilon=1e-3),
            explicit("dark_photon", E * 1e-3),
        ),
    ]
    for got, expected in pairs:
        assert got == pytest.approx(expected, rel=1e-13)


def test_magnetic_moments():
    got = evaluate("lmu_ltau.g_for_delta_a_mu", m_X=0.05, delta_a_mu=2.5e-9)
    assert got == pytest.approx(evaluate("gminus2.coupling_for_shift", boson="vector", m_X=0.05, delta_a_mu=2.5e-9))
    assert evaluate("lmu_ltau.delta_a", lepton="muon", m_X=0.05, g=got) == pytest.approx(2.5e-9, rel=1e-14)
    electron = evaluate("dark_photon.delta_a", lepton="electron", m_X=1e-9, epsilon=1e-3)
    assert electron == pytest.approx((E * 1e-3) ** 2 / (8 * np.pi**2), rel=1e-5)


@pytest.mark.parametrize("q_squared", [-100.0, -1e-3, 1e-3, 1.0, 50.0])
def test_induced_mixing(q_squared):
    got = evaluate("lmu_ltau.induced_mixing", q_squared=q_squared, g=1e-3)
    expected = evaluate("mixing.loop_induced_mixing", q_squared=q_squared, g=1e-3)
    assert got == pytest.approx(expected, rel=1e-14)
    running = evaluate("dark_photon.induced_mixing", q_squared=1e-8, epsilon=1.0)
    assert abs(running) < 1e-4  # taken off at 0


@pytest.mark.parametrize(
    ("spin", "factor"), [("dirac", 1.0), ("pseudo_dirac", 1.0), ("majorana", 0.5), ("complex_scalar", 0.25)]
)
def test_invisible_decays(spin, factor):
    """Far above threshold a pair of dark particles takes a fixed fraction of what a muon pair does."""
    splitting = {"relative_splitting": 0.0} if spin == "pseudo_dirac" else {}
    inputs = {"m_X": 50.0, "g": 1e-2}
    dark = {"dark_matter": spin, "m_chi": 1e-3, "g_chi": 1e-2} | splitting
    got = evaluate("lmu_ltau.branching_ratio", channel="dark_matter", **inputs, **dark)
    muon = evaluate("lmu_ltau.branching_ratio", channel="muon", **inputs, **dark)
    assert got / muon == pytest.approx(factor, rel=1e-4)
    visible = evaluate("lmu_ltau.total_width", **inputs)
    assert evaluate("lmu_ltau.total_width", **inputs, **dark) == pytest.approx(visible / (1 - got), rel=1e-12)


def test_a_small_splitting_changes_little():
    dark = {"m_chi": 0.1, "g_chi": 1e-2, "m_X": 0.5}
    equal = evaluate("decay.vector_to_dark_matter", spin="dirac", **dark)
    split = evaluate("decay.vector_to_dark_matter", spin="pseudo_dirac", relative_splitting=1e-9, **dark)
    assert split == pytest.approx(equal, rel=1e-8)


@pytest.mark.parametrize("name", models())
def test_fractions_add_up_to_one(name):
    model = models()[name]
    options = quantities()[f"{name}.branching_ratio"].arguments[0].choices
    mass = 0.5 if name == "higgs_mixed_scalar" else 4.0  # where chiral perturbation theory is trusted
    inputs = {parameter: 1e-3 for parameter in model.numbers} | {model.mass: mass}
    if any(a.name == "hadronic_r_ratio" for a in quantities()[f"{name}.branching_ratio"].arguments):
        inputs["hadronic_r_ratio"] = 3.6
    channels = [c for c in options if "hadrons" not in options or c not in EXCLUSIVE]  # which hadrons are made of
    total = sum(evaluate(f"{name}.branching_ratio", channel=channel, **inputs) for channel in channels)
    assert total == pytest.approx(1, rel=1e-14)


def test_hadrons_couple_with_the_charge_of_quarks():
    m, g = Symbol("m", positive=True), Symbol("g", real=True)
    assert gauge_boson(m, g, {"quark": Rational(1, 3)}).hadrons == g
    double = gauge_boson(m, g, {"quark": Rational(2, 3), "muon": -1})
    assert (double.hadrons, double.hadronic_current) == (2 * g, "baryon")
    assert models()["dark_photon"].mediator.hadronic_current == "electric"
    assert Vector(m, muon=g, hadrons=g).hadronic_current == ""


def test_names_of_arguments_are_reserved():
    """Parameters may not be called like them; see the mistakes of users."""
    for name, model in models().items():
        implied = [q for q in quantities().values() if q.family == name]
        arguments = {a.name for q in implied for a in q.arguments} | {p for q in implied for p in q.parameters}
        assert arguments - set(model.numbers) <= RESERVED | OF_DARK_MATTER


def test_anomalies():
    assert verdict(models()["lmu_ltau"].mediator.charges) == "free of anomalies with the known particles"
    assert "right-handed neutrinos; without" in verdict(models()["b_minus_l"].mediator.charges)
    baryon = {"quark": Rational(1, 3)}
    assert verdict(baryon).startswith("anomalous")
    assert anomalies(baryon, right_handed_neutrinos=True)["SU(2)^2 U(1)'"] == 3
    hypercharge_like = anomalies({"electron": 1, "muon": -2, "tau": 1}, right_handed_neutrinos=False)
    assert hypercharge_like["U(1)'^3"] == -6 and hypercharge_like["gravity^2 U(1)'"] == 0


def test_decimal_couplings_and_charges_are_exact():
    """A decimal number is the fraction that was written, so that the algebra stays exact."""
    m, y = symbols("m y", positive=True)
    vector = Vector(m, muon=0.7 * y, nu_mu=0.3 * y)
    assert vector.coupling("muon").vector == Rational(7, 10) * y
    assert Scalar(m, muon=0.1 * y + 1e-3).couplings["muon"] == y / 10 + Rational(1, 1000)
    assert gauge_boson(m, y, {"muon": 0.5, "tau": -0.5}).coupling("tau").vector == -y / 2
