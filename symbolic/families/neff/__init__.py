"""The effective number of neutrino species."""
