"""Hadronic vacuum polarisation in the anomalous magnetic moment."""
