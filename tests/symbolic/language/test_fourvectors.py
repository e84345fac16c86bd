"""Four-vectors as arguments, and squared matrix elements at given momenta."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import Expr, Rational, Symbol, lambdify

from muforge.symbolic.families.qed import amplitudes as qed
from muforge.symbolic.families.reactions import REACTIONS, numbers
from muforge.symbolic.language.arguments import Coupling, FourMomentum
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.fourvectors import COMPONENTS, FourVector, at_momenta, invariants_at
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.units import GeV
from muforge.verify.spinors import random_momenta, summed_square

p, k = FourVector.argument("p"), FourVector.argument("k")


def test_metric():
    E, x, y, z = p.components
    assert p.dot(p) == E**2 - x**2 - y**2 - z**2
    assert p.dot(k) == k.dot(p)


def test_sums_and_multiples():
    assert (p + k).dot(p) == ((p - (-k)).dot(p))
    assert p.scaled(Rational(2)).components == (p + p).components
    assert (p - k).name == "p - k"


def test_components_are_inputs_of_the_kernel_and_vary_in_a_batch():
    def product(g: Coupling, p: FourMomentum, k: FourMomentum) -> Expr:
        """A scalar product."""
        return g * p.dot(k)

    (variant,) = quantity(unit=GeV**2, source="made up")(product).variants
    momenta = tuple(f"{name}_{component}" for name in "pk" for component in COMPONENTS)
    assert variant.inputs == (*momenta, "g")
    assert variant.quantity.points == momenta
    assert variant.kernel == "test_fourvectors_product"
    assert all(variant.units[name] == GeV for name in momenta)


def test_yes_and_no_make_two_kernels():
    def switched(loud: bool, g: Coupling) -> Expr:
        """Something."""
        return 2 * g if loud else g

    variants = quantity(unit=GeV, source="made up")(switched).variants
    assert [v.kernel for v in variants] == ["test_fourvectors_switched", "test_fourvectors_switched_loud"]
    assert variants[1].expression == 2 * variants[0].expression


@pytest.mark.parametrize("name", REACTIONS)
def test_matrix_elements_at_momenta(name):
    """The formula in components is the helicity sum at the same momenta."""
    reaction = REACTIONS[name]()
    values = numbers(reaction)
    rng = np.random.default_rng(11)
    momenta = random_momenta(reaction.process, values, rng)
    explicit = summed_square(reaction.amplitude, reaction.process, momenta, values)
    vectors = {particle: FourVector.argument(particle) for particle in momenta}
    formula = at_momenta(reaction, Rational(1), **vectors)
    symbols = {s: n for particle, v in vectors.items() for s, n in zip(v.components, momenta[particle], strict=True)}
    symbols |= values
    names = sorted(formula.expression.free_symbols, key=str)
    found = lambdify(names, formula.expression)(*(symbols[s] for s in names))
    assert abs(found - explicit.value) <= 1e-11 * explicit.largest
    inside = [lambdify(list(symbols), condition)(*symbols.values()) for condition in formula.physical]
    assert all(inside)


def test_masses_drop_out_of_denominators():
    """2 p.k, not (p + k)^2 - m^2, which would cancel for a soft photon."""
    momenta = {name: FourVector.argument(name) for name in ("mu", "photon", "mu_out", "photon_out")}
    pole = Symbol("pk", real=True)
    assert invariants_at(qed.compton(), momenta)[pole] == momenta["mu"].dot(momenta["photon"])
    emission = REACTIONS["photon to l l vector"]()
    vectors = {x.name: FourVector.argument(x.name) for x in emission.process.particles}
    (D1, _) = invariants_at(emission, vectors).values()
    assert Symbol("m_l", positive=True) not in D1.free_symbols


def test_momentum_transfers_are_squared_as_they_are():
    """Expanded in masses, (p - p')^2 would cancel at small angles."""
    momenta = {name: FourVector.argument(name) for name in ("e", "ebar", "e_out", "ebar_out")}
    t = invariants_at(qed.bhabha(), momenta)[Symbol("t", real=True)]
    difference = momenta["e"] - momenta["e_out"]
    assert t == difference.dot(difference)


def test_conditions_name_the_momenta():
    formula = at_momenta(qed.muon_pair(), Rational(1), e=p, ebar=k, mu=p, mubar=k)
    assert isinstance(formula, Formula)
    words = list(formula.words.values())
    assert words[0] == "p to be a momentum on its mass shell (of mass m_e)"
    assert words[-1] == "momentum to be conserved in p + k = p + k"
