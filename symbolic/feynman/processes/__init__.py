"""Processes declared as Feynman rules, one file for each family."""
