"""What happens outside the domain of a quantity and where an approximation is not trusted."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import muforge
from muforge.errors import DomainError, ValidityError, ValidityWarning

HIGGS = {"sin_theta": 1e-3}
PIONS, TOTAL = "decay.higgs_mixed_scalar_to_pions", "higgs_mixed_scalar.total_width"
MASSES = np.array([0.4, 0.7, 1.5])


def test_a_formula_called_by_its_name_warns_and_returns_its_number():
    with pytest.warns(ValidityWarning, match="trusted for m_X < chiral_region"):
        widths = muforge.evaluate(PIONS, m_X=MASSES, **HIGGS)
    assert np.all(widths > 0)


def test_a_sum_that_contains_it_is_refused():
    with pytest.raises(ValidityError, match="m_X = 0.7"):
        muforge.evaluate(TOTAL, m_X=MASSES, **HIGGS)


def test_warn_gives_every_number_and_nan_gives_only_trusted_ones():
    with pytest.warns(ValidityWarning):
        numbers = muforge.evaluate(TOTAL, m_X=MASSES, outside="warn", **HIGGS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trusted = muforge.evaluate(TOTAL, m_X=MASSES, outside="nan", **HIGGS)
    assert np.all(np.isfinite(numbers))
    np.testing.assert_array_equal(np.isnan(trusted), [False, True, True])
    assert trusted[0] == numbers[0] == muforge.evaluate(TOTAL, m_X=0.4, **HIGGS)


def test_the_boundary_is_a_constant_that_can_be_replaced():
    assert muforge.evaluate(TOTAL, m_X=0.7, constants={"chiral_region": 0.8}, **HIGGS) > 0


def test_one_bad_point_need_not_refuse_the_others():
    masses = [[0.1], [-1.0], [np.nan]]
    inputs = {"boson": "vector", "m_X": masses, "g": [1e-3, 2e-3]}
    with pytest.raises(DomainError):
        muforge.evaluate("kaon.branching_ratio", **inputs)
    got, error = muforge.evaluate("kaon.branching_ratio", outside="nan", return_error=True, **inputs)
    np.testing.assert_array_equal(got[0], muforge.evaluate("kaon.branching_ratio", **(inputs | {"m_X": 0.1})))
    assert np.isnan(got[1:]).all()
    assert np.isnan(error[1:]).all()
    with pytest.warns(ValidityWarning, match=r"m_X = -1 GeV; expected above 0 GeV .*; 4 of 6 points are NaN"):
        muforge.evaluate("kaon.branching_ratio", outside="warn", **inputs)


def test_a_single_point_outside_is_nan():
    assert np.isnan(muforge.evaluate("mixing.dark_photon_recast_factor", group="b_minus_l", m_X=0.3, outside="nan"))


def test_lists_are_kept_whole():
    masses = [[0.1, 0.2], [0.1, 9.0]]
    got = muforge.evaluate("phase_space.volume", s=1.0, masses=masses, outside="nan")
    assert got[0] == muforge.evaluate("phase_space.volume", s=1.0, masses=masses[0])


def test_a_choice_that_does_not_exist_is_refused_whatever_outside_says():
    with pytest.raises(DomainError, match="allowed are"):
        muforge.evaluate("kaon.branching_ratio", boson="graviton", m_X=0.1, g=1e-3, outside="nan")
    with pytest.raises(DomainError, match="allowed are error, warn, nan"):
        muforge.evaluate("kaon.branching_ratio", boson="vector", m_X=0.1, g=1e-3, outside="skip")


def test_scans_make_untrusted_points_nan_and_say_so():
    grid = {"m_X": MASSES}
    result = muforge.scan(TOTAL, grid, **HIGGS)
    np.testing.assert_array_equal(np.isnan(result.values), [False, True, True])
    assert "2 of 3 points are outside" in result.notes[0]
    assert "is trusted for m_X below chiral_region or from perturbative_region on" in result.attrs["validity"]
    with pytest.warns(ValidityWarning):
        numbers = muforge.scan(TOTAL, grid, outside="warn", **HIGGS)
    np.testing.assert_array_equal(numbers.trusted, [True, False, False])
    assert np.all(numbers.values > 0)
    with pytest.raises(ValidityError):
        muforge.scan(TOTAL, grid, outside="error", **HIGGS)


def test_photons_of_a_higgs_mixed_scalar_are_few_below_two_muons():
    with pytest.warns(ValidityWarning, match="order of magnitude"):
        fraction = muforge.evaluate("higgs_mixed_scalar.branching_ratio", channel="photons", m_X=0.2, **HIGGS)
    assert 1e-4 < fraction < 1e-2


def test_ratios_of_tridents_have_no_boundary_but_rates_have():
    fixed = {"method": "equivalent_photon", "target": "iron", "E_nu": 5.0}
    assert muforge.evaluate("trident.ratio_linear_coefficient", m_X=0.1, **fixed) > 0
    with pytest.warns(ValidityWarning, match="method=exact"):
        rate = muforge.evaluate("trident.nuclear_cross_section", C_V=0.96, C_A=0.5, **fixed)
    exact = muforge.evaluate("trident.nuclear_cross_section", C_V=0.96, C_A=0.5, **(fixed | {"method": "exact"}))
    assert rate > 2 * exact


@pytest.mark.parametrize(("E_beam", "m_X", "largest"), [(160.0, 0.3, 2.5), (15.0, 0.01, 2.5)])
def test_one_flux_of_photons_is_as_good_as_it_says_where_it_is_trusted(E_beam, m_X, largest):
    inputs = {"boson": "vector", "target": "lead", "E_beam": E_beam, "m_X": m_X, "g": 1e-3}
    got, exact = (
        muforge.evaluate("fixed_target.cross_section", method=method, **inputs)
        for method in ("improved_weizsaecker_williams", "exact")
    )
    assert exact < got < largest * exact


def test_helm_is_the_form_factor_of_tridents_unless_another_is_given():
    inputs = {"method": "exact", "target": "iron", "E_nu": 20.0, "C_V": 0.96, "C_A": 0.5}
    default = muforge.evaluate("trident.nuclear_cross_section", **inputs)
    assert default == muforge.evaluate("trident.nuclear_cross_section", form_factor="helm", **inputs)


@pytest.fixture
def table_to_one_gev(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("0.3 0.1\n0.5 1.0\n1.0 2.0\n")
    return {"epsilon": 1e-3, "hadronic_r_ratio": str(path)}


WIDTH_FROM_TABLE, BEYOND = "dark_photon.total_width", np.array([0.2, 0.4, 0.8, 1.5])


def test_masses_beyond_a_table_are_nan_and_the_others_are_computed(table_to_one_gev):
    with pytest.raises(DomainError, match=r"ends at 1; a value is asked for at 1\.5"):
        muforge.evaluate(WIDTH_FROM_TABLE, m_X=BEYOND, **table_to_one_gev)
    found = muforge.evaluate(WIDTH_FROM_TABLE, m_X=BEYOND, outside="nan", **table_to_one_gev)
    inside = muforge.evaluate(WIDTH_FROM_TABLE, m_X=BEYOND[:3], **table_to_one_gev)
    np.testing.assert_array_equal(found, [*inside, np.nan])
    with pytest.warns(ValidityWarning, match=r"ends at 1; a value is asked for at 1\.5; 1 of 4 points are NaN"):
        muforge.evaluate(WIDTH_FROM_TABLE, m_X=BEYOND, outside="warn", **table_to_one_gev)


def test_scans_go_on_beyond_a_table(table_to_one_gev):
    result = muforge.scan(WIDTH_FROM_TABLE, {"m_X": BEYOND}, outside="nan", **table_to_one_gev)
    assert np.isnan(result.values).tolist() == [False, False, False, True]
    assert any("ends at 1" in note for note in result.notes)
    with pytest.raises(DomainError, match="ends at 1"):
        muforge.scan(WIDTH_FROM_TABLE, {"m_X": BEYOND}, outside="error", **table_to_one_gev)


def test_derivatives_take_the_same_choice(table_to_one_gev):
    found = muforge.derivative(WIDTH_FROM_TABLE, "epsilon", m_X=BEYOND, outside="nan", **table_to_one_gev)
    values = muforge.evaluate(WIDTH_FROM_TABLE, m_X=BEYOND, outside="nan", **table_to_one_gev)
    np.testing.assert_allclose(found, 2 * values / table_to_one_gev["epsilon"], rtol=1e-13)
    with pytest.raises(DomainError, match="ends at 1"):
        muforge.derivative(WIDTH_FROM_TABLE, "epsilon", m_X=BEYOND, **table_to_one_gev)
