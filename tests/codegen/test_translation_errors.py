"""Formulas that cannot be compiled are refused with a message that says what is wrong."""

import pytest
from small_programs import RULE, a, b, program, x
from sympy import Eq, Expr, I, IndexedBase, Piecewise, Rational, Sum, Symbol, atan2, gamma, log, sqrt, tan

import muforge.errors
from muforge.codegen.ir import Builder, InternalError, Operation, Program
from muforge.codegen.pipeline import program_of
from muforge.codegen.plan.kernel_limits import check_rules
from muforge.codegen.translate import TranslationError
from muforge.symbolic.language.arguments import FourMomentum
from muforge.symbolic.language.integrals import Trapezoid, over_line
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.units import one

i, j, n = (Symbol(name, integer=True) for name in "ijn")
values = IndexedBase("values", real=True)

WRONG = [
    (tan(a), r"small: 'tan\(a\)' contains tan, which has no kernel form; known functions: .*'atan2', .*'exp', .*'fma'"),
    (b * gamma(a) + 1, "contains gamma"),
    (a ** Rational(1, 3), r"the power 'a\*\*\(1/3\)' is neither integer nor half-integer"),
    (a**b, r"the power 'a\*\*b' is neither integer nor half-integer"),
    (a * Symbol("missing"), "symbol 'missing' is neither an argument nor an integration variable"),
    (log(a + I * b), r"small: 'a \+ I\*b' is complex where only a real value has a meaning"),
    (atan2(a * I, b), "complex where only a real value"),
    (Piecewise((1, x < abs(sqrt(a) + I * b)), (0, True)), "complex where only a real value"),
    (1 / (a + I * b), "only positive integer powers of complex values"),
    (sqrt(a + I * b), "only positive integer powers of complex values"),
    (Piecewise((a, Eq(a, b)), (b, True)), r"condition 'Eq\(a, b\)' is not a comparison"),
    (Sum(values[i] * values[j], (i, 0, n - 1), (j, 0, n - 1)), "more than one index; nest two sums"),
    (over_line(lambda t: a / (1 + t**2 + tan(b)), "z", rule=RULE), "contains tan"),
]


@pytest.mark.parametrize(("expression", "message"), WRONG, ids=lambda value: str(value)[:30])
def test_errors_say_what_is_wrong(expression, message):
    with pytest.raises(TranslationError, match=message):
        program(expression, ("a", "b", "x", "values"), series=("values",))


@quantity(unit=one, source="made up")
def many_momenta(
    p_1: FourMomentum,
    p_2: FourMomentum,
    p_3: FourMomentum,
    p_4: FourMomentum,
    p_5: FourMomentum,
    p_6: FourMomentum,
    p_7: FourMomentum,
    p_8: FourMomentum,
    p_9: FourMomentum,
) -> Expr:
    """Of nine momenta."""
    return p_1.dot(p_2) * p_3.dot(p_4) / (p_5.dot(p_6) * p_7.dot(p_8) * p_9.dot(p_9))


def test_too_many_inputs():
    with pytest.raises(TranslationError, match="36 numbers go into it, .* takes at most 32"):
        program_of(many_momenta.variants[0])


def test_rules_whose_tails_do_not_fit():
    fitting, other = (over_line(lambda t: a / (1 + t**2), "z", rule=Trapezoid(RULE.step, 53, r)) for r in (31, 30))
    check_rules(program(fitting))
    with pytest.raises(
        TranslationError, match="rule of t_z reaches from -53 to 30; .* multiple of its coarsest step, 2"
    ):
        check_rules(program(other))


def test_an_integration_variable_named_like_an_argument():
    integral = over_line(lambda t: a / (1 + t**2), "z", rule=RULE)
    with pytest.raises(TranslationError, match="'t_z' is both an argument and an integration variable"):
        program(integral, ("a", "t_z"))


def test_a_wrong_condition_of_validity():
    with pytest.raises(TranslationError, match="symbol 'missing'"):
        program(a, valid=(Symbol("missing") > 0,))


def test_errors_of_the_compiler_are_not_errors_of_users():
    of_users = [e for e in vars(muforge.errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    assert len(of_users) > 4
    assert not issubclass(InternalError, (*of_users, ValueError, TypeError, KeyError, TranslationError))
    assert not any(issubclass(error, InternalError) for error in [*of_users, TranslationError])


def test_unknown_operations_are_errors_of_the_compiler():
    from muforge.codegen.backends.c.pointwise import pointwise
    from muforge.codegen.check.expand import expand

    strange = Program("small", ("a",), 0, (), (Operation("input", (), "a"), Operation("twist", (0,))), (1,))
    with pytest.raises(InternalError, match="there is no operation 'twist'"):
        expand(strange)
    early = Program("small", ("a",), 0, (), (Operation("input", (), "a"), Operation("logistic", (0,))), (1,))
    with pytest.raises(InternalError, match="'logistic' has no C form"):
        pointwise(early)
    with pytest.raises(InternalError, match="'add' got 1 arguments, expected 2"):
        Builder().add("add", 0)
