"""Models of heavy particles of a user's file."""

import math

import numpy as np
import pytest
from user_files import written

import muforge
from muforge.build.machine_errors import ModelError
from muforge.errors import DomainError

pytestmark = pytest.mark.filterwarnings("ignore::muforge.errors.AccuracyWarning")
"""Terms of these moments cancel to some digits, which the estimate of the error says."""
HEAD = "from sympy import pi\n\nfrom muforge.modelling import *\n\n\n"
PARTICLES = "m_F=m_F, m_A=m_A, m_B=m_B, y1=y1, y2=y2, kappa=kappa"
ARGUMENTS = "m_F: HeavyMass, m_A: HeavyMass, m_B: HeavyMass, y1: Yukawa, y2: Yukawa, kappa: TrilinearCoupling"
TRIPLET = "R=(2, -0.5), R_A=(3, 0), R_B=(2, -0.5)"
FILE = f'''{HEAD}@heavy_model(references=("our paper",))
def complex_triplet({ARGUMENTS}, n: Copies = 1):
    """A doublet fermion with a triplet and a doublet scalar."""
    return FermionAndScalars({TRIPLET}, {PARTICLES}, copies=n)


@heavy_model()
def real_triplet({ARGUMENTS}):
    """The same with a real triplet."""
    return FermionAndScalars({TRIPLET}, {PARTICLES}, real="R_A")


@heavy_model()
def with_phase({ARGUMENTS}, phi: Angle):
    """The same with a phase."""
    return FermionAndScalars({TRIPLET}, {PARTICLES}, phase=phi)


@heavy_model()
def leptons(M: HeavyMass, y: Yukawa, y12: Yukawa, phi: Angle, chi: Angle):
    """Fermions of two masses, with phases."""
    return ScalarAndFermions(
        R=(1, 0), R_A=(2, -0.5), R_B=(1, -1), m_S=M, m_A=M, m_B=2 * M, y1=y, y2=y, y12=y12, y12_prime=-2 * y12,
        phase=phi, other_phase=chi,
    )
'''
POINT = {"m_F": 1e3, "m_A": 2e3, "m_B": 3e3, "y1": 1.0, "y2": 0.5, "kappa": 1e3}
REPRESENTATIONS = {"R": [2, -0.5], "R_A": [3, 0], "R_B": [2, -0.5]}
LEPTONS = {"R": [1, 0], "R_A": [2, -0.5], "R_B": [1, -1], "model": "ffs"}


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("heavy")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUFORGE_CACHE", str(folder / "cache"))
        muforge.build_model(written(folder, FILE, "heavy.py"))
        yield


def value(name, **inputs):
    return muforge.evaluate(name, **inputs)


@pytest.mark.parametrize("name", ["delta_a_mu", "lightest_charged_mass", "muon_mass_correction", "muon_mass_tuning"])
def test_quantities_are_those_of_the_family(name):
    copies = {"n_copies": 1} if name.startswith("muon") else {}
    expected = value(f"electroweak.{name}", model="ssf", **POINT, **REPRESENTATIONS, **copies)
    assert value(f"complex_triplet.{name}", **POINT) == pytest.approx(expected, rel=1e-13)
    sums = 1 if name == "lightest_charged_mass" else 3
    assert value(f"complex_triplet.{name}", n=3, **POINT) == pytest.approx(sums * expected, rel=1e-13)


def test_corrections_to_the_mass_of_the_higgs_boson():
    inputs = {"m_A": 2e3, "m_B": 3e3, "kappa": 1e3, "n_copies": 1, "model": "ssf"} | REPRESENTATIONS
    tuning = value("electroweak.higgs_mass_tuning", **inputs)
    assert value("complex_triplet.higgs_mass_tuning", **POINT) == pytest.approx(tuning, rel=1e-13)
    shift = value("electroweak.higgs_mass_correction", scheme="msbar", scale=1e4, **inputs)
    assert value("complex_triplet.higgs_mass_correction", scale=1e4, **POINT) == pytest.approx(shift, rel=1e-13)


def test_phases():
    """A phase of pi is a sign; the flip of chirality goes with its cosine."""
    signs = [value("with_phase.delta_a_mu", phi=phi, **POINT) for phi in (0.1, math.pi - 0.1, math.pi / 2)]
    plus, minus = (value("complex_triplet.delta_a_mu", **POINT | {"kappa": kappa}) for kappa in (1e3, -1e3))
    same = (plus + minus) / 2
    assert signs[2] == pytest.approx(same, rel=1e-6)
    assert signs[0] - same == pytest.approx(math.cos(0.1) * (plus - same), rel=1e-9)
    assert signs[0] + signs[1] == pytest.approx(2 * same, rel=1e-6)


def test_phases_of_fermions():
    inputs = {"M": 2e3, "y": 0.7, "y12": 0.8}
    masses = {"m_S": 2e3, "m_A": 2e3, "m_B": 4e3}
    own = {"y1": 0.7, "y2": 0.7, "y12": 0.8, "y12_prime": -1.6}
    for name in ("delta_a_mu", "lightest_charged_mass"):
        expected = value(f"electroweak.{name}", **LEPTONS, **masses, **own)
        tiny = (
            value(f"leptons.{name}", phi=0.1, chi=-0.1, **inputs),
            value(f"leptons.{name}", phi=0.1, chi=0.1, **inputs),
        )
        assert tiny[0] == pytest.approx(expected, rel=0.01)
        assert tiny[1] != pytest.approx(tiny[0], rel=1e-9)
    matrix = np.array([[2e3, 0.8 * 174.1035 * np.exp(0.3j)], [-1.6 * 174.1035 * np.exp(0.9j), 4e3]])
    lightest = np.linalg.svd(matrix, compute_uv=False)[1]
    found = value("leptons.lightest_charged_mass", phi=0.3, chi=0.9, constants={"v": 174.1035 * math.sqrt(2)}, **inputs)
    assert found == pytest.approx(min(lightest, 2e3), rel=1e-12)


def test_a_real_scalar_mixes_more():
    """To first order in the mixing a real scalar gives the same shift; its neutral partners mix more strongly."""
    for kappa in (1.0, 1e4):
        real, full = (
            value(f"{name}.delta_a_mu", **POINT | {"kappa": kappa}) for name in ("real_triplet", "complex_triplet")
        )
        assert real == pytest.approx(full, rel=1e-6 if kappa == 1.0 else 0.5)
        assert (abs(real - full) > 1e-3 * abs(full)) == (kappa > 1.0)
    largest = math.sqrt(2) * 2e3 * 3e3 / 246.21965
    assert np.isfinite(value("complex_triplet.delta_a_mu", **POINT | {"kappa": 0.99 * largest}))
    with pytest.raises(DomainError, match="positive squared mass"):
        value("real_triplet.delta_a_mu", **POINT | {"kappa": 1.01 * largest})


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (("R_A=(3, 0)", "R_A=(3, 1)"), "Y_R . Y_A = -1/2"),
        (("R_B=(2, -0.5)", "R_B=(3, -0.5)"), "dimensions 1, 2 or 3"),
        (('real="R_A"', 'real="R_B"'), "has no real scalar"),
        (("R_A=(3, 0)", "R_A=3"), "a dimension and a hypercharge are expected"),
        (("return FermionAndScalars(R=(2", "return dict(R=(2"), "FermionAndScalars.* is expected"),
        (("m_F: HeavyMass, m_A", "v: HeavyMass, m_F: HeavyMass, m_A"), "'v', which is taken"),
        (("@heavy_model()\n", "@heavy_model\n"), "with parentheses"),
    ],
)
def test_mistakes(tmp_path, monkeypatch, changed, words):
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    file = f'''{HEAD}@heavy_model()
def wrong({ARGUMENTS}):
    """Wrong."""
    return FermionAndScalars({TRIPLET}, {PARTICLES}, real="R_A")
'''
    assert changed[0] in file
    with pytest.raises(ModelError, match=words):
        muforge.build_model(written(tmp_path, file.replace(*changed), "wrong_model.py"), slow=True)
