"""The shape of derived expressions: poles, invariants, identical output everywhere."""

import os
import subprocess
import sys

import pytest
from sympy import Add, Expr, Pow, Symbol, cancel, fraction, symbols

from muforge.symbolic.families.kaon import amplitudes as kaon
from muforge.symbolic.families.reactions import REACTIONS
from muforge.symbolic.feynman import P_L, Fermion, Process, Scalar, Vector, gamma, propagator, slash, square, u, ubar, v
from muforge.symbolic.feynman.kinematics import named_invariants

m_K, m_mu, m_X = (Symbol(name, positive=True) for name in ("m_K", "m_mu", "m_X"))
s_nuX, s_muX = (Symbol(name, real=True) for name in ("s_nuX", "s_muX"))
D = s_muX - m_mu**2
E = s_nuX + s_muX - m_X**2 - m_mu**2


def terms(expression: Expr) -> list[Expr]:
    """The terms of the sum that the common factor multiplies."""
    return list(Add.make_args(next((x for x in expression.args if x.is_Add), expression)))


def test_dark_photon_has_separated_poles_with_short_numerators() -> None:
    squared = kaon.three_body("dark_photon").squared
    poles = {}
    for term in terms(squared):
        numerator, denominator = fraction(term)
        poles[denominator] = numerator
    assert set(poles) == {D, D**2, E, E**2, D * E}
    assert poles[D * E].free_symbols == {m_K, m_mu}
    assert all(s_muX not in numerator.free_symbols for numerator in poles.values())


@pytest.mark.parametrize("name", REACTIONS)
def test_denominators_are_propagators_and_masses(name: str) -> None:
    """No denominator is a product that was multiplied out, or a difference of propagators."""
    reaction = REACTIONS[name]()
    squared = reaction.squared
    invariants = set(named_invariants(reaction.process, reaction.invariants))
    inverse = [x.base for x in squared.atoms(Pow) if x.exp.is_negative]
    limit = len({x for term in reaction.amplitude.terms for x in term.denominators})
    propagators = {x for x in inverse if x.has(*invariants)} if invariants else set()
    assert len(propagators) <= limit
    for base in propagators:
        assert all(abs(base.expand().coeff(x)) in (0, 1, 2) for x in invariants)


@pytest.mark.parametrize("boson", kaon.BOSONS)
def test_kaon_decays_depend_on_the_announced_symbols(boson: str) -> None:
    free = kaon.three_body(boson).squared.free_symbols
    assert {m_K, m_mu, s_nuX, s_muX} <= free <= {m_K, m_mu, m_X, s_nuX, s_muX}


def test_differences_of_squared_masses_stay_whole() -> None:
    assert str(kaon.two_body().squared) == "m_mu**2*(m_K**2 - m_mu**2)"


def test_squares_are_cached() -> None:
    assert kaon.three_body("scalar").squared is kaon.three_body("scalar").squared


def test_invariants_by_name_by_pair_and_by_symbol_agree() -> None:
    reaction = kaon.lmu_ltau()
    K, mu, nu, V = kaon.K, kaon.mu, kaon.nu, kaon.V
    by_pair = square(reaction.amplitude, reaction.process, [(nu, V), (mu, V)])
    by_name = square(reaction.amplitude, reaction.process, {"s_nuX": nu.p + V.p, "s_muX": K.p - nu.p})
    by_symbol = square(reaction.amplitude, reaction.process, {s_nuX: nu.p + V.p, s_muX: mu.p + V.p})
    assert by_pair == by_name == by_symbol


def test_other_invariants_give_the_same_function() -> None:
    reaction = kaon.scalar()
    mu, nu, phi = kaon.mu, kaon.nu, kaon.phi
    other = square(reaction.amplitude, reaction.process, [(mu, nu), (mu, phi)])
    s_munu = m_K**2 + m_mu**2 + m_X**2 - s_nuX - s_muX
    assert cancel(other.subs(Symbol("s_munu", real=True), s_munu) - reaction.squared) == 0
    default = square(reaction.amplitude, reaction.process)
    assert default.free_symbols - reaction.squared.free_symbols == {
        Symbol("s_Xnu", real=True),
        Symbol("s_Xmu", real=True),
    }


def test_a_process_of_ones_own_takes_few_lines() -> None:
    """The decay of a heavy neutral lepton to a neutrino and a dark photon, from the rules alone."""
    m_N, m_V, g = symbols("m_N m_V g", positive=True)
    N, nu, V = Fermion("N", m_N), Fermion("nu"), Vector("V", m_V)
    amplitude = g * ubar(nu) * gamma(V.index) * P_L * u(N)
    squared = square(amplitude, Process(N, (nu, V)))
    assert cancel(squared - g**2 * (m_N**2 - m_V**2) * (m_N**2 + 2 * m_V**2) / m_V**2) == 0


def test_structure_of_the_worked_example() -> None:
    G, g = symbols("G g", positive=True)
    K, mu, nu, V = Scalar("K", m_K), Fermion("mu", m_mu), Fermion("nu"), Vector("X", m_X)
    from_muon = ubar(nu) * slash(K.p) * P_L * propagator(-(mu.p + V.p), m_mu) * gamma(V.index) * v(mu)
    from_neutrino = ubar(nu) * gamma(V.index) * propagator(nu.p + V.p) * slash(K.p) * P_L * v(mu)
    process = Process(K, (mu, nu, V))
    squared = square(G * g * (from_muon + from_neutrino), process, {"s_nuX": nu.p + V.p, "s_muX": mu.p + V.p})
    assert squared == G**2 * g**2 * kaon.three_body("lmu_ltau").squared


def test_output_does_not_depend_on_the_hash_seed() -> None:
    program = (
        "from muforge.symbolic.families.reactions import REACTIONS\n"
        "for name in REACTIONS: print(name, REACTIONS[name]().squared)"
    )
    outputs = []
    for seed in ("1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        environment["PYTHONPATH"] = os.pathsep.join(sys.path)
        run = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        outputs.append(run.stdout)
    assert len(outputs[0].splitlines()) == len(REACTIONS)
    assert outputs[0] == outputs[1]


def test_deriving_does_not_load_the_numeric_route() -> None:
    program = (
        "import sys\n"
        "from muforge.symbolic.families.kaon import amplitudes as kaon\n"
        "kaon.three_body('scalar').squared\n"
        "print('muforge.verify.spinors' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
