"""What `explain` shows is the formula: names put back, it has the same value."""

import random

import mpmath
import pytest
from sympy import Integral, Symbol, lambdify

from muforge.codegen.check.domain import draw
from muforge.codegen.check.reference import Reference, function_of
from muforge.describe.as_text import as_text
from muforge.describe.declared_formula import WIDTH, Statement, formula_of
from muforge.describe.definitions import FirstTerms, Written
from muforge.describe.symbols import symbol
from muforge.symbolic.registry import quantities


def put_back(written: Written):
    """The formula with everything that has a name put back."""
    definitions = {**written.integrals, **written.values}
    e = written.result
    for _ in range(40):
        named = {s: definitions[s] for s in e.free_symbols if s in definitions}
        if not named:
            return e
        e = e.xreplace(named)
    raise AssertionError("names that stand for themselves")


def only(statement: Statement) -> Written:
    """The one formula of a statement."""
    (written,) = statement.formulas.values()
    return written


def inside(variant, generator):
    for _ in range(500):
        sample = draw(variant, generator)
        conditions = [function_of(c, variant.inputs) for c in (*variant.formula.valid, *variant.formula.physical)]
        if all(holds(*(sample[n] for n in variant.inputs)) for holds in conditions):
            return sample
    raise AssertionError("no point inside the domain")


NAMES = [
    "collider.photon_dark_photon_cross_section",
    "collider.photon_scalar_differential_cross_section",
    "decay.u1_leptonic_branching_ratio",
    "decay.higgs_mixed_scalar_to_pions",
    "fixed_target.elastic_form_factor_squared",
    "kaon.squared_matrix_element",
    "kaon.differential_rate_ratio",
    "qed.michel_spectrum",
    "trident.heavy_boson_mass_over_coupling_bound",
]
WITH_INTEGRALS = ["gminus2.scalar_fermion_loop", "gminus2.charged_vector", "hvp.kernel", "kaon.rate_ratio"]


@pytest.mark.parametrize("name", NAMES + WITH_INTEGRALS)
def test_the_pieces_are_the_formula(name):
    generator = random.Random(name)
    for variant in quantities()[name].variants[:4]:
        shown = put_back(only(formula_of(variant)))
        assert not shown.has(FirstTerms)
        symbols = [Symbol(n) for n in variant.inputs]
        shown = shown.xreplace({s: Symbol(s.name) for s in shown.free_symbols})
        assert {s.name for s in shown.free_symbols} <= set(variant.inputs)
        function = lambdify(symbols, shown, "mpmath")
        expected = Reference(variant.expression, variant.kernel_inputs)
        for _ in range(2):
            sample = inside(variant, generator)
            values = [mpmath.mpf(sample[n]) for n in variant.inputs]
            with mpmath.workdps(30):
                wanted = mpmath.mpmathify(expected(sample))
                assert abs(mpmath.mpmathify(function(*values)) - wanted) <= 1e-9 * abs(wanted), sample
        assert name not in WITH_INTEGRALS or shown.has(Integral)


def test_names_are_met_before_they_are_explained():
    for name in NAMES:
        written = only(formula_of(quantities()[name].variants[0]))
        text = "\n".join(as_text(written, name, WIDTH))
        for key in (*written.integrals, *written.values):
            assert text.index(key.name) < text.index(f"{key.name} = ")


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("m_X", "m_{X}"),
        ("G_F", "G_{F}"),
        ("sin2_theta_W", r"\sin^2 \theta_{W}"),
        ("alpha", r"\alpha"),
        ("f_K", "f_{K}"),
        ("V_us", r"V_{\mathrm{us}}"),
        ("s_nuX", r"s_{\nu X}"),
        ("I_x'", "I_{x}'"),
        ("hbarc_GeV_m", r"\hbar c"),
    ],
)
def test_symbols(name, latex):
    assert symbol(name) == latex
