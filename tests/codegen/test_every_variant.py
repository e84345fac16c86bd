"""Every formula of muforge survives every stage of the compiler, and a broken stage is found."""

import pytest
from daily_variants import VARIANTS, with_marks
from sympy import Rational

import muforge.verify.translation
from muforge.codegen.passes.columns import columns
from muforge.codegen.passes.powers import powers
from muforge.codegen.passes.reciprocal import reciprocal
from muforge.codegen.passes.rewrite import rewrite
from muforge.codegen.passes.stable import stable
from muforge.codegen.pipeline import PASSES, untransformed
from muforge.verify.translation import differing_stage


@pytest.mark.parametrize("kernel", with_marks(VARIANTS))
def test_every_stage_is_the_formula(kernel):
    assert differing_stage(VARIANTS[kernel]) is None


def broken(optimise, rule):
    """A pass that goes wrong by `rule`, under the name of the right one."""

    def wrong(program):
        return optimise(rewrite(program, rule))

    wrong.__name__ = optimise.__name__
    return wrong


def lower_power(builder, operation, args, number):
    """x^n -> x^(n-1)."""
    if operation.op == "pow" and operation.data > 1:
        return builder.add("pow", *args, data=operation.data - 1)
    return None


def other_divisor(builder, operation, args, number):
    """x/y -> x/(2 y)."""
    if operation.op == "div":
        return builder.add("div", args[0], builder.add("mul", builder.const(Rational(2)), args[1]))
    return None


def wrong_log1p(builder, operation, args, number):
    """log(x) -> log1p(x)."""
    return builder.add("log1p", *args) if operation.op == "log" else None


def other_node(builder, operation, args, number):
    """T -> -t."""
    return builder.add("neg", builder.add("node", data=operation.data)) if operation.op == "node" else None


def last_digits(builder, operation, args, number):
    """Constants off by 1e-30, which double precision would not see."""
    if operation.op == "const" and operation.data.is_finite:
        return builder.const(operation.data * (1 + Rational(1, 10**30)))
    return None


BROKEN = [
    ("kaon_squared_matrix_element_scalar", powers, lower_power),
    ("decay_boson_to_leptons_vector", powers, lower_power),
    ("kaon_squared_matrix_element_dark_photon", reciprocal, other_divisor),
    ("kaon_inner_bremsstrahlung_fraction", reciprocal, other_divisor),
    ("mixing_loop_induced_mixing", stable, wrong_log1p),
    ("gminus2_charged_vector", columns, other_node),
    ("phase_space_volume_3", columns, other_node),
    ("decay_vector_to_neutrinos", columns, last_digits),
    ("kaon_squared_matrix_element_axial", stable, last_digits),
]


@pytest.mark.parametrize(("kernel", "optimise", "rule"), BROKEN, ids=[f"{k}-{p.__name__}" for k, p, _ in BROKEN])
def test_a_broken_pass_is_found_and_named(monkeypatch, kernel, optimise, rule):
    passes = tuple(broken(p, rule) if p is optimise else p for p in PASSES)
    monkeypatch.setattr(muforge.verify.translation, "PASSES", passes)
    assert differing_stage(VARIANTS[kernel]) == optimise.__name__


ABOVE_THRESHOLDS = [
    ("kaon_rate_ratio_scalar", reciprocal, other_divisor),
    ("phase_space_volume_4", columns, other_node),
    ("decay_higgs_mixed_scalar_to_pions", powers, lower_power),
    ("kaon_missing_mass_moment_axial_one", powers, lower_power),
]


@pytest.mark.parametrize(
    ("kernel", "optimise", "rule"), ABOVE_THRESHOLDS, ids=[kernel for kernel, *_ in ABOVE_THRESHOLDS]
)
def test_a_broken_pass_is_found_above_thresholds_too(monkeypatch, kernel, optimise, rule):
    test_a_broken_pass_is_found_and_named(monkeypatch, kernel, optimise, rule)


def test_a_broken_translation_is_found(monkeypatch):
    monkeypatch.setattr(
        muforge.verify.translation, "untransformed", lambda variant: rewrite(untransformed(variant), lower_power)
    )
    assert differing_stage(VARIANTS["kaon_squared_matrix_element_vector"]) == "translate"
