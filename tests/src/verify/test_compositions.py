"""Compositions of integrals are compared with what their parts make."""

from __future__ import annotations

import pytest

from muforge.symbolic.registry import quantities
from muforge.verify import accuracy
from muforge.verify.combination import Combination

VARIANT = quantities()["leptophilic_scalar.lepton_pair_cross_section"].variants[0]


def test_parts_are_not_integrated_again():
    assert isinstance(accuracy.reference_of(VARIANT), Combination)
    assert accuracy.measure(VARIANT, 4).worst_ulp < 8


def test_a_wrong_combination_would_be_noticed(monkeypatch):
    right = accuracy.compiled
    monkeypatch.setattr(accuracy, "compiled", lambda variant: lambda *values: (1 + 1e-9) * right(variant)(*values))
    assert accuracy.measure(VARIANT, 4).worst_conditioned > 100 * 2.0**52 * 1e-12


@pytest.mark.parametrize("name", ["decay.u1_charge", "lmu_ltau.kaon_branching_ratio", "dark_photon.total_width"])
def test_formulas_with_kernels_of_their_own_or_without_integrals_are_compared_whole(name):
    for variant in quantities()[name].variants:
        if variant.inputs:
            assert not isinstance(accuracy.reference_of(variant), Combination)
