"""Amplitudes written as Feynman rules, squared and summed over spins and polarisations.

A decay of the kaon with a light vector from the muon or the neutrino, as on paper:

>>> from sympy import symbols
>>> from muforge.symbolic.feynman import *
>>> m_K, m_mu, m_X, G, g = symbols("m_K m_mu m_X G g", positive=True)
>>> K, mu, nu, V = Scalar("K", m_K), Fermion("mu", m_mu), Fermion("nu"), Vector("X", m_X)
>>> from_muon = ubar(nu) * slash(K.p) * P_L * propagator(-(mu.p + V.p), m_mu) * gamma(V.index) * v(mu)
>>> from_neutrino = ubar(nu) * gamma(V.index) * propagator(nu.p + V.p) * slash(K.p) * P_L * v(mu)
>>> decay, pairs = Process(K, (mu, nu, V)), [(nu, V), (mu, V)]
>>> squared = square(G * g * (from_muon + from_neutrino), decay, pairs)
>>> sorted(map(str, squared.free_symbols))
['G', 'g', 'm_K', 'm_X', 'm_mu', 's_muX', 's_nuX']

The current of equal charges is conserved, that of the muon alone is not:

>>> ward_identity(from_muon + from_neutrino, decay, V, pairs)
0
>>> print(ward_identity(from_muon, decay, V, pairs))
-m_K**2*(m_X**2 - m_mu**2) - m_mu**2*s_muX + s_muX*s_nuX

Without the boson the decay is suppressed by the muon mass:

>>> square(G * ubar(nu) * slash(K.p) * P_L * v(mu), Process(K, (mu, nu)))
G**2*m_mu**2*(m_K**2 - m_mu**2)

Conventions: metric ``(+, -, -, -)``; ``ubar`` and ``v`` for outgoing, ``u`` and ``vbar`` for incoming
fermions and antifermions; propagators without their ``i``; ``X.index`` is contracted with the polarisation
vector of ``X``; squares are summed over all spins, not averaged.  Massless vectors have the polarisation sum
``-g`` of Feynman gauge, massive ones ``-g + p p / m^2`` of unitary gauge, and ``-g`` again if declared with
``conserved=True``: `ward_identity` says whether they may be.  Identical particles have names of their own, and
`fermi_sum` gives their diagrams the signs of Fermi statistics.
"""

from muforge.symbolic.feynman.amplitude import Amplitude
from muforge.symbolic.feynman.amplitude_errors import AmplitudeError
from muforge.symbolic.feynman.kinematics import Overcomplete, scalar_products
from muforge.symbolic.feynman.momenta import Index, Momentum, indices
from muforge.symbolic.feynman.particles import Fermion, Particle, Scalar, Vector
from muforge.symbolic.feynman.process import Process
from muforge.symbolic.feynman.reaction import Reaction
from muforge.symbolic.feynman.rules import (
    P_L,
    P_R,
    component,
    denominator,
    dot,
    fermi_sum,
    gamma,
    gamma5,
    metric,
    propagator,
    scalar_propagator,
    slash,
    u,
    ubar,
    v,
    vbar,
    vector_propagator,
)
from muforge.symbolic.feynman.squaring import square, ward_identity

__all__ = [
    "Amplitude",
    "AmplitudeError",
    "Fermion",
    "Index",
    "Momentum",
    "Overcomplete",
    "P_L",
    "P_R",
    "Particle",
    "Process",
    "Reaction",
    "Scalar",
    "Vector",
    "component",
    "denominator",
    "dot",
    "fermi_sum",
    "gamma",
    "gamma5",
    "indices",
    "metric",
    "propagator",
    "scalar_products",
    "scalar_propagator",
    "slash",
    "square",
    "u",
    "ubar",
    "v",
    "vbar",
    "vector_propagator",
    "ward_identity",
]
