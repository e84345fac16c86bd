"""Compiled kernels against 50-digit arithmetic."""

import pytest
from daily_variants import ENTRIES, VARIANTS, with_marks

from muforge import _fast
from muforge.codegen.check.product_rule import MARGIN
from muforge.codegen.fingerprint import Fingerprinter
from muforge.symbolic.language.nesting import dimensions
from muforge.verify.accuracy import DIGITS, ULP, measure, read_record

PLAIN = [name for name, known in ENTRIES.items() if not known.integral]
LOOPS = [name for name in VARIANTS if name.startswith(("gminus2_", "hvp_kernel")) and name not in PLAIN]
OTHERS = sorted(set(VARIANTS) - set(PLAIN) - set(LOOPS))


def promised(name: str) -> float:
    """The promised accuracy in units in the last place."""
    return VARIANTS[name].quantity.accuracy / ULP


def test_every_kernel_has_a_formula_and_the_other_way_round():
    assert {variant.kernel for variant in VARIANTS.values()} == set(_fast.names)


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_recorded_worst_error_belongs_to_the_formula_and_keeps_the_promise(name):
    recorded = read_record()[name]
    assert recorded.formula == Fingerprinter().formula(VARIANTS[name])
    if dimensions(VARIANTS[name].expression) > 1:
        assert 10.0 ** -(recorded.digits + 1) <= MARGIN * VARIANTS[name].quantity.accuracy  # digits are rounded down
    else:
        assert recorded.digits == DIGITS >= 50
    assert recorded.worst_conditioned <= promised(name)


@pytest.mark.parametrize("name", PLAIN)
def test_kernel_without_integral(name):
    assert measure(VARIANTS[name], 30).worst_conditioned <= promised(name)


@pytest.mark.parametrize("name", [name for name in LOOPS if not name.endswith("_m_F")])
def test_loop_function(name):
    """Relative error everywhere: 16 units in the last place."""
    assert measure(VARIANTS[name], 2).worst_ulp <= 16


@pytest.mark.parametrize("name", [name for name in LOOPS if name.endswith("_m_F")])
def test_loop_function_of_two_masses(name):
    """Close to the threshold of muon decay the function itself is sensitive to the masses."""
    assert measure(VARIANTS[name], 2, (0.0, 1e-9, 1e-2)).worst_conditioned <= 16


@pytest.mark.slow
@pytest.mark.parametrize("name", with_marks(OTHERS))
def test_integral(name):
    assert measure(VARIANTS[name], 2, (1e-9,)).worst_conditioned <= promised(name)


def test_a_wrong_kernel_would_be_noticed():
    """The comparison is sensitive: the vector loop is not the scalar loop."""
    scalar = VARIANTS["gminus2_neutral_boson_scalar"]
    from muforge.codegen.check.reference import Reference
    from muforge.verify.accuracy import _error_in_ulp

    reference = Reference(VARIANTS["gminus2_neutral_boson_vector"].expression, scalar.inputs)
    assert _error_in_ulp(scalar, reference, {"m_X": 0.1, "g": 1.0, "m_mu": 0.1056583755}) > 1e10
