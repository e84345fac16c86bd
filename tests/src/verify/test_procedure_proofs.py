"""The proofs of procedures, and that each of them finds what is wrong."""

from dataclasses import replace

import pytest

from muforge import verify
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.registry import quantities
from muforge.verify import procedure_checks, second_methods
from muforge.verify.procedure_checks import against_second_method, known_values, procedure_samples, wrong_value

PROCEDURES = {
    variant.kernel: variant
    for quantity in quantities().values()
    for variant in quantity.variants
    if not variant.has_kernel and variant.formula.result is None
}
COUNTING = PROCEDURES["statistics_classical_upper_limit"]
SLOW = (
    "kaon_three_muon_branching_ratio",
    "kaon_muon_lepton_pair",
    "na62_visible_background",
    "trident_",
    "dark_matter_",
    "neff_",
    "electroweak_largest_mass",
    "beam_dump_",
    "_relic_density",
    "_annihilation_ratio",
)
"""Second methods that integrate amplitudes in four or five dimensions, follow the universe, or scan whole models."""
MARKED = [
    pytest.param(name, marks=[pytest.mark.long] if any(part in name for part in SLOW) else []) for name in PROCEDURES
]


@pytest.mark.parametrize("kernel", MARKED)
def test_the_second_method_agrees(kernel):
    variant = PROCEDURES[kernel]
    worst = against_second_method(variant, variant.formula, 2)
    assert worst.excess <= 1, worst


@pytest.mark.parametrize("kernel", PROCEDURES)
def test_known_values_are_met(kernel):
    variant = PROCEDURES[kernel]
    assert [wrong_value(variant, known) for known in known_values(variant, variant.formula)] == [None] * len(
        known_values(variant, variant.formula)
    )


def test_known_values_belong_to_the_options():
    variant = PROCEDURES["statistics_profile_cls_upper_limit_per_bin_expected"]
    (known,) = known_values(variant, variant.formula)
    assert (known.inputs["uncertainty_model"], known.inputs["band"]) == ("per_bin", "expected")


def test_rows_of_procedures():
    (row,) = verify.verify(["statistics.classical_upper_limit"])
    assert tuple(row.checks) == ("dimensions", "derivation", "numbers")
    assert row.passed
    assert "Review of Particle Physics" in row.checks["derivation"].detail
    assert row.checks["numbers"].detail.startswith("exact_counts.classical_upper_limit to ")


def test_samples_have_lists_of_several_lengths_that_belong_together():
    samples = procedure_samples(PROCEDURES["statistics_chi_squared"], 6)
    assert [len(sample["values"]) for sample in samples] == [4, 1, 3, 4, 1, 3]
    assert all(len(sample["values"]) == len(sample["errors"]) for sample in samples)


def test_a_procedure_that_is_off_is_found(monkeypatch):
    found = second_methods.second_method_named("exact_counts.classical_upper_limit")
    monkeypatch.setattr(
        procedure_checks, "second_method_named", lambda name: lambda **inputs: float(found(**inputs)) * (1 + 1e-8)
    )
    row = verify._second_method(COUNTING, COUNTING.formula)
    assert not row.passed
    assert "differs from exact_counts.classical_upper_limit by 1e-08 at n_observed = " in row.detail


def test_a_known_value_that_is_off_is_found():
    known = COUNTING.formula.known[0]
    wrong = replace(COUNTING.formula, known=(replace(known, value=2.4),))
    check = verify._known_values(COUNTING, wrong)
    assert check is not None and not check.passed
    assert "got 2.30258" in check.detail and "n_observed = 0" in check.detail


def test_a_result_that_is_no_number_is_found(monkeypatch):
    monkeypatch.setattr(procedure_checks, "run_alone", lambda variant, sample: (float("nan"), 0.0))
    assert against_second_method(COUNTING, COUNTING.formula, 1).excess > 1


def test_every_procedure_is_a_variant():
    assert all(isinstance(variant, Variant) for variant in PROCEDURES.values())
    assert len(PROCEDURES) >= 17
