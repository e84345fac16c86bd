"""Densities with the mediator of a model: averages by adaptive quadrature, the equation by an implicit method."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.integrate import quad_vec
from scipy.interpolate import CubicSpline
from scipy.special import k1e, kve

from muforge.catalogue.lookup import constant_values
from muforge.procedures.mediator_freeze_out import evaluated
from muforge.verify.second_methods.boltzmann_equation import density_with, target

POINTS = 160
"""Values of x between which a spline is used."""


def _average(texts: dict[str, str], given: dict[str, Any], known: dict[str, float], light: float, heavy: float) -> Any:
    """``<sigma v>`` as a function of x; breaks at thresholds and around the pole."""
    M = given[texts["mediator"]]
    width = float(evaluated(texts["total_width"], known, given))
    table = constant_values() | known
    low = light + heavy
    x = np.geomspace(5.0, 2e6, POINTS)

    def integrand(logarithm: float) -> np.ndarray:
        excess = np.exp(logarithm)
        E = low + excess
        sigma = float(evaluated(texts["cross_section"], known, given | {"sqrt_s": E}))
        spread = excess * (E + low) * (E - heavy + light) * (E + heavy - light)
        return np.asarray(sigma * spread * k1e(E * x / light) * np.exp(-excess * x / light) * excess)

    around = [M + k * width for k in (-300, -30, -5, -1, 0, 1, 5, 30, 300)]
    places = around + [2 * table[name] for name in ("m_e", "m_mu", "m_tau", "m_pi", "m_K")]
    ends = np.log([place - low for place in places if place > low * (1 + 1e-9)])
    start, stop = np.log(light * 1e-9), np.log(light * 20)
    points = np.sort(ends[(ends > start) & (ends < stop)])
    total = quad_vec(integrand, start, stop, epsrel=1e-7, epsabs=0.0, norm="max", points=points, limit=4000)[0]
    values = x * total / (4 * light**3 * heavy**2 * kve(2, x) * kve(2, x * heavy / light))
    spline = CubicSpline(np.log(x), np.log(values))
    return lambda place: float(np.exp(spline(np.log(place))))


def _density(texts: dict[str, str], g_star: float | None, given: dict[str, Any]) -> float:
    table = constant_values()
    known = {name: value for name, value in given.items() if name in table}
    own = {name: value for name, value in given.items() if name not in table}
    spin = texts.get("declared") or own["dark_matter"]
    own["dark_matter"] = spin
    light = float(evaluated(texts["dark_mass"], known, own)) if "dark_mass" in texts else own["m_chi"]
    splitting = own.get("relative_splitting", 0.0)
    average = _average(texts, own, known, light, light * (1 + splitting))
    return density_with(spin, light, average, known, g_star, splitting)


def _split(inputs: dict[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    names = ("cross_section", "total_width", "dark_mass", "mediator", "unknown", "declared", "splitting", "wave")
    return {n: inputs[n] for n in names if n in inputs}, {n: v for n, v in inputs.items() if n not in names}


def relic_density(g_star: float | None = None, **inputs: Any) -> float:
    """With a coupling."""
    texts, given = _split(inputs)
    return _density(texts, g_star, given)


def coupling(omega_dm_h2: float, **inputs: Any) -> float:
    """The coupling for a density."""
    texts, given = _split(inputs)
    return target(lambda g: _density(texts, None, given | {texts["unknown"]: g}), omega_dm_h2)


def at_rest(**inputs: Any) -> float:
    """A parabola through three energies, in the velocity squared."""
    texts, given = _split(inputs)
    table = constant_values()
    known = {name: value for name, value in given.items() if name in table}
    own = {name: value for name, value in given.items() if name not in table}
    own["dark_matter"] = texts.get("declared") or own["dark_matter"]
    if texts["wave"] == "p" or own.get("relative_splitting", 0.0) > 0:
        return 0.0
    light = float(evaluated(texts["dark_mass"], known, own)) if "dark_mass" in texts else own["m_chi"]
    points = np.array([1.0, 2.0, 3.0]) * 1e-5
    values = []
    for excess in points:
        E = 2 * light * (1 + excess)
        seen = {"sqrt_s": E, "products": "without_neutrinos"}
        values.append(
            2 * np.sqrt(1 - 4 * light**2 / E**2) * float(evaluated(texts["cross_section"], known, own | seen))
        )
    return float(np.polyfit(points, values, 2)[2])


def cmb_annihilation_ratio(f_eff: float, p_ann_limit: float, **inputs: Any) -> float:
    """From annihilation at rest."""
    spin = inputs.get("declared") or inputs["dark_matter"]
    table = constant_values() | {k: v for k, v in inputs.items() if not isinstance(v, str)}
    conversion = table["hbarc2_GeV2_cm2"] * table["c_cm_s"]
    texts, given = _split(inputs)
    own = {name: value for name, value in given.items() if name not in constant_values()} | {"dark_matter": spin}
    light = float(evaluated(texts["dark_mass"], {}, own)) if "dark_mass" in texts else own["m_chi"]
    weight = 1.0 if spin == "majorana" else 0.5
    return float(weight * f_eff * at_rest(**inputs) * conversion / (light * p_ann_limit))
