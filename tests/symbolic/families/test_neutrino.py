"""Neutrino-electron scattering: spectra, rates, limits of gauge couplings, solar lines."""

import math
import time

import numpy as np
import pytest
from scipy.integrate import quad

import muforge

SPECTRUM, CROSS_SECTION = "neutrino.electron_recoil_spectrum", "neutrino.cross_section"
LIMIT, MIXING_LIMIT = "neutrino.solar_coupling_limit", "neutrino.mixing_coupling_limit"
STANDARD = {"coupling_product": 0.0, "m_X": 1.0}
BERYLLIUM = {"E_nu": 0.862e-3, "T_e_min": 0.27e-3}
EQUAL = [0.51, 0.245, 0.245]
UPPER, LOWER = [0.53, 0.2195, 0.2505], [0.53, 0.2505, 0.2195]
FLAVORS = ("electron", "muon", "tau")


def constant(name):
    return muforge.constants()[name].value


def largest_recoil(E):
    return 2 * E**2 / (constant("m_e") + 2 * E)


def limit(**changes):
    given = {"group": "lmu_ltau", "m_X": 1e-2, "rate_ratio": 1.08, "flavor_fractions": EQUAL, **BERYLLIUM}
    return muforge.evaluate(LIMIT, **(given | changes))


@pytest.mark.parametrize(("E", "T"), [(1e-4, 1e-5), (0.862e-3, 3e-4), (10.0, 1.0)])
def test_the_spectrum_is_the_matrix_element_in_the_rest_frame(E, T):
    m = constant("m_e")
    p = math.sqrt(T * (T + 2 * m))
    cosine = (E + m) / E * T / p
    electron = [m + T, p * math.sqrt(1 - cosine**2), 0.0, p * cosine]
    incoming, at_rest = [E, 0.0, 0.0, E], [m, 0.0, 0.0, 0.0]
    outgoing = [a + b - c for a, b, c in zip(incoming, at_rest, electron, strict=True)]
    squared = muforge.evaluate(
        "qed.muon_neutrino_electron_scattering",
        p_neutrino=incoming,
        p_electron=at_rest,
        k_neutrino=outgoing,
        k_electron=electron,
    )
    wanted = squared / (32 * math.pi * m * E**2) * constant("hbarc2_GeV2_cm2")
    got = muforge.evaluate(SPECTRUM, flavor="muon", E_nu=E, T_e=T, **STANDARD)
    assert got == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("flavor", FLAVORS)
@pytest.mark.parametrize("m_X", [1e-7, 1e-3, 1.0])
@pytest.mark.parametrize(("E", "T_min"), [(0.862e-3, 0.27e-3), (0.862e-3, 0.0), (20.0, 3.0)])
def test_a_cross_section_is_the_spectrum_over_recoils(flavor, m_X, E, T_min):
    product = 1e-3 * 2 * math.sqrt(2) * constant("G_F") * (m_X**2 + 2 * constant("m_e") * T_min)
    inputs = {"flavor": flavor, "E_nu": E, "coupling_product": product, "m_X": m_X}
    end, pole = largest_recoil(E), m_X**2 / (2 * constant("m_e")) + T_min

    def in_logarithm(t):  # recoils from the threshold up, in the logarithm of their distance from the pole
        T = pole * math.exp(t) - pole + T_min
        return muforge.evaluate(SPECTRUM, T_e=min(max(T, 0.0), end), **inputs) * pole * math.exp(t)

    wanted = quad(in_logarithm, 0.0, math.log1p((end - T_min) / pole), epsabs=0, epsrel=1e-11, limit=200)[0]
    assert muforge.evaluate(CROSS_SECTION, T_e_min=T_min, **inputs) == pytest.approx(wanted, rel=1e-8)


def test_above_the_largest_recoil_there_is_exactly_nothing():
    E = np.array([1e-4, 0.862e-3, 10.0])
    beyond = largest_recoil(E) * (1 + 1e-12)
    assert np.all(muforge.evaluate(SPECTRUM, flavor="tau", E_nu=E, T_e=beyond, **STANDARD) == 0)
    assert np.all(muforge.evaluate(CROSS_SECTION, flavor="tau", E_nu=E, T_e_min=beyond, **STANDARD) == 0)
    below = largest_recoil(E) * (1 - 1e-12)
    assert np.all(muforge.evaluate(SPECTRUM, flavor="tau", E_nu=E, T_e=below, **STANDARD) > 0)


def test_muon_and_tau_neutrinos_are_alike_and_a_charged_current_adds_one():
    inputs = {"E_nu": 0.862e-3, "T_e": 1e-4, **STANDARD}
    electron, muon, tau = (muforge.evaluate(SPECTRUM, flavor=flavor, **inputs) for flavor in FLAVORS)
    assert muon == tau
    product = 2 * math.sqrt(2) * constant("G_F") * (1.0 + 2 * constant("m_e") * 1e-4)
    shifted = muforge.evaluate(SPECTRUM, flavor="muon", **(inputs | {"coupling_product": product}))
    s2 = constant("sin2_theta_W")  # both couplings of the shifted one are larger by 1, g_L of electron neutrinos alone
    left, right, mixed = 1.0, (1 - 1e-4 / 0.862e-3) ** 2, constant("m_e") * 1e-4 / 0.862e-3**2
    g_L = s2 + 0.5
    bracket = g_L**2 * left + s2**2 * right - g_L * s2 * mixed
    both = g_L**2 * left + (s2 + 1) ** 2 * right - g_L * (s2 + 1) * mixed
    assert shifted / electron == pytest.approx(both / bracket, rel=1e-10)


@pytest.mark.parametrize("fractions", [EQUAL, UPPER, LOWER, [1.0, 0.0, 0.0]])
@pytest.mark.parametrize("m_X", [0.0, 1e-4, 0.03, 10.0])
def test_at_the_limit_of_b_minus_l_the_rate_is_the_ratio(fractions, m_X):
    g = limit(group="b_minus_l", m_X=m_X, flavor_fractions=fractions)

    def rate(product):
        inputs = {"m_X": m_X, "coupling_product": product, **BERYLLIUM}
        return sum(
            w * muforge.evaluate(CROSS_SECTION, flavor=f, **inputs) for w, f in zip(fractions, FLAVORS, strict=True)
        )

    assert rate(g**2) / rate(0.0) == pytest.approx(1.08, rel=1e-10)


def test_a_rate_that_falls_first_is_limited_where_it_stays_above():
    unit = -2 * constant("alpha") / (3 * math.pi) * math.log(constant("m_tau") / constant("m_mu"))
    signs = dict(zip(FLAVORS, (0, 1, -1), strict=True))

    def rate(g, fractions=UPPER):
        total = [
            w
            * muforge.evaluate(CROSS_SECTION, flavor=f, m_X=1e-2, coupling_product=signs[f] * unit * g**2, **BERYLLIUM)
            for w, f in zip(fractions, FLAVORS, strict=True)
        ]
        return sum(total)

    g = limit(flavor_fractions=UPPER, rate_ratio=1.0001)
    grid = g * np.linspace(0.02, 3, 300)
    rates = np.array([rate(x) for x in grid]) / rate(0.0)
    assert rates.min() == pytest.approx(0.9997, abs=5e-5)
    assert np.all((rates > 1.0001) == (grid > g))
    again = limit(flavor_fractions=UPPER, rate_ratio=0.9999)
    assert rate(again) / rate(0.0) == pytest.approx(0.9999, rel=1e-11)
    assert rate(1.01 * again) > 0.9999 * rate(0.0)


def test_octants_change_the_limit():
    """With equal fractions of muon and tau neutrinos the terms linear in g^2 cancel."""
    equal, upper, lower = (limit(flavor_fractions=fractions) for fractions in (EQUAL, UPPER, LOWER))
    assert upper / equal == pytest.approx(1.05, abs=0.005)
    assert lower / equal == pytest.approx(0.985, abs=0.005)


@pytest.mark.parametrize(
    ("inputs", "change"),
    [
        ({"m_X": 0.01, "flavor_fractions": EQUAL, **BERYLLIUM}, 7e-7),
        ({"m_X": 0.01, "flavor_fractions": [0, 1, 0], "E_nu": 3.0, "T_e_min": 0.5}, 0.24e-2),
        ({"m_X": 0.05, "flavor_fractions": [0, 1, 0], "E_nu": 20.0, "T_e_min": 3.0}, 1.5e-2),
        ({"m_X": 0.2, "flavor_fractions": [0, 1, 0], "E_nu": 24.0, "T_e_min": 3.0}, 2.0e-2),
    ],
)
def test_the_mixing_falls_with_the_momentum_of_the_process(inputs, change):
    given = {"group": "lmu_ltau", "rate_ratio": 1.1} | inputs
    process, zero = (muforge.evaluate(MIXING_LIMIT, mixing=mixing, **given) for mixing in ("process", "zero"))
    assert zero == pytest.approx(muforge.evaluate(LIMIT, **given), rel=1e-14)
    assert process / zero - 1 == pytest.approx(change, rel=0.1)


def test_a_hundred_masses_take_less_than_a_tenth_of_a_second():
    given = {"group": "lmu_ltau", "rate_ratio": 1.08, "flavor_fractions": EQUAL, **BERYLLIUM}
    masses = np.geomspace(1e-4, 10, 100)
    times = []
    for _ in range(5):
        begin = time.process_time()
        found = muforge.evaluate(MIXING_LIMIT, mixing="process", m_X=masses, **given)
        times.append(time.process_time() - begin)
    assert min(times) < 0.1
    assert np.all(np.diff(found) > 0)
    single = muforge.evaluate(MIXING_LIMIT, mixing="process", m_X=masses[50], **given)
    assert found[50] == pytest.approx(single, rel=1e-13)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"flavor_fractions": [1.0, 0.0, 0.0]}, "nothing is ever seen"),
        ({"flavor_fractions": [0.0, 0.0, 0.0]}, "nothing is ever seen"),
        ({"T_e_min": 0.7e-3}, "below the largest recoil"),
        ({"flavor_fractions": [0.5, -0.1, 0.3]}, "expected at least 0"),
        ({"flavor_fractions": [0.5, 0.5]}, "a list of 3 is expected"),
        ({"rate_ratio": 0.9}, "above rate_ratio times that of the standard model at every coupling"),
        ({"rate_ratio": -1.0}, "expected above 0"),
        ({"group": "lmu_le"}, "allowed are"),
        ({"m_X": 0.0, "T_e_min": 0.0}, "a mass of X or a recoil above 0"),
        ({"E_nu": 0.0}, "expected above 0"),
    ],
)
def test_errors_say_what_is_expected(changes, message):
    with pytest.raises(ValueError, match=message):
        limit(**changes)


def test_points_without_a_limit_are_nan_where_one_asks_for_it():
    found = limit(rate_ratio=[0.9, 1.08], outside="nan")
    assert np.isnan(found[0])
    assert found[1] == limit()


def test_a_flavour_that_does_not_exist():
    with pytest.raises(ValueError, match=r"flavor = 'sterile'; allowed are electron, muon, tau"):
        muforge.evaluate(SPECTRUM, flavor="sterile", E_nu=1e-3, T_e=1e-4, **STANDARD)


def test_flavour_fractions_add_up_and_know_octants():
    given = {"survival_probability": 0.53, "sin2_theta_23": 0.533}
    upper = muforge.evaluate("neutrino.flavor_fractions", **given)
    np.testing.assert_allclose(upper, UPPER, atol=5e-5)
    lower = muforge.evaluate("neutrino.flavor_fractions", octant="lower", **given)
    np.testing.assert_allclose(lower, upper[[0, 2, 1]], rtol=1e-14)
    np.testing.assert_array_equal(muforge.evaluate("neutrino.flavor_fractions", octant="upper", **given), upper)
    assert upper.sum() == pytest.approx(1, rel=1e-15)


def test_lines_of_beryllium():
    """Borexino counts 48.3 +- 1.3 a day in 100 t from both lines; above 270 keV there is the strong one alone."""
    counts = {
        line: muforge.evaluate(
            "neutrino.beryllium_counts", line=line, T_e_min=np.array([0.0, 0.2e-3, 0.27e-3]), flavor_fractions=UPPER
        )
        for line in ("862_keV", "384_keV")
    }
    assert counts["862_keV"][0] + counts["384_keV"][0] == pytest.approx(48.3, abs=2.0)
    assert counts["384_keV"][2] == 0
    assert np.all(counts["384_keV"][:2] > 0)
    inputs = {"E_nu": constant("beryllium_line_energy"), "T_e_min": 0.27e-3, **STANDARD}
    seen = sum(w * muforge.evaluate(CROSS_SECTION, flavor=f, **inputs) for w, f in zip(UPPER, FLAVORS, strict=True))
    number = 4.99e9 * constant("beryllium_line_fraction") * 3.307e31 * 86400
    assert counts["862_keV"][2] == pytest.approx(number * seen, rel=1e-12)


def test_the_target_is_a_hundred_tonnes_of_pseudocumene():
    """C9 H12: 66 electrons in 120.19 g/mol."""
    default = next(
        a.default
        for a in muforge.catalogue.lookup.entry("neutrino.beryllium_counts").arguments
        if a.name == "n_electrons"
    )
    assert default == pytest.approx(1e8 / 120.19 * 6.02214076e23 * 66, rel=2e-4)
