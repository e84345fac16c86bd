"""Hadrons of a scalar that mixes with the Higgs boson: running masses, regions of mass, tables of widths."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import muforge
from muforge.errors import DomainError, ValidityError, ValidityWarning

MODEL = "higgs_mixed_scalar"
S = {"sin_theta": 1e-3}
M_H = 125.0


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "widths.csv"
    path.write_text("mass [MeV],width for sin theta = 1 [MeV]\n600,2e-4\n1000,1e-1\n2000,2e-2\n")
    return path


def _quietly(name, **inputs):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return muforge.evaluate(name, **inputs)


def test_masses_run_from_their_own_scales():
    for quark, scale, mass in (("strange", 2.0, 0.093), ("charm", 1.27, 1.27), ("bottom", 4.18, 4.18)):
        assert _quietly("decay.running_quark_mass", quark=quark, scale=scale) == pytest.approx(mass, rel=1e-14)
        below, above = _quietly("decay.running_quark_mass", quark=quark, scale=[4.8 * (1 - 1e-12), 4.8])
        assert above == pytest.approx(below, rel=1e-11)


def test_ratios_of_masses_do_not_run():
    scales = np.array([0.8, 1.5, 3.0, 4.8, 91.0])
    strange, charm = (_quietly("decay.running_quark_mass", quark=q, scale=scales) for q in ("strange", "charm"))
    np.testing.assert_allclose(charm / strange, charm[0] / strange[0], rtol=1e-13)


def test_a_mass_may_lie_in_another_region_of_flavours():
    found = _quietly("decay.running_quark_mass", quark="bottom", scale=6.0, constants={"m_b": 6.0})
    assert found == pytest.approx(6.0, rel=1e-14)


def test_no_mass_where_alpha_s_is_large():
    with pytest.raises(DomainError, match="above about 0.55 GeV"):
        muforge.evaluate("decay.running_quark_mass", quark="strange", scale=0.3)


def test_widths_of_the_higgs_boson():
    """With the mixing 1 and its mass: 2.1 (2.5) MeV to bottom, 0.17 (0.29) MeV to gluons, m_b = 2.9 GeV."""
    at = {"m_X": M_H, "sin_theta": 1.0}
    bottom = [
        _quietly("decay.higgs_mixed_scalar_to_quarks", quark="bottom", radiative_correction=c, **at)
        for c in (False, True)
    ]
    gluons = [_quietly("decay.higgs_mixed_scalar_to_gluons", radiative_correction=c, **at) for c in (False, True)]
    assert bottom == pytest.approx([2.09e-3, 2.51e-3], rel=5e-3)
    assert gluons == pytest.approx([0.174e-3, 0.285e-3], rel=5e-3)
    assert _quietly("decay.running_quark_mass", quark="bottom", scale=M_H) == pytest.approx(2.92, rel=5e-3)


def test_heavy_quarks_count_alike_in_the_loop():
    """|(3/4) sum A_S|^2 = 9 if all three are heavy."""
    heavy = {"m_c": 1e4, "m_b": 1e4, "m_t": 1e4}
    width = _quietly("decay.higgs_mixed_scalar_to_gluons", m_X=20.0, radiative_correction=False, constants=heavy, **S)
    alpha_s = muforge.evaluate("hvp.strong_coupling", scale=20.0)
    assert width == pytest.approx(9e-6 * alpha_s**2 * 20**3 / (72 * np.pi**3 * 246.21965**2), rel=1e-6)


@pytest.mark.parametrize(("quark", "mass"), [("strange", 0.093), ("charm", 1.27), ("bottom", 4.18)])
@pytest.mark.filterwarnings("ignore::muforge.ValidityWarning")
def test_quarks_are_closed_up_to_twice_their_mass(quark, mass):
    masses = 2 * mass * np.array([1 - 1e-9, 1.0, 1 + 1e-9, 1 + 4e-9])
    if quark == "strange":
        with pytest.raises(DomainError, match="alpha_s is below 1"):  # which is not known there
            muforge.evaluate(
                "decay.higgs_mixed_scalar_to_quarks", quark=quark, m_X=masses, radiative_correction=True, **S
            )
        return
    found = muforge.evaluate(
        "decay.higgs_mixed_scalar_to_quarks", quark=quark, m_X=masses, radiative_correction=True, **S
    )
    assert found[:2].tolist() == [0.0, 0.0]
    assert found[3] / found[2] == pytest.approx(8.0, rel=1e-6)


def test_below_four_gev_a_factor_of_two_is_said():
    with pytest.warns(ValidityWarning, match="good to a factor of two at best"):
        muforge.evaluate("decay.higgs_mixed_scalar_to_gluons", m_X=3.0, radiative_correction=True, **S)
    with pytest.warns(ValidityWarning, match="good to a factor of two at best"):
        muforge.evaluate(f"{MODEL}.total_width", m_X=3.0, **S)
    with pytest.warns(ValidityWarning, match="dispersive results are needed"):
        muforge.evaluate("decay.higgs_mixed_scalar_to_gluons", m_X=1.0, radiative_correction=True, **S)
    _quietly(f"{MODEL}.total_width", m_X=[0.3, 4.0, 12.0], **S)


def test_a_rough_number_is_not_left_out():
    found = muforge.evaluate(f"{MODEL}.total_width", m_X=[0.5, 1.0, 3.0], outside="nan", **S)
    assert np.isnan(found).tolist() == [False, True, False]


@pytest.mark.parametrize("name", ["total_width", "lifetime", "proper_decay_length"])
def test_between_the_regions_a_table_is_asked_for(name):
    with pytest.raises(ValidityError, match="give hadronic_width, a table of dispersive widths"):
        muforge.evaluate(f"{MODEL}.{name}", m_X=[0.3, 1.0], **S)
    with pytest.raises(ValidityError, match="give hadronic_width, a table of dispersive widths"):
        muforge.evaluate(f"{MODEL}.branching_ratio", channel="muon", m_X=0.6, **S)


@pytest.mark.filterwarnings("ignore::muforge.ValidityWarning")
def test_a_table_fills_the_gap_and_nothing_else(table):
    masses = [0.3, 0.599, 0.6, 0.8, 1.9999, 2.0, 5.0]
    hadrons = muforge.evaluate(f"{MODEL}.partial_width", channel="hadrons", m_X=masses, hadronic_width=table, **S)
    outside = muforge.evaluate(f"{MODEL}.partial_width", channel="hadrons", m_X=[0.3, 0.599, 2.0, 5.0], **S)
    np.testing.assert_allclose(hadrons[[0, 1, 5, 6]], outside, rtol=1e-14)
    np.testing.assert_allclose(hadrons[2:5], [2e-13, 0.5 * (2e-13 + 1e-10), 1e-10 - 0.9999 * 0.8e-10], rtol=1e-12)
    total = muforge.evaluate(f"{MODEL}.total_width", m_X=masses, hadronic_width=table, **S)
    parts = sum(
        muforge.evaluate(f"{MODEL}.partial_width", channel=c, m_X=masses, **S)
        for c in ("electron", "muon", "tau", "photons")
    )
    np.testing.assert_allclose(total, parts + hadrons, rtol=1e-14)


def test_masses_that_a_table_lacks_are_refused(tmp_path):
    path = tmp_path / "short.csv"
    path.write_text("0.7 1e-5\n1.2 1e-4\n")
    for mass in (0.65, 1.3):
        with pytest.raises(ValidityError, match="the table of hadronic_width has to have this mass"):
            muforge.evaluate(f"{MODEL}.total_width", m_X=mass, hadronic_width=path, **S)
    assert _quietly(f"{MODEL}.total_width", m_X=0.9, hadronic_width=path, **S) > 4e-11
    assert _quietly(f"{MODEL}.total_width", m_X=0.9, hadronic_width=lambda m: 1e-4 * m, **S) > 9e-11


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0.6,1e-4\n1.0,-1e-4\n", "a mass above 0 and a value from 0 on are expected"),
        ("0.6\n1.0\n", "has 1 columns; two are expected"),
        ("m [GeV],width [1/s]\n0.6,1e-4\n1.0,1e-4\n", r"column 2 is 'width \[1/s\]'"),
        ("0.6,1e-4\n0.6,1e-4\n", "stands there again"),
    ],
)
def test_bad_tables_are_one_clear_error(tmp_path, text, words):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(DomainError, match=words):
        muforge.evaluate(f"{MODEL}.total_width", m_X=1.0, hadronic_width=path, **S)


@pytest.mark.filterwarnings("ignore::muforge.ValidityWarning")
def test_fractions_add_up_in_both_regions():
    whole = ("electron", "muon", "tau", "photons", "hadrons")
    of_partons = ("gluons", "strange_quarks", "charm_quarks", "bottom_quarks")

    def fraction(channel, mass):
        return muforge.evaluate(f"{MODEL}.branching_ratio", channel=channel, m_X=mass, **S)

    for mass in (0.1, 0.5, 2.0, 3.0, 12.0):
        assert sum(fraction(channel, mass) for channel in whole) == pytest.approx(1.0, rel=1e-13)
    assert fraction("pions", 0.5) == pytest.approx(fraction("hadrons", 0.5), rel=1e-13)
    assert sum(fraction(c, 12.0) for c in of_partons) == pytest.approx(fraction("hadrons", 12.0), rel=1e-13)
    with pytest.raises(ValidityError, match="chiral_region"):
        fraction("pions", 3.0)


def test_a_scan_takes_a_table(table):
    found = muforge.scan(f"{MODEL}.total_width", {"m_X": [0.3, 1.0, 5.0]}, hadronic_width=str(table), **S)
    np.testing.assert_allclose(found.values[1], 1e-10, rtol=0.01)
