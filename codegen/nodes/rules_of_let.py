"""Named values for the code generator: each is computed once, before the body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr

from muforge.codegen.check.arrays import ArrayFunction, Nodes, Value, over_arrays
from muforge.codegen.check.exactly import Evaluated, compiled, evaluation
from muforge.codegen.translator import Translator, translation
from muforge.codegen.translator import Value as Translated
from muforge.symbolic.language.nodes.let import Let


@translation.register(Let)
def _translation(e: Let, into: Translator) -> Translated:
    into.call(e.name.name, e.value)
    return into.value(e.body)


@evaluation.register(Let)
def _evaluation(e: Let, names: tuple[str, ...], refinement: int) -> Evaluated:
    steps = []
    body: Expr = e
    while isinstance(body, Let):
        steps.append(compiled(body.value, names, refinement))
        names, body = (*names, body.name.name), body.body
    result = compiled(body, names, refinement)

    def evaluate(*values: Any) -> Any:
        for step in steps:
            values = (*values, step(*values))
        return result(*values)

    return evaluate


@over_arrays.register(Let)
def _over_arrays(e: Let, names: tuple[str, ...]) -> ArrayFunction:
    steps = []
    body: Expr = e
    while isinstance(body, Let):
        steps.append(Value(body.value, names))
        names, body = (*names, body.name.name), body.body
    result = Value(body, names)

    def evaluate(values: Sequence[Any], nodes: Nodes) -> Any:
        for step in steps:
            values = [*values, step(values, nodes)]
        return result(values, nodes)

    return evaluate
