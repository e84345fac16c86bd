"""Cross sections of neutrino trident production against phase-space integration, limits and each other."""

import math

import numpy as np
import pytest

import muforge

pytestmark = pytest.mark.filterwarnings("ignore::muforge.ValidityWarning")
STANDARD = {"C_V": 0.5 + 2 * 0.23122, "C_A": 0.5}


def constant(name):
    return muforge.constants()[name].value


def boosted(p, along, mass):
    """Momenta from the rest frame of a system to where it has the momentum `along`."""
    product = np.einsum("ni,ni->n", p[:, 1:], along[:, 1:])
    energy = (along[:, 0] * p[:, 0] + product) / mass
    factor = product / (mass * (along[:, 0] + mass)) + p[:, 0] / mass
    return np.concatenate([energy[:, None], p[:, 1:] + factor[:, None] * along[:, 1:]], axis=1)


def isotropic(rng, n):
    c, phi = rng.uniform(-1, 1, n), rng.uniform(0, 2 * np.pi, n)
    return np.stack([np.sqrt(1 - c**2) * np.cos(phi), np.sqrt(1 - c**2) * np.sin(phi), c], axis=1)


def simulated_cross_section(s, n, rng, **couplings):
    """Cross section and its standard error from random momenta in three-body phase space."""
    m = constant("m_mu")
    low, high = 4 * m**2, s
    W2 = low * (high / low) ** rng.uniform(size=n)
    volume = W2 * math.log(high / low) / (2 * np.pi)
    beta, E = np.sqrt(1 - low / W2), np.sqrt(s) / 2
    volume *= beta / (8 * np.pi) * (1 - W2 / s) / (8 * np.pi)
    k = E * (1 - W2 / s)[:, None] * np.concatenate([np.ones((n, 1)), isotropic(rng, n)], axis=1)
    pair = np.array([2 * E, 0, 0, 0]) - k
    half = np.sqrt(W2)[:, None] / 2
    muon = boosted(
        half * np.concatenate([np.ones((n, 1)), beta[:, None] * isotropic(rng, n)], axis=1), pair, np.sqrt(W2)
    )
    squared = muforge.evaluate(
        "trident.photon_squared_matrix_element",
        p_neutrino=[E, 0, 0, E],
        p_photon=[E, 0, 0, -E],
        k_neutrino=k,
        k_muon=muon,
        k_antimuon=pair - muon,
        **couplings,
    )
    weights = volume * squared * constant("G_F") ** 2 * 4 * np.pi * constant("alpha") / 2 / (2 * s)
    return np.mean(weights), np.std(weights) / math.sqrt(n)


@pytest.mark.parametrize("s", [0.1, 1.0, 10.0])
@pytest.mark.parametrize("couplings", [STANDARD, {"C_V": 0.0, "C_A": 1.0}])
def test_cross_section_is_the_matrix_element_over_phase_space(s, couplings):
    simulated, error = simulated_cross_section(s, 200_000, np.random.default_rng(7), **couplings)
    assert error < 0.01 * simulated
    assert muforge.evaluate("trident.neutrino_photon_cross_section", s=s, **couplings) == pytest.approx(
        simulated, abs=3.5 * error
    )


def test_threshold():
    threshold = 4 * constant("m_mu") ** 2
    s = threshold * np.array([0.5, 1.0, 1 + 1e-6, 1.01])
    values = muforge.evaluate("trident.neutrino_photon_cross_section", s=s, C_V=1, C_A=1)
    assert values[0] == values[1] == 0 < values[2] < values[3]


def test_high_energies():
    s, m = 1e4, constant("m_mu")
    value = muforge.evaluate("trident.neutrino_photon_cross_section", s=s, C_V=1, C_A=1)
    front = 2 * constant("G_F") ** 2 * constant("alpha") * s / (9 * math.pi**2)
    assert value == pytest.approx(front * (math.log(s / m**2) - 8 / 3), rel=1e-5)
    assert value != pytest.approx(front * (math.log(s / m**2) - 19 / 6), rel=0.02)


def test_heavy_boson_is_a_shift_of_the_vector_coupling():
    s, m_X, C_V = 0.5, 500.0, STANDARD["C_V"]
    shift = 1 / (math.sqrt(2) * constant("G_F") * m_X**2)
    vector = muforge.evaluate("trident.neutrino_photon_cross_section", s=s, C_V=1, C_A=0)
    interference = muforge.evaluate("trident.neutrino_photon_interference", s=s, m_X=m_X, C_V=C_V, g=1)
    squared = muforge.evaluate("trident.neutrino_photon_boson_squared", s=s, m_X=m_X, g=1)
    assert interference == pytest.approx(2 * C_V * shift * vector, rel=1e-5)
    assert squared == pytest.approx(shift**2 * vector, rel=1e-5)


def test_ratio_with_a_heavy_boson_at_high_energies():
    s, m_X, g, C_V = 1e6, 3e5, 1e3, STANDARD["C_V"]
    constants = {"v": 1 / math.sqrt(math.sqrt(2) * constant("G_F"))}
    standard = muforge.evaluate("trident.neutrino_photon_cross_section", s=s, **STANDARD)
    more = muforge.evaluate("trident.neutrino_photon_interference", s=s, m_X=m_X, C_V=C_V, g=g)
    more += muforge.evaluate("trident.neutrino_photon_boson_squared", s=s, m_X=m_X, g=g)
    ratio = muforge.evaluate("trident.heavy_boson_cross_section_ratio", mass_over_coupling=m_X / g, constants=constants)
    assert 1 + more / standard == pytest.approx(ratio, rel=1e-4)


def test_bound_on_a_heavy_boson_is_where_the_ratio_is():
    arguments = {"ratio_measured": 0.82, "ratio_error": 0.28, "n_sigma": 1.96}
    bound = muforge.evaluate("trident.heavy_boson_mass_over_coupling_bound", **arguments)
    ratio = muforge.evaluate("trident.heavy_boson_cross_section_ratio", mass_over_coupling=bound)
    assert ratio == pytest.approx(0.82 + 1.96 * 0.28, rel=1e-13)
    with pytest.raises(ValueError, match="above 1"):
        muforge.evaluate("trident.heavy_boson_mass_over_coupling_bound", **arguments | {"n_sigma": 0.5})


IRON = {"target": "iron", "form_factor": "exponential", "E_nu": 160.0}


def test_equivalent_photons_overestimate():
    approximate, exact = (
        muforge.evaluate("trident.nuclear_cross_section", method=method, **IRON, **STANDARD)
        for method in ("equivalent_photon", "exact")
    )
    assert approximate / exact == pytest.approx(1.7, abs=0.02)


def test_silicon_dioxide_is_one_silicon_and_two_oxygen():
    def value(target):
        return muforge.evaluate(
            "trident.nuclear_cross_section", method="equivalent_photon", **IRON | {"target": target}, **STANDARD
        )

    assert value("silicon_dioxide") == pytest.approx(value("silicon") + 2 * value("oxygen"), rel=1e-12)


def test_bound_on_the_coupling_solves_the_quadratic_equation():
    boson = IRON | {"method": "equivalent_photon", "m_X": 0.1}
    b, c = (muforge.evaluate(f"trident.ratio_{order}_coefficient", **boson) for order in ("linear", "quadratic"))
    g = muforge.evaluate("trident.coupling_bound", **boson, ratio_measured=0.82, ratio_error=0.28, n_sigma=1.96)
    assert 1 + b * g**2 + c * g**4 == pytest.approx(0.82 + 1.96 * 0.28, rel=1e-10)


def test_nothing_is_produced_below_threshold():
    for method in ("equivalent_photon", "exact"):
        arguments = {**IRON, "E_nu": 0.01, "method": method}
        assert muforge.evaluate("trident.nuclear_cross_section", **arguments, **STANDARD) == 0
        with pytest.raises(ValueError, match="threshold"):
            muforge.evaluate("trident.ratio_linear_coefficient", **arguments, m_X=0.1)
