"""Coefficients of elementary functions: how they are fitted, written and kept."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import mpmath
import pytest

import muforge
import muforge.codegen
from muforge.codegen.backends.c import polynomials as coefficients
from muforge.codegen.elementary import CONSTANTS, FITS
from muforge.codegen.elementary.fit import DIGITS, ENOUGH, Fit, fitted, leading_bits
from muforge.codegen.ir import InternalError
from muforge.codegen.operations import ELEMENTARY

HEADER = (Path(muforge.__file__).parent / "generated" / coefficients.FILE).read_text()
RUNTIME = Path(muforge.codegen.__path__[0]) / "runtime"
QUICK = [fit for fit in FITS if not fit.name.startswith("mf_k")]
EXPONENTIAL = Fit("exponential", "exp(z) = P(z)", mpmath.exp, lambda z: 1, -0.5, 0.5)


def test_the_error_of_a_fit_is_level():
    polynomial = fitted(EXPONENTIAL)
    with mpmath.workdps(DIGITS):
        errors = [
            mpmath.polyval(polynomial.coefficients[::-1], x) - mpmath.exp(x) for x in mpmath.linspace(-0.5, 0.5, 4001)
        ]
    assert max(map(abs, errors)) == pytest.approx(polynomial.error, rel=1e-2)
    assert polynomial.error < 2 * 2.0**-53  # most of it is the rounding of the first coefficient


def test_a_minimax_polynomial_that_is_known():
    """Of degree n for 1/(x - 3): the error is (3 - sqrt(8))^n/8 (Chebyshev)."""
    known = Fit("pole", "P(z)", lambda x: 1 / (x - 3), lambda x: 1, -1.0, 1.0)
    with mpmath.workdps(DIGITS):
        degree = len(fitted(known).coefficients) - 1
        sizes = [(3 - mpmath.sqrt(8)) ** n / 8 for n in (degree - 1, degree)]
    assert sizes[1] <= ENOUGH < sizes[0]


def test_functions_that_are_not_smooth_are_refused():
    with pytest.raises(InternalError, match="corner needs a polynomial of a degree beyond"):
        fitted(Fit("corner", "P(z)", abs, lambda z: 1, -1.0, 1.0))


@pytest.mark.parametrize("fit", QUICK, ids=lambda fit: fit.name)
def test_the_header_has_the_coefficients_and_where_they_hold(fit):
    polynomial = fitted(fit)
    assert polynomial == fitted(fit)
    body = HEADER[HEADER.index(f"double {fit.name}(") :].partition("\n}\n")[0]
    written = sorted(map(float, re.findall(r"-?\d+\.\d+(?:e-?\d+)?", body)))
    assert written == sorted(polynomial.coefficients)
    interval = f"for {fit.low:.6g} <= z <= {fit.high:.6g}; degree {len(written) - 1}, error {polynomial.error:.1e}."
    assert interval in HEADER
    assert polynomial.error < 2.0**-55


def test_the_header_is_current_and_complete():
    assert coefficients.is_current(HEADER)
    assert not coefficients.is_current(HEADER.replace("fingerprint ", "fingerprint 0"))
    for name in [*CONSTANTS, *(fit.name for fit in FITS)]:
        assert re.search(rf"\b{name}\b", HEADER), name


def test_the_runtime_has_every_function_and_uses_every_number():
    text = "\n".join(path.read_text() for path in RUNTIME.glob("*.h"))
    for kind in ELEMENTARY:
        assert f"MF_INLINE double {kind.c}(" in text
    for name in [*CONSTANTS, *(fit.name for fit in FITS)]:
        assert re.search(rf"\b{name}\b", text), f"{name} is not used"


@pytest.mark.parametrize("bits", [12, 41, 53])
def test_leading_bits(bits):
    with mpmath.workdps(DIGITS):
        head = leading_bits(mpmath.pi, bits)
        assert 0 <= mpmath.pi - head < mpmath.ldexp(1, 2 - bits)
        assert float(head) == head
        assert head * 2 ** (bits - 2) == int(head * 2 ** (bits - 2))


def test_parts_of_constants_add_up():
    with mpmath.workdps(DIGITS):
        values = {name: mpmath.mpf(float(value())) for name, value in CONSTANTS.items()}
        sums = {"MF_LOG2_HIGH": mpmath.log(2), "MF_QUARTER_PI_HIGH": mpmath.pi / 4, "MF_PI2_6": mpmath.pi**2 / 6}
        for high, whole in sums.items():
            low = high.replace("_HIGH", "") + "_LOW"
            assert abs(values[high] + values[low] - whole) < mpmath.ldexp(whole, -90)


def test_degrees_grow_with_the_interval():
    degrees = [len(fitted(Fit("e", "P", mpmath.exp, lambda z: 1, 0.0, size)).coefficients) for size in (0.1, 0.5, 2.0)]
    assert all(a < b for a, b in pairwise(degrees))
