"""What the answers that a cache remembers are about."""

FILES, FAMILIES, DERIVATIVES, KERNELS, PROOFS = "files", "models", "derivatives", "kernels", "proofs"
OLDER_FAMILIES = "families"
"""Models as earlier versions remembered them, in Python code, which is not read: they are built again."""
