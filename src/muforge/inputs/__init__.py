"""Inputs from measurements: the hadronic R ratio."""
