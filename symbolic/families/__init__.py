"""The formulas of muforge, one module for each family of quantities."""
