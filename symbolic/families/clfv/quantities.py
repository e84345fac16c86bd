r"""Decays of muon and tau that violate lepton flavour.

A neutral boson X has the couplings ``L = sum_ij g_ij X lbar_i l_j`` (scalar) or ``sum_ij g_ij X_a lbar_i gamma^a l_j``
(vector), with a real and symmetric matrix g.  Rates are tree level, or one loop for a photon, with all masses exact.

The dipole is ``lbar_j sigma.F (c_L P_L + c_R P_R) l_i + h.c.``; that of the muon itself with ``c_L = c_R = c`` shifts
its moment by ``a_mu = 4 m_mu c/e``.

Sources: L. Lavoura, Eur. Phys. J. C29 (2003) 191; R. Capdevilla, D. Curtin, Y. Kahn, G. Krnjaic, arXiv:2101.10334.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from sympy import And, Expr, Integer, Piecewise, Poly, Rational, Symbol, pi, sqrt
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.families.clfv import amplitudes as derivation
from muforge.symbolic.families.clfv.flavour_loop import MOMENTS, Loop, coefficient
from muforge.symbolic.families.decay import rates
from muforge.symbolic.families.decay.amplitudes import m_X as boson_mass
from muforge.symbolic.language.arguments import PERTURBATIVE, Boson, BosonMass, Coupling, Real, Selected
from muforge.symbolic.language.formula import Formula, MatrixElement, open_above
from muforge.symbolic.language.functions import atanh_series, log1p_positive
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, quantity
from muforge.symbolic.nature.constants import alpha, hbar_GeV_s, m_e, m_mu, m_tau, tau_mu_s, tau_tau_s, v
from muforge.symbolic.nature.units import GeV, one

MASSES = {"electron": m_e, "muon": m_mu, "tau": m_tau}
LIFETIMES = {"muon": tau_mu_s, "tau": tau_tau_s}
_LEPTONS = tuple(MASSES.items())
Parent = Annotated[Expr, Selected("parent", _LEPTONS, "lepton that decays")]
Daughter = Annotated[Expr, Selected("daughter", _LEPTONS, "lepton that it decays to")]
InLoop = Annotated[Expr, Selected("lepton", _LEPTONS, "lepton in the loop")]
FlavourBoson = Literal["scalar", "vector"]
ParentMass = Annotated[Expr, Real(GeV, "mass of the lepton that decays", above=0)]
Dipole = Annotated[Expr, Real(GeV**-1, "coefficient of the dipole", range=(1e-12, 1e-3))]
Limit = Annotated[Expr, Real(one, "limit on the branching ratio", above=0, at_most=1, range=(1e-14, 1e-6))]
Shift = Annotated[Expr, Real(one, "shift of a_mu", above=0, range=(1e-11, 1e-8))]
SignedShift = Annotated[Expr, Real(one, "shift of a_mu", range=(1e-11, 1e-8))]
Chiralities = Annotated[
    Expr, Real(one, "chiralities that the dipole has", at_least=1, at_most=2, range=(1.0, 2.0), whole=True)
]
Coefficient = Annotated[Expr, Real(one, "coefficient C of the dipole C v/M^2", range=(1e-6, 1.0))]
HeavyScale = Annotated[Expr, Real(GeV, "mass scale M of the dipole C v/M^2", above=0, range=(10.0, 1e6))]
e = sqrt(4 * pi * alpha)
SERIES_TERMS = 25
RULE = Trapezoid(Rational(1, 4), 48, 72)

# ----- the dipole ----------------------------------------------------------------------------------------------


@quantity(unit=GeV, source="derived from Feynman rules", points=("m_parent",))
def radiative_width(m_parent: ParentMass, c_L: Dipole, c_R: Dipole) -> Formula:
    """Width of l_i -> l_j photon by the dipole with the coefficients c_L and c_R, ``m^3 (c_L^2 + c_R^2)/(4 pi)``.

    The daughter's mass is neglected.
    """
    reaction = derivation.radiative()
    values = {derivation.m_i: m_parent, derivation.m_j: Integer(0), derivation.c_L: c_L, derivation.c_R: c_R}
    squared = reaction.squared.subs(values, simultaneous=True) / 2
    return Formula(rates.two_body_width(squared, m_parent, m_parent / 2), matrix_element=MatrixElement(reaction))


def _process(**chosen: Symbol) -> Selected:
    return Selected("process", tuple(chosen.items()), "the decay")


DecayingMass = Annotated[Expr, _process(mu_to_e_gamma=m_mu, tau_to_mu_gamma=m_tau, tau_to_e_gamma=m_tau)]
DecayingLifetime = Annotated[
    Expr, _process(mu_to_e_gamma=tau_mu_s, tau_to_mu_gamma=tau_tau_s, tau_to_e_gamma=tau_tau_s)
]


@quantity(
    unit=one, source="arXiv:2101.10334, with the width of clfv.radiative_width", points=("branching_ratio_limit",)
)
def coupling_ratio_bound(
    m_decaying: DecayingMass,
    lifetime: DecayingLifetime,
    branching_ratio_limit: Limit,
    delta_a_mu: Shift,
    n_chiralities: Chiralities,
) -> Expr:
    """Largest ratio rho of an off-diagonal dipole to that of the muon, from a limit on l_i -> l_j photon.

    The off-diagonal dipole is ``c = (e delta_a_mu/(4 m_mu)) (m_parent/m_mu) rho`` in one chirality or in both, the
    total width hbar over the lifetime.
    """
    largest = 4 * pi * branching_ratio_limit * hbar_GeV_s / (lifetime * n_chiralities * m_decaying**3)
    return sqrt(largest) * 4 * m_mu**2 / (e * delta_a_mu * m_decaying)


@quantity(unit=one, source="arXiv:2006.16277 eq. (1)", points=("M",))
def effective_coefficient(M: HeavyScale, delta_a_mu: SignedShift) -> Expr:
    """Coefficient C of the effective dipole ``C (v/M^2) mubar sigma.F mu`` that shifts a_mu by delta_a_mu."""
    return e * delta_a_mu * M**2 / (4 * m_mu * v)


@quantity(unit=one, source="arXiv:2006.16277 eq. (1)", points=("M",))
def moment_of_effective_dipole(M: HeavyScale, C: Coefficient) -> Expr:
    """Shift of a_mu by the effective dipole ``C (v/M^2) mubar sigma.F mu``, ``4 m_mu C v/(e M^2)``."""
    return 4 * m_mu * C * v / (e * M**2)


# ----- a boson in the loop -------------------------------------------------------------------------------------

DECADES = Rational(1, 10**9)


LoopPart = Literal["stable", "real", "imaginary", "real_of_both", "imaginary_of_both"]


@quantity(
    unit=GeV**-2,
    source="L. Lavoura, Eur. Phys. J. C29 (2003) 191",
    points=("m_X",),
    accuracy=INTEGRAL_ACCURACY,
    results=("moment",),
)
def radiative_loop_integral(
    moment: Literal["z", "zx", "zy", "xy"], part: LoopPart, m_X: BosonMass, m_i: Parent, m_j: Daughter, m_k: InLoop
) -> Formula:
    """Integral of z, z x, z y or x + y over Delta in the loop of l_i -> l_j photon with X and one lepton.

    Over ``x, y > 0``, ``x + y < 1``, with ``Delta = (x+y) m_k^2 + z m_X^2 - z (x m_i^2 + y m_j^2) - i0`` and
    ``z = 1 - x - y``.  The parts are:

    - ``stable``: the loop is real, because X and its lepton are too heavy for a decay of l_i;
    - ``real``, ``imaginary``: l_i decays to X and that lepton, l_j does not;
    - ``real_of_both``, ``imaginary_of_both``: both decay to them.
    """
    loop = Loop(moment, m_i, m_j, m_k, m_X)
    lighter = m_j < m_i
    words = {lighter: "a daughter lighter than its parent"}
    if part == "stable":
        value, regime = loop.stable(), m_X >= m_i - m_k
        words[regime] = "m_X of at least m_parent less the mass in the loop"
    else:
        both = part.endswith("both")
        value = loop.unstable(part.partition("_")[0], both)
        regime = loop.daughter_decays if both else And(loop.parent_decays, m_X >= m_j - m_k)
        words[regime] = f"a mass with which {'both leptons' if both else 'the parent alone'} decay to X"
    return Formula(value, valid=(m_X >= DECADES * m_i, m_X <= m_i / DECADES, regime), physical=(lighter,), words=words)


def loop_integrals(parent: str, daughter: str, k: str, m_X: Expr, part: str) -> dict[str, Expr]:
    """The real or the imaginary part of all integrals with l_k, whatever decays to X and l_k."""
    order = [*MASSES]
    m_i, m_j, m_k = MASSES[parent], MASSES[daughter], MASSES[k]

    def one(moment: str, regime: str) -> Expr:
        masses = {"m_X": m_X, "m_i": m_i, "m_j": m_j, "m_k": m_k}
        return computed(radiative_loop_integral, moment=moment, part=regime, **masses)

    def whole(moment: str) -> Expr:
        pieces = []
        if order.index(k) < order.index(daughter):
            pieces.append((one(moment, f"{part}_of_both"), m_X < m_j - m_k))
        if order.index(k) < order.index(parent):
            pieces.append((one(moment, part), m_X < m_i - m_k))
        return Piecewise(*pieces, (one(moment, "stable") if part == "real" else Integer(0), True))

    return {moment: whole(moment) for moment in MOMENTS}


Matrix = Annotated[Expr, Real(one, "element of the matrix of couplings", plausible=PERTURBATIVE, range=(1e-6, 1.0))]


def radiative_fraction(parent: str, daughter: str, squared: Expr) -> Expr:
    """Branching ratio of l_i -> l_j photon from ``abs(32 pi^2 c/e)^2``, the mean of both chiralities of c."""
    m_i, m_j = MASSES[parent], MASSES[daughter]
    c_squared = alpha / (256 * pi**3) * squared
    width = ((m_i - m_j) * (m_i + m_j) / m_i) ** 3 * 2 * c_squared / (4 * pi)
    return width * LIFETIMES[parent] / hbar_GeV_s


@quantity(unit=one, source="clfv.radiative_loop_integral", points=("m_X",), accuracy=1e-11)
def radiative_branching_ratio(
    boson: FlavourBoson,
    m_X: BosonMass,
    parent: Literal["muon", "tau"],
    daughter: Literal["electron", "muon", "tau"],
    g_ee: Matrix = 0,
    g_mumu: Matrix = 0,
    g_tautau: Matrix = 0,
    g_emu: Matrix = 0,
    g_etau: Matrix = 0,
    g_mutau: Matrix = 0,
) -> Expr:
    """Branching ratio of l_i -> l_j photon by a boson X and its matrix of couplings; those not given are 0.

    ``Gamma = ((m_i^2 - m_j^2)/m_i)^3 2 abs(c)^2/(4 pi)`` with ``c = (e/32 pi^2) sum_k g_jk g_ki I_k`` over the three
    leptons in the loop, ``I_k = int dx dy N/Delta`` over ``x, y > 0``, ``x + y < 1``.  For a scalar
    ``N = z (x m_i + y m_j) + (x+y) m_k``, and for a vector, with its longitudinal modes,
    ``4 z m_k - 2 z (m_i (1-x) + m_j (1-y)) + (m_k - m_i)(m_k - m_j)/m_X^2`` times the same.
    0 where the daughter is not lighter than its parent.
    """
    order = list(MASSES)
    if order.index(daughter) >= order.index(parent):
        return Integer(0)
    names = {"electron": "e", "muon": "mu", "tau": "tau"}
    matrix = {"ee": g_ee, "mumu": g_mumu, "tautau": g_tautau, "emu": g_emu, "etau": g_etau, "mutau": g_mutau}

    def coupling(first: str, second: str) -> Expr:
        pair = names[first] + names[second]
        return matrix[pair] if pair in matrix else matrix[names[second] + names[first]]

    m_i, m_j = MASSES[parent], MASSES[daughter]
    parts = []
    for part in ("real", "imaginary"):
        total = Integer(0)
        for k, m_k in MASSES.items():
            integrals = loop_integrals(parent, daughter, k, m_X, part)
            total += coupling(daughter, k) * coupling(k, parent) * coefficient(boson, m_i, m_j, m_k, m_X, integrals)
        parts.append(total)
    return radiative_fraction(parent, daughter, sum(part**2 for part in parts))


# ----- tree level ----------------------------------------------------------------------------------------------


@quantity(unit=GeV, source="derived from Feynman rules", points=("m_X",))
def lepton_to_lepton_boson_width(boson: Boson, m_X: BosonMass, m_i: Parent, m_j: Daughter, g: Coupling) -> Formula:
    """Width of l_i -> l_j X, ``L = g X lbar_j Gamma l_i + h.c.``, longitudinal modes of vectors kept.

    Gamma is 1 (scalar), i gamma5 (pseudoscalar), gamma^a (vector) or gamma^a gamma5 (axial).  0 where it is closed.
    """
    reaction = derivation.with_boson(boson)
    masses = {derivation.m_i: m_i, derivation.m_j: m_j, boson_mass: m_X}
    squared = reaction.squared.subs(masses, simultaneous=True) / 2
    momentum = sqrt((m_i - m_j - m_X) * (m_i + m_j + m_X) * (m_i - m_j + m_X) * (m_i + m_j - m_X)) / (2 * m_i)
    width = rates.two_body_width(g**2 * squared, m_i, momentum)
    return Formula(open_above(m_X, m_i - m_j, width), matrix_element=MatrixElement(reaction))


def _three_electrons(boson: str, m_X: Expr) -> Expr:
    """``int ds1 ds2 sum abs(M)^2`` without couplings; ``s2 = centre + y`` with abs(y) up to `half`.

    The square of one diagram is integrated exactly over s2, and interference as well:
    ``int dy y^n/(D - y)`` with ``D = m_X^2 - centre`` is a logarithm, in ``t = half/D``.  It is large where s2 comes
    close to m_X^2.  That is at `rest` first, where one electron is at rest and s2 has its largest value; the
    integral over s1 is cut there.
    """
    lowest, rest, highest = 4 * m_e**2, m_e * (m_mu + m_e), (m_mu - m_e) ** 2
    below, above = m_e * (m_mu - 3 * m_e), m_mu * (m_mu - 3 * m_e)  # from `lowest` to `rest`, and on to `highest`
    integrand = _over_second_pair(boson, m_X)

    def to_rest(s: Point) -> Expr:
        return integrand("below", s.value, s.from_low, s.from_high, s.from_high + above)

    def from_rest(s: Point) -> Expr:
        return integrand("above", s.value, s.from_low + below, s.from_low, s.from_high)

    first = over_interval(to_rest, "s1", lowest, rest, width=below, rule=RULE)
    return first + over_interval(from_rest, "s1", rest, highest, width=above, rule=RULE)


def _over_second_pair(boson: str, m_X: Expr) -> Callable[..., Expr]:
    """``int ds2 sum abs(M)^2`` at s1, with its distances from where it is lowest, at rest and highest."""
    s1, s2, y = Symbol("s1", real=True), Symbol("s2", real=True), Symbol("y", real=True)
    squared = derivation.three_electrons(boson).squared
    one_diagram, _, interference = _by_propagators(squared)
    centre_of = (m_mu**2 + 3 * m_e**2 - s1) / 2
    alone = Poly(one_diagram.subs(s2, centre_of + y).expand(), y)
    mixed = Poly(interference.subs(s2, centre_of + y).expand(), y)
    distance = Shared((m_X - (m_mu - m_e)) * (m_X + (m_mu - m_e)))

    def integrand(side: str, s: Expr, from_low: Expr, from_rest: Expr, from_high: Expr) -> Expr:
        names = Names()

        def named(name: str, value: Expr) -> Expr:
            return names(f"{name}_{side}", value)

        value = named("s1_value", s)
        half2 = named("half2", from_low * from_high * (from_high + 4 * m_mu * m_e) / (4 * value))
        half = named("half", sqrt(half2))
        D1 = named("D1", distance + from_high)  # m_X^2 - s1
        D = named("D", m_X**2 - centre_of.subs(s1, value))
        to_highest = (m_mu**2 - 4 * m_mu * m_e - m_e**2 + value) / 2 + half  # (m_mu - m_e)^2 - centre + half
        margin = named("margin", distance + ((m_mu - m_e) * from_rest) ** 2 / (value * to_highest))  # D - half
        t = named("t", half / D)
        t2 = named("t2", half2 / D**2)
        far = (log1p_positive(2 * half / margin) / (2 * t) - 1) / t2
        R = named("R", Piecewise((atanh_series(t2, 3, SERIES_TERMS), t2 < Rational(1, 4)), (far, True)))
        moments = (2 * t * (1 + t2 * R), 2 * half * t2 * R, 2 * half**2 * t * R)
        total = Integer(0)
        for (power,), c in alone.terms():
            if power % 2 == 0:
                total += 2 * c.subs(s1, value) * 2 * half ** (power + 1) / (power + 1) / D1**2
        for (power,), c in mixed.terms():
            total += c.subs(s1, value) * moments[power] / D1
        return names.around(total)

    return integrand


def _by_propagators(squared: Expr) -> tuple[Any, Any, Any]:
    """The squares of both diagrams and twice their interference."""
    first, second = derivation.propagators
    parts = Poly(squared.expand(), first, second)
    return tuple(parts.coeff_monomial(monomial) for monomial in (first**2, second**2, first * second))


@quantity(unit=GeV, source="derived from Feynman rules", points=("m_X",), accuracy=INTEGRAL_ACCURACY)
def muon_to_three_electrons_width(boson: FlavourBoson, m_X: BosonMass, g_emu: Coupling, g_ee: Coupling) -> Formula:
    """Width of mu -> e e ebar by exchange of X above m_mu - m_e, electron mass kept, no width of X.

    Both diagrams of identical electrons.  With heavy X and massless electrons it is
    ``G^2 m_mu^5/(192 pi^3)`` times 3/4 (vector) or 3/32 (scalar), ``G = g_emu g_ee/m_X^2``.  A lighter X is real:
    `clfv.lepton_to_lepton_boson_width` times its branching ratio to electrons.
    """
    heavy = m_X > m_mu - m_e
    words = {heavy: "m_X above m_mu - m_e; a lighter X is real, see clfv.lepton_to_lepton_boson_width"}
    width = (g_emu * g_ee) ** 2 * _three_electrons(boson, m_X) / (1024 * pi**3 * m_mu**3)
    return Formula(
        open_above(3 * m_e, m_mu, width),
        valid=(heavy,),
        words=words,
        matrix_element=MatrixElement(derivation.three_electrons(boson)),
    )
