"""Subjects of the answers that a cache keeps."""

FILES, FAMILIES, DERIVATIVES = "files", "models", "derivatives"
OLDER_FAMILIES = "families"
"""Models as earlier versions remembered them, in Python code, which is not read: they are built again."""
