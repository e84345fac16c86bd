"""Pairs of neutrinos, which are the background of a photon and nothing else.

The amplitudes have the Z in the s channel for three flavours, and the W in the t channel for the muon's neutrino:
``4 u^2 |Z_L + W/(t - m_W^2)|^2`` and ``4 t^2 |Z_R|^2`` summed over spins.  With ``y = -t/s`` and ``w = m_W^2/s``,

    I_n = int_0^1 dy (1 - y)^2/(y + w)^n ,    n = 1, 2 ,

are closed; for heavy W they are series in ``z = 1/(1 + 2w)``, which do not cancel.
"""

from __future__ import annotations

from sympy import Expr, Piecewise, Rational, pi
from sympy.codegen.cfunctions import log1p
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.families.collider.quantities import PICOBARN_GEV2
from muforge.symbolic.families.muon_collider.exchange import E2, GZ2, LEFT, RIGHT
from muforge.symbolic.language.functions import atanh_series
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.nature.constants import Gamma_Z, m_Z, sin2_theta_W

SERIES_TERMS = 18
"""With ``z^2 < 1/9`` powers of z^2 beyond this one are lost in rounding."""
FLAVOURS = 3
W2 = m_Z**2 * (1 - sin2_theta_W)
"""Squared mass of the W at tree level."""
NEUTRINO = Rational(1, 2)
"""Coupling of the Z to neutrinos, in units of its coupling."""


def _propagators(w: Expr) -> tuple[Expr, Expr]:
    """I_1 and I_2."""
    z = Shared(1 / (1 + 2 * w))
    a, L = 1 + w, log1p(1 / w)
    sigma = atanh_series(z**2, 3, SERIES_TERMS)  # (atanh(z)/z - 1)/z^2
    heavy = w > 1
    first = Piecewise((z / 2 * (1 + (1 + z) ** 2 * sigma), heavy), (a**2 * L - w - Rational(3, 2), True))
    second = Piecewise((2 * z**2 * (1 / (1 - z) - (1 + z) * sigma), heavy), (a / w - 2 * a * L + 1, True))
    return first, second


def cross_section(s: Expr, above_Z: Expr, name: str = "w") -> Expr:
    """Cross section of mu mu -> nu nubar in pb.

    Parameters
    ----------
    s, above_Z : Expr
        The squared energy, and ``s - m_Z^2`` in a form that does not cancel.
    name : str
        Name for ``m_W^2/s``, which no other part of the formula has.
    """
    names = Names()
    modulus = Shared(above_Z**2 + (m_Z * Gamma_Z) ** 2)
    left, right = (GZ2 * g * NEUTRINO for g in (LEFT, RIGHT))
    W = E2 / (2 * sin2_theta_W)
    once, twice = _propagators(names(name, W2 / s))
    of_Z = FLAVOURS * (left**2 + right**2) / (3 * modulus)
    mixed = -2 * left * above_Z / modulus * W * once / s
    of_W = W**2 * twice / s**2
    return names.around(s / (16 * pi) * (of_Z + mixed + of_W) * PICOBARN_GEV2)
