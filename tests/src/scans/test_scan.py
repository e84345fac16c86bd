import math
import sys
import warnings

import numpy as np
import pytest

import muforge
from muforge.scans.blocks import Scan
from muforge.scans.grids import block_at


@pytest.mark.parametrize("shape", [(7,), (3, 5), (4, 1, 6), (2, 3, 4)])
@pytest.mark.parametrize("size", [1, 2, 5, 6, 12, 1000])
def test_blocks_cover_the_grid_in_order(shape, size):
    flat = np.arange(math.prod(shape)).reshape(shape)
    start = 0
    while start < flat.size:
        block = flat[block_at(shape, start, size)].ravel()
        assert 1 <= block.size <= size
        np.testing.assert_array_equal(block, np.arange(start, start + block.size))
        start += block.size


def test_grid_is_the_same_as_broadcast_evaluation():
    m_X, g = np.geomspace(1e-3, 0.4, 40), np.linspace(1e-4, 1e-3, 30)
    result = muforge.scan("kaon.branching_ratio", {"g": g, "m_X": m_X}, boson="vector")
    assert list(result.axes) == ["g", "m_X"]
    expected = muforge.evaluate("kaon.branching_ratio", boson="vector", m_X=m_X, g=g[:, None])
    np.testing.assert_array_equal(result.values, expected)
    assert result.complete and result.notes == []


def test_text_ranges():
    result = muforge.scan("hvp.kernel", {"s": "0.01:100:5:log"})
    np.testing.assert_allclose(result.axes["s"], [0.01, 0.1, 1, 10, 100], rtol=1e-14)
    result = muforge.scan("hvp.kernel", {"s": "3:1:3"})
    assert result.axes["s"].tolist() == [3, 2, 1]


def test_options_come_first_and_keep_their_order():
    result = muforge.scan("kaon.rate_ratio", {"m_X": [0.1, 0.2], "boson": ("vector", "scalar")})
    assert list(result.axes) == ["boson", "m_X"]
    for row, boson in zip(result.values, ("vector", "scalar"), strict=True):
        assert row.tolist() == muforge.evaluate("kaon.rate_ratio", boson=boson, m_X=[0.1, 0.2]).tolist()


def test_only_options_as_axes():
    groups = ["b_minus_l", "lmu_le"]
    result = muforge.scan("decay.u1_charge", {"group": groups, "fermion": ["muon", "quark", "tau"]})
    assert result.values.tolist() == [
        [muforge.evaluate("decay.u1_charge", group=group, fermion=fermion) for fermion in ("muon", "quark", "tau")]
        for group in groups
    ]


def test_lists_are_passed_on():
    result = muforge.scan("phase_space.volume", {"s": [1.0, 2.0]}, masses=[0.1, 0.2, 0.3])
    expected = muforge.evaluate("phase_space.volume", s=[1.0, 2.0], masses=[0.1, 0.2, 0.3])
    assert result.values.tolist() == expected.tolist()
    assert result.attrs["fixed"] == "masses=0.1,0.2,0.3"


def test_complex_values():
    result = muforge.scan("mixing.loop_induced_mixing", {"q_squared": [-0.1, 0.3]}, g=1.0)
    expected = muforge.evaluate("mixing.loop_induced_mixing", q_squared=[-0.1, 0.3], g=1.0)
    assert result.values.tolist() == expected.tolist()


def test_points_outside_the_domain_are_nan():
    grid = {"m_X": [0.1, 0.2, 0.5], "energy": [0.15, 0.3]}
    result = muforge.scan("decay.diphoton_decay_length", grid, boson="scalar", alpha_X=1e-6)
    assert np.isnan(result.values).tolist() == [[False, False], [True, False], [True, True]]
    inside = muforge.evaluate("decay.diphoton_decay_length", boson="scalar", alpha_X=1e-6, m_X=0.2, energy=0.3)
    assert result.values[1, 1] == inside
    (note,) = result.notes
    assert note.startswith("3 of 6 points are outside the domain of validity and are nan; the first: ")
    assert "m_X = 0.2" in note and "energy = 0.15" in note


def test_points_without_solution_are_nan():
    grid = {"g": np.geomspace(1e-5, 1e-2, 12)}
    fixed = {"boson": "vector", "n_copies": 1, "delta_a_mu": 2.5e-9}
    result = muforge.scan("gminus2.mass_at_coupling", grid, tolerance=1e-10, **fixed)
    solved = np.isfinite(result.values)
    assert 0 < solved.sum() < 12
    shift = muforge.evaluate(
        "gminus2.neutral_boson", boson="vector", m_X=result.values[solved], g=result.axes["g"][solved]
    )
    np.testing.assert_allclose(shift, 2.5e-9, rtol=1e-10)


def test_no_point_inside_the_domain_is_an_error():
    with pytest.raises(muforge.DomainError, match=r"no point of the grid is inside .* m_X = 0\.4, .*; expected "):
        muforge.scan("kaon.missing_mass_squared_mean", {"m_X": [0.4, 0.5]}, boson="vector")


def test_progress_ends_with_the_total():
    seen = []
    muforge.scan("hvp.kernel", {"s": "0.1:1:100"}, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (100, 100)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


def test_stopped_scan_knows_how_far_it_came():
    job = Scan("kaon.rate_ratio", {"m_X": "0.01:0.3:100"}, fixed={"boson": "scalar"})
    next(job.steps())
    job.finish()
    assert not job.result.complete
    assert int(np.isfinite(job.result.values).sum()) == job.result.done
    assert f"{job.result.done} of 100 points computed" in repr(job.result)
    assert job.result.attrs["incomplete"] == f"{job.result.done} of 100 points computed, the others are nan"
    assert job.result.computed.tolist() == list(range(job.result.done))


@pytest.mark.parametrize("axes", [("g", "m_X"), ("m_X", "g"), ("g", "boson", "m_X")])
def test_points_that_differ_by_powers_are_integrated_once(axes, integrated):
    values = {"g": np.geomspace(1e-4, 1e-2, 50), "m_X": np.linspace(0.01, 0.3, 30), "boson": ["vector", "axial"]}
    grid = {axis: values[axis] for axis in axes}
    fixed = {} if "boson" in axes else {"boson": "vector"}
    result = muforge.scan("kaon.branching_ratio", grid, **fixed)
    assert sum(integrated) == 30 * (2 if "boson" in axes else 1) and min(integrated[:-1], default=8) >= 8
    mine = result.to_xarray()
    for boson in fixed.values() if fixed else values["boson"]:
        table = mine if fixed else mine.sel(boson=boson)
        expected = muforge.evaluate("kaon.branching_ratio", boson=boson, m_X=values["m_X"], g=values["g"][:, None])
        np.testing.assert_array_equal(table.transpose("g", "m_X"), expected)


def test_stopped_scan_in_another_order():
    """Couplings are done together; what was computed is not a first part of the table then."""
    job = Scan("kaon.branching_ratio", {"g": "1e-4:1e-2:50:log", "m_X": "0.01:0.3:100"}, fixed={"boson": "scalar"})
    assert next(job.steps()) == 400
    job.finish()
    assert np.isfinite(job.result.values).tolist() == [[True] * 8 + [False] * 92] * 50
    assert job.result.computed.tolist() == np.flatnonzero(np.isfinite(job.result.values)).tolist()


def test_blocks_are_large_enough_for_threads_and_vectors(monkeypatch, integrated):
    """Also where a point takes longer than a block should."""
    monkeypatch.setattr(sys.modules["muforge.scans.blocks"], "SECONDS_PER_BLOCK", 0.0)
    muforge.scan("kaon.branching_ratio", {"m_X": np.linspace(0.01, 0.3, 40)}, boson="scalar", g=1.0)
    assert integrated == [8] * 5


def test_missed_tolerance_warns_once(monkeypatch):
    def compute(call, *settings, **more):
        warnings.warn("kaon.rate_ratio: relative error up to 1e-3", muforge.AccuracyWarning, stacklevel=1)
        return np.ones(call.shape)

    monkeypatch.setattr(sys.modules["muforge.scans.blocks"], "compute", compute)
    with pytest.warns(muforge.AccuracyWarning) as caught:
        muforge.scan("kaon.rate_ratio", {"m_X": "0.01:0.3:100"}, boson="scalar")
    assert len(caught) == 1


def test_repr_tells_what_it_is():
    result = muforge.scan("kaon.branching_ratio", {"m_X": [0.01, 0.1], "boson": ["vector", "scalar"]}, g=1e-3)
    assert repr(result) == "<ScanResult kaon.branching_ratio [1]: boson vector|scalar, m_X [GeV] 0.01 ... 0.1 (2)>"


def test_provenance():
    result = muforge.scan("decay.boson_to_leptons", {"m_X": [0.5]}, boson="vector", lepton="muon", g=0.1)
    assert result.attrs["muforge_version"] == muforge.__version__
    assert result.attrs["fixed"] == "boson=vector lepton=muon g=0.1"
    assert result.attrs["unit"] == "GeV"
    assert "m_mu=0.1056583755" in result.attrs["constants"]
    assert result.units == {"decay.boson_to_leptons": "GeV", "m_X": "GeV"}


def test_xarray_keeps_labels():
    pytest.importorskip("xarray")
    result = muforge.scan("kaon.rate_ratio", {"m_X": [0.1, 0.2], "boson": ["vector", "scalar"]})
    array = result.to_xarray()
    assert float(array.sel(boson="scalar", m_X=0.2)) == result.values[1, 1]
    assert array.attrs["quantity"] == "kaon.rate_ratio"


def test_complex_values_in_files(tmp_path):
    xarray = pytest.importorskip("xarray")
    result = muforge.scan("mixing.loop_induced_mixing", {"q_squared": [-0.1, 0.3]}, g=1.0)
    result.to_netcdf(tmp_path / "a.nc")
    with xarray.open_dataset(tmp_path / "a.nc") as data:
        parts = data.loop_induced_mixing_real + 1j * data.loop_induced_mixing_imag
        assert parts.values.tolist() == result.values.tolist()
    result.to_csv(tmp_path / "a.csv")
    table = np.genfromtxt(tmp_path / "a.csv", delimiter=",", skip_header=len(result.attrs) + 1)
    assert (table[:, 1] + 1j * table[:, 2]).tolist() == result.values.tolist()


def test_unwritable_file_is_an_error(tmp_path):
    result = muforge.scan("hvp.kernel", {"s": [1.0]})
    for write in (result.to_csv, result.to_npz):
        with pytest.raises(muforge.OutputError, match="there is no folder"):
            write(tmp_path / "no" / "file")


def test_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    path.write_text("old")
    result = muforge.scan("hvp.kernel", {"s": [1.0]})

    def fail(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(OSError, match="no space left"):
        result.to_npz(path)
    assert [found.name for found in tmp_path.iterdir()] == ["a.npz"]
    assert path.read_text() == "old"
