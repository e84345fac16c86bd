"""Loops of neutral bosons in a_mu as printed."""

from sympy import Expr, Float, Integer, Integral, Rational, Symbol, log, pi, sqrt

from muforge.symbolic.families.hvp.printed import closed_kernel
from muforge.symbolic.language.literature import Erratum, Limit, Printed
from muforge.symbolic.language.procedure import KnownValue
from muforge.symbolic.nature.constants import m_mu

g, g_L, z = (Symbol(name, real=True) for name in ("g", "g_L", "z"))
m_X = Symbol("m_X", positive=True)
g_in_1e4 = Symbol("(g/1e-4)", real=True)
R = m_X**2 / m_mu**2


def _integral(numerator: Expr) -> Expr:
    return Integral(numerator / ((1 - z) ** 2 + z * R), (z, 0, 1))


LEVEILLE = "J. P. Leveille, Nucl. Phys. B137 (1978) 63, equal masses"
MISSING_MOMENTUM = "arXiv:1804.03144 eq. (2.3)"
SINGLETS = "systematic study of singlet models of (g-2)_mu, eq. (4)"
LIGHT = Limit({"m_X": m_mu / 10**6}, corrections=1e-3)
HEAVY = Limit({"m_X": 10**4 * m_mu}, corrections=1e-6)
_SCALAR = _integral((1 - z) ** 2 * (1 + z))

NEUTRAL_BOSON = (
    Printed(LEVEILLE, g**2 / (8 * pi**2) * _SCALAR, {"boson": "scalar"}),
    Printed(LEVEILLE, -(g**2) / (8 * pi**2) * _integral((1 - z) ** 3), {"boson": "pseudoscalar"}),
    Printed(LEVEILLE, g**2 / (4 * pi**2) * _integral(z * (1 - z) ** 2), {"boson": "vector"}),
    Printed(
        LEVEILLE,
        -(g**2) / (4 * pi**2) * _integral(z * (1 - z) * (3 + z) + 2 / R * (1 - z) ** 3),
        {"boson": "axial"},
    ),
    Printed(
        "closed form of S. J. Brodsky, E. de Rafael, Phys. Rev. 168 (1968) 1620",
        g**2 / (4 * pi**2) * closed_kernel(m_X**2),
        {"boson": "vector"},
        holds=m_X > 2 * m_mu,
    ),
    Printed("light pseudoscalar, textbook", -(g**2) / (16 * pi**2), {"boson": "pseudoscalar"}, limit=LIGHT),
    Printed("J. Schwinger, Phys. Rev. 73 (1948) 416", g**2 / (8 * pi**2), {"boson": "vector"}, limit=LIGHT),
    Printed("light axial boson, textbook", -(g**2) / (4 * pi**2 * R), {"boson": "axial"}, limit=LIGHT),
    Printed(f"{SINGLETS}, heavy vector", g**2 * m_mu**2 / (12 * pi**2 * m_X**2), {"boson": "vector"}, limit=HEAVY),
    Erratum(
        f"{MISSING_MOMENTUM}, scalar",
        printed=g**2 / (16 * pi**2) * _SCALAR,
        right=g**2 / (8 * pi**2) * _SCALAR,
        shown="evaluation of the integral in high precision against the loop derived in this package",
        options={"boson": "scalar"},
    ),
    Erratum(
        f"{MISSING_MOMENTUM}, light scalar",
        printed=Float("9.5e-11") * g_in_1e4**2,
        right=Float("1.9e-10") * g_in_1e4**2,
        shown="limit: evaluation at m_X = 1e-6 m_mu",
        options={"boson": "scalar"},
        formula=lambda shift: shift.subs(g_in_1e4, 10**4 * g),
        limit=LIGHT,
    ),
    Erratum(
        f"{SINGLETS}, heavy scalar",
        printed=g**2 * m_mu**2 / (12 * pi**2 * m_X**2),
        right=g**2 * m_mu**2 / (8 * pi**2 * m_X**2) * (log(m_X**2 / m_mu**2) - Rational(7, 6)),
        shown="limit: evaluation at m_X = 1e4 m_mu; the printed limit is right for the vector",
        options={"boson": "scalar"},
        limit=HEAVY,
    ),
)

CHARGED_VECTOR = (
    Printed(
        "one-loop contribution of the W boson, 10/3 G_F m_mu^2/(8 sqrt(2) pi^2) with g_L^2 = 2 sqrt(2) G_F m_W^2",
        Rational(10, 3) * (g_L**2 / (2 * sqrt(2) * m_X**2)) * m_mu**2 / (8 * sqrt(2) * pi**2),
        limit=Limit({"m_X": 10**4 * m_mu, "m_F": Integer(0)}, corrections=1e-6),
    ),
)

_SHIFT = 2e-9
BANDS = (
    KnownValue(
        "term of J. Schwinger, Phys. Rev. 73 (1948) 416: g^2/(8 pi^2) of a vector without mass",
        {
            "boson": "vector",
            "edge": "upper",
            "m_X": 1e-9,
            "measurements": [1e-3 + _SHIFT],
            "measurement_errors": [1e-10],
            "prediction": 1e-3,
            "prediction_error": 0.0,
            "n_sigma": 0.0,
        },
        float(sqrt(8 * pi**2 * _SHIFT)),
        1e-6,
    ),
)
