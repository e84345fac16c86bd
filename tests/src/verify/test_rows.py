"""`muforge.verify` as a library: columns of real quantities, and failures in each of them."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from sympy import Integral, Rational, Symbol, sqrt

from muforge import verify
from muforge.codegen.check.reference import Reference
from muforge.symbolic.language.formula import MatrixElement
from muforge.symbolic.language.integrals import LineIntegral, Trapezoid, over_interval
from muforge.symbolic.nature.units import GeV
from muforge.symbolic.registry import quantities
from muforge.verify import substitution
from muforge.verify.substitution import TOLERANCE, worst_difference


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """Proofs are made anew every time."""
    monkeypatch.setattr("muforge.verify.kept.KeptProofs.details", lambda self, variant: None)


def test_all_columns():
    (row,) = verify.verify(["kaon.two_body_width"])
    assert tuple(row.checks) == verify.COLUMNS
    assert row.passed
    assert row.checks["dimensions"].detail == "GeV"
    assert row.checks["limits"].detail == "0 for m_mu = 0"
    assert "eq. (A.1)" in row.checks["derivation"].detail


def test_what_does_not_apply_is_absent():
    (row,) = verify.verify(["decay.dark_photon_to_hadrons"])
    assert tuple(row.checks) == ("dimensions", "translation", "numbers")


def test_families_and_progress():
    said = []
    rows = verify.verify(["mixing"], progress=lambda *words: said.append(words))
    kernels = [v.kernel for q in quantities().values() if q.family == "mixing" for v in q.variants]
    assert [row.kernel for row in rows] == kernels
    assert said == [*((name, n, len(kernels)) for n, name in enumerate(kernels)), ("", len(kernels), len(kernels))]


def test_unknown_names():
    with pytest.raises(KeyError, match=r"there is no quantity or family 'kaon\.width'"):
        verify.verify(["kaon.width"])


def test_failures_say_what_was_got_and_expected(monkeypatch):
    (row,) = verify.verify(["kaon.lambda_mu"])
    monkeypatch.setattr(verify, "worst_difference", lambda variant: 1e-3)
    monkeypatch.setattr(verify, "differing_stage", lambda variant: "powers")
    (failed,) = verify.verify(["kaon.lambda_mu"])
    assert row.passed and not failed.passed
    assert failed.checks["derivation"].detail.endswith("differ by 1.0e-03, expected at most 1e-10")
    assert "after 'powers', expanded back" in failed.checks["translation"].detail


def test_worst_errors_above_the_promise_are_told(monkeypatch):
    (variant,) = quantities()["kaon.lambda_mu"].variants
    recorded = verify.read_record()[variant.kernel]
    bad = {variant.kernel: verify.Accuracy(recorded.formula, 5e3, 5e3, {"m_mu": 0.25}, 1)}
    monkeypatch.setattr(verify, "read_record", lambda: bad)
    (row,) = verify.verify(["kaon.lambda_mu"])
    assert row.checks["numbers"].detail == "error of 5e+03 ULP at m_mu = 0.25, expected at most 16"


def test_wrong_helicity_sums_and_limits_are_told(monkeypatch):
    element = MatrixElement(quantities()["kaon.two_body_width"].variants[0].formula.matrix_element.reaction)
    monkeypatch.setattr(verify.helicity, "derived_against_helicities", lambda reaction: float("nan"))
    monkeypatch.setattr(verify, "broken_limits", lambda reaction: ("got 1, expected 0",))
    assert "differ by nan of the largest diagram, expected at most 1e-12" in verify._helicity(None, element).detail
    assert verify._limits(element) == verify.Check(False, "got 1, expected 0")


RULE = Trapezoid(Rational(1, 4), 48, 48)
ROUGH = Trapezoid(Rational(5, 8), 40, 40)
x, m = Symbol("x", real=True), Symbol("m", positive=True)


def test_integrals_of_the_reference():
    third = over_interval(lambda p: p.value**2, "x", 0, 1, rule=RULE)
    assert abs(Reference(third, ())({}) - Reference(third.original, ())({})) < 1e-22
    assert abs(Reference(third, ())({}) * 3 - 1) < 1e-22
    assert Reference(Integral(x * m, (x, 0, m)), ("m",))({"m": 2.0}) == pytest.approx(4.0)


@pytest.mark.parametrize("factor", [1, 2])
def test_mapped_integrals_are_compared_with_the_original(factor, monkeypatch):
    right = over_interval(lambda p: p.value * m, "x", 0, m, rule=RULE)
    integral = LineIntegral(*right.args[:5], Integral(factor * x * m, (x, 0, m)))
    variant = SimpleNamespace(name="fake", expression=m * integral, kernel_inputs=("m",))
    monkeypatch.setattr(substitution, "typical_sample", lambda variant: {"m": 0.3})
    assert worst_difference(variant) == pytest.approx(1 - 1 / factor, abs=TOLERANCE)


def test_inner_integrals_are_compared_to_all_digits(monkeypatch):
    def inner(p):
        return over_interval(lambda q: sqrt(q.from_low * q.from_high) / (p.value + q.value), "y", 0, 1, rule=ROUGH)

    nested = over_interval(inner, "x", 0, 1, rule=ROUGH)
    variant = SimpleNamespace(name="fake", expression=nested, kernel_inputs=())
    monkeypatch.setattr(substitution, "typical_sample", lambda variant: {})
    assert worst_difference(variant) < 1e-16


def test_units_are_checked():
    right = quantities()["kaon.lambda_mu"]
    assert verify._dimensions(right.variants[0]) == verify.Check(True, "1")
    wrong = replace(right, unit=GeV)
    failed = verify._checks(wrong.variants[0], None)
    assert "declared is GeV" in failed["dimensions"].detail
    assert not failed["dimensions"].passed


def test_proofs_that_cannot_be_made_have_failed(monkeypatch):
    def hopeless(variant):
        raise ValueError("give it another typical point")

    monkeypatch.setattr(verify, "compare_printed", hopeless)
    (row,) = verify.verify(["kaon.lambda_mu"])
    assert row.checks["derivation"] == verify.Check(False, "give it another typical point")
    assert row.checks["translation"].passed


@pytest.mark.parametrize("value", [1.0, float("nan")])
def test_integrals_that_differ_or_are_not_numbers_are_told(value, monkeypatch):
    monkeypatch.setattr(verify, "worst_difference", lambda variant: value)
    (row,) = verify.verify(["kaon.lambda_mu"])
    assert not row.checks["derivation"].passed
