import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from command import read_csv, run

import muforge
from muforge.scans import csv_tables

LINE = "kaon.branching_ratio boson=vector,scalar m_X=0.1:0.5:5 g=1e-3"


def expected():
    return muforge.scan("kaon.branching_ratio", {"boson": ["vector", "scalar"], "m_X": "0.1:0.5:5"}, g=1e-3)


def test_csv_has_labels_units_and_provenance(tmp_path, capsys):
    path = tmp_path / "a.csv"
    assert run(f"scan {LINE} -o {path}", capsys).code == 0
    comments, titles, rows = read_csv(path)
    assert titles == ["boson", "m_X [GeV]", "branching_ratio [1]"]
    assert comments == [f"# {key}: {value}" for key, value in expected().attrs.items()]
    assert [row[0] for row in rows] == ["vector"] * 5 + ["scalar"] * 5
    assert [float(row[2]) for row in rows] == expected().values.ravel().tolist()


def test_standard_output(capsys, tmp_path):
    shown = run(f"scan {LINE} -o -", capsys)
    path = tmp_path / "a.csv"
    run(f"scan {LINE} -o {path}", capsys)
    assert shown.out == path.read_text()


def test_npz(tmp_path, capsys):
    path = tmp_path / "a.npz"
    assert run(f"scan {LINE} -o {path}", capsys).code == 0
    with np.load(path) as archive:
        np.testing.assert_array_equal(archive["values"], expected().values)
        np.testing.assert_array_equal(archive["boson"], ["vector", "scalar"])
        attrs = json.loads(str(archive["attrs"]))
    assert attrs["constants"] == expected().attrs["constants"]
    assert attrs["unit of m_X"] == "GeV"


def test_netcdf(tmp_path, capsys):
    xarray = pytest.importorskip("xarray")
    path = tmp_path / "a.nc"
    assert run(f"scan {LINE} -o {path}", capsys).code == 0
    with xarray.open_dataset(path) as data:
        np.testing.assert_array_equal(data.branching_ratio, expected().values)
        assert data.m_X.attrs["units"] == "GeV"
        assert data.attrs["quantity"] == "kaon.branching_ratio"


def test_constants_reach_computation_and_header(tmp_path, capsys):
    path = tmp_path / "a.csv"
    run(f"scan kaon.rate_ratio boson=scalar m_X=0.1,0.2 --constant m_K=0.5 -o {path}", capsys)
    comments, _, rows = read_csv(path)
    assert any("m_K=0.5" in line for line in comments)
    values = muforge.evaluate("kaon.rate_ratio", boson="scalar", m_X=[0.1, 0.2], constants={"m_K": 0.5})
    assert [float(row[1]) for row in rows] == values.tolist()


def test_points_outside_the_domain_are_nan_and_counted(tmp_path, capsys):
    path = tmp_path / "a.csv"
    shown = run(f"scan kaon.missing_mass_squared_mean boson=vector m_X=0.3:0.5:5 -o {path}", capsys)
    assert shown.code == 0
    assert shown.err.count("\n") == 1
    assert "3 of 5 points are outside the domain of validity and are nan; the first: " in shown.err
    assert "m_X = 0.4" in shown.err
    assert [row[1] for row in read_csv(path)[2]][2:] == ["nan", "nan", "nan"]


def test_scan_outside_the_domain_altogether_leaves_no_file(tmp_path, capsys):
    path = tmp_path / "a.csv"
    shown = run(f"scan kaon.missing_mass_squared_mean boson=vector m_X=0.4:0.5:5 -o {path}", capsys)
    assert shown.code == 2
    assert "no point of the grid is inside the domain of validity" in shown.err
    assert not path.exists()


def test_full_disk_is_one_line(tmp_path, capsys):
    (tmp_path / "a.csv").symlink_to("/dev/full")
    shown = run(f"scan {LINE} -o {tmp_path / 'a.csv'}", capsys)
    assert (shown.code, shown.err) == (2, "muforge scan: No space left on device\n")


def test_missing_xarray_is_told_before_computing(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    shown = run(f"scan {LINE} -o {tmp_path / 'a.nc'}", capsys)
    assert shown.code == 2
    assert shown.err == (
        "muforge scan: writing netCDF needs xarray, which is not installed: pip install 'muforge[labelled]'\n"
    )


SLOW = (
    "fixed_target.cross_section boson=vector target=lead method=weizsaecker_williams g=1e-3 "
    "m_X=0.01:0.2:100000:log E_beam=100,160"
).split()
"""A minute of work for two cores."""


@pytest.mark.parametrize("ending", ["csv", "npz"])
def test_interrupt_leaves_a_valid_file(ending, tmp_path):
    path = tmp_path / f"a.{ending}"
    words = [sys.executable, "-m", "muforge", "scan", *SLOW, "-o", str(path)]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err.startswith("muforge scan: interrupted; ") and err.count("\n") == 1
    assert [found.name for found in tmp_path.iterdir()] == [path.name]
    done = int(err.split("; ")[1].split()[0])
    assert 0 < done < 200000
    if ending == "csv":
        comments, titles, rows = read_csv(path)
        assert comments[-1] == f"# interrupted: {done} of 200000 points computed"
        assert len(rows) == done
        assert {len(row) for row in rows} == {len(titles)}
    else:
        with np.load(path) as archive:
            assert int(np.isfinite(archive["values"]).sum()) == done


@pytest.mark.parametrize("axes", ["m_X=0.1:0.3:5 g=1e-3:1e-2:9", "g=1e-3:1e-2:9 m_X=0.1:0.3:5"])
def test_interrupt_of_a_write_neither_loses_nor_repeats_rows(axes, tmp_path, capsys, monkeypatch):
    path = tmp_path / "a.csv"
    line = f"scan kaon.branching_ratio boson=vector {axes} -o {path}"
    run(line, capsys)
    whole = path.read_text()
    calls = []
    rows = csv_tables.CsvWriter._rows

    def interrupted_once(writer, points):
        calls.append(len(points))
        if len(calls) == 3:
            os.write(writer._sink._file, b"half a r")
            raise KeyboardInterrupt
        rows(writer, points)

    monkeypatch.setattr(csv_tables, "ROWS", 7)
    monkeypatch.setattr(csv_tables.CsvWriter, "_rows", interrupted_once)
    assert run(f"{line} --force", capsys).code == 0
    assert path.read_text() == whole and len(calls) > 3


def test_reader_that_goes_away_is_no_error():
    script = f"{sys.executable} -m muforge scan {LINE.replace(':5', ':100000')} -o - | head -1"
    shown = subprocess.run(script, shell=True, capture_output=True, text=True, env=os.environ, timeout=60)
    assert (shown.stdout, shown.stderr) == ("# quantity: kaon.branching_ratio\n", "")


@pytest.mark.parametrize("ending", ["csv", "npz"])
def test_a_file_that_is_there_is_replaced_on_request_alone(ending, tmp_path, capsys):
    path = tmp_path / f"a.{ending}"
    path.write_text("a week of work")
    refused = run(f"scan {LINE} -o {path}", capsys)
    assert (refused.code, refused.err) == (
        2,
        f"muforge scan: {path} is there already; choose another name, or replace it with --force\n",
    )
    outside = run(f"scan kaon.missing_mass_squared_mean boson=vector m_X=0.4:0.5:5 --force -o {path}", capsys)
    assert outside.code == 2 and path.read_text() == "a week of work"
    assert run(f"scan {LINE} --force -o {path}", capsys).code == 0
    assert path.read_bytes()[:14] != b"a week of work"
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", ["csv", "npz"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_stop_like_ctrl_c_and_replace_nothing(number, ending, tmp_path):
    path = tmp_path / f"a.{ending}"
    path.write_text("a week of work")
    words = [sys.executable, "-m", "muforge", "scan", *SLOW, "--force", "-o", str(path)]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    time.sleep(2)
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 128 + number
    assert path.read_text() == "a week of work"
    assert err.rstrip().endswith(f"points are kept in {path}.partial")
    done = int(err.split("; ")[1].split()[0])
    if ending == "csv":
        assert len(read_csv(tmp_path / "a.csv.partial")[2]) == done > 0
    else:
        with np.load(tmp_path / "a.npz.partial") as archive:
            assert int(np.isfinite(archive["values"]).sum()) == done > 0


def test_two_scans_cannot_write_one_file(tmp_path):
    path = tmp_path / "a.csv"
    words = [sys.executable, "-m", "muforge", "scan", *SLOW, "--force", "-o", str(path)]
    first = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    while not (tmp_path / "a.csv.partial").exists():
        time.sleep(0.05)
    second = subprocess.run(words, stderr=subprocess.PIPE, text=True, timeout=20)
    first.send_signal(signal.SIGTERM)
    first.wait(timeout=20)
    assert second.returncode == 2
    assert "another process is writing" in second.stderr
    assert len({len(row) for row in read_csv(path)[2]}) == 1


def test_what_a_killed_run_left_is_not_overwritten(tmp_path, capsys):
    path = tmp_path / "a.csv"
    (tmp_path / "a.csv.partial").write_text("an hour of work")
    refused = run(f"scan {LINE} -o {path}", capsys)
    assert refused.code == 2 and "of a run that was stopped" in refused.err
    assert run(f"scan {LINE} --force -o {path}", capsys).code == 0


def test_a_full_disk_leaves_whole_rows(tmp_path):
    path = tmp_path / "a.csv"
    scan = f"{sys.executable} -m muforge scan {LINE.replace(':5', ':20001')} -o {path}"
    shown = subprocess.run(f"ulimit -f 100; {scan}", shell=True, capture_output=True, text=True, timeout=60)
    assert shown.returncode == 2
    assert "whole rows are kept in" in shown.stderr and shown.stderr.count("\n") == 1
    _, titles, rows = read_csv(tmp_path / "a.csv.partial")
    assert {len(row) for row in rows} == {len(titles)}
    assert len(rows) == int(shown.stderr.split("; ")[1].split()[0]) > 0
    assert not path.exists()
