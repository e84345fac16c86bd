"""Nodes of expressions that sympy lacks, one a file."""
