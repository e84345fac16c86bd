"""Settings shared by all tests."""

import pytest
from hypothesis import settings

settings.register_profile("muforge", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("muforge")


@pytest.fixture(scope="session", autouse=True)
def cache_of_kernels(tmp_path_factory):
    """Kernels that tests compile go to a folder of this run, not to the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("MUFORGE_CACHE", str(folder))
        yield folder
