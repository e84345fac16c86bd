"""The operations of the intermediate form: the one table from which all stages of the compiler derive.

An entry says what an operation is in sympy (which is the way back from programs, and the way in for functions), for
NumPy arrays, for mpmath numbers and in C, and what it costs.  Forms take the values of the arguments, and the data of
the operation if it has any.  A new elementary function is an entry here, and a C function in `codegen/runtime` with its
coefficients in `codegen/elementary`; see ``docs/adding-an-operation.md``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import sympy
from scipy import special
from sympy import And, Expr, Function, Indexed, IndexedBase, Not, Or, Piecewise, Rational, Sum, Symbol
from sympy.codegen.cfunctions import expm1, fma, log1p
from sympy.core.sympify import sympify

from muforge.symbolic.language.functions import (
    bessel_ratio,
    dilogarithm,
    k1e,
    k2e,
    larger,
    log1p_positive,
    log1pmx,
    logistic,
    smaller,
    sqrt1pm1,
)
from muforge.symbolic.language.nodes.line_integral import LineIntegral

FREE, FLOP, DIVISION, FUNCTION = "free", "flop", "division", "function"
"""Classes of cost: none to speak of; additions and multiplications; divisions and roots; elementary functions."""


@dataclass(frozen=True)
class Kind:
    """A kind of operation.

    Parameters
    ----------
    name : str
    arity : int
        Number of arguments.
    cost : str
    sympy : callable
        The expression.
    numpy : callable, optional
        The same for arrays of any floating-point type; None if it depends on more than values of arguments.
    mpmath : callable, optional
        The same for mpmath numbers; only for functions.
    c : str
        Operator or name of a function, in which ``{}`` is the data; empty if C has it in a form of its own.
    data : str
        What the data of the operation are; empty if it has none.
    condition : bool
        Whether the result is true or false.
    function : type, optional
        The function of sympy that is translated to this operation; `sympy` itself if that is one.
    """

    name: str
    arity: int
    cost: str
    sympy: Callable[..., Expr]
    numpy: Callable[..., Any] | None = None
    mpmath: Callable[..., Any] | None = None
    c: str = ""
    data: str = ""
    condition: bool = False
    function: type[Function] | None = None

    def __post_init__(self) -> None:
        if self.function is None and isinstance(self.sympy, type) and issubclass(self.sympy, Function):
            object.__setattr__(self, "function", self.sympy)

    def form(self, made: Callable[..., Any], arguments: Iterable[Any], data: Any) -> Any:
        """One of the forms with its arguments."""
        return made(*arguments, data) if self.data else made(*arguments)


def _element(data: tuple[str, str]) -> Expr:
    series, index = data
    return Indexed(IndexedBase(series, real=True), Symbol(index, integer=True))


def _sum(summand: Expr, index: str) -> Expr:
    return Sum(summand, (Symbol(index, integer=True), 0, Symbol("n", integer=True) - 1))


def _integral(integrand: Expr, loop: Any) -> Expr:
    t = Symbol(loop.variable, real=True)
    return LineIntegral(integrand, t, loop.step, sympify(loop.reach_low), sympify(loop.reach_high), integrand)


def _select(condition: Any, then: Expr, otherwise: Expr) -> Expr:
    return Piecewise((then, condition), (otherwise, True), evaluate=False)


def _symbol(name: str) -> Expr:
    return Symbol(name, real=True)


STRUCTURE = (
    Kind("input", 0, FREE, _symbol, data="name of the kernel argument"),
    Kind("const", 0, FREE, lambda number: number, np.float64, data="exact sympy number"),
    Kind("node", 0, FREE, _symbol, data="name of an integration variable"),
    Kind("element", 0, FREE, _element, data="name of a series, name of its index"),
    Kind("column", 0, FREE, lambda column: column.expression, data="`Column`"),
    Kind("integral", 1, FREE, _integral, data="`Loop`"),
    Kind("sum", 1, FREE, _sum, data="name of the index"),
    Kind("select", 3, FREE, _select, np.where, c="?:"),
    Kind(
        "tabulated",
        1,
        FUNCTION,
        lambda x, table: table.func(*table.args[:-1], x),
        c="mf_{.name}",
        data="`Tabulated` function of its own variable",
    ),
)


def _head(x: Any) -> Any:
    """The first half of the digits of a number."""
    digits = np.finfo(x.dtype).nmant + 1
    shifted = x * (x.dtype.type(2) ** ((digits + 1) // 2) + 1)
    return shifted - (shifted - x)


def _fma(a: Any, b: Any, c: Any) -> Any:
    """``a b + c`` with the product in two parts, so that it is exact."""
    a, b = (np.asarray(x, dtype=np.result_type(a, b, c, float)) for x in (a, b))
    a_head, b_head = _head(a), _head(b)
    a_tail, b_tail = a - a_head, b - b_head
    product = a * b
    rest = ((a_head * b_head - product) + a_head * b_tail + a_tail * b_head) + a_tail * b_tail
    total = product + c
    back = total - product
    exact = total + ((product - (total - back)) + (c - back) + rest)
    return np.where(np.isfinite(exact), exact, total)


ARITHMETIC = (
    Kind("add", 2, FLOP, operator.add, np.add, c="+"),
    Kind("sub", 2, FLOP, operator.sub, np.subtract, c="-"),
    Kind("mul", 2, FLOP, operator.mul, np.multiply, c="*"),
    Kind("div", 2, DIVISION, operator.truediv, np.divide, c="/"),
    Kind("neg", 1, FREE, operator.neg, np.negative, c="-"),
    Kind(
        "pow",
        1,
        FLOP,
        lambda x, n: x ** Rational(n),
        lambda x, n: x ** int(n),
        data="exponent, an integer above 0",
    ),
    Kind("sqrt", 1, DIVISION, sympy.sqrt, np.sqrt, c="sqrt"),
    Kind("abs", 1, FREE, sympy.Abs, np.abs, c="fabs"),
    Kind("fma", 3, FLOP, lambda a, b, c: a * b + c, _fma, lambda a, b, c: a * b + c, c="fma", function=fma),
)


def _are_real(*values: Any) -> bool:
    """Whether values can be compared; outside of their domain roots are complex, where a kernel has NaN."""
    return not any(isinstance(value, mpmath.mpc) for value in values)


COMPARISONS = (
    Kind(
        "min",
        2,
        FREE,
        smaller,
        lambda a, b: np.where(a < b, a, b),
        lambda a, b: min(a, b) if _are_real(a, b) else mpmath.nan,
        c="mf_min",
    ),
    Kind(
        "max",
        2,
        FREE,
        larger,
        lambda a, b: np.where(a > b, a, b),
        lambda a, b: max(a, b) if _are_real(a, b) else mpmath.nan,
        c="mf_max",
    ),
    Kind("lt", 2, FREE, operator.lt, np.less, c="<", condition=True),
    Kind("le", 2, FREE, operator.le, np.less_equal, c="<=", condition=True),
    Kind("and", 2, FREE, And, np.logical_and, c="&", condition=True),
    Kind("or", 2, FREE, Or, np.logical_or, c="|", condition=True),
    Kind("not", 1, FREE, Not, np.logical_not, c="!", condition=True),
)


def _log1pmx(x: Any) -> Any:
    """``x - log(1 + x)``; where that cancels, ``s x - 2 s^3 (1/3 + s^2/5 + ...)`` with ``s = x/(2 + x)``."""
    s = x / (2 + x)
    series = 0 * x
    for n in range(31, 1, -2):
        series = 1 / (0 * x + n) + s * s * series
    return np.where(np.abs(x) < 0.3, s * (x - 2 * s * s * series), x - np.log1p(x))


def _exact_log1pmx(x: Any) -> Any:
    """``x - log(1 + x)`` with the digits that cancel."""
    with mpmath.extraprec(2 * max(0, -int(mpmath.frexp(x.real)[1]))):
        return x - mpmath.log1p(x)


def _in_double(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """A function of scipy that knows no extended precision."""
    return lambda x: function(np.asarray(x, dtype=float))


ELEMENTARY = tuple(
    Kind(name, arity, FUNCTION, expression, arrays, numbers, c=f"mf_{name}")
    for name, arity, expression, arrays, numbers in (
        ("log", 1, sympy.log, np.log, mpmath.log),
        ("log1p", 1, log1p, np.log1p, lambda x: mpmath.log(1 + x)),
        ("log1p_positive", 1, log1p_positive, np.log1p, lambda x: mpmath.log(1 + x)),
        ("log1pmx", 1, log1pmx, _log1pmx, _exact_log1pmx),
        ("sqrt1pm1", 1, sqrt1pm1, lambda x: x / (1 + np.sqrt(1 + x)), lambda x: x / (1 + mpmath.sqrt(1 + x))),
        ("asinh", 1, sympy.asinh, np.arcsinh, mpmath.asinh),
        ("exp", 1, sympy.exp, np.exp, mpmath.exp),
        ("expm1", 1, expm1, np.expm1, mpmath.expm1),
        ("sinh", 1, sympy.sinh, np.sinh, mpmath.sinh),
        ("sin", 1, sympy.sin, np.sin, mpmath.sin),
        ("cos", 1, sympy.cos, np.cos, mpmath.cos),
        ("atan", 1, sympy.atan, np.arctan, mpmath.atan),
        ("atan2", 2, sympy.atan2, np.arctan2, lambda y, x: mpmath.atan2(y, x) if _are_real(y, x) else mpmath.nan),
        ("asin", 1, sympy.asin, np.arcsin, mpmath.asin),
        ("acos", 1, sympy.acos, np.arccos, mpmath.acos),
        (
            "dilogarithm",
            1,
            dilogarithm,
            lambda x: special.spence(np.asarray(1 - x, dtype=complex)).real,
            lambda x: mpmath.re(mpmath.polylog(2, x)),
        ),
        ("erf", 1, sympy.erf, _in_double(special.erf), mpmath.erf),
        ("k1e", 1, k1e, _in_double(lambda x: special.kve(1, x)), lambda x: mpmath.exp(x) * mpmath.besselk(1, x)),
        ("k2e", 1, k2e, _in_double(lambda x: special.kve(2, x)), lambda x: mpmath.exp(x) * mpmath.besselk(2, x)),
        (
            "bessel_ratio",
            1,
            bessel_ratio,
            _in_double(lambda x: special.kve(1, x) / special.kve(2, x)),
            lambda x: mpmath.besselk(1, x) / mpmath.besselk(2, x),
        ),
    )
)
"""Functions with a C function of the runtime, called ``mf_`` and their name."""

LOGISTIC = Kind("logistic", 1, FUNCTION, logistic, special.expit, lambda t: 1 / (1 + mpmath.exp(-t)))
"""Only in columns, which are computed before there is C."""

OPERATIONS: Mapping[str, Kind] = {
    kind.name: kind for kind in (*STRUCTURE, *ARITHMETIC, *COMPARISONS, *ELEMENTARY, LOGISTIC)
}
"""All kinds of operations by name."""

BY_FUNCTION: Mapping[Any, Kind] = {kind.function: kind for kind in OPERATIONS.values() if kind.function}
"""sympy function -> the operation that it is."""

IN_MPMATH: Mapping[str, Callable[..., Any]] = {
    function.__name__: kind.mpmath for function, kind in BY_FUNCTION.items() if kind.mpmath
}
"""Functions of mpmath numbers by the names of sympy's classes, for ``lambdify``."""

IN_NUMPY: Mapping[str, Callable[..., Any]] = {
    function.__name__: kind.numpy for function, kind in BY_FUNCTION.items() if kind.numpy
}
"""The same for arrays."""
