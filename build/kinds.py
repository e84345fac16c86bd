"""What the answers that a cache remembers are about."""

FILES, FAMILIES, DERIVATIVES = "files", "families", "derivatives"
