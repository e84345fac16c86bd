"""Cuts and clamps in formulas: what they leave out is below what the quantity promises."""

from __future__ import annotations

import mpmath
import pytest

import muforge
from muforge.codegen.check.reference import Reference
from muforge.symbolic.families.fixed_target import equivalent_photons
from muforge.symbolic.families.fixed_target import quantities as fixed_target
from muforge.symbolic.families.kaon.quantities import squared_matrix_element
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.nature.constants import TABLE
from muforge.symbolic.registry import quantities


def _constants(variant):
    return {name: float(TABLE[name].value) for name in variant.inputs if name in TABLE}


def test_hard_photons_of_weizsaecker_and_williams_are_not_lost(monkeypatch):
    """A light boson: the largest U is 2e9 times the smallest one."""
    options = {"method": "weizsaecker_williams", "boson": "vector"}
    variants = quantities()["fixed_target.differential_cross_section"].variants
    declared = next(v for v in variants if dict(v.options) == options)
    point = {"E_beam": 1000.0, "m_X": 1e-6, "x": 1e-5, "g": 1.0}
    found = muforge.evaluate("fixed_target.differential_cross_section", target="silicon", **options, **point)
    monkeypatch.setattr(equivalent_photons, "WIDEST", 10**12)
    fresh = Variant(declared.quantity, declared.options, declared.present, declared.lengths)
    silicon = {name: muforge.constants()[f"{name}_silicon"].value for name in ("Z", "A")}
    uncut = float(Reference(fresh.expression, fresh.kernel_inputs)(_constants(fresh) | point | silicon))
    assert found == pytest.approx(uncut, rel=fixed_target.SPECTRUM_ACCURACY)


@pytest.mark.parametrize("m_F", [0.0, 1e-24, 1e-21, 1e-18, 1e-12])
def test_light_fermions_in_loops_are_not_clamped_visibly(m_F):
    """The integral over the Feynman parameter as physics writes it, with a boson far heavier than the muon."""
    m_S, m_mu = 1e7, float(TABLE["m_mu"].value)
    found = muforge.evaluate("gminus2.scalar_fermion_loop", Q_F=-1, Q_S=0, m_F=m_F, m_S=m_S, lambda_L=1, lambda_R=1)
    with mpmath.workdps(40):
        F, S, m = mpmath.mpf(m_F), mpmath.mpf(m_S), mpmath.mpf(m_mu)

        def integrand(y):
            """With y the parameter of the boson's propagator."""
            x = 1 - y
            return x**2 * (m**2 * y + m * F) / (x * F**2 + y * S**2 - x * y * m**2)

        pieces = [0, *(mpmath.mpf(10) ** k for k in range(-70, 0, 4)), 0.5, 1]
        expected = mpmath.quad(integrand, pieces) / (8 * mpmath.pi**2)
    assert found == pytest.approx(float(expected), rel=1e-13)


@pytest.mark.parametrize("s_nuX", [1e-12, 7.597391423803461e-09, 1e-4])
def test_soft_dark_photons_of_kaons_keep_their_digits(s_nuX):
    """Emission from muon and kaon cancels there."""
    variant = next(v for v in squared_matrix_element.variants if dict(v.options) == {"boson": "dark_photon"})
    m_X, s_muX = 1.6655832616094454e-07, 0.5 * (0.1056583755**2 + 0.493677**2)
    if s_nuX == 7.597391423803461e-09:
        s_muX = 0.08587059353170359
    point = {"m_X": m_X, "s_nuX": s_nuX, "s_muX": s_muX}
    found = muforge.evaluate("kaon.squared_matrix_element", boson="dark_photon", **point)
    exact = Reference(variant.expression, variant.kernel_inputs)(_constants(variant) | point)
    assert found == pytest.approx(float(exact), rel=1e-12)
