"""Independently derived values of every quantity."""

import json
from pathlib import Path

import numpy as np
import pytest

import muforge
from muforge.symbolic.registry import models

ENTRIES = [
    entry
    for path in sorted((Path(__file__).parent / "reference").glob("*.json"))
    for entry in json.loads(path.read_text())
]


@pytest.mark.filterwarnings("ignore::muforge.ValidityWarning")
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e["id"])
def test_value(entry):
    value = muforge.evaluate(entry["quantity"], constants=entry["constants"], **entry["inputs"])
    wanted = np.asarray(complex(*entry["value"]) if entry.get("complex") else entry["value"])
    tolerance = entry["rel_tol"] * np.max(np.abs(wanted)) + entry.get("abs_tol", 0.0)
    assert np.shape(value) == wanted.shape
    assert np.all(np.abs(value - wanted) <= tolerance)


def test_every_quantity_has_a_reference_value():
    """Those of models are compared with these in tests/models."""
    tested = {entry["quantity"] for entry in ENTRIES}
    assert {name for name in muforge.names() if name.partition(".")[0] not in models()} == tested
