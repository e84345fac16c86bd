"""The built-in R ratio."""

import numpy as np
import pytest

import muforge
from muforge import hvp

VALUES = {name: constant.value for name, constant in muforge.constants().items()}
M_PI, ALPHA = VALUES["m_pi"], VALUES["alpha"]


def test_the_rho_has_its_width_to_electrons():
    """R is ``9 Gamma_ee/(alpha^2 Gamma)`` at the peak; 7.04(6) keV and 149.1 MeV, PDG, give 7.98."""
    mass, width, electrons = 0.77526, 0.1491, 7.04e-6
    alone = dict(hvp.BABAR_2012) | {"omega": [0.78191, 0.00813, 0.0, 0.0]}
    squared = muforge.evaluate("hvp.pion_form_factor_squared", sqrt_s=mass, **alone)
    peak = squared * (1 - 4 * M_PI**2 / mass**2) ** 1.5 / 4
    assert peak == pytest.approx(9 * electrons / (ALPHA**2 * width), rel=0.015)


def test_the_phi_has_its_width_to_electrons():
    """R is ``9 Gamma_ee/(alpha^2 Gamma)`` at the peak, in the channels that are there, besides the tail of the rho."""
    mass, width, electrons = (VALUES[f"{name}_phi_1020"] for name in ("m", "Gamma", "Gamma_ee"))
    near = muforge.hadronic_r_ratio([mass - 30 * width, mass, mass + 17 * width])
    peak, channels = near[1] - np.mean([near[0], near[2]]), 0.491 + 0.339 + 0.154
    assert peak == pytest.approx(channels * 9 * electrons / (ALPHA**2 * width), rel=0.015)


JOINS = (0.9, 1.0, 1.05, 1.2, 1.4, 1.5, 1.7, 3.73, 4.3, 4.8, 10.56, 11.2)


@pytest.mark.parametrize("current", ["electric", "baryon"])
def test_no_jump_anywhere(current):
    """Nor at the thresholds, where a pion and a photon give less than 1e-5."""
    joins, step = np.array(JOINS), 1e-10
    low, high = (muforge.hadronic_r_ratio(joins + side * step, current=current) for side in (-1, 1))
    np.testing.assert_allclose(low, high, rtol=1e-7)
    thresholds = np.array([2 * M_PI, 3 * M_PI, 2 * VALUES["m_K"], 2 * VALUES["m_K0"]])
    low, high = (muforge.hadronic_r_ratio(thresholds + side * step, current=current) for side in (-1, 1))
    np.testing.assert_allclose(low, high, atol=1e-5)


def test_the_dispersion_integral_over_it():
    """693.0e-10 without narrow charmonia and bottomonia, as computed by others from the same prescription."""
    energy = 2 * M_PI + np.concatenate([np.linspace(1e-4, 1.6, 2500), np.geomspace(1.601, 400, 500)])
    table = hvp.RTable.of(energy, muforge.hadronic_r_ratio(energy), dressed=False, final_state_radiation=True)
    assert hvp.integrate(table).value == pytest.approx(693.0e-10, abs=0.2e-10)


def test_quarks():
    """Three times the sum of squared charges, and a correction of a few per cent."""
    for mass, charges in ((2.5, 2.0), (6.0, 10 / 3), (20.0, 11 / 3)):
        assert 1.03 < muforge.hadronic_r_ratio(mass) / charges < 1.12


def test_closed_below_two_pions():
    assert muforge.hadronic_r_ratio([0.1, 2 * M_PI - 1e-6]).tolist() == [0, 0]
    assert muforge.hadronic_r_ratio(2 * M_PI + 1e-3) > 0


def test_it_is_the_quantity():
    masses = np.geomspace(0.1, 100, 50)
    for current in ("electric", "baryon"):
        expected = muforge.evaluate("hvp.hadronic_r_ratio", m_X=masses, current=current)
        np.testing.assert_array_equal(muforge.hadronic_r_ratio(masses, current=current), expected)


def test_constants_of_the_quantity_can_be_replaced():
    at_peak = {m: muforge.evaluate("hvp.hadronic_r_ratio", m_X=m, constants={"m_phi_1020": m}) for m in (1.0, 1.02)}
    assert all(ratio > 30 for ratio in at_peak.values())
    assert muforge.evaluate("hvp.hadronic_r_ratio", m_X=1.0) < 10


def test_the_quantity_can_be_scanned():
    result = muforge.scan("hvp.hadronic_r_ratio", {"m_X": "0.1:10:5:log", "current": ["electric", "baryon"]})
    assert result.values.shape == (2, 5)


@pytest.mark.long
def test_the_quantity_can_be_differentiated():
    step = 1e-6
    low, high = muforge.hadronic_r_ratio([0.6 - step, 0.6 + step])
    assert muforge.derivative("hvp.hadronic_r_ratio", "m_X", m_X=0.6) == pytest.approx(
        (high - low) / (2 * step), rel=1e-7
    )
