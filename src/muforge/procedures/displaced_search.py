"""Both edges of a search for displaced decays, for another boson than the one that they were published for.

With ``z``, the inverse of the mean flight, the count is proportional to ``h(z) = z exp(-z L) [1 - exp(-z D)]`` for a
boson whose width and production rise alike with the coupling.  Bosons with the same partial width and a branching
fraction B have the count ``B^2 h(z)``.  The logarithm of h is concave: it has one maximum.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.procedures.roots import ROUNDING, increasing_roots


def edges(
    group: str,
    m_X: Any,
    epsilon_edges_1: Any,
    epsilon_edges_2: Any,
    shield_length_m: Any,
    decay_volume_length_m: Any,
    boost: Any,
    alpha: Any,
    hbarc_GeV_m: Any,
    width_to_electrons: Any,
    branching_ratio: Any,
) -> tuple[Any, Any]:
    """Couplings with equal counts, where the count rises and where it falls; along the last axis."""
    width, _ = width_to_electrons()
    fraction, _ = branching_ratio()
    charge = np.sqrt(4 * np.pi * alpha)
    shape = m_X.shape
    shield, volume, B = (
        np.ravel(np.broadcast_to(a, shape)) for a in (shield_length_m, decay_volume_length_m, fraction)
    )
    found, errors = [], []
    for number, epsilon in enumerate((epsilon_edges_1, epsilon_edges_2)):
        rate = np.ravel((charge * epsilon) ** 2 * width / (boost * hbarc_GeV_m))
        ratio, error = _rates(rate * shield, rate * volume, -2 * np.log(B), rising=number == 0, group=group)
        coupling = np.ravel(charge * epsilon) * np.sqrt(B * ratio)
        found.append(np.reshape(coupling, shape))
        errors.append(np.reshape(coupling * (error / 2 + ROUNDING), shape))
    return np.stack(found, axis=-1), np.stack(errors, axis=-1)


def _rates(shield: Any, volume: Any, missing: Any, *, rising: bool, group: str) -> tuple[Any, Any]:
    """Ratio of the inverse flights of both bosons at the edge, and its relative error.

    Parameters
    ----------
    shield, volume : ndarray
        Both lengths in mean flights of the dark photon.
    missing : ndarray
        Logarithm of the factor by which h has to be larger than that of the dark photon.
    rising : bool
        Which side of the maximum is meant.
    group : str
        For error messages.

    Raises
    ------
    DomainError
        If the edge of the dark photon lies on the other side, or the largest count is too small.
    """
    side = 1.0 if rising else -1.0
    peak, off = _logarithm_of_peak(shield, volume)
    edge = "long-lived" if rising else "short-lived"
    if np.any(side * peak < -off):
        raise DomainError(
            f"the {edge} edge of the dark photon is on the other side of its largest count; "
            "expected the count to rise at the first of epsilon_edges and to fall at the second"
        )
    farthest = np.maximum(side * peak, 0.0)

    def beyond(u: Any, place: Any) -> Any:
        return _growth(side * u, shield[place], volume[place]) - missing[place]

    if np.any(beyond(farthest, np.arange(len(shield))) < 0):
        raise DomainError(
            f"the largest count for {group} is below that of the dark photon at the {edge} edge: "
            "no coupling is excluded there"
        )
    root, error = increasing_roots(beyond, np.zeros_like(farthest), farthest)
    return np.exp(side * root), error


def _growth(t: Any, shield: Any, volume: Any) -> Any:
    """``log h`` at the inverse flight times ``exp(t)``, minus that at the inverse flight itself."""
    more = np.expm1(t)
    few = np.minimum(volume, 1.0)  # for few decays in the volume this form does not cancel
    close = np.log1p(np.exp(-few) * np.expm1(-few * more) / np.expm1(-few))
    many = np.log(np.expm1(-volume * np.exp(t)) / np.expm1(-volume))
    return t - shield * more + np.where(volume < 1, close, many)


def _logarithm_of_peak(shield: Any, volume: Any) -> tuple[Any, Any]:
    """The t at which `_growth` is largest, and its error.

    There ``L/D = 1/y + 1/(exp(y) - 1)`` with ``y = D exp(t)``.
    """
    ratio = shield / volume

    def slope(y: Any, place: Any) -> Any:
        return ratio[place] - 1 / y - 1 / np.expm1(y)

    y, error = increasing_roots(slope, 1 / ratio, 2 / ratio)
    return np.log(y / volume), error / y
