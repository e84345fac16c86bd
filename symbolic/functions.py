"""Functions that sympy lacks, or would take apart, and that kernels compute in a form of their own."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Function, Rational, conjugate, exp, log


class logistic(Function):
    """The logistic function 1/(1 + exp(-t)); its complement ``1 - logistic(t)`` is ``logistic(-t)``."""

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return 1 / (1 + exp(-args[0]))

    def _eval_evalf(self, prec: int) -> Expr:
        return self._eval_rewrite(None, self.args)._eval_evalf(prec)


class modulus_squared(Function):
    """``abs(z)**2`` of a complex expression, without the square root."""

    is_real = True

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return args[0] * conjugate(args[0])


class power_series(Function):
    """``c_0 + c_1 x + c_2 x^2 + ...``, written ``power_series(x, c_0, c_1, ...)`` with rational coefficients."""

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        x, *coefficients = args
        return sum((c * x**n for n, c in enumerate(coefficients)), Rational(0))

    def _sympystr(self, printer: Any) -> str:
        x, *coefficients = self.args
        first = " + ".join(f"{c} x^{n}" if n else f"{c}" for n, c in enumerate(coefficients[:3]))
        return f"({first} + ... [{len(coefficients)} terms], x = {printer._print(x)})"


class log1p_positive(Function):
    """``log(1 + x)`` of an x that is known not to be negative, which saves the checks that `log1p` makes."""

    is_real = True

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return log(1 + args[0])

    def _eval_evalf(self, prec: int) -> Expr:
        return self._eval_rewrite(None, self.args)._eval_evalf(2 * prec)


class log1pmx(Function):
    """``x - log(1 + x)`` for x >= 0, which does not cancel for small x."""

    is_real = True

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr:
        return args[0] - log(1 + args[0])

    def _eval_evalf(self, prec: int) -> Expr:
        return self._eval_rewrite(None, self.args)._eval_evalf(2 * prec)
