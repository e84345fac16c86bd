"""Largest masses by differential evolution in ratios of masses and couplings, with mixing angles and Gauss rules.

For each trial the scale of all masses is lowered until the shift of the magnetic moment is large enough.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.verify.second_methods.clebsch_gordan import states, unmixed
from muforge.verify.second_methods.wave_maxima import trilinear_unitarity_cap

CONSTANTS = {"m_mu": 0.1056583755, "m_tau": 1.77693, "v": 246.21965, "m_h": 125.13}
HALVINGS = 45
GENERATIONS = 150
PEOPLE = 10
NODES, WEIGHTS = (np.polynomial.legendre.leggauss(80)[0] + 1) / 2, np.polynomial.legendre.leggauss(80)[1] / 2
LOGARITHMS = np.linspace(-40.0, 40.0, 321)


def largest_mass(model: str, constraint: str, n_copies: float, delta_a_mu: float, **inputs: float) -> float:
    """The best over the multiplets that may be the lightest charged one."""
    from scipy.optimize import differential_evolution

    constants = CONSTANTS | {name: value for name, value in inputs.items() if name in CONSTANTS}
    trial = _Trial(model, constraint, n_copies, delta_a_mu, inputs, constants)
    best = -np.inf
    for lightest in trial.charged:
        others = [place for place in range(3) if place != lightest]
        bounds = [(0.0 if place in trial.charged else np.log(0.03), np.log(10)) for place in others]
        bounds += [(-3.0, 0.0)] + ([(-np.pi / 2, np.pi / 2)] if model == "ffs" else [])

        def cost(x: Any, lightest: int = lightest, others: list[int] = others) -> Any:
            masses = np.zeros((3, x.shape[1]))
            masses[others] = x[:2]
            return -trial.reach(masses, x[2], x[3] if len(x) > 3 else np.zeros(x.shape[1]))

        found = differential_evolution(
            cost,
            bounds,
            vectorized=True,
            updating="deferred",
            popsize=PEOPLE,
            maxiter=GENERATIONS,
            tol=1e-7,
            rng=3,
            polish=False,
        )
        best = max(best, -found.fun)
    return float(np.exp(best))


class _Trial:
    """The conditions of one model."""

    def __init__(self, model: str, constraint: str, n: float, delta: float, inputs: Any, constants: Any) -> None:
        from scipy.interpolate import PchipInterpolator

        self.model, self.n, self.delta = model, n, delta
        self.natural = "naturalness" in constraint
        self.m_mu, self.v, self.m_h = (constants[name] for name in ("m_mu", "v", "m_h"))
        self.Y = 8 * np.pi * (self.m_mu / constants["m_tau"] if "mfv" in constraint else 1)
        self.d = [round(inputs[f"{name}_dimension"]) for name in ("R", "R_A", "R_B")]
        self.y = [inputs[f"{name}_hypercharge"] for name in ("R", "R_A", "R_B")]
        self.states = states(*self.d)
        self.charges = [[y + (d - 1) / 2 - k for k in range(d)] for y, d in zip(self.y, self.d, strict=True)]
        self.charged = [place for place in range(3) if any(abs(Q) > 0.1 for Q in self.charges[place])]
        self.alone = [[Y + t for t in ts] for Y, ts in zip(self.y[1:], unmixed(*self.d[1:]), strict=True)]
        ratios = np.exp(np.linspace(np.log(2e-3), np.log(500), 60))
        if model == "ssf":
            caps = [float(trilinear_unitarity_cap(r)) for r in ratios]
            self.cap = PchipInterpolator(np.log(ratios), np.log(caps))

    def reach(self, masses: Any, depth: Any, phi: Any) -> Any:
        """Logarithm of the largest mass of the lightest charged particle for ratios of masses and couplings."""
        low, high = np.zeros(len(phi)), np.full(len(phi), np.log(1e8))
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            enough = self.values(masses + middle, depth, phi)[0] > 0
            low, high = np.where(enough, middle, low), np.where(enough, high, middle)
        return self.values(masses + low, depth, phi)[1]

    def values(self, logarithms: Any, depth: Any, phi: Any) -> tuple[Any, Any]:
        """By how much the shift is large enough, a logarithm, and the logarithm of the lightest mass."""
        R, A, B = np.exp(logarithms)
        size = self.size(R, A, B, phi) * np.exp(depth)
        moment, tuning = np.zeros(len(phi)), np.zeros(len(phi))
        lightest = np.full(len(phi), np.inf)
        for place, charges in ((0, self.charges[0]), (1, self.alone[0]), (2, self.alone[1])):
            if any(abs(Q) > 0.1 for Q in charges):
                lightest = np.minimum(lightest, (R, A, B)[place])
        for t, _, c_1, c_2, c_12 in self.states:
            Q_R = self.y[0] + t
            off = size * self.v * c_12 / np.sqrt(2)
            loop, mass, smallest = (self.scalars if self.model == "ssf" else self.fermions)(R, A, B, off, phi, Q_R)
            moment += c_1 * c_2 * loop
            tuning += c_1 * c_2 * mass
            if abs(1 + Q_R) > 0.1:
                lightest = np.minimum(lightest, smallest)
        product = np.full(len(phi), self.Y)
        if self.natural:
            if self.model == "ffs":
                W = sum(c_1 * c_2 * c_12 for *_, c_1, c_2, c_12 in self.states)
                cs = np.abs(np.cos(phi)) + np.abs(np.sin(phi)) * A * B * self.triangle(R, A, B)
                tuning = W * self.v / np.sqrt(2) * size * cs
            product = np.minimum(product, 100 * 16 * np.pi**2 * self.m_mu / (self.n * np.abs(tuning)))
        shift = self.n * product * self.m_mu / (8 * np.pi**2) * np.abs(moment)
        return np.log(shift / self.delta), np.log(lightest)

    def size(self, R: Any, A: Any, B: Any, phi: Any) -> Any:
        """The largest coupling to the Higgs boson."""
        n = sum(c_12**2 for *_, c_12 in self.states)
        if self.model == "ssf":
            cap = np.minimum(
                A * np.exp(self.cap(np.log(B / A))),
                B * np.exp(self.cap(np.log(A / B))),
            )
            cap = np.minimum(cap, A * B * np.sqrt(2) / self.v * (1 - 1e-9))
            higgs = 100 * 16 * np.pi**2 * self.m_h**2 / (self.n * n)
        else:
            cap = np.full(len(phi), np.sqrt(8 * np.pi))
            terms = 2 * (A**2 + B**2) + 4 * A * B * np.cos(phi) * np.sin(phi)
            higgs = 100 * 16 * np.pi**2 * self.m_h**2 / (self.n * n * terms)
        return np.minimum(cap, np.sqrt(higgs)) if self.natural else cap

    def scalars(self, m_F: Any, A: Any, B: Any, off: Any, phi: Any, Q_R: float) -> tuple[Any, Any, Any]:
        """Sums over mass eigenstates of the loop and of the correction to the muon's mass, and the lower mass."""
        squares, U = np.linalg.eigh(_stack(A**2, off, off, B**2))
        squares = np.maximum(squares, 1e-6 * A[:, None] * B[:, None])
        mixing = U[:, 0, :] * U[:, 1, :]
        x = m_F[:, None] ** 2 / squares
        loop = np.sum(mixing * (Q_R * _on_fermion(x) + (-1 - Q_R) * _on_scalar(x)) / squares, axis=1)
        logs = np.sum(mixing * x * np.log(x) / np.where(np.abs(x - 1) < 1e-9, 1e-9, x - 1), axis=1)
        return m_F * loop, m_F * logs, np.sqrt(squares[:, 0])

    def fermions(self, m_S: Any, A: Any, B: Any, off: Any, phi: Any, Q_R: float) -> tuple[Any, Any, Any]:
        """The same for fermions that mix."""
        W, masses, V = np.linalg.svd(_stack(A, off * np.cos(phi), off * np.sin(phi), B))
        mixing = W[:, 0, :] * V[:, :, 1]
        x = (masses / m_S[:, None]) ** 2
        terms = mixing * masses * ((-1 - Q_R) * _on_fermion(x) + Q_R * _on_scalar(x))
        return np.sum(terms, axis=1) / m_S**2, np.zeros(len(phi)), masses[:, 1]

    def triangle(self, R: Any, A: Any, B: Any) -> Any:
        """``int t dt/((t + R^2)(t + A^2)(t + B^2))`` on the logarithm of t."""
        t = R[:, None] ** 2 * np.exp(LOGARITHMS)
        whole = t**2 / ((t + R[:, None] ** 2) * (t + A[:, None] ** 2) * (t + B[:, None] ** 2))
        return np.sum(whole, axis=1) * (LOGARITHMS[1] - LOGARITHMS[0])


def _stack(a: Any, b: Any, c: Any, d: Any) -> Any:
    return np.moveaxis(np.array([[a, b], [c, d]]), -1, 0)


def _on_fermion(x: Any) -> Any:
    return np.sum(WEIGHTS * NODES**2 / (x[..., None] * NODES + 1 - NODES), axis=-1)


def _on_scalar(x: Any) -> Any:
    return np.sum(WEIGHTS * (NODES**2 - NODES) / (NODES + x[..., None] * (1 - NODES)), axis=-1)
