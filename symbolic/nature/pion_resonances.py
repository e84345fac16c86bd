"""Resonances in the form factor of the pion, as texts of decimal numbers: masses and widths in GeV.

J. P. Lees et al. (BABAR), Phys. Rev. D 86 (2012) 032013, arXiv:1205.2228: the fit to e+e- -> pi+ pi-, whose form
factor includes vacuum polarisation.
"""

from __future__ import annotations

from types import MappingProxyType

BABAR_2012 = MappingProxyType(
    {
        "rho": ("0.77502", "0.14959"),
        "omega": ("0.78191", "0.00813", "1.644e-3", "-0.011"),
        "rho_prime": ("1.493", "0.427", "0.158", "3.76"),
        "rho_double_prime": ("1.861", "0.316", "0.068", "1.39"),
        "rho_triple_prime": ("2.254", "0.109", "0.0051", "0.70"),
    }
)
"""Mass and width, and except for the rho a coefficient and a phase in radians."""
