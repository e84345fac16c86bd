"""The building blocks of the numeric route: momenta, spinors, polarisation vectors, Fermi signs."""

import numpy as np
import pytest
from sympy import symbols

from muforge.symbolic.families.reactions import REACTIONS, numbers
from muforge.symbolic.feynman import Amplitude, Fermion, Process, fermi_sum, gamma, indices, u, ubar, v, vbar
from muforge.verify.spinors import GAMMA, METRIC, polarisations, random_momenta, slashed, spinors

MOMENTA = [
    np.array([0.3, 0.4, -1.2]),
    np.array([0.0, 0.0, 2.0]),
    np.array([0.0, 0.0, -0.7]),
    np.array([-1.0, 0.1, 0.2]),
]


def on_shell(momentum: np.ndarray, mass: float) -> np.ndarray:
    return np.array([np.sqrt(mass**2 + momentum @ momentum), *momentum])


@pytest.mark.parametrize("momentum", MOMENTA)
@pytest.mark.parametrize("mass", [0.0, 0.4])
def test_spinors_are_complete(momentum: np.ndarray, mass: float) -> None:
    p = on_shell(momentum, mass)
    for ket, bra, sign in (("u", "ubar", 1), ("v", "vbar", -1)):
        total = np.einsum("hi,hj->ij", spinors(ket, p, mass), spinors(bra, p, mass))
        np.testing.assert_allclose(total, slashed(p) + sign * mass * np.eye(4), atol=1e-14)


@pytest.mark.parametrize("momentum", MOMENTA)
def test_massive_polarisations_are_complete(momentum: np.ndarray) -> None:
    mass = 0.4
    p = on_shell(momentum, mass)
    states = polarisations(p, mass)
    np.testing.assert_allclose(states.T @ states, -METRIC + np.outer(p, p) / mass**2, atol=1e-13)


@pytest.mark.parametrize("momentum", MOMENTA)
def test_massless_polarisations_are_transverse_and_normalised(momentum: np.ndarray) -> None:
    p = on_shell(momentum, 0.0)
    states = polarisations(p, 0.0)
    np.testing.assert_allclose(states @ METRIC @ p, 0, atol=1e-14)
    np.testing.assert_allclose(states @ METRIC @ states.T, -np.eye(2), atol=1e-14)


@pytest.mark.parametrize("name", REACTIONS)
def test_momenta_are_on_shell_and_conserved(name: str) -> None:
    reaction = REACTIONS[name]()
    values = numbers(reaction)
    momenta = random_momenta(reaction.process, values, np.random.default_rng(3))
    balance = sum(reaction.process.sign(x.name) * momenta[x.name] for x in reaction.process.particles)
    np.testing.assert_allclose(balance, 0, atol=1e-14)
    for particle in reaction.process.particles:
        p = momenta[particle.name]
        assert p @ METRIC @ p == pytest.approx(float(particle.mass.subs(values)) ** 2, abs=1e-14)


def test_fermi_signs() -> None:
    """Exchanged and annihilation diagrams get a minus sign, a reordered product of lines none."""
    m = symbols("m", positive=True)
    (a,) = indices("a")
    one, two, three, four = (Fermion(f"e{n}", m) for n in range(1, 5))

    def signs(*diagrams: Amplitude) -> list[float]:
        total = fermi_sum(*diagrams)
        return [float(term.coefficient) for term in total.terms]

    def current(out: Fermion, into: Fermion) -> Amplitude:
        return ubar(out) * gamma(a) * u(into)

    direct = current(three, one) * current(four, two)
    assert signs(direct, current(four, one) * current(three, two)) == [1, -1]
    assert signs(direct, current(four, two) * current(three, one)) == [1, 1]
    scattering = current(three, one) * (vbar(two) * gamma(a) * v(four))
    assert signs(scattering, (vbar(two) * gamma(a) * u(one)) * (ubar(three) * gamma(a) * v(four))) == [1, -1]


def test_gamma_matrices_are_in_the_chiral_representation() -> None:
    assert GAMMA.shape == (4, 4, 4)
    np.testing.assert_allclose(GAMMA[0], np.roll(np.eye(4), 2, axis=0))
    assert str(Process(Fermion("a", 3), (Fermion("b", 1), Fermion("c", 1)))) == "a -> b c"
