"""Loop functions at many points, against closed forms in high precision: to at most 4 units in the last place."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from mpmath import mp

import muforge

RNG = np.random.default_rng(20)
ULP = 2.0**-52
CONSTANTS = {name: constant.value for name, constant in muforge.constants().items()}
MUON, TAU = CONSTANTS["m_mu"], CONSTANTS["m_tau"]
DISTANCES = np.concatenate([[0.0], np.geomspace(1e-16, 0.3, 60)])


@pytest.fixture(autouse=True)
def high_precision():
    with mpmath.workdps(60):
        yield


def around(*places: float) -> np.ndarray:
    """Points on both sides of some places, from close by to far."""
    return np.concatenate([place * (1 + side * DISTANCES) for place in places for side in (-1, 1)])


def in_ulp(got: np.ndarray, wanted: list) -> np.ndarray:
    """Errors relative to the modulus."""
    return np.array([float(abs(mp.mpmathify(a) - b) / abs(b) / ULP) for a, b in zip(got.tolist(), wanted, strict=True)])


def j(y):
    """``6 int dx x(1-x) ln(1 - x(1-x) (y + i0))``."""
    beta_squared = 1 - 4 / y
    beta = mp.sqrt(beta_squared)
    logarithm = mp.log((1 + beta) / (1 - beta)) - 1j * mp.pi if y > 4 else mp.log((beta + 1) / (beta - 1))
    return -mp.mpf(8) / 3 + beta_squared + beta * (3 - beta_squared) / 2 * logarithm


@pytest.mark.parametrize("model", ["lmu_ltau", "b_minus_l"])
def test_kinetic_mixing(model):
    """A pair of loops whose divergences cancel, and loops of three leptons with equal charges."""
    sizes = np.exp(RNG.uniform(np.log(1e-10), np.log(1e8), 1000))
    masses = {"lmu_ltau": [MUON, TAU], "b_minus_l": [CONSTANTS["m_e"], MUON, TAU]}[model]
    edges = [y * m**2 for m in masses for y in (-12.0, -4.0, 3.2, 4.0)]
    q_squared = np.concatenate([sizes, -sizes, around(*edges)])
    got = muforge.evaluate(f"{model}.induced_mixing", q_squared=q_squared, g=0.1)
    factor = 8 * mp.sqrt(4 * mp.pi * mp.mpf(CONSTANTS["alpha"])) / (4 * mp.pi) ** 2 / 6 * mp.mpf(0.1)

    def wanted(q):
        loops = [j(mp.mpf(q) / mp.mpf(m) ** 2) for m in masses]
        if model == "b_minus_l":
            return factor * sum(loops)
        return factor * (2 * mp.log(mp.mpf(TAU) / mp.mpf(MUON)) + loops[1] - loops[0])

    assert in_ulp(got, [wanted(q) for q in q_squared.tolist()]).max() <= 4


def f(tau):
    """``arcsin(sqrt(tau))^2``, beyond threshold on the upper side of its cut."""
    if tau <= 1:
        return mp.asin(mp.sqrt(tau)) ** 2
    b = mp.sqrt(1 - 1 / tau)
    return -((mp.log((1 + b) / (1 - b)) - 1j * mp.pi) ** 2) / 4


def amplitude(boson, tau):
    return 2 * (tau + (tau - 1) * f(tau)) / tau**2 if boson == "scalar" else 2 * f(tau) / tau


@pytest.mark.parametrize("boson", ["scalar", "pseudoscalar"])
def test_diphoton_loop(boson):
    tau = np.concatenate([np.exp(RNG.uniform(np.log(1e-12), np.log(1e12), 2000)), around(0.75, 1.0)])
    got = muforge.evaluate("decay.diphoton_loop_function", boson=boson, tau=tau)
    assert in_ulp(got, [amplitude(boson, mp.mpf(t)) for t in tau.tolist()]).max() <= 4


@pytest.mark.parametrize("boson", ["scalar", "pseudoscalar"])
def test_diphoton_width(boson):
    """The square of a modulus, which doubles the errors of the loop function, times squares of constants."""
    edges = [2 * MUON * np.sqrt(tau) for tau in (0.75, 1.0, 2.0)]
    m_X = np.concatenate([np.exp(RNG.uniform(np.log(1e-4), np.log(1e4), 2000)), around(*edges)])
    got = muforge.evaluate("decay.diphoton_width", boson=boson, m_X=m_X, y_mu=0.1, loops="muon")
    m, factor = mp.mpf(MUON), (mp.mpf(CONSTANTS["alpha"]) * mp.mpf(0.1) / mp.mpf(MUON)) ** 2 / (256 * mp.pi**3)

    def wanted(M):
        return factor * M**3 * abs(amplitude(boson, (M / (2 * m)) ** 2)) ** 2

    assert in_ulp(got, [wanted(mp.mpf(M)) for M in m_X.tolist()]).max() <= 5
