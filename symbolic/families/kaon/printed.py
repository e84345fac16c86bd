"""K -> mu nu and K -> mu nu X as printed.

The paper's m12^2 is s_nuX, its m23^2 is s_muX.  With ``lambda_mu^2 = 2 G^2 m_mu^2``, as (A.2) has it, the matrix
elements are divided by ``g^2 G^2``.
"""

from sympy import Expr, Integer, Symbol, pi, sqrt

from muforge.symbolic.language.literature import Erratum, Limit, Printed
from muforge.symbolic.language.procedure import KnownValue
from muforge.symbolic.nature.constants import G_F, V_us, f_K, m_K, m_mu

PAPER = "arXiv:1902.07715"
INDEPENDENT = "closed form found independently of the Feynman rules here; not in the paper"

lambda_mu = Symbol("lambda_mu", positive=True)
m_X = Symbol("m_X", positive=True)
s_nuX, s_muX = Symbol("s_nuX", real=True), Symbol("s_muX", real=True)

_X, _D, _GAP = m_X**2, s_muX - m_mu**2, m_K**2 - m_mu**2
_OPEN = (1 - m_mu**2 / m_K**2) ** 2


def _with_couplings(width: Expr) -> Expr:
    return width.subs(lambda_mu, 2 * G_F * f_K * m_mu * V_us)


TWO_BODY_WIDTH = (
    Printed(
        "review of leptonic decays of charged pseudoscalar mesons, Review of Particle Physics",
        G_F**2 * f_K**2 * V_us**2 * m_mu**2 * m_K * _OPEN / (8 * pi),
    ),
    Erratum(
        f"{PAPER} eq. (A.1), width of K -> mu nu",
        printed=m_K * lambda_mu**2 / (2 * pi),
        right=m_K * lambda_mu**2 * _OPEN / (32 * pi),
        shown="exact evaluation of both at random rational points",
        formula=_with_couplings,
    ),
)

LAMBDA_MU = (
    Erratum(
        f"{PAPER} eq. (8), weak vertex G for f_K = 160 MeV",
        printed=2 * G_F * f_K * V_us,
        right=sqrt(2) * G_F * f_K * V_us,
        shown="exact evaluation of lambda_mu^2 = 2 G^2 m_mu^2 against (A.2); the width of K -> mu nu needs it too",
        formula=lambda vertex: sqrt(2) * m_mu * vertex,
    ),
)

_LMU_LTAU = (
    -_GAP * (2 * m_mu**2 + _X) / _D**2
    + (2 * _GAP**2 + 2 * m_mu**2 * _X - 2 * _GAP * s_nuX + s_nuX**2) / (s_nuX * _D)
    + (2 * s_nuX * (s_nuX - _GAP) - _X * _GAP) / s_nuX**2
    + _D / s_nuX
)
_SCALAR_BUT_LAST = m_K**2 * (s_muX + m_mu**2) ** 2 - s_muX * ((s_muX + m_mu**2) ** 2 + s_nuX * _D)
_PSEUDOSCALAR = (m_K**2 * _D**2 - s_muX * (_D**2 + s_nuX * _D) + _X * (s_muX**2 - m_mu**2 * m_K**2)) / _D**2
_VECTOR = (
    -2 * m_mu**2 * _GAP * (2 * m_mu**2 + _X) / _D**2
    + 2 * m_mu**2 * (4 * m_mu**2 - 2 * m_K**2 + 2 * _X - s_nuX) / _D
    + (m_mu**2 * _GAP + 2 * m_mu**2 * _X + m_mu**2 * s_nuX + m_K**2 * _X + 2 * _X**2 - 2 * _X * s_nuX) / _X
    + (s_nuX - m_mu**2 - 2 * _X) * _D / _X
)
_AXIAL = (
    2 * m_mu**2 * _GAP * (4 * m_mu**2 - _X) / _D**2
    - 2 * m_mu**2 * (8 * m_mu**2 - 4 * m_K**2 - 2 * _X + s_nuX) / _D
    + (m_mu**2 * _GAP - 10 * m_mu**2 * _X + m_mu**2 * s_nuX + m_K**2 * _X + 2 * _X**2 - 2 * _X * s_nuX) / _X
    + (s_nuX - m_mu**2 - 2 * _X) * _D / _X
)

SQUARED_MATRIX_ELEMENT = (
    Printed(f"{PAPER} app. A, vector of L_mu - L_tau", 2 * m_mu**2 * _LMU_LTAU, {"boson": "lmu_ltau"}),
    Printed(INDEPENDENT, _PSEUDOSCALAR, {"boson": "pseudoscalar"}),
    Printed(INDEPENDENT, _VECTOR, {"boson": "vector"}),
    Printed(INDEPENDENT, _AXIAL, {"boson": "axial"}),
    Erratum(
        f"{PAPER} eq. (A.8), last term of the scalar's matrix element",
        printed=m_X**2 * (s_muX - m_mu**2 * m_K**2),
        right=m_X**2 * (s_muX**2 - m_mu**2 * m_K**2),
        shown="exact evaluation against the derivation from Feynman rules at random rational points; dimension",
        options={"boson": "scalar"},
        formula=lambda last: (_SCALAR_BUT_LAST + last) / _D**2,
        at={"m_X": 0.1, "s_nuX": 0.08, "s_muX": 0.08},
    ),
    Erratum(
        f"{PAPER} app. A, text: matrix element of every boson for m_mu -> 0, here the scalar's",
        printed=Integer(0),
        right=m_K**2 + m_X**2 - s_muX - s_nuX,
        shown="exact evaluation at m_mu = 0; only bosons with a conserved current have 0 there, see their limits",
        options={"boson": "scalar"},
        limit=Limit({"m_mu": Integer(0)}),
    ),
    Erratum(
        f"{PAPER} app. A, text: definition of m12",
        printed="m12 = (l + q)^2",
        right="m12^2 = (l + q)^2",
        shown="dimension: a mass cannot be a squared momentum",
    ),
)

BIJNENS = "J. Bijnens, G. Ecker, J. Gasser, Nucl. Phys. B 396 (1993) 81, at tree level"

THREE_MUONS = (KnownValue(BIJNENS, {}, 3.79e-9, 0.005),)
"""Their constants differ in the third digit."""
ELECTRON_PAIRS = (KnownValue(f"{BIJNENS}, above 140 MeV", {"lepton": "electron", "m_ll_min": 0.14}, 4.98e-8, 0.005),)
