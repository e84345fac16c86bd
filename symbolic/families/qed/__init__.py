"""Textbook processes of electrons, muons, photons and kaons, and classic results."""
