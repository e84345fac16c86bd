"""Quantities, formulas and misprints as text."""
