"""Settings shared by all tests."""

import os
import tempfile

from hypothesis import settings

settings.register_profile("muforge", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("muforge")

CACHE = tempfile.TemporaryDirectory(prefix="muforge-tests-")


def pytest_configure(config):
    """Kernels that tests compile go to a folder of this run, not to the user's cache."""
    os.environ["MUFORGE_CACHE"] = CACHE.name


def pytest_unconfigure(config):
    """The folder goes when the tests are done."""
    CACHE.cleanup()
