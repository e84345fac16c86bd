"""Variants of a quantity: its options, optional arguments and lengths of lists fixed.

Every variant has one formula and, if the formula needs one, one compiled kernel.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sympy import Expr, I, IndexedBase, Symbol
from sympy.core.sympify import sympify

from muforge.symbolic.language.annotations import Argument
from muforge.symbolic.language.formula import Formula, Kind
from muforge.symbolic.language.fourvectors import FourVector
from muforge.symbolic.language.literature import Erratum, Printed
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.nature.constants import TABLE
from muforge.symbolic.nature.units import Unit

if TYPE_CHECKING:
    from muforge.symbolic.language.quantity import Quantity


def concerns(record: Printed | Erratum, variant: Variant) -> bool:
    """Whether a printed equation is about a variant."""
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
        implied = {a.name for a in self.quantity.arguments if a.needed_for or a.formula_default}
        parts += [name for name in self.present if name not in implied]
        parts += [f"default_{a.name}" for a in self.quantity.arguments if self._takes_default(a)]
        parts += [str(length) for _, length in self.lengths]
        return "_".join(parts)

    def _takes_default(self, argument: Argument) -> bool:
        """Whether the formula has another quantity in the place of an argument."""
        rule = argument.needed_for
        taken = rule is None or dict(self.options)[rule.option] in rule.choices
        return bool(argument.formula_default) and taken and argument.name not in self.present

    @cached_property
    def arguments(self) -> dict[str, Any]:
        """The arguments of the call of the quantity's function: options, and symbols for numbers."""
        values: dict[str, Any] = dict(self.options)
        lengths = dict(self.lengths)
        for argument in self.quantity.arguments:
            if argument.real is None or argument.fills:
                continue
            name, real = argument.name, argument.real
            if argument.optional and name not in self.present:
                continue
            if argument.series:
                values[name] = IndexedBase(name, real=True)
            elif argument.is_momentum:
                values[name] = FourVector.argument(name)
            elif argument.components:
                values[name] = tuple(real.symbol(element) for element in argument.elements())
            elif name in lengths:
                values[name] = tuple(real.symbol(element) for element in argument.elements(lengths[name]))
            else:
                values[name] = real.symbol(name)
        for parameter in self.quantity.selectors:
            values[parameter] = Symbol(parameter, positive=True)
        return values

    @cached_property
    def symbols(self) -> dict[str, Symbol]:
        """Symbols of arguments that are numbers, elements of lists and of momenta among them, and of constants."""
        momenta = [value for value in self.arguments.values() if isinstance(value, FourVector)]
        numbers = [value for value in self.arguments.values() if isinstance(value, Symbol)]
        numbers += [s for value in self.arguments.values() if isinstance(value, tuple) for s in value]
        numbers += [component for momentum in momenta for component in momentum.components]
        return {name: c.symbol for name, c in TABLE.items()} | {symbol.name: symbol for symbol in numbers}

    @cached_property
    def formula(self) -> Kind:
        """The kind that the quantity's function returns for this variant."""
        made = self.quantity.build(**self.arguments)
        return (made if isinstance(made, Kind) else Formula(sympify(made))).in_steps()

    @property
    def expression(self) -> Expr:
        """What the kernel computes, or would if the quantity had one; a procedure has none."""
        return self.formula.whole

    @cached_property
    def is_real(self) -> bool:
        """Whether it is real whatever its inputs are: without the imaginary unit, kernels return real numbers."""
        return not self.expression.has(I)

    @cached_property
    def composed(self) -> bool:
        """Whether it combines results of other kernels and has none of its own."""
        return self.formula.composed

    @cached_property
    def has_kernel(self) -> bool:
        """Whether it is compiled; numbers, compositions and procedures are not."""
        return bool(self.inputs) and self.formula.compiled

    @property
    def unknowns(self) -> tuple[str, ...]:
        """Inputs of the kernel that are no arguments: the unknown of an equation."""
        return tuple(symbol.name for symbol in self.formula.unknowns)

    @property
    def kernel_inputs(self) -> tuple[str, ...]:
        """Arguments of the kernel in order; the unknown of an equation comes first."""
        return (*self.unknowns, *self.inputs)

    @property
    def printed(self) -> tuple[Printed | Erratum, ...]:
        """The printed equations that are about this variant."""
        return tuple(record for record in self.quantity.printed if concerns(record, self))

    @property
    def unit(self) -> Unit:
        """Unit of the result."""
        return self.formula.unit or self.quantity.unit

    @cached_property
    def argument_units(self) -> dict[str, Unit]:
        """Unit of every symbol that stands for an argument or a constant, by name."""
        units = {name: constant.unit for name, constant in TABLE.items()}
        lengths = dict(self.lengths)
        for parameter, argument in self.quantity.parameters.items():
            if argument.selected:
                units[parameter] = TABLE[str(argument.selected.constants[0][1])].unit
            elif argument.real:
                units |= argument.units(lengths.get(argument.name, 0))
        return units

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Unit of every symbol that the formula may contain, by name; the unknown of an equation among them."""
        unknowns = dict.fromkeys(self.unknowns, self.quantity.unit)
        return dict(self.formula.other_units) | self.argument_units | unknowns

    @property
    def positive(self) -> frozenset[str]:
        """Symbols that stand for numbers above 0: constants, and arguments that are declared so."""
        names = set(TABLE)
        lengths = dict(self.lengths)
        for parameter, argument in self.quantity.parameters.items():
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
        constants = set().union(*(variant._used for variant in self.together)) - set(declared)
        unknown = constants - set(TABLE)
        if unknown:
            raise DeclarationError(
                f"{self.quantity.name}: the formula uses {sorted(unknown)}, which are neither arguments nor "
                "constants; annotate them as arguments or add them to the table of constants"
            )
        return tuple(first + rest + [name for name in TABLE if name in constants])

    @cached_property
    def constants(self) -> frozenset[str]:
        """Inputs that are physical constants; an argument may have the name of one."""
        return frozenset(TABLE) & frozenset(self.inputs) - frozenset(self.quantity.input_names(dict(self.lengths)))

    @property
    def unused(self) -> tuple[str, ...]:
        """Parameters of its model that the quantity takes and this variant does not depend on."""
        return tuple(
            name for name in self.quantity.parameters_of_model if name in self.inputs and name not in self._used
        )

    @property
    def _used(self) -> set[str]:
        """Names of all symbols of the formula."""
        return {name for part in self.formula.ingredients for name in names_in(part)} - set(self.unknowns)
