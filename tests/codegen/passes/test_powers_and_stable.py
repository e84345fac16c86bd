"""The passes `powers` and `stable`."""

import pytest
from small_programs import a, assert_computes, built, count, ops, program, x
from sympy import Rational, exp, expand_func, log, sqrt

from muforge.codegen.check.expand import expand
from muforge.codegen.ir import Builder
from muforge.codegen.passes.powers import powers
from muforge.codegen.passes.stable import stable


@pytest.mark.parametrize("n", range(1, 17))
def test_powers_by_repeated_squaring(n):
    builder = Builder()
    before = built(builder, builder.add("pow", builder.add("input", data="x"), data=n))
    after = powers(before)
    assert count(after, "pow") == 0
    assert count(after, "mul") == n.bit_length() + n.bit_count() - 2
    assert_computes(after, x**n)
    assert_computes(before, x**n)


def test_powers_of_one_base_share_their_squares():
    after = powers(program(x**4 + a * x**8))
    assert count(after, "mul") == 3 + 1
    assert_computes(after, x**4 + a * x**8)


@pytest.mark.parametrize("expression", [(1 + x) ** -3, sqrt(x**2 + 1) ** 5, sqrt(x**2 + 1) ** -3, exp(x) ** 6])
def test_powers_of_everything(expression):
    after = powers(program(expression))
    assert count(after, "pow") == 0
    assert_computes(after, expression)


@pytest.mark.parametrize("inner", [1 + x, 1 + a * x, 1 + x**2])
def test_log_of_one_plus_something_becomes_log1p(inner):
    before = program(log(inner))
    after = stable(before)
    assert (count(before, "log"), count(before, "log1p")) == (1, 0)
    assert (count(after, "log"), count(after, "log1p")) == (0, 1)
    assert count(after, "add") == 0  # 1 + ... itself is gone
    assert expand_func(expand(after)) == log(inner)


@pytest.mark.parametrize("reverse", [False, True])
def test_log1p_whatever_the_order_of_the_sum(reverse):
    builder = Builder()
    terms = [builder.const(Rational(1)), builder.add("input", data="x")]
    before = built(builder, builder.add("log", builder.add("add", *(terms[::-1] if reverse else terms))))
    assert ops(stable(before)) == ["log1p"]


@pytest.mark.parametrize("inner", [2 + x, x, a + x, a * x])
def test_other_logarithms_stay(inner):
    before = program(log(inner))
    assert stable(before) == before


def test_the_sum_stays_where_it_is_used_too():
    after = stable(program((1 + x) * log(1 + x)))
    assert (count(after, "add"), count(after, "log1p")) == (1, 1)
    assert expand_func(expand(after)) == (1 + x) * log(1 + x)
