"""Subjects of the answers that a cache keeps."""

FILES, FAMILIES, DERIVATIVES = "files", "families", "derivatives"
