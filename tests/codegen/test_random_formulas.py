"""Random rational formulas survive translation and every pass, exactly."""

import random

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small_programs import NAMES, a, at, b, c, x, y
from sympy import Integer, Rational, nan, zoo

from muforge.codegen.check.expand import expand
from muforge.codegen.pipeline import PASSES
from muforge.codegen.translate import translate

SYMBOLS = (x, y, a, b, c)
numbers = st.builds(Rational, st.integers(-6, 6), st.integers(1, 5))
leaves = st.sampled_from(SYMBOLS) | numbers


def combinations(parts):
    """Sums, products, powers and quotients of simpler expressions."""
    return st.one_of(
        st.lists(parts, min_size=2, max_size=4).map(sum),
        st.tuples(parts, parts).map(lambda pair: pair[0] * pair[1]),
        st.tuples(parts, parts).map(lambda pair: pair[0] / pair[1]),
        st.tuples(parts, st.integers(-3, 4)).map(lambda pair: pair[0] ** pair[1]),
        st.lists(parts, min_size=2, max_size=4).map(lambda several: sum(1 / p for p in several)),
    )


formulas = st.recursive(leaves, combinations, max_leaves=12)


@settings(max_examples=150, deadline=None)
@given(formulas, st.integers(0, 3), st.integers(0, 10**6))
def test_every_stage_is_the_formula(formula, points, seed):
    formula = Integer(0) + formula
    assume(not formula.has(zoo, nan))
    generator = random.Random(seed)
    where = [{name: Rational(generator.randint(1, 99), generator.randint(1, 99)) for name in NAMES} for _ in range(2)]
    wanted = [at(formula, point) for point in where]
    assume(all(value.is_finite for value in wanted))
    program = translate("random", formula, [s.name for s in SYMBOLS], points)
    for optimise in (lambda same: same, *PASSES):
        program = optimise(program)
        assert [at(expand(program), point) for point in where] == wanted
    assert not {o.op for o in program.operations} & {"pow"}
