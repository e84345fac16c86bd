r"""The differential cross section of tridents with any two charged leptons, in the field of a nucleus or a nucleon.

In the notation of `muforge.symbolic.families.trident.field`; p and q are the momenta of neutrino and photon, P the
sum of the target's momenta, M its mass.  The target is described by

    H^{mu nu} = electric P^mu P^nu + magnetic Q2 (-g^{mu nu} - q^mu q^nu/Q2) :

``electric = Z^2 F(Q2)^2`` and ``magnetic = 0`` for a nucleus of spin 0, and for a nucleon, with ``tau = Q2/(4 M^2)``,
``electric = (G_E^2 + tau G_M^2)/(1 + tau)`` and ``magnetic = G_M^2``.  Contracted with the photon's polarisations,
averaged over the azimuth of P and with ``M_p`` the amplitude with the polarisation p,

    H.|M|^2 = (M E)^2 {(f_T + f_m) (-g.|M|^2) + (f_T + f_L) Q2/omega^2 |M_p|^2} ,     f_m = magnetic Q2/(M E)^2 .

In the rest frame of the pair, with the axis along q, the negative lepton has a polar angle theta and an azimuth.  With
``2 q.p_- = -Q2 - d_-`` its momentum is ``a k + b q`` and a transverse part.  The average over the azimuth and the
integral over omega are elementary; the polar angle stays.  Vector and axial current interfere where the masses differ.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Poly, Rational, Symbol, pi, sqrt

from muforge.symbolic.families.trident import amplitudes as trident
from muforge.symbolic.families.trident.laurent import Laurent, added, multiplied, over_logarithm, shifted, times
from muforge.symbolic.feynman import Scalar, Vector
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.nature.constants import G_F, alpha, hbarc2_GeV2_cm2

OMEGA, NU_MINUS, VIRTUAL = (Symbol(name, real=True) for name in ("omega", "nu_minus", "k2"))
D_MINUS, D_PLUS = (Symbol(name, real=True) for name in ("d_minus", "d_plus"))


@cache
def _coefficients(photon: Vector | Scalar) -> dict[tuple[int, int], Expr]:
    """The squared amplitude by powers of ``nu_minus = p.p_-`` and of omega."""
    squared = trident.of_flavours(photon).squared
    return dict(Poly(squared, NU_MINUS, OMEGA).terms())


class Kinematics:
    """A point in Q2, W2, K2 and the polar angle of the negative lepton.

    Parameters
    ----------
    names : Names
        Receives names for values that are used often.
    E_nu, mass, Q2, W2, K2, cos_theta : Expr
    m_minus, m_plus : Expr
    """

    def __init__(
        self,
        names: Names,
        E_nu: Expr,
        mass: Expr,
        Q2: Expr,
        W2: Expr,
        K2: Expr,
        cos_theta: Expr,
        m_minus: Expr,
        m_plus: Expr,
    ) -> None:
        self.names, self.E, self.M, self.Q2, self.K2 = names, E_nu, mass, Q2, K2
        self.N = N = names("N", W2 + K2 + Q2)
        self.square = names("lambda_photon", W2 * (W2 + 2 * (K2 + Q2)) + (K2 - Q2) ** 2)
        low = (N + sqrt(self.square)) / 4
        self.low = names("omega_low", low)
        q = sqrt(Q2)
        self.high = names("omega_high", 2 * mass * E_nu * q / (q + sqrt(Q2 + 4 * mass**2)))
        masses = names("mass_difference", (m_minus - m_plus) * (m_minus + m_plus))
        self.above = names("above_threshold", W2 - (m_minus + m_plus) ** 2)
        pair = names("lambda_pair", self.above * (W2 - (m_minus - m_plus) ** 2))
        self.speed = names("speed", sqrt(pair) / W2)
        # 2 p_-.q = (N/2 - Q2)(1 + delta) - 2 |p||q| cos(theta)
        delta = names("delta", masses / W2)
        half = names("half", sqrt(pair * self.square) / (2 * W2))
        forward = names("forward", N / 2 + delta * (N / 2 - Q2))
        backward = names("backward", N / 2 - delta * (N / 2 - Q2))
        self.d_minus = names("d_minus", -self._distance(m_minus, delta, W2, half, forward) - half * (1 - cos_theta))
        self.d_plus = names("d_plus", -self._distance(m_plus, -delta, W2, half, backward) - half * (1 + cos_theta))
        of_pair = names("of_pair", (W2 + masses) / 2)  # p_-.(k + q)
        along_q = names("along_q", -(Q2 + self.d_minus) / 2)
        along_k = names("along_k", of_pair - along_q)
        a = names("share_k", 4 * (Q2 * along_k + N / 2 * along_q) / self.square)
        b = names("share_q", 4 * (K2 * along_q + N / 2 * along_k) / self.square)
        transverse = names("transverse", pair / (4 * W2) * (1 - cos_theta) * (1 + cos_theta))
        self.mean: Laurent = {0: -a * K2 / 2, 1: b}
        zeta: Laurent = {0: 4 * K2 * Q2 / self.square, 1: -8 * N / self.square, 2: 16 / self.square}
        self.spread = self.named("spread", times(zeta, K2 * transverse / 8))
        self.values = {
            D_MINUS: self.d_minus,
            D_PLUS: self.d_plus,
            VIRTUAL: -K2,
            trident.m_minus: m_minus,
            trident.m_plus: m_plus,
        }

    def _distance(self, mass: Expr, delta: Expr, W2: Expr, half: Expr, middle: Expr) -> Expr:
        """The smallest ``-d`` of one of the leptons, without the cancellation between energy and momentum."""
        product = mass**2 * self.square / W2 + self.Q2 * ((1 + delta) * (self.K2 - delta * W2) - delta * self.Q2)
        return product / (middle + half)

    def named(self, name: str, spectrum: Laurent) -> Laurent:
        """The polynomial with names for its coefficients."""
        return {n: self.names(f"{name}_{'m' * (n < 0)}{abs(n)}", value) for n, value in spectrum.items()}

    def squared(self, name: str, photon: Vector | Scalar, C_V: Expr, C_A: Expr) -> Laurent:
        """The squared amplitude averaged over the azimuth, by powers of omega."""
        values = {**self.values, trident.C_V: C_V, trident.C_A: C_A}
        mean, spread = self.mean, self.spread
        mean2 = self.named(f"{name}_mean2", multiplied(mean, mean))
        powers: list[Laurent] = [
            {0: Integer(1)},
            mean,
            self.named(f"{name}_power2", added(mean2, spread)),
            self.named(f"{name}_power3", multiplied(mean, added(mean2, times(spread, Integer(3))))),
            self.named(
                f"{name}_power4",
                added(
                    multiplied(mean2, added(mean2, times(spread, Integer(6)))),
                    times(multiplied(spread, spread), Rational(3, 2)),
                ),
            ),
        ]
        terms = []
        for (power, omega), coefficient in _coefficients(photon).items():
            value = coefficient.subs(trident.m_photon**2, -self.Q2).xreplace(values)
            terms.append(shifted(times(powers[power], self.names(f"{name}_{power}_{omega}", value)), omega))
        return self.named(name, added(*terms))


def differential_cross_section(at: Kinematics, C_V: Expr, C_A: Expr, electric: Expr, magnetic: Expr) -> Expr:
    """``dsigma/(dQ2 dW2 dK2 dcos(theta))`` in cm^2/GeV^6, where the point is inside phase space."""
    ME, Q2 = at.M * at.E, at.Q2
    metric = at.squared("metric", trident.virtual_photon, C_V, C_A)
    along = at.squared("along", trident.along_neutrino, C_V, C_A)
    f_T: Laurent = {-2: 2 * Q2, -1: -2 * Q2 / ME, 0: -2 / at.E**2}
    f_L: Laurent = {-2: 4 * Q2, -1: -4 * Q2 / ME, 0: Q2 / ME**2}
    transverse = added(times(f_T, electric), {0: magnetic * Q2 / ME**2})
    both = times(shifted(added(f_T, f_L), -2), Q2 * electric)
    spectrum = at.named("spectrum", added(multiplied(metric, transverse), multiplied(along, both)))
    ratio = at.names("omega_ratio", at.high / at.low)
    total = over_logarithm(spectrum, at.low, at.names("omega_excess", (at.high - at.low) / at.low), ratio)
    front = G_F**2 * alpha**2 / (4096 * pi**3) * hbarc2_GeV2_cm2
    return front * at.speed * total / Q2**2
