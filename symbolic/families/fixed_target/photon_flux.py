r"""Form factors of atoms and the flux of equivalent photons around a nucleus.

``chi = int dt (t - t_min)/t^2 G_2(t)`` with t the squared momentum transfer, positive.  The elastic form factor
``F^2 = [t/(b + t)]^2 [d/(d + t)]^2`` has the screening by electrons, ``b = (m_e Z^{1/3}/111)^2``, and the size of the
nucleus, ``d = 0.164 GeV^2 A^{-2/3}``; the inelastic form factor belongs to Z protons, screened with 773 Z^{-2/3}/m_e.

Source: Y.-S. Tsai, Rev. Mod. Phys. 46 (1974) 815, app. B; J. D. Bjorken et al., arXiv:0906.0580, app. A.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Piecewise, Rational, exp, log
from sympy.codegen.cfunctions import log1p
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.language.functions import atanh_series, larger, power_series
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.nature.constants import dipole_scale, m_e, m_p, nuclear_scale, proton_magnetic_moment

SERIES_TERMS = 27
"""With ``y < 1/2`` powers of ``y^2`` beyond this one are lost in rounding."""


@dataclass(frozen=True)
class Elastic:
    """The elastic form factor of an atom, as the scales of its screening and of its nucleus (GeV^2)."""

    screening: Expr
    size: Expr

    @classmethod
    def of(cls, Z: Expr, A: Expr) -> Elastic:
        """Of an atom with atomic number Z and weight A."""
        return cls((m_e / 111) ** 2 * _two_thirds(Z), nuclear_scale / _two_thirds(A))

    def over_transfer(self, t: Expr) -> Expr:
        """``F^2/t^2``, finite at t = 0."""
        return (self.size / ((t + self.screening) * (t + self.size))) ** 2


def _two_thirds(x: Expr) -> Expr:
    """``x^{2/3}`` by a logarithm, which sympy does not rewrite."""
    return exp(2 * Shared(log(x)) / 3)


def inelastic_over_transfer(Z: Expr, t: Expr) -> Expr:
    """The inelastic form factor over t^2, per proton."""
    screening = (m_e * _two_thirds(Z) / 773) ** 2
    magnetic = 1 + t * (proton_magnetic_moment**2 - 1) / (4 * m_p**2)
    return (magnetic / ((t + screening) * (1 + t / dipole_scale) ** 4)) ** 2


def elastic_flux(form_factor: Elastic, t_min: Expr, length: Expr) -> Expr:
    """``int (t - t_min)/t^2 F^2 dt`` from t_min to ``t_min + length``; 0 if the length is not positive.

    Notes
    -----
    With ``B = t_min + b``, ``D = t_min + d`` and ``z = (D - B) length/(B (D + length))`` it is

        d^2/(D - B)^3 {(D - B) [ln(1+z) - z/(1+z)] + B [2 ln(1+z) - z - z/(1+z)]} ,

    where both brackets are functions of ``y = z/(2+z)``, and small differences for small z.
    """
    d, gap = form_factor.size, form_factor.size - form_factor.screening
    names = Names()
    B, D = names("flux_B", t_min + form_factor.screening), names("flux_D", t_min + d)
    length = names("flux_length", larger(Rational(0), length))
    z = names("flux_z", gap * length / (B * (D + length)))
    y = names("flux_y", z / (2 + z))
    squared = names("flux_y2", y**2)
    odd = atanh_series(squared, 3, SERIES_TERMS)
    cubic = power_series(squared, *(Rational(2 * n + 2, 2 * n + 3) for n in range(SERIES_TERMS)))
    slope, excess = names("flux_slope", z / (1 + z)), names("flux_excess", log1p(z))
    near = gap * (2 * squared / (1 + y) + 2 * y * squared * odd) - 4 * B * y * squared * cubic
    far = gap * (excess - slope) + B * (2 * excess - z - slope)
    return d**2 / gap**3 * names.around(Piecewise((near, y < Rational(1, 2)), (far, True)))
