"""Rare decays of mesons to a light boson, and decays of bosons that are made in a dump of protons."""
