"""Densities of dark matter that annihilates until the universe is too thin, and couplings for the observed one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.procedures import boltzmann
from muforge.procedures.average_tables import EDGES, tabulated
from muforge.procedures.boltzmann import Yields
from muforge.procedures.thermal_bath import Bath, Kernel, bath_of, bath_of_table, colder, equilibrium, pairs

FINE = (0.25, 0.12)
"""Lengths of groups of steps where the rate is a power of x, and eight digits are promised."""
BATCH = 64
"""Histories that are solved together."""
IN_EQUILIBRIUM = 1.0
ROUNDS = 60
CLOSE = 1e-8
"""Of ``ln(Omega h^2)`` to the wanted one."""
LARGEST_STEP = 3.0
"""Of the logarithm of a coupling, in the search."""
DEPARTED = 2.5
"""Y over Y_eq where dark matter is said to freeze out."""

Average = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""From x, the numbers of the elements and a coupling of each to averages."""


@dataclass(frozen=True)
class Problem:
    """Elements of one call: what is the same for all couplings.

    Parameters
    ----------
    spin : str
    m_chi : ndarray
    average : callable
        Of x and numbers of elements, both two-dimensional, and a coupling of each element.
    M_Planck, s_0_cm3, rho_c_over_h2_GeV_cm3 : ndarray
    bath : Bath
    splitting, asymmetry : ndarray, optional
    exponent : ndarray
        Part of m_chi by which the first open channel lies above the threshold.
    share : ndarray, optional
        Temperature of dark matter over that of photons, at all points.
    """

    spin: str
    m_chi: np.ndarray
    average: Average
    M_Planck: np.ndarray
    s_0_cm3: np.ndarray
    rho_c_over_h2_GeV_cm3: np.ndarray
    bath: Bath
    splitting: np.ndarray | None
    asymmetry: np.ndarray | None
    exponent: np.ndarray
    share: np.ndarray | None = None

    @property
    def density_of_yield(self) -> np.ndarray:
        """``Omega h^2/Y``."""
        return np.asarray(self.m_chi * self.s_0_cm3 / self.rho_c_over_h2_GeV_cm3)

    def solved(
        self, coupling: np.ndarray, rows: np.ndarray, check: bool = True
    ) -> tuple[Yields, np.ndarray, np.ndarray]:
        """Yields of some elements with a coupling each, ``ln Y_eq`` at their points, and the error of averages."""
        over = _whole()
        splitting = None if self.splitting is None else self.splitting[rows]
        average, error = tabulated(
            lambda x, part: self.average(x, rows[part], coupling[part]), over, self.exponent[rows]
        )
        factor = np.sqrt(np.pi / 45) * (self.M_Planck * self.m_chi)[rows, None]
        rate = factor * self.bath.effective[rows] * average * pairs(over, self.spin, splitting) / over.x
        level = equilibrium(over, self.spin, self.bath.entropy[rows], splitting)
        if self.share is not None:
            level = level + colder(over, self.share[rows])
        if self.asymmetry is not None:
            level = np.logaddexp(2 * level, 2 * np.log(self.asymmetry[rows])[:, None]) / 2
        weak = rate[:, 0] * np.exp(level[:, 0]) < IN_EQUILIBRIUM
        if check and weak.any():
            raise DomainError(
                f"dark matter of {self.m_chi[rows][weak][0]:g} GeV annihilates more slowly than the universe expands "
                "already at T = m_chi/5, and was never in equilibrium; expected larger couplings"
            )
        return boltzmann.solve(over, rate, level), level, error

    def densities(self, coupling: np.ndarray, rows: np.ndarray, check: bool = True) -> tuple[np.ndarray, np.ndarray]:
        """``Omega h^2`` of some elements, and its error; without `check` also out of equilibrium."""
        found, error = np.empty(len(rows)), np.empty(len(rows))
        for first in range(0, len(rows), BATCH):
            part = slice(first, first + BATCH)
            yields, _, off = self.solved(coupling[part], rows[part], check)
            found[part] = self.density_of_yield[rows[part]] * yields.last
            error[part] = found[part] * (yields.error + off)
        return found, error


def _whole() -> boltzmann.History:
    return boltzmann.history(EDGES[0], EDGES[-1])


def problem_of(
    spin: str,
    m_chi: Any,
    average: Average,
    entropy: Kernel,
    effective: Kernel,
    M_Planck: Any,
    s_0_cm3: Any,
    rho_c_over_h2_GeV_cm3: Any,
    g_star: Any = None,
    table: tuple[Any, ...] = (),
    relative_splitting: Any = None,
    asymmetry: Any = None,
    exponent: Any = 0.0,
    share: Any = None,
) -> Problem:
    """The problem of one call, whose numbers are arrays of one shape."""
    over, m = _whole(), np.ravel(m_chi)

    def flat(value: Any) -> Any:
        return None if value is None else np.broadcast_to(value, np.shape(m_chi)).ravel()

    if table:
        bath = bath_of_table(over, m, *(np.reshape(column, (len(m), -1)) for column in table))
    else:
        bath = bath_of(over, m, entropy, effective, flat(g_star))
    numbers = (flat(M_Planck), flat(s_0_cm3), flat(rho_c_over_h2_GeV_cm3))
    return Problem(
        spin, m, average, *numbers, bath, flat(relative_splitting), flat(asymmetry), flat(np.asarray(exponent)), share
    )


def _known(inputs: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: inputs[name] for name in names if name in inputs}


OF_BATH = ("entropy", "effective", "M_Planck", "s_0_cm3", "rho_c_over_h2_GeV_cm3", "g_star", "asymmetry")
TABLE = ("table_temperatures", "table_energy_degrees", "table_entropy_degrees")


def _of_kernel(kernel: Kernel, shape: tuple[int, ...], given: dict[str, Any], coupling: str = "") -> Average:
    """Averages from a kernel, its arguments an element a row."""
    flat = {name: np.broadcast_to(value, shape).ravel() for name, value in given.items()}

    def average(x: np.ndarray, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
        own = {name: value[rows][:, None] for name, value in flat.items()}
        if coupling:
            own[coupling] = values[:, None]
        return np.asarray(kernel(x=x, **own)[0])

    return average


def relic_density(spin: str, m_chi: Any, average: Kernel, **inputs: Any) -> tuple[Any, Any]:
    """``Omega h^2`` with a vector."""
    if "g_star" in inputs and TABLE[0] in inputs:
        raise DomainError("g_star and a table of degrees of freedom are given; one of them is expected")
    shape = np.shape(m_chi)
    own = _known(inputs, ("m_V", "g_chi", "g", "relative_splitting")) | {"m_chi": m_chi}
    problem = problem_of(
        spin,
        m_chi,
        _of_kernel(average, shape, own),
        table=tuple(inputs[name] for name in TABLE if name in inputs),
        relative_splitting=inputs.get("relative_splitting"),
        **_known(inputs, OF_BATH),
    )
    return _densities(problem, shape)


def neutrino_bath_relic_density(
    spin: str, m_chi: Any, m_V: Any, g_chi: Any, g: Any, average: Kernel, ratio: Kernel, **inputs: Any
) -> tuple[Any, Any]:
    """``Omega h^2`` with a vector, dark matter at the temperature of neutrinos."""
    from scipy.interpolate import CubicSpline

    over, m = _whole(), np.ravel(m_chi)
    share = ratio(temperature=m[:, None] / over.x)[0]
    of_photons = _of_kernel(average, np.shape(m_chi), {"m_chi": m_chi, "m_V": m_V, "g_chi": g_chi, "g": g})
    rows = np.arange(len(m))
    values, error = tabulated(lambda x, part: of_photons(x, part, np.ones(len(part))), over, np.zeros(len(m)))
    splines = [CubicSpline(over.z, np.log(own)) for own in values]
    at_neutrinos = [
        CubicSpline(over.z, own(np.minimum(over.z - np.log(s), over.z[-1])))
        for own, s in zip(splines, share, strict=True)
    ]

    def averages(x: np.ndarray, part: np.ndarray, _: np.ndarray) -> np.ndarray:
        return np.stack([np.exp(at_neutrinos[row](np.log(own))) for row, own in zip(part, x, strict=True)])

    problem = problem_of(spin, m_chi, averages, share=share, **_known(inputs, OF_BATH))
    found, off = problem.densities(np.ones(len(m)), rows)
    return found.reshape(np.shape(m_chi)), (off + found * error).reshape(np.shape(m_chi))


def _densities(problem: Problem, shape: tuple[int, ...]) -> tuple[Any, Any]:
    rows = np.arange(len(problem.m_chi))
    found, error = problem.densities(np.ones(len(rows)), rows)
    return found.reshape(shape), error.reshape(shape)


def scalar_mediator_relic_density(spin: str, m_chi: Any, average: Kernel, **inputs: Any) -> tuple[Any, Any]:
    """``Omega h^2`` with a scalar."""
    return _densities(_of_scalar(spin, m_chi, average, inputs), np.shape(m_chi))


def boltzmann_yield(
    m_chi: Any,
    degrees_of_freedom: Any,
    sigma_v_0: Any,
    power: Any,
    g_star: Any,
    x_start: Any,
    x_end: Any,
    M_Planck: Any,
) -> tuple[Any, Any]:
    """Y at the end, for ``<sigma v> = sigma_v_0 x^-power`` and constant degrees of freedom."""
    from scipy.special import kve

    found, error = np.empty(np.shape(m_chi)), np.empty(np.shape(m_chi))
    ends = np.stack([np.ravel(x_start), np.ravel(x_end)], axis=-1)
    for start, end in np.unique(ends, axis=0):
        if not start < end:
            raise DomainError(f"x_start = {start:g}, x_end = {end:g}; x_end above x_start is expected")
        over = boltzmann.history(float(start), float(end), *FINE)
        rows = np.flatnonzero((ends == (start, end)).all(axis=1))
        m, g, sigma, n, degrees, planck = (
            np.ravel(value)[rows, None] for value in (m_chi, degrees_of_freedom, sigma_v_0, power, g_star, M_Planck)
        )
        level = np.log(45 * g / (4 * np.pi**4 * degrees)) + 2 * over.z + np.log(kve(2, over.x)) - over.x
        rate = np.sqrt(np.pi * degrees / 45) * planck * m * sigma * over.x ** (-1 - n)
        for first in range(0, len(rows), BATCH):
            part = slice(first, first + BATCH)
            yields = boltzmann.solve(over, rate[part], level[part])
            found.flat[rows[part]], error.flat[rows[part]] = yields.last, yields.last * yields.error
    return found, error


# ----- couplings for the observed density -----------------------------------------------------------------------------


def thermal_target(
    spin: str, m_chi: Any, m_V_over_m_chi: Any, g_chi: Any, omega_dm_h2: Any, average: Kernel, **inputs: Any
) -> tuple[Any, Any]:
    """``g_chi^2 g^2 (m_chi/m_V)^4`` for the observed density."""
    problem = _of_ratio(spin, m_chi, m_V_over_m_chi, g_chi, average, inputs)
    g, error = couplings_for(problem, np.ravel(omega_dm_h2))
    y = (np.ravel(g_chi) * g) ** 2 / np.ravel(m_V_over_m_chi) ** 4
    return y.reshape(np.shape(m_chi)), (2 * y * error).reshape(np.shape(m_chi))


def freeze_out_x(
    spin: str, m_chi: Any, m_V_over_m_chi: Any, g_chi: Any, omega_dm_h2: Any, average: Kernel, **inputs: Any
) -> tuple[Any, Any]:
    """X at which the density is 2.5 times that of equilibrium, on the target."""
    problem = _of_ratio(spin, m_chi, m_V_over_m_chi, g_chi, average, inputs)
    g, _ = couplings_for(problem, np.ravel(omega_dm_h2))
    found = np.empty(len(g))
    for row in range(len(g)):
        yields, level, _ = problem.solved(g[row : row + 1], np.array([row]))
        found[row] = _crossing(yields.logarithms[0] - level[0, ::2])
    return found.reshape(np.shape(m_chi)), (1e-4 * found).reshape(np.shape(m_chi))


def _crossing(excess: np.ndarray) -> float:
    """X where ``ln(Y/Y_eq)`` passes ``ln 2.5``: a cubic through four points around it."""
    z = _whole().z[::2]
    place = int(np.argmax(excess > np.log(DEPARTED)))
    near = slice(max(place - 2, 0), place + 2)
    return float(np.exp(np.polyval(np.polyfit(excess[near] - np.log(DEPARTED), z[near], 3), 0.0)))


def cmb_annihilation_ratio(
    spin: str,
    m_chi: Any,
    m_V_over_m_chi: Any,
    g_chi: Any,
    f_eff: Any,
    p_ann_limit: Any,
    omega_dm_h2: Any,
    hbarc2_GeV2_cm2: Any,
    c_cm_s: Any,
    average: Kernel,
    at_rest: Kernel,
    **inputs: Any,
) -> tuple[Any, Any]:
    """Annihilation of dark matter at rest on the target, over the limit; 0 for a pseudo-Dirac pair that is split."""
    split = inputs.get("relative_splitting")
    problem = _of_ratio(spin, m_chi, m_V_over_m_chi, g_chi, average, inputs)
    g, error = couplings_for(problem, np.ravel(omega_dm_h2))
    m_V = m_chi * m_V_over_m_chi
    sigma_v = at_rest(m_chi=m_chi, m_V=m_V, g_chi=g_chi, g=g.reshape(np.shape(m_chi)))[0]
    ratio = f_eff * sigma_v * hbarc2_GeV2_cm2 * c_cm_s / (2 * m_chi * p_ann_limit)
    ratio = ratio if split is None else np.where(split > 0, 0.0, ratio)
    return ratio, 2 * ratio * error.reshape(np.shape(m_chi))


def higgs_mediated_thermal_target(
    m_chi: Any, m_phi_over_m_chi: Any, g_chi: Any, omega_dm_h2: Any, average: Kernel, **inputs: Any
) -> tuple[Any, Any]:
    """``g_chi^2 g_e^2 (m_chi/m_phi)^4`` for the observed density."""
    own = {"m_chi": m_chi, "m_phi": m_chi * m_phi_over_m_chi, "g_chi": g_chi}
    shape = np.shape(m_chi)
    problem = problem_of("dirac", m_chi, _of_kernel(average, shape, own, "g_e"), **_known(inputs, OF_BATH))
    g, error = couplings_for(problem, np.ravel(omega_dm_h2))
    y = ((np.ravel(g_chi) * g) ** 2 / np.ravel(m_phi_over_m_chi) ** 4).reshape(shape)
    return y, 2 * y * error.reshape(shape)


def scalar_mediator_coupling_scale(
    spin: str, m_chi: Any, omega_dm_h2: Any, average: Kernel, **inputs: Any
) -> tuple[Any, Any]:
    """Factor on the couplings to leptons for the observed density."""
    problem = _of_scalar(spin, m_chi, average, inputs)
    scale, error = couplings_for(problem, np.ravel(omega_dm_h2))
    return scale.reshape(np.shape(m_chi)), (scale * error).reshape(np.shape(m_chi))


def constant_cross_section_target(
    m_chi: Any, omega_dm_h2: Any, hbarc2_GeV2_cm2: Any, c_cm_s: Any, **inputs: Any
) -> tuple[Any, Any]:
    """Constant ``sigma v`` of a self-conjugate particle for the observed density."""

    def average(x: np.ndarray, rows: np.ndarray, root: np.ndarray) -> np.ndarray:
        return np.broadcast_to(root[:, None] ** 2, x.shape)

    problem = problem_of("majorana", m_chi, average, **_known(inputs, OF_BATH))
    root, error = couplings_for(problem, np.ravel(omega_dm_h2))
    sigma_v = (root**2).reshape(np.shape(m_chi)) * hbarc2_GeV2_cm2 * c_cm_s
    return sigma_v, 2 * sigma_v * error.reshape(np.shape(m_chi))


LEPTON_COUPLINGS = ("s_e", "p_e", "s_mu", "p_mu", "s_tau", "p_tau")


def _of_scalar(spin: str, m_chi: Any, kernel: Kernel, inputs: dict[str, Any]) -> Problem:
    """Dark matter and a scalar, whose couplings to leptons are scaled."""
    shape = np.shape(m_chi)
    own = _known(inputs, ("m_X", "s_chi", "p_chi")) | {"m_chi": m_chi}
    flat = {name: np.broadcast_to(value, shape).ravel() for name, value in own.items()}
    couplings = {name: np.broadcast_to(inputs[name], shape).ravel() for name in LEPTON_COUPLINGS}

    def average(x: np.ndarray, rows: np.ndarray, scale: np.ndarray) -> np.ndarray:
        given = {name: value[rows][:, None] for name, value in flat.items()}
        given |= {name: (value[rows] * scale)[:, None] for name, value in couplings.items()}
        return np.asarray(kernel(x=x, **given)[0])

    lightest = np.full(shape, np.inf)
    for lepton in ("tau", "mu", "e"):
        coupled = (inputs[f"s_{lepton}"] != 0) | (inputs[f"p_{lepton}"] != 0)
        lightest = np.where(coupled, inputs[f"m_{lepton}"], lightest)
    exponent = np.where(np.isfinite(lightest), np.maximum(0.0, 2 * (lightest - m_chi) / m_chi), 0.0)
    return problem_of(spin, m_chi, average, exponent=exponent, **_known(inputs, OF_BATH))


def _of_ratio(
    spin: str, m_chi: Any, m_V_over_m_chi: Any, g_chi: Any, kernel: Kernel, inputs: dict[str, Any]
) -> Problem:
    """Dark matter and a vector of a multiple of its mass."""
    own = {"m_chi": m_chi, "m_V": m_chi * m_V_over_m_chi, "g_chi": g_chi}
    own |= _known(inputs, ("relative_splitting",))
    average = _of_kernel(kernel, np.shape(m_chi), own, "g")
    splitting = inputs.get("relative_splitting")
    return problem_of(spin, m_chi, average, relative_splitting=splitting, **_known(inputs, OF_BATH))


TYPICAL_X, TYPICAL_AVERAGE = 20.0, 2e-9
"""x of freeze-out, and <sigma v> in GeV^-2, that are roughly right for the observed density."""
SMALL = 1e-6
WEAKEST, STRONGEST = 1e-12, 30.0
"""Couplings between which a solution is looked for."""
SCANNED = 120


def couplings_for(problem: Problem, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The smallest coupling with a density, and its relative error.

    Raises
    ------
    DomainError
        If no coupling gives it; the message has the nearest density.
    """
    found, error = np.empty(len(wanted)), np.empty(len(wanted))
    for first in range(0, len(wanted), BATCH):
        rows = np.arange(first, min(first + BATCH, len(wanted)))
        found[rows], error[rows] = _search(problem, rows, np.log(wanted[rows]))
    return found, error


def _search(problem: Problem, rows: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Secants in logarithms; the density falls like the coupling to the power -2, or a little else."""
    tiny = np.full(len(rows), SMALL)
    typical = problem.average(np.full((len(rows), 1), TYPICAL_X), rows, tiny)[:, 0]
    if not np.all(typical > 0):
        raise DomainError("no coupling gives the density: dark matter does not annihilate; expected an open channel")
    place = np.log(SMALL) + np.log(TYPICAL_AVERAGE / typical) / 2
    result, error = np.empty(len(rows)), np.empty(len(rows))
    slope, before = np.full(len(rows), -2.0), None
    left = np.arange(len(rows))
    for _ in range(ROUNDS):
        density, off = problem.densities(np.exp(place[left]), rows[left], check=False)
        value = np.log(density) - wanted[left]
        if before is not None:
            own = (value - before[1]) / (place[left] - before[0])
            slope[left] = np.clip(np.nan_to_num(own, nan=-2.0), -6.0, -0.3)
        done = np.abs(value) < CLOSE
        result[left[done]] = place[left[done]]
        error[left[done]] = off[done] / density[done] / np.abs(slope[left[done]]) + CLOSE
        before = place[left][~done], value[~done]
        left = left[~done]
        if not len(left):
            return np.exp(result), error
        place[left] += np.clip(-before[1] / slope[left], -LARGEST_STEP, LARGEST_STEP)
        beyond = place[left] > np.log(STRONGEST)
        if beyond.any():
            break
    for one in left:
        result[one], error[one] = _searched_everywhere(problem, rows[one : one + 1], wanted[one])
    return np.exp(result), error


def _searched_everywhere(problem: Problem, row: np.ndarray, wanted: float) -> tuple[float, float]:
    """The smallest solution of a density that does not simply fall with the coupling."""
    from scipy.optimize import brentq

    def excess(place: float) -> float:
        return float(np.log(problem.densities(np.exp([place]), row, check=False)[0][0]) - wanted)

    places = np.linspace(np.log(WEAKEST), np.log(STRONGEST), SCANNED)
    values = np.log(problem.densities(np.exp(places), np.repeat(row, SCANNED), check=False)[0]) - wanted
    below = np.flatnonzero(values <= 0)
    if len(below) and below[0] > 0:
        place = brentq(excess, places[below[0] - 1], places[below[0]], xtol=1e-10)
        return float(place), float(problem.densities(np.exp([place]), row)[1][0] / np.exp(wanted)) + CLOSE
    nearest = np.argmin(np.abs(values))
    raise DomainError(
        f"no coupling gives Omega h^2 = {np.exp(wanted):.4g} for dark matter of {problem.m_chi[row[0]]:g} GeV; the "
        f"nearest density is {np.exp(values[nearest] + wanted):.4g}, at a coupling of {np.exp(places[nearest]):.3g}"
    )
