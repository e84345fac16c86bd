"""Why a result is exactly 0: the channel that is closed, from the cases of the declared formula.  Needs sympy."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from sympy import Add, Max, Min, Mul, Piecewise, Pow, Symbol
from sympy.core.basic import Basic
from sympy.core.expr import UnevaluatedExpr
from sympy.core.relational import Relational
from sympy.logic.boolalg import ITE, And, Boolean, false, true

from muforge.catalogue.declarations import declared
from muforge.compute.evaluate import Call
from muforge.describe.as_text import one_line
from muforge.symbolic.language.functions import larger, smaller
from muforge.symbolic.language.nodes.let import Let

Numbers = Mapping[Basic, float]
"""Values of the symbols of a formula at one point."""


def why_zero(call: Call, place: int) -> str:
    """Why a result is 0 at one point, e.g. ``m_X is above m_K - m_mu``; empty where the formula does not say.

    Parameters
    ----------
    call : Call
    place : int
        Flat index of the point.
    """
    variants = declared(call.quantity.name).variants
    which = (call.variant.kernel, call.variant.result)
    variant = next((v for v in variants if (v.kernel, v.result) == which), None)
    if variant is None or call.variant.procedure or call.variant.equation:
        return ""
    values = {}
    for symbol in variant.expression.free_symbols:
        given = call.arguments.get(symbol.name)
        if isinstance(given, int | float | np.ndarray) and np.ndim(given) <= len(call.shape):
            values[symbol] = float(np.broadcast_to(given, call.shape).ravel()[place])
    constants = {parameter: choices[call.values[option]] for parameter, option, choices in call.variant.selected}
    known = {s: Symbol(constants.get(s.name, s.name), real=True) for s in values}
    plain = variant.expression.xreplace(known)
    return _reason(plain, {known[s]: value for s, value in values.items()}, set(call.values))


def _reason(e: Basic, values: Numbers, users: set[str]) -> str:
    """Why an expression is 0, if its structure says so."""
    if isinstance(e, Symbol):
        return f"{e.name} is 0" if values.get(e) == 0 else ""
    if isinstance(e, Piecewise):
        return _of_cases(e, values, users)
    if isinstance(e, Mul):
        return next(filter(None, (_reason(factor, values, users) for factor in e.args)), "")
    if isinstance(e, Add):
        reasons = dict.fromkeys(_reason(term, values, users) for term in e.args)
        return "" if "" in reasons else "; ".join(reasons)
    if isinstance(e, Pow) and e.exp.is_positive:
        return _reason(e.base, values, users)
    if isinstance(e, Let):
        return _reason(e.body.xreplace({e.name: e.value}), values, users)
    if isinstance(e, UnevaluatedExpr):
        return _reason(e.args[0], values, users)
    return ""


def _of_cases(e: Piecewise, values: Numbers, users: set[str]) -> str:
    missed: list[Boolean] = []
    for value, condition in e.args:
        holds = _holds(condition, values)
        if holds is None:
            return ""
        if holds and value == 0:
            return _failed(missed[-1], values, users) if missed else one_line(condition)
        if holds:
            return _reason(value, values, users)
        missed.append(condition)
    return ""


def _holds(condition: Boolean, values: Numbers) -> bool | None:
    """Whether a condition holds at a point; None if that depends on more than the values."""
    if isinstance(condition, ITE):  # the case that does not hold may have no real number
        test, yes, no = condition.args
        chosen = _holds(test, values)
        return None if chosen is None else _holds(yes if chosen else no, values)
    try:
        found = _evaluated(condition).subs(dict(values))
    except TypeError:  # sympy compares no complex numbers, such as roots in a case that does not hold
        return None
    return True if found == true else False if found == false else None


def _evaluated(e: Basic) -> Basic:
    """An expression without the order of its sums."""
    return e.replace(UnevaluatedExpr, lambda inner: inner)


def _failed(condition: Boolean, values: Numbers, users: set[str]) -> str:
    """A condition that does not hold, in words about an argument of the user where it is linear in one."""
    if isinstance(condition, And):
        parts = sorted(condition.args, key=str)
        return next((_failed(part, values, users) for part in parts if _holds(part, values) is False), "")
    if isinstance(condition, Relational):
        excess = _evaluated(condition.gts - condition.lts).replace(larger, Max).replace(smaller, Min).expand()
        names = {symbol.name: symbol for symbol in excess.free_symbols}
        for name in sorted({*names} & users) or sorted(names):
            slope = excess.coeff(names[name])
            bound = (names[name] - excess / slope).expand() if slope.is_number and slope != 0 else excess
            if names[name] not in bound.free_symbols:
                side = "below" if slope > 0 else "above"
                place = bound.subs(dict(values))
                if not place.is_real:
                    continue
                at = float(place)
                return f"{name} is {'at' if at == values[names[name]] else side} {one_line(bound)} = {at:.6g}"
    return f"{one_line(condition)} does not hold"
