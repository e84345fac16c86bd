"""Elementary functions that kernels can use: one table for all stages of the compiler.

Operation ``name`` of the intermediate form is the C function ``mf_name`` of the runtime.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath
from sympy import acos, asin, asinh, atan, atan2, cos, exp, log, sin, sinh
from sympy.codegen.cfunctions import expm1, log1p

from muforge.symbolic.language.functions import bessel_ratio, dilogarithm, k1e, k2e, log1p_positive, log1pmx, sqrt1pm1

ELEMENTARY: Mapping[Any, str] = {
    log: "log",
    log1p: "log1p",
    log1p_positive: "log1p_positive",
    log1pmx: "log1pmx",
    sqrt1pm1: "sqrt1pm1",
    asinh: "asinh",
    exp: "exp",
    expm1: "expm1",
    sinh: "sinh",
    sin: "sin",
    cos: "cos",
    atan: "atan",
    atan2: "atan2",
    asin: "asin",
    acos: "acos",
    dilogarithm: "dilogarithm",
    k1e: "k1e",
    k2e: "k2e",
    bessel_ratio: "bessel_ratio",
}
"""sympy function -> operation."""


def _are_real(*values: Any) -> bool:
    """Whether values can be compared; outside of their domain roots are complex, where a kernel has NaN."""
    return not any(isinstance(value, mpmath.mpc) for value in values)


IN_MPMATH: Mapping[str, Callable[..., Any]] = {
    "atan2": lambda y, x: mpmath.nan if isinstance(y + x, mpmath.mpc) else mpmath.atan2(y, x),
    "log1p": lambda x: mpmath.log(1 + x),
    "log1p_positive": lambda x: mpmath.log(1 + x),
    "log1pmx": lambda x: x - mpmath.log(1 + x),
    "sqrt1pm1": lambda x: x / (1 + mpmath.sqrt(1 + x)),
    "expm1": mpmath.expm1,
    "fma": lambda a, b, c: a * b + c,
    "larger": lambda a, b: max(a, b) if _are_real(a, b) else mpmath.nan,
    "smaller": lambda a, b: min(a, b) if _are_real(a, b) else mpmath.nan,
    "dilogarithm": lambda x: mpmath.re(mpmath.polylog(2, x)),
    "k1e": lambda x: mpmath.exp(x) * mpmath.besselk(1, x),
    "k2e": lambda x: mpmath.exp(x) * mpmath.besselk(2, x),
    "bessel_ratio": lambda x: mpmath.besselk(1, x) / mpmath.besselk(2, x),
}
"""What sympy does not know how to write for mpmath, by name, and what has no value in pieces that do not apply."""
