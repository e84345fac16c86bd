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


def test_long_formulas_are_given_in_pieces_with_names(capsys):
    out = run("explain kaon.rate_ratio boson=axial", capsys).out
    assert "\n  rate_ratio = ⎨16⋅π ⋅m_mu ⋅(m_K - m_mu) ⋅(m_K + m_mu)\n" in out
    assert "\n  with the integral\n    I = integral over s_nuX from m_X^2 to (m_K - m_mu)^2 of\n" in out
    assert "\n  where\n    " in out
    assert "\nderived from\n  K -> mu nu X, summed over spins:\n  |M|^2 =\n" in out
    assert "\n    s_nuX = (p_X + p_nu)^2\n" in out
    assert "p1 = " not in out and "\nprogram\n" not in out


def test_names_of_the_author_are_kept(capsys):
    out = run("explain trident.neutrino_photon_cross_section", capsys).out
    assert "\n    pair_delta = m_mu^2*pair_N^2\n" in out
    assert "\n  I_W2 = " in textwrap.dedent(out.replace("    I_W2", "  I_W2"))


def test_squared_matrix_elements_are_shown_in_invariants_of_the_momenta(capsys):
    out = run("explain qed.electron_positron_to_muons", capsys).out
    assert "  electron_positron_to_muons = 4*pi^2*alpha^2*(8 + 16*t/s + 16*(-m_e^2 - m_mu^2 + t)^2/s^2)\n" in out
    assert "\n    s = (p_electron + p_positron)^2\n" in out


def test_parts_are_shown_as_calls(capsys):
    out = run("explain lmu_ltau.branching_ratio channel=tau", capsys).out
    assert "  for P_1 + P_2 + P_3 > 0\n  branching_ratio = " in out
    assert "\n  made of\n    P_1 = lmu_ltau.partial_width(channel=tau, " in out


def test_an_equation_is_shown_as_what_vanishes(capsys):
    out = run("explain gminus2.mass_at_coupling boson=vector", capsys).out
    assert "\n  m_X between m_mu/1000000000 and 1000000000*m_mu at which this vanishes:\n" in out


def test_the_program_is_shown_on_request(capsys):
    out = run("explain decay.boson_to_leptons boson=scalar --program", capsys).out
    assert "\nprogram\n  decay_boson_to_leptons_scalar(m_X, m_l, g)\n  v" in out
    out = run("explain kaon.rate_ratio boson=scalar --program", capsys).out
    assert "    for each t_s_nuX\n" in out and " = integral(" in out


def test_latex_alone(capsys):
    out = run("explain decay.boson_to_leptons boson=vector --latex", capsys).out
    assert out.startswith("% decay.boson_to_leptons [GeV], boson=vector\n\\begin{align*}\n")
    assert r"\text{boson\_to\_leptons} &= " in out
    assert r"\sqrt{m_{X} - 2 m_{l}}" in out
    assert "arguments" not in out


@pytest.mark.parametrize("family", muforge.catalogue.lookup.families())
def test_latex_is_balanced(family):
    from muforge.describe.report import latex_of

    for name in muforge.names(family):
        if entry(name).variants[0].value is None:
            text = latex_of(name)
            assert text.count("{") == text.count("}")
            assert len(re.findall(r"\\(?:left|Bigl)\b", text)) == len(re.findall(r"\\(?:right|Bigr)\b", text))
            assert text.count(r"\begin") == text.count(r"\end")
            assert "Piecewise" not in text and "Integral" not in text


@pytest.mark.parametrize("name", muforge.names())
def test_lines_of_formulas_are_not_too_long(name):
    from muforge.describe.report import explain

    if entry(name).variants[0].value is None:
        shown = explain(name).partition("\narguments\n")[0].partition("\nformula\n")[2]
        assert max(map(len, shown.splitlines())) <= 104


def test_options_select_kernels(capsys):
    out = run("explain kaon.rate_ratio boson=axial", capsys).out
    assert "kaon_rate_ratio_axial" in out
    assert "kaon_rate_ratio_vector" not in out


def test_code_is_that_of_the_kernel(capsys):
    out = run("explain decay.vector_to_neutrinos --code", capsys).out
    assert "double muforge_decay_vector_to_neutrinos(double m_X, double g) MF_ONE_POINT(" in out


def test_recorded_accuracy_is_shown(tmp_path, capsys, monkeypatch):
    from muforge.describe import report

    record = {"formula": "", "worst_ulp": 1.25, "worst_conditioned": 1.25, "at": {"m_X": 0.5, "m_mu": 0.1}}
    record |= {"points": 400, "digits": 50}
    path = tmp_path / "accuracy.json"
    path.write_text(json.dumps({"decay_vector_to_neutrinos": record}))
    monkeypatch.setattr(report, "ACCURACY", path)
    out = run("explain decay.vector_to_neutrinos", capsys).out
    assert "accuracy: relative error at most 2.8e-16 at m_X = 0.5 (400 points against 50-digit arithmetic)" in out
    path.unlink()
    assert "accuracy: not recorded" in run("explain decay.vector_to_neutrinos", capsys).out


@pytest.mark.parametrize(
    ("worst", "weighed", "digits", "words"),
    [
        (0.0, 0.0, 50, "exact (9 points against 50-digit arithmetic)"),
        (1e7, 1e7, 6, "at most 2.2e-09 at m_X = 0.5 (9 points against independent rules that are good to 6 digits)"),
        (4.5e15, 8.0, 50, "at most 8 times that change (largest error 1 at m_X = 0.5; 9 points"),
        (40.0, 0.5, 50, "at most 1 times that change"),
    ],
)
def test_accuracy_in_words(worst, weighed, digits, words):
    from muforge.describe.accuracy_words import accuracy_in_words

    record = {"worst_ulp": worst, "worst_conditioned": weighed, "at": {"m_X": 0.5}, "points": 9, "digits": digits}
    assert words in accuracy_in_words(record)


def test_power_series_are_shown_by_their_first_terms(capsys):
    out = run("explain mixing.loop_induced_mixing", capsys).out
    assert re.search(r"\.\.\. \[\d\d terms\]", textwrap.dedent(out))


def test_procedures(capsys):
    """Where the function is, what it is proven against, and its text on request."""
    out = run("explain statistics.cls_upper_limit --code", capsys).out
    assert "\nformula\n  computed by muforge.procedures.counting.cls_upper_limit\n" in out
    assert "\nexpects\n  a confidence level below 1\n" in out
    assert "\n  table of upper limits, review of statistics, Review of Particle Physics\n" in out
    assert "\n    procedure: The signal with P(<= n; s + b) = (1 - CL) P(<= n; b).\n" in out
    assert "\n    proven against: muforge.verify.second_methods.exact_counts.cls_upper_limit\n" in out
    assert "\ncode\ndef cls_upper_limit(n_observed: Any, background: Any, confidence_level: Any)" in out


def test_lists_of_any_length(capsys):
    assert "  values  measured values, a list of any length\n" in run("explain statistics.chi_squared", capsys).out
