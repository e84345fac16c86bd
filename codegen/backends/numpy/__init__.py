"""Kernels as NumPy, for machines without a C compiler."""
