"""Corners of domains: what verification draws there, and that it finds what is wrong there."""

from __future__ import annotations

import math

import pytest
from sympy import Max, Rational

from muforge.codegen.check.domain import domain
from muforge.codegen.check.reference import Reference
from muforge.symbolic.language.arguments import Coupling, MasslessOrMassiveBoson
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import TABLE, m_mu
from muforge.symbolic.nature.units import one
from muforge.symbolic.registry import quantities
from muforge.verify import accuracy
from muforge.verify.corners import corner_samples

NAMES = ("decay.boson_to_leptons", "gminus2.scalar_fermion_loop", "mixing.loop_induced_mixing", "phase_space.volume")
VARIANTS = [variant for name in NAMES for variant in quantities()[name].variants]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_corners_lie_in_the_domain_and_stay_the_same(variant):
    found = corner_samples(variant, 12)
    assert found and found == corner_samples(variant, 12)
    inside = domain(variant)
    for sample in found:
        assert inside(sample)
        for name, x in sample.items():
            assert x == float(TABLE[name].value) if name in TABLE else math.isfinite(x)


def test_zeros_equal_arguments_and_ratios_of_scales_are_among_them():
    (variant,) = quantities()["gminus2.scalar_fermion_loop"].variants
    found = corner_samples(variant, 90)
    assert any(sample["m_F"] == 0 for sample in found) and any(sample["lambda_L"] == 0 for sample in found)
    assert any(sample["m_F"] == sample["m_S"] for sample in found)
    assert any(sample["Q_F"] == sample["Q_S"] != 0 for sample in found)
    assert any(0 < sample["m_F"] < 1e-9 * sample["m_S"] for sample in found)


def test_formulas_at_given_momenta_have_none():
    assert corner_samples(quantities()["qed.vector_to_muons"].variants[0], 5) == []


def test_a_clamp_is_found(monkeypatch):
    """A kernel that is not the formula where a mass is farther above another one than samples of its range are."""

    @quantity(unit=one, source="made up", points=("m_X",))
    def ratio(m_X: MasslessOrMassiveBoson, g: Coupling):
        """A ratio of masses."""
        return g**2 * m_X / m_mu

    (right,) = ratio.variants
    clamped = Reference(right.expression.subs(m_mu, Max(m_mu, right.symbols["m_X"] * Rational(1, 10**6))), right.inputs)

    def kernel(*values):
        return float(clamped(dict(zip(right.inputs, map(float, values), strict=True))))

    monkeypatch.setattr(accuracy, "compiled", lambda variant: kernel)
    found = accuracy.measure(right, 96)
    assert found.worst_conditioned > 1e6
    assert found.at["m_X"] > 1e6 * found.at["m_mu"]


def test_a_reference_that_divides_by_zero_is_its_limit():
    variant = quantities()["decay.diphoton_loop_function"].variants[0]
    assert accuracy._error_in_ulp(variant, accuracy.reference_of(variant), {"tau": 0.0}) <= 1
    (mixing,) = quantities()["mixing.loop_induced_mixing"].variants
    known = {name: float(TABLE[name].value) for name in mixing.inputs if name in TABLE}
    reference = accuracy.reference_of(mixing)
    assert accuracy._error_in_ulp(mixing, reference, known | {"q_squared": 0.0, "g": 0.5}) <= 4
    assert accuracy._error_in_ulp(mixing, reference, known | {"q_squared": 0.0, "g": 0.0}) == 0
