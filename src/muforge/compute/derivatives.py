"""`derivative`: of any quantity by any of its numbers, by a kernel that is compiled when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from muforge.build.kinds import DERIVATIVES
from muforge.catalogue.entries import ArgumentEntry, Entry, VariantEntry
from muforge.catalogue.lookup import CONSTANTS, entry
from muforge.compute.evaluate import Call, call_of, compute, prepare, where_defined
from muforge.compute.input_checks import check_outside, read_inputs
from muforge.errors import ArgumentError, nearest

ACCURACY = 1e-12
"""Relative error of derivatives of integrals beyond which there is a warning."""


def derivative(
    name: str,
    by: str,
    /,
    *,
    constants: Mapping[str, float] | None = None,
    tolerance: float | None = None,
    threads: int | None = 1,
    return_error: bool = False,
    outside: str = "error",
    **inputs: Any,
) -> Any:
    """Compute the first derivative of a quantity with respect to one of its arguments.

    The formula is differentiated symbolically and compiled, which takes seconds the first time; later calls, of other
    processes too, find the kernel in the cache.

    Parameters
    ----------
    name : str
        Name in the catalogue.
    by : str
        An argument that is a number, an element of a list of fixed length (``masses_1``) or a physical constant that
        the quantity depends on; also one that an option sets (``m_mu`` for ``lepton="muon"``).
    constants, tolerance, threads, return_error, outside, **inputs
        As for `muforge.evaluate`.

    Returns
    -------
    float, complex or ndarray
        In the unit of the quantity over the unit of `by`.  On a threshold it is the derivative on the side whose
        formula holds there: 0 for a closed channel.

    Raises
    ------
    KeyError, TypeError, ValueError
        For the reasons of `muforge.evaluate`, and for a name that the quantity has no derivative by.

    Notes
    -----
    Errors are some units in the last place of the derivative, or of the quantity over the argument where that is more:
    a derivative that is small beside it (of a quantity that hardly depends on the argument, or close to a maximum) is a
    difference of larger terms.  The estimated errors of integrals, and warnings that rest on them, exaggerate then.

    Examples
    --------
    >>> import muforge
    >>> muforge.derivative("decay.vector_to_neutrinos", "g", m_X=0.3, g=0.1)  # doctest: +SKIP
    0.0007957747154594767
    """
    if check_outside(outside) == "error":
        return compute(slope(prepare(name, constants, inputs), by), tolerance, threads, return_error)
    return where_defined(
        name, constants, inputs, tolerance, threads, return_error, outside, lambda call: slope(call, by)
    )


def unit_of_derivative(name: str, by: str, inputs: dict[str, Any]) -> str:
    """The unit of a derivative: of the quantity over that of `by`."""
    quantity = entry(name)
    call = call_of(quantity, read_inputs(quantity, inputs), None)
    facts, _ = _compiled(quantity, call.variant, _inputs_meant(call, by))
    return str(facts["unit"])


def slope(call: Call, by: str) -> Call:
    """The derivative as a quantity of its own, with the same inputs."""
    quantity, variant = call.quantity, call.variant
    if not variant.differentiable:
        raise ArgumentError(
            f"{quantity.name}: no derivative by '{by}': a procedure of Python computes it, and only formulas are "
            "differentiated"
        )
    facts, kernels = _compiled(quantity, variant, _inputs_meant(call, by))
    arguments = dict(call.arguments)
    if variant.equation:
        arguments[variant.equation.unknown] = compute(call, None, 1, False)
    chosen = replace(
        variant,
        kernel=facts["kernel"],
        result=0,
        inputs=tuple(facts["inputs"]),
        powers=(),
        tolerance=facts["tolerance"],
        complex=facts["complex"],
        composition=None,
        equation=None,
    )
    accuracy = max(quantity.accuracy, ACCURACY) if chosen.integral else quantity.accuracy
    named = replace(quantity, unit=facts["unit"], variants=(chosen,), kernels=kernels, accuracy=accuracy)
    return replace(call, quantity=named, variant=chosen, arguments=arguments)


def _inputs_meant(call: Call, by: str) -> tuple[str, ...]:
    """The kernel inputs that a name stands for."""
    quantity, variant = call.quantity, call.variant
    set_by_options = {parameter: choices[call.values[option]] for parameter, option, choices in variant.selected}
    momenta = {f"{a.name}_{component}" for a in quantity.arguments if a.is_momentum for component in a.components}
    series = {a.name for a in quantity.arguments if a.series}
    own = [n for n in variant.inputs if n not in set_by_options and n not in momenta and n not in series]
    possible = list(dict.fromkeys([*own, *set_by_options.values()]))
    meant = tuple(n for n in variant.inputs if (n == by and n in own) or set_by_options.get(n) == by)
    if meant:
        return meant
    known = {a.name: a for a in quantity.arguments}
    reason = _reason(known[by], variant) if by in known else ""
    if not reason and by in CONSTANTS:
        reason = f"it does not depend on the constant {by}"
    reason = reason or f"it has no argument '{by}'{nearest(str(by), possible)}"
    raise ArgumentError(
        f"{quantity.name}: no derivative by '{by}': {reason}; possible are {', '.join(possible) or 'none'}"
    )


def _reason(argument: ArgumentEntry, variant: VariantEntry) -> str:
    """The reason why a derivative by an argument does not exist."""
    if argument.choices:
        return "it is an option, not a number"
    if argument.is_momentum:
        return "components of a momentum are tied to each other by its mass"
    if argument.is_list:
        return "it is a list"
    return "it is not given" if argument.optional and argument.name not in variant.present else ""


def _compiled(quantity: Entry, variant: VariantEntry, by: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The entry and the kernel of a derivative; sympy is needed the first time only."""
    from muforge.build.cache import content_name
    from muforge.build.provenance import sources_fingerprint
    from muforge.catalogue.models_in_use import model_in_use
    from muforge.kernels.libraries import load, user_cache

    cache = user_cache()
    model = model_in_use(quantity.family)
    origin = model.family.identity if model else ""
    name = content_name(sources_fingerprint(), origin, variant.kernel, str(variant.result), *by)
    facts = cache.answer(DERIVATIVES, name)
    if facts is None:
        facts = _derived(quantity, variant, by)
        cache.remember(DERIVATIVES, name, facts)
    (library,) = cache.libraries([facts["code"]])
    return facts, dict(load(library))


def _derived(quantity: Entry, variant: VariantEntry, by: tuple[str, ...]) -> dict[str, Any]:
    """The derivative of a declared formula as C code, with what calling it takes."""
    from muforge.catalogue.declarations import declared
    from muforge.codegen.backends.c.family import library_c
    from muforge.codegen.interfaces.record import KernelRecord
    from muforge.codegen.pipeline import program_of
    from muforge.symbolic.language.slopes import Slope

    which = (variant.kernel, variant.result)
    original = next(v for v in declared(quantity.name).variants if (v.kernel, v.result) == which)
    derived = Slope.of(original, by)
    try:
        program = program_of(derived)
    except TypeError as error:  # NoDerivativeError, and comparisons that sympy refuses
        raise ArgumentError(f"{quantity.name}: no derivative by '{', '.join(by)}': {error}") from error
    record = KernelRecord.of(program, str(derived.unit), derived.quantity.accuracy)
    return {
        "kernel": record.name,
        "inputs": record.inputs,
        "tolerance": record.tolerance,
        "complex": record.complex,
        "unit": record.unit,
        "code": library_c([(derived, program)]),
    }
