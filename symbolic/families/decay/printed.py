"""Decay widths as printed."""

from sympy import Expr, I, Piecewise, Symbol, asin, log, pi, sqrt

from muforge.symbolic.language.literature import Erratum, Printed
from muforge.symbolic.nature.constants import m_mu

g, m_l, m_X, tau = (Symbol(name, positive=True) for name in ("g", "m_l", "m_X", "tau"))


def _vector_to_leptons(m: Expr) -> Expr:
    return g**2 * m_X / (12 * pi) * (1 + 2 * m**2 / m_X**2) * sqrt(1 - 4 * m**2 / m_X**2)


BOSON_TO_LEPTONS = (
    Erratum(
        "arXiv:1902.07715 sec. II eq. (2), width of a vector to f fbar for f = mu, tau",
        printed=_vector_to_leptons(m_mu),
        right=_vector_to_leptons(m_l),
        shown="evaluation of both at random points in 50-digit arithmetic",
        options={"boson": "vector"},
        at={"m_l": 1.77693, "m_X": 4.0, "g": 1e-3},
    ),
)

_root = sqrt(1 - 1 / tau)
_f = Piecewise((asin(sqrt(tau)) ** 2, tau <= 1), (-((log((1 + _root) / (1 - _root)) - I * pi) ** 2) / 4, True))
DIPHOTON_LOOP_FUNCTION = (
    Printed("A. Djouadi, Phys. Rept. 457 (2008) 1", 2 * (tau + (tau - 1) * _f) / tau**2, {"boson": "scalar"}),
    Printed("A. Djouadi, Phys. Rept. 459 (2008) 1", 2 * _f / tau, {"boson": "pseudoscalar"}),
)
