"""Names that a library of kernels, compiled on request, exports."""

KERNELS = "mf_kernels"
COUNT = "mf_kernel_count"
