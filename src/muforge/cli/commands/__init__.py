"""The commands, one module each: `EXAMPLES`, `add_arguments` and `run`; the docstring is the help."""
