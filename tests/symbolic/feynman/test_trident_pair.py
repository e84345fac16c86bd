"""The muon pair of trident production, integrated analytically, against Dirac matrices and numerical averages."""

import numpy as np
import pytest
from sympy import Integer, Symbol

from muforge.codegen.check.reference import Reference
from muforge.symbolic.families.trident import amplitudes as trident
from muforge.symbolic.families.trident.field import Pair, both, transverse
from muforge.symbolic.families.trident.pair import CURRENTS, averaged
from muforge.symbolic.language.integrals import Point
from muforge.symbolic.language.nodes.let import Names

METRIC = np.diag([1.0, -1.0, -1.0, -1.0])
PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
ZERO, ONE = np.zeros((2, 2)), np.eye(2)
GAMMA = np.array(
    [np.block([[ONE, ZERO], [ZERO, -ONE]]), *(np.block([[ZERO, s], [-s, ZERO]]) for s in PAULI)], dtype=complex
)
GAMMA5 = 1j * GAMMA[0] @ GAMMA[1] @ GAMMA[2] @ GAMMA[3]
LOWERED = np.einsum("ab,bij->aij", METRIC, GAMMA)
UNIT = np.eye(4)
MASS = 0.1


def slash(p):
    return np.einsum("...a,aij->...ij", p, LOWERED)


def dot(a, b):
    return np.einsum("...a,ab,...b->...", a, METRIC, b)


def barred(word):
    return GAMMA[0] @ np.conj(np.swapaxes(word, -1, -2)) @ GAMMA[0]


def squared(p, p_out, q, mu, mubar, photon, C_V, C_A):
    """``sum |M|^2`` with the vector `photon` in place of the polarisation, from traces of Dirac matrices."""
    neutrino = np.einsum(
        "ij,ajk,kl,blm->abim", slash(p_out), GAMMA @ (UNIT - GAMMA5), slash(p), GAMMA @ (UNIT - GAMMA5)
    )
    neutrino = np.einsum("abii->ab", neutrino)
    light, weak = slash(photon), LOWERED @ (C_V * UNIT - C_A * GAMMA5)
    late = light @ (slash(mu - q) + MASS * UNIT) / (dot(mu - q, mu - q) - MASS**2)[:, None, None]
    early = (slash(q - mubar) + MASS * UNIT) @ light / (dot(q - mubar, q - mubar) - MASS**2)[:, None, None]
    word = np.einsum("nij,ajk->naik", late, weak) + np.einsum("aij,njk->naik", weak, early)
    left = np.einsum("nij,najk->naik", slash(mu) + MASS * UNIT, word)
    right = np.einsum("nij,nbjk->nbik", slash(mubar) - MASS * UNIT, barred(word))
    return np.einsum("naij,nbji,ab->n", left, right, neutrino).real


def momenta(W2, K2, Q2, omega):
    """Neutrino in and out, photon, and the muons in many directions with the weights of an average over them."""
    s = 2 * omega - Q2
    E, E_out = omega / np.sqrt(s), (s - W2) / (2 * np.sqrt(s))
    cosine = 1 - K2 / (2 * E * E_out)
    p, q = np.array([E, 0, 0, E]), np.array([np.sqrt(s) - E, 0, 0, -E])
    p_out = E_out * np.array([1, np.sqrt(1 - cosine**2), 0, cosine])
    total = p + q - p_out
    nodes, weights = np.polynomial.legendre.leggauss(32)
    phi = np.arange(32) * 2 * np.pi / 32
    c, phi = (x.ravel() for x in np.meshgrid(nodes, phi, indexing="ij"))
    k = np.sqrt(W2 / 4 - MASS**2)
    local = k * np.stack([np.sqrt(1 - c**2) * np.cos(phi), np.sqrt(1 - c**2) * np.sin(phi), c], axis=-1)
    W, along = np.sqrt(W2), local @ total[1:]
    energy = (total[0] * W / 2 + along) / W
    space = local + (along / (W * (total[0] + W)) + 0.5)[:, None] * total[1:]
    mu = np.concatenate([energy[:, None], space], axis=-1)
    return p, p_out, q, mu, total - mu, np.repeat(weights, 32) / 64


def value(spectrum, names, point):
    """A Laurent polynomial in omega at a point."""
    omega = Symbol("omega", positive=True)
    expression = names.around(sum((c * omega**n for n, c in spectrum.items()), Integer(0)))
    return float(Reference(expression, list(point))(point))


def pair_at(names, Q2):
    W2, K2 = Symbol("W2", positive=True), Symbol("K2", positive=True)
    m_mu = Symbol("m_mu", positive=True)
    return Pair(names, Point(W2, W2 - 4 * m_mu**2, W2), Point(K2, K2, K2), Q2)


POINTS = [(0.09, 0.05, 0.02, 0.3), (0.2, 0.01, 0.3, 0.8), (0.06, 0.4, 0.01, 1.1)]


@pytest.mark.parametrize("current", CURRENTS)
@pytest.mark.parametrize("W2, K2, Q2, omega", POINTS)
def test_photon_of_a_nucleus(W2, K2, Q2, omega, current):
    """Averaged over the azimuth of the nucleus about the plane of neutrino and photon."""
    couplings = {"vector": (1.0, 0.0), "axial": (0.0, 1.0)}[current]
    *external, weights = momenta(W2, K2, Q2, omega)
    p, _, q, *_ = external
    along, across = 1.7, 0.9  # components of P = p_N + p_N' along p in the plane of p and q, and transverse
    total = 0.0
    for angle in np.arange(4) * np.pi / 2:
        P = along * (p + q * omega / Q2) + across * np.array([0, np.cos(angle), np.sin(angle), 0])
        assert abs(dot(P, q)) < 1e-12
        total += np.sum(weights * squared(*external, P, *couplings)) / 4
    names = Names()
    pair = pair_at(names, Symbol("Q2", positive=True))
    T, L = both(pair, pair.functions({current: Integer(1)}), current)
    point = {"W2": W2, "K2": K2, "Q2": Q2, "omega": omega, "m_mu": MASS}
    expected = across**2 / 2 * value(T, names, point) + along**2 * omega**2 / Q2 * value(L, names, point)
    assert total == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("current", CURRENTS)
def test_real_photon(current):
    couplings = {"vector": (1.0, 0.0), "axial": (0.0, 1.0)}[current]
    W2, K2, omega = 0.07, 0.2, 0.6
    *external, weights = momenta(W2, K2, 0.0, omega)
    polarisations = ([0, 1, 0, 0], [0, 0, 1, 0])
    total = sum(np.sum(weights * squared(*external, np.array(e, dtype=float), *couplings)) for e in polarisations)
    names = Names()
    pair = pair_at(names, Integer(0))
    T = transverse(pair, pair.functions({current: Integer(1)}))
    assert total == pytest.approx(value(T, names, {"W2": W2, "K2": K2, "omega": omega, "m_mu": MASS}), rel=1e-10)


def test_currents_would_interfere_for_one_direction_of_the_muon():
    """The vanishing interference, which the derivation insists on, is not trivial."""
    *external, weights = momenta(0.2, 0.01, 0.3, 0.8)
    both_currents, difference = (squared(*external, external[0], 1.0, C_A) for C_A in (1.0, -1.0))
    odd = both_currents - difference
    assert np.max(np.abs(odd)) > 1e-2 * np.max(both_currents)
    assert abs(np.sum(weights * odd)) < 1e-12 * np.sum(weights * both_currents)
    assert averaged(trident.virtual_photon, "vector")
