"""R ratios of hadrons from a formula, the quantity `hvp.hadronic_r_ratio`, or from a table."""

from __future__ import annotations

from os import PathLike
from typing import Any

from muforge.compute.evaluate import evaluate
from muforge.inputs.curves import table_of_r
from muforge.inputs.numbers import finite_array


def hadronic_r_ratio(mass: Any, table: str | PathLike[str] | None = None, *, current: str = "electric") -> Any:
    """Rate to hadrons over that to a massless charged lepton of unit coupling, at a mass.

    The quantity `hvp.hadronic_r_ratio`, which says where it is from and how good it is, or a table.

    Parameters
    ----------
    mass : float or array
        In GeV.
    table : path, optional
        Two columns, mass in GeV and R, in increasing order of mass; interpolated linearly, 0 below its first mass.  By
        default the quantity is computed.
    current : str
        ``"electric"``, for a dark photon and other mixing with the photon, or ``"baryon"``, for the gauge boson of
        B - L, which couples to quarks with charge 1/3.  A table is of one current and does not look at it.

    Returns
    -------
    float or ndarray

    Raises
    ------
    OSError, TypeError, ValueError
        If the table cannot be read, or ends below one of the masses; for masses that are not positive numbers; or if
        there is no such current.
    """
    m = finite_array("mass", mass, "GeV", above=0)
    if table is None:
        return evaluate("hvp.hadronic_r_ratio", m_X=m, current=current)
    result = table_of_r(table)(m)
    return result if result.ndim else float(result)
