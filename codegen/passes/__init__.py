"""Optimisation passes, one a file; each is a function from program to equivalent program."""
