"""The functions that small formulas of the catalogue may use, by their names in NumPy.

Generated data name them, and `muforge.catalogue.small_formulas` calls them.
"""

OPERATORS = ("+", "-", "*", "/", "**", "negative")
CONSTANTS = ("pi", "e", "inf", "nan")
FUNCTIONS = (
    *("abs", "sign", "sqrt", "exp", "expm1", "log", "log1p", "maximum", "minimum"),
    *("sin", "cos", "tan", "arcsin", "arccos", "arctan", "arctan2"),
    *("sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh"),
    *("greater", "greater_equal", "less", "less_equal", "equal", "not_equal"),
    *("logical_and", "logical_or", "logical_not", "real", "imag", "conj", "where"),
)
SELECT = "select"
"""``["select", condition, value, condition, value, ...]``: the value of the first condition that holds, else NaN."""
