"""Nodes of expressions that sympy lacks, one a file: a class with named fields, and its rules for all walkers."""
