"""`explain`: the description of a quantity as text.  Needs sympy; nothing is computed numerically."""

from __future__ import annotations

import inspect
import json
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from muforge.catalogue.entries import ArgumentEntry, Entry
from muforge.catalogue.entries import VariantEntry as Kernel
from muforge.catalogue.lookup import CONSTANTS, constants_used, entry
from muforge.catalogue.user_models import user_accuracy
from muforge.describe.accuracy_words import accuracy_in_words
from muforge.describe.errata import erratum_text
from muforge.errors import ArgumentError, DomainError, nearest
from muforge.installation import GENERATED
from muforge.procedures import procedure_named

WIDTH = 100
ACCURACY = GENERATED / "accuracy.json"


def explain(
    name: str,
    options: Mapping[str, str | bool] | None = None,
    *,
    program: bool = False,
    code: bool = False,
) -> str:
    """Describe a quantity: formula, arguments, constants, source, errata, kernels and their accuracy.

    Parameters
    ----------
    name : str
        Name in the catalogue.
    options : mapping of str to str or bool, optional
        Values of options, to see the formula and the kernels of those variants alone.
    program : bool
        Add the optimised program of the kernels shown, an operation a line.
    code : bool
        Add the generated C of the kernels shown, or the Python of the procedure.

    Returns
    -------
    str
        Lines of at most 100 columns, but for numbers and names that are longer.

    Raises
    ------
    KeyError
        If there is no such quantity.
    TypeError, ValueError
        For options that it does not have, or has not with these values.
    """
    quantity = entry(name)
    kernels = _selected(quantity, options or {})
    sections = {
        "formula": _formulas(quantity, kernels),
        "derived from": _derivation(quantity, kernels[0]),
        "expects": _lines(dict.fromkeys(c.text for k in kernels for c in (*k.physical, *k.valid))),
        "approximations": _approximations(kernels),
        "arguments": _table([(a.name, _describe(a)) for a in quantity.arguments]),
        "constants": _table([(c, _constant(c)) for c in constants_used(quantity)]),
        "source": _lines(textwrap.wrap(quantity.source, WIDTH - 2)),
        "checked against": _lines(_printed(quantity, kernels)),
        "errata of the sources": _lines("\n\n".join(map(erratum_text, quantity.errata)).splitlines()),
        "kernels": _kernels(quantity, kernels),
    }
    if program:
        sections["program"] = _programs(quantity, kernels)
    if code:
        sections["code"] = _code(quantity, kernels)
    body = [f"{title}\n{text}" for title, text in sections.items() if text]
    return "\n\n".join([f"{name} [{quantity.unit}]\n{quantity.doc.replace('``', '')}", *body]) + "\n"


def _approximations(kernels: list[Kernel]) -> str:
    """What is approximated, where that is trusted and what to use beyond."""
    lines: list[str] = []
    for made in dict.fromkeys(a for kernel in kernels for a in kernel.approximations):
        trusted = f"; trusted for {made.holds.text}; beyond, {made.beyond}" if made.holds else ""
        owner = "a part: " if made.inherited else ""
        lines += textwrap.wrap(f"{owner}{made.name}; neglects {made.neglects}{trusted}", WIDTH - 2)
    return _lines(lines)


def latex_of(name: str, options: Mapping[str, str | bool] | None = None) -> str:
    """The formula of a quantity as LaTeX, and the squared amplitude that it was derived from.

    Parameters
    ----------
    name : str
        Name in the catalogue.
    options : mapping of str to str or bool, optional
        Values of options; the first variant that has them is shown.

    Returns
    -------
    str
        One or two ``align*``, for a document that loads amsmath.

    Raises
    ------
    KeyError
        If there is no such quantity.
    TypeError, ValueError
        For options that it does not have, or has not with these values.
    """
    from muforge.describe.as_latex import as_latex
    from muforge.describe.declared_formula import derivation_of, formula_of

    quantity = entry(name)
    kernel = _selected(quantity, options or {})[0]
    variant = _declared(quantity, kernel)
    label = _label(kernel)
    title = f"% {name} [{quantity.unit}]" + (f", {label}" if label else "")
    statements = [formula_of(variant), derivation_of(variant)]
    return "\n".join([title, *(as_latex(s) for s in statements if s is not None)])


def _selected(quantity: Entry, options: Mapping[str, str | bool]) -> list[Kernel]:
    """The kernels that have the options asked for."""
    known = {a.name: a.choices for a in quantity.arguments if a.choices}
    for option, choice in options.items():
        if option not in known:
            allowed = ", ".join(known) or "none"
            raise ArgumentError(f"{quantity.name} has no option '{option}'{nearest(option, known)}; options: {allowed}")
        if choice not in known[option]:
            choices = [str(known_choice) for known_choice in known[option]]
            hint = nearest(str(choice), choices)
            raise DomainError(f"{quantity.name}: {option} = '{choice}'{hint}; allowed are {', '.join(choices)}")
    return [k for k in quantity.variants if all(options.get(name, choice) == choice for name, choice in k.options)]


def _formulas(quantity: Entry, kernels: list[Kernel]) -> str:
    """The formula of the first kernel, and how to see the others."""
    from muforge.describe.declared_formula import formula_of

    number = kernels[0].value
    shown = [repr(number)] if number is not None else _statement(formula_of(_declared(quantity, kernels[0])))
    label = _label(kernels[0])
    parts = [f"for {label}:", *shown] if label else shown
    if len(kernels) > 1 and kernels[0].options:
        option, choice = kernels[-1].options[-1]
        parts.append(f"(one of {len(kernels)} variants; see another with e.g. {option}={choice})")
    return _lines(parts)


def _derivation(quantity: Entry, kernel: Kernel) -> str:
    """The squared amplitude that the formula of a kernel was derived from."""
    from muforge.describe.declared_formula import derivation_of

    if kernel.value is not None:
        return ""
    found = derivation_of(_declared(quantity, kernel))
    return "" if found is None else _lines(_statement(found))


def _statement(statement: Any) -> list[str]:
    from muforge.describe.as_text import as_text
    from muforge.describe.declared_formula import WIDTH as COLUMNS

    title = [statement.title] if statement.title else []
    return [*title, *(line for name, written in statement.formulas.items() for line in as_text(written, name, COLUMNS))]


def _declared(quantity: Entry, kernel: Kernel) -> Any:
    """The declaration that a kernel was generated from."""
    from muforge.catalogue.declarations import declared

    which = (kernel.kernel, kernel.result)
    return next(v for v in declared(quantity.name).variants if (v.kernel, v.result) == which)


def _printed(quantity: Entry, kernels: list[Kernel]) -> list[str]:
    """Where equations and values are printed that the formula is verified against."""
    from muforge.catalogue.declarations import declared
    from muforge.symbolic.language.literature import Printed

    lines = []
    for record in declared(quantity.name).printed:
        if isinstance(record, Printed):
            options = ", ".join(f"{name}={value}" for name, value in record.options.items())
            lines += textwrap.wrap(f"{options}: {record.where}" if options else record.where, WIDTH - 2)
    if kernels[0].procedure:
        known = dict.fromkeys(value.where for value in _declared(quantity, kernels[0]).formula.known)
        lines += [line for where in known for line in textwrap.wrap(where, WIDTH - 2)]
    return lines


def _describe(argument: ArgumentEntry) -> str:
    if argument.choices:
        text = ", ".join(["one of " + ", ".join(map(str, argument.choices)), *_when_left_out(argument)])
        return f"{argument.about}: {text}" if argument.about else text
    unit = "" if argument.unit == "1" else f" [{argument.unit}]"
    limits = [
        f"{words} {limit:g}"
        for words, limit in (
            ("above", argument.above),
            ("at least", argument.at_least),
            ("at most", argument.at_most),
        )
        if limit is not None
    ]
    kind = []
    if argument.rows:
        kind = [f"rows of {', '.join(argument.fills)}, or a file of such columns; in the place of these lists"]
    elif argument.lengths:
        kind = [f"a list of {' or '.join(map(str, argument.lengths))}"]
    elif argument.components:
        kind = [f"a list of {', '.join(argument.components)}"]
    elif argument.series:
        kind = ["a list of any length"]
    return ", ".join([argument.about + unit, *kind, *limits, *_when_left_out(argument)])


def _when_left_out(argument: ArgumentEntry) -> list[str]:
    """The default of an argument, and the options that take it."""
    own = [f"a function of {argument.function_of}, or a table, too"] if argument.function_of else []
    own += [f"default {argument.formula_default}"] if argument.formula_default else []
    if argument.needed_for:
        option, *choices = argument.needed_for
        return [*own, f"for {option}={' or '.join(choices)} alone"]
    if own:
        return own
    if argument.default is not None:
        value = argument.default
        return [f"default {value:g}" if isinstance(value, float) else f"default {value}"]
    if argument.given_with:
        return [f"optional, with {', '.join(name for name in argument.given_with if name != argument.name)}"]
    if argument.one_of:
        return [f"instead of {' or '.join(name for name in argument.one_of if name != argument.name)}"]
    return ["optional"] if argument.optional else []


def _constant(name: str) -> str:
    constant = CONSTANTS[name]
    unit = "" if constant.unit == "1" else f" {constant.unit}"
    return f"{constant.value!r}{unit}, {constant.about}"


def _kernels(quantity: Entry, kernels: list[Kernel]) -> str:
    """Operations and recorded accuracy of each kernel."""
    from muforge.codegen.backends.c.costs import cost_in_words
    from muforge.codegen.pipeline import program_of

    recorded = json.loads(ACCURACY.read_text()) if ACCURACY.exists() else {}
    found, reasons = user_accuracy(quantity.family)
    recorded = {**recorded, **found}
    lines = []
    for kernel in kernels:
        if kernel.value is not None:
            lines.append(f"{_label(kernel)}: the number {kernel.value!r}")
            continue
        if kernel.procedure:
            lines += _procedure(quantity, kernel)
            continue
        if kernel.composition:
            parts = ", ".join(dict.fromkeys(part.kernel for part in kernel.composition.parts))
            label = f"{_label(kernel)}: " if _label(kernel) else ""
            lines += textwrap.wrap(f"{label}made of {parts}", WIDTH - 4, subsequent_indent="    ")
            continue
        declared = _declared(quantity, kernel)
        texts = []
        if kernel.kernel not in lines:
            lines.append(kernel.kernel)
            texts.append(f"operations: {cost_in_words(program_of(declared))}")
            if kernel.tolerance is not None:
                own = f"{kernel.tolerance:.2g}"
                texts.append(f"relative tolerance of its integrals, unless another is asked for: {own}")
        which = f"{_label(kernel)}: " if len(declared.together) > 1 else ""
        texts.append(which + accuracy_in_words(recorded.get(declared.name), reasons.get(declared.name, "")))
        for text in texts:
            lines += textwrap.wrap(text, WIDTH - 4, initial_indent="  ", subsequent_indent="    ")
    return _lines(lines)


def _procedure(quantity: Entry, kernel: Kernel) -> list[str]:
    """The first line of the procedure's docstring, the kernels that it calls, and the second method of its proof."""
    assert kernel.procedure is not None
    function = procedure_named(kernel.procedure.name)
    parts = ", ".join(dict.fromkeys(part.kernel for _, part in kernel.procedure.parts))
    declaration = _declared(quantity, kernel).formula
    texts = [
        f"procedure: {(function.__doc__ or '').splitlines()[0].replace('``', '')}",
        f"calls: {parts}" if parts else "",
        f"proven against: muforge.verify.second_methods.{declaration.second_method}",
    ]
    wrapped = [textwrap.wrap(t, WIDTH - 4, initial_indent="  ", subsequent_indent="    ") for t in texts if t]
    return [kernel.kernel, *sum(wrapped, [])]


def _programs(quantity: Entry, kernels: list[Kernel]) -> str:
    from muforge.codegen.pipeline import program_of
    from muforge.describe.program_listing import program_lines

    programs = [program_of(_declared(quantity, kernel)) for kernel in kernels if kernel.compiled]
    return _lines("\n\n".join("\n".join(program_lines(program)) for program in programs).splitlines())


def _code(quantity: Entry, kernels: list[Kernel]) -> str:
    from muforge.codegen.pipeline import c_code, program_of
    from muforge.codegen.plan.node_tables import Tables

    chosen = {kernel.kernel: kernel for kernel in kernels if kernel.compiled}
    programs = [program_of(_declared(quantity, kernel)) for kernel in chosen.values()]
    tables = Tables()
    texts = [c_code(program, tables, quantity.accuracy) for program in programs]
    functions = dict.fromkeys(procedure_named(kernel.procedure.name) for kernel in kernels if kernel.procedure)
    return "\n\n".join(text.strip() for text in [*texts, *map(inspect.getsource, functions)])


def _label(kernel: Kernel) -> str:
    parts = [f"{name}={value}" for name, value in kernel.options]
    parts += [f"{name} given" for name in kernel.present]
    parts += [f"{length} {name}" for name, length in kernel.lengths]
    return ", ".join(parts)


def _table(rows: list[tuple[str, str]]) -> str:
    width = max((len(name) for name, _ in rows), default=0)
    lines = []
    for name, text in rows:
        lines += textwrap.wrap(text, WIDTH, initial_indent=f"{name:<{width}}  ", subsequent_indent=" " * (width + 2))
    return _lines(lines)


def _lines(lines: Iterable[str]) -> str:
    return textwrap.indent("\n".join(line.rstrip() for line in lines), "  ")
