"""Coefficients of the elementary functions in `codegen/runtime`: fitted functions, intervals and errors.

Each family of functions has a file here, which describes its argument reduction and lists its polynomials and
constants, and a header of the same name in `codegen/runtime`, which uses them.  All numbers end up in one generated
header, ``coefficients.h``, each polynomial with its interval, degree and error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from muforge.codegen.elementary import arctangent, bessel, circular, dilogarithm, error_function, exponential, logarithm
from muforge.codegen.elementary.fit import Fit

FAMILIES = (logarithm, exponential, circular, arctangent, dilogarithm, bessel, error_function)

FITS: tuple[Fit, ...] = tuple(fit for family in FAMILIES for fit in family.FITS)

CONSTANTS: Mapping[str, Callable[[], Any]] = {k: v for family in FAMILIES for k, v in family.CONSTANTS.items()}
"""Constants by name; computed in the working precision when called, so that a later one may need all its digits."""
