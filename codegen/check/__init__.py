"""Tools of proof: programs as formulas again, reference arithmetic, points of a domain."""
