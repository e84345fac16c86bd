"""Dark matter that models declare, and dark matter of built-in models."""

from __future__ import annotations

import numpy as np
import pytest

import muforge
from muforge import evaluate

FILE = '''
"""Mediators with dark matter."""

from sympy import I

from muforge.modelling import BosonMass, Coupling, DarkMatter, Scalar, Vector, model


@model(references=("our paper",))
def dark_vector(m_V: BosonMass, g: Coupling, g_chi: Coupling) -> Vector:
    """A vector that couples to muons and to Dirac particles of a third of its mass."""
    return Vector(m_V, muon=g, dark_matter=DarkMatter("dirac", m_V / 3, g_chi))


@model(references=("our paper",))
def heavy_dark_scalar(m_S: BosonMass, m_chi: BosonMass, y: Coupling, y_chi: Coupling) -> Scalar:
    """A scalar that couples to muons and, as a pseudoscalar, to Majorana particles."""
    return Scalar(m_S, muon=y, dark_matter=DarkMatter("majorana", m_chi, I * y_chi))
'''
VECTOR = {"m_V": 0.6, "g": 1e-3, "g_chi": 0.5}
SCALAR = {"m_S": 0.5, "m_chi": 0.3, "y_chi": 1.0}


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dark_models")
    (folder / "dark.py").write_text(FILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUFORGE_CACHE", str(folder / "cache"))
        muforge.build_model(folder / "dark.py")
        yield


def _scalar(y):
    """Couplings of the catalogue's quantities that are those of the scalar."""
    none = dict.fromkeys(("s_chi", "s_e", "p_e", "p_mu", "s_tau", "p_tau"), 0.0)
    return {"spin": "majorana", "m_chi": 0.3, "m_X": 0.5, "p_chi": 1.0, "s_mu": y} | none


def test_scalar_of_a_file_is_that_of_the_catalogue():
    """Without its decays to photons, which are few; a mediator that cannot decay to dark matter."""
    density = evaluate("heavy_dark_scalar.relic_density", y=1e-3, g_star=10.75, **SCALAR)
    wanted = evaluate("dark_matter.scalar_mediator_relic_density", g_star=10.75, **_scalar(1e-3))
    assert density == pytest.approx(wanted, rel=1e-4)
    ratio = evaluate("heavy_dark_scalar.cmb_annihilation_ratio", y=1e-3, f_eff=0.2, **SCALAR)
    wanted = evaluate("dark_matter.scalar_mediator_annihilation_parameter", f_eff=0.2, **_scalar(1e-3)) / 3.2e-28
    assert ratio == pytest.approx(wanted, rel=1e-4)


def test_mass_of_dark_matter_may_be_a_part_of_that_of_the_mediator():
    assert evaluate("dark_vector.dark_matter_mass", m_V=0.6) == pytest.approx(0.2)
    g = evaluate("dark_vector.g_relic_density", m_V=0.6, g_chi=0.5)
    assert evaluate("dark_vector.relic_density", **VECTOR | {"g": g}) == pytest.approx(0.12, rel=1e-5)


def test_setups_limit_the_coupling():
    upper = muforge.limit("relic_density", model="heavy_dark_scalar", for_="y", m_S=[0.5], m_chi=0.3, y_chi=1.0).upper
    assert upper == pytest.approx(evaluate("heavy_dark_scalar.y_relic_density", **SCALAR), rel=1e-6)
    found = muforge.limit("cmb_annihilation", model="heavy_dark_scalar", for_="y", f_eff=0.2, **SCALAR | {"m_S": [0.5]})
    ratio = evaluate("heavy_dark_scalar.cmb_annihilation_ratio", f_eff=0.2, y=found.coupling[0], **SCALAR)
    assert ratio == pytest.approx(1.0, rel=1e-6)
    with pytest.raises(ValueError, match="f_eff"):
        muforge.limit("cmb_annihilation", model="heavy_dark_scalar", for_="y", **SCALAR | {"m_S": [0.5]})


@pytest.mark.parametrize("spin", ["complex_scalar", "majorana", "dirac", "pseudo_dirac"])
def test_built_in_model_is_the_compiled_quantity(spin):
    more = {"relative_splitting": 0.05} if spin == "pseudo_dirac" else {}
    dark = {"m_chi": 0.1, "g_chi": 1.0, **more}
    mass = 0.3 if more else 0.205  # close to the pole the width matters: a pair has that of a Dirac fermion there
    got = evaluate("lmu_ltau.relic_density", m_X=mass, g=1e-5, dark_matter=spin, **dark)
    wanted = evaluate("dark_matter.relic_density", spin=spin, m_V=mass, g=1e-5, **dark)
    assert got == pytest.approx(wanted, rel=2e-2 if more else 1e-5)


def test_built_in_model_annihilates_to_two_vectors():
    inputs = {"m_chi": 0.1, "g_chi": 0.4, "sqrt_s": 0.4}
    got = evaluate("lmu_ltau.secluded_cross_section", dark_matter="dirac", m_X=0.03, **inputs)
    wanted = evaluate("dark_matter.secluded_cross_section", spin="dirac", m_V=0.03, **inputs)
    assert got == pytest.approx(wanted, rel=1e-10)


def test_neutrinos_are_not_among_the_charged_products():
    point = {"m_X": 0.6, "g": 1e-3, "sqrt_s": 0.5, "dark_matter": "dirac", "m_chi": 0.2, "g_chi": 1.0}
    both, charged = (
        evaluate("lmu_ltau.annihilation_cross_section", products=products, **point)
        for products in ("all", "without_neutrinos")
    )
    r = (0.1056583755 / 0.5) ** 2
    muons = (1 + 2 * r) * np.sqrt(1 - 4 * r)
    assert charged / both == pytest.approx(muons / (muons + 1), rel=1e-10)


def test_hadrons_are_among_the_products_of_a_dark_photon():
    dark = {"dark_matter": "dirac", "m_chi": 0.39, "g_chi": 1.0}
    cross_section = evaluate("dark_photon.annihilation_cross_section", m_X=1.2, epsilon=1e-3, sqrt_s=0.79, **dark)
    wanted = evaluate(
        "dark_matter.dark_photon_annihilation_cross_section",
        spin="dirac", m_chi=0.39, m_V=1.2, sqrt_s=0.79, g_chi=1.0, epsilon=1e-3,
        hadronic_r_ratio=muforge.hadronic_r_ratio(0.79), hadronic_r_ratio_at_pole=muforge.hadronic_r_ratio(1.2),
    )  # fmt: skip
    assert cross_section == pytest.approx(wanted, rel=1e-9)
    assert 0 < evaluate("dark_photon.relic_density", m_X=1.2, epsilon=1e-3, **dark) < 1
