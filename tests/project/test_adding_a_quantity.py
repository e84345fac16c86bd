"""The example of docs/adding-a-quantity.md is built, computed and proven."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import muforge
from muforge.build.userfile import ModelError
from muforge.verify import verify

PAGE = (Path(__file__).parents[2] / "docs/adding-a-quantity.md").read_text()
(EXAMPLE,) = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "boson.py"
    path.write_text(EXAMPLE)
    return path


def test_the_example_is_what_it_says(file):
    assert muforge.build_model(file) == ["boson.width", "boson.fraction_above"]
    for boson in ("scalar", "vector"):
        own = muforge.evaluate("boson.width", boson=boson, m_X=1.0, m_f=0.1056583755, g=1e-3)
        known = muforge.evaluate("decay.boson_to_leptons", boson=boson, lepton="muon", m_X=1.0, g=1e-3)
        assert own == pytest.approx(known, rel=1e-14)
    x = np.array([0.01, 0.3, 0.9, 1.0])
    assert muforge.evaluate("boson.fraction_above", x_min=x) == pytest.approx(1 - 2 * x**3 + x**4, rel=1e-12)
    with pytest.raises(ValueError, match=r"m_X = 1, m_f = 0\.6; expected m_X above 2 m_f, an open decay"):
        muforge.evaluate("boson.width", boson="scalar", m_X=1.0, m_f=0.6, g=1e-3)
    rows = verify(["boson"])
    assert len(rows) == 3
    assert all(row.passed for row in rows), [row for row in rows if not row.passed]


def test_the_mistake_that_the_page_shows(file):
    file.write_text(EXAMPLE.replace("@quantity(unit=GeV,", "@quantity(unit=GeV**2,"))
    shown = re.search(r"^    boson\.py, (line \d+: boson\.width: .*)$", PAGE, flags=re.MULTILINE)
    assert shown
    with pytest.raises(ModelError, match=re.escape(f"{file}, {shown[1]}")):
        muforge.build_model(file)
