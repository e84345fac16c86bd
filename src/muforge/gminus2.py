"""The muon's anomalous magnetic moment: experiments and predictions by name, and users' own numbers.

>>> from muforge import gminus2
>>> today = gminus2.Comparison.of(experiment="2025", theory="WP25")
>>> round(today.significance, 2), today.has_band()
(0.6, False)
>>> import muforge
>>> muforge.evaluate("gminus2.band", boson="vector", m_X=0.05, n_sigma=2, experiment="2021", theory="WP20").round(6)
array([0.000511, 0.000856])
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from muforge.errors import DomainError, nearest
from muforge.inputs.moment_comparison import Comparison
from muforge.inputs.numbers import list_of, number_of
from muforge.symbolic.nature.moments import EXPERIMENTS, THEORIES, UNIT, Value, frequency_ratios, values

__all__ = [
    "Comparison",
    "experiments",
    "from_frequency_ratio",
    "hadronic_vacuum_polarisation",
    "prediction",
    "theories",
]


def experiments() -> dict[str, tuple[Value, ...]]:
    """Sets of measurements by name, as ``experiment="2025"`` means them; values in units of 1e-11 with references."""
    return {name: tuple(values()[key] for key in keys) for name, keys in EXPERIMENTS.items()}


def theories() -> dict[str, Value]:
    """Predictions of the standard model by name, as ``theory="WP25"`` means them; values in units of 1e-11."""
    return {name: values()[name] for name in THEORIES}


@cache
def hadronic_vacuum_polarisation() -> Mapping[str, Value]:
    """Leading-order hadronic vacuum polarisation by name, from lattices and from data; values in units of 1e-11."""
    return MappingProxyType({key: value for key, value in values().items() if value.kind == "hvp"})


def prediction(vacuum_polarisation: str | tuple[float, float]) -> tuple[float, float]:
    """The standard model with another leading-order hadronic vacuum polarisation: a_mu and its standard error.

    The other terms are those of the White Paper of 2025; errors are added in quadrature.

    Parameters
    ----------
    vacuum_polarisation : str or tuple of float
        A name of `hadronic_vacuum_polarisation`, or value and standard error, absolute: ``(7132e-11, 61e-11)``.

    Raises
    ------
    ValueError
        For an unknown name, and a negative error.

    Examples
    --------
    >>> value, error = prediction("WP25_lattice")
    >>> round(value * 1e11, 1), round(error * 1e11, 1)
    (116592033.5, 61.8)
    """
    if isinstance(vacuum_polarisation, str):
        known = hadronic_vacuum_polarisation()
        if vacuum_polarisation not in known:
            hint = nearest(vacuum_polarisation, known)
            raise DomainError(f"vacuum_polarisation = '{vacuum_polarisation}'{hint}; known are {', '.join(known)}")
        chosen = known[vacuum_polarisation]
        value, error = chosen.value * UNIT, chosen.error * UNIT
    else:
        pair = list_of("vacuum_polarisation", vacuum_polarisation)
        if len(pair) != 2 or pair[1] < 0:
            raise DomainError(f"vacuum_polarisation = {pair.tolist()}; a value and an error of at least 0 are expected")
        value, error = pair.tolist()
    parts = [part for part in values().values() if part.kind == "part"]
    total = value + sum(part.value for part in parts) * UNIT
    return total, math.hypot(error, *(part.error * UNIT for part in parts))


def from_frequency_ratio(ratio: float, error: float) -> tuple[float, float]:
    """a_mu and its standard error from the measured ratio R'_mu of precession frequencies.

    ``a_mu = R'_mu (mu'_p/mu_e(H)) (mu_e(H)/mu_e) (m_mu/m_e) (g_e/2)``: muons precess beside protons in water at 34.7
    degrees Celsius, whose moment is known against that of the electron in hydrogen.

    Parameters
    ----------
    ratio, error : float
        R'_mu, 3.7073003e-3 in run 1, and its standard error.  A unit of the last of these digits is 3e-11 in a_mu.

    Raises
    ------
    ValueError
        For a ratio that is not positive, and a negative error.

    Examples
    --------
    >>> value, error = from_frequency_ratio(3.7073003e-3, 1.7e-9)
    >>> round(value * 1e11, -1), round(error * 1e11)
    (116592040.0, 54)
    """
    ratio, error = number_of("ratio", ratio, above=0), number_of("error", error, at_least=0)
    known = frequency_ratios()
    value = ratio / known["mu_e_H_over_mu_p"].value
    for key in ("mu_e_H_over_mu_e", "m_mu_over_m_e", "g_e_over_2"):
        value *= known[key].value
    relative = [error / ratio, *(row.error / row.value for row in known.values())]
    return value, value * math.hypot(*relative)
