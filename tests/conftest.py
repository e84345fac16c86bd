"""Settings shared by all tests."""

import json
import math
import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

import muforge
from muforge.compute import kernel_calls as computing

settings.register_profile("muforge", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("muforge")

CACHE = tempfile.TemporaryDirectory(prefix="muforge-cache-")
"""Kernels that tests compile, also in processes they start, are kept apart from those of the user."""
os.environ["MUFORGE_CACHE"] = CACHE.name


def pytest_unconfigure() -> None:
    """Remove the cache of the tests."""
    CACHE.cleanup()


LOOSE = 1e-6
"""Kernels that promise no more than this are integrals in two or three dimensions, which take long."""
MANIFEST = json.loads((Path(muforge.__file__).parent / "generated" / "manifest.json").read_text())
COSTLY = {name for name, entry in MANIFEST["kernels"].items() if (entry["tolerance"] or 0.0) >= LOOSE}
CHEAP = ("test_recorded_worst_error", "test_no_paths", "test_files_say")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Tests of every kernel are long for those that take long; what is recorded of these is checked always."""
    for item in items:
        values = item.callspec.params.values() if hasattr(item, "callspec") else ()
        if any(isinstance(value, str) and value in COSTLY for value in values) and not item.name.startswith(CHEAP):
            item.add_marker(pytest.mark.long)


@pytest.fixture
def integrated(monkeypatch):
    """Numbers of points in all calls of kernels with an integral."""
    sizes = []
    integrate = computing.integrate

    def counting(kernel, arguments, threads):
        sizes.append(math.prod(np.broadcast_shapes(*map(np.shape, arguments))))
        return integrate(kernel, arguments, threads)

    monkeypatch.setattr(computing, "integrate", counting)
    return sizes
