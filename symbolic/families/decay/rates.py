"""From squared matrix elements to rates."""

from __future__ import annotations

from sympy import Expr, factor, pi


def two_body_width(mean_squared: Expr, mass: Expr, momentum: Expr) -> Expr:
    """Width of a decay into two particles, ``p |M|^2/(8 pi M^2)``.

    Parameters
    ----------
    mean_squared : Expr
        Squared matrix element, averaged over the spins of the decaying particle; a polynomial.  It is factored,
        so that it vanishes at thresholds without cancellation.
    mass : Expr
        Mass of the decaying particle.
    momentum : Expr
        Momentum of the products in its rest frame.
    """
    return momentum * factor(mean_squared) / (8 * pi * mass**2)
