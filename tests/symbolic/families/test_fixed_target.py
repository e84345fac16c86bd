"""mu N -> mu N X: fluxes, approximations and the exact rate against independent integrations."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

import muforge

pytestmark = pytest.mark.filterwarnings("ignore::muforge.ValidityWarning")
CONSTANTS = {name: constant.value for name, constant in muforge.constants().items()}
M_MU, ALPHA, CM2_GEV2 = (CONSTANTS[name] for name in ("m_mu", "alpha", "hbarc2_GeV2_cm2"))
BOSONS = ("scalar", "vector")
METHODS = ("exact", "weizsaecker_williams", "improved_weizsaecker_williams")
BEAM = {"E_beam": 15.0, "target": "tungsten"}


def spectrum(x, method="exact", boson="vector", m_X=0.1, **changes):
    inputs = BEAM | {"g": 1.0} | changes
    return muforge.evaluate(
        "fixed_target.differential_cross_section", method=method, boson=boson, m_X=m_X, x=x, **inputs
    )


def total(method="exact", boson="vector", m_X=0.1, **changes):
    inputs = BEAM | {"g": 1.0} | changes
    return muforge.evaluate("fixed_target.cross_section", method=method, boson=boson, m_X=m_X, **inputs)


def form_factor(t, target="tungsten"):
    return muforge.evaluate("fixed_target.elastic_form_factor_squared", target=target, t=t)


def logistic_rule(span, low=44, high=24, step=0.5):
    """Distances from the lower end of an interval, and weights."""
    s = np.arange(-low, high + step / 2, step)
    part = 1 / (1 + np.exp(-s))
    return span * part, step * span * part * (1 - part)


def test_form_factor_between_screening_and_the_size_of_the_nucleus():
    screening = (CONSTANTS["m_e"] * 74 ** (1 / 3) / 111) ** 2
    size = 0.164 * 183.84 ** (-2 / 3)
    assert form_factor(np.sqrt(screening * size)) == pytest.approx(1, abs=2e-3)
    assert form_factor(1e-6 * screening) == pytest.approx(1e-12, rel=1e-5)
    assert form_factor(1e5 * size) == pytest.approx(1e-10, rel=1e-4)
    assert form_factor(0.0) == 0.0


@pytest.mark.parametrize("target, Z", [("tungsten", 74), ("lead", 82)])
@pytest.mark.parametrize("m_X", [1e-3, 0.1, 1.0, 3.0])
def test_elastic_flux_is_the_integral_over_the_form_factor(target, Z, m_X):
    E = 15.0
    t_min, t_max = (m_X**2 / (2 * E)) ** 2, m_X**2 + M_MU**2
    distance, weights = logistic_rule(t_max - t_min, low=80)
    t = t_min + distance
    wanted = Z**2 * np.sum(weights * distance / t**2 * form_factor(t, target))
    flux = muforge.evaluate("fixed_target.photon_flux", target=target, E_beam=E, m_X=m_X)
    assert flux == pytest.approx(wanted, rel=1e-12)


def test_break_up_of_the_nucleus_adds_to_the_flux():
    inputs = BEAM | {"m_X": 1.0}
    elastic, both = (muforge.evaluate("fixed_target.photon_flux", inelastic=i, **inputs) for i in (False, True))
    screening = (CONSTANTS["m_e"] * 74 ** (2 / 3) / 773) ** 2
    t_min = (1.0 / 30) ** 2
    distance, weights = logistic_rule(1 + M_MU**2 - t_min, step=0.25)
    t = t_min + distance
    magnetic = (1 + t * (2.79**2 - 1) / (4 * CONSTANTS["m_p"] ** 2)) / (1 + t / 0.71) ** 4
    wanted = 74 * np.sum(weights * distance / (t + screening) ** 2 * magnetic**2)
    assert both - elastic == pytest.approx(wanted, rel=1e-11)


def test_no_flux_where_the_least_transfer_exceeds_the_largest():
    assert muforge.evaluate("fixed_target.photon_flux", target="lead", E_beam=1.0, m_X=2.2) == 0.0


@pytest.mark.parametrize("boson", BOSONS)
@pytest.mark.parametrize("m_X, x", [(0.01, 0.95), (0.1, 0.3), (1.0, 0.8)])
def test_weizsaecker_williams_spectrum_is_a_double_integral(boson, m_X, x):
    E, Z, rest, X = 15.0, 74, 1 - x, m_X**2
    U_min = X * rest / x + M_MU**2 * x
    U_max = min(1e5 * U_min, 4 * E * rest)
    distance, weights = logistic_rule(U_max - U_min)
    U = U_min + distance
    t_min = (U / (2 * E * rest)) ** 2
    nodes, node_weights = np.polynomial.legendre.leggauss(200)
    y = np.log(4 / t_min) * (nodes[:, None] + 1) / 2
    t = t_min * np.exp(y)
    inner = (t - t_min) / t * form_factor(t) * node_weights[:, None] * np.log(4 / t_min) / 2
    chi = Z**2 * inner.sum(axis=0)
    B = -U * x + X * rest + M_MU**2 * x**2
    if boson == "scalar":
        A_22 = x**2 / rest + 2 * (X - 4 * M_MU**2) * B / U**2
    else:
        A_22 = 2 * (2 - 2 * x + x**2) / rest + 4 * (X + 2 * M_MU**2) * B / U**2
    beta = np.sqrt(1 - X / (x * E) ** 2)
    wanted = np.sum(weights * chi * A_22 / U**2) * ALPHA**2 / (4 * np.pi) * beta * rest * CM2_GEV2
    assert spectrum(x, "weizsaecker_williams", boson, m_X) == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("boson", BOSONS)
def test_improved_method_integrates_over_all_angles(boson):
    """For a constant flux the integral over U from U_min to infinity is closed."""
    E, m_X, x = 15.0, 0.2, 0.6
    rest, X = 1 - x, m_X**2
    U_min = X * rest / x + M_MU**2 * x

    def A_22(U):
        B = -U * x + X * rest + M_MU**2 * x**2
        if boson == "scalar":
            return x**2 / rest + 2 * (X - 4 * M_MU**2) * B / U**2
        return 2 * (2 - 2 * x + x**2) / rest + 4 * (X + 2 * M_MU**2) * B / U**2

    bracket, _ = integrate.quad(lambda z: A_22(U_min / z) / U_min, 0, 1, epsabs=0, epsrel=1e-12)
    flux = muforge.evaluate("fixed_target.photon_flux", m_X=m_X, **BEAM)
    beta = np.sqrt(1 - X / (x * E) ** 2)
    wanted = ALPHA**2 / (4 * np.pi) * flux * beta * rest * bracket * CM2_GEV2
    assert spectrum(x, "improved_weizsaecker_williams", boson, m_X) == pytest.approx(wanted, rel=1e-11)


def numerically(boson, E, m_X, x, Z, A):
    """The exact spectrum from the squared matrix element at explicit momenta, integrated over three variables."""
    M, X, m2 = A * CONSTANTS["atomic_mass_unit"], m_X**2, M_MU**2
    E_k, omega = x * E, (1 - x) * E
    p, k = np.sqrt(E**2 - m2), np.sqrt(E_k**2 - X)
    U_min = 2 * (E**2 * X + m2 * k**2) / (E * E_k + p * k) - X
    muon = np.sqrt((omega - 2 / M) ** 2 - m2)  # momentum of the muon at the largest transfer, 4 GeV^2
    U_max = (2 * np.sqrt(1 + 1 / M**2) + muon) ** 2 - omega**2 + m2
    above, weights_U = logistic_rule(min(U_max - U_min, 4 * p * k), low=28, high=16)
    U = (U_min + above)[:, None, None]
    V = np.sqrt(omega**2 - m2 + U)
    a, b = (1 + omega / M) ** 2 - V**2 / M**2, 4 * V**2 - 2 * U * (1 + omega / M)
    low = np.minimum(2 * U**2 / (b + np.sqrt(b**2 - 4 * a * U**2)), 4)
    distance, weights_Q = logistic_rule(1.0, low=28, high=16)
    Q2 = low + (4 - low) * distance[:, None]
    phi = (np.arange(64) + 0.5) * 2 * np.pi / 64
    # axes: z along V = p - k, x in the plane of p and k
    cos_p = (p**2 + V**2 - k**2) / (2 * p * V)
    sin_p = np.sqrt((4 * p * k - (U - U_min)) * (U - U_min)) / (2 * p * V)
    q0, q = -Q2 / (2 * M), np.sqrt(Q2 * (1 + Q2 / (4 * M**2)))
    q_z = -(Q2 * (1 + omega / M) + U) / (2 * V)
    q_t = np.sqrt(np.maximum((q - q_z) * (q + q_z), 0))

    def vector(*components):
        shape = np.broadcast_shapes(*(np.shape(c) for c in components), U.shape, Q2.shape, phi.shape)
        return np.stack([np.broadcast_to(c, shape) for c in components], axis=-1)

    q_4 = vector(q0, q_t * np.cos(phi), q_t * np.sin(phi), q_z)
    p_4 = vector(E, p * sin_p, 0.0, p * cos_p)
    k_4 = p_4 - vector(omega, 0.0, 0.0, V)
    s = 2 * (E * q0 - p * sin_p * q_t * np.cos(phi) - p * cos_p * q_z) - Q2
    trace = muforge.evaluate(
        "fixed_target.squared_trace",
        boson=boson,
        p_muon=p_4,
        k_muon=p_4 + q_4 - k_4,
        k_boson=k_4,
        p_nucleus_sum=vector(2 * M, 0.0, 0.0, 0.0) - q_4,
        q_transfer=q_4,
        s_tilde=s,
        u_tilde=-U,
    )
    e4 = (4 * np.pi * ALPHA) ** 2
    integrand = e4 * Z**2 * form_factor(Q2) / Q2**2 * trace / 2
    over_phi = integrand.mean(axis=-1) * 2 * np.pi
    over_Q2 = np.sum(over_phi * weights_Q * (4 - low[..., 0]), axis=-1)
    # dsigma/dE_k dcos = |k|/(1024 pi^4 M^2 |p| V) int dQ2 dphi, and dU = 2 p k dcos
    over_U = np.sum(weights_U * over_Q2 / V[:, 0, 0]) / (2 * p * k)
    return E * k / (1024 * np.pi**4 * M**2 * p) * over_U * CM2_GEV2


@pytest.mark.parametrize("boson", BOSONS)
@pytest.mark.parametrize("m_X, x", [(0.1, 0.5), (0.5, 0.8)])
def test_exact_spectrum_is_the_integral_of_the_squared_matrix_element(boson, m_X, x):
    wanted = numerically(boson, 15.0, m_X, x, 74, 183.84)
    assert spectrum(x, boson=boson, m_X=m_X) == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize("boson", BOSONS)
@pytest.mark.parametrize("x", [0.5, 0.8])
def test_fast_muons_see_real_photons(boson, x):
    """The flux with its dependence on the angle comes close to the exact rate, and closer for larger energies."""
    far = [
        spectrum(x, "weizsaecker_williams", boson, E_beam=E) / spectrum(x, "exact", boson, E_beam=E) - 1
        for E in (15.0, 160.0)
    ]
    assert abs(far[0]) < 2e-2
    assert abs(far[1]) < abs(far[0]) / 1.5


def test_uniform_flux_overestimates():
    for boson in BOSONS:
        for m_X in (0.01, 0.1, 1.0):
            ratio = total("improved_weizsaecker_williams", boson, m_X, x_min=0.4) / total(
                "exact", boson, m_X, x_min=0.4
            )
            assert 1.3 < ratio < 8


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("boson", BOSONS)
def test_total_is_the_integral_of_the_spectrum(method, boson):
    x_min, m_X, E = 0.3, 0.3, 15.0
    end = 1 - 1.02 * M_MU / E
    distance, weights = logistic_rule(end - x_min, low=24, high=24)
    wanted = np.sum(weights * spectrum(x_min + distance, method, boson, m_X))
    assert total(method, boson, m_X, x_min=x_min) == pytest.approx(wanted, rel=2e-5)


@given(st.sampled_from(METHODS), st.sampled_from(BOSONS), st.floats(-2.0, 2.0))
@settings(max_examples=20, deadline=None)
def test_proportional_to_the_square_of_the_coupling(method, boson, g):
    assert spectrum(0.5, method, boson, g=g) == pytest.approx(g**2 * spectrum(0.5, method, boson), rel=1e-14)


@pytest.mark.parametrize("method", METHODS)
def test_closed_channels_are_exactly_zero(method):
    assert spectrum(0.5 / 15, method, m_X=0.51) == 0.0
    assert spectrum(1 - 0.99 * M_MU / 15, method) == 0.0
    assert total(method, x_min=0.999) == 0.0
    assert total(method, m_X=20.0) == 0.0


def test_no_least_energy_by_default():
    assert total() == total(x_min=0.0) == total(x_min=0.1 / 15)
    assert total(x_min=0.01) < total()


def test_looser_tolerances_are_honest():
    exact = total(m_X=0.02)
    for tolerance in (1e-1, 1e-3):
        value, error = total(m_X=0.02, tolerance=tolerance, return_error=True)
        assert abs(value - exact) <= error
        assert error <= tolerance * value


def coupling(**changes):
    inputs = BEAM | {
        "n_events": 3.0,
        "muons_on_target": 1e10,
        "column_density_cm2": 50 * 6.76 / 183.84 * 6.02214076e23,
        "x_min": 0.4,
    }
    return muforge.evaluate("fixed_target.coupling_for_events", **(inputs | changes))


@pytest.mark.parametrize("boson", BOSONS)
def test_coupling_gives_the_events(boson):
    g = coupling(boson=boson, m_X=0.2)
    events = 1e10 * 50 * 6.76 / 183.84 * 6.02214076e23 * total(boson=boson, m_X=0.2, x_min=0.4, g=g)
    assert events == pytest.approx(3.0, rel=1e-12)
    assert coupling(boson=boson, m_X=0.2, muons_on_target=4e10) == pytest.approx(g / 2, rel=1e-14)


def test_no_coupling_gives_events_in_a_closed_channel():
    with pytest.raises(ValueError, match="an open channel"):
        coupling(boson="vector", m_X=0.2, x_min=0.995)


def test_what_a_null_result_of_phase_1_leaves_to_the_anomalous_moment():
    """Against the claim that nothing below 1 GeV remains: heavier scalars do, and vectors close to 1 GeV."""
    for boson, excluded, left in (("scalar", (0.02, 0.1), (0.2, 0.5, 0.9)), ("vector", (0.02, 0.5), (0.9,))):
        masses = np.array([*excluded, *left])
        explains = muforge.evaluate("gminus2.coupling_for_shift", boson=boson, m_X=masses, delta_a_mu=2.5e-9)
        remains = explains < coupling(boson=boson, m_X=masses)
        assert remains.tolist() == [False] * len(excluded) + [True] * len(left)
