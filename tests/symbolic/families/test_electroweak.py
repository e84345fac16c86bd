"""Heavy particles: charge states, moments, masses and caps against eigenvalues, limits and each other."""

import csv
import math
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import muforge
from muforge.errors import ArgumentError, DomainError, ImplausibleWarning
from muforge.symbolic import nature
from muforge.symbolic.families.electroweak.tensors import charge_states, hypercharges, models
from muforge.verify.second_methods import clebsch_gordan

V, M_MU = 246.21965, 0.1056583755
KINDS = ("enhanced_fermion", "enhanced_scalar", "preserving_fermion", "preserving_scalar")
SINGLET = {"R": [1, -1], "R_A": [2, 0.5], "R_B": [1, 0]}
TRIPLET = {"R": [2, -0.5], "R_A": [3, 0], "R_B": [2, -0.5]}
YUKAWAS = {"y1": 1.3, "y2": 0.7}
masses = st.floats(2.0, 5.0).map(lambda exponent: 10**exponent)
every_model = st.sampled_from(models())


def value(name, **inputs):
    return muforge.evaluate(f"electroweak.{name}", **inputs)


def representations(model):
    dimensions, Y = model
    return {
        name: [dimension, float(y)]
        for name, dimension, y in zip(("R", "R_A", "R_B"), dimensions, hypercharges(Y), strict=True)
    }


def couplings(model, m_R, size=1.0):
    if model == "ssf":
        return {"model": model, "m_F": m_R, "kappa": 500.0 * size}
    return {"model": model, "m_S": m_R, "y12": 0.8 * size, "y12_prime": -0.5 * size}


# ----- charge states -----------------------------------------------------------------------------------------


def test_models_are_those_of_the_table():
    path = Path(nature.__file__).with_name("heavy_particle_masses.csv")
    rows = csv.DictReader(line for line in path.read_text().splitlines() if not line.startswith("#"))
    listed = {"ssf": set(), "ffs": set()}
    for row in rows:
        dimensions = tuple(int(row[f"{name}_dim"]) for name in ("R", "RA", "RB"))
        charges = [Fraction(row[f"{name}_Y"]) for name in ("R", "RA", "RB")]
        assert list(hypercharges(charges[0])) == charges
        listed[row["model"]].add((dimensions, charges[0]))
    assert listed["ssf"] == listed["ffs"] == set(models())
    assert len(models()) == 12


@pytest.mark.parametrize("model", models(), ids=str)
def test_weights_have_sum_rules(model):
    rows = value("charge_state_weights", **representations(model))
    assert np.all(rows[:, 0] + rows[:, 1] == -1)
    assert np.all(np.diff(rows[:, 0]) < 0)
    assert rows[:, 2].sum() == pytest.approx(1.5 if 3 in model[0] else 1.0, rel=1e-15)
    for isospin_squares in ("c_1_squared", "c_12_squared"):
        assert sum(getattr(s, isospin_squares) for s in charge_states(model[0])) == (
            Fraction(3, 2) if 3 in model[0] else 1
        )
    expected = [row[2:] for row in clebsch_gordan.states(*model[0])]
    assert [
        [math.sqrt(c) for c in (s.c_1_squared, s.c_2_squared, s.c_12_squared)] for s in charge_states(model[0])
    ] == pytest.approx(np.array(expected))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"R_A": [2, 0.6]}, "Y_R + Y_A = -1/2"),
        ({"R_B": [1, 0.5]}, "Y_R + Y_B = -1"),
        ({"R": [2, -1]}, "dimensions 1, 2 or 3"),
        ({"R": [4, -1], "R_A": [3, 0.5], "R_B": [4, 0]}, "dimensions 1, 2 or 3"),
        ({"R": [1, 2], "R_A": [2, -2.5], "R_B": [1, -3]}, "charges T3 + Y of at most 2"),
    ],
)
def test_representations_that_cannot_couple(changed, words):
    with pytest.raises(DomainError, match=words.replace("+", r"\+")):
        value("charge_state_weights", **SINGLET | changed)
    with pytest.raises(DomainError, match=words.replace("+", r"\+")):
        value("delta_a_mu", m_A=1e3, m_B=1e3, **YUKAWAS, **couplings("ffs", 1e3), **SINGLET | changed)


# ----- loop functions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "at_one"), [*zip(KINDS, (1 / 3, -1 / 6, 1 / 12, -1 / 12), strict=True)])
def test_loop_functions_at_equal_masses(kind, at_one):
    assert value("loop_function", kind=kind, x=[1.0, 1 + 1e-9]) == pytest.approx(at_one, rel=1e-8)
    assert value("loop_function", kind=kind, x=1.0) == pytest.approx(at_one, rel=1e-14)


@given(st.sampled_from(KINDS), st.floats(-12, 12))
def test_loop_functions_are_their_closed_forms(kind, exponent):
    with mpmath.workdps(60):
        x = mpmath.mpf(10**exponent)
        u, L = x - 1, mpmath.log(x)
        wanted = {
            "enhanced_fermion": lambda: (3 - 4 * x + x**2 + 2 * L) / (2 * u**3),
            "enhanced_scalar": lambda: -(x**2 - 1 - 2 * x * L) / (2 * u**3),
            "preserving_fermion": lambda: (x**3 - 6 * x**2 + 3 * x + 2 + 6 * x * L) / (6 * u**4),
            "preserving_scalar": lambda: -(2 * x**3 + 3 * x**2 - 6 * x + 1 - 6 * x**2 * L) / (6 * u**4),
        }[kind]
        expected = float(wanted()) if abs(u) > 1e-9 else None
    if expected is not None:
        assert value("loop_function", kind=kind, x=10**exponent) == pytest.approx(expected, rel=1e-13)


# ----- moments and masses -----------------------------------------------------------------------------------


def by_eigenstates(model, m_R, m_A, m_B, y1, y2, R, R_A, R_B, **own):
    """The moment as a sum over mass eigenstates, with 60 digits, and the mass correction."""
    total = mpmath.mpf(0)
    with mpmath.workdps(60):
        root = mpmath.sqrt(2)
        for state in charge_states((R[0], R_A[0], R_B[0])):
            Q_R = R[1] + float(state.T3)
            c_1, c_2, c_12 = (
                mpmath.sqrt(mpmath.mpf(c.numerator) / c.denominator)
                for c in (state.c_1_squared, state.c_2_squared, state.c_12_squared)
            )
            first, second = y1 * c_1, y2 * c_2
            if model == "ssf":
                off = own["kappa"] * mpmath.mpf(V) * c_12 / root
                squares, U = mpmath.eigsy(mpmath.matrix([[mpmath.mpf(m_A) ** 2, off], [off, mpmath.mpf(m_B) ** 2]]))
                for j in range(2):
                    mass = mpmath.sqrt(squares[j])
                    total += loop(Q_R, -1 - Q_R, m_R, mass, first * U[0, j], second * U[1, j])
            else:
                off, other = (own[y] * mpmath.mpf(V) * c_12 / root for y in ("y12", "y12_prime"))
                W, found, V_dagger = mpmath.svd_r(mpmath.matrix([[m_A, off], [other, m_B]]))
                for i in range(2):
                    total += loop(-1 - Q_R, Q_R, found[i], m_R, first * W[0, i], second * V_dagger[i, 1])
    return float(total)


def loop(Q_F, Q_S, m_F, m_S, left, right):
    """The loop of one fermion and one scalar, by quadrature of the textbook's integrand."""
    m = mpmath.mpf(M_MU)
    m_F, m_S = mpmath.mpf(m_F), mpmath.mpf(m_S)

    def integrand(t):
        x, y = 1 / (1 + mpmath.exp(-t)), 1 / (1 + mpmath.exp(t))
        same = (left**2 + right**2) / 2 * m**2 * x * y
        flip = left * right * m * m_F
        above = -Q_F * (same * x + flip * x**2) + Q_S * (same * y + flip * x * y)
        return above / (x * m_F**2 + y * m_S**2 - x * y * m**2) * x * y

    step = mpmath.mpf(1) / 4
    return step * mpmath.fsum(integrand(k * step) for k in range(-480, 481)) / (8 * mpmath.pi**2)


@settings(max_examples=12)
@given(st.sampled_from(("ssf", "ffs")), every_model, masses, masses, masses)
def test_moment_is_the_sum_over_eigenstates(kind, model, m_R, m_A, m_B):
    inputs = representations(model) | YUKAWAS | {"m_A": m_A, "m_B": m_B}
    if kind == "ssf" and 500.0 * V / math.sqrt(2) > 0.9 * m_A * m_B:
        return
    own = couplings(kind, m_R)
    expected = by_eigenstates(m_R=m_R, **inputs, **own)
    scale = abs(value("enhanced_delta_a_mu", **inputs, **own)) + 1e-13
    assert value("delta_a_mu", **inputs, **own) == pytest.approx(expected, rel=1e-11, abs=1e-11 * scale)


@pytest.mark.parametrize("kind", ["ssf", "ffs"])
def test_moments_of_equal_masses_and_of_hierarchies(kind):
    for m_R, m_A, m_B in ((1e3, 1e3, 1e3), (1e3, 1e3, 1e3 * (1 + 1e-13)), (1e2, 1e14, 1e14), (1e13, 1e2, 1e4)):
        own = couplings(kind, m_R, size=1e-3)
        inputs = TRIPLET | YUKAWAS | {"m_A": m_A, "m_B": m_B}
        assert value("delta_a_mu", **inputs, **own) == pytest.approx(
            by_eigenstates(m_R=m_R, **inputs, **own), rel=1e-10
        )


@given(st.sampled_from(("ssf", "ffs")), every_model, st.floats(1.0, 100.0))
def test_heavy_particles_decouple(kind, model, factor):
    inputs = representations(model) | YUKAWAS
    near = value("enhanced_delta_a_mu", m_A=1e6, m_B=2e6, **inputs, **couplings(kind, 3e6))
    own = couplings(kind, 3e6 * factor)
    own |= {"kappa": 500.0 * factor} if kind == "ssf" else {}
    far = value("enhanced_delta_a_mu", m_A=1e6 * factor, m_B=2e6 * factor, **inputs, **own)
    assert far == pytest.approx(near / factor**2, rel=1e-5)


def test_enhanced_part_is_the_moment_for_large_masses():
    for kind in ("ssf", "ffs"):
        inputs = TRIPLET | YUKAWAS | {"m_A": 2e3, "m_B": 4e3} | couplings(kind, 3e3)
        assert value("enhanced_delta_a_mu", **inputs) == pytest.approx(value("delta_a_mu", **inputs), rel=3e-3)


@pytest.mark.parametrize("other", [{"R": [2, -0.5], "R_A": [1, 0], "R_B": [2, -0.5]}])
def test_relabelled_models_are_the_same(other):
    """Both scalars couple alike if the muon's doublet and singlet are exchanged: rows 1 and 8 of the table."""
    own = {"model": "ssf", "m_F": 700.0, "kappa": 300.0}
    one = value("enhanced_delta_a_mu", m_A=900.0, m_B=1500.0, y1=1.1, y2=0.3, **own, **SINGLET)
    two = value("enhanced_delta_a_mu", m_A=1500.0, m_B=900.0, y1=0.3, y2=1.1, **own, **other)
    assert one == pytest.approx(two, rel=1e-13)


@given(st.sampled_from(("ssf", "ffs")), every_model, masses, masses, masses)
def test_lightest_charged_mass(kind, model, m_R, m_A, m_B):
    own = couplings(kind, m_R)
    if kind == "ssf" and 500.0 * V / math.sqrt(2) > 0.9 * m_A * m_B:
        return
    found = value("lightest_charged_mass", m_A=m_A, m_B=m_B, **own, **representations(model))
    dimensions, Y = model
    (_, Y_A, Y_B), T3 = hypercharges(Y), lambda d: [Fraction(d - 1, 2) - k for k in range(d)]
    candidates = [m_R] if any(Y + t for t in T3(dimensions[0])) else []
    mixed_A, mixed_B = set(), set()
    for state in charge_states(dimensions):
        mixed_A.add(state.T3_A)
        mixed_B.add(state.T3_B)
        if Y_A + state.T3_A == 0:
            continue
        scale = V * math.sqrt(state.c_12_squared / 2)
        if kind == "ssf":
            matrix = np.array([[m_A**2, own["kappa"] * scale], [own["kappa"] * scale, m_B**2]])
            candidates.append(math.sqrt(np.linalg.eigvalsh(matrix)[0]))
        else:
            matrix = np.array([[m_A, own["y12"] * scale], [own["y12_prime"] * scale, m_B]])
            candidates.append(np.linalg.svd(matrix, compute_uv=False)[1])
    candidates += [m_A for t in T3(dimensions[1]) if t not in mixed_A and Y_A + t != 0]
    candidates += [m_B for t in T3(dimensions[2]) if t not in mixed_B and Y_B + t != 0]
    assert found == pytest.approx(min(candidates), rel=1e-8)


def test_mixing_of_opposite_signs_lifts_both_fermions():
    """All components of the doublet in R_B mix here: none has the mass m_B itself, and none a smaller one."""
    inputs = TRIPLET | {"model": "ffs", "y12": 1.5, "y12_prime": -0.8, "m_S": 17694.0, "m_A": 26783.0, "m_B": 14032.0}
    assert value("lightest_charged_mass", constants={"v": 246.0}, **inputs) == pytest.approx(
        14032.68972064482, rel=1e-14
    )


def test_scalars_of_negative_squared_mass():
    with pytest.raises(DomainError, match="positive squared mass"):
        value("delta_a_mu", m_A=100.0, m_B=100.0, m_F=500.0, kappa=1e3, model="ssf", **YUKAWAS, **SINGLET)


@pytest.mark.parametrize("name", ["m_A", "m_B", "m_S"])
@pytest.mark.parametrize("mass", [0.0, -1.0])
def test_masses_are_positive(name, mass):
    inputs = SINGLET | YUKAWAS | {"m_A": 1e3, "m_B": 1e3} | couplings("ffs", 1e3) | {name: mass}
    with pytest.raises(DomainError, match=f"{name} = .* above 0"):
        value("delta_a_mu", **inputs)


def test_couplings_of_the_other_kind_are_refused():
    with pytest.raises(ArgumentError, match="only model=ssf takes it"):
        value("delta_a_mu", m_A=1e3, m_B=1e3, kappa=1.0, **YUKAWAS, **couplings("ffs", 1e3), **SINGLET)


def test_couplings_above_their_cap_are_told():
    with pytest.warns(ImplausibleWarning, match="y1"):
        value("delta_a_mu", m_A=1e3, m_B=1e3, y1=6.0, y2=1.0, **couplings("ffs", 1e3), **SINGLET)


# ----- corrections ------------------------------------------------------------------------------------------


def test_muon_mass_correction_of_scalars_is_finite_for_a_small_mixing():
    inputs = SINGLET | YUKAWAS | {"model": "ssf", "n_copies": 1, "m_F": 9e3, "m_A": 1e4, "m_B": 1e4}
    small = value("muon_mass_correction", kappa=1e-6, **inputs)
    assert value("muon_mass_correction", kappa=1.0, **inputs) == pytest.approx(1e6 * small, rel=1e-7)


@given(masses, masses, masses, masses, st.floats(1.1, 10.0))
def test_scale_dependence_is_the_divergence(m_S, m_A, m_B, scale, ratio):
    inputs = TRIPLET | YUKAWAS | {"n_copies": 2, "m_A": m_A, "m_B": m_B} | couplings("ffs", m_S)
    low, high = (value("muon_mass_correction", scale=mu, **inputs) for mu in (scale, ratio * scale))
    slope = 2 * 1.3 * 0.7 * 1.5 * 0.8 * V / math.sqrt(2) / (16 * math.pi**2)
    size = abs(low) + abs(high) + slope
    assert high - low == pytest.approx(-slope * 2 * math.log(ratio), abs=1e-10 * size)


def test_higgs_correction_of_equal_masses_and_of_hierarchies():
    inputs = TRIPLET | {"model": "ffs", "scheme": "msbar", "n_copies": 1, "y12": 0.8, "y12_prime": -0.5, "scale": 1e3}
    near, equal = (value("higgs_mass_correction", m_A=2e3, m_B=m, **inputs) for m in (2e3 * (1 + 1e-9), 2e3))
    assert near == pytest.approx(equal, rel=1e-8)
    a = 4e6
    L = math.log(4)
    square = 2 * (0.8**2 + 0.5**2) * a * (1 - 2 * L) + 4 * 0.8 * -0.5 * a * -L
    assert equal == pytest.approx(1.5 / (16 * math.pi**2) * square, rel=1e-13)


def test_naturalness_of_unit_charges():
    """R with charge -1 and neutral scalars: 11.5 TeV for a tuning of one per cent."""
    limit = value("naturalness_mass_limit", delta_a_mu=2.79e-9, fine_tuning=100.0, **SINGLET)
    assert limit == pytest.approx(M_MU * math.sqrt(100 / 3 / 2.79e-9), rel=1e-14)
    assert limit == pytest.approx(11.5e3, rel=5e-3)


@pytest.mark.parametrize("kind", ["ssf", "ffs"])
def test_degenerate_mass_is_the_moment_for_equal_masses(kind):
    own = {"kappa_over_mass": 3.0} if kind == "ssf" else {"y12": 1.2, "y12_prime": 0.4}
    M = value("degenerate_mass", model=kind, delta_a_mu=1e-14, **YUKAWAS, **TRIPLET, **own)
    own = {"kappa": 3.0 * M, "m_F": M} if kind == "ssf" else own | {"m_S": M}
    shift = value("enhanced_delta_a_mu", model=kind, m_A=M, m_B=M, **YUKAWAS, **TRIPLET, **own)
    assert abs(shift) == pytest.approx(1e-14, rel=1e-6)


# ----- unitarity --------------------------------------------------------------------------------------------


def test_yukawa_caps_are_limits_of_partial_waves():
    for name, process, J in (("j0", "fermion_lepton", 0), ("j_half", "fermion_scalar", 0.5)):
        y = value("yukawa_unitarity_cap", partial_wave=name)
        assert y == pytest.approx(math.sqrt({"j0": 8, "j_half": 16}[name] * math.pi), rel=1e-15)
        wave = value("partial_wave", process=process, J=J, s=1e18, y=min(y, 5.0), m_F=300.0, m_phi=500.0)
        assert wave == pytest.approx(-0.5 * (min(y, 5.0) / y) ** 2, rel=1e-6)


def test_partial_waves_below_threshold_vanish():
    pair = {"kappa": 1e3, "m_A": 1e3, "m_B": 500.0, "m_h": 125.0}
    assert value("partial_wave", process="fermion_scalar", J=0.5, s=800.0**2, y=1.0, m_F=300.0, m_phi=500.0) == 0.0
    assert value("partial_wave", process="fermion_lepton", J=0, s=300.0**2, y=1.0, m_F=300.0, m_phi=500.0) == 0.0
    assert value("partial_wave", process="scalar_pair_to_higgs_pair", J=0, s=4e6, **pair) == 0.0
    assert value("coupled_partial_wave", s=9e5, **pair) == 0.0


@pytest.mark.filterwarnings("ignore::muforge.errors.AccuracyWarning")  # high waves: more accurate than estimated
@pytest.mark.parametrize("J", [0, 2, 4, 10])
def test_waves_are_legendre_integrals(J):
    s, m_A, m_B, m_h, kappa = 6e6, 900.0, 1100.0, 125.0, 2e3
    with mpmath.workdps(40):
        p, p_h = (mpmath.sqrt(mpmath.mpf(s) / 4 - mpmath.mpf(m) ** 2) for m in (m_A, m_h))
        middle = m_B**2 - (m_A**2 + m_h**2 - s / 2)

        def integrand(c):
            both = 1 / (middle - 2 * p * p_h * c) + 1 / (middle + 2 * p * p_h * c)
            return mpmath.legendre(J, c) * both

        integral = mpmath.quad(integrand, [-1, 0, 1])
        wanted = 2 * mpmath.sqrt(p * p_h / s) * kappa**2 / 2 * integral / (32 * mpmath.pi * mpmath.sqrt(2))
    inputs = {"kappa": kappa, "m_A": m_A, "m_B": m_B, "m_h": m_h}
    found = value("partial_wave", process="scalar_pair_to_higgs_pair", J=J, s=s, **inputs)
    assert found == pytest.approx(float(wanted), rel=1e-12)


@pytest.mark.parametrize(
    ("process", "J", "words"),
    [("fermion_lepton", 1, "J = 0"), ("fermion_scalar", 0, "J = 1/2"), ("scalar_pair_to_higgs_pair", 1, "an even J")],
)
def test_angular_momenta_that_a_process_has_not(process, J, words):
    own = {"kappa": 1e3, "m_A": 1e3, "m_B": 500.0, "m_h": 125.0}
    own = own if process.startswith("scalar") else {"y": 1.0, "m_F": 300.0, "m_phi": 500.0}
    with pytest.raises(DomainError, match=words):
        value("partial_wave", process=process, J=J, s=9e6, **own)


@settings(max_examples=15)
@given(st.floats(0.3, 3.0), st.floats(0.3, 3.0), st.floats(0.01, 0.5), st.floats(1e-6, 30.0))
def test_waves_stay_below_one_half_at_the_caps(m_A, m_B, m_h, above):
    kappa = value("coupled_trilinear_cap", m_A=1e3 * m_A, m_B=1e3 * m_B, m_h=1e3 * m_h)
    s = 4e6 * min(m_A, m_B) ** 2 * (1 + above)
    wave = value("coupled_partial_wave", s=s, kappa=kappa, m_A=1e3 * m_A, m_B=1e3 * m_B, m_h=1e3 * m_h)
    assert wave <= 0.5 * (1 + 1e-9)
    alone = 1e3 * m_A * value("trilinear_unitarity_cap", m_B_over_m_A=m_B / m_A)
    own = {"m_A": 1e3 * m_A, "m_B": 1e3 * m_B, "m_h": 0.0, "kappa": alone}
    s = 4e6 * m_A**2 * (1 + above)
    assert value("partial_wave", process="scalar_pair_to_higgs_pair", J=0, s=s, **own) <= 0.5 * (1 + 1e-9)


def test_cap_of_coupled_channels_for_equal_masses():
    """The exchange of the Higgs boson makes it tighter: about 4 m at 1 TeV against 11 m."""
    assert value("coupled_trilinear_cap", m_A=1e3, m_B=1e3, m_h=125.13) == pytest.approx(3945.57, rel=1e-5)
    assert 1e3 * value("trilinear_unitarity_cap", m_B_over_m_A=1.0) == pytest.approx(11041.04, rel=1e-5)


# ----- largest masses ---------------------------------------------------------------------------------------


def largest(model, constraint, n=1, delta=2.79e-9, **of):
    return value("largest_mass", model=model, constraint=constraint, n_copies=n, delta_a_mu=delta, **(of or SINGLET))


@pytest.mark.parametrize("constraint", ["unitarity", "naturalness_mfv"])
def test_relabelled_models_have_the_same_largest_mass(constraint):
    other = {"R": [2, -0.5], "R_A": [1, 0], "R_B": [2, -0.5]}
    for kind in ("ssf", "ffs"):
        assert largest(kind, constraint) == pytest.approx(largest(kind, constraint, **other), rel=1e-3)


def test_largest_mass_falls_with_constraints_and_shifts():
    for kind in ("ssf", "ffs"):
        plain, mfv, both = (largest(kind, c) for c in ("unitarity", "mfv", "naturalness_mfv"))
        assert plain > mfv > both
        assert largest(kind, "unitarity", n=10) == pytest.approx(math.sqrt(10) * plain, rel=0.02)
        assert largest(kind, "unitarity", delta=3.85e-10) == pytest.approx(math.sqrt(2.79 / 0.385) * plain, rel=0.03)
        assert largest(kind, "mfv") == largest(kind, "mfv")
