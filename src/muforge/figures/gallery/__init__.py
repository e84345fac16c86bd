"""The gallery, one file a subject; each lists its own in ``FIGURES``."""

from __future__ import annotations

import sys
from functools import cache

from muforge.errors import UnknownQuantityError, nearest
from muforge.figures.gallery_entry import GalleryFigure
from muforge.gathering import gathered


@cache
def known_figures() -> dict[str, GalleryFigure]:
    """Figures and tables by name, in the order of the files' names and of each file."""
    return gathered(sys.modules[__name__], "FIGURES")


def figure_named(name: str) -> GalleryFigure:
    """A figure by its name.

    Raises
    ------
    KeyError
        If there is none.
    """
    known = known_figures()
    if name in known:
        return known[name]
    raise UnknownQuantityError(f"the gallery has no '{name}'{nearest(name, known)}; it has {', '.join(known)}")
