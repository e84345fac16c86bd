"""Closed forms of classic results."""

from sympy import Symbol, log, pi, sqrt

from muforge.symbolic.language.literature import Printed
from muforge.symbolic.nature.constants import G_F, alpha, hbarc2_GeV2_cm2, m_e, m_mu, pb_per_cm2

x, sqrt_s = Symbol("x", positive=True), Symbol("sqrt_s", positive=True)
mass_ratio_squared = Symbol("mass_ratio_squared", positive=True)
E_gamma = Symbol("E_gamma", positive=True)

_W = (m_mu**2 + m_e**2) / (2 * m_mu)
_x0 = m_e / _W

LEPTONIC_DECAY_PHASE_SPACE_FACTOR = (
    Printed(
        "T. Kinoshita, A. Sirlin, Phys. Rev. 113 (1959) 1652, without radiative corrections",
        1
        - 8 * mass_ratio_squared
        + 8 * mass_ratio_squared**3
        - mass_ratio_squared**4
        - 12 * mass_ratio_squared**2 * log(mass_ratio_squared),
        holds=mass_ratio_squared < 1,
        at={"mass_ratio_squared": 0.3},
    ),
)

MICHEL_SPECTRUM = (
    Printed(
        "L. Michel, Proc. Phys. Soc. A63 (1950) 514, for V-A",
        m_mu * _W**4 * G_F**2 / pi**3 * sqrt(x**2 - _x0**2) * (x * (1 - x) + (4 * x**2 - 3 * x - _x0**2) / 6),
        holds=(x > _x0) & (x <= 1),
        at={"x": 0.4},
    ),
)

_beta = sqrt(1 - 4 * m_mu**2 / sqrt_s**2)

MUON_PAIR_CROSS_SECTION = (
    Printed(
        "textbook cross section of a pair of point-like fermions",
        4 * pi * alpha**2 / (3 * sqrt_s**2) * _beta * (3 - _beta**2) / 2 * hbarc2_GeV2_cm2 * pb_per_cm2,
        holds=sqrt_s > 2 * m_mu,
        at={"sqrt_s": 1.0},
    ),
)

_k = E_gamma / m_e
_shape = (
    (1 + _k) / _k**3 * (2 * _k * (1 + _k) / (1 + 2 * _k) - log(1 + 2 * _k))
    + log(1 + 2 * _k) / (2 * _k)
    - (1 + 3 * _k) / (1 + 2 * _k) ** 2
)

KLEIN_NISHINA_CROSS_SECTION = (
    Printed(
        "O. Klein, Y. Nishina, Z. Phys. 52 (1929) 853",
        2 * pi * (alpha / m_e) ** 2 * _shape * hbarc2_GeV2_cm2 * pb_per_cm2,
        at={"E_gamma": 0.001},
    ),
)
