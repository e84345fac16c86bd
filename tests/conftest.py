"""Settings shared by all tests."""

from hypothesis import settings

settings.register_profile("muforge", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("muforge")
