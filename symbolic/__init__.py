"""What muforge computes: formulas, models and Feynman rules, in sympy and nothing else."""
