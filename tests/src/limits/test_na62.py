"""Searches of NA62 in any model: known values, options, tables, and what they refuse."""

import json
import warnings

import numpy as np
import pytest
from user_files import written

import muforge
from muforge.errors import ArgumentError, DomainError
from muforge.na62 import (
    MEASURED_STRUCTURE,
    Acceptance,
    BinnedBackground,
    InvisibleSearch,
    KaonRates,
    Limit,
    StructureWarning,
    VisibleSearch,
    histfactory,
    reach_of_published,
    read_acceptance,
    read_background,
    read_limit,
)

RATES = KaonRates("lmu_ltau")
PREPARED = {"n_kaons": 1e8, "acceptance": 0.35, "photon_veto_inefficiency": 1e-3}
MASSES = np.array([0.01, 0.1, 0.2, 0.3])


def search(**changes):
    return InvisibleSearch(**PREPARED | changes)


# ----- an invisible X --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("model", "boson"), [("lmu_ltau", "lmu_ltau"), ("muon_philic_scalar", "scalar")])
def test_searches_in_models_are_the_quantities_of_the_catalogue(model, boson):
    rates = KaonRates(model)
    counted = search(background_uncertainty=0.01).reach(rates, MASSES).coupling
    known = {"boson": boson, "m_X": MASSES, **PREPARED}
    assert counted == pytest.approx(
        muforge.evaluate("na62.cut_and_count_coupling", background_uncertainty=0.01, **known), rel=1e-10
    )
    shaped = search(method="likelihood").reach(rates, MASSES).coupling
    assert shaped == pytest.approx(muforge.evaluate("na62.likelihood_coupling", **known), rel=1e-10)


@pytest.mark.parametrize("line", ["two_sigma_halved_background", "signal_equals_background"])
def test_lines_of_the_figure(line):
    own = search(line=line, background_uncertainty=0.02).reach(RATES, MASSES).coupling
    quantity = muforge.evaluate(
        "na62.cut_and_count_coupling",
        boson="lmu_ltau",
        m_X=MASSES,
        line=line,
        background_uncertainty=0.02,
        **PREPARED,
    )
    assert own == pytest.approx(quantity, rel=1e-10)


def test_half_the_background_without_systematic_error_is_worth_a_fourth_root():
    plain, halved = (
        search(line=line).reach(RATES, MASSES).coupling for line in ("two_sigma", "two_sigma_halved_background")
    )
    assert halved == pytest.approx(plain / 2**0.25, rel=1e-12)


def test_signal_equal_to_background_does_not_depend_on_the_number_of_kaons():
    few, many = (search(line="signal_equals_background", n_kaons=n).reach(RATES, MASSES).coupling for n in (1e8, 1e13))
    assert few == pytest.approx(many, rel=1e-12)


def test_only_the_bins_above_are_halved():
    edges = [0.015, 0.019, 0.023, 0.027, 0.15]
    background = BinnedBackground(edges, [8.0, 8.0, 8.0, 8.0])
    halved = InvisibleSearch(1e8, background=background, line="two_sigma_halved_background")
    assert halved.backgrounds() == pytest.approx([8.0, 8.0, 4.0, 4.0])
    across = BinnedBackground([0.022, 0.024], [8.0])
    assert InvisibleSearch(1e8, background=across, line="two_sigma_halved_background").backgrounds() == pytest.approx(
        [6.0]
    )


def test_a_known_background_is_the_limit_of_a_small_error():
    profiled = search(method="profile_likelihood", background_uncertainty=1e-9, confidence_level=0.9545)
    level = muforge.evaluate(
        "statistics.profile_cls_upper_limit",
        uncertainty_model="common_normalization",
        band="expected",
        signal_fractions=[1.0],
        backgrounds=[1e6],
        background_uncertainty=1e-9,
        confidence_level=0.9545,
    )
    known = search(method="likelihood").reach(RATES, MASSES).coupling
    ratio = profiled.reach(RATES, MASSES).coupling / known
    assert ratio == pytest.approx(np.sqrt(level / 2e3), rel=0.02)  # sigmas of CLs over 2, many events


def test_errors_make_limits_weaker():
    reached = [
        search(method="profile_likelihood", n_kaons=1e13, background_uncertainty=kappa).reach(RATES, 0.2).coupling[0]
        for kappa in (0.0, 0.01, 0.1)
    ]
    assert reached == sorted(reached) and reached[2] > 1.2 * reached[0]


def test_reasons():
    found = search().reach(RATES, [0.1, 0.3855, 0.4])
    assert np.isfinite(found.coupling).tolist() == [True, False, False]
    assert found.reasons[0] == "" and "no signal" in found.reasons[1] and "closed" in found.reasons[2]
    assert np.array_equal(found.limit("here").coupling, found.coupling, equal_nan=True)


def test_a_mass_above_all_bins_is_refused():
    with pytest.raises(DomainError, match=r"likelihood_coupling: m_X = 0.386 GeV; a mass below 0.3847 GeV"):
        muforge.evaluate("na62.likelihood_coupling", boson="scalar", m_X=[0.1, 0.386], **PREPARED)


def test_channels_that_the_search_sees():
    neutrinos = search().reach(KaonRates("lmu_ltau", channel="neutrinos"), MASSES).coupling
    all_decays = search().reach(RATES, MASSES).coupling
    fraction = muforge.evaluate("lmu_ltau.branching_ratio", channel="neutrinos", m_X=MASSES, g=1e-3)
    assert neutrinos == pytest.approx(all_decays / np.sqrt(fraction), rel=1e-10)


def test_rates_that_are_no_square_of_the_coupling():
    """A coupling beside a fixed one: the rate is a quadratic function of it."""
    rates = KaonRates("free_vector", coupling="v_mu", fixed={"a_mu": 1e-4, "g_nu": 2e-4})
    found = search().reach(rates, [0.1])
    signals = search().signals(rates, found.mass, found.coupling)
    assert search().factor(signals, search().backgrounds()) == pytest.approx([1.0], rel=1e-9)


OWN = '''from muforge.modelling import BosonMass, Coupling, Vector, model


@model()
def three_ways(m_V: BosonMass, g_e: Coupling, g_mu: Coupling, g_inv: Coupling) -> Vector:
    """A vector that couples to electrons, muons and, invisibly, to the neutrino of the tau."""
    return Vector(m_V, electron=g_e, muon=g_mu, nu_tau=g_inv)
'''


@pytest.mark.long
def test_a_model_of_the_users_own_file(tmp_path, monkeypatch):
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    muforge.build_model(written(tmp_path, OWN, "three_ways.py"), slow=True)
    fixed = {"g_e": 1e-3, "g_inv": 2e-3}
    invisible = KaonRates("three_ways", "g_mu", "neutrinos", fixed, "m_V")
    found = search(background_uncertainty=0.01).reach(invisible, [0.1])
    same = search(background_uncertainty=0.01).reach(KaonRates("free_vector", "v_mu", fixed=VECTOR), [0.1]).coupling
    electrons, neutrinos = 2 * 1e-6, 4e-6  # relative widths of massless leptons; left-handed neutrinos have half
    fraction = (neutrinos / 2) / (electrons / 2 + neutrinos / 2)
    assert found.coupling[0] == pytest.approx(same[0] / np.sqrt(fraction), rel=1e-3)
    visible = KaonRates("three_ways", "g_mu", "muon", fixed, "m_V")
    seen = VisibleSearch(1e13, 0.1, 0.002).reach(visible, [0.1, 0.3])
    assert np.isnan(seen.coupling[0]) and 0 < seen.coupling[1] < 1e-2
    published = reach_of_published(Limit(np.array([0.1]), np.array([1e-6]), "made up"), invisible)
    made = muforge.evaluate("three_ways.kaon_branching_ratio", m_V=0.1, g_mu=published.coupling[0])
    assert made * fraction == pytest.approx(1e-6, rel=1e-3)


VECTOR = {"a_mu": 0.0, "g_nu": 0.0}


# ----- tables ----------------------------------------------------------------------------------------------------


def test_a_table_of_the_same_background_changes_nothing(tmp_path):
    plain = search(background_uncertainty=0.01)
    edges, events = plain.edges, plain.backgrounds()
    path = tmp_path / "background.csv"
    rows = "".join(
        f"{float(a)!r},{float(b)!r},{float(n)!r}\n" for a, b, n in zip(edges, edges[1:], events, strict=False)
    )
    path.write_text("low [GeV^2],high [GeV^2],events\n" + rows)
    tabled = InvisibleSearch(1e8, 0.35, background=read_background(path), background_uncertainty=0.01)
    assert tabled.reach(RATES, MASSES).coupling == pytest.approx(plain.reach(RATES, MASSES).coupling, rel=1e-12)


def test_errors_of_bins_count():
    plain = search()
    without, exact = (BinnedBackground(plain.edges, plain.backgrounds(), e) for e in (None, 0 * plain.backgrounds()))
    worse = BinnedBackground(plain.edges, plain.backgrounds(), 0.1 * plain.backgrounds())
    reached = [InvisibleSearch(1e8, 0.35, background=b).reach(RATES, 0.2).coupling[0] for b in (without, exact, worse)]
    assert reached[0] == reached[1] < reached[2]


def test_a_constant_table_of_acceptances_is_a_number(tmp_path):
    path = tmp_path / "acceptance.csv"
    path.write_text("".join(f"{m},{s},0.35\n" for m in (0.001, 0.39) for s in (0.0, 0.1, 0.2)))
    table = read_acceptance(path)
    by_table = search(acceptance=table).reach(RATES, MASSES).coupling
    assert by_table == pytest.approx(search().reach(RATES, MASSES).coupling, rel=1e-12)
    half = Acceptance(table.m_X, table.m2_miss, table.fractions / 2)
    assert search(acceptance=half).signals(RATES, MASSES, 1e-3) == pytest.approx(
        search().signals(RATES, MASSES, 1e-3) / 2
    )
    outside = search(acceptance=Acceptance(np.array([0.05, 0.2]), table.m2_miss, table.fractions)).reach(
        RATES, [0.1, 0.3]
    )
    assert outside.reasons[0] == "" and "no such mass" in outside.reasons[1]


def test_an_acceptance_in_the_missing_mass_alone(tmp_path):
    path = tmp_path / "acceptance.csv"
    path.write_text("0.05,0.4\n0.15,0.2\n")
    table = read_acceptance(path)
    assert table.at(MASSES, np.array([0.1]))[:, 0] == pytest.approx(0.3)
    assert table.covers(MASSES).all()


def test_published_limits_become_couplings(tmp_path):
    path = tmp_path / "na62.csv"
    path.write_text("# reference: made up\nmass [MeV],limit\n10,1e-5\n100,1e-6\n370,1e-7\n")
    found = reach_of_published(read_limit(path), RATES)
    back = muforge.evaluate("lmu_ltau.kaon_branching_ratio", m_X=found.mass, g=found.coupling)
    assert back == pytest.approx([1e-5, 1e-6, 1e-7], rel=1e-12)
    between = reach_of_published(read_limit(path), KaonRates("muon_philic_scalar"), [0.055, 0.38])
    back = muforge.evaluate("muon_philic_scalar.kaon_branching_ratio", m_X=0.055, g=between.coupling[0])
    assert back == pytest.approx(1e-7 / 0.055, rel=1e-12)
    assert "no limit" in between.reasons[1]


# ----- a visible X -----------------------------------------------------------------------------------------------


def test_visible_search_has_structure_by_default():
    visible = VisibleSearch(1e13, 0.1, 0.002)
    found = visible.reach(KaonRates("lmu_ltau", channel="muon"), [0.2, 0.25, 0.35])
    known = {"boson": "lmu_ltau", "n_kaons": 1e13, "acceptance": 0.1, "mass_resolution": 0.002}
    quantity = muforge.evaluate("na62.visible_coupling", m_X=[0.25, 0.35], **known, **MEASURED_STRUCTURE._asdict())
    assert found.coupling[1:] == pytest.approx(quantity, rel=1e-9)
    assert "2 m_mu" in found.reasons[0]
    with pytest.warns(StructureWarning, match="3 to 6 times too small"):
        alone = VisibleSearch(1e13, 0.1, 0.002, structure=None)
    assert visible.backgrounds(0.25) / alone.backgrounds(0.25) == pytest.approx(2.8, rel=0.2)
    with pytest.raises(ArgumentError, match="channel='muon'"):
        visible.reach(RATES, 0.25)


def test_a_visible_search_with_a_table_of_acceptances():
    falling = Acceptance(np.array([0.2, 0.4]), np.zeros(1), np.array([[0.2], [0.1]]))
    rates = KaonRates("lmu_ltau", channel="muon")
    by_table = VisibleSearch(1e13, falling, 0.002).reach(rates, [0.25, 0.3])
    number = VisibleSearch(1e13, 0.15, 0.002).reach(rates, 0.3)
    assert by_table.coupling[1] == pytest.approx(number.coupling[0], rel=1e-12)
    wide = Acceptance(np.array([0.2, 0.4]), np.array([0.0, 0.1]), np.full((2, 2), 0.1))
    with pytest.raises(DomainError, match="2 missing masses"):
        VisibleSearch(1e13, wide, 0.002)


# ----- export ----------------------------------------------------------------------------------------------------


def test_export_for_pyhf_is_complete():
    exported = search(background_uncertainty=0.01, method="profile_likelihood")
    workspace = json.loads(json.dumps(histfactory(exported, RATES, 0.1)))
    assert set(workspace) == {"channels", "observations", "measurements", "version"}
    signal, background = workspace["channels"][0]["samples"]
    limit = muforge.evaluate(
        "statistics.profile_cls_upper_limit",
        uncertainty_model="common_normalization",
        band="expected",
        signal_fractions=signal["data"],
        backgrounds=background["data"],
        background_uncertainty=background["modifiers"][0]["data"]["hi"] - 1,
        confidence_level=0.95,
    )
    assert limit == pytest.approx(1.0, rel=1e-9)
    assert workspace["observations"][0]["data"] == background["data"]
    errors = BinnedBackground([0.05, 0.1, 0.15], [10.0, 5.0], [1.0, 2.0])
    with_errors = histfactory(InvisibleSearch(1e8, background=errors), RATES, 0.1)
    assert with_errors["channels"][0]["samples"][1]["modifiers"][0]["data"] == [1.0, 2.0]


def test_pyhf_finds_the_same_limit():
    pyhf = pytest.importorskip("pyhf")
    exported = search(background_uncertainty=0.01, method="profile_likelihood")
    workspace = pyhf.Workspace(histfactory(exported, RATES, 0.1))
    model = workspace.model()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        observed, _ = pyhf.infer.intervals.upper_limits.upper_limit(workspace.data(model), model, rtol=1e-6)
    assert float(observed) == pytest.approx(1.0, rel=1e-3)


# ----- bad input -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n_kaons": 0.0}, "n_kaons = 0"),
        ({"acceptance": 1.2}, "acceptance = 1.2"),
        ({"acceptance": 0.0}, "acceptance = 0"),
        ({"photon_veto_inefficiency": 0.0}, "photon_veto_inefficiency = 0"),
        ({"background_uncertainty": -0.1}, "at least 0"),
        ({"confidence_level": 1.0}, "between 0 and 1"),
        ({"method": "bayes"}, "allowed are cut_and_count"),
        ({"line": "dotted"}, "allowed are two_sigma"),
        ({"method": "likelihood", "background_uncertainty": 0.1}, "profile_likelihood takes its errors"),
        ({"method": "likelihood", "line": "signal_equals_background"}, "belongs to cut_and_count"),
    ],
)
def test_wrong_searches_are_refused(changes, message):
    with pytest.raises(DomainError, match=message):
        search(**changes)


def test_a_search_without_its_table_is_refused():
    with pytest.raises(ArgumentError, match="needs one background"):
        InvisibleSearch(1e8)


@pytest.mark.parametrize(
    ("edges", "events", "errors", "message"),
    [
        ([0.05, 0.06], [0.0], None, "bin 1 is 0; above 0"),
        ([0.05, 0.06], [-1.0], None, "bin 1 is -1; above 0"),
        ([0.06, 0.05], [1.0], None, "must ascend"),
        ([0.05, 0.06], [1.0, 2.0], None, "one edge more"),
        ([0.05, 0.06], [1.0], [-0.1], "none of them negative"),
        ([0.05, np.nan], [1.0], None, "finite number"),
    ],
)
def test_wrong_backgrounds_are_refused(edges, events, errors, message):
    with pytest.raises(DomainError, match=message):
        BinnedBackground(edges, events, errors)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0.05,1\n0.06,2\n", "2 columns; three are expected"),
        ("0.05,0.06,1\n0.07,0.08,1\n", "begins at 0.07, the one before it ends at 0.06"),
        ("0.05,0.06,1\n0.06,0.07,0\n", "bin 2 is 0"),
    ],
)
def test_wrong_tables_are_refused(tmp_path, text, message):
    path = tmp_path / "table.csv"
    path.write_text(text)
    with pytest.raises(DomainError, match=message):
        read_background(path)


def test_wrong_acceptances_are_refused(tmp_path):
    path = tmp_path / "table.csv"
    for text, message in (
        ("0.1,0.05,0.3\n0.1,0.06,0.3\n0.2,0.05,0.3\n", "once for each m_X"),
        ("0.05,1.3\n0.06,0.3\n", "acceptance is 1.3"),
    ):
        path.write_text(text)
        with pytest.raises(DomainError, match=message):
            read_acceptance(path)


def test_wrong_models_and_masses_are_refused():
    with pytest.raises(ArgumentError, match="did you mean 'g'"):
        KaonRates("lmu_ltau", coupling="gg")
    with pytest.raises(KeyError):
        KaonRates("le_ltau")
    with pytest.raises(DomainError, match="masses = -0.1; a number or a list of numbers in GeV above 0"):
        search().reach(RATES, [0.1, -0.1])
    with pytest.raises(DomainError, match="at most 1"):
        reach_of_published(Limit(np.array([0.1]), np.array([2.0]), "made up"), RATES)
