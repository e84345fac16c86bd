"""What there is: entries of quantities, built-in and of the user's models."""
