"""Derived squared amplitudes against closed forms from the literature."""

import pytest
from sympy import Expr, Rational, Symbol, cancel, symbols

from muforge.symbolic.families.decay import amplitudes as two_body
from muforge.symbolic.families.kaon import amplitudes as kaon
from muforge.symbolic.families.qed import amplitudes as qed
from muforge.symbolic.families.qed import weak
from muforge.symbolic.families.trident import amplitudes as trident

s, t, u = (Symbol(name, real=True) for name in "stu")
m_e, m_mu, m_K, m_X, m_l, m_pi = (Symbol(f"m_{x}", positive=True) for x in ("e", "mu", "K", "X", "l", "pi"))


def equal(derived: Expr, known: Expr) -> bool:
    return cancel(derived - known) == 0


def test_muon_pair() -> None:
    masses = m_e**2 + m_mu**2
    u_channel = 2 * masses - s - t
    known = 8 * ((t - masses) ** 2 + (u_channel - masses) ** 2 + 2 * s * masses) / s**2
    assert equal(qed.muon_pair().squared, known)


def test_bhabha_without_mass() -> None:
    u_channel = -s - t
    known = 8 * ((s**2 + u_channel**2) / t**2 + 2 * u_channel**2 / (s * t) + (u_channel**2 + t**2) / s**2)
    assert equal(qed.bhabha().squared.subs(m_e, 0), known)


def test_moller_without_mass() -> None:
    s_channel = -t - u
    known = 8 * ((s_channel**2 + u**2) / t**2 + 2 * s_channel**2 / (t * u) + (s_channel**2 + t**2) / u**2)
    assert equal(qed.moller().squared.subs(m_e, 0), known)


def test_bhabha_is_crossed_moller_with_mass() -> None:
    assert equal(qed.bhabha().squared, qed.moller().squared.subs(u, s))


def test_klein_nishina() -> None:
    early, late = (Symbol(name, real=True) for name in ("pk", "pk_out"))
    difference = 1 / early - 1 / late
    known = 8 * (late / early + early / late + 2 * m_mu**2 * difference + m_mu**4 * difference**2)
    assert equal(qed.compton().squared, known)


def test_pair_annihilation() -> None:
    one, two = (Symbol(name, real=True) for name in ("pk", "pbark"))
    total = 1 / one + 1 / two
    known = 8 * (two / one + one / two + 2 * m_mu**2 * total - m_mu**4 * total**2)
    assert equal(qed.annihilation("photon").squared, known)


def test_scalar_compton_is_thomson_scattering_in_the_laboratory() -> None:
    omega, cosine = symbols("omega cosine", positive=True)
    scattered = omega / (1 + omega / m_pi * (1 - cosine))
    laboratory = {s: m_pi**2 + 2 * m_pi * omega, u: m_pi**2 - 2 * m_pi * scattered}
    assert equal(qed.scalar_compton().squared.subs(laboratory), 4 * (1 + cosine**2))


def test_photon_and_light_vector_are_two_photons() -> None:
    assert equal(qed.annihilation("vector").squared.subs(m_X, 0), qed.annihilation("photon").squared)


def test_muon_decay() -> None:
    electron_neutrino = Symbol("lnu", real=True)
    muon_antineutrino = (m_mu**2 - m_e**2) / 2 - electron_neutrino
    assert equal(weak.lepton_decay(m_mu, m_e).squared, 128 * muon_antineutrino * electron_neutrino)


def test_inverse_muon_decay() -> None:
    early = Symbol("enu", real=True)
    assert equal(weak.inverse_muon_decay().squared, 128 * early * (early + (m_e**2 - m_mu**2) / 2))


def test_neutrino_electron_scattering() -> None:
    g_L, g_R = weak.g_L, weak.g_R
    early, late = (Symbol(name, real=True) for name in ("enu", "enu_out"))
    known = 128 * (g_L**2 * early**2 + g_R**2 * late**2 + g_L * g_R * m_e**2 * (late - early))
    assert equal(weak.neutrino_electron().squared, known)


def test_kaon_to_muon_neutrino_is_helicity_suppressed() -> None:
    assert equal(kaon.two_body().squared, m_mu**2 * (m_K**2 - m_mu**2))


@pytest.mark.parametrize(
    ("boson", "known"),
    [
        ("scalar", 2 * (m_X**2 - 4 * m_l**2)),
        ("pseudoscalar", 2 * m_X**2),
        ("vector", 4 * (m_X**2 + 2 * m_l**2)),
        ("axial", 4 * (m_X**2 - 4 * m_l**2)),
    ],
)
def test_two_body_decays(boson: str, known: Expr) -> None:
    assert equal(two_body.to_leptons(boson).squared, known)


def test_kaon_to_soft_photon_is_the_eikonal_factor() -> None:
    """For a soft massless boson the rate is the two-body one times the classical radiation of the charges."""
    s_nuX, s_muX, soft = Symbol("s_nuX", real=True), Symbol("s_muX", real=True), Symbol("soft", positive=True)
    x, y = symbols("x y", positive=True)
    scaled = {s_nuX: soft * y, s_muX: m_mu**2 + soft * x, m_X: 0}
    leading = cancel(kaon.three_body("dark_photon").squared.subs(scaled) * soft**2).subs(soft, 0)
    # x = 2 k.l and x + y = 2 P.l in units of the soft scale
    k_l, P_l, k_P = x / 2, (x + y) / 2, (m_K**2 + m_mu**2) / 2
    eikonal = 2 * k_P / (k_l * P_l) - m_mu**2 / k_l**2 - m_K**2 / P_l**2
    assert equal(leading, kaon.two_body().squared * eikonal)


@pytest.mark.parametrize(
    ("mass", "s_nuX", "s_muX", "known"),
    [
        ("0.02", "0.0284796307", "0.1130525266", 0.022927175898601587),
        ("0.15", "0.1298129836", "0.08435705237", 0.03486558607923017),
        ("0.3", "0.1388101131", "0.1855823812", 0.0029578206038543445),
    ],
)
def test_kaon_to_dark_photon(mass: str, s_nuX: str, s_muX: str, known: float) -> None:
    values = {
        m_K: Rational("0.493677"),
        m_mu: Rational("0.1056583755"),
        m_X: Rational(mass),
        Symbol("s_nuX", real=True): Rational(s_nuX),
        Symbol("s_muX", real=True): Rational(s_muX),
    }
    assert float(kaon.three_body("dark_photon").squared.subs(values)) == pytest.approx(known, rel=1e-14)


def test_trident_is_symmetric_under_charge_conjugation() -> None:
    """Exchanging the muons is the same as reversing the axial coupling, term by term."""
    derived = trident.trident().squared
    exchanged = {trident.C_A: -trident.C_A}
    for name in ("nu", "photon", "nu_out"):
        one, two = (Symbol(f"{name}_{muon}", real=True) for muon in ("mu", "mubar"))
        exchanged |= {one: two, two: one}
    assert equal(derived, derived.subs(exchanged, simultaneous=True))
    assert not equal(derived, derived.subs(trident.C_A, -trident.C_A))
