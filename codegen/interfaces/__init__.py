"""Files generated beside kernels: catalogue, headers, stubs, misprints, records."""
