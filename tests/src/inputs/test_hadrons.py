"""The built-in R ratio."""

import numpy as np
import pytest

import muforge

VALUES = {name: constant.value for name, constant in muforge.constants().items()}
M_PI, ALPHA = VALUES["m_pi"], VALUES["alpha"]


def test_two_pions_have_the_width_of_the_rho():
    """``M^2/(M^2 - s - i sqrt(s) Gamma(s))`` with ``Gamma(s) = Gamma (M^2/s) (p/p_0)^3``, p the momentum of a pion."""
    mass, width = VALUES["m_rho_770"], VALUES["Gamma_rho_770"]
    s = np.array([0.4, 0.5, 0.6, 0.7]) ** 2
    p, p_0 = np.sqrt(s / 4 - M_PI**2), np.sqrt(mass**2 / 4 - M_PI**2)
    running = width * mass**2 / s * (p / p_0) ** 3
    form_factor = mass**2 / (mass**2 - s - 1j * np.sqrt(s) * running)
    pions = np.abs(form_factor) ** 2 * (1 - 4 * M_PI**2 / s) ** 1.5 / 4
    assert muforge.hadronic_r_ratio(np.sqrt(s)) == pytest.approx(pions, rel=0.01)  # a little omega comes to it


def test_the_phi_has_its_width_to_electrons():
    """R is ``9 Gamma_ee/(alpha^2 Gamma)`` at the peak, besides the tail of the rho."""
    mass, width, electrons = (VALUES[f"{name}_phi_1020"] for name in ("m", "Gamma", "Gamma_ee"))
    near = muforge.hadronic_r_ratio([mass - 30 * width, mass, mass + 17 * width])
    assert near[1] - np.mean([near[0], near[2]]) == pytest.approx(9 * electrons / (ALPHA**2 * width), rel=0.01)


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


def test_the_quantity_can_be_scanned_and_differentiated():
    result = muforge.scan("hvp.hadronic_r_ratio", {"m_X": "0.1:10:5:log", "current": ["electric", "baryon"]})
    assert result.values.shape == (2, 5)
    step = 1e-6
    low, high = muforge.hadronic_r_ratio([0.6 - step, 0.6 + step])
    assert muforge.derivative("hvp.hadronic_r_ratio", "m_X", m_X=0.6) == pytest.approx(
        (high - low) / (2 * step), rel=1e-7
    )
