"""Functions that sympy lacks, or would take apart, and that kernels compute in a form of their own."""

from __future__ import annotations

from typing import Any

from mpmath.libmp import prec_to_dps
from sympy import Abs, Expr, Function, Max, Min, Rational, besselk, conjugate, exp, log, polylog, re, sqrt


class logistic(Function):
    """The logistic function 1/(1 + exp(-t)); its complement ``1 - logistic(t)`` is ``logistic(-t)``."""

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return 1 / (1 + exp(-args[0]))

    def _eval_evalf(self, prec: int) -> Expr:
        return self._eval_rewrite(None, self.args)._eval_evalf(prec)

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative."""
        return self * logistic(-self.args[0])


class modulus_squared(Function):
    """``abs(z)**2`` of a complex expression, without the square root."""

    is_real = True

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return args[0] * conjugate(args[0])


class real_product(Function):
    """``Re(conjugate(a) b)`` of two complex numbers, half of the change of `modulus_squared` when a changes by b."""

    is_real = True

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return re(conjugate(args[0]) * args[1])


class larger(Function):
    """The larger of two real values; unlike sympy's ``Max`` it does not try to find out which, which may take ages."""

    is_real = True

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return Max(*args)

    def _eval_evalf(self, prec: int) -> Expr:
        return self._eval_rewrite(None, self.args).evalf(prec_to_dps(prec))


class smaller(Function):
    """The smaller of two real values, as `larger` is the larger one."""

    is_real = True

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return Min(*args)

    def _eval_evalf(self, prec: int) -> Expr:
        return self._eval_rewrite(None, self.args).evalf(prec_to_dps(prec))


class power_series(Function):
    """``c_0 + c_1 x + c_2 x^2 + ...``, written ``power_series(x, c_0, c_1, ...)`` with rational coefficients."""

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        x, *coefficients = args
        return sum((c * x**n for n, c in enumerate(coefficients)), Rational(0))

    def _sympystr(self, printer: Any) -> str:
        x, *coefficients = self.args
        first = " + ".join(f"{c} x^{n}" if n else f"{c}" for n, c in enumerate(coefficients[:3]))
        return f"({first} + ... [{len(coefficients)} terms], x = {printer._print(x)})"


def atanh_series(square: Expr, first: int, terms: int) -> Expr:
    """``1/first + x^2/(first + 2) + x^4/(first + 4) + ...``, the series of ``atanh(x)/x`` from a later term on.

    Parameters
    ----------
    square : Expr
        ``x^2``.
    first : int
        Odd; 1 for the whole series.
    terms : int
    """
    return power_series(square, *(Rational(1, 2 * n + first) for n in range(terms)))


class log1p_positive(Function):
    """``log(1 + x)`` of an x that is known not to be negative, which saves the checks that `log1p` makes."""

    is_real = True

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return log(1 + args[0])

    def _eval_evalf(self, prec: int) -> Expr:
        return self._eval_rewrite(None, self.args)._eval_evalf(2 * prec)

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative."""
        return 1 / (1 + self.args[0])


class log1pmx(Function):
    """``x - log(1 + x)`` for x >= 0, which does not cancel for small x."""

    is_real = True

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return args[0] - log(1 + args[0])

    def _eval_evalf(self, prec: int) -> Expr:
        return self._eval_rewrite(None, self.args)._eval_evalf(2 * prec)

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative."""
        return self.args[0] / (1 + self.args[0])


class sqrt1pm1(Function):
    """``sqrt(1 + x) - 1``, which does not cancel for small x."""

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return sqrt(1 + args[0]) - 1

    def _eval_evalf(self, prec: int) -> Expr:
        return (self.args[0] / (1 + sqrt(1 + self.args[0]))).evalf(prec_to_dps(prec))

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative."""
        return 1 / (2 * sqrt(1 + self.args[0]))


class dilogarithm(Function):
    """``Li2(x)`` of a real x, and above 1 its real part.

    sympy's ``polylog(2, x)`` is the complex function; as real functions go, this one has a derivative everywhere but
    at 1, and a kernel.
    """

    is_real = True

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return re(polylog(2, args[0]))

    def _eval_evalf(self, prec: int) -> Expr | None:
        return self._eval_rewrite(None, self.args).evalf(prec_to_dps(prec)) if self.args[0].is_number else None

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative."""
        return -log(Abs(1 - self.args[0])) / self.args[0]

    def _latex(self, printer: Any) -> str:
        return rf"\operatorname{{Li}}_2\left({printer._print(self.args[0])}\right)"


class _Bessel(Function):
    """A Bessel function of thermal averages: real for x > 0, evaluated by its definition."""

    is_real = True

    def _eval_evalf(self, prec: int) -> Expr:
        return self._eval_rewrite(None, self.args).evalf(prec_to_dps(prec))


class k1e(_Bessel):
    """``exp(x) K1(x)``, which neither overflows nor vanishes for large x."""

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return exp(args[0]) * besselk(1, args[0])

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative."""
        return k1e(self.args[0]) * (1 + 1 / self.args[0]) - k2e(self.args[0])


class k2e(_Bessel):
    """``exp(x) K2(x)``."""

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return exp(args[0]) * besselk(2, args[0])

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative."""
        return k2e(self.args[0]) * (1 - 2 / self.args[0]) - k1e(self.args[0])


class bessel_ratio(_Bessel):
    """``K1(x)/K2(x)``, from 0 to 1: the thermal mean of 1/gamma, time dilation in equilibrium."""

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return besselk(1, args[0]) / besselk(2, args[0])

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative."""
        return bessel_ratio(self.args[0]) ** 2 + 3 * bessel_ratio(self.args[0]) / self.args[0] - 1
