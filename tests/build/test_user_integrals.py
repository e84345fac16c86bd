"""A quantity of a user with an integral by a Gauss rule and the error function, from its file to numbers."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from user_files import written

import muforge
from muforge.cli import main
from muforge.verify import verify

SMEARED = '''"""A spectrum smeared by a detector."""

from sympy import Expr, erf, exp

from muforge.modelling import BosonMass, Coupling, GeV, gauss_integral, one, quantity


@quantity(unit=GeV**2, source="made up", points=("m_X",), accuracy=1e-14)
def smeared(m_X: BosonMass, g: Coupling) -> Expr:
    """A width smeared with half a Gaussian."""
    return g**2 * gauss_integral(lambda E: E * exp(-((E / m_X) ** 2)), "E", 0, m_X, 14)


@quantity(unit=one, source="made up")
def acceptance(m_X: BosonMass, m_l: BosonMass) -> Expr:
    """The part of a Gaussian that a cut leaves."""
    return erf(m_X / m_l)
'''
MASSES = np.geomspace(1e-3, 1e3, 50)


@pytest.fixture(scope="module")
def spectrum(tmp_path_factory):
    """A built file, and a cache of its own."""
    place = tmp_path_factory.mktemp("spectrum")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUFORGE_CACHE", str(place / "cache"))
        muforge.build_model(written(place, SMEARED, "spectrum.py"))
        yield place


def test_the_integral_is_that_of_mpmath(spectrum):
    with mpmath.workdps(30):
        unit = mpmath.quad(lambda x: x * mpmath.exp(-(x**2)), [0, 1])
        wanted = [float(mpmath.mpf(0.3) ** 2 * mpmath.mpf(m) ** 2 * unit) for m in MASSES]
    np.testing.assert_allclose(muforge.evaluate("spectrum.smeared", m_X=MASSES, g=0.3), wanted, rtol=1e-13)


def test_the_error_function_is_that_of_the_standard_library(spectrum):
    got = muforge.evaluate("spectrum.acceptance", m_X=MASSES, m_l=1.0)
    np.testing.assert_allclose(got, [math.erf(m) for m in MASSES], rtol=4e-16)


def test_derivatives(spectrum):
    point = {"m_X": 0.7, "g": 0.3}
    value = muforge.evaluate("spectrum.smeared", **point)
    assert muforge.derivative("spectrum.smeared", "m_X", **point) == pytest.approx(2 * value / 0.7, rel=1e-13)
    assert muforge.derivative("spectrum.smeared", "g", **point) == pytest.approx(2 * value / 0.3, rel=1e-13)
    slope = muforge.derivative("spectrum.acceptance", "m_X", m_X=0.7, m_l=1.0)
    assert slope == pytest.approx(2 / math.sqrt(math.pi) * math.exp(-0.49), rel=1e-14)


def test_every_proof_passes_and_the_formula_is_shown(spectrum, capsys):
    rows = verify(["spectrum.smeared", "spectrum.acceptance"])
    assert all(row.passed for row in rows), [row for row in rows if not row.passed]
    assert all({"dimensions", "translation", "numbers"} <= set(row.checks) for row in rows)
    assert main(["explain", "spectrum.smeared"]) == 0
    assert "⌠" in capsys.readouterr().out


def test_without_a_compiler(spectrum, monkeypatch, tmp_path):
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    muforge.build_model(written(tmp_path, SMEARED, "spectrum.py"), slow=True)
    value = muforge.evaluate("spectrum.smeared", m_X=0.7, g=0.3)
    assert value == pytest.approx(0.09 * 0.49 * (1 - math.exp(-1)) / 2, rel=1e-13)
    assert muforge.evaluate("spectrum.acceptance", m_X=0.7, m_l=1.0) == pytest.approx(math.erf(0.7), rel=1e-15)
