"""Declarations: how a formula becomes a quantity of muforge.

A quantity is a Python function that builds a sympy expression::

    @quantity(unit=GeV, source="arXiv:1902.07715 eq. (2)")
    def vector_to_neutrinos(m_X: BosonMass, g: Coupling) -> Expr:
        '''Partial width of a vector into one flavour of left-handed neutrinos.'''
        return g**2 * m_X / (24 * pi)

Its module and name give the quantity's name (``decay.vector_to_neutrinos``), the annotations its
arguments, the docstring its help.  Options (``Literal`` annotations) are plain strings inside the
function; every combination of options is a *variant* with a compiled kernel of its own.
"""

from __future__ import annotations

import inspect
import itertools
import typing
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sympy import Expr, IndexedBase, Symbol
from sympy.core.sympify import sympify

from muforge.symbolic.language.annotations import Argument, argument_of, default_of
from muforge.symbolic.language.arguments import SETTINGS, Selected
from muforge.symbolic.language.formula import Formula, Root
from muforge.symbolic.language.fourvectors import FourVector
from muforge.symbolic.language.literature import Erratum, Printed
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.nodes.computed import parts_of, whole
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.nature.constants import TABLE
from muforge.symbolic.nature.units import Unit


def _concerns(record: Printed | Erratum, variant: Variant) -> bool:
    return record.options.items() <= dict(variant.options).items() and set(record.given) == set(variant.present)


@dataclass(frozen=True)
class Variant:
    """A quantity with its options, optional arguments and list lengths fixed: one expression, a kernel's result."""

    quantity: Quantity
    options: tuple[tuple[str, str | bool], ...]
    present: tuple[str, ...]
    lengths: tuple[tuple[str, int], ...]

    @property
    def name(self) -> str:
        """A name that no other variant has, e.g. ``kaon_rate_ratio_vector``."""
        return self._name(self.options)

    @property
    def kernel(self) -> str:
        """Name of the compiled kernel, which computes all results of the quantity at once if there are several."""
        return self._name(self._options_of_kernel)

    @property
    def _options_of_kernel(self) -> tuple[tuple[str, str | bool], ...]:
        return tuple((name, value) for name, value in self.options if name not in self.quantity.results)

    @cached_property
    def together(self) -> tuple[Variant, ...]:
        """The variants that are results of the same kernel, in the order of its results; often this one alone."""
        if not self.quantity.results:
            return (self,)
        own = (self._options_of_kernel, self.present, self.lengths)
        return tuple(v for v in self.quantity.variants if (v._options_of_kernel, v.present, v.lengths) == own)

    @property
    def result(self) -> int:
        """Which result of the kernel it is, counted from 0."""
        return self.together.index(self)

    def _name(self, options: tuple[tuple[str, str | bool], ...]) -> str:
        parts = [self.quantity.name.replace(".", "_")]
        parts += [name if value is True else value for name, value in options if value is not False]
        implied = {a.name for a in self.quantity.arguments if a.needed_for}
        parts += [name for name in self.present if name not in implied]
        parts += [str(length) for _, length in self.lengths]
        return "_".join(parts)

    @cached_property
    def arguments(self) -> dict[str, Any]:
        """What the quantity's function is called with: options, and symbols for numbers."""
        values: dict[str, Any] = dict(self.options)
        lengths = dict(self.lengths)
        for argument in self.quantity.arguments:
            if argument.real is None:
                continue
            name, real = argument.name, argument.real
            if argument.optional and name not in self.present:
                continue
            if argument.series:
                values[name] = IndexedBase(name, real=True)
            elif argument.components:
                values[name] = FourVector.argument(name)
            elif name in lengths:
                values[name] = tuple(real.symbol(element) for element in argument.elements(lengths[name]))
            else:
                values[name] = real.symbol(name)
        for parameter in self.quantity.selectors:
            values[parameter] = Symbol(parameter, positive=True)
        return values

    @cached_property
    def symbols(self) -> dict[str, Symbol]:
        """Symbols of the arguments that are numbers by themselves, and of constants, by name."""
        return {name: c.symbol for name, c in TABLE.items()} | {
            name: value for name, value in self.arguments.items() if isinstance(value, Symbol)
        }

    @cached_property
    def formula(self) -> Formula | Root:
        """The formula of this variant, from calling the quantity's function."""
        made = self.quantity.function(**self.arguments)
        return made if isinstance(made, Formula | Root) else Formula(sympify(made))

    @property
    def expression(self) -> Expr:
        """What the kernel computes."""
        return self.formula.residual if isinstance(self.formula, Root) else whole(self.formula.expression)

    @cached_property
    def composed(self) -> bool:
        """Whether it combines results of other kernels and has none of its own."""
        return isinstance(self.formula, Formula) and bool(parts_of(self.formula.expression))

    @property
    def has_kernel(self) -> bool:
        """Whether it is compiled; numbers and compositions are not."""
        return bool(self.inputs) and not self.composed

    @property
    def kernel_inputs(self) -> tuple[str, ...]:
        """Arguments of the kernel in order; the unknown of an equation comes first."""
        return (self.formula.unknown.name, *self.inputs) if isinstance(self.formula, Root) else self.inputs

    @property
    def printed(self) -> tuple[Printed | Erratum, ...]:
        """The printed equations that are about this variant."""
        return tuple(record for record in self.quantity.printed if _concerns(record, self))

    @property
    def unit(self) -> Unit:
        """Unit of the result."""
        if self.quantity.constants:  # all variants have the same, and to build their formulas takes long
            return self.quantity.unit
        own = self.formula.unit if isinstance(self.formula, Formula) else None
        return own or self.quantity.unit

    @cached_property
    def argument_units(self) -> dict[str, Unit]:
        """Unit of every symbol that stands for an argument or a constant, by name."""
        units = {name: constant.unit for name, constant in TABLE.items()}
        lengths = dict(self.lengths)
        for parameter, argument in self.quantity.by_parameter.items():
            if argument.selected:
                units[parameter] = TABLE[str(argument.selected.constants[0][1])].unit
            elif argument.real:
                for element in argument.elements(lengths.get(argument.name, 0)):
                    units[element] = argument.real.unit
        return units

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Unit of every symbol that the formula may contain, by name; the unknown of an equation among them."""
        unknown = {self.formula.unknown.name: self.quantity.unit} if isinstance(self.formula, Root) else {}
        return self.argument_units | unknown

    @property
    def positive(self) -> frozenset[str]:
        """Symbols that stand for numbers above 0: constants, and arguments that are declared so."""
        names = set(TABLE)
        lengths = dict(self.lengths)
        for parameter, argument in self.quantity.by_parameter.items():
            if argument.selected:
                names.add(parameter)
            elif argument.real and argument.real.above is not None and argument.real.above >= 0:
                names.update(argument.elements(lengths.get(argument.name, 0)))
        return frozenset(names)

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Kernel arguments in order: points, the other arguments as declared, then constants."""
        absent = {a.name for a in self.quantity.arguments if a.optional} - set(self.present)
        declared = [n for n in self.quantity.input_names(dict(self.lengths)) if n not in absent]
        first = [name for name in declared if name in self.quantity.points]
        rest = [name for name in declared if name not in first]
        constants = self._declared_constants
        if constants is None:
            constants = self._used - set(declared)
        unknown = constants - set(TABLE)
        if unknown:
            raise DeclarationError(
                f"{self.quantity.name}: the formula uses {sorted(unknown)}, which are neither arguments nor "
                "constants; annotate them as arguments or add them to the table of constants"
            )
        return tuple(first + rest + [name for name in TABLE if name in constants])

    @property
    def _declared_constants(self) -> set[str] | None:
        found = self.quantity.constants
        return {symbol.name for symbol in found(**dict(self.options))} if found else None

    @property
    def _used(self) -> set[str]:
        """Names of all symbols of the formula."""
        formula = self.formula
        if isinstance(formula, Root):
            parts: list[Any] = [formula.residual, formula.low, formula.high, *formula.valid]
            return {name for part in parts for name in names_in(part)} - {str(formula.unknown)}
        return {name for part in (formula.expression, *formula.valid, *formula.physical) for name in names_in(part)}

    def check_constants(self) -> None:
        """Check those that the quantity declares against the formula.

        Raises
        ------
        DeclarationError
        """
        declared = self._declared_constants
        used = self._used & set(TABLE) - {name for name, value in self.arguments.items() if isinstance(value, Symbol)}
        if declared is not None and declared != used:
            raise DeclarationError(
                f"{self.name}: the constants {sorted(declared)} are declared, the formula uses {sorted(used)}"
            )


FUNCTION_ACCURACY = 16 * 2.0**-52
"""Relative accuracy that is promised for widths and loop functions: 16 units in the last place."""
INTEGRAL_ACCURACY = 1e-12
"""Relative accuracy that is promised for integrals over phase space."""


@dataclass(frozen=True)
class Quantity:
    """A declared quantity; calling it with symbols and options gives its expression."""

    function: Callable[..., Any]
    unit: Unit
    source: str
    point_arguments: tuple[str, ...]
    printed: tuple[Printed | Erratum, ...] = field(default=())
    accuracy: float = FUNCTION_ACCURACY
    constants: Callable[..., tuple[Symbol, ...]] | None = None
    results: tuple[str, ...] = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Expr:
        made = self.function(*args, **kwargs)
        return whole(made.expression if isinstance(made, Formula) else sympify(made))

    @property
    def family(self) -> str:
        """Name of the topic's folder, or of the model or file that declares the quantity."""
        return self.function.__module__.removesuffix(".quantities").rpartition(".")[2]

    @property
    def name(self) -> str:
        return f"{self.family}.{self.function.__name__}"

    @property
    def doc(self) -> str:
        return inspect.getdoc(self.function) or ""

    @property
    def errata(self) -> tuple[Erratum, ...]:
        """What the sources print wrongly."""
        return tuple(record for record in self.printed if isinstance(record, Erratum))

    @cached_property
    def _hints(self) -> dict[str, Any]:
        hints = typing.get_type_hints(self.function, include_extras=True)
        return {name: hints.get(name) for name in inspect.signature(self.function).parameters}

    @cached_property
    def by_parameter(self) -> dict[str, Argument]:
        """Parameter of the function -> the argument that sets it; an option may set several."""
        signature = inspect.signature(self.function).parameters
        return {
            name: replace(argument_of(self.name, name, hint), default=default_of(signature[name]))
            for name, hint in self._hints.items()
        }

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments as a user gives them, in order."""
        found: dict[str, Argument] = {}
        for argument in self.by_parameter.values():
            if argument.name in SETTINGS:
                raise DeclarationError(
                    f"{self.name}: an argument is called '{argument.name}', as is a setting of muforge.evaluate or "
                    "muforge.scan; choose another name"
                )
            first = found.setdefault(argument.name, argument)
            if argument.choices != first.choices:
                raise DeclarationError(
                    f"{self.name}: the option '{argument.name}' has the values {list(first.choices)} for one "
                    f"parameter and {list(argument.choices)} for another; give a constant for each value to both"
                )
        return tuple(found.values())

    @cached_property
    def points(self) -> tuple[str, ...]:
        """Numeric inputs that typically vary inside a batch; momenta always do."""
        chosen = [a for a in self.arguments if a.name in self.point_arguments or a.components]
        return tuple(element for argument in chosen for element in argument.elements())

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the function's parameters (not those of options that pick a constant), in order."""
        return tuple(self._hints)

    @cached_property
    def selectors(self) -> dict[str, Selected]:
        """Kernel parameter -> the option that picks a constant for it."""
        return {name: argument.selected for name, argument in self.by_parameter.items() if argument.selected}

    def input_names(self, lengths: dict[str, int]) -> list[str]:
        """Names of the numeric inputs with lists spelled out (``masses_1``, ``masses_2`` ...)."""
        names: list[str] = []
        for parameter, argument in self.by_parameter.items():
            if argument.selected:
                names.append(parameter)
            elif argument.real:
                names += argument.elements(lengths.get(argument.name, 0))
        return names

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """Every combination of options, optional arguments and list lengths."""
        choices = [[(a.name, choice) for choice in a.choices] for a in self.arguments if a.choices and not a.selected]
        optional = [[(), (a.name,)] for a in self.arguments if a.optional]
        lengths = [[(a.name, n) for n in a.lengths] for a in self.arguments if a.lengths]
        variants = tuple(
            Variant(self, options, sum(present, ()), sizes)
            for options in itertools.product(*choices)
            for present in itertools.product(*optional)
            for sizes in itertools.product(*lengths)
            if self._belong_together(dict(options), sum(present, ()))
        )
        _check_printed(self, variants)
        unknown = [name for name in self.results if name not in dict(sum(choices, []))]
        if unknown:
            raise DeclarationError(
                f"{self.name}: results={self.results!r}, but {unknown[0]!r} is not one of its options"
            )
        return variants

    def _belong_together(self, options: dict[str, Any], present: tuple[str, ...]) -> bool:
        """Whether the arguments that some choices need are given for these choices and no others."""
        needed = [(a.name, a.needed_for) for a in self.arguments if a.needed_for]
        return all((name in present) == (options[rule.option] in rule.choices) for name, rule in needed)


def _check_printed(quantity: Quantity, variants: tuple[Variant, ...]) -> None:
    for record in quantity.printed:
        if not any(_concerns(record, variant) for variant in variants):
            options = [a for a in quantity.arguments if a.choices and not a.selected]
            choices = [f"{a.name} ({', '.join(map(str, a.choices))})" for a in options]
            raise DeclarationError(
                f"{quantity.name}: the printed equation '{record.where}' is about {dict(record.options)} with "
                f"{list(record.given) or 'nothing optional'} given, which no variant has; options are "
                f"{', '.join(choices) or 'none'}"
            )


def quantity(
    *,
    unit: Unit,
    source: str,
    points: tuple[str, ...] = (),
    printed: tuple[Printed | Erratum, ...] = (),
    accuracy: float = FUNCTION_ACCURACY,
    constants: Callable[..., tuple[Symbol, ...]] | None = None,
    results: tuple[str, ...] = (),
) -> Callable[[Callable[..., Any]], Quantity]:
    """Declare a function that builds an expression as a quantity of muforge.

    Parameters
    ----------
    unit : Unit
        Unit of the result; checked symbolically against the expression.
    source : str
        Paper and equation, or "derived".
    points : tuple of str
        Arguments that typically vary inside a batch; everything that depends on the others alone is
        computed once for the batch when they are constant in it.
    printed : tuple of Printed or Erratum
        Equations of the literature that the formula is checked against, and those that are wrong there.
    accuracy : float
        Relative accuracy that the compiled kernels are proven to have; where the formula is ill-conditioned
        (close to a threshold) it is relative to what rounding the inputs to double precision changes.
    constants : callable, optional
        From the options to the physical constants of the formula; they are found from the formula if it is not given.
        For integrals that other quantities are made of: these can be declared then without building the integrals.
    results : tuple of str
        Options whose choices are results of one kernel, not kernels of their own: integrals over the same nodes.
    """

    def declare(function: Callable[..., Any]) -> Quantity:
        return Quantity(function, unit, source, points, printed, accuracy, constants, results)

    return declare
