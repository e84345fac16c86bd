"""Lagrangians that people write, built and computed by name."""

from __future__ import annotations

import numpy as np
import pytest
from lagrangians import HEAD, LAGRANGIANS
from user_files import written

import muforge
from muforge.errors import ArgumentError, UnknownQuantityError


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache of its own."""
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))


def test_two_mediators_in_one_model(tmp_path, cache):
    muforge.build_model(written(tmp_path, HEAD + LAGRANGIANS["vector_and_scalar"], "both.py"), slow=True)
    point = {"m_V": 5.0, "m_S": 4.0, "g": 0.1, "y": 0.2}
    total = muforge.evaluate("vector_and_scalar.delta_a", lepton="tau", **point)
    parts = [muforge.evaluate(f"vector_and_scalar.{name}_delta_a", lepton="tau", **point) for name in "VS"]
    assert total == sum(parts)
    width = muforge.evaluate("vector_and_scalar.V_total_width", **point)
    assert width == pytest.approx(
        muforge.evaluate("decay.boson_to_leptons", boson="vector", lepton="tau", m_X=5.0, g=0.1)
    )
    masses = np.linspace(4.0, 5.0, 3)
    assert muforge.scan("vector_and_scalar.V_total_width", {"m_V": masses}, m_S=1.0, g=0.1, y=0.0).values[-1] == width
    with pytest.raises(
        UnknownQuantityError, match="there is vector_and_scalar.V_total_width and vector_and_scalar.S_t"
    ):
        muforge.evaluate("vector_and_scalar.total_width", **point)
    with pytest.raises(ArgumentError, match="no argument 'h'"):
        muforge.evaluate("vector_and_scalar.V_total_width", **point, h=1.0)


@pytest.mark.long
def test_all_of_them_are_compiled(tmp_path, cache):
    text = HEAD + "".join(LAGRANGIANS.values())
    names = muforge.build_model(written(tmp_path, text, "lagrangians_file.py"))
    assert {name.partition(".")[0] for name in names} == set(LAGRANGIANS)
    constants = {name: constant.value for name, constant in muforge.constants().items()}
    dark = {"m": 1.0, "g": 1e-3, "y_chi": 0.1, "dark_matter": "dirac", "m_chi": 0.3}
    fraction = muforge.evaluate("to_dark_matter.branching_ratio", channel="dark_matter", **dark)
    width = muforge.evaluate(
        "decay.spin_zero_to_dark_matter", boson="scalar", spin="dirac", m_X=1.0, m_chi=0.3, g_chi=0.1
    )
    assert fraction == pytest.approx(width / muforge.evaluate("to_dark_matter.total_width", **dark))
    mixed = {"m": 2.0, "g": 1e-3, "epsilon": 0.0, "hadronic_r_ratio": 2.2, "baryonic_r_ratio": 1.1}
    total = muforge.evaluate("b_minus_l_with_mixing.total_width", **mixed, interference_r_ratio=0.0)
    assert total == pytest.approx(muforge.evaluate("b_minus_l.total_width", m_X=2.0, g=1e-3, hadronic_r_ratio=1.1))
    with pytest.raises(ArgumentError, match="needs 'interference_r_ratio'"):
        muforge.evaluate("b_minus_l_with_mixing.total_width", **mixed)
    mixing = muforge.evaluate("mixing.loop_induced_mixing", q_squared=1.0, g=1e-3).real
    pair = muforge.evaluate("with_loops.photon_cross_section", sqrt_s=10.58, cos_theta_max=0.9, m=1.0, g=1e-3)
    dark_photon = muforge.evaluate(
        "collider.photon_dark_photon_cross_section", sqrt_s=10.58, cos_theta_max=0.9, m_X=1.0, epsilon=abs(mixing)
    )
    assert pair == pytest.approx(dark_photon, rel=1e-12)
    kaons = muforge.evaluate("with_loops.kaon_branching_ratio", m=0.1, g=1e-3)
    mixing = muforge.evaluate("mixing.loop_induced_mixing", q_squared=0.01, g=1e-3).real
    assert kaons == pytest.approx(
        muforge.evaluate("lmu_ltau_mixed.kaon_branching_ratio", m_X=0.1, g=1e-3, epsilon=-mixing)
    )
    loop = {"boson": "scalar", "m_X": 0.5, "g": 1e-3, "m_F": constants["m_tau"]}
    moment = muforge.evaluate("off_diagonal.delta_a", lepton="muon", m=0.5, g=1e-3)
    assert moment == pytest.approx(muforge.evaluate("gminus2.neutral_boson", **loop), rel=1e-13, abs=0)
    with pytest.raises(UnknownQuantityError, match="interfere"):
        muforge.evaluate("two_exchanges.V_trident_ratio", m_V=1.0)
    photons = muforge.evaluate("to_photons.partial_width", channel="photons", m=2.0, g=0.1)
    assert photons == pytest.approx(0.01 * 8 / (64 * np.pi), rel=1e-14)
    one_alone = [muforge.evaluate("gminus2.neutral_boson", boson="vector", m_X=m, g=1e-3) for m in (0.1, 0.3)]
    assert muforge.evaluate("two_vectors.delta_a", lepton="muon", m=0.1, M=0.3, g=1e-3) == pytest.approx(
        sum(one_alone), rel=1e-14, abs=0
    )
