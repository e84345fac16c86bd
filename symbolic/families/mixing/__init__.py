"""Kinetic mixing of a vector with the photon."""
