"""Published limits: tables, and recasts to other models."""
