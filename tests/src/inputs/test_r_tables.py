"""Dispersion integrals over users' tables of R: errors, correlations, layouts, and tables that are none."""

from __future__ import annotations

import numpy as np
import pytest

import muforge
from muforge import hvp
from muforge.errors import ArgumentError, DomainError

BARE = {"dressed": False, "final_state_radiation": True}
ENERGIES, RATIOS, ERRORS = np.array([0.6, 0.7, 0.8]), np.array([1.2, 4.5, 6.0]), np.array([0.1, 0.1, 0.2])
VALUES = {name: constant.value for name, constant in muforge.constants().items()}


def weights(energy):
    """Trapezoids of ``(alpha^2/(3 pi^2)) 2 K/E``."""
    spread = np.zeros(len(energy))
    spread[1:] += np.diff(energy) / 2
    spread[:-1] += np.diff(energy) / 2
    return VALUES["alpha"] ** 2 / (3 * np.pi**2) * 2 * muforge.evaluate("hvp.kernel", s=energy**2) / energy * spread


def test_trapezoids_and_their_error():
    found = hvp.integrate(hvp.RTable.of(ENERGIES, RATIOS, ERRORS, **BARE))
    w = weights(ENERGIES)
    assert found.value == pytest.approx(w @ RATIOS, rel=1e-14)
    assert found.error == pytest.approx(np.sqrt(w**2 @ ERRORS**2), rel=1e-14)
    np.testing.assert_allclose(found.weights, w, rtol=1e-14)
    assert found.notes == ()


def test_correlated_errors_add_up():
    covariance = np.outer(ERRORS, ERRORS)
    found = hvp.integrate(hvp.RTable.of(ENERGIES, RATIOS, covariance, **BARE))
    assert found.error == pytest.approx(weights(ENERGIES) @ ERRORS, rel=1e-14)
    diagonal = hvp.integrate(hvp.RTable.of(ENERGIES, RATIOS, ERRORS, **BARE))
    assert found.error > 1.4 * diagonal.error
    assert found.value == diagonal.value


def test_the_order_of_rows_does_not_matter():
    order = [2, 0, 1]
    covariance = np.diag(ERRORS**2) + 0.01 * np.outer(RATIOS, RATIOS)
    plain = hvp.integrate(hvp.RTable.of(ENERGIES, RATIOS, covariance, **BARE))
    mixed = hvp.RTable.of(ENERGIES[order], RATIOS[order], covariance[np.ix_(order, order)], **BARE)
    assert hvp.integrate(mixed).value == plain.value
    assert hvp.integrate(mixed).error == pytest.approx(plain.error, rel=1e-14)


def test_values_at_one_energy_are_averaged_with_their_errors():
    twice = hvp.RTable.of([0.6, 0.7, 0.7, 0.8], [1.2, 4.5, 5.0, 6.0], [0.1, 0.1, 0.2, 0.2], **BARE)
    once = hvp.RTable.of(ENERGIES, [1.2, 4.6, 6.0], [0.1, np.sqrt(0.008), 0.2], **BARE)
    both = [hvp.integrate(table) for table in (twice, once)]
    assert both[0].value == pytest.approx(both[1].value, rel=1e-14)
    assert both[0].error == pytest.approx(both[1].error, rel=1e-14)


def test_a_fine_table_is_the_integral():
    energy = np.linspace(0.6, 0.9, 3001)
    squared = muforge.evaluate("hvp.pion_form_factor_squared", sqrt_s=energy, **hvp.BABAR_2012)
    ratio = (1 - 4 * VALUES["m_pi"] ** 2 / energy**2) ** 1.5 / 4 * squared
    found = hvp.integrate(hvp.RTable.of(energy, ratio, **BARE)).value
    exact = muforge.evaluate("hvp.two_pion_contribution", sqrt_s_min=0.6, sqrt_s_max=0.9, **hvp.BABAR_2012)
    assert found == pytest.approx(exact, rel=1e-5)
    assert exact == pytest.approx(380.9e-10, abs=0.1e-10)
    part = hvp.integrate(hvp.RTable.of(energy, ratio, **BARE), sqrt_s_min=0.65005, sqrt_s_max=0.8).value
    exact = muforge.evaluate("hvp.two_pion_contribution", sqrt_s_min=0.65005, sqrt_s_max=0.8, **hvp.BABAR_2012)
    assert part == pytest.approx(exact, rel=1e-5)


def test_dressed_tables_are_undressed_and_missing_radiation_is_noted(tmp_path):
    dressed = hvp.RTable.of(ENERGIES, RATIOS, ERRORS, dressed=True, final_state_radiation=False)
    bare = hvp.integrate(hvp.RTable.of(ENERGIES, RATIOS, ERRORS, **BARE))
    path = tmp_path / "polarisation.txt"
    path.write_text("0.5 0.98\n1.0 0.98\n")
    for undressing in (lambda energy: 0.98, path):
        found = hvp.integrate(dressed, undressing=undressing)
        assert (found.value, found.error) == pytest.approx((0.98 * bare.value, 0.98 * bare.error), rel=1e-14)
        assert "radiation" in found.notes[0]
    with pytest.raises(ArgumentError, match="dressed; give undressing"):
        hvp.integrate(dressed)
    with pytest.raises(ArgumentError, match="is bare: undressing is for a table with dressed=True"):
        hvp.integrate(hvp.RTable.of(ENERGIES, RATIOS, **BARE), undressing=lambda energy: 0.98)


HEPDATA = """independent_variables:
- header: {name: SQRT(S), units: MEV}
  values: [{value: 600.0}, {value: 700.0}, {value: 800.0}]
dependent_variables:
- header: {name: R}
  values:
  - {value: 1.2, errors: [{symerror: 0.1, label: stat}]}
  - {value: 4.5, errors: [{symerror: 0.1, label: stat}]}
  - {value: 6.0, errors: [{asymerror: {plus: 0.25, minus: -0.15}, label: stat}]}
"""
PDG = "".join(f"{e} {e} {e} {r} {d} {d} 0.0 0.0 AUTHOR 99\n" for e, r, d in zip(ENERGIES, RATIOS, ERRORS, strict=True))
LAYOUTS = {
    "three columns": ("r.txt", "0.6 1.2 0.1\n0.7 4.5 0.1\n0.8 6.0 0.2\n"),
    "in MeV": ("r.csv", "E [MeV],R,dR\n600,1.2,0.1\n800,6.0,0.2\n700,4.5,0.1\n"),
    "statistical and systematic": ("r.txt", "0.6 1.2 0.1 0\n0.7 4.5 0.1 0\n0.8 6.0 0.2 0\n"),
    "PDG": ("r.dat", PDG),
    "HEPData": ("r.yaml", HEPDATA.replace("MEV", "MeV")),
}


@pytest.mark.parametrize(("name", "text"), LAYOUTS.values(), ids=LAYOUTS)
def test_layouts(tmp_path, name, text):
    if name.endswith("yaml"):
        pytest.importorskip("yaml")
    (tmp_path / name).write_text(text)
    found = hvp.integrate(hvp.read_r_table(tmp_path / name, **BARE))
    expected = hvp.integrate(hvp.RTable.of(ENERGIES, RATIOS, ERRORS, **BARE))
    assert (found.value, found.error) == pytest.approx((expected.value, expected.error), rel=1e-13)


def test_systematic_errors_are_correlated_as_said(tmp_path):
    path = tmp_path / "r.txt"
    path.write_text("0.6 1.2 0 0.1\n0.7 4.5 0 0.1\n0.8 6.0 0 0.2\n")
    w = weights(ENERGIES)
    for correlation, variance in ((1.0, (w @ ERRORS) ** 2), (0.0, w**2 @ ERRORS**2)):
        table = hvp.read_r_table(path, systematic_correlation=correlation, **BARE)
        assert hvp.integrate(table).error == pytest.approx(np.sqrt(variance), rel=1e-13)


WRONG = {
    "one column": ("0.6\n0.7\n", "1 columns; expected are energy in GeV, R"),
    "negative error": ("0.6 1.2 0.1\n0.7 4.5 -0.1\n", "line 2: the error -0.1"),
    "energy below 0": ("-0.6 1.2\n0.7 4.5\n", "an energy above 0"),
    "no number": ("0.6 nan\n0.7 4.5\n", "a finite R"),
}


@pytest.mark.parametrize(("text", "words"), WRONG.values(), ids=WRONG)
def test_tables_that_are_none(tmp_path, text, words):
    path = tmp_path / "r.txt"
    path.write_text(text)
    with pytest.raises(DomainError, match=words):
        hvp.read_r_table(path, **BARE)


def test_arrays_that_are_none():
    with pytest.raises(DomainError, match="two lists of equal length"):
        hvp.RTable.of([0.6, 0.7], [1.0], **BARE)
    with pytest.raises(DomainError, match="covariance of R in table is not positive"):
        hvp.RTable.of([0.6, 0.7], [1.0, 2.0], [[1.0, 2.0], [2.0, 1.0]], **BARE)
    with pytest.raises(DomainError, match="reaches from 0.6 to 0.8 GeV; the range is from 0.5"):
        hvp.integrate(hvp.RTable.of(ENERGIES, RATIOS, **BARE), sqrt_s_min=0.5)


def test_narrow_resonances():
    """The measured widths; 8.2e-10 from J/psi, psi(2S) and three Upsilons together."""
    heavy = [name for name in hvp.narrow_resonances() if name not in ("omega", "phi")]
    assert sum(hvp.narrow_resonance(name).value for name in heavy) == pytest.approx(8.2e-10, abs=0.05e-10)
    j_psi = hvp.narrow_resonance("J_psi")
    assert j_psi.error / j_psi.value == pytest.approx(0.10 / 5.53, rel=1e-12)
    with pytest.raises(DomainError, match="known are omega"):
        hvp.narrow_resonance("eta")


def test_omega_and_phi_are_those_of_the_constants():
    for name, constant in (("omega", "omega_782"), ("phi", "phi_1020")):
        found = hvp.narrow_resonances()[name]
        assert (found.mass, found.width_ee) == pytest.approx((VALUES[f"m_{constant}"], VALUES[f"Gamma_ee_{constant}"]))
