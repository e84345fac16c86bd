"""Averages, likelihood ratios and limits on signals over a background."""
