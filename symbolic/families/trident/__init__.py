"""Neutrino trident production of a muon pair."""
