"""Leptonic decays of charged kaons, with and without a light boson."""
