"""Settings shared by all tests."""

import os

import pytest
from hypothesis import settings

settings.register_profile("muforge", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("muforge")


@pytest.fixture(scope="session", autouse=True)
def own_cache_of_kernels(tmp_path_factory):
    """Kernels that tests compile, in this process or others, do not end up in the user's cache."""
    before = os.environ.get("MUFORGE_CACHE")
    os.environ["MUFORGE_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["MUFORGE_CACHE"]
    else:
        os.environ["MUFORGE_CACHE"] = before
