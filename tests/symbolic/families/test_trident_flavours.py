"""Tridents of every flavour against explicit spinors, published tables, other methods and limits."""

import math

import numpy as np
import pytest

import muforge

pytestmark = pytest.mark.filterwarnings("ignore::muforge.ValidityWarning")
LEFT = np.array([np.eye(2), -np.array([[0, 1], [1, 0]]), -np.array([[0, -1j], [1j, 0]]), -np.diag([1, -1])])
RIGHT = LEFT * np.array([1, -1, -1, -1])[:, None, None]
ZERO = np.zeros((2, 2))
GAMMA = np.array([np.block([[ZERO, right], [left, ZERO]]) for left, right in zip(LEFT, RIGHT, strict=True)])
GAMMA_5 = np.diag([-1.0, -1, 1, 1])
METRIC = np.array([1.0, -1, -1, -1])


def constant(name):
    return muforge.constants()[name].value


def cross_section(scattering, neutrino, pair, target, E_nu, **more):
    name = f"trident.{scattering}_cross_section"
    return muforge.evaluate(name, neutrino=neutrino, pair=pair, target=target, E_nu=E_nu, **more)


# ----- the squared amplitude, with spinors ------------------------------------------------------------------------


def boosted(v, frame, mass, sign):
    """A vector from the rest frame of a momentum, or into it (sign -1)."""
    product = sign * v[1:] @ frame[1:]
    energy = (frame[0] * v[0] + product) / mass
    return np.append(energy, v[1:] + (product / (mass * (frame[0] + mass)) + v[0] / mass) * sign * frame[1:])


def slash(v):
    return np.einsum("a,abc->bc", v * METRIC, GAMMA)


def left_handed(p):
    """The two-component spinor of a massless particle."""
    values, vectors = np.linalg.eigh(p[0] * np.eye(2) + np.einsum("i,ijk->jk", -p[1:], RIGHT[1:]))
    return vectors[:, 1] * math.sqrt(values[1])


def contracted(momenta, masses, couplings, P, electric, magnetic):
    """The squared amplitude with the tensor of the target."""
    p, photon, k, minus, plus = momenta
    current = 2 * np.einsum("i,aij,j->a", np.conj(left_handed(k)), LEFT, left_handed(p))
    weak = slash(current) @ (couplings[0] * np.eye(4) - couplings[1] * GAMMA_5)

    def propagator(v, mass):
        return (slash(v) + mass * np.eye(4)) / (v @ (METRIC * v) - mass**2)

    def square(light):
        amplitude = light @ propagator(minus - photon, masses[0]) @ weak
        amplitude = amplitude + weak @ propagator(photon - plus, masses[1]) @ light
        adjoint = GAMMA[0] @ amplitude.conj().T @ GAMMA[0]
        spins = (slash(minus) + masses[0] * np.eye(4)) @ amplitude @ (slash(plus) - masses[1] * np.eye(4)) @ adjoint
        return np.trace(spins).real

    Q2 = -(photon @ (METRIC * photon))
    metric = sum(METRIC[a] * square(GAMMA[a]) for a in range(4))
    return electric * square(slash(P)) - magnetic * Q2 * metric


def spinor_cross_section(E, M, Q2, W2, K2, cos_theta, masses, couplings, electric, magnetic):
    """``dsigma/(dQ2 dW2 dK2 dcos_theta)`` in cm^2/GeV^6: sums over azimuths, Gauss points in the photon's energy."""
    q = math.sqrt(Q2)
    high = 2 * M * E * q / (q + math.sqrt(Q2 + 4 * M**2))
    N = W2 + K2 + Q2
    low = (N + math.sqrt(N**2 - 4 * K2 * Q2)) / 4
    x, w = np.polynomial.legendre.leggauss(12)
    total = 0.0
    for omega, weight in zip(low * (high / low) ** ((1 + x) / 2), w / 2 * math.log(high / low), strict=True):
        s = 2 * omega - Q2
        root, W = math.sqrt(s), math.sqrt(W2)
        E_p, E_k = omega / root, (s - W2) / (2 * root)
        c = 1 - K2 / (2 * E_p * E_k)
        p, photon = np.array([E_p, 0, 0, E_p]), np.array([root - E_p, 0, 0, -E_p])
        P0 = (2 * M * E - omega) / root
        Pz = -(root - E_p) * P0 / E_p
        P = np.array([P0, math.sqrt(P0**2 - Pz**2 - 4 * M**2 - Q2), 0, Pz])
        E_1 = (W2 + masses[0] ** 2 - masses[1] ** 2) / (2 * W)
        p_1 = math.sqrt(E_1**2 - masses[0] ** 2)
        mean = 0.0
        for phi in 2 * np.pi * np.arange(3) / 3:
            k = E_k * np.array([1, math.sqrt(1 - c**2) * math.cos(phi), math.sqrt(1 - c**2) * math.sin(phi), c])
            pair = p + photon - k
            axis = boosted(photon, pair, W, -1)[1:]
            axis = axis / np.linalg.norm(axis)
            first = np.cross(axis, [0.3, 0.7, 0.2])
            first = first / np.linalg.norm(first)
            for angle in 2 * np.pi * np.arange(5) / 5:
                around = math.cos(angle) * first + math.sin(angle) * np.cross(axis, first)
                direction = cos_theta * axis + math.sqrt(1 - cos_theta**2) * around
                minus = boosted(np.append(E_1, p_1 * direction), pair, W, 1)
                momenta = (p, photon, k, minus, pair - minus)
                mean += contracted(momenta, masses, couplings, P, electric, magnetic) / 15
        # phase space: target and rest, ds = 2 domega, neutrino and pair with dK2 = 2 E_p E_k dcos, the pair
        space = 2 * omega / (16 * np.pi * M * E * 2 * np.pi) / (2 * np.pi)
        space *= E_k / (4 * np.pi * root) / (4 * E_p * E_k) * p_1 / (8 * np.pi * W)
        total += weight * space * mean
    strength = constant("G_F") ** 2 / 2 * (4 * np.pi * constant("alpha")) ** 2
    return total * strength / Q2**2 / (4 * M * E) * constant("hbarc2_GeV2_cm2")


ELECTRON, MUON = 0.00051099895, 0.1056583755
POINTS = [
    (5.0, 37.2, 1e-3, 0.1, 0.01, 0.3, (MUON, MUON), (0.96, 0.5), 324.0, 0.0),
    (5.0, 37.2, 1e-3, 0.05, 0.02, -0.9, (MUON, ELECTRON), (1.0, 1.0), 300.0, 0.0),
    (20.0, 0.938, 0.2, 0.3, 0.4, 0.7, (ELECTRON, MUON), (1.0, 1.0), 0.9, 4.0),
    (3.0, 0.938, 0.05, 0.02, 0.03, -0.2, (ELECTRON, ELECTRON), (-0.04, -0.5), 0.0, 3.0),
    (1.0, 37.2, 0.01, 0.03, 0.001, 0.95, (MUON, ELECTRON), (0.3, -0.8), 1.0, 1.0),
]


@pytest.mark.parametrize("point", POINTS)
def test_differential_cross_section_is_that_of_explicit_spinors(point):
    E, M, Q2, W2, K2, cos_theta, (m_minus, m_plus), (C_V, C_A), electric, magnetic = point
    found = muforge.evaluate(
        "trident.differential_pair_cross_section",
        E_nu=E,
        mass=M,
        Q2=Q2,
        W2=W2,
        K2=K2,
        cos_theta=cos_theta,
        m_minus=m_minus,
        m_plus=m_plus,
        C_V=C_V,
        C_A=C_A,
        electric=electric,
        magnetic=magnetic,
    )
    assert found > 0
    assert found == pytest.approx(spinor_cross_section(*point), rel=1e-7)


def test_outside_of_phase_space_the_differential_cross_section_is_0():
    inside = {"E_nu": 5, "mass": 37.2, "Q2": 1e-3, "W2": 0.1, "K2": 0.01, "cos_theta": 0.3, "C_V": 1, "C_A": 1}
    inside |= {"m_minus": MUON, "m_plus": MUON, "electric": 1, "magnetic": 0}
    for change in ({"W2": 0.04}, {"W2": 10.0}, {"K2": 5.0}, {"Q2": 1e-6}, {"E_nu": 0.1}):
        assert muforge.evaluate("trident.differential_pair_cross_section", **(inside | change)) == 0


# ----- cross sections ---------------------------------------------------------------------------------------------

PUBLISHED = [
    ("nu_e", "mu_e", 0.218264, 4.12621e-07),
    ("nu_e", "mu_e", 1.0398, 0.000273018),
    ("nu_e", "mu_e", 4.95354, 0.00694182),
    ("nu_e", "mu_e", 92.4915, 0.481029),
    ("nu_e", "e_e", 0.1, 3.74549e-05),
    ("nu_e", "e_e", 1.04811, 0.00190457),
    ("nu_e", "e_e", 5.42868, 0.0176904),
    ("nu_e", "e_e", 22.23, 0.101237),
]
"""In fb on argon with a form factor of Helm: data published with arXiv:2406.20067."""
THREE_PARAMETERS = [(0.5, 3.77444e-07), (1.0, 1.34565e-05), (5.0, 0.00138844), (20.0, 0.0188339), (100.0, 0.211757)]
"""nu_mu -> nu_mu mu- mu+ in fb on argon with three-parameter Fermi distributions, from the same source."""


@pytest.mark.parametrize(("neutrino", "pair", "E", "femtobarn"), PUBLISHED)
def test_published_cross_sections_on_argon(neutrino, pair, E, femtobarn):
    assert cross_section("coherent", neutrino, pair, "argon", E) == pytest.approx(femtobarn * 1e-39, rel=5e-3)


@pytest.mark.parametrize(("E", "femtobarn"), THREE_PARAMETERS)
def test_published_muon_pairs_on_argon(E, femtobarn):
    assert cross_section("coherent", "nu_mu", "mu_mu", "argon", E) == pytest.approx(femtobarn * 1e-39, rel=0.02)


@pytest.mark.parametrize(("E", "proton", "neutron"), [(1.0, 4.89977e-07, 7.1601e-08), (5.0, 2.91029e-05, 4.67248e-06)])
def test_published_nucleons(E, proton, neutron):
    """From the same source, which has other form factors at large momentum transfers."""
    on_two = cross_section("incoherent", "nu_mu", "mu_mu", "oxygen", E) / 8
    assert on_two == pytest.approx((proton + neutron * (15.999 - 8) / 8) * 1e-39, rel=0.06)


@pytest.mark.filterwarnings("ignore::muforge.AccuracyWarning")
@pytest.mark.parametrize("target", ["argon", "tungsten", "lead"])
def test_pairs_of_muons_are_those_of_the_kernel(target):
    E = np.array([2.0, 20.0])
    kernel = muforge.evaluate(
        "trident.nuclear_cross_section", method="exact", target=target, E_nu=E, C_V=0.5 + 2 * 0.23122, C_A=0.5
    )
    assert cross_section("coherent", "nu_mu", "mu_mu", target, E) == pytest.approx(kernel, rel=2e-4)


def test_pairs_of_electrons_are_those_of_the_kernel_for_light_muons():
    kernel = muforge.evaluate(
        "trident.nuclear_cross_section",
        method="exact",
        target="argon",
        E_nu=5.0,
        C_V=2 * 0.23122 - 0.5,
        C_A=-0.5,
        constants={"m_mu": ELECTRON},
    )
    assert cross_section("coherent", "nu_mu", "e_e", "argon", 5.0) == pytest.approx(kernel, rel=2e-4)


@pytest.mark.parametrize("scattering", ["coherent", "incoherent"])
@pytest.mark.parametrize("pair", ["mu_mu", "e_e", "mu_e"])
def test_antineutrinos_are_as_neutrinos(scattering, pair):
    for flavour in ("mu", "e"):
        neutrino, anti = (
            cross_section(scattering, f"{kind}_{flavour}", pair, "oxygen", 2.0) for kind in ("nu", "antinu")
        )
        assert neutrino == anti > 0


def test_incoherent_scattering_is_a_third_to_a_half_of_the_total_on_oxygen():
    for E in (1.0, 5.0, 20.0):
        coherent, incoherent = (
            cross_section(scattering, "nu_mu", "mu_mu", "oxygen", E) for scattering in ("coherent", "incoherent")
        )
        assert 0.35 < incoherent / (coherent + incoherent) < 0.55


def test_pauli_blocking_takes_small_momentum_transfers():
    free, blocked = (
        cross_section("incoherent", "nu_mu", "mu_mu", "argon", 5.0, blocking=b) for b in ("none", "fermi_gas")
    )
    assert 0.65 < blocked / free < 0.8
    no_sea = {"fermi_momentum": 1e-6}
    assert cross_section("incoherent", "nu_mu", "mu_mu", "argon", 5.0, constants=no_sea) == pytest.approx(
        free, rel=1e-4
    )
    factor = muforge.evaluate("trident.pauli_blocking", Q2=[1e-6, 0.05, 0.3])
    assert factor[0] < 0.01 < factor[1] < factor[2] == 1


def test_structure_of_nucleons():
    def structure(structure, nucleon, Q2):
        return muforge.evaluate("trident.nucleon_structure", structure=structure, nucleon=nucleon, Q2=Q2)

    assert structure("electric", "proton", 1e-12) == pytest.approx(1, rel=1e-9)
    assert structure("electric", "neutron", 1e-12) == pytest.approx(0, abs=1e-10)
    assert structure("magnetic", "proton", 0.71) == pytest.approx(constant("proton_magnetic_moment") ** 2 / 16)


@pytest.mark.parametrize("scattering", ["coherent", "incoherent"])
def test_nothing_is_produced_at_and_below_threshold(scattering):
    thresholds = {"mu_mu": 2 * MUON, "e_e": 2 * ELECTRON, "mu_e": MUON + ELECTRON}
    for pair, mass in thresholds.items():
        values = cross_section(scattering, "nu_mu", pair, "lead", mass * np.array([0.1, 0.999, 1.3]))
        assert values[0] == values[1] == 0 < values[2]


def test_what_does_not_exist_is_refused():
    point = {"neutrino": "nu_mu", "pair": "mu_mu", "target": "argon", "E_nu": 5.0}
    for change in ({"target": "krypton"}, {"neutrino": "nu_tau"}, {"pair": "tau_tau"}):
        (name,) = change
        with pytest.raises(muforge.DomainError, match=f"{name} = .*allowed are"):
            muforge.evaluate("trident.coherent_cross_section", **(point | change))


# ----- equivalent photons -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("E", "ratio"), [(0.5, 9.88), (1.0, 4.11), (5.0, 2.26), (20.0, 1.89), (160.0, 1.69)])
def test_equivalent_photons_over_exact_as_explained(E, ratio):
    point = {"target": "iron", "E_nu": E, "C_V": 0.96244, "C_A": 0.5}
    photons, exact = (
        muforge.evaluate("trident.nuclear_cross_section", method=method, outside="warn", **point)
        for method in ("equivalent_photon", "exact")
    )
    assert photons / exact == pytest.approx(ratio, rel=3e-3)
    from muforge.describe.report import explain

    text = " ".join(explain("trident.nuclear_cross_section", {"method": "equivalent_photon"}).split())
    assert f"{ratio:g} at {E:g} GeV" in text


# ----- averages over a flux ---------------------------------------------------------------------------------------

AVERAGE = {"scattering": "coherent", "neutrino": "nu_mu", "pair": "mu_mu", "target": "argon"}


def averaged(energies, fluxes, **changes):
    arguments = AVERAGE | changes
    return muforge.evaluate("trident.flux_averaged_cross_section", energies=energies, fluxes=fluxes, **arguments)


def test_average_over_a_flux():
    energies, fluxes = np.array([0.1, 2.0, 3.0, 6.0]), np.array([0.5, 1.0, 1.0, 0.0])
    x, w = np.polynomial.legendre.leggauss(8)
    total = 0.0
    for low, high in zip(energies, energies[1:], strict=False):
        E = low + (high - low) * (1 + x) / 2
        total += (
            (high - low)
            / 2
            * np.sum(w * np.interp(E, energies, fluxes) * cross_section("coherent", "nu_mu", "mu_mu", "argon", E))
        )
    assert averaged(energies, fluxes) == pytest.approx(total / np.trapezoid(fluxes, energies), rel=2e-4)


def test_average_of_both_is_the_sum_and_does_not_depend_on_the_unit_of_the_flux():
    energies, fluxes = [1.0, 4.0], np.array([1.0, 2.0])
    coherent, incoherent, both = (averaged(energies, fluxes, scattering=s) for s in ("coherent", "incoherent", "both"))
    assert both == pytest.approx(coherent + incoherent, rel=1e-12)
    assert averaged(energies, 1e-20 * fluxes) == pytest.approx(coherent, rel=1e-12)


def test_flux_of_one_energy_and_below_threshold():
    assert averaged([5.0], [3.0]) == cross_section("coherent", "nu_mu", "mu_mu", "argon", 5.0)
    assert averaged([0.05, 0.2], [1.0, 1.0]) == 0


def test_fluxes_that_make_no_sense():
    with pytest.raises(muforge.DomainError, match="stands twice"):
        averaged([1.0, 1.0], [1.0, 2.0])
    with pytest.raises(muforge.DomainError, match="0 at all energies"):
        averaged([1.0, 2.0], [0.0, 0.0])
    with pytest.raises(muforge.DomainError):
        averaged([1.0, 2.0], [1.0, -1.0])
