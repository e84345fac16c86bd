"""Inputs that carry units or labels: the unit is used, labels that disagree are an error."""

from __future__ import annotations

import numpy as np
import pytest

import muforge
from muforge.errors import ArgumentError

SHIFT = {"boson": "scalar", "g": 1e-3}


def of_astropy(value, unit):
    units = pytest.importorskip("astropy.units")
    return units.Quantity(value, unit)


def of_pint(value, unit):
    pint = pytest.importorskip("pint")
    return pint.UnitRegistry(cache_folder=None).Quantity(value, unit)


LIBRARIES = pytest.mark.parametrize("quantity", [of_astropy, of_pint])


@LIBRARIES
def test_units_are_used_at_every_door(quantity):
    m_X = np.array([0.1, 0.2])
    expected = muforge.evaluate("gminus2.neutral_boson", m_X=m_X, **SHIFT)
    masses = quantity([100.0, 200.0], "MeV")
    np.testing.assert_allclose(muforge.evaluate("gminus2.neutral_boson", m_X=masses, **SHIFT), expected, rtol=1e-14)
    scanned = muforge.scan("gminus2.neutral_boson", {"m_X": masses}, **SHIFT)
    np.testing.assert_allclose(scanned.values, expected, rtol=1e-14)
    one = muforge.scan("gminus2.neutral_boson", {"g": [1e-3]}, boson="scalar", m_X=quantity(100.0, "MeV"))
    assert "m_X=0.1" in one.attrs["fixed"]
    heavier = muforge.evaluate("kaon.two_body_width", constants={"m_K": quantity(500.0, "MeV")})
    assert heavier == pytest.approx(muforge.evaluate("kaon.two_body_width", constants={"m_K": 0.5}), rel=1e-14)
    assert muforge.hadronic_r_ratio(quantity(1500.0, "MeV")) == pytest.approx(muforge.hadronic_r_ratio(1.5), rel=1e-14)


@LIBRARIES
def test_powers_lists_and_pure_numbers(quantity):
    s = quantity(1e4, "MeV**2")
    volume = muforge.evaluate("phase_space.volume", s=s, masses=[quantity(10.0, "MeV"), quantity(20.0, "MeV")])
    assert volume == pytest.approx(muforge.evaluate("phase_space.volume", s=0.01, masses=[0.01, 0.02]), rel=1e-14)
    coupling = muforge.evaluate("gminus2.neutral_boson", boson="scalar", m_X=0.1, g=quantity(1e-3, ""))
    assert coupling == muforge.evaluate("gminus2.neutral_boson", m_X=0.1, **SHIFT)


@LIBRARIES
def test_other_dimensions_are_refused(quantity):
    with pytest.raises(ArgumentError, match="m_X = .*a value in GeV is expected"):
        muforge.evaluate("gminus2.neutral_boson", m_X=quantity(1.0, "s"), **SHIFT)
    with pytest.raises(ArgumentError, match="g = .*a pure number is expected"):
        muforge.evaluate("gminus2.neutral_boson", boson="scalar", m_X=0.1, g=quantity(1.0, "GeV"))
    with pytest.raises(ArgumentError, match="axis m_X = .*a value in GeV is expected"):
        muforge.scan("gminus2.neutral_boson", {"m_X": quantity([1.0, 2.0], "s")}, **SHIFT)
    with pytest.raises(ArgumentError, match="constant m_K = .*a value in GeV is expected"):
        muforge.evaluate("kaon.two_body_width", constants={"m_K": quantity(1.0, "m")})


def test_columns_of_pandas():
    pandas = pytest.importorskip("pandas")
    masses = [0.1, 0.2]
    expected = muforge.evaluate("gminus2.neutral_boson", m_X=masses, **SHIFT)
    table = pandas.DataFrame({"m": masses, "g": [1e-3, 1e-3]})
    for column in (table["m"], pandas.Index(masses), pandas.Series(masses)):
        np.testing.assert_array_equal(muforge.evaluate("gminus2.neutral_boson", m_X=column, **SHIFT), expected)
    both = muforge.evaluate("gminus2.neutral_boson", boson="scalar", m_X=table["m"], g=table["g"])
    np.testing.assert_array_equal(both, expected)
    with pytest.raises(ArgumentError, match="m_X and g have different labels"):
        muforge.evaluate("gminus2.neutral_boson", boson="scalar", m_X=table["m"], g=table["g"][::-1])


def test_arrays_of_xarray():
    xarray = pytest.importorskip("xarray")
    masses = xarray.DataArray([0.1, 0.2], dims="m", coords={"m": [0.1, 0.2]})
    couplings = xarray.DataArray([1e-3, 2e-3], dims="c", coords={"c": [1, 2]})
    expected = muforge.evaluate("gminus2.neutral_boson", m_X=[0.1, 0.2], **SHIFT)
    np.testing.assert_array_equal(muforge.evaluate("gminus2.neutral_boson", m_X=masses, **SHIFT), expected)
    with pytest.raises(ArgumentError, match="m_X and g have different labels; inputs are paired by position"):
        muforge.evaluate("gminus2.neutral_boson", boson="scalar", m_X=masses, g=couplings)
    shifted = xarray.DataArray([1e-3, 2e-3], dims="m", coords={"m": [0.2, 0.3]})
    with pytest.raises(ArgumentError, match="different labels"):
        muforge.evaluate("gminus2.neutral_boson", boson="scalar", m_X=masses, g=shifted)


def test_masked_elements_are_refused_still():
    masked = np.ma.masked_array([0.1, 0.2], [False, True])
    with pytest.raises(ArgumentError, match="masked elements"):
        muforge.evaluate("gminus2.neutral_boson", m_X=masked, **SHIFT)
    whole = np.ma.masked_array([0.1, 0.2], False)
    assert muforge.evaluate("gminus2.neutral_boson", m_X=whole, **SHIFT).shape == (2,)


def test_the_unit_that_an_attribute_says_is_not_ignored():
    xarray = pytest.importorskip("xarray")
    masses = xarray.DataArray([100.0, 200.0], dims="m", attrs={"units": "MeV"})
    with pytest.raises(ArgumentError, match="m_X: the attribute units is 'MeV', expected 'GeV'"):
        muforge.evaluate("kaon.branching_ratio", boson="vector", m_X=masses, g=1e-3)
    right = (masses / 1000).assign_attrs(units="GeV")
    assert np.all(muforge.evaluate("kaon.branching_ratio", boson="vector", m_X=right, g=1e-3) > 0)
