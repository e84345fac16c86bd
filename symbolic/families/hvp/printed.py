"""Hadronic vacuum polarisation as printed."""

from sympy import Expr, Integer, Rational, Symbol, log, pi, sqrt

from muforge.symbolic.language.literature import Erratum, Limit, Printed
from muforge.symbolic.nature.constants import m_mu

s = Symbol("s", positive=True)


def closed_kernel(s: Expr) -> Expr:
    """The kernel of the dispersion integral in closed form, with real arguments above 4 m_mu^2."""
    beta = sqrt(1 - 4 * m_mu**2 / s)
    x = (1 - beta) / (1 + beta)
    logarithms = (1 + x**2) * (1 + x) ** 2 / x**2 * (log(1 + x) - x + x**2 / 2)
    return x**2 * (2 - x**2) / 2 + logarithms + (1 + x) / (1 - x) * x**2 * log(x)


KERNEL = (
    Printed(
        "closed form of S. J. Brodsky, E. de Rafael, Phys. Rev. 168 (1968) 1620",
        closed_kernel(s),
        holds=s > 4 * m_mu**2,
    ),
    Printed(
        "the same, continued with complex square root and logarithms",
        closed_kernel(s),
        holds=s < 4 * m_mu**2,
    ),
    Printed("large s, textbook", m_mu**2 / (3 * s), limit=Limit({"s": 10**8 * m_mu**2}, corrections=1e-6)),
    Erratum(
        "paper on hadronic vacuum polarisation, eq. (2.2) in (2.1)",
        printed="closed form of K(s) with x = (1 - beta)/(1 + beta), beta = sqrt(1 - 4 m_mu^2/s), for s >= m_pi0^2",
        right="K(s) = int_0^1 dz z^2 (1-z)/(z^2 + (1-z) s/m_mu^2); the arguments of the closed form are real above "
        "4 m_mu^2 alone, below it must be continued, and at large s it cancels",
        shown="sign of 1 - 4 m_mu^2/s; the closed form is verified above 4 m_mu^2 and, continued, below",
    ),
)

LEPTONIC_VACUUM_POLARIZATION_COEFFICIENT = (
    Printed(
        "known value for the muon loop",
        Rational(119, 36) - pi**2 / 3,
        limit=Limit({"mass_ratio": Integer(1)}),
    ),
)
