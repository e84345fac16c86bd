"""Figures of scans, and of the demonstration.  Needs matplotlib."""

from muforge.figures.draw import draw
from muforge.figures.style import save

__all__ = ["draw", "save"]
