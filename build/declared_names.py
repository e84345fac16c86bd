"""What a file of models may be called, and its models, quantities and their kernels: nothing twice, nothing lost."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

from sympy import Dummy

from muforge.symbolic.language.annotations import Argument
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.nodes.computed import parts_of
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.language.user_errors import MuforgeError
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.mediators.declaration import Model


def check_family(path: Path, family: str) -> None:
    """Refuse the name of a file as the first part of the names of its quantities, unless it is an identifier.

    Raises
    ------
    MuforgeError
    """
    if not family.isidentifier():
        better = re.sub(r"\W", "_", family)
        better = better if better.isidentifier() else f"file_{better}"
        raise MuforgeError(
            f"'{path.name}' is the first part of the names of its quantities, which takes letters, digits and _ alone; "
            f"rename it, e.g. to {better}.py"
        )


def declared_twice(content: bytes, names: Collection[str]) -> tuple[str, int, int] | None:
    """A model or quantity that a later one of the same name replaces: its name and the lines of both; None mostly.

    Parameters
    ----------
    content : bytes
        The file.
    names : collection of str
        Names that are models or quantities once the file has run.
    """
    for block in ast.walk(ast.parse(content)):
        for statements in (getattr(block, "body", None), getattr(block, "orelse", None)):
            first: dict[str, int] = {}
            for statement in statements if isinstance(statements, list) else []:
                if isinstance(statement, ast.FunctionDef) and statement.decorator_list and statement.name in names:
                    if statement.name in first:
                        return statement.name, first[statement.name], statement.lineno
                    first[statement.name] = statement.lineno
    return None


def unused(quantities: Collection[Quantity], model: Model | None) -> list[str]:
    """A line for each parameter that nothing depends on: of a model, or else of one of the quantities."""
    if model:
        return _unused(model.name, model.arguments, quantities)
    return [line for quantity in quantities for line in _unused(quantity.name, quantity.arguments, [quantity])]


def _unused(owner: str, arguments: Iterable[Argument], quantities: Iterable[Quantity]) -> list[str]:
    used = {name for quantity in quantities for variant in quantity.variants for name in _names_that_matter(variant)}
    return [
        f"nothing depends on the parameter '{argument.name}' of {owner}"
        for argument in arguments
        if argument.real and used.isdisjoint(argument.elements(max(argument.lengths, default=0)))
    ]


@cache
def _names_that_matter(variant: Variant) -> frozenset[str]:
    """Names of the inputs that a variant depends on, through the kernels of others too."""
    found: set[str] = set()
    for ingredient in variant.formula.ingredients:
        parts = {part: Dummy() for part in parts_of(ingredient)}
        found |= names_in(ingredient.xreplace(parts))
        for part in parts:
            matter = _names_that_matter(part.variant)
            inputs = zip(part.variant.inputs, part.inputs, strict=True)
            found |= {name for argument, value in inputs if argument in matter for name in names_in(value)}
    return frozenset(found)


def check_kernels(quantity: Quantity, owners: dict[str, Variant], known: Collection[str]) -> None:
    """Refuse a quantity whose kernels would be called as others are.

    Parameters
    ----------
    quantity : Quantity
    owners : dict of str to Variant
        Kernels of other quantities of the family; those of this one are added.
    known : collection of str
        Names of the kernels of muforge.

    Raises
    ------
    MuforgeError
    """
    for variant in quantity.variants:
        other = owners.setdefault(variant.kernel, variant)
        taken = variant.kernel in known
        if taken or variant not in other.together:
            owner = "muforge itself" if taken else other.quantity.name
            raise MuforgeError(
                f"{quantity.name} would have a kernel called {variant.kernel}, as has {owner}; rename the quantity "
                "or one of its options"
            )
