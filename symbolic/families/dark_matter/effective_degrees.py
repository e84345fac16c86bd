r"""Effective relativistic degrees of freedom of the standard model, as functions of the temperature.

The fit of K. Saikawa and S. Shirai, arXiv:1803.01038, Table 1 and app. C: rational functions of ``ln(T/GeV)`` above
0.12 GeV, sums over particles below, ``(k_0 + k_1 x + ...) exp(-k x)`` in ``x = m/T``.  Neutrinos decouple in the
standard way.  The authors' own error is a few per cent around the transition of quantum chromodynamics and below 1 per
cent elsewhere; both parts differ by ``2e-4`` (energy) and ``4e-4`` (entropy) where they meet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from sympy import Expr, Piecewise, Rational, Symbol, diff, exp, log, sqrt
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.nature.constants import one_GeV

MEETING = Rational("0.12")
"""GeV: where the two parts of the fit meet."""
LOWEST = Rational("1e-5")
"""GeV: below, the values there are used; today's are those within 1 per cent."""

Decimals = Sequence[str]
ABOVE: Mapping[str, Decimals] = {
    "a": (
        *("1", "1.11724", "0.312672", "-0.0468049", "-0.0265004", "-0.0011976"),
        *("0.000182812", "0.000136436", "8.55051e-05", "1.2284e-05", "3.82259e-07", "-6.87035e-09"),
    ),
    "b": (
        *("0.0143382", "0.0137559", "0.00292108", "-0.000538533", "-0.000162496", "-2.87906e-05"),
        *("-3.84278e-06", "2.78776e-06", "7.40342e-07", "1.1721e-07", "3.72499e-09", "-6.74107e-11"),
    ),
    "c": (
        *("1", "0.607869", "-0.154485", "-0.224034", "-0.0282147", "0.029062"),
        *("0.00686778", "-0.00100005", "-0.000169104", "1.06301e-05", "1.69528e-06", "-9.33311e-08"),
    ),
    "d": (
        *("70.7388", "91.8011", "33.1892", "-1.39779", "-1.52558", "-0.0197857"),
        *("-0.160146", "8.22615e-05", "0.0202651", "-1.82134e-05", "7.83943e-05", "7.13518e-05"),
    ),
}
"""``g_rho = a(L)/b(L)`` and ``g_s = g_rho/(1 + c(L)/d(L))``, coefficients of rising powers of ``L = ln(T/GeV)``."""
FUNCTIONS: Mapping[str, Decimals] = {
    "f_rho": ("1.04855", "1.03757", "0.50863", "0.0893988"),
    "b_rho": ("1.03149", "1.03317", "0.398264", "0.0648056"),
    "f_s": ("1.0419", "1.034", "0.456426", "0.0595249"),
    "b_s": ("1.03365", "1.03397", "0.342548", "0.0506182"),
}
"""``exp(-k_0 x) (1 + k_1 x + k_2 x^2 + k_3 x^3)``: fermions and bosons, energy and entropy."""
FERMIONS: Mapping[str, Sequence[str]] = {
    "0.000511": ("3.495", "3.442"),
    "0.1056": ("3.446", "3.468"),
}
BOSONS: Mapping[str, Sequence[str]] = {
    "0.135": ("1.05", "1.034"),
    "0.14": ("2.08", "2.068"),
    "0.5": ("4.165", "4.16"),
    "0.77": ("30.55", "30.55"),
    "1.2": ("89.4", "90"),
    "2.0": ("8209", "6209"),
}
"""Mass in GeV -> coefficients in energy and entropy."""
PLAIN = {"energy": ("2.030", "1.353", Rational(4, 3)), "entropy": ("2.008", "1.923", Rational(1))}
"""Photons, and neutrinos with the power of S to which they are proportional."""

_T = Symbol("temperature", positive=True)


def _polynomial(coefficients: Decimals, x: Expr) -> Expr:
    total: Expr = Rational(0)
    for c in reversed(coefficients):
        total = Rational(c) + x * total
    return total


def _particle(kind: str, mass: str, T: Expr) -> Expr:
    k_0, *rest = FUNCTIONS[kind]
    x = Rational(mass) * one_GeV / T
    return exp(-Rational(k_0) * x) * _polynomial(("1", *rest), x)


def neutrino_entropy(T: Expr) -> Expr:
    """``S = 1 + 7/4 f_s(m_e/T)``: entropy of electrons and photons over that of photons; it goes as ``T_nu^3/T^3``."""
    return 1 + Rational(7, 4) * _particle("f_s", "0.000511", T)


def neutrino_ratio(T: Expr) -> Expr:
    """``T_nu/T`` after instantaneous decoupling."""
    return exp(Rational(1, 3) * Shared(log(Rational(4, 11) * neutrino_entropy(T))))


def _below(which: str, T: Expr) -> Expr:
    suffix, place = ("rho", 0) if which == "energy" else ("s", 1)
    constant, neutrinos, power = PLAIN[which]
    S = neutrino_entropy(T)
    total = Rational(constant) + Rational(neutrinos) * (S if power == 1 else exp(power * Shared(log(S))))
    for kind, particles in (("f", FERMIONS), ("b", BOSONS)):
        for mass, coefficients in particles.items():
            total += Rational(coefficients[place]) * _particle(f"{kind}_{suffix}", mass, T)
    return total


def _above(which: str, T: Expr) -> Expr:
    L = log(T / one_GeV)
    a, b, c, d = (_polynomial(ABOVE[name], L) for name in "abcd")
    return a / b if which == "energy" else a / b * d / (c + d)


@cache
def _parts(which: str) -> tuple[Expr, Expr]:
    """The fit below and above the meeting point, in `_T`."""
    if which != "effective":
        return _below(which, _T), _above(which, _T)
    parts = []
    for energy, entropy in zip(_parts("energy"), _parts("entropy"), strict=True):
        parts.append((entropy + _T * diff(entropy, _T) / 3) / sqrt(energy))
    return parts[0], parts[1]


def effective_degrees(which: str, T: Expr) -> Expr:
    """``g_rho`` (energy), ``g_s`` (entropy), or ``sqrt(g_*) = g_s/sqrt(g_rho) (1 + d ln g_s/d ln T/3)`` (effective)."""
    below, above = _parts(which)
    lowest = LOWEST * one_GeV
    flat = below if which != "effective" else _parts("entropy")[0] / sqrt(_parts("energy")[0])
    return Piecewise(
        (flat.xreplace({_T: lowest}).doit(), T < lowest),
        (below.xreplace({_T: T}), T < MEETING * one_GeV),
        (above.xreplace({_T: T}), True),
    )
