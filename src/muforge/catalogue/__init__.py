"""The catalogue: entries of quantities, built-in ones and those of users' models."""
