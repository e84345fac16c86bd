"""Events of beam dumps, from kernels of the cross section and of the width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from muforge.procedures.emitted_bosons import (
    Emitted,
    Spectrum,
    bosons_from,
    constant_loss,
    least_lepton_energy,
    shower_loss,
)

AT_ONCE = 32
"""Elements for which the decay probabilities at all energies are held in memory at a time."""
Width = Callable[..., tuple[Any, Any]]


def electron_dump_events(
    energy_loss: str,
    m_X: Any,
    E_beam: Any,
    A: Any,
    electrons_on_target: Any,
    radiation_length_g_cm2: Any,
    target_radiation_lengths: Any,
    shield_length_m: Any,
    decay_volume_length_m: Any,
    E_min: Any,
    spectrum: Spectrum,
    width: Width,
    m_e: Any,
    avogadro: Any,
    hbarc_GeV_m: Any,
    g: Any,
    **_: Any,
) -> tuple[Any, Any]:
    """Decays to e+ e- behind an electron dump."""

    def emitted(m: Any, m_l: Any, E: Any, least: Any, thickness: Any) -> Emitted:
        leptons = shower_loss(energy_loss, E, least_lepton_energy(m, m_l, least), thickness)
        return bosons_from(leptons, spectrum, m, m_l, least)

    nuclei = electrons_on_target * radiation_length_g_cm2 * avogadro / A
    beam = (m_X, m_e, E_beam, E_min, target_radiation_lengths)
    inverse = m_X * np.broadcast_to(width()[0], m_X.shape) / hbarc_GeV_m
    return _scaled(nuclei * g**2, _decaying(emitted, beam, inverse, shield_length_m, decay_volume_length_m))


def muon_dump_events(
    m_X: Any,
    E_beam: Any,
    E_min: Any,
    A: Any,
    density_g_cm3: Any,
    energy_loss_GeV_cm: Any,
    muons_on_target: Any,
    shield_length_m: Any,
    decay_volume_length_m: Any,
    spectrum: Spectrum,
    m_mu: Any,
    avogadro: Any,
    hbarc_GeV_m: Any,
    g: Any,
    width: Width | None = None,
    **_: Any,
) -> tuple[Any, Any]:
    """Decays behind a dump that stops muons; none without a width."""
    if width is None:
        return np.zeros(m_X.shape), np.zeros(m_X.shape)

    def emitted(m: Any, m_l: Any, E: Any, end: Any) -> Emitted:
        every = np.zeros_like(m)
        leptons = constant_loss(E, end, least_lepton_energy(m, m_l, every))
        return bosons_from(leptons, spectrum, m, m_l, every)

    nuclei = muons_on_target * density_g_cm3 * avogadro / A / energy_loss_GeV_cm
    inverse = m_X * np.broadcast_to(width()[0], m_X.shape) / hbarc_GeV_m
    found = _decaying(emitted, (m_X, m_mu, E_beam, E_min), inverse, shield_length_m, decay_volume_length_m)
    return _scaled(nuclei * g**2, found)


def _decaying(
    emitted: Callable[..., Emitted], beam: tuple[Any, ...], inverse: Any, shield: Any, volume: Any
) -> tuple[Any, Any]:
    """Decays for all elements; bosons of the same beam are computed once.

    `inverse` is the momentum of X over its mean flight, in GeV/m.
    """
    shape = np.shape(inverse)
    beams = np.stack([np.ravel(np.broadcast_to(column, shape)) for column in beam], axis=1)
    flights, shields, volumes = (np.ravel(np.broadcast_to(column, shape)) for column in (inverse, shield, volume))
    different, which = np.unique(beams, axis=0, return_inverse=True)
    found, errors = np.empty(flights.size), np.empty(flights.size)
    for number, row in enumerate(different):
        bosons = emitted(*row[:, None])
        places = np.flatnonzero(which.ravel() == number)
        for start in range(0, len(places), AT_ONCE):
            here = places[start : start + AT_ONCE]
            found[here], errors[here] = bosons.decaying(flights[here], shields[here], volumes[here])
    return found.reshape(shape), errors.reshape(shape)


def _scaled(factor: Any, found: tuple[Any, Any]) -> tuple[Any, Any]:
    return factor * found[0], factor * found[1]
