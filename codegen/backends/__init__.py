"""Printers of kernels, one folder for each language."""
