"""Proofs are kept as long as nothing that they depend on has changed."""

from dataclasses import replace

import pytest

import muforge.verify
from muforge.codegen.fingerprint import Fingerprinter
from muforge.codegen.ir import InternalError
from muforge.symbolic.language.arguments import Real
from muforge.symbolic.language.literature import Erratum, Printed
from muforge.symbolic.nature.constants import m_mu, m_tau
from muforge.symbolic.nature.units import GeV
from muforge.symbolic.registry import quantities
from muforge.verify import Check, Row, proofs, verify
from muforge.verify.kept import KeptProofs, kernels_of

NAME = "mixing.coupling_over_epsilon"
QUANTITY = quantities()[NAME]
(VARIANT,) = QUANTITY.variants


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def made(monkeypatch):
    """Kernels that were proven, by a proof that always succeeds unless told otherwise."""
    seen = []
    seen_by = {"details": "fine", "passes": True}

    def checks(variant, recorded):
        seen.append(variant.kernel)
        return {"dimensions": Check(seen_by["passes"], seen_by["details"])}

    monkeypatch.setattr(muforge.verify, "_checks", checks)
    return seen, seen_by


def other(**changes):
    """The variant of the quantity with a changed declaration."""
    (variant,) = replace(QUANTITY, **changes).variants
    return variant


def times(factor):
    """What builds the formula of the quantity, times a factor."""
    made = QUANTITY.build()
    return lambda: replace(made, expression=factor * made.expression)


def test_real_proofs_are_the_same_when_they_are_kept_or_made_side_by_side():
    first = verify([NAME, "phase_space"])
    assert all(row.passed and not row.kept for row in first)
    again = verify([NAME, "phase_space"], again=True, jobs=2)
    kept = verify([NAME, "phase_space"])
    assert [row.kernel for row in first] == [VARIANT.kernel, *(f"phase_space_volume_{n}" for n in (2, 3, 4))]
    assert again == first
    assert kept == [replace(row, kept=True) for row in first]
    assert first[0].checks.keys() == {"dimensions", "derivation", "translation", "numbers"}


def test_kept_proofs_are_not_made_anew_unless_asked(made):
    seen, _ = made
    assert [row.kept for row in verify([NAME])] == [False]
    assert [row.kept for row in verify([NAME])] == [True]
    assert [row.kept for row in verify([NAME], again=True)] == [False]
    assert seen == [VARIANT.kernel] * 2


def test_failures_are_not_kept(made):
    seen, outcome = made
    outcome["passes"] = False
    assert [verify([NAME])[0].passed for _ in range(2)] == [False, False]
    outcome["passes"] = True
    assert [verify([NAME])[0].kept for _ in range(2)] == [False, True]
    assert len(seen) == 3


def test_a_proof_that_cannot_be_made_is_not_kept(monkeypatch):
    def checks(variant, recorded):
        raise ValueError("no proof")

    monkeypatch.setattr(muforge.verify, "_checks", checks)
    with pytest.raises(ValueError, match="no proof"):
        verify([NAME])
    assert KeptProofs({}).details(VARIANT) is None


def test_what_was_done_before_an_interruption_is_kept(made):
    seen, _ = made
    rows = proofs(["phase_space"])
    assert next(rows).kernel == "phase_space_volume_2"
    rows.close()
    assert {row.kernel: row.kept for row in proofs(["phase_space"])} == {
        "phase_space_volume_2": True,
        "phase_space_volume_3": False,
        "phase_space_volume_4": False,
    }


def test_progress_counts_kept_ones_as_done(made):
    verify(["phase_space.volume"])
    calls = []
    verify([NAME, "phase_space"], progress=lambda *call: calls.append(call))
    assert calls == [(VARIANT.kernel, 3, 4), ("", 4, 4)]


@pytest.mark.parametrize(
    "changed",
    [
        other(build=times(2)),
        other(accuracy=1e-6),
        other(unit=GeV),
        other(printed=(Printed("somewhere", m_mu),)),
        other(printed=(Erratum("somewhere", m_mu, m_tau, "by hand"),)),
    ],
    ids=["formula", "accuracy", "unit", "printed", "erratum"],
)
def test_a_changed_declaration_is_proven_anew(changed):
    KeptProofs({}).keep(VARIANT, {"dimensions": "1"})
    assert KeptProofs({}).details(VARIANT) == {"dimensions": "1"}
    assert KeptProofs({}).details(changed) is None


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("muforge.verify.kept.machinery", lambda: "other sources"),
        ("muforge.verify.kept.identity", lambda quantity, kernel: "another compiled kernel"),
    ],
)
def test_other_sources_or_another_kernel(what, value, monkeypatch):
    KeptProofs({}).keep(VARIANT, {"dimensions": "1"})
    monkeypatch.setattr(what, value)
    assert KeptProofs({}).details(VARIANT) is None


def test_another_record_of_accuracy():
    KeptProofs({}).keep(VARIANT, {"numbers": "1 ULP"})
    assert KeptProofs({VARIANT.kernel: "another"}).details(VARIANT) is None
    assert KeptProofs({"kaon_lambda_mu": "another"}).details(VARIANT) == {"numbers": "1 ULP"}


def test_a_composition_depends_on_its_parts(monkeypatch):
    variant = quantities()["free_scalar.kaon_branching_ratio"].variants[0]
    assert set(kernels_of(variant)) == {"kaon_rate_ratio_pseudoscalar", "kaon_rate_ratio_scalar"}
    KeptProofs({}).keep(variant, {"dimensions": "1"})
    monkeypatch.setattr("muforge.verify.kept.identity", lambda quantity, kernel: kernel + "changed")
    assert KeptProofs({}).details(variant) is None


def test_content_of_data():
    data = Fingerprinter().data
    values = [1, 1.0, "1", True, None, m_mu, (1,), ((1,),), (1, 2), {"a": 1}, {"a": 2}, Real(GeV, "x"), GeV]
    assert len({data(value) for value in values}) == len(values)
    assert data({"a": 1, "b": 2}) == data({"b": 2, "a": 1})
    assert data([m_mu * m_tau, 1]) == data((m_tau * m_mu, 1))
    with pytest.raises(InternalError, match="cannot be told"):
        data(lambda: 1)


def test_rows_compare_by_content():
    assert Row("a", {"numbers": Check(True, "1")}) != Row("a", {"numbers": Check(True, "1")}, kept=True)
