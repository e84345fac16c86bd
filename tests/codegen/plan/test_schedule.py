"""Common subexpressions, and hoisting: places and phases."""

import re

import pytest
from small_programs import RULE, a, assert_computes, b, c, count, ops, program, x
from sympy import Rational, Symbol, exp, log, sqrt

from muforge.codegen.backends.c.pointwise import pointwise
from muforge.codegen.ir import Builder, InternalError
from muforge.codegen.passes.columns import columns
from muforge.codegen.passes.powers import powers
from muforge.codegen.plan.kernel_plan import plan_of
from muforge.codegen.plan.quadrature_rules import rules
from muforge.codegen.plan.schedule import schedule
from muforge.symbolic.language.integrals import Trapezoid, over_line

t_outer = Symbol("t_outer", real=True)


def nested():
    """``int dz exp(-a z^2) int dw 1/(w^2 + z^2 + log(b))``, and more outside."""
    inner = over_line(lambda w: 1 / (w**2 + t_outer**2 + log(b)), "inner", rule=RULE)
    outer = over_line(lambda z: exp(-sqrt(a) * z**2) * sqrt(inner), "outer", rule=RULE)
    return columns(powers(program(exp(c) * outer)))


def placed(program, op):
    """Place and phase of the only operation of a kind."""
    plan = schedule(program)
    (number,) = [n for n, o in enumerate(program.operations) if o.op == op]
    return plan.place[number], plan.phase[number]


def test_equal_subexpressions_are_computed_once():
    expression = c * sqrt(a + b) + sqrt(a + b) * log(a + b)
    made = program(expression)
    assert (count(made, "sqrt"), count(made, "log"), count(made, "add")) == (1, 1, 2)
    assert_computes(made, expression)


def test_builder_reuses_and_simplifies():
    builder = Builder()
    p, one, zero = builder.add("input", data="a"), builder.const(Rational(1)), builder.const(Rational(0))
    assert builder.add("sqrt", p) == builder.add("sqrt", p)
    assert builder.add("mul", p, one) == builder.add("mul", one, p) == builder.add("div", p, one) == p
    assert builder.add("add", p, zero) == builder.add("add", zero, p) == builder.add("sub", p, zero) == p
    assert builder.add("neg", builder.add("neg", p)) == p
    assert builder.add("select", builder.add("lt", p, one), p, p) == p
    assert builder.add("sub", zero, p) != p
    assert builder.add("div", one, p) != p


def test_what_no_output_needs_is_left_out():
    builder = Builder()
    p = builder.add("input", data="a")
    builder.add("log", p)
    kept = builder.add("sqrt", p)
    assert ops(program(a).with_operations(builder, (kept,))) == ["sqrt"]


def test_nested_integrals_are_nested_places():
    made = nested()
    assert placed(made, "log")[0] == ()
    plan = schedule(made)
    places = {o.op: plan.place[n] for n, o in enumerate(made.operations) if o.op in ("div", "integral", "column")}
    assert places["div"] == ("t_outer", "t_inner")
    loops = {place: list(groups) for (place, _), groups in plan.loops.items()}
    assert loops == {(): ["t_outer"], ("t_outer",): ["t_inner"]}


def test_values_of_loops_belong_to_a_later_phase():
    made = nested()
    plan = schedule(made)
    (inner,) = plan.loops[("t_outer",), 0]["t_inner"]
    after_inner = [n for n, o in enumerate(made.operations) if inner in o.args]
    assert [made.operations[n].op for n in after_inner] == ["sqrt"]
    assert [(plan.place[n], plan.phase[n]) for n in after_inner] == [(("t_outer",), 1)]
    assert (plan.phases(("t_outer",)), plan.phases(()), plan.phases(("t_outer", "t_inner"))) == (2, 2, 1)
    (output,) = made.outputs
    assert (plan.place[output], plan.phase[output]) == ((), 1)


def test_every_operation_is_computed_after_its_arguments():
    made = nested()
    plan = schedule(made)
    order = {}
    for (place, phase), numbers in plan.segments.items():
        for number in numbers:
            order[number] = (place, phase)
            for argument in made.operations[number].args:
                where = plan.place[argument]
                assert where == place[: len(where)]
                if argument in order and where == place:
                    assert plan.phase[argument] <= phase
    computed = [n for n, o in enumerate(made.operations) if o.op in ("mul", "add", "div", "sqrt", "exp", "log", "neg")]
    assert sorted(order) == computed


def test_rules_by_variable():
    made = nested()
    assert rules(made)["t_inner"].reach_low == RULE.reach_low


def test_loops_that_are_not_nested_are_refused():
    def over_both(first, second):
        other = Symbol(f"t_{first}", real=True)
        inner = over_line(lambda s: 1 / (a + s**2 + other**2), second, rule=RULE)
        return over_line(lambda s: inner, first, rule=RULE)

    with pytest.raises(InternalError, match="not nested"):
        schedule(program(over_both("z", "w") + over_both("w", "z")))


def body(text, function):
    """The body of a C function."""
    found = re.search(rf"{function}\([^)]*\) \{{\n(.*?)\n\}}", text, re.DOTALL)
    assert found
    return found.group(1)


def test_work_on_parameters_alone_lands_in_fix():
    made = powers(program(exp(a) * sqrt(b) * log(x) + log(a) * x, ("x", "a", "b"), 1))
    text = pointwise(plan_of(made))
    fix, point = body(text, "MF_FIX"), body(text, "MF_AT")
    assert {"mf_exp(in_a)", "sqrt(in_b)", "mf_log(in_a)"} <= set(re.findall(r"\w+\(\w+\)", fix))
    assert re.findall(r"(?:exp|sqrt|mf_log)\([^)]*\)", point) == ["mf_log(in_x)"]
    assert "MF_POINTWISE(arg_small, 1, 2)" in text


def test_without_points_everything_is_in_fix():
    text = pointwise(plan_of(program(exp(a) * log(b), ("a", "b"), 0)))
    assert "exp(" in body(text, "MF_FIX")
    assert "exp(" not in body(text, "MF_AT")


def test_one_variable_has_one_rule():
    wider = Trapezoid(RULE.step, 2 * RULE.reach_low, 2 * RULE.reach_high)
    both = [over_line(lambda s: a * exp(-(s**2)), "z", rule=rule) for rule in (RULE, wider)]
    with pytest.raises(InternalError):
        plan_of(columns(powers(program(both[0] + 2 * both[1]))))


def test_integrals_without_arguments_are_integrals():
    number = over_line(lambda s: exp(-(s**2)), "z", rule=RULE)
    assert count(program(a / number), "integral") == 1
    assert count(program(a * number), "integral") == 1
