"""What the answers that a cache remembers are about."""

FILES, FAMILIES, DERIVATIVES, KERNELS, PROOFS = "files", "families", "derivatives", "kernels", "proofs"
