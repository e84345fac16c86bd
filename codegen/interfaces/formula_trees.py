"""Small formulas as data: what `muforge` evaluates with NumPy, without sympy and without generated code.

A tree is a number, ``true`` or ``false``, the name of a symbol, or a list of a function's name and its arguments::

    m_X > 2*m_e          ["greater", "m_X", ["*", 2, "m_e"]]
    pi/(a - b)           ["/", ["pi"], ["-", "a", "b"]]

Operations stand in the order in which sympy prints them for NumPy, so that results do not depend on the form.
"""

from __future__ import annotations

import ast
from typing import TypeAlias

from sympy import Expr, default_sort_key, nan
from sympy.logic.boolalg import Boolean
from sympy.printing.codeprinter import PrintMethodNotImplementedError
from sympy.printing.numpy import NumPyPrinter

from muforge.codegen.interfaces.tree_functions import CONSTANTS, FUNCTIONS, SELECT
from muforge.symbolic.language.user_errors import DeclarationError

Tree: TypeAlias = bool | int | float | str | list["Tree"]
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
CHAINS = ("+", "*")
"""Operators that a tree applies to any number of arguments, from the left."""


def tree_of(expression: Expr | Boolean) -> Tree:
    """The tree of an expression.

    Raises
    ------
    DeclarationError
        If the expression contains a function that NumPy does not have.
    """
    if expression is nan:
        return ["nan"]
    printer = _Printer({"fully_qualified_modules": True, "strict": True})
    try:
        text = printer.doprint(expression)
    except PrintMethodNotImplementedError as error:
        raise DeclarationError(f"a condition or a combination of kernels cannot contain this: {error}") from None
    return _tree(ast.parse(text, mode="eval").body)


def _tree(node: ast.expr) -> Tree:
    """The tree of printed Python."""
    match node:
        case ast.Constant(value=bool() | int() | float() as value):
            return value
        case ast.Name(id=name):
            return name
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return ["negative", _tree(operand)]
        case ast.BinOp(left=left, op=op, right=right):
            name = OPERATORS[type(op)]
            first, second = _tree(left), _tree(right)
            if name in CHAINS and isinstance(first, list) and first[0] == name:
                return [*first, second]
            return [name, first, second]
        case ast.Call(func=ast.Name(id="abs"), args=[value]):
            return ["abs", _tree(value)]
        case ast.Attribute(value=ast.Name(id="numpy"), attr=name) if name in CONSTANTS:
            return [name]
        case ast.Call(func=ast.Attribute(value=ast.Name(id="numpy"), attr=name), args=args):
            if name == SELECT:
                conditions, values = args
                assert isinstance(conditions, ast.List)
                assert isinstance(values, ast.List)
                pairs = zip(conditions.elts, values.elts, strict=True)
                return [SELECT, *(_tree(part) for pair in pairs for part in pair)]
            if name in FUNCTIONS:
                return [name, *map(_tree, args)]
    raise DeclarationError(f"a condition or a combination of kernels cannot contain this: {ast.unparse(node)}")


class _Printer(NumPyPrinter):
    """NumPy alone, pair by pair: sympy needs `functools` for more than two values, and arrays of one shape."""

    def _print_Max(self, expression: Expr) -> str:
        return self._one_of("numpy.maximum", expression)

    def _print_Min(self, expression: Expr) -> str:
        return self._one_of("numpy.minimum", expression)

    _print_larger, _print_smaller = _print_Max, _print_Min

    def _print_And(self, expression: Boolean) -> str:
        return self._one_of("numpy.logical_and", expression)

    def _print_Or(self, expression: Boolean) -> str:
        return self._one_of("numpy.logical_or", expression)

    def _one_of(self, function: str, expression: Expr | Boolean) -> str:
        *others, last = map(self._print, sorted(expression.args, key=default_sort_key))
        for other in reversed(others):
            last = f"{function}({other}, {last})"
        return last
