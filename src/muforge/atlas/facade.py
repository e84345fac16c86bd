"""`plane`: couplings against mass, computed for any model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from muforge.atlas.computed_plane import ComputedPlane


def plane(
    name: str | Path,
    *,
    data: str = "2025",
    model: str | None = None,
    for_: str | None = None,
    add: Sequence[str | Path] = (),
    points: int = 90,
    constants: dict[str, float] | None = None,
    outside: str = "error",
    progress: Callable[..., None] | None = None,
    **given: Any,
) -> ComputedPlane:
    r"""Compute what is excluded, what explains g-2 and what will be reached, in the plane of coupling and mass.

    Parameters
    ----------
    name : str or path
        A plane that muforge has, ``"lmu_ltau"`` for instance, or a file of TOML that declares one.
    data : {"2025", "2021"}
        The year of g-2 and of N_eff.
    model : str, optional
        A built-in model, or one that was built from a file; by default that of the plane.
    for_ : str, optional
        The coupling of that model, if it has several.
    add : sequence of paths
        Tables of published limits on the coupling, see `muforge.recast.read_limit`.
    points : int
        Masses along the axis; those at thresholds come to them.
    constants, outside
        As in `muforge.limit`.
    progress : callable, optional
        Called with the number of layers done, their total, and the label of the next.
    **given
        Further parameters of the model.

    Returns
    -------
    ComputedPlane
        With `curves`, `notes` on what is not shown, `draw(ax=None)`, `to_xarray()`, `csv()` and `hepdata()`.

    Raises
    ------
    KeyError, TypeError, ValueError
        For an unknown plane, model, coupling or parameter, for tables that cannot be read, and if there is nothing to
        show.

    Examples
    --------
    >>> import muforge
    >>> made = muforge.plane("belle2", points=3, model="muon_philic_scalar")
    >>> [curve.label for curve in made.curves]
    ['$a_\\mu$, 2025']
    >>> made.notes[0]
    'Borexino: borexino measures neutrino_electron_ratio, which muon_philic_scalar does not have: no limit'
    """
    from muforge.atlas.computed_plane import compute
    from muforge.atlas.known import plane_named

    chosen = plane_named(name)
    return compute(
        chosen,
        data=data,
        model=model,
        for_=for_,
        add=add,
        points=points,
        constants=constants,
        outside=outside,
        progress=progress,
        **given,
    )
