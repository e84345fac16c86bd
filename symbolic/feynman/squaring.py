"""Squares of amplitudes, summed over spins and polarisations."""

from sympy import Expr

from muforge.symbolic.feynman.amplitude import Amplitude
from muforge.symbolic.feynman.checks import check_vector, checked_amplitude
from muforge.symbolic.feynman.derivation import Derivation
from muforge.symbolic.feynman.kinematics import Invariants
from muforge.symbolic.feynman.particles import Vector
from muforge.symbolic.feynman.process import Process


def square(amplitude: Amplitude, process: Process, invariants: Invariants = None) -> Expr:
    """Square an amplitude and sum over all spins and polarisations.

    Parameters
    ----------
    amplitude : Amplitude
        Sum of diagrams; the index of an external vector stands for its polarisation vector.
    process : Process
        External particles.
    invariants : mapping, Overcomplete, iterable of pairs, or None, optional
        Independent invariants: ``{"s_nuX": nu.p + X.p}`` names a momentum whose square is meant,
        ``{"nuX": (nu.p, X.p)}`` a scalar product, ``{"D": denominator(mu.p + X.p, m_mu)}`` a square less a
        squared mass; ``[(nu, X)]`` is short for the first (incoming with outgoing particles: the square of
        the difference).  By default the first independent pairs are taken.  ``Overcomplete({...})`` names
        more than are independent, all propagators among them, and ``scalar_products(*particles)`` all
        products of two momenta: the result is short, if not unique, in all of these.

    Returns
    -------
    sympy expression
        ``sum |M|^2`` (no average, no factor for identical particles) as a sum over pole structures, in
        masses, couplings and ``Symbol(name, real=True)`` for the invariants.

    Raises
    ------
    AmplitudeError
        If the amplitude is incomplete, the invariants are not independent, or a parity-odd correlation
        that no invariant expresses is left over.
    """
    return Derivation(checked_amplitude(amplitude, process), process, invariants).result()


def ward_identity(amplitude: Amplitude, process: Process, vector: Vector, invariants: Invariants = None) -> Expr:
    """Square an amplitude with the polarisation of one vector replaced by its momentum.

    The result is zero if the current that the vector couples to is conserved, given that the other particles
    are on shell.  Else it is not, unless ``p_mu M^mu`` is along a light-like momentum, or along one that the
    polarisation sum of another vector does not see.

    Parameters
    ----------
    amplitude, process, invariants
        As for `square`.
    vector : Vector
        The external vector.

    Returns
    -------
    sympy expression
        ``sum |p_mu M^mu|^2``.
    """
    complete = checked_amplitude(amplitude, process)
    check_vector(vector, process)
    contracted = complete.with_momentum(vector.index, vector.p)
    return Derivation(contracted, process, invariants, without=vector).result()
