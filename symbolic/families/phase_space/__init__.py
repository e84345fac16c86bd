"""Volumes of phase space."""
