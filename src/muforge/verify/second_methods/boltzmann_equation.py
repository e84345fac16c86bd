"""Densities of dark matter by an implicit Runge-Kutta method in x, with thermal averages where it asks for them.

The equation of the yield itself is integrated, in ``ln x`` and in pieces, with a tolerance of 1e-9; nothing is
tabulated, and couplings are searched by Brent's method.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp
from scipy.interpolate import PchipInterpolator
from scipy.optimize import brentq
from scipy.special import kve

from muforge.catalogue.lookup import constant_values
from muforge.compute.evaluate import evaluate

X_START, X_END = 5.0, 2e6
STATES = {"complex_scalar": 2, "majorana": 2, "dirac": 4, "pseudo_dirac": 4}
LEPTONS = ("s_e", "p_e", "s_mu", "p_mu", "s_tau", "p_tau")
Function = Callable[[float], float]


def _constants(given: dict[str, Any]) -> tuple[dict[str, float], dict[str, Any]]:
    """Constants, and the rest."""
    table = constant_values()
    return {k: v for k, v in given.items() if k in table}, {k: v for k, v in given.items() if k not in table}


def _unit(known: dict[str, float]) -> dict[str, float]:
    """The constant that sets the scale of temperatures."""
    return {name: value for name, value in known.items() if name == "one_GeV"}


def _degrees(m_chi: float, g_star: float | None, known: dict[str, float]) -> tuple[Function, Function]:
    """``g_s`` and ``sqrt(g_*)`` of x."""
    if g_star is not None:
        return lambda x: g_star, lambda x: float(np.sqrt(g_star))

    def of(which: str) -> Function:
        name, unit = "dark_matter.degrees_of_freedom", _unit(known)
        return lambda x: float(evaluate(name, which=which, temperature=m_chi / x, constants=unit))

    return of("entropy"), of("effective")


def _solution(
    m_chi: float,
    M_Planck: float,
    sigma_v: Function,
    equilibrium: Function,
    root: Function,
    start: float = X_START,
    end: float = X_END,
    stop: float = 0.0,
) -> tuple[float, float]:
    """Ln Y at the end, and ln x where Y over Y_eq first passes `stop`, which may be 0."""

    def slope(z: float, W: Any) -> Any:
        x = np.exp(z)
        rate = np.sqrt(np.pi / 45) * M_Planck * m_chi * root(x) * sigma_v(x) / x
        level = equilibrium(x)
        return -2 * rate * np.exp(level) * np.sinh(W - level) if W[0] < level + 30 else -rate * np.exp(W)

    def passed(z: float, W: Any) -> float:
        return float(W[0] - equilibrium(np.exp(z)) - np.log(stop))

    passed.terminal = True  # type: ignore[attr-defined]
    found = solve_ivp(
        slope,
        (np.log(start), np.log(end)),
        [equilibrium(start)],
        method="Radau",
        rtol=1e-8,
        atol=1e-10,
        events=passed if stop else None,
    )
    return float(found.y[0, -1]), float(found.t[-1])


def _equilibrium(spin: str, g_s: Function, splitting: float = 0.0) -> Function:
    def level(x: float) -> float:
        y = (1 + splitting) * x
        own = x**2 * kve(2, x)
        if spin == "pseudo_dirac":
            own = (own + y**2 * kve(2, y) * np.exp(x - y)) / 2
        return float(np.log(45 * STATES[spin] / (4 * np.pi**4 * g_s(x)) * own) - x)

    return level


def _pairs(spin: str, splitting: float) -> Function:
    if spin != "pseudo_dirac":
        return lambda x: 1.0 if spin == "majorana" else 0.5

    def share(x: float) -> float:
        y = (1 + splitting) * x
        light, heavy = x**2 * kve(2, x), y**2 * kve(2, y) * np.exp(x - y)
        return float(2 * light * heavy / (light + heavy) ** 2)

    return share


def density_with(
    spin: str, m_chi: float, average: Function, known: dict[str, float], g_star: float | None, splitting: float = 0.0
) -> float:
    """``Omega h^2`` with an average of x."""
    g_s, root = _degrees(m_chi, g_star, known)
    factor = _pairs(spin, splitting)
    level = _equilibrium(spin, g_s, splitting)
    logarithm, _ = _solution(m_chi, known["M_Planck"], lambda x: factor(x) * average(x), level, root)
    return float(m_chi * np.exp(logarithm) * known["s_0_cm3"] / known["rho_c_over_h2_GeV_cm3"])


def _of_vector(spin: str, m_chi: float, constants: dict[str, float], **given: Any) -> Function:
    return lambda x: float(
        evaluate("dark_matter.thermal_average", spin=spin, m_chi=m_chi, x=x, constants=constants, **given)
    )


def _of_scalar(spin: str, m_chi: float, constants: dict[str, float], **given: Any) -> Function:
    name = "dark_matter.scalar_mediator_thermal_average"
    return lambda x: float(evaluate(name, spin=spin, m_chi=m_chi, x=x, constants=constants, **given))


def relic_density(
    spin: str,
    m_chi: float,
    g_star: float | None = None,
    asymmetry: float = 0.0,
    table_temperatures: Any = None,
    table_energy_degrees: Any = None,
    table_entropy_degrees: Any = None,
    **given: Any,
) -> float:
    """With a vector."""
    known, rest = _constants(given)
    if asymmetry or table_temperatures is not None:
        average = _of_vector(spin, m_chi, _masses(known), **rest)
        table = (table_temperatures, table_energy_degrees, table_entropy_degrees)
        return _density_of_each(spin, m_chi, average, known, asymmetry, table)
    splitting = rest.get("relative_splitting", 0.0)
    return density_with(spin, m_chi, _of_vector(spin, m_chi, _masses(known), **rest), known, g_star, splitting)


def _masses(known: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in known.items() if name.startswith("m_")}


def scalar_mediator_relic_density(spin: str, m_chi: float, g_star: float | None = None, **given: Any) -> float:
    """With a scalar."""
    known, rest = _constants(given)
    return density_with(spin, m_chi, _of_scalar(spin, m_chi, _masses(known), **rest), known, g_star)


def boltzmann_yield(
    m_chi: float,
    degrees_of_freedom: float,
    sigma_v_0: float,
    power: float,
    g_star: float,
    x_start: float,
    x_end: float,
    M_Planck: float,
) -> float:
    """With a power of x, and constant degrees of freedom, by implicit trapezoids whose steps are halved twice."""

    def level(x: Any) -> Any:
        return 45 * degrees_of_freedom / (4 * np.pi**4 * g_star) * x**2 * kve(2, x) * np.exp(-x)

    def steps(count: int) -> float:
        share = np.arange(count + 1) / count
        z = np.log(x_start) + (np.log(x_end) - np.log(x_start)) * share**2
        x = np.exp(z)
        rate = np.sqrt(np.pi * g_star / 45) * M_Planck * m_chi * sigma_v_0 * x ** (-1 - power)
        E = level(x)
        Y = E[0]
        for k, h in enumerate(np.diff(z)):
            a = h * rate[k + 1] / 2
            c = Y - h * rate[k] / 2 * (Y - E[k]) * (Y + E[k]) + a * E[k + 1] ** 2
            Y = 2 * c / (1 + np.sqrt(1 + 4 * a * c))
        return float(Y)

    first, second, third = (steps(60_000 * 2**k) for k in range(3))
    finer, finest = second + (second - first) / 3, third + (third - second) / 3
    return finest + (finest - finer) / 15


def target(density: Callable[[float], float], wanted: float) -> float:
    """The coupling for a density."""
    return float(np.exp(brentq(lambda k: np.log(density(np.exp(k)) / wanted), np.log(1e-7), np.log(1.0), xtol=1e-6)))


def _g(spin: str, m_chi: float, ratio: float, known: dict[str, float], rest: dict[str, Any]) -> float:
    masses = _masses(known)

    def density(g: float) -> float:
        average = _of_vector(spin, m_chi, masses, m_V=ratio * m_chi, g=g, **rest)
        return density_with(spin, m_chi, average, known, None, rest.get("relative_splitting", 0.0))

    return target(density, known["omega_dm_h2"])


def thermal_target(spin: str, m_chi: float, m_V_over_m_chi: float, **given: Any) -> float:
    """With a vector."""
    known, rest = _constants(given)
    g = _g(spin, m_chi, m_V_over_m_chi, known, rest)
    return float((rest["g_chi"] * g) ** 2 / m_V_over_m_chi**4)


def freeze_out_x(spin: str, m_chi: float, m_V_over_m_chi: float, **given: Any) -> float:
    """Where the solution leaves equilibrium."""
    known, rest = _constants(given)
    splitting = rest.get("relative_splitting", 0.0)
    g = _g(spin, m_chi, m_V_over_m_chi, known, rest)
    average = _of_vector(spin, m_chi, _masses(known), m_V=m_V_over_m_chi * m_chi, g=g, **rest)
    g_s, root = _degrees(m_chi, None, known)
    factor = _pairs(spin, splitting)
    level = _equilibrium(spin, g_s, splitting)
    _, z = _solution(m_chi, known["M_Planck"], lambda x: factor(x) * average(x), level, root, stop=2.5)
    return float(np.exp(z))


def cmb_annihilation_ratio(
    spin: str, m_chi: float, m_V_over_m_chi: float, f_eff: float, p_ann_limit: float, **given: Any
) -> float:
    """From the cross section just above threshold, for Dirac particles."""
    known, rest = _constants(given)
    if spin != "dirac":
        return 0.0
    g = _g(spin, m_chi, m_V_over_m_chi, known, rest)
    m_V = m_V_over_m_chi * m_chi
    total = 0.0
    for name in ("m_mu", "m_tau"):
        if m_chi > known[name]:
            r = (known[name] / (2 * m_chi)) ** 2
            total += g**2 * 2 * m_chi / (12 * np.pi) * (1 + 2 * r) * np.sqrt(1 - 4 * r)
    width = evaluate("decay.vector_to_dark_matter", spin=spin, m_X=m_V, m_chi=m_chi, g_chi=rest["g_chi"])
    width += evaluate("decay.u1_leptonic_width", group="lmu_ltau", m_X=m_V, g=g, constants=_masses(known))
    s = 4 * m_chi**2
    sigma_v = rest["g_chi"] ** 2 * 6 * m_chi**2 * 2 * total / (2 * m_chi * ((s - m_V**2) ** 2 + (m_V * width) ** 2))
    return float(f_eff * sigma_v * known["hbarc2_GeV2_cm2"] * known["c_cm_s"] / (2 * m_chi * p_ann_limit))


def higgs_mediated_thermal_target(m_chi: float, m_phi_over_m_chi: float, g_chi: float, **given: Any) -> float:
    """The average is proportional to the square of the coupling."""
    known, _ = _constants(given)
    masses, m_phi = _masses(known), m_phi_over_m_chi * m_chi

    def density(g_e: float) -> float:
        def average(x: float) -> float:
            unit = evaluate(
                "dark_matter.higgs_mediated_thermal_average",
                m_chi=m_chi, m_phi=m_phi, x=x, g_chi=g_chi, g_e=1e-3, constants=masses,
            )  # fmt: skip
            return float(unit * (g_e / 1e-3) ** 2)

        return density_with("dirac", m_chi, average, known, None)

    return float((g_chi * target(density, known["omega_dm_h2"])) ** 2 / m_phi_over_m_chi**4)


def constant_cross_section_target(m_chi: float, **given: Any) -> float:
    """A constant average."""
    known, _ = _constants(given)
    root = target(lambda c: density_with("majorana", m_chi, lambda x: c**2, known, None), known["omega_dm_h2"])
    return root**2 * known["hbarc2_GeV2_cm2"] * known["c_cm_s"]


def scalar_mediator_coupling_scale(spin: str, m_chi: float, **given: Any) -> float:
    """All couplings scaled together."""
    known, rest = _constants(given)
    masses = _masses(known)

    def density(scale: float) -> float:
        scaled = {name: scale * rest[name] if name in LEPTONS else rest[name] for name in rest}
        return density_with(spin, m_chi, _of_scalar(spin, m_chi, masses, **scaled), known, None)

    return target(density, known["omega_dm_h2"])


def _density_of_each(
    spin: str, m_chi: float, average: Function, known: dict[str, float], asymmetry: float, table: tuple[Any, ...]
) -> float:
    """Particles and antiparticles one by one, or degrees of freedom from a table."""
    g_s, root = _degrees(m_chi, None, known) if table[0] is None else _from_table(m_chi, *map(np.asarray, table))
    level = _equilibrium(spin, g_s)
    if not asymmetry:
        factor = _pairs(spin, 0.0)
        logarithm, _ = _solution(m_chi, known["M_Planck"], lambda x: factor(x) * average(x), level, root)
        total = np.exp(logarithm)
    else:
        total = _minority(m_chi, known["M_Planck"], average, level, root, asymmetry) * 2 + asymmetry
    return float(m_chi * total * known["s_0_cm3"] / known["rho_c_over_h2_GeV_cm3"])


def _minority(
    m_chi: float, M_Planck: float, average: Function, level: Function, root: Function, asymmetry: float
) -> float:
    """The yield of antiparticles, each of which meets as many particles and those of the excess."""

    def slope(z: float, W: Any) -> Any:
        x = np.exp(z)
        rate = np.sqrt(np.pi / 45) * M_Planck * m_chi * root(x) * average(x) / x
        few = np.exp(W)
        return -rate * (few + asymmetry - np.exp(2 * level(x) - W) / 4)

    def balanced(x: float) -> float:
        half = np.exp(level(x)) / 2
        return float(np.log(half**2 / (asymmetry / 2 + np.hypot(asymmetry / 2, half))))

    found = solve_ivp(
        slope, (np.log(X_START), np.log(X_END)), [balanced(X_START)], method="Radau", rtol=1e-8, atol=1e-10
    )
    return float(np.exp(found.y[0, -1]))


def _from_table(m_chi: float, T: Any, g_rho: Any, g_s: Any) -> tuple[Function, Function]:
    """``g_s`` and ``sqrt(g_*)`` of x; the derivative by differences."""
    energy, entropy = (PchipInterpolator(np.log(T), np.log(g)) for g in (g_rho, g_s))
    lowest = float(np.log(T[0]))

    def of(function: Any, x: float, shift: float = 0.0) -> float:
        return float(np.exp(function(max(np.log(m_chi / x), lowest) + shift)))

    def root(x: float) -> float:
        inside = np.log(m_chi / x) > lowest
        slope = (np.log(of(entropy, x, 1e-5)) - np.log(of(entropy, x, -1e-5))) / 2e-5 if inside else 0.0
        return float(of(entropy, x) / np.sqrt(of(energy, x)) * (1 + slope / 3))

    return lambda x: of(entropy, x), root


def neutrino_bath_relic_density(spin: str, m_chi: float, **given: Any) -> float:
    """With a vector, dark matter at the temperature of neutrinos."""
    known, rest = _constants(given)
    average = _of_vector(spin, m_chi, _masses(known), **rest)
    g_s, root = _degrees(m_chi, None, known)

    def own(x: float) -> float:
        return x / float(
            evaluate("dark_matter.neutrino_temperature_ratio", temperature=m_chi / x, constants=_unit(known))
        )

    def level(x: float) -> float:
        y = own(x)
        return float(np.log(45 * STATES[spin] / (4 * np.pi**4 * g_s(x)) * x**3 / y * kve(2, y)) - y)

    factor = _pairs(spin, 0.0)
    logarithm, _ = _solution(m_chi, known["M_Planck"], lambda x: factor(x) * average(min(own(x), X_END)), level, root)
    return float(m_chi * np.exp(logarithm) * known["s_0_cm3"] / known["rho_c_over_h2_GeV_cm3"])
