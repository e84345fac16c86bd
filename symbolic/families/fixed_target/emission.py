r"""The rate of mu N -> mu N X at tree level, integrated over the azimuth in closed form.

A muon with energy E and momentum p hits a nucleus of spin 0 and mass M at rest; X leaves with the energy ``E_k = x E``
and the momentum k.  Invariants (all positive):

    U = -u_tilde = 2 p.k - m_X^2 ,      s = s_tilde = (p'+k)^2 - m_mu^2 ,      Q2 = -q^2 ,

and ``V = |p - k|`` with ``V^2 = omega^2 - m_mu^2 + U``, ``omega = E - E_k``.  At fixed U and Q2, s depends on the
azimuth alone, ``s = A + B cos phi``.  With ``P.p u_tilde + P.p' s_tilde = 2 M w``,

    w = (omega - Q2/4M) s - (E - Q2/4M) U ,

which is small where emission before and after the scattering cancel, the squared matrix element is a polynomial in w
and 1/s with coefficients in U and Q2.  All that follows is written in sums that do not cancel.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sympy import Expr, Piecewise, Poly, Rational, Symbol, expand, factor, sqrt
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.families.fixed_target import amplitudes as derivation
from muforge.symbolic.families.fixed_target.photon_flux import Elastic
from muforge.symbolic.language.formula import open_above
from muforge.symbolic.language.functions import larger, smaller
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.nature.constants import largest_transfer, m_mu

TRANSFER_REACH = (68, 28)
ANGLE_REACH = (56, 16)
"""Far enough for a screening at 10^-10 of the largest Q2, and for U_min at 10^-10 of the largest U."""

_E, _omega, _M = (Symbol(name, positive=True) for name in ("E", "omega", "M"))
_U, _Q2, _s = (Symbol(name, positive=True) for name in ("U", "Q2", "s"))
_w = Symbol("w", real=True)

Powers = tuple[int, int]


@cache
def polynomial(boson: str) -> dict[Powers, dict[int, Expr]]:
    """``sum |M|^2/(4 M^2)`` as coefficients of ``w^i s^-j``, each as coefficients of powers of Q2."""
    squared = derivation.emission_without_cancellation(boson).squared
    P_p = 2 * _M * _E - (_s + _Q2) / 2
    P_p_out = 2 * _M * _omega - (_Q2 + _U) / 2
    values = {
        "a": -4 * _M * _w / (_U * _s),
        "s_tilde": _s,
        "u_tilde": -_U,
        "q2": -_Q2,
        "Pp": P_p,
        "Pp_out": P_p_out,
        "m_N": _M,
    }
    names = {symbol: values[symbol.name] for symbol in squared.free_symbols if symbol.name in values}
    whole = expand(squared.subs(names, simultaneous=True) / (4 * _M**2) * _s**2 * _U**2)
    found = {}
    for (i, j), c in Poly(whole, _w, _s).terms():
        found[i, 2 - j] = {k: factor(part / _U**2) for (k,), part in Poly(c, _Q2).terms()}
    return found


@dataclass(frozen=True)
class Emission:
    """The energies of an emission.

    Parameters
    ----------
    E, x : Expr
        Energy of the muon, and the part of it that X takes.
    rest : Expr
        ``1 - x``.
    boson_excess, muon_excess : Expr
        ``x E - m_X`` and ``(1-x) E - m_mu``, both without cancellation.
    m_X, M : Expr
        Masses of boson and nucleus.
    """

    E: Expr
    x: Expr
    rest: Expr
    boson_excess: Expr
    muon_excess: Expr
    m_X: Expr
    M: Expr

    @property
    def p(self) -> Expr:
        """Momentum of the muon."""
        return sqrt(Shared((self.E - m_mu) * (self.E + m_mu)))

    @property
    def E_k(self) -> Expr:
        """Energy of the boson."""
        return self.x * self.E

    @property
    def k(self) -> Expr:
        """Momentum of the boson."""
        return sqrt(Shared(self.boson_excess * (self.boson_excess + 2 * self.m_X)))

    @property
    def omega(self) -> Expr:
        """Energy that boson leaves."""
        return self.rest * self.E

    def U_min(self) -> Expr:
        """U for emission along the beam, ``2 (E E_k - p k) - m_X^2``."""
        E, E_k, p, k, X = self.E, self.E_k, self.p, self.k, self.m_X**2
        E2_minus_pk = (E**4 * self.rest * (1 + self.x) + m_mu**2 * k**2 + X * E**2) / (E**2 + p * k)
        return (2 * m_mu**2 * k**2 + X * (E**2 * self.rest + E2_minus_pk)) / (E * E_k + p * k)

    def U_length(self, U_min: Expr, threshold: Expr) -> Expr:
        """Length of the range of U.

        It ends with emission against the beam, at the threshold of muon and nucleus, or at the largest momentum
        transfer T, where ``U = T (1 - omega/M + T/2M^2) + 2 |q| |p'|``.
        """
        M, omega, T = self.M, self.omega, largest_transfer
        muon_momentum = sqrt((self.muon_excess - T / (2 * M)) * (omega + m_mu - T / (2 * M)))
        hardest = T * (1 - omega / M + T / (2 * M**2)) + 2 * sqrt(T * (1 + T / (4 * M**2))) * muon_momentum
        recoil_limit = 2 * M**2 * self.muon_excess / (M + m_mu)
        nearest = smaller(4 * self.p * self.k, threshold)
        length = Piecewise((smaller(nearest, hardest - U_min), recoil_limit >= T), (nearest, True))
        return larger(Rational(0), length)

    def integrated(self, boson: str, form_factor: Elastic, step: Rational) -> Expr:
        """``int dU/V int dQ2 F^2/Q2^2 sum |M|^2/(4 M^2)``, the last averaged over the azimuth.

        Parameters
        ----------
        boson : str
        form_factor : Elastic
        step : Rational
            The finest step of both integrals.
        """
        names = Names()
        U_min = names("U_min", self.U_min())
        threshold = names("threshold", 2 * self.M * self.muon_excess - U_min)
        length = names("U_length", self.U_length(U_min, threshold))
        from_backward = names("from_backward", 4 * self.p * self.k - length)
        from_threshold = names("from_threshold", threshold - length)
        scales = [
            names(name, scale) for name, scale in (("screening", form_factor.screening), ("size", form_factor.size))
        ]

        def over_angle(U: Point) -> Expr:
            at_U = Names()
            value, below = at_U("U_value", U.value), at_U("below", U.from_high)
            U = Point(value, at_U("above", U.from_low), below)
            transfers = _Transfers(self, at_U, U, below + from_backward, below + from_threshold)
            return at_U.around(transfers.integrated(boson, Elastic(*scales), step) / transfers.V)

        integral = over_interval(
            over_angle, "U", U_min, U_min + length, width=length, rule=Trapezoid(step, *ANGLE_REACH)
        )
        return names.around(open_above(Rational(0), length, integral))


class _Transfers:
    """Values at fixed U, and the integral over Q2 from ``Q2_low`` to the smaller of ``Q2_high`` and T."""

    def __init__(self, emission: Emission, names: Names, U: Point, from_backward: Expr, from_threshold: Expr) -> None:
        e = emission
        X, M, omega = e.m_X**2, e.M, e.omega
        self.emission, self.U = e, U.value
        self.V2 = names("V2", e.muon_excess * (omega + m_mu) + U.value)
        self.V = sqrt(self.V2)
        end = names("end", from_threshold)
        leading = names("leading", ((M + m_mu) ** 2 + end) / M**2)
        linear = names("linear", 4 * self.V2 - 2 * U.value * (1 + omega / M))
        root = names("root", 2 * self.V * sqrt(end * (end + 4 * M * m_mu)) / M)
        self.Q2_low = names("Q2_low", 2 * U.value**2 / (linear + root))
        Q2_high = names("Q2_high", (linear + root) / (2 * leading))
        high = smaller(Q2_high, largest_transfer)
        self.length = names("Q2_length", larger(Rational(0), high - self.Q2_low))
        self.beyond = names("beyond", Q2_high - high)
        self.angles = names("angles", leading * from_backward * U.from_low / (4 * self.V2**2))
        # A = A_0 + A_1 Q2, and w at the mean of s
        N = 2 * e.E * omega - 2 * m_mu**2 + X
        J = names("J", 2 * m_mu**2 * e.E_k + omega * X - U.value * e.E * (1 + e.x))
        self.A_0 = names("A_0", U.value * (N + U.value) / (2 * self.V2))
        self.A_1 = names("A_1", (2 * omega * e.E_k + X - U.value + J / M) / (2 * self.V2))
        self.w_0 = names("w_0", J * U.value / (2 * self.V2))

    def integrated(self, boson: str, form_factor: Elastic, step: Rational) -> Expr:
        """``int dQ2 F^2/Q2^2 sum |M|^2/(4 M^2)``."""

        def over_transfer(Q2: Point) -> Expr:
            names = Names()
            t = names("Q2_value", Q2.value)
            mean = self.mean(boson, names, t, Q2.from_low * (Q2.from_high + self.beyond))
            return names.around(form_factor.over_transfer(t) * mean)

        end = self.Q2_low + self.length
        rule = Trapezoid(step, *TRANSFER_REACH)
        return over_interval(over_transfer, "Q2", self.Q2_low, end, width=self.length, rule=rule)

    def mean(self, boson: str, names: Names, t: Expr, from_ends: Expr) -> Expr:
        """``sum |M|^2/(4 M^2)`` averaged over the azimuth, at ``Q2 = t``.

        With ``S^2 = A^2 - B^2``: ``<1/s> = 1/S``, ``<1/s^2> = A/S^3``, and so on; `from_ends` is the product of the
        distances from both ends of the range of Q2, to which B^2 is proportional.
        """
        e, U = self.emission, self.U
        omega = names("omega_less", e.omega - t / (4 * e.M))
        A = names("mean_s", self.A_0 + self.A_1 * t)
        S2 = names("S2", self.squared_gap(names, t) / self.V2)
        S = names("S", sqrt(S2))
        w_0 = names("mean_w", self.w_0 + t * (e.omega * self.A_1 - (A - U) / (4 * e.M)))  # w = w_0 + omega B cos phi
        skew = names("skew", omega * self.angles * from_ends)  # omega B^2
        over_S = names("over_S", 1 / S)
        spread = names("spread", over_S / (A + S))  # -<cos/s>/B and <cos^2/s>/A
        cubed = names("cubed", over_S / S2)
        means = {
            (0, -1): A,
            (0, 0): Rational(1),
            (0, 1): over_S,
            (0, 2): A * cubed,
            (1, 0): w_0,
            (1, 1): w_0 * over_S - skew * spread,
            (1, 2): (w_0 * A - skew) * cubed,
            (2, 1): w_0**2 * over_S + (omega * A - 2 * w_0) * skew * spread,
            (2, 2): (w_0 * (w_0 * A - 2 * skew) + omega * skew * (A + S - S2 / A) * A / (A + S)) * cubed,
        }
        values = {_E: e.E, _omega: e.omega, _M: e.M, _U: U, derivation.m_X: e.m_X}
        return sum(
            sum(c.xreplace(values) * t**k for k, c in coefficients.items()) * means[powers]
            for powers, coefficients in polynomial(boson).items()
        )

    def squared_gap(self, names: Names, t: Expr) -> Expr:
        """``V^2 (A^2 - B^2)``: a square and a positive term, which is small where X is collinear to the muon."""
        e, X = self.emission, self.emission.m_X**2
        eta = names("eta", t / (2 * e.M))
        E = names("E_less", e.E - eta)
        momentum2 = names("momentum2", (E - m_mu) * (E + m_mu))
        U_collinear = (eta * (X * E - 2 * m_mu**2 * e.E_k) + t * (E * e.E_k - X / 2)) / momentum2
        incoming = e.p**2 - m_mu**2 * t / (4 * e.M**2) - t / 4 - e.E * eta
        outgoing = m_mu**2 * e.k**2 + X * (E * (e.omega - eta) + X / 4)
        return momentum2 * (self.U - U_collinear) ** 2 + 4 * t * incoming * outgoing / momentum2
