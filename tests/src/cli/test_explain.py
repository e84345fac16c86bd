import json
import re
import textwrap

import pytest
from command import run

import muforge
from muforge.catalogue.lookup import entry


@pytest.mark.parametrize("name", muforge.names())
def test_every_quantity_can_be_explained(name, capsys):
    shown = run(f"explain {name}", capsys)
    assert (shown.code, shown.err) == (0, "")
    quantity = entry(name)
    first, second = shown.out.splitlines()[:2]
    assert (first, second) == (f"{name} [{quantity.unit}]", quantity.summary)
    for argument in quantity.arguments:
        assert f"\n  {argument.name} " in shown.out
    for variant in quantity.variants:
        assert not variant.compiled or f"\n  {variant.kernel}\n    operations: " in shown.out
        parts = variant.composition.parts if variant.composition else ()
        assert all(part.kernel in shown.out.replace("\n", "").replace("    ", "") for part in parts)
    words = " ".join(shown.out.split())
    for erratum in quantity.errata:
        for text in (erratum.where, erratum.printed, erratum.right, erratum.ratio, erratum.shown):
            assert " ".join(text.split()) in words


def test_formula_constants_and_source(capsys):
    out = run("explain kaon.lambda_mu", capsys).out
    assert "  2⋅G_F⋅V_us⋅f_K⋅m_mu\n" in out
    assert "  m_mu  0.1056583755 GeV, muon mass\n" in out
    assert "\nsource\n  arXiv:1902.07715 app. A eq. (A.2)\n" in out


def test_printed_equations_and_misprints(capsys):
    out = run("explain kaon.squared_matrix_element", capsys).out
    assert "\nchecked against\n  boson=lmu_ltau: arXiv:1902.07715 app. A" in out
    assert "\nerrata of the sources\n  arXiv:1902.07715 eq. (A.8)" in out
    assert "\n    printed        m_X^2*(-m_K^2*m_mu^2 + s_muX)\n" in out


def test_integrals_are_shown_as_published(capsys):
    out = run("explain gminus2.neutral_boson boson=vector", capsys).out
    assert "⌠" in out and "m_X ⋅(1 - x)" in out
    assert "sinh" not in out


def test_long_formulas_are_given_in_parts(capsys):
    out = run("explain kaon.rate_ratio boson=axial", capsys).out
    assert "\n  p1 = " in out
    assert "\n  result = Integral(" in out
    assert "\n  result = 0  otherwise\n" in out


def test_options_select_kernels(capsys):
    out = run("explain kaon.rate_ratio boson=axial", capsys).out
    assert "kaon_rate_ratio_axial" in out
    assert "kaon_rate_ratio_vector" not in out


def test_code_is_that_of_the_kernel(capsys):
    out = run("explain decay.vector_to_neutrinos --code", capsys).out
    assert "double muforge_decay_vector_to_neutrinos(double m_X, double g) {" in out


def test_recorded_accuracy_is_shown(tmp_path, capsys, monkeypatch):
    from muforge.describe import report as explain

    record = {"formula": "", "worst_ulp": 1.25, "at": {"m_X": 0.5}, "points": 400, "digits": 50}
    path = tmp_path / "accuracy.json"
    path.write_text(json.dumps({"decay_vector_to_neutrinos": record}))
    monkeypatch.setattr(explain, "ACCURACY", path)
    out = run("explain decay.vector_to_neutrinos", capsys).out
    assert "worst error: 1.25 ulp at m_X = 0.5 (400 points against 50 digits)" in out
    path.unlink()
    assert "worst error: not recorded" in run("explain decay.vector_to_neutrinos", capsys).out


def test_power_series_are_shown_by_their_first_terms(capsys):
    out = run("explain mixing.loop_induced_mixing", capsys).out
    assert re.search(r"\.\.\. \[\d\d terms\]", textwrap.dedent(out))


def test_procedures(capsys):
    """Where the function is, what it is proven against, and its text on request."""
    out = run("explain statistics.cls_upper_limit --code", capsys).out
    assert "\nformula\n  computed by muforge.procedures.counting.cls_upper_limit\n" in out
    assert "\nvalid where\n  a confidence level below 1\n" in out
    assert "\n  table of upper limits, review of statistics, Review of Particle Physics\n" in out
    assert "\n    procedure: The signal with P(<= n; s + b) = (1 - CL) P(<= n; b).\n" in out
    assert "\n    proven against: muforge.verify.second_methods.exact_counts.cls_upper_limit\n" in out
    assert "\ncode\ndef cls_upper_limit(n_observed: Any, background: Any, confidence_level: Any)" in out


def test_lists_of_any_length(capsys):
    assert "  values  measured values, a list of any length\n" in run("explain statistics.chi_squared", capsys).out
