"""Decays of charged leptons that violate lepton flavour."""
