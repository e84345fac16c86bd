import numpy as np
import pytest
from command import run

import muforge
from muforge.figures.demonstration import demonstrate


@pytest.fixture(scope="module")
def demonstration():
    return demonstrate()


def test_band_gives_the_anomalous_magnetic_moment(demonstration):
    for plane in demonstration.planes:
        m_X = plane.branching_ratio.axes["m_X"]
        for sigmas, g in zip((-2, 0, 2), plane.band, strict=True):
            shift = muforge.evaluate("gminus2.neutral_boson", boson=plane.boson, m_X=m_X, g=g)
            np.testing.assert_allclose(shift, 2.51e-9 + sigmas * 0.59e-9, rtol=1e-12)


def test_table_is_consistent(demonstration):
    for row in demonstration.table:
        for boson in ("scalar", "vector"):
            ratio = muforge.evaluate("kaon.branching_ratio", boson=boson, m_X=row["m_X"], g=row[f"g {boson}"])
            assert row[f"BR {boson} at g"] == pytest.approx(ratio, rel=1e-12)


def test_lower_end_below_zero_has_no_coupling():
    wide = demonstrate(2.51e-9, 2e-9)
    assert all(np.isnan(plane.band[0]).all() and np.isfinite(plane.band[2]).all() for plane in wide.planes)


def test_files_and_table(tmp_path, capsys):
    shown = run(f"demo -o {tmp_path / 'new'} --delta-a-mu-error 2e-9", capsys)
    assert (shown.code, shown.err) == (0, "")
    assert "delta a_mu = 2.51e-09 +- 2e-09" in shown.out
    assert (tmp_path / "new/muforge-demo.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "new/muforge-demo.pdf").read_bytes().startswith(b"%PDF")


def test_the_shift_of_named_sets(tmp_path, capsys):
    shown = run(f"demo -o {tmp_path} --experiment 2025 --theory WP25", capsys)
    assert "delta a_mu = 3.85e-10 +- 6.367e-10" in shown.out
    both = run(f"demo -o {tmp_path} --theory WP25 --delta-a-mu 1e-9 --force", capsys)
    assert both.code == 2
    assert "--theory gives the numbers of g-2 by name; leave out --delta-a-mu" in both.err
