"""mu N -> mu N X as printed."""

from sympy import Integral, Rational, Symbol

from muforge.symbolic.language.literature import Erratum, Printed
from muforge.symbolic.nature.constants import m_e, m_mu, nuclear_scale

Z, A, E_beam, m_X, t = (Symbol(name, positive=True) for name in ("Z", "A", "E_beam", "m_X", "t"))
_a2 = 111**2 * Z ** Rational(-2, 3) / m_e**2
_d = nuclear_scale * A ** Rational(-2, 3)
_elastic = (_a2 * t / (1 + _a2 * t)) ** 2 / (1 + t / _d) ** 2
_t_min = (m_X**2 / (2 * E_beam)) ** 2

ELASTIC_FORM_FACTOR_SQUARED = (Printed("arXiv:0906.0580 eq. (A18)", _elastic),)

PHOTON_FLUX = (
    Printed(
        "arXiv:0906.0580 eq. (A17), elastic",
        Z**2 * Integral((t - _t_min) / t**2 * _elastic, (t, _t_min, m_X**2 + m_mu**2)),
        {"inelastic": False},
        holds=(m_X > m_mu / 10) & (m_X < E_beam / 3),
    ),
)

COUPLING_FOR_EVENTS = (
    Erratum(
        "arXiv:1804.03144, text on phase 1",
        printed="a null result of phase 1 excludes all particles below 1 GeV that explain the muon's g-2",
        right="it leaves scalars above about 0.2 GeV and vectors close to 1 GeV",
        shown="evaluation: coupling for 3 events with x > 0.4 from 1e10 muons of 15 GeV on 50 radiation lengths of "
        "tungsten, against gminus2.coupling_for_shift",
    ),
)
