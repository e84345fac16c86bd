"""How a formula is written: arguments, quantities, nodes that sympy lacks, and walks over expressions."""
