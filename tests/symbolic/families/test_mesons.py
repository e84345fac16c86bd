"""Mesons that decay to a scalar, and decays in a volume: limits, identities, and what has no answer."""

from __future__ import annotations

import numpy as np
import pytest

import muforge
from muforge.errors import ArgumentError, DomainError, InputError
from muforge.verify.second_methods.exact_decay_volumes import coupling_for_events

FRACTION, EVENTS = "meson.decaying_fraction", "meson.coupling_for_events"
SPECTRUM = [[20.0, 0.2], [50.0, 0.5], [100.0, 0.25], [200.0, 0.05]]
VOLUME = {"m_X": 0.5, "distance_min_m": 50.0, "distance_max_m": 110.0}
COUNT = {"n_events": 3.0, "n_produced_per_g2": 7.2e13, "width_per_g2": 1e-8} | VOLUME


def _decays(g, spectrum=SPECTRUM, **changed):
    inputs = COUNT | changed
    width, made = inputs.pop("width_per_g2") * g**2, inputs.pop("n_produced_per_g2") * g**2
    del inputs["n_events"]
    return muforge.evaluate("meson.decays_in_volume", n_produced=made, width=width, spectrum=spectrum, **inputs)


@pytest.mark.parametrize(
    ("name", "threshold"),
    [
        ("meson.b_to_kaon_scalar_branching_ratio", 5.27934 - 0.493677),
        ("meson.kaon_to_pion_scalar_branching_ratio", 0.493677 - 0.13957039),
    ],
)
def test_closed_decays_are_exactly_zero_and_open_as_the_root(name, threshold):
    masses = threshold + np.array([1e-8, 4e-8, -1e-8, -4e-8])
    found = muforge.evaluate(name, m_X=masses, sin_theta=1.0)
    assert found[:2].tolist() == [0.0, 0.0]
    assert found[3] / found[2] == pytest.approx(2.0, rel=1e-6)


def test_branching_fractions_go_as_the_square_of_the_mixing():
    one, small = (
        muforge.evaluate("meson.kaon_to_pion_scalar_branching_ratio", m_X=0.1, sin_theta=s) for s in (1.0, 1e-9)
    )
    assert small == pytest.approx(1e-18 * one, rel=1e-15)


def test_few_decays_are_proportional_to_the_width_and_many_are_all():
    tiny = muforge.evaluate(FRACTION, spectrum=SPECTRUM, width=1e-40, **VOLUME)
    momenta, weights = np.array(SPECTRUM).T
    mean = np.sum(weights / momenta)  # the weights add up to 1
    assert tiny == pytest.approx(0.5 * 1e-40 * 60 / 1.973269804e-16 * mean, rel=1e-13)
    all_of_them = muforge.evaluate(FRACTION, spectrum=SPECTRUM, width=1e-10, **(VOLUME | {"distance_min_m": 0.0}))
    assert all_of_them == 1.0
    assert muforge.evaluate(FRACTION, spectrum=SPECTRUM, width=0.0, **VOLUME) == 0.0
    assert muforge.evaluate(FRACTION, spectrum=SPECTRUM, width=1e-10, **VOLUME) == 0.0


def test_a_spectrum_is_rows_lists_or_a_file(tmp_path):
    rows = muforge.evaluate(FRACTION, spectrum=SPECTRUM, width=2e-16, **VOLUME)
    momenta, weights = np.array(SPECTRUM).T
    lists = muforge.evaluate(FRACTION, momenta=momenta, weights=10 * weights, width=2e-16, **VOLUME)
    path = tmp_path / "spectrum.csv"
    path.write_text("p [MeV],dN/dp\n" + "\n".join(f"{1e3 * p},{w}" for p, w in SPECTRUM))
    assert lists == pytest.approx(rows, rel=1e-14)
    assert muforge.evaluate(FRACTION, spectrum=path, width=2e-16, **VOLUME) == pytest.approx(rows, rel=1e-14)


def test_several_spectra_and_widths_broadcast():
    spectra = np.array([SPECTRUM, [[p, 1.0] for p, _ in SPECTRUM]])
    widths = np.array([[1e-17], [1e-16], [1e-15]])
    found = muforge.evaluate(FRACTION, spectrum=spectra, width=widths, **VOLUME)
    assert found.shape == (3, 2)
    alone = muforge.evaluate(FRACTION, spectrum=spectra[1], width=1e-15, **VOLUME)
    assert found[2, 1] == pytest.approx(alone, rel=1e-14)
    assert muforge.evaluate(EVENTS, spectrum=spectra, **COUNT).shape == (2, 2)


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"spectrum": [[20.0, -0.2], [50.0, 0.5]]}, DomainError, "weights = -0.2; expected at least 0"),
        ({"spectrum": [[0.0, 0.2], [50.0, 0.5]]}, DomainError, "momenta = 0 GeV; expected above 0"),
        ({"spectrum": [20.0, 50.0]}, DomainError, r"rows of momenta, weights are expected: \(n, 2\)"),
        ({"spectrum": [[20.0, 0.2, 1.0]]}, DomainError, "rows of momenta, weights are expected"),
        ({"spectrum": "nowhere.csv"}, InputError, "nowhere.csv cannot be read"),
        ({"spectrum": [["a", "b"]]}, ArgumentError, "rows of the numbers momenta, weights are expected, or a file"),
        ({"spectrum": None}, ArgumentError, "needs 'spectrum'"),
        ({"momenta": [20.0]}, ArgumentError, "spectrum and momenta are given; one of them"),
        ({"spectrum": None, "momenta": [20.0]}, ArgumentError, "needs 'weights'"),
        ({"distance_max_m": 40.0}, DomainError, "a volume that begins before it ends"),
        ({"distance_max_m": 50.0}, DomainError, "a volume that begins before it ends"),
        ({"m_X": -0.5}, DomainError, "expected above 0"),
    ],
)
def test_bad_input_is_one_clear_error(wrong, error, words):
    for name, inputs in ((FRACTION, VOLUME | {"width": 1e-16}), (EVENTS, COUNT)):
        with pytest.raises(error, match=words):
            muforge.evaluate(name, **({"spectrum": SPECTRUM} | inputs | wrong))


def test_a_file_without_weights_says_so(tmp_path):
    path = tmp_path / "momenta.csv"
    path.write_text("1\n2\n3\n")
    with pytest.raises(DomainError, match="has 1 column; expected are 2: momenta .*, in GeV.*, weights"):
        muforge.evaluate(FRACTION, spectrum=path, width=1e-16, **VOLUME)


def test_weights_that_are_all_zero_have_no_mean():
    with pytest.raises(DomainError):
        muforge.evaluate(FRACTION, spectrum=[[20.0, 0.0]], width=1e-16, **VOLUME)
    with pytest.raises(DomainError, match="all weights of the spectrum are 0"):
        muforge.evaluate(EVENTS, spectrum=[[20.0, 0.0]], **COUNT)


def test_both_couplings_give_the_number_of_events():
    low, high = muforge.evaluate(EVENTS, spectrum=SPECTRUM, **COUNT)
    assert [_decays(low), _decays(high)] == pytest.approx([3.0, 3.0], rel=1e-9)
    assert _decays(0.99 * low) < 3 < _decays(1.01 * low)
    assert _decays(1.01 * high) < 3 < _decays(0.99 * high)


@pytest.mark.parametrize(
    ("spectrum", "changed"),
    [
        ([[1.0, 1.0], [1e4, 1e-3]], {}),  # two maxima; events may fall short between them
        ([[1.0, 1.0], [1e4, 1e-3]], {"n_events": 1e4}),
        ([[1.0, 1.0], [1e4, 1e-3]], {"n_events": 1e5}),
        ([[1.0, 1e-9], [1e4, 1.0]], {"n_events": 1e6}),
        ([[10.0, 1.0], [1000.0, 0.0]], {}),
        ([[10.0, 1.0], [20.0, 1e-30]], {}),
        (SPECTRUM, {"distance_max_m": 50.0001, "n_events": 1.0}),
        (SPECTRUM, {"distance_min_m": 1e-3}),
        (SPECTRUM, {"width_per_g2": 1e-3}),
    ],
)
def test_outermost_couplings_agree_with_a_grid_of_many_digits(spectrum, changed):
    momenta, weights = np.array(spectrum).T
    inputs = COUNT | changed
    found = muforge.evaluate(EVENTS, spectrum=spectrum, **inputs)
    wanted = coupling_for_events(**inputs, momenta=momenta.tolist(), weights=weights.tolist())
    np.testing.assert_allclose(found, [float(g) for g in wanted], rtol=1e-11)


def test_couplings_that_nothing_reaches_have_a_reason_or_are_nan():
    with pytest.raises(DomainError, match="stays below n_events at every coupling"):
        muforge.evaluate(EVENTS, spectrum=SPECTRUM, **(COUNT | {"n_events": 1e12}))
    events = [3.0, 1e12]
    found = muforge.evaluate(EVENTS, spectrum=SPECTRUM, outside="nan", **(COUNT | {"n_events": events}))
    assert np.isfinite(found[0]).all()
    assert np.isnan(found[1]).all()


def test_just_below_the_largest_number_of_events():
    couplings = np.geomspace(1e-4, 1e-2, 4001)
    largest = np.max(_decays(couplings))
    low, high = muforge.evaluate(EVENTS, spectrum=SPECTRUM, **(COUNT | {"n_events": largest * (1 - 1e-6)}))
    assert low < high < 1.01 * low
    with pytest.raises(DomainError, match="stays below"):
        muforge.evaluate(EVENTS, spectrum=SPECTRUM, **(COUNT | {"n_events": largest * (1 + 1e-6)}))


def test_mesons_are_counted_with_their_multiplicity():
    inputs = {"protons_on_target": 2e20, "sigma_total_mb": 10.0, "selected_fraction": 1.0}
    assert muforge.evaluate("meson.produced_meson_count", sigma_meson_mb=0.0, **inputs) == 0.0
    assert muforge.evaluate("meson.produced_meson_count", sigma_meson_mb=20.0, **inputs) == 4e20
    with pytest.raises(DomainError, match="at most 1"):
        muforge.evaluate("meson.produced_meson_count", sigma_meson_mb=1.0, **(inputs | {"selected_fraction": 1.1}))
