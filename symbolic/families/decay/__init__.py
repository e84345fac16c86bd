"""Decays of light bosons: widths, branching fractions, lifetimes and decay lengths."""
