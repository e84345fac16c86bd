"""Neutrino-electron scattering and light vectors."""
