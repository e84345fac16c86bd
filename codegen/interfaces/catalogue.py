"""The catalogue: everything the facade needs to know of the quantities, without sympy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, singledispatch

from sympy import Basic, Expr, Symbol, default_sort_key, nan
from sympy.logic.boolalg import Boolean
from sympy.printing.numpy import NumPyPrinter

from muforge.codegen.backends.c.quadrature import FINEST_TOLERANCE, tolerance_at_depth
from muforge.codegen.check.product_rule import dimensions
from muforge.codegen.interfaces.record import KernelRecord
from muforge.codegen.ir import InternalError
from muforge.codegen.notice import NOTICE
from muforge.symbolic.language.annotations import Argument
from muforge.symbolic.language.equation import Equation
from muforge.symbolic.language.formula import Formula, Kind
from muforge.symbolic.language.literature import Erratum
from muforge.symbolic.language.nodes.computed import Computed, parts_of
from muforge.symbolic.language.nodes.tabulated import Tabulated
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import Quantity, Variant
from muforge.symbolic.language.scaling import power_of
from muforge.symbolic.language.wording import equation_text, ratio_text, statement
from muforge.symbolic.nature.constants import EDITION, TABLE

ENTRY_CLASSES = ("Argument", "Composition", "Condition", "Entry", "Equation", "Erratum", "Part", "Procedure", "Variant")


def catalogue(families: Mapping[str, Iterable[Quantity]]) -> str:
    """The text of ``catalogue.py``: constants, what tolerances may be, and the names of all quantities by family."""
    names = {family: tuple(quantity.name for quantity in quantities) for family, quantities in families.items()}
    lines = [
        f'"""Constants of muforge, and names of its quantities.  {NOTICE}"""',
        "",
        "from muforge.catalogue.entries import Constant",
        "",
        f"EDITION = {EDITION!r}",
        f"FINEST_TOLERANCE = {FINEST_TOLERANCE!r}",
        "",
        "CONSTANTS = {",
        *(f"    {c.name!r}: Constant({float(c.value)!r}, {str(c.unit)!r}, {c.about!r})," for c in TABLE.values()),
        "}",
        "",
        "NAMES = {",
    ]
    for family, members in names.items():
        lines += [f"    {family!r}: (", *(f"        {name!r}," for name in members), "    ),"]
    return "\n".join([*lines, "}", ""])


def entries_module(quantities: Iterable[Quantity], records: Mapping[str, KernelRecord]) -> str:
    """The text of a module with the entries of a family."""
    lines = [
        f'"""Entries of a family of quantities.  {NOTICE}"""',
        "",
        "import numpy",
        "",
        f"from muforge.catalogue.entries import {', '.join(ENTRY_CLASSES)}",
        "",
        "ENTRIES = {",
    ]
    for quantity in quantities:
        lines += _entry(quantity, records)
    return "\n".join([*lines, "}", ""])


def _entry(quantity: Quantity, records: Mapping[str, KernelRecord]) -> list[str]:
    lines = [f"    {quantity.name!r}: Entry("]
    lines += [f"        {field!r}," for field in (quantity.name, quantity.doc, str(quantity.unit), quantity.source)]
    lines.append("        (")
    lines += [f"            {_argument(argument)}," for argument in quantity.arguments]
    lines += ["        ),", "        ("]
    for variant in quantity.variants:
        lines += _variant(variant, records)
    errata = "".join(f"\n            {_erratum(erratum)}," for erratum in quantity.errata)
    errata += "\n        " if errata else ""
    return [*lines, "        ),", f"        ({errata}),", f"        {quantity.accuracy!r},", "    ),"]


def _erratum(erratum: Erratum) -> str:
    equations = (equation_text(erratum.printed), equation_text(erratum.right))
    fields = (statement(erratum), *equations, ratio_text(erratum), erratum.shown)
    return f"Erratum({', '.join(map(repr, fields))})"


def _argument(argument: Argument) -> str:
    parts = [repr(argument.name), repr(argument.about)]
    if argument.real:
        parts.append(repr(str(argument.real.unit)))
        for limit in ("above", "at_least", "at_most"):
            value = getattr(argument.real, limit)
            if value is not None:
                parts.append(f"{limit}={float(value)!r}")
    for name in ("choices", "lengths", "components", "series", "optional"):
        value = getattr(argument, name)
        if value:
            parts.append(f"{name}={value!r}")
    if argument.default is not None:
        parts.append(f"default={argument.default!r}")
    if argument.needed_for:
        parts.append(f"needed_for={(argument.needed_for.option, *argument.needed_for.choices)!r}")
    return f"Argument({', '.join(parts)})"


def _variant(variant: Variant, records: Mapping[str, KernelRecord]) -> list[str]:
    formula = variant.formula
    record = records.get(variant.kernel)
    fields = [repr(variant.kernel)]
    for name in ("options", "present", "lengths"):
        value = getattr(variant, name)
        if value:
            fields.append(f"{name}={value!r}")
    if not variant.inputs and formula.result is not None:
        fields.append(f"value={float(formula.result.evalf(30))!r}")
        return [f"            Variant({', '.join(fields)}),"]
    fields.append(f"inputs={variant.inputs!r}")
    selected = tuple(
        (parameter, selected.option, {choice: str(constant) for choice, constant in selected.constants})
        for parameter, selected in variant.quantity.selectors.items()
    )
    if selected:
        fields.append(f"selected={selected!r}")
    powers = _powers(variant)
    if powers:
        fields.append(f"powers={powers!r}")
    if record and record.integral:
        fields.append(f"tolerance={record.tolerance!r}")
    if record and record.series:
        fields.append("series=True")
    if record and record.outputs == 2:
        fields.append("complex=True")
    lines = [f"            Variant({', '.join(fields)},"]
    lines += [f"                {text}," for text in _how(formula, variant, records)]
    for name, items in (("valid", formula.valid), ("physical", formula.physical)):
        if items:
            texts = "".join(f"\n                    {_condition(item, formula)}," for item in items)
            lines.append(f"                {name}=({texts}\n                ),")
    return [*lines, "            ),"]


def _powers(variant: Variant) -> tuple[tuple[str, float], ...]:
    """Arguments that enter as a power and in no condition."""
    formula = variant.formula
    if variant.unknowns or formula.result is None:
        return ()
    conditions = {name for condition in (*formula.valid, *formula.physical) for name in _names(condition)}
    found = []
    for name in variant.inputs:
        power = None if name in TABLE or name in conditions else power_of(formula.result, name)
        if power:
            found.append((name, int(power) if power.is_Integer else float(power)))
    return tuple(found)


@singledispatch
def _how(kind: Kind, variant: Variant, records: Mapping[str, KernelRecord]) -> list[str]:
    """How a variant is computed, as an argument of its entry; nothing if a kernel does it alone."""
    raise InternalError(f"no entry is known for {type(kind).__name__}")


@_how.register
def _(formula: Formula, variant: Variant, records: Mapping[str, KernelRecord]) -> list[str]:
    return [f"composition={_composition(formula.expression, records)}"] if formula.composed else []


@_how.register
def _(equation: Equation, variant: Variant, records: Mapping[str, KernelRecord]) -> list[str]:
    names = tuple(sorted({*_names(equation.low), *_names(equation.high)}))
    low, high = _python(equation.low), _python(equation.high)
    bracket = f"lambda {', '.join(names)}: ({low}, {high})"
    return [f"equation=Equation({equation.unknown.name!r}, {names!r}, {bracket})"]


@_how.register
def _(procedure: Procedure, variant: Variant, records: Mapping[str, KernelRecord]) -> list[str]:
    own = {symbol.name for symbol in procedure.constants}
    takes = tuple(name for name in variant.inputs if name in own or name not in TABLE)
    parts = "".join(f"({name!r}, {_part(part, records)}), " for name, part in procedure.parts.items())
    return [f"procedure=Procedure({procedure.name!r}, {takes!r}, ({parts.rstrip()}))"]


def _part(part: Computed, records: Mapping[str, KernelRecord]) -> str:
    """A kernel that something else calls, with its inputs: names or numbers."""
    inputs = tuple(s.name if isinstance(s, Symbol) else float(s) for s in part.inputs)
    record = records.get(part.kernel)
    tolerance = record.tolerance if record else _tolerance(part)
    return f"Part({part.kernel!r}, {inputs!r}{'' if tolerance is None else f', {tolerance!r}'})"


def _composition(expression: Expr, records: Mapping[str, KernelRecord]) -> str:
    """How to combine the parts of an expression that kernels compute."""
    parts = sorted(parts_of(expression), key=lambda part: str((part.kernel, part.inputs)))
    results = [Symbol(f"part_{place + 1}", real=True) for place in range(len(parts))]
    combined = expression.xreplace(dict(zip(parts, results, strict=True)))
    described = [_part(part, records) for part in parts]
    names = tuple(name for name in _names(combined) if not name.startswith("part_"))
    arguments = ", ".join([*(result.name for result in results), *names])
    return f"Composition(({', '.join(described)},), {names!r}, lambda {arguments}: {_python(combined)})"


@cache
def _tolerance(part: Computed) -> float | None:
    """Tolerance of a kernel's integrals when none is asked for; tables stand for integrals that were done before."""
    depth = dimensions(part.expression.replace(lambda e: isinstance(e, Tabulated), lambda e: e.argument))
    return tolerance_at_depth(depth, part.variant.quantity.accuracy)


def _condition(condition: Boolean, formula: Kind) -> str:
    names = _names(condition)
    words = formula.words.get(condition)
    return f"Condition({(words or _readable(condition))!r}, {names!r}, lambda {', '.join(names)}: {_python(condition)})"


def _readable(condition: Boolean) -> str:
    text = re.sub(
        r"(?<![\w.])10{5,}(?![\w.])", lambda found: f"1e{len(found[0]) - 1}", str(condition).replace("**", "^")
    )
    return text if len(text) < 120 else f"a condition on {', '.join(_names(condition))}"


def _names(expression: Basic) -> tuple[str, ...]:
    return tuple(sorted(s.name for s in expression.free_symbols if isinstance(s, Symbol)))


def _python(expression: Expr | Boolean) -> str:
    printer = _Printer({"fully_qualified_modules": True, "strict": True})
    return printer.doprint(expression) if expression is not nan else "numpy.nan"


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
