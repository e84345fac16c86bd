"""Light bosons from beam dumps."""
