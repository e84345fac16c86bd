"""Tables of functions of one argument."""

import os
import subprocess
import sys

import mpmath
import numpy as np
import pytest
from sympy import Integer, Rational, Symbol, log, sqrt

import muforge
from muforge import _fast
from muforge.codegen.backends.c.lookup_tables import file_name, header, is_current
from muforge.codegen.check.expand import expand
from muforge.codegen.check.reference import Reference
from muforge.codegen.ir import InternalError
from muforge.codegen.plan.tabulate import DIGITS, SEGMENTS, tabulate
from muforge.codegen.translate import translate
from muforge.symbolic.language.dimensions import DimensionError, check_variant
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.nodes.tabulated import Tabulated, tabulated
from muforge.symbolic.language.scaling import power_of
from muforge.symbolic.language.written import written_out
from muforge.symbolic.registry import quantities

m, M = Symbol("m", positive=True), Symbol("M", positive=True)
LOW, HIGH = Rational(1, 10), Rational(100)


def example(argument):
    return tabulated("example", lambda x: log(1 + x) / x**2, argument, LOW, HIGH)


def value_of(table, x):
    """The table's polynomial at a point, found as the C function finds it."""
    mantissa, exponent = np.frexp(x)
    mantissa, exponent = 2 * mantissa, exponent - 1
    segment = int((mantissa - 1) * SEGMENTS)
    row = table.coefficients[(exponent - table.first) * SEGMENTS + segment]
    return np.polyval(row[::-1], mantissa - (1 + (segment + 0.5) / SEGMENTS))


def test_table_is_the_function():
    table = tabulate(lambda x: mpmath.log(1 + x) / x**2, 0.1, 100.0)
    points = np.geomspace(0.1, 100.0, 300)
    with mpmath.workdps(40):
        exact = np.array([float(mpmath.log(1 + mpmath.mpf(x)) / mpmath.mpf(x) ** 2) for x in points])
    found = np.array([value_of(table, x) for x in points])
    assert np.max(np.abs(found / exact - 1)) < 4e-16
    assert table.error < 1e-17
    assert len(table.coefficients) == table.octaves * SEGMENTS
    assert 2.0**table.first <= 0.1 and 2.0 ** (table.first + table.octaves) > 100.0


def test_a_polynomial_has_its_own_degree():
    table = tabulate(lambda x: 3 + x**2, 1.0, 3.0)
    assert table.degree == 4
    assert all(abs(c) < 1e-25 for row in table.coefficients for c in row[3:])


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x: abs(x - mpmath.mpf("1.3")) + 1, "beyond 14"),
        (lambda x: x - mpmath.mpf("1.3"), "changes sign"),
    ],
)
def test_functions_that_no_table_can_hold(function, message):
    with pytest.raises(InternalError, match=message):
        tabulate(function, 1.0, 2.0)


def test_precision_is_higher_than_that_of_the_caller():
    with mpmath.workdps(5):
        coarse = tabulate(lambda x: mpmath.exp(-x), 1.0, 2.0)
    assert coarse == tabulate(lambda x: mpmath.exp(-x), 1.0, 2.0)
    assert DIGITS > 30


def test_a_tabulated_function_is_its_formula():
    expression = example(m / M)
    assert written_out(m * expression) == m * (log(1 + m / M) / (m / M) ** 2)
    assert str(expression) == str(written_out(expression))
    assert expression.free_symbols == {m, M}
    assert names_in(expression) == {"m", "M"}
    assert power_of(m * example(M), "m") == 1
    assert power_of(example(M), "M") is None


def test_what_holds_outside_the_table_and_at_a_zero():
    """log(x) has a zero at 1; beyond the table its value is taken from other forms."""
    pieces = {"below": lambda x: -1 / x, "above": lambda x: 7 * x}
    expression = tabulated("zero", log, m, LOW, HIGH, zero=(Integer(1), 1), **pieces)
    reference = Reference(expression, ("m",))
    for x in (0.3, 0.5, 0.75, 1.5, 2.0, 2.5):
        assert abs(reference({"m": x}) - mpmath.log(x)) < 1e-15
    assert reference({"m": 0.0625}) == -16
    assert reference({"m": 200.0}) == 1400
    (node,) = expression.atoms(Tabulated)
    made = Reference(node.function, [node.variable.name])
    table = tabulate(made.at, float(LOW), float(HIGH))
    assert len({row[0] > 0 for row in table.coefficients}) == 1
    assert table.error < 1e-17


def test_translation_keeps_the_function():
    expression = sqrt(m) * example(m / M)
    program = translate("kernel", expression, ("m", "M"))
    (node,) = program.tables()
    assert node.name == "example"
    found = Reference(expand(program), ("m", "M"))({"m": 0.3, "M": 0.7})
    wanted = Reference(expression, ("m", "M"))({"m": 0.3, "M": 0.7})
    assert abs(found - wanted) < mpmath.mpf(10) ** -45 * abs(wanted)


def test_headers_know_what_they_were_made_for():
    node = example(Symbol("x", positive=True))
    text = header(node)
    assert is_current(text, node)
    other = tabulated("example", lambda x: log(1 + x) / x, Symbol("x", positive=True), LOW, HIGH)
    assert not is_current(text, other)
    assert "MF_INLINE double mf_example(double x)" in text
    assert file_name("example") == "table_example.h"


def test_generated_headers_belong_to_the_formulas():
    folder = muforge.get_include().replace("include", "generated")
    for boson in ("scalar", "pseudoscalar", "vector", "axial"):
        variant = next(
            v for v in quantities()["gminus2.neutral_boson"].variants if v.kernel == f"gminus2_neutral_boson_{boson}"
        )
        (node,) = translate(variant.kernel, variant.expression, variant.inputs).tables()
        with open(f"{folder}/{file_name(node.name)}") as file:
            assert is_current(file.read(), node)


def test_argument_of_a_table_is_a_pure_number():
    variant = quantities()["gminus2.neutral_boson"].variants[0]
    check_variant(variant)
    from muforge.symbolic.language.arguments import BosonMass
    from muforge.symbolic.language.quantity import quantity
    from muforge.symbolic.nature.units import one

    def massive(m_X: BosonMass):
        """Of a mass."""
        return example(m_X)

    massive.__annotations__ = {"m_X": BosonMass}
    with pytest.raises(DimensionError, match="pure number"):
        check_variant(quantity(unit=one, source="made up")(massive).variants[0])


@pytest.mark.parametrize("boson", ["scalar", "pseudoscalar", "vector", "axial"])
def test_kernels_are_smooth_across_segments_and_octaves(boson):
    kernel = getattr(_fast, f"gminus2_neutral_boson_{boson}")
    edges = np.array([2.0**k * (1 + j / SEGMENTS) for k in range(-29, 29) for j in range(SEGMENTS)])
    below, above = (kernel(np.nextafter(edges, edges * side), 1.0, 1.0) for side in (0.5, 2.0))
    assert np.max(np.abs(above / below - 1)) < 2e-15


def test_kernels_end_where_the_domain_does():
    kernel = _fast.gminus2_neutral_boson_vector
    assert np.isfinite(kernel([1e-9, 1e9], 1.0, 1.0)).all()
    assert np.isnan(kernel([0.999e-9, 1.001e9, 0.0, -1.0, np.nan, np.inf], 1.0, 1.0)).all()


def test_headers_do_not_depend_on_the_hash_seed():
    program = (
        "from sympy import Symbol, log\n"
        "from muforge.codegen.backends.c.lookup_tables import header\n"
        "from muforge.symbolic.language.nodes.tabulated import tabulated\n"
        "print(header(tabulated('f', lambda x: log(1 + x) / (x + x**2), Symbol('x', positive=True), 1, 7)))"
    )
    outputs = set()
    for seed in ("1", "4711"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        outputs.add(subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True).stdout)
    (text,) = outputs
    assert b"mf_f(double x)" in text
