"""Dark matter: cross sections against their derivations, averages and histories against closed forms."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import k1, kn, kve

import muforge
from muforge import evaluate
from muforge.symbolic.families.dark_matter import amplitudes, mediated
from muforge.symbolic.families.dark_matter.annihilation import Annihilation
from muforge.symbolic.nature.constants import TABLE, m_mu

MU, TAU = float(TABLE["m_mu"].value), float(TABLE["m_tau"].value)
VECTOR = {"m_chi": 0.2, "m_V": 0.6, "g_chi": 0.5, "g": 1e-3}
SCALAR = {
    **{"m_chi": 0.2, "m_X": 0.6, "s_chi": 0.0, "p_chi": 1.0, "s_e": 1e-6, "p_e": 0.0},
    **{"s_mu": 2e-4, "p_mu": 1e-4, "s_tau": 3e-3, "p_tau": 0.0},
}


# ----- cross sections -------------------------------------------------------------------------------------------------


def test_s_channel_is_that_of_the_whole_amplitude():
    """The product of currents, for Dirac particles and muons, against the traces of the process."""
    m, s, M = 0.2, 0.5, 0.05
    squared = amplitudes.to_muons().squared
    names = {symbol.name: symbol for symbol in squared.free_symbols}

    def over_t(c):
        beta, beta_mu = np.sqrt(1 - 4 * m**2 / s), np.sqrt(1 - 4 * MU**2 / s)
        t = m**2 + MU**2 - s / 2 * (1 - beta * beta_mu * c)
        return float(squared.subs({names["s"]: s, names["t"]: t, names["m_chi"]: m, names["m_mu"]: MU}))

    beta, beta_mu = np.sqrt(1 - 4 * m**2 / s), np.sqrt(1 - 4 * MU**2 / s)
    photon_like = quad(over_t, -1, 1)[0] / 4 * beta_mu / beta / (32 * np.pi * s)
    expected = photon_like * s**2 / (s - M**2) ** 2
    charged = mediated.lmu_ltau("dirac", m, M, 1, 1, 0)
    muons = Annihilation(charged.J, charged.light, charged.channels[1:2], M, 0)
    got = float(muons.cross_section(np.sqrt(s)).subs({m_mu: MU}).doit())
    assert got == pytest.approx(expected, rel=1e-12)


def test_majorana_particles_annihilate_as_scalars_do():
    """Both vertices give s - 4 m^2; only the widths differ, far from the pole not visible."""
    far = VECTOR | {"m_V": 0.05, "g_chi": 1e-3}
    pair = [evaluate("dark_matter.annihilation_cross_section", spin=s, sqrt_s=0.9, **far) for s in SPINS[:2]]
    assert pair[0] == pytest.approx(pair[1], rel=1e-9)


SPINS = ("complex_scalar", "majorana", "dirac")


def test_pseudo_dirac_pair_without_splitting_is_dirac():
    pair = evaluate(
        "dark_matter.thermal_average", spin="pseudo_dirac", x=[3.0, 20.0, 1e3], relative_splitting=0.0, **VECTOR
    )
    dirac = evaluate("dark_matter.thermal_average", spin="dirac", x=[3.0, 20.0, 1e3], **VECTOR)
    np.testing.assert_allclose(pair, dirac, rtol=1e-9)


def test_scalar_that_couples_like_higgs():
    """The average with couplings proportional to mass, whose width has the leptons as well, a little."""
    e = float(TABLE["m_e"].value)
    yukawas = {"s_e": 1e-9, "s_mu": 1e-9 * MU / e, "s_tau": 1e-9 * TAU / e, "p_e": 0.0, "p_mu": 0.0, "p_tau": 0.0}
    other = evaluate(
        "dark_matter.scalar_mediator_thermal_average",
        spin="dirac", m_chi=0.1, m_X=0.3, s_chi=1.0, p_chi=0.0, x=20.0, **yukawas,
    )  # fmt: skip
    higgs = evaluate("dark_matter.higgs_mediated_thermal_average", m_chi=0.1, m_phi=0.3, g_chi=1.0, g_e=1e-9, x=20.0)
    assert higgs == pytest.approx(other, rel=1e-8)


def test_secluded_annihilation_to_light_vectors_is_that_to_photons():
    """P. Dirac, Proc. Camb. Phil. Soc. 26 (1930) 361: positrons on electrons at rest."""
    m, sqrt_s, g = 0.1, 0.5, 0.3
    gamma = sqrt_s**2 / (2 * m**2) - 1
    root = np.sqrt(gamma**2 - 1)
    alpha = g**2 / (4 * np.pi)
    bracket = (gamma**2 + 4 * gamma + 1) / root**2 * np.log(gamma + root) - (gamma + 3) / root
    photons = np.pi * (alpha / m) ** 2 / (gamma + 1) * bracket
    got = evaluate("dark_matter.secluded_cross_section", spin="dirac", m_chi=m, m_V=1e-7, sqrt_s=sqrt_s, g_chi=g)
    assert got == pytest.approx(photons, rel=1e-9)


def test_secluded_annihilation_at_threshold():
    r = np.array([0.05, 0.5, 0.9, 0.99])
    got = evaluate("dark_matter.secluded_threshold_cross_section", spin="dirac", m_V_over_m_chi=r)
    np.testing.assert_allclose(got, (1 - r**2) ** 1.5 / (16 * np.pi * (1 - r**2 / 2) ** 2), rtol=1e-5)
    assert evaluate("dark_matter.secluded_threshold_cross_section", spin="dirac", m_V_over_m_chi=1.2) == 0.0


@pytest.mark.parametrize("spin", ["dirac", "complex_scalar"])
def test_currents_of_two_vectors_are_conserved(spin):
    reaction = amplitudes.to_two_vectors(spin)
    assert [reaction.ward_identity(vector) for vector in reaction.conserved] == [0, 0]


# ----- thermal averages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spin", SPINS)
@pytest.mark.parametrize(("ratio", "x"), [(3.0, 5.0), (3.0, 80.0), (2.1, 30.0), (1.5, 20.0)])
def test_average_is_that_of_the_cross_section(spin, ratio, x):
    m, M = 0.2, 0.2 * ratio
    given = {"spin": spin, "m_chi": m, "m_V": M, "g_chi": 1.0, "g": 1e-3}

    def integrand(excess):
        E = 2 * m + excess
        sigma = evaluate("dark_matter.annihilation_cross_section", sqrt_s=E, **given)
        weight = 2 * E**2 * excess * (E + 2 * m) * kve(1, E * x / m) * np.exp(-excess * x / m)
        return sigma * weight * x / (8 * m**5 * kve(2, x) ** 2)

    ends = sorted({0.0, 4.0, *(e - 2 * m for e in (M - 1e-2, M, M + 1e-2, 2 * TAU) if e > 2 * m)})
    expected = sum(
        quad(integrand, *pair, limit=400, epsrel=1e-9, epsabs=0)[0] for pair in zip(ends, ends[1:], strict=False)
    )
    assert evaluate("dark_matter.thermal_average", x=x, **given) == pytest.approx(expected, rel=1e-6)


def test_cold_dark_matter_annihilates_as_at_rest():
    """The s wave as sigma v at rest, the p wave as b v^2 with <v^2> = 6/x."""
    x = 1e6
    for spin, power in (("dirac", 0), ("majorana", 1)):
        E = 0.4 * np.sqrt(1 + 1e-8)
        v = 2 * np.sqrt(1 - 0.16 / E**2)
        sigma = evaluate("dark_matter.annihilation_cross_section", spin=spin, sqrt_s=E, **VECTOR)
        expected = sigma * v * (6 / x / v**2) ** power
        assert evaluate("dark_matter.thermal_average", spin=spin, x=x, **VECTOR) == pytest.approx(expected, rel=2e-5)


@pytest.mark.parametrize("spin", SPINS)
def test_narrow_mediator_is_produced_and_decays(spin):
    """Detailed balance: pairs that annihilate on the pole are as many as inverse decays.

    ``<sigma v> n_chi n_chibar = 3 M^2 T/(2 pi^2) K_1(M/T) Gamma_dark Gamma_visible/Gamma``.
    """
    m, M, x, states = 0.2, 0.5, 15.0, {"complex_scalar": 1, "majorana": 2, "dirac": 2}[spin]
    given = {"spin": spin, "m_chi": m, "g_chi": 1e-5}
    T = m / x
    dark = evaluate("decay.vector_to_dark_matter", m_X=M, **given)
    visible = evaluate("decay.u1_leptonic_width", group="lmu_ltau", m_X=M, g=1e-6)
    number = states * m**2 * T * kn(2, x) / (2 * np.pi**2)
    decays = 3 * M**2 * T * k1(M / T) / (2 * np.pi**2) * dark * visible / (dark + visible)
    average = evaluate("dark_matter.thermal_average", m_V=M, x=x, g=1e-6, **given)
    pairs = number**2 / (2 if spin == "majorana" else 1)
    assert average * pairs == pytest.approx(decays, rel=1e-5)


def test_closed_channels_open_in_the_bath():
    """Forbidden dark matter: heavier muons are reached by the tail of the distribution alone."""
    light = SCALAR | {"m_chi": 0.1, "m_X": 0.5, "s_e": 0.0}
    x = np.array([200.0, 400.0])
    average = evaluate("dark_matter.scalar_mediator_thermal_average", spin="dirac", x=x, **light)
    slope = np.log(average[1] / average[0]) / 200
    assert slope == pytest.approx(-2 * (MU - 0.1) / 0.1, rel=0.1)


# ----- the early universe ---------------------------------------------------------------------------------------------


def test_degrees_of_freedom_of_the_paper():
    """Table of arXiv:1803.01038 by its own fit: 106.75 far above, 10.75 with electrons and neutrinos."""
    T = np.array([0.01, 1.0, 100.0])
    energy = evaluate("dark_matter.degrees_of_freedom", which="energy", temperature=T)
    entropy = evaluate("dark_matter.degrees_of_freedom", which="entropy", temperature=T)
    np.testing.assert_allclose(energy, [10.7427, 69.7438, 101.3199], rtol=1e-5)
    np.testing.assert_allclose(entropy, [10.7422, 68.7716, 100.6936], rtol=1e-5)
    h = 1e-5
    up, down = (evaluate("dark_matter.degrees_of_freedom", which="entropy", temperature=T * (1 + d)) for d in (h, -h))
    effective = entropy / np.sqrt(energy) * (1 + np.log(up / down) / (6 * h))
    got = evaluate("dark_matter.degrees_of_freedom", which="effective", temperature=T)
    np.testing.assert_allclose(got, effective, rtol=1e-8)


def test_parts_of_the_fit_meet():
    below, above = (
        np.array([evaluate("dark_matter.degrees_of_freedom", which=w, temperature=T) for w in ("energy", "entropy")])
        for T in (0.12 * (1 - 1e-12), 0.12)
    )
    np.testing.assert_allclose(below, above, rtol=4e-4)


def test_neutrinos_cool_as_electrons_annihilate():
    cold, hot = evaluate("dark_matter.neutrino_temperature_ratio", temperature=[1e-6, 0.1])
    assert cold == pytest.approx((4 / 11) ** (1 / 3), rel=1e-12)
    assert hot == pytest.approx(1.0, rel=1e-4)


YIELD = {"m_chi": 10.0, "degrees_of_freedom": 2, "g_star": 80.0, "x_start": 2.0}
LAMBDA = np.sqrt(np.pi * 80 / 45) * float(TABLE["M_Planck"].value) * 10.0


@pytest.mark.parametrize("power", [0, 1])
def test_frozen_dark_matter_only_annihilates(power):
    """Beyond freeze-out ``1/Y`` grows by the integral of the rate."""
    sigma = 1e-9
    early, late = (
        evaluate("dark_matter.boltzmann_yield", sigma_v_0=sigma, power=power, x_end=x, **YIELD) for x in (200.0, 5e3)
    )
    n = power + 1
    assert 1 / late - 1 / early == pytest.approx(LAMBDA * sigma * (200.0**-n - 5e3**-n) / n, rel=1e-7)


@pytest.mark.parametrize("power", [0, 1])
def test_analytic_freeze_out(power):
    """E. Kolb, M. Turner, The Early Universe, eqs. (5.43)-(5.44): within 5 per cent."""
    sigma, n = 3e-9, power
    strength = LAMBDA * sigma
    a = 45 / (4 * np.pi**4) * np.sqrt(np.pi / 2) * 2 / 80
    log = np.log((n + 1) * a * strength)
    x_f = log - (n + 0.5) * np.log(log)
    expected = (n + 1) * x_f ** (n + 1) / strength
    got = evaluate("dark_matter.boltzmann_yield", sigma_v_0=sigma, power=power, x_end=1e7, **YIELD)
    assert got == pytest.approx(expected, rel=0.05)


def test_density_falls_with_coupling():
    g = np.geomspace(3e-5, 3e-3, 5)
    density = evaluate("dark_matter.relic_density", spin="dirac", **VECTOR | {"g": g})
    assert np.all(np.diff(np.log(density)) / np.diff(np.log(g)) < -1.8)


@pytest.mark.parametrize("spin", SPINS)
@pytest.mark.parametrize("ratio", [2.02, 3.0])
def test_target_gives_the_observed_density(spin, ratio):
    y = evaluate("dark_matter.thermal_target", spin=spin, m_chi=0.1, m_V_over_m_chi=ratio, g_chi=0.5)
    g = np.sqrt(y) * ratio**2 / 0.5
    density = evaluate("dark_matter.relic_density", spin=spin, m_chi=0.1, m_V=0.1 * ratio, g_chi=0.5, g=g)
    assert density == pytest.approx(0.12, rel=1e-6)


def test_elements_of_a_batch_are_their_own():
    m = np.geomspace(0.02, 2.0, 5)
    together = evaluate("dark_matter.thermal_target", spin="majorana", m_chi=m, m_V_over_m_chi=2.5, g_chi=1.0)
    alone = [evaluate("dark_matter.thermal_target", spin="majorana", m_chi=k, m_V_over_m_chi=2.5, g_chi=1.0) for k in m]
    np.testing.assert_allclose(together, alone, rtol=1e-7)


def test_table_of_constant_degrees_is_a_constant():
    table = {"table_temperatures": [1e-8, 1e-3, 10.0], "table_energy_degrees": [10.75] * 3}
    by_table = evaluate("dark_matter.relic_density", spin="dirac", table_entropy_degrees=[10.75] * 3, **table, **VECTOR)
    constant = evaluate("dark_matter.relic_density", spin="dirac", g_star=10.75, **VECTOR)
    assert by_table == pytest.approx(constant, rel=1e-9)


def test_small_asymmetry_is_none_and_a_large_one_is_all():
    small = evaluate("dark_matter.asymmetric_relic_density", spin="dirac", asymmetry=1e-18, **VECTOR)
    assert small == pytest.approx(evaluate("dark_matter.relic_density", spin="dirac", **VECTOR), rel=1e-6)
    strong = VECTOR | {"g": 0.1}
    large = evaluate("dark_matter.asymmetric_relic_density", spin="dirac", asymmetry=1e-9, **strong)
    per_yield = 0.2 * float(TABLE["s_0_cm3"].value) / float(TABLE["rho_c_over_h2_GeV_cm3"].value)
    assert large == pytest.approx(1e-9 * per_yield, rel=1e-6)


def test_neutrinos_are_photons_for_heavy_dark_matter():
    pair = [
        evaluate(f"dark_matter.{name}", spin="dirac", **VECTOR)
        for name in ("neutrino_bath_relic_density", "relic_density")
    ]
    assert pair[0] == pytest.approx(pair[1], rel=2e-3)
    light = VECTOR | {"m_chi": 1e-3, "m_V": 3e-3, "g": 1e-5}
    cold = evaluate("dark_matter.neutrino_bath_relic_density", spin="dirac", **light)
    with pytest.warns(muforge.ValidityWarning, match="one temperature"):
        one = evaluate("dark_matter.relic_density", spin="dirac", **light)
    assert abs(cold / one - 1) > 0.05


def test_split_pair_leaves_recombination_alone():
    today = {"m_chi": 0.3, "m_V_over_m_chi": 3.0, "g_chi": 1.0, "f_eff": 0.2, "p_ann_limit": 3.2e-28}
    dirac = evaluate("dark_matter.cmb_annihilation_ratio", spin="dirac", **today)
    pair = "dark_matter.cmb_annihilation_ratio"
    assert evaluate(pair, spin="pseudo_dirac", relative_splitting=0.05, **today) == 0.0
    assert evaluate(pair, spin="pseudo_dirac", relative_splitting=0.0, **today) == pytest.approx(dirac, rel=1e-5)
    assert evaluate(pair, spin="majorana", **today) == 0.0


# ----- bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("annihilation_cross_section", {"spin": "dirac", "sqrt_s": 0.3, **VECTOR}, "above the threshold"),
        ("secluded_cross_section", {"spin": "dirac", "m_chi": 1, "m_V": 1, "sqrt_s": 1.5, "g_chi": 1}, "above 2 m"),
        ("scalar_mediator_width", {"spin": "complex_scalar", **SCALAR}, "p_chi = 0"),
        ("relic_density", {"spin": "dirac", **VECTOR, "g": 1e-12}, "never in equilibrium"),
        ("relic_density", {"spin": "dirac", **VECTOR, "g": 0.0}, "never in equilibrium"),
        ("degrees_of_freedom", {"which": "energy", "temperature": 1e17}, "temperature"),
        ("thermal_target", {"spin": "dirac", "m_chi": 0.1, "m_V_over_m_chi": 3.0, "g_chi": 0.0}, "no coupling gives"),
        ("thermal_target", {"spin": "majorana", "m_chi": 1e6, "m_V_over_m_chi": 50.0, "g_chi": 0.1}, "nearest density"),
        ("relic_density", {"spin": "majorana", **VECTOR, "m_chi": -1.0}, "m_chi"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(name, given, message):
    with pytest.raises(ValueError, match=message):
        evaluate(f"dark_matter.{name}", **given)


def test_two_kinds_of_degrees_are_refused():
    table = {"table_temperatures": [1e-3, 1.0], "table_energy_degrees": [10, 60], "table_entropy_degrees": [10, 60]}
    with pytest.raises(ValueError, match="one of them"):
        evaluate("dark_matter.relic_density", spin="dirac", g_star=10.0, **table, **VECTOR)
    with pytest.raises(ValueError, match="ends at 0.001 GeV"):
        short = table | {"table_temperatures": [1e-4, 1e-3]}
        evaluate("dark_matter.relic_density", spin="dirac", **short, **VECTOR)
