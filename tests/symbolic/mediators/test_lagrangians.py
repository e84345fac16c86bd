"""Lagrangians that people write: every one is a model with the right numbers, computed here from the formulas."""

from __future__ import annotations

from functools import cache
from typing import Any

import mpmath
import pytest
from lagrangians import HEAD, LAGRANGIANS
from user_files import written

import muforge
from muforge.build.userfile import UserFile, read
from muforge.codegen.check.reference import Reference

C = {name: constant.value for name, constant in muforge.constants().items()}
M = {"electron": C["m_e"], "muon": C["m_mu"], "tau": C["m_tau"]}
E = float(mpmath.sqrt(4 * mpmath.pi * C["alpha"]))
PI = float(mpmath.pi)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A function that reads the file of a Lagrangian, once."""
    folder = tmp_path_factory.mktemp("lagrangians")

    @cache
    def file(name: str) -> UserFile:
        return read(written(folder, HEAD + LAGRANGIANS[name], f"{name}_file.py"))

    return file


@pytest.fixture(scope="module")
def value(files):
    """A function that computes a real quantity of a Lagrangian from its formula, without a kernel."""

    def compute(name: str, **inputs: Any) -> Any:
        model, _, _ = name.partition(".")
        quantity = files(model).families[model][name]
        options = {key: v for key, v in inputs.items() if isinstance(v, str)}
        (variant,) = [
            v
            for v in quantity.variants
            if dict(v.options) == {a.name: a.default for a in quantity.arguments if a.choices} | options
            and set(v.present) == {a.name for a in quantity.arguments if a.optional and a.name in inputs}
        ]
        numbers = {key: v for key, v in inputs.items() if key not in options}
        return float(mpmath.re(Reference(variant.expression, variant.inputs, 1)(C | numbers)))

    return compute


def close(expected: float, rel: float = 1e-12) -> Any:
    return pytest.approx(expected, rel=rel, abs=0)


def momentum(m: float, m_1: float, m_2: float) -> float:
    """Of two particles in the rest frame of a third one."""
    return float(mpmath.sqrt((m**2 - (m_1 + m_2) ** 2) * (m**2 - (m_1 - m_2) ** 2))) / (2 * m)


def one_loop(boson: str, m_l: float, m_F: float, m_X: float) -> float:
    """``8 pi^2 a/g^2`` of a neutral boson, J. P. Leveille, Nucl. Phys. B137 (1978) 63, by quadrature."""
    sign = -1 if boson in ("pseudoscalar", "axial") else 1
    e, k = sign * m_F / m_l, m_F / m_X

    def scalar(x: Any) -> Any:
        return (x**2 - x**3 + e * x**2) / (x**2 + (m_F**2 / m_l**2 - 1) * x + m_X**2 / m_l**2 * (1 - x))

    def vector(x: Any) -> Any:
        longitudinal = 2 * x * (1 - x) * (x - 2 + 2 * e) + k**2 * (1 - sign * m_l / m_F) ** 2 * x**2 * (1 + e - x)
        return longitudinal / (x**2 + (m_F**2 / m_l**2 - 1) * x + m_X**2 / m_l**2 * (1 - x))

    with mpmath.workdps(30):
        return float(mpmath.quad(scalar if "scalar" in boson else vector, [0, 1e-3, 0.1, 0.9, 0.999, 1]))


def test_a_scalar_that_violates_flavour(value):
    m, g = 3.0, 0.1
    one_charge = 2 * g**2 * (m**2 - (M["muon"] + M["tau"]) ** 2) * momentum(m, M["muon"], M["tau"]) / (8 * PI * m**2)
    assert value("off_diagonal.partial_width", channel="muon_tau", m=m, g=g) == close(2 * one_charge)
    assert value("off_diagonal.total_width", m=m, g=g) == close(2 * one_charge)
    assert value("off_diagonal.partial_width", channel="muon_tau", m=1.8, g=g) == 0
    for lepton, other, mass in (("muon", "tau", 0.4), ("tau", "muon", 5.0)):
        expected = g**2 / (8 * PI**2) * one_loop("scalar", M[lepton], M[other], mass)
        assert value("off_diagonal.delta_a", lepton=lepton, m=mass, g=g) == close(expected, rel=1e-10)


def test_a_vector_that_violates_flavour(value):
    m, v, a, h = 4.0, 0.1, 0.2, 0.03
    widths = {
        channel: value("flavoured.partial_width", channel=channel, m=m, c=v, d=a, h=h)
        for channel in ("electron", "electron_tau", "muon_tau", "neutrinos")
    }
    p, total, difference = momentum(m, M["muon"], M["tau"]), M["muon"] + M["tau"], M["tau"] - M["muon"]
    # Sum over polarisations of |M|^2: (m^2 - d^2)(2 + s^2/m^2) 2 for a vector current, and d <-> s for an axial one.
    vector = 2 * v**2 * (m**2 - difference**2) * (2 + total**2 / m**2)
    axial = 2 * a**2 * (m**2 - total**2) * (2 + difference**2 / m**2)
    assert widths["muon_tau"] == close(2 * (vector + axial) / 3 * p / (8 * PI * m**2))
    assert widths["neutrinos"] == close(2 * h**2 * m / (24 * PI))
    fraction = value("flavoured.branching_ratio", channel="muon_tau", m=m, c=v, d=a, h=h)
    assert fraction == close(widths["muon_tau"] / sum(widths.values()))
    expected = v**2 * one_loop("vector", M["muon"], M["tau"], m) + a**2 * one_loop("axial", M["muon"], M["tau"], m)
    assert value("flavoured.delta_a", lepton="muon", m=m, c=v, d=a, h=h) == close(expected / (8 * PI**2), rel=1e-10)
    both = h**2 * (one_loop("vector", M["electron"], M["electron"], m) + one_loop("vector", M["electron"], M["tau"], m))
    assert value("flavoured.delta_a", lepton="electron", m=m, c=v, d=a, h=h) == close(both / (8 * PI**2), rel=1e-9)


@pytest.mark.parametrize(("spin", "factor"), [("dirac", 1.0), ("majorana", 0.5), ("complex_scalar", 0.0)])
def test_scalars_decay_to_dark_matter(value, spin, factor):
    m, g, y, m_chi = 1.0, 1e-3, 0.1, 0.3
    beta = float(mpmath.sqrt(1 - 4 * m_chi**2 / m**2))
    dark = factor * y**2 * m * beta**3 / (8 * PI) or y**2 * m_chi**2 * beta / (16 * PI * m)
    inputs = {"m": m, "g": g, "y_chi": y, "dark_matter": spin, "m_chi": m_chi}
    total = value("to_dark_matter.total_width", **inputs)
    visible = sum(value("to_dark_matter.partial_width", channel=c, m=m, g=g, y_chi=y) for c in ("muon", "photons"))
    assert total == close(visible + dark)


def test_dark_matter_that_a_model_declares(value):
    """Scalar and pseudoscalar couplings y and 2 y."""
    m, y, m_chi = 1.0, 0.1, 0.3
    beta = float(mpmath.sqrt(1 - 4 * m_chi**2 / m**2))
    dark = y**2 * m * (beta**3 + 4 * beta) / (8 * PI)
    inputs = {"m": m, "m_chi": m_chi, "g": 1e-3, "y": y}
    assert value("own_dark_matter.partial_width", channel="dark_matter", **inputs) == close(dark)
    assert value("own_dark_matter.total_width", **inputs) > dark


def test_couplings_to_quarks_add(value):
    """The current of B - L with mixing is neither that of baryon number nor the electric charge."""
    m, g, epsilon = 2.0, 1e-3, 2e-3
    inputs = {"m": m, "g": g, "epsilon": epsilon}
    massless = m / (12 * PI)
    r = (M["electron"] / m) ** 2
    electron = (g + epsilon * E) ** 2 * massless * (1 + 2 * r) * float(mpmath.sqrt(1 - 4 * r))
    assert value("b_minus_l_with_mixing.partial_width", channel="electron", **inputs) == close(electron)
    three_quarks = {"hadronic_r_ratio": 2.0, "baryonic_r_ratio": 1.0, "interference_r_ratio": 0.0}
    hadrons = value("b_minus_l_with_mixing.partial_width", channel="hadrons", **inputs, **three_quarks)
    by_quark = 3 * sum((g / 3 + epsilon * E * charge) ** 2 for charge in (2 / 3, -1 / 3, -1 / 3))
    assert hadrons == close(by_quark * massless)
    four_quarks = {"hadronic_r_ratio": 10 / 3, "baryonic_r_ratio": 4 / 3, "interference_r_ratio": 2 / 3}
    hadrons = value("b_minus_l_with_mixing.partial_width", channel="hadrons", **inputs, **four_quarks)
    by_quark += 3 * (g / 3 + epsilon * E * 2 / 3) ** 2
    assert hadrons == close(by_quark * massless)


def test_any_couplings_to_quarks(value):
    """Three free quarks, in the parts of isospin 1, isospin 0 and strangeness of the R of e+e- annihilation."""
    parts = {"isovector_r_ratio": 1.5, "isoscalar_r_ratio": 1 / 6, "strange_r_ratio": 1 / 3}
    got = value("of_quarks.partial_width", channel="hadrons", m=2.0, g=0.1, h=-0.3, **parts)
    assert got == close(3 * (0.1**2 + 0.3**2 + 0.1**2) * 2.0 / (12 * PI))


def test_dirac_neutrinos(value):
    assert value("dirac_neutrinos.partial_width", channel="neutrinos", m=2.0, g=0.1) == close(2 * 0.01 * 2 / (24 * PI))


@pytest.mark.parametrize("m", [0.1, 1.0, 5.0])
def test_mixing_that_loops_induce_opens_the_electron_channel(value, m):
    g = 1e-3
    mixing = muforge.evaluate("mixing.loop_induced_mixing", q_squared=m**2, g=g)
    r = (M["electron"] / m) ** 2
    per_coupling = m / (12 * PI) * (1 + 2 * r) * float(mpmath.sqrt(1 - 4 * r))
    electron = value("with_loops.partial_width", channel="electron", m=m, g=g)
    assert electron == close((E * mixing.real) ** 2 * per_coupling)
    integral = value("with_loops.coupling_function", part="1", m=m, g=g)
    assert E * g / (12 * PI**2) * integral == close(mixing.real, rel=1e-11)


def test_coupling_to_photons(value):
    assert value("to_photons.partial_width", channel="photons", m=2.0, g=0.1) == close(0.01 * 8 / (64 * PI))
    assert value("to_photons.total_width", m=2.0, g=0.1) == close(0.01 * 8 / (64 * PI))


def test_loops_add_to_a_coupling_to_photons(value):
    """A heavy lepton adds alpha y/(pi m) to the coupling of a pseudoscalar; a light one's loop falls with its mass."""
    m, g, y = 1e-2, 1e-3, 0.1
    tau = C["alpha"] * y / (PI * M["tau"])
    z = (m / (2 * M["electron"])) ** 2
    b = mpmath.sqrt(1 - 1 / z)
    f = -((mpmath.log((1 + b) / (1 - b)) - 1j * mpmath.pi) ** 2) / 4
    electron = C["alpha"] * y / (2 * PI * M["electron"]) * complex(2 * f / z)
    got = value("axion_like.partial_width", channel="photons", m=m, g=g, y=y)
    assert got == close(abs(g + tau + electron) ** 2 * m**3 / (64 * PI), rel=1e-5)
    assert value("axion_like.partial_width", channel="photons", m=5.0, g=g, y=0.0) == close(g**2 * 125 / (64 * PI))


def test_several_mediators_have_their_own_quantities_and_sums(files, value):
    both = value("vector_and_scalar.delta_a", lepton="tau", m_V=3.0, m_S=4.0, g=0.1, y=0.2)
    vector = value("vector_and_scalar.V_delta_a", lepton="tau", m_V=3.0, g=0.1)
    scalar = value("vector_and_scalar.S_delta_a", lepton="tau", m_S=4.0, y=0.2)
    assert vector == close(0.01 / (8 * PI**2) * one_loop("vector", M["tau"], M["tau"], 3.0), rel=1e-10)
    assert both == close(vector + scalar)
    electron = value("vector_and_scalar.delta_a", lepton="electron", m_V=3.0, m_S=4.0, g=0.1, y=0.2)
    assert electron == close(value("vector_and_scalar.S_delta_a", lepton="electron", m_S=4.0, y=0.2))
    assert value("vector_and_scalar.V_partial_width", channel="tau", m_V=5.0, g=0.1) > 0
    file = files("vector_and_scalar")
    assert (
        "there is vector_and_scalar.V_total_width and"
        in file.refused["vector_and_scalar"]["vector_and_scalar.total_width"]
    )


def test_exchanges_that_interfere_are_refused(files):
    file = files("two_exchanges")
    for name in ("trident_ratio", "V_trident_ratio", "W2_trident_cross_section", "V_g_trident_bound"):
        assert f"two_exchanges.{name}" not in file.families["two_exchanges"]
        assert "between neutrino and muon interfere" in file.refused["two_exchanges"][f"two_exchanges.{name}"]


def test_charges_of_a_half(files):
    assert str(files("halves").models["halves"].mediator.coupling("muon").vector) == "g/2"
