"""Couplings that are functions with pieces, such as a mixing that loops induce: each piece gets a kernel and a name.

Formulas that combine results of kernels take such a piece as one more result; a kernel that uses it often computes it
once, by its name.
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Add, Dummy, Expr, Mul, Piecewise, Pow

from muforge.symbolic.language.annotations import option
from muforge.symbolic.language.dimensions import unit_of
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied
from muforge.symbolic.nature.units import one


def coupling_functions(model: Model) -> list[Quantity]:
    """The functions with pieces that couplings of X contain, as one quantity; nothing for most models."""
    pieces = _pieces(model)
    if not pieces:
        return []

    def build(part: str, **parameters: Expr) -> Formula:
        piece = pieces[int(part) - 1]
        return Formula(piece.subs(model.at(parameters)), unit=unit_of(piece, model.units))

    return [
        implied(
            model,
            "coupling_function",
            "A function of the parameters that couplings of X contain, such as a mixing that loops induce.",
            build,
            unit=one,
            source="the couplings of the model",
            arguments=(option("part", *(str(i + 1) for i in range(len(pieces)))), *model.arguments_in(*pieces)),
        )
    ]


def for_composition(model: Model, value: Expr, parameters: Mapping[str, Expr]) -> Expr:
    """A coupling at values of parameters, to be combined with results of kernels."""
    pieces = {Dummy(real=True): piece for piece in _pieces(model) if value.has(piece)}
    plain = value.xreplace({piece: dummy for dummy, piece in pieces.items()}).subs(model.at(parameters))
    return plain.xreplace({dummy: _computed(model, piece, parameters) for dummy, piece in pieces.items()})


def for_kernel(model: Model, values: Mapping[Expr, Expr]) -> tuple[dict[Expr, Expr], Names]:
    """Couplings with names for the functions that they contain, and these names, to be put around the formula."""
    names = Names()
    named = {piece: names(f"coupling_function_{i + 1}", piece) for i, piece in enumerate(_pieces(model))}
    return {key: value.xreplace(named) for key, value in values.items()}, names


def _computed(model: Model, piece: Expr, parameters: Mapping[str, Expr]) -> Expr:
    (quantity,) = coupling_functions(model)
    own = {argument.name: parameters[argument.name] for argument in quantity.arguments if argument.real}
    return computed(quantity, part=str(_pieces(model).index(piece) + 1), **own)


def _pieces(model: Model) -> tuple[Expr, ...]:
    """The largest parts of couplings, apart from sums, products and powers, that have pieces."""
    found: dict[Expr, None] = {}
    waiting = list(reversed(model.mediator.parts.values()))
    while waiting:
        e = waiting.pop()
        if isinstance(e, Add | Mul | Pow):
            waiting += reversed(e.args)
        elif e.has(Piecewise):
            found[e] = None
    return tuple(found)
