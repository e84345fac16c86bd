"""Settings shared by all tests."""

import os
import tempfile

from hypothesis import settings

settings.register_profile("muforge", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("muforge")

CACHE = tempfile.TemporaryDirectory(prefix="muforge-cache-")
"""Kernels that tests compile, also in processes they start, are kept apart from those of the user."""
os.environ["MUFORGE_CACHE"] = CACHE.name


def pytest_unconfigure() -> None:
    """Remove the cache of the tests."""
    CACHE.cleanup()
