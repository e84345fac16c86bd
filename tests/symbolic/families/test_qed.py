"""Classic results of electrodynamics and weak decays."""

import math

import mpmath
import numpy as np
import pytest

import muforge


def constant(name):
    return muforge.constants()[name].value


JOINTS = 2.0**-36, 2.0**-20, 0.5
"""Arguments of tabulated functions at which another form takes over."""


def closed_phase_space_factor(x):
    with mpmath.workdps(120):
        x = mpmath.mpf(x)
        return float(1 - 8 * x + 8 * x**3 - x**4 - 12 * x**2 * mpmath.log(x))


def worst_ulp(found, known):
    """The largest error in units in the last place."""
    return np.max(np.abs(np.asarray(found) - known) / np.spacing(np.abs(known)))


def beside(x):
    """Numbers at many distances from x, on both sides."""
    return x * (1 + np.concatenate([-np.geomspace(1e-15, 0.1, 40), [0.0], np.geomspace(1e-15, 0.1, 40)]))


def test_phase_space_factor_is_the_closed_form():
    x = np.concatenate([np.geomspace(1e-14, 0.999, 300), 1 - np.geomspace(1e-12, 0.6, 200), *map(beside, JOINTS)])
    found = muforge.evaluate("qed.leptonic_decay_phase_space_factor", mass_ratio_squared=x)
    assert worst_ulp(found, np.array([closed_phase_space_factor(value) for value in x])) <= 4


def test_phase_space_factor_at_its_ends():
    values = muforge.evaluate("qed.leptonic_decay_phase_space_factor", mass_ratio_squared=[0.0, 1.0, 2.0])
    assert values[0] == pytest.approx(1.0, rel=1e-14)
    assert values[1] == values[2] == 0


def test_muon_lifetime_is_close_to_the_measured_one():
    found = muforge.evaluate("qed.muon_lifetime", radiative_correction=True)
    assert found == pytest.approx(constant("tau_mu_s"), rel=1e-5)


def test_michel_spectrum_is_normalised_to_the_lifetime():
    nodes, weights = np.polynomial.legendre.leggauss(200)
    low = 2 * constant("m_mu") * constant("m_e") / (constant("m_mu") ** 2 + constant("m_e") ** 2)
    y = math.sqrt(1 - low) * (nodes + 1) / 2  # x = low + y^2 softens the square root at threshold
    spectrum = muforge.evaluate("qed.michel_spectrum", x=low + y**2)
    width = float(np.sum(spectrum * 2 * y * weights) * math.sqrt(1 - low) / 2)
    lifetime = muforge.evaluate("qed.muon_lifetime", radiative_correction=False)
    assert constant("hbar_GeV_s") / width == pytest.approx(lifetime, rel=1e-9)


def test_michel_spectrum_is_that_of_the_textbook():
    m_e, m_mu, G_F = constant("m_e"), constant("m_mu"), constant("G_F")
    W, x = (m_mu**2 + m_e**2) / (2 * m_mu), np.linspace(0.01, 1.0, 12)
    x0 = m_e / W
    prefactor = m_mu * W**4 * G_F**2 / math.pi**3
    known = prefactor * np.sqrt(x**2 - x0**2) * (x * (1 - x) + (4 * x**2 - 3 * x - x0**2) / 6)
    assert muforge.evaluate("qed.michel_spectrum", x=x) == pytest.approx(known, rel=1e-13)


def test_michel_spectrum_vanishes_outside():
    assert muforge.evaluate("qed.michel_spectrum", x=[1e-3, 1.0000001]).tolist() == [0.0, 0.0]


def known_klein_nishina(energy):
    with mpmath.workdps(90):
        x = mpmath.mpf(energy) / mpmath.mpf(constant("m_e"))
        log = mpmath.log(1 + 2 * x)
        shape = (1 + x) / x**3 * (2 * x * (1 + x) / (1 + 2 * x) - log) + log / (2 * x) - (1 + 3 * x) / (1 + 2 * x) ** 2
        area = 2 * mpmath.pi * (mpmath.mpf(constant("alpha")) / mpmath.mpf(constant("m_e"))) ** 2 * shape
        return float(area * mpmath.mpf(constant("hbarc2_GeV2_cm2")) * mpmath.mpf(10) ** 36)


def test_klein_nishina():
    energies = np.concatenate([np.geomspace(1e-16, 1e11, 400), *(constant("m_e") * beside(x) for x in JOINTS)])
    found = muforge.evaluate("qed.klein_nishina_cross_section", E_gamma=energies)
    assert worst_ulp(found, np.array([known_klein_nishina(energy) for energy in energies])) <= 4


def test_klein_nishina_ends_where_its_table_does():
    with pytest.raises(muforge.DomainError, match=r"expected E_gamma up to 2\^48 m_e, where its table ends"):
        muforge.evaluate("qed.klein_nishina_cross_section", E_gamma=1e12)


def test_thomson_limit():
    thomson = 8 * math.pi / 3 * (constant("alpha") / constant("m_e")) ** 2 * constant("hbarc2_GeV2_cm2") * 1e36
    assert muforge.evaluate("qed.klein_nishina_cross_section", E_gamma=1e-16) == pytest.approx(thomson, rel=1e-12)


def test_muon_pairs():
    sqrt_s = np.array([0.2114, 0.25, 1.0, 100.0])
    beta = np.sqrt((sqrt_s - 2 * constant("m_mu")) * (sqrt_s + 2 * constant("m_mu"))) / sqrt_s
    known = 4 * math.pi * constant("alpha") ** 2 / (3 * sqrt_s**2) * beta * (3 - beta**2) / 2
    known = known * constant("hbarc2_GeV2_cm2") * 1e36
    assert muforge.evaluate("qed.muon_pair_cross_section", sqrt_s=sqrt_s) == pytest.approx(known, rel=1e-14)
    assert muforge.evaluate("qed.muon_pair_cross_section", sqrt_s=0.2) == 0


def test_universality_of_tau_decays():
    ratio = muforge.evaluate("qed.tau_muon_electron_width_ratio")
    assert ratio == pytest.approx(closed_phase_space_factor((constant("m_mu") / constant("m_tau")) ** 2), rel=1e-5)
    assert muforge.evaluate("qed.tau_muon_electron_width_ratio", constants={"m_mu": constant("m_e")}) == 1
