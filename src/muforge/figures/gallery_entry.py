"""What an entry of the gallery is: a figure or a table that computes its own numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from muforge.describe.text_columns import in_columns

Inputs = Mapping[str, Path]
"""Files of the user's by the names of inputs."""


@dataclass(frozen=True)
class GalleryTable:
    """A table with a head, as text and as LaTeX.

    Parameters
    ----------
    caption : str
    head : tuple of str
    rows : tuple of tuples of str
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """The table in columns."""
        return "\n".join([self.caption, "", *in_columns([self.head, *self.rows]), ""])

    def latex(self) -> str:
        """The table as ``tabular`` with a caption."""

        def line(cells: tuple[str, ...]) -> str:
            return " & ".join(cell.replace("_", r"\_").replace("%", r"\%") for cell in cells) + r" \\"

        return "\n".join(
            [
                r"\begin{table}",
                rf"\caption{{{self.caption}}}",
                rf"\begin{{tabular}}{{{'l' * len(self.head)}}}",
                line(self.head),
                r"\hline",
                *map(line, self.rows),
                r"\end{tabular}",
                r"\end{table}",
                "",
            ]
        )


@dataclass(frozen=True)
class GalleryFigure:
    """A figure or table of the gallery.

    Parameters
    ----------
    name, about, source : str
    make : callable
        From files of the user's to a figure of matplotlib or a `GalleryTable`.
    needs : mapping
        Names of inputs from outside and what they are; what is there without them is shown.
    """

    name: str
    about: str
    source: str
    make: Callable[[Inputs], Any]
    needs: Mapping[str, str] = field(default_factory=dict)
