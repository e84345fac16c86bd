"""The catalogue: everything that must be known of the quantities without sympy, as plain data.

The fields of the data are those of the classes in `muforge.catalogue.entries`; what has its default is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache, singledispatch
from typing import Any

from sympy import Basic, Expr, Piecewise, Symbol
from sympy.logic.boolalg import Boolean, true

from muforge.codegen.interfaces.formula_trees import tree_of
from muforge.codegen.interfaces.record import KernelRecord
from muforge.codegen.ir import InternalError
from muforge.codegen.notice import NOTICE
from muforge.codegen.plan.tolerances import FINEST_TOLERANCE, tolerance_at_depth
from muforge.symbolic.language.annotations import Argument
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.arguments import RESULTS_OF_PARTS
from muforge.symbolic.language.equation import Equation
from muforge.symbolic.language.formula import Formula, Kind
from muforge.symbolic.language.literature import Erratum
from muforge.symbolic.language.nesting import dimensions
from muforge.symbolic.language.nodes.computed import Computed, parts_of
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.language.scaling import power_of
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.language.wording import equation_text, ratio_text, statement
from muforge.symbolic.nature.constants import EDITION, TABLE

Data = dict[str, Any]
LONGEST_CONDITION = 60
"""Comparisons with more characters are not read at a glance: they need words."""


def contents_text(families: Mapping[str, Iterable[Quantity]]) -> str:
    """The text of ``catalogue.json``: constants, limits of tolerances, and the names of all quantities by family."""
    head = {"notice": NOTICE, "edition": EDITION, "finest_tolerance": FINEST_TOLERANCE}
    constants = [
        {"name": name, "value": float(c.value), "unit": str(c.unit), "about": c.about} for name, c in TABLE.items()
    ]
    names = {family: [quantity.name for quantity in quantities] for family, quantities in families.items()}
    head_lines = ",\n".join(f" {_json(key)}: {_json(value)}" for key, value in head.items())
    constant_lines = ",\n".join(f"  {_json(constant)}" for constant in constants)
    name_lines = ",\n".join(f"  {_json(family)}: {_lines(members, 3)}" for family, members in names.items())
    return f'{{\n{head_lines},\n "constants": [\n{constant_lines}\n ],\n "names": {{\n{name_lines}\n }}\n}}\n'


def entries_text(entries: Mapping[str, Data]) -> str:
    """The text of the file of a family: arguments, variants and errata on a line each."""
    blocks = []
    for name, entry in entries.items():
        short = {key: value for key, value in entry.items() if not isinstance(value, list)}
        lists = [f"  {_json(key)}: {_lines(value, 3)}" for key, value in entry.items() if isinstance(value, list)]
        blocks.append(",\n".join([f" {_json(name)}: {_json(short).removesuffix('}')}", *lists]) + "}")
    return f'{{\n"notice": {_json(NOTICE)},\n"quantities": {{\n' + ",\n".join(blocks) + "\n}\n}\n"


def _lines(items: list[Any], indent: int) -> str:
    separator = ",\n" + indent * " "
    return f"[{separator.join(map(_json, items))}]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def entries_data(quantities: Iterable[Quantity], records: Mapping[str, KernelRecord]) -> dict[str, Data]:
    """Everything about some quantities, by name.

    Parameters
    ----------
    quantities : iterable of Quantity
    records : mapping
        What is known of the kernels that are compiled, by their names.

    Raises
    ------
    DeclarationError
        If a condition needs words and has none, or cannot be expressed with NumPy.
    """
    return {quantity.name: _entry(quantity, records) for quantity in quantities}


def _entry(quantity: Quantity, records: Mapping[str, KernelRecord]) -> Data:
    fields = {
        "doc": quantity.doc,
        "unit": str(quantity.unit),
        "source": quantity.source,
        "accuracy": quantity.accuracy,
        "arguments": [_argument(argument) for argument in quantity.arguments],
        "ignored": [name for name in quantity.parameters_of_model if name not in quantity.parameters],
        "variants": [_variant(variant, records) for variant in quantity.variants],
        "errata": [_erratum(erratum) for erratum in quantity.errata],
    }
    return {name: value for name, value in fields.items() if value != []}


def _erratum(erratum: Erratum) -> Data:
    return {
        "where": statement(erratum),
        "printed": equation_text(erratum.printed),
        "right": equation_text(erratum.right),
        "ratio": ratio_text(erratum),
        "shown": erratum.shown,
    }


def _argument(argument: Argument) -> Data:
    fields: Data = {"name": argument.name, "about": argument.about}
    if argument.real:
        fields["unit"] = str(argument.real.unit)
        for limit in ("above", "at_least", "at_most", "plausible"):
            value = getattr(argument.real, limit)
            if value is not None:
                fields[limit] = float(value)
        if argument.real.whole:
            fields["whole"] = True
    fields |= _given(argument, "choices", "lengths", "components", "series", "optional", "fills", "rows", "stacked")
    fields |= _given(argument, "formula_default", "function_of")
    if argument.default is not None:
        fields["default"] = argument.default
    if argument.needed_for:
        fields["needed_for"] = [argument.needed_for.option, *argument.needed_for.choices]
    if argument.given_with:
        fields["given_with"] = argument.given_with.names
    if argument.one_of:
        fields["one_of"] = argument.one_of.names
    return fields


def _given(described: Any, *names: str) -> Data:
    """The attributes of these names that are not empty."""
    return {name: getattr(described, name) for name in names if getattr(described, name)}


def _variant(variant: Variant, records: Mapping[str, KernelRecord]) -> Data:
    formula = variant.formula
    record = records.get(variant.kernel)
    fields: Data = {"kernel": variant.kernel} | _given(variant, "options", "present", "lengths")
    if not variant.inputs and formula.result is not None:
        return fields | {"value": float(formula.result.evalf(30))}
    fields["inputs"] = variant.inputs
    selected = [
        (parameter, chosen.option, {choice: str(constant) for choice, constant in chosen.constants})
        for parameter, chosen in variant.quantity.selectors.items()
    ]
    optional = {
        "selected": selected,
        "unused": variant.unused,
        "powers": _powers(variant),
        "tolerance": record.tolerance if record else None,
        "series": bool(record and record.series),
        "result": variant.result,
        "complex": bool(record and record.complex),
        **_how(formula, variant, records),
        "valid": [_condition(variant, condition) for condition in formula.valid],
        "physical": [_condition(variant, condition) for condition in formula.physical],
        "approximations": [
            *(_approximation(variant, a, False) for a in formula.approximations),
            *(_approximation(variant, a, True) for a in formula.inherited),
        ],
    }
    return fields | {name: value for name, value in optional.items() if value}


def _powers(variant: Variant) -> list[tuple[str, float]]:
    """Arguments that enter as a power and in no condition."""
    formula = variant.formula
    if variant.unknowns or formula.result is None:
        return []
    conditions = {name for condition in (*formula.valid, *formula.physical) for name in _names(condition)}
    found = []
    for name in variant.inputs:
        power = None if name in variant.constants or name in conditions else power_of(formula.result, name)
        if power:
            found.append((name, int(power) if power.is_Integer else float(power)))
    return found


@singledispatch
def _how(kind: Kind, variant: Variant, records: Mapping[str, KernelRecord]) -> Data:
    """How a variant is computed, as a field of its entry; nothing if a kernel does it alone."""
    raise InternalError(f"no entry is known for {type(kind).__name__}")


@_how.register
def _(formula: Formula, variant: Variant, records: Mapping[str, KernelRecord]) -> Data:
    return {"composition": _composition(formula.expression, records)} if formula.composed else {}


@_how.register
def _(equation: Equation, variant: Variant, records: Mapping[str, KernelRecord]) -> Data:
    low, high = tree_of(equation.low), tree_of(equation.high)
    return {"equation": {"unknown": equation.unknown.name, "low": low, "high": high}}


@_how.register
def _(procedure: Procedure, variant: Variant, records: Mapping[str, KernelRecord]) -> Data:
    own = {symbol.name for symbol in procedure.constants}
    takes = [name for name in variant.inputs if name in own or name not in variant.constants]
    parts = [(name, _part(part, records)) for name, part in procedure.parts.items()]
    optional = {"parts": parts, "elements": list(procedure.elements), "texts": sorted(procedure.texts.items())}
    given = {name: value for name, value in optional.items() if value}
    return {"procedure": {"name": procedure.name, "inputs": takes} | given}


def _part(part: Computed, records: Mapping[str, KernelRecord]) -> Data:
    """A kernel that something else calls, with its inputs: names or numbers."""
    inputs = [s.name if isinstance(s, Symbol) else float(s) for s in part.inputs]
    record = records.get(part.kernel)
    tolerance = record.tolerance if record else _tolerance(part)
    optional = {"tolerance": tolerance, "result": part.result}
    return {"kernel": part.kernel, "inputs": inputs} | {name: value for name, value in optional.items() if value}


def _composition(expression: Expr, records: Mapping[str, KernelRecord]) -> Data:
    """How to combine the parts of an expression that kernels compute."""
    parts = sorted(parts_of(expression), key=lambda part: str((part.kernel, part.inputs, part.result)))
    results = [Symbol(RESULTS_OF_PARTS.format(place + 1), real=True) for place in range(len(parts))]
    combined = expression.xreplace(dict(zip(parts, results, strict=True)))
    return {"parts": [_part(part, records) for part in parts], "tree": tree_of(combined)}


@cache
def _tolerance(part: Computed) -> float | None:
    """Tolerance of a kernel's integrals when none is asked for; tables stand for integrals that were done before."""
    depth = dimensions(part.expression)
    return tolerance_at_depth(depth, part.variant.quantity.accuracy)


def _approximation(variant: Variant, made: Approximation, inherited: bool) -> Data:
    fields: Data = {"name": made.name, "neglects": made.neglects}
    if made.holds != true:
        text = made.words or _readable(variant, made.holds)
        fields |= {"holds": {"text": text, "tree": tree_of(made.holds)}, "beyond": made.beyond}
    return fields | ({"inherited": True} if inherited else {}) | ({"mild": True} if made.mild else {})


def _condition(variant: Variant, condition: Boolean) -> Data:
    words = variant.formula.words.get(condition)
    return {"text": words or _readable(variant, condition), "tree": tree_of(condition)}


def _readable(variant: Variant, condition: Boolean) -> str:
    """A comparison as it is written, if that says enough."""
    text = re.sub(
        r"(?<![\w.])10{5,}(?![\w.])", lambda found: f"1e{len(found[0]) - 1}", str(condition).replace("**", "^")
    )
    if len(text) > LONGEST_CONDITION or condition.has(Piecewise) or re.search(r"\d{6,}", text):
        shown = text if len(text) < 2 * LONGEST_CONDITION else f"{text[:LONGEST_CONDITION]} ..."
        raise DeclarationError(
            f"{variant.quantity.name}: the condition on {', '.join(_names(condition))} needs words for error messages: "
            f"Formula(..., words={{condition: 'what is expected'}}); the condition is {shown}"
        )
    return text


def _names(expression: Basic) -> tuple[str, ...]:
    return tuple(sorted(s.name for s in expression.free_symbols if isinstance(s, Symbol)))
