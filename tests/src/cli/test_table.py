"""The table of largest masses beside the published ones."""

import csv
import io

import numpy as np
import pytest
from command import run

from muforge.cli.commands.table import as_csv, text
from muforge.limits.heavy_particles import COLUMNS, largest_masses, published_models


def published():
    return np.array([[m.published[column] for column in COLUMNS] for m in published_models()])


def test_published_masses_are_compared():
    lines = text(list(published_models()), 1.1 * published(), compared=True)
    assert "ssf 1(-1) 2(1/2) 1(0)" in lines[3]
    assert sum(line.count("1.10") for line in lines) >= 24 * 8
    assert any(line.startswith("0 of 192 published masses are met within 5 per cent, 192 within 20") for line in lines)
    assert not any("published" in line for line in text(list(published_models()), published(), compared=False))


def test_masses_are_written():
    rows = list(csv.reader(io.StringIO(as_csv(list(published_models()), published()))))
    assert len(rows) == 25
    assert rows[1][:7] == ["ssf", "1.0", "-1.0", "2.0", "0.5", "1.0", "0.0"]
    assert float(rows[1][7]) == 65.2


def test_relabelled_rows_are_equal():
    models = [m for m in published_models() if m.model == "ssf"]
    first, eighth = largest_masses([models[0], models[7]])
    np.testing.assert_allclose(first, eighth, rtol=2e-3)


def test_shifts_of_the_wrong_sign_are_refused(capsys):
    found = run("table --model ssf --delta-a-mu=-1e-9 --jobs 1", capsys)
    assert found.code == 2
    assert "delta_a_mu = -1e-09" in found.err


@pytest.mark.long
def test_whole_table_is_that_of_the_rules():
    """Geometric means over the published masses, without naturalness."""
    ratios = np.log(largest_masses(published_models(), jobs=2) / published())
    for kind, low, high in (("ssf", 0.74, 1.07), ("ffs", 1.10, 1.16)):
        mean = np.exp(ratios[[m.model == kind for m in published_models()]].mean(axis=0))[:4]
        assert np.all((mean > low) & (mean < high))
