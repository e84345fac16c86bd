"""Decays of leptons that violate flavour: limits of the loops, thresholds, mu -> 3 e, models and their limits."""

import numpy as np
import pytest
from sympy import Integer, Rational, Symbol

import muforge
from muforge.symbolic.families.clfv import amplitudes as derivation
from muforge.symbolic.families.clfv.flavour_loop import coefficient
from muforge.symbolic.families.decay.amplitudes import m_X as boson_mass
from muforge.symbolic.feynman import denominator, fermi_sum, gamma, indices, square, u, ubar, v, vector_propagator
from muforge.verify.spinors import discrepancy

CONSTANTS = {name: constant.value for name, constant in muforge.constants().items()}
M = {"electron": CONSTANTS["m_e"], "muon": CONSTANTS["m_mu"], "tau": CONSTANTS["m_tau"]}
TAUS = {"muon": CONSTANTS["tau_mu_s"], "tau": CONSTANTS["tau_tau_s"]}


def value(name, **inputs):
    return muforge.evaluate(f"clfv.{name}", **inputs)


def coefficient_of(fraction, parent, daughter):
    """``abs(c)`` of a branching ratio."""
    width = fraction * CONSTANTS["hbar_GeV_s"] / TAUS[parent]
    released = (M[parent] ** 2 - M[daughter] ** 2) / M[parent]
    return np.sqrt(width / released**3 * 4 * np.pi / 2)


@pytest.mark.parametrize("boson", ["scalar", "vector"])
def test_equal_masses_are_the_loop_of_the_magnetic_moment(boson):
    """Tau -> mu photon with a tau in the loop and a muon of nearly the same mass: ``c = e a/(4 m)``."""
    near = {"m_mu": M["tau"] * (1 - 1e-6)}
    inputs = {"m_X": 5.0, "parent": "tau", "daughter": "muon", "g_mutau": 1e-3, "g_tautau": 1e-3}
    fraction = value("radiative_branching_ratio", boson=boson, constants=near, **inputs)
    width = fraction * CONSTANTS["hbar_GeV_s"] / TAUS["tau"]
    released = (M["tau"] ** 2 - near["m_mu"] ** 2) / M["tau"]
    found = np.sqrt(width / released**3 * 2 * np.pi)
    moment = muforge.evaluate("gminus2.neutral_boson", boson=boson, m_X=5.0, g=1e-3, constants={"m_mu": M["tau"]})
    e = np.sqrt(4 * np.pi * CONSTANTS["alpha"])
    np.testing.assert_allclose(found, e * moment / (4 * M["tau"]), rtol=1e-5)


@pytest.mark.parametrize("boson", ["scalar", "vector"])
def test_the_rate_does_not_jump_where_X_becomes_real(boson):
    """At m_tau - m_e, m_tau - m_mu and m_mu - m_e."""
    inputs = {"boson": boson, "parent": "tau", "daughter": "muon"}
    inputs |= {"g_emu": 0.1, "g_etau": 0.2, "g_mutau": 0.3, "g_mumu": 0.1, "g_tautau": 0.2, "g_ee": 0.3}
    for edge in (M["tau"] - M["electron"], M["tau"] - M["muon"], M["muon"] - M["electron"]):
        below, above = value("radiative_branching_ratio", m_X=edge * (1 + np.array([-1e-9, 1e-9])), **inputs)
        np.testing.assert_allclose(below, above, rtol=1e-4)


def test_closed_decays_are_zero():
    assert value("radiative_branching_ratio", boson="scalar", m_X=1.0, parent="muon", daughter="tau", g_mutau=1.0) == 0
    closed = {"parent": "muon", "daughter": "electron", "g": 1.0}
    assert value("lepton_to_lepton_boson_width", boson="vector", m_X=M["muon"] - M["electron"], **closed) == 0
    assert value("lepton_to_lepton_boson_width", boson="axial", m_X=0.3, **closed | {"daughter": "tau"}) == 0


def test_a_gamma5_changes_the_sign_of_a_mass():
    """A massless daughter: scalar couplings to one chirality alone have no term in the mass of the loop."""
    m_i, m_k, m_X = (Rational(n) for n in (7, 2, 11))
    J = {name: Symbol(name) for name in ("z", "zx", "zy", "xy")}
    plain, flipped, parent = (
        coefficient("scalar", i, Integer(0), k, m_X, J) for i, k in ((m_i, m_k), (m_i, -m_k), (-m_i, m_k))
    )
    assert (plain - flipped).expand() == 2 * m_k * J["xy"]
    assert (parent + flipped).expand() == 0


def test_mu_to_3e_with_heavy_X_is_the_contact_interaction():
    light = {"m_e": 1e-7}
    for boson, factor in (("vector", 3 / 4), ("scalar", 3 / 32)):
        G = 1e-2 * 1e-3 / 500.0**2
        found = value("muon_to_three_electrons_width", boson=boson, m_X=500.0, g_emu=1e-2, g_ee=1e-3, constants=light)
        np.testing.assert_allclose(found, G**2 * M["muon"] ** 5 / (192 * np.pi**3) * factor, rtol=1e-5)


def test_a_real_X_is_no_exchange():
    with pytest.raises(ValueError, match="a lighter X is real"):
        value("muon_to_three_electrons_width", boson="scalar", m_X=0.1, g_emu=1e-3, g_ee=1e-3)


@pytest.mark.parametrize("reaction", [derivation.radiative(), *map(derivation.three_electrons, ("scalar", "vector"))])
def test_sums_over_helicities(reaction):
    generator = np.random.default_rng(5)
    known = {"m_i": 3.0, "m_j": 0.7, "m_mu": 2.0, "m_e": 0.3}
    symbols = {s for s in reaction.squared.free_symbols if s.name not in ("s1", "s2")}
    symbols |= {p.mass for p in reaction.process.particles if isinstance(p.mass, Symbol)}
    values = {s: known.get(s.name, float(generator.uniform(0.3, 1.3))) for s in sorted(symbols, key=str)}
    args = (reaction.squared, reaction.amplitude, reaction.process, reaction.invariants, values, generator)
    assert discrepancy(*args) < 1e-11


def test_the_current_of_electrons_is_conserved_in_mu_to_3e():
    """The metric stands for the whole propagator of a massive vector."""
    a, b = indices("a b")
    mu, one, two, bar = derivation.mu, derivation.e_one, derivation.e_two, derivation.ebar

    def diagram(far, near):
        line = vector_propagator(near.p + bar.p, a, b, boson_mass)
        return line * (ubar(far) * gamma(a) * u(mu)) * (ubar(near) * gamma(b) * v(bar))

    reaction = derivation.three_electrons("vector")
    named = {"D1": denominator(one.p + bar.p, boson_mass), "D2": denominator(two.p + bar.p, boson_mass)}
    whole = square(fermi_sum(diagram(two, one), diagram(one, two)), reaction.process, named)
    numbers = {
        "m_mu": Rational(9, 2),
        "m_e": Rational(1, 3),
        "m_X": Rational(8),
        "s1": Rational(5),
        "s2": Rational(7, 2),
    }
    numbers |= {f"D{n}": numbers[f"s{n}"] - 64 for n in (1, 2)} | {
        f"P_{n}": 1 / (numbers[f"s{n}"] - 64) for n in (1, 2)
    }

    def at(expression):
        return expression.subs({s: numbers[s.name] for s in expression.free_symbols})

    assert at(whole) == at(reaction.squared)


def test_bound_on_the_ratio_of_couplings_with_the_limits_of_today():
    shift = 2.51e-9
    wanted = {
        "mu_to_e_gamma": (1.5e-13, 1.22e-5),
        "tau_to_mu_gamma": (4.2e-8, 1.53e-2),
        "tau_to_e_gamma": (3.3e-8, 1.35e-2),
    }
    for process, (limit, rho) in wanted.items():
        inputs = {"process": process, "branching_ratio_limit": limit, "delta_a_mu": shift}
        found = value("coupling_ratio_bound", n_chiralities=1, **inputs)
        np.testing.assert_allclose(found, rho, rtol=0.01)
        c = np.sqrt(4 * np.pi * CONSTANTS["alpha"]) * shift / (4 * M["muon"])
        parent = "muon" if process.startswith("mu") else "tau"
        dipole = c * M[parent] / M["muon"] * found
        fraction = value("radiative_width", m_parent=M[parent], c_L=dipole, c_R=0.0) * TAUS[parent]
        np.testing.assert_allclose(fraction / CONSTANTS["hbar_GeV_s"], limit, rtol=1e-12)


def test_dipole_and_moment_are_inverse():
    C = value("effective_coefficient", M=1e4, delta_a_mu=-2.5e-9)
    np.testing.assert_allclose(value("moment_of_effective_dipole", M=1e4, C=C), -2.5e-9, rtol=1e-14)


FILE = '''
"""A scalar and a vector that violate flavour."""

from muforge.modelling import BosonMass, Coupling, Chiral, Scalar, Vector, model


@model(references=("our paper",))
def violating(m_S: BosonMass, y: Coupling, y_emu: Coupling, y_mutau: Coupling) -> Scalar:
    """A scalar with couplings to electrons, muons and taus, two of which violate flavour."""
    return Scalar(m_S, electron=y, muon=y, tau=y, electron_muon=y_emu, muon_tau=y_mutau)


@model(references=("our paper",))
def left_handed_violating(m_V: BosonMass, g: Coupling, g_emu: Coupling) -> Vector:
    """A vector that couples to left-handed leptons."""
    return Vector(m_V, electron=Chiral(g, 0), muon=Chiral(g, 0), electron_muon=Chiral(g_emu, 0))
'''


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("flavour")
    (folder / "own.py").write_text(FILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUFORGE_CACHE", str(folder / "cache"))
        muforge.build_model(folder / "own.py")
        yield


def test_rates_of_a_model_of_your_own(models):
    point = {"y": 0.02, "y_emu": 1e-4, "y_mutau": 3e-3}
    matrix = {"g_ee": 0.02, "g_mumu": 0.02, "g_tautau": 0.02, "g_emu": 1e-4, "g_mutau": 3e-3}
    for process, parent, daughter in (("mu_to_e_gamma", "muon", "electron"), ("tau_to_mu_gamma", "tau", "muon")):
        for m_S in (0.05, 0.3, 40.0):
            found = muforge.evaluate("violating.radiative_branching_ratio", process=process, m_S=m_S, **point)
            wanted = value(
                "radiative_branching_ratio", boson="scalar", m_X=m_S, parent=parent, daughter=daughter, **matrix
            )
            np.testing.assert_allclose(found, wanted, rtol=1e-10)
    exchanged = muforge.evaluate("violating.muon_to_three_electrons_branching_ratio", m_S=0.4, **point)
    width = value("muon_to_three_electrons_width", boson="scalar", m_X=0.4, g_emu=1e-4, g_ee=0.02)
    np.testing.assert_allclose(exchanged, width * TAUS["muon"] / CONSTANTS["hbar_GeV_s"], rtol=1e-12)
    real = muforge.evaluate("violating.muon_to_three_electrons_branching_ratio", m_S=0.05, **point)
    to_boson = muforge.evaluate(
        "violating.lepton_to_lepton_boson_branching_ratio", process="mu_to_e", m_S=0.05, **point
    )
    to_electrons = muforge.evaluate("violating.branching_ratio", channel="electron", m_S=0.05, **point)
    np.testing.assert_allclose(real, to_boson * to_electrons, rtol=1e-12)


def test_limits_on_a_model_of_your_own(models):
    point = {"model": "violating", "for_": "y_emu", "m_S": [1.0, 10.0], "y": 0.02, "y_mutau": 0.0}
    found = muforge.limit("mu_to_e_gamma", **point)
    assert found.reasons == ("", "") and found.coupling[0] < found.coupling[1]
    at = {"m_S": 10.0, "y": 0.02, "y_mutau": 0.0, "y_emu": found.coupling[1]}
    rate = muforge.evaluate("violating.radiative_branching_ratio", process="mu_to_e_gamma", **at)
    np.testing.assert_allclose(rate, 1.5e-13, rtol=1e-8)
    three = muforge.limit("mu_to_3e", **point)
    assert np.isfinite(three.coupling).all()
    with pytest.raises(ValueError, match="does not have"):
        muforge.limit("mu_to_e_gamma", model="lmu_ltau", m_X=0.1)


def test_left_handed_couplings_do_not_flip_the_chirality_inside_the_loop(models):
    """With a heavy vector a lepton contributes 2 m_k - 2/3 m_i, and a left-handed coupling has the second alone.

    Electron and muon add up to 2/3 m_i, or to -4/3 m_i in each of four products of couplings half as large: the squares
    are as 1 and 16, for both chiralities of the dipole or one of twice the size.
    """
    inputs = {"m_V": 300.0, "g": 0.1, "g_emu": 1e-3, "process": "mu_to_e_gamma"}
    left = muforge.evaluate("left_handed_violating.radiative_branching_ratio", **inputs)
    matrix = {"g_ee": 0.05, "g_mumu": 0.05, "g_emu": 5e-4}
    both = value("radiative_branching_ratio", boson="vector", m_X=300.0, parent="muon", daughter="electron", **matrix)
    np.testing.assert_allclose(left / both, 32.0, rtol=0.02)
