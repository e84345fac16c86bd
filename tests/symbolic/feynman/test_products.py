"""Results in more scalar products than are independent: short, and the same function."""

from collections.abc import Sequence
from itertools import combinations, combinations_with_replacement
from random import Random

import pytest
from sympy import Expr, Integer, Pow, Rational, Symbol, solve, symbols

from muforge.codegen.pipeline import PASSES
from muforge.codegen.translate import translate
from muforge.symbolic.families.collider import amplitudes as collider
from muforge.symbolic.families.decay.amplitudes import VERTICES
from muforge.symbolic.families.reactions import REACTIONS
from muforge.symbolic.families.trident import amplitudes as trident
from muforge.symbolic.feynman import (
    AmplitudeError,
    Fermion,
    Overcomplete,
    Process,
    Reaction,
    Vector,
    gamma,
    gamma5,
    scalar_products,
    square,
    ubar,
    v,
)
from muforge.symbolic.feynman.kinematics import Invariant, independent, named_invariants
from muforge.symbolic.feynman.momenta import Momentum

OVERCOMPLETE = [name for name, reaction in REACTIONS.items() if isinstance(reaction().invariants, Overcomplete)]


def operations(expression: Expr, inputs: Sequence[Symbol]) -> int:
    """How many additions, multiplications and divisions the compiled expression takes."""
    program = translate("short", expression, [symbol.name for symbol in inputs])
    for optimise in PASSES:
        program = optimise(program)
    return sum(x.op in ("add", "sub", "neg", "mul", "div", "fma") for x in program.operations)


def products(process: Process) -> dict[tuple[str, str], Expr]:
    """All scalar products of momenta, solved from momentum conservation by sympy."""
    names = [particle.name for particle in process.particles]
    unknown = {pair: Symbol("_".join(pair)) for pair in combinations(names, 2)}
    dots = {pair: unknown.get(pair) for pair in combinations_with_replacement(names, 2)}
    dots |= {(particle.name, particle.name): particle.mass**2 for particle in process.particles}
    dots |= {pair[::-1]: value for pair, value in dots.items()}
    balance = [sum(process.sign(other) * dots[name, other] for other in names) for name in names]
    solution = solve(balance, list(unknown.values()), dict=True)[0]
    return {pair: value.subs(solution) for pair, value in dots.items()}


def rational_point(reaction: Reaction, seed: int) -> dict[Symbol, Expr]:
    """Values of all symbols of a reaction that agree with momentum conservation."""
    random = Random(seed)
    dots = products(reaction.process)

    def value(one: Momentum, two: Momentum) -> Expr:
        return sum(int(a) * int(b) * dots[x, y] for x, a in one.terms for y, b in two.terms)

    named = named_invariants(reaction.process, reaction.invariants)
    values = {symbol: value(x.first, x.second) - x.mass**2 for symbol, x in named.items()}
    free = set().union(*(x.free_symbols for x in values.values())) | reaction.squared.free_symbols - set(values)
    numbers = {x: Rational(random.randint(-50, 50), random.randint(51, 99)) for x in sorted(free, key=str)}
    return numbers | {symbol: x.subs(numbers) for symbol, x in values.items()}


def in_independent_invariants(reaction: Reaction) -> Expr:
    named = named_invariants(reaction.process, reaction.invariants)
    basis: dict[Symbol, Invariant] = independent(reaction.process, named)
    assert len(basis) == 3 * len(reaction.process.particles) - 10 < len(named)
    choice = {symbol: (x.first, x.second) for symbol, x in basis.items() if not x.mass}
    choice |= {symbol: collider.denominator(x.first, x.mass) for symbol, x in basis.items() if x.mass}
    return square(reaction.amplitude, reaction.process, choice)


@pytest.mark.parametrize("name", OVERCOMPLETE)
def test_the_function_is_that_of_independent_invariants(name: str) -> None:
    reaction = REACTIONS[name]()
    independent_form = in_independent_invariants(reaction)
    for seed in range(3):
        point = rational_point(reaction, seed)
        assert reaction.squared.subs(point) == independent_form.subs(point) != 0


def test_trident_is_as_short_as_by_hand() -> None:
    reaction = trident.trident()
    inputs = [*named_invariants(reaction.process, reaction.invariants), trident.m_mu, trident.C_V, trident.C_A]
    assert len(inputs) == 13
    assert operations(reaction.squared, inputs) <= 80


@pytest.mark.parametrize("boson", VERTICES)
def test_one_more_product_makes_lepton_pairs_shorter(boson: str) -> None:
    reaction = collider.lepton_pair_boson(boson)
    inputs = sorted(reaction.squared.free_symbols, key=str)
    basis = in_independent_invariants(reaction)
    assert operations(reaction.squared, inputs) < operations(basis, sorted(basis.free_symbols, key=str))


def test_denominators_are_single_symbols() -> None:
    inverse = {x.base for x in trident.trident().squared.atoms(Pow) if x.exp.is_negative}
    assert {str(x) for x in inverse} == {"photon_mu", "photon_mubar"}


def test_couplings_are_summed_only_where_that_is_shorter() -> None:
    """A massless pair depends on the squares alone, a massive one mixes chiralities."""
    g, h, m, M = symbols("g h m M", positive=True)
    Z = Vector("Z", M)

    def width(mass: Expr) -> Expr:
        one, two = Fermion("f", mass), Fermion("fbar", mass)
        return square(ubar(one) * gamma(Z.index) * (g - h * gamma5) * v(two), Process(Z, (one, two)))

    assert width(Integer(0)) == 4 * M**2 * (g**2 + h**2)
    assert width(m) == 4 * g**2 * (M**2 + 2 * m**2) + 4 * h**2 * (M**2 - 4 * m**2)
    assert trident.trident().squared.has((trident.C_V + trident.C_A) ** 2)


def test_a_propagator_without_a_name() -> None:
    reaction = trident.trident()
    named = dict(reaction.invariants.named)
    del named["photon_mu"]
    with pytest.raises(
        AmplitudeError, match=r"the propagator .* has no name among the products nu_photon, .*denominat"
    ):
        square(reaction.amplitude, reaction.process, Overcomplete(named))


def test_too_few_products() -> None:
    reaction = trident.trident()
    few = scalar_products(trident.nu, trident.mu, trident.mubar)
    with pytest.raises(AmplitudeError, match="5 independent invariants and 3 are given"):
        square(reaction.amplitude, reaction.process, few)
