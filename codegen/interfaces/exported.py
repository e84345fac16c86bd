"""Names that a library of kernels, compiled on request, exports."""

KERNELS = "mf_kernels"
COUNT = "mf_kernel_count"
WITH_ERROR = "_with_error"
"""Ending of the name of a kernel that also returns errors."""
