"""Equations as the literature prints them: checks of the formulas, and what is misprinted.  One file a family."""
