"""Quantities as plain data, generated from the formulas and read without sympy.

A class ``...Entry`` holds what the class of this name without the ending declares in `muforge.symbolic`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from muforge.catalogue.small_formulas import Tree, function_of, symbols_of


@dataclass(frozen=True, slots=True)
class ArgumentEntry:
    """An argument of a quantity.

    Parameters
    ----------
    name, about, unit : str
    choices : tuple of str or of bool
        Allowed values of an option; empty for a number.
    above, at_least, at_most : float or None
        Exclusive lower, inclusive lower and inclusive upper limit of a number.
    plausible : float or None
        Largest modulus that makes sense in physics; larger ones are computed, and said.
    lengths : tuple of int
        Allowed lengths of a list argument.
    components : tuple of str
        Names of the elements of a list argument, such as those of a four-momentum.
    series : bool
        Whether it is a list of any length, summed over.
    optional : bool
    default : float, str, bool or None
        Its value if it is not given.
    needed_for : tuple of str, or None
        An option, followed by its values that need the argument; other values do not take it.
    formula_default : str
        What the formula has in its place if it is not given.
    function_of : str
        Another argument of which it may be given as a function.
    fills : tuple of str
        Arguments that it gives values to; no formula sees it.
    rows : bool
        Whether it is a table, with a column for each of them.
    whole : bool
        Whether it is a whole number.
    stacked : bool
        Whether its choices are elements of one result where none is given.
    given_with : tuple of str
        Names of a group, its own among them, that is given as a whole or not at all.
    one_of : tuple of str
        Names of a group, its own among them, of which exactly one is given.
    """

    name: str
    about: str
    unit: str = "1"
    choices: tuple[str, ...] | tuple[bool, ...] = ()
    above: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    plausible: float | None = None
    lengths: tuple[int, ...] = ()
    components: tuple[str, ...] = ()
    series: bool = False
    optional: bool = False
    default: float | str | bool | None = None
    needed_for: tuple[str, ...] | None = None
    formula_default: str = ""
    function_of: str = ""
    fills: tuple[str, ...] = ()
    rows: bool = False
    stacked: bool = False
    whole: bool = False
    given_with: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()

    def fits(self, inputs: Mapping[str, Any]) -> bool:
        """Whether the options among the inputs are such that the argument is taken."""
        if self.needed_for is None:
            return True
        option, *choices = self.needed_for
        given = inputs.get(option)
        return isinstance(given, str | bool) and given in choices

    @property
    def is_momentum(self) -> bool:
        """Whether it is a four-momentum."""
        return self.components == ("E", "x", "y", "z")

    @property
    def is_list(self) -> bool:
        """Whether the argument takes a list of numbers."""
        return bool(self.lengths or self.components) or self.series or self.rows

    @property
    def axes(self) -> int:
        """Number of axes of a single value: none of a number, one of a list, two of a table."""
        return 2 if self.rows else int(self.is_list)


@dataclass(frozen=True)
class Condition:
    """A condition on the inputs of a kernel.

    Parameters
    ----------
    text : str
        The condition in words or as a comparison.
    tree : Tree
        The condition, see `muforge.catalogue.small_formulas`.
    """

    text: str
    tree: Tree

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The inputs that it is about."""
        return symbols_of(self.tree)

    @cached_property
    def holds(self) -> Callable[..., Any]:
        """Whether it holds, from the values of `names`."""
        return function_of(self.tree, self.names)


@dataclass(frozen=True)
class ApproximationEntry:
    """An approximation that a quantity or one of its parts makes.

    Parameters
    ----------
    name, neglects : str
    holds : Condition or None
        Where it is trusted; None for one with no boundary in the arguments.
    beyond : str
        What is known outside.
    inherited : bool
        Whether a part makes it, and not the quantity's own formula.
    mild : bool
        Whether the number outside comes with a warning and is never refused.
    """

    name: str
    neglects: str
    holds: Condition | None = None
    beyond: str = ""
    inherited: bool = False
    mild: bool = False


@dataclass(frozen=True)
class EquationEntry:
    """How a quantity that solves an equation is computed: the unknown of the kernel, searched from `low` to `high`."""

    unknown: str
    low: Tree
    high: Tree

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The inputs that the bracket depends on."""
        return tuple(sorted({*symbols_of(self.low), *symbols_of(self.high)}))

    @cached_property
    def bracket(self) -> Callable[..., tuple[Any, Any]]:
        """Both ends, from the values of `names`."""
        low, high = (function_of(end, self.names) for end in (self.low, self.high))
        return lambda *values: (low(*values), high(*values))


@dataclass(frozen=True, slots=True)
class Part:
    """A result of a kernel that a composition calls.

    Parameters
    ----------
    kernel : str
    inputs : tuple of str or float
        Its arguments in order.
    tolerance : float or None
        Of its integral, if it has one.
    result : int
        Which of the kernel's results, counted from 0.
    """

    kernel: str
    inputs: tuple[str | float, ...]
    tolerance: float | None = None
    result: int = 0


@dataclass(frozen=True)
class Composition:
    """A result made of those of other kernels.

    Parameters
    ----------
    parts : tuple of Part
    tree : Tree
        How to combine them: ``part_1``, ``part_2`` ... stand for their results.
    """

    parts: tuple[Part, ...]
    tree: Tree

    @property
    def _results(self) -> tuple[str, ...]:
        return tuple(f"part_{place + 1}" for place in range(len(self.parts)))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The inputs that it needs beside the results of the parts."""
        return tuple(name for name in symbols_of(self.tree) if name not in self._results)

    @cached_property
    def combine(self) -> Callable[..., Any]:
        """The combination, from the results of the parts and the values of `names`."""
        return function_of(self.tree, (*self._results, *self.names))


@dataclass(frozen=True, slots=True)
class ProcedureEntry:
    """A function of `muforge.procedures`, the numbers that it takes, and the kernels that it may call by name.

    `elements` are names of the numbers that it returns along a last axis, if these are several; `texts` are further
    arguments.
    """

    name: str
    inputs: tuple[str, ...]
    parts: tuple[tuple[str, Part], ...] = ()
    elements: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class VariantEntry:
    """One choice of the options of a quantity: a kernel, a number, a composition of other kernels, or a procedure.

    Parameters
    ----------
    kernel : str
        Name of the kernel, or the name that a kernel would have.
    result : int
        Which of the kernel's results, counted from 0.
    options : tuple of (str, str or bool)
    present : tuple of str
        Optional arguments that are given.
    lengths : tuple of (str, int)
    inputs : tuple of str
        Kernel arguments in order: arguments (or constants selected by an option), then constants.
    selected : tuple of (str, str, dict)
        Kernel argument, option that sets it, constant for each choice.
    unused : tuple of str
        Kernel arguments that need not be given, because the result does not depend on them.
    powers : tuple of (str, float)
        Kernel arguments that multiply the result as a power, and nothing else.
    valid, physical : tuple of Condition
        Outside the first the kernel returns NaN; the second are checked by `muforge.evaluate` alone.
    approximations : tuple of ApproximationEntry
    tolerance : float or None
        Relative tolerance of its integrals when none is asked for; None if it has none.
    series, complex : bool
    value : float, optional
        The result, if it is a mere number.
    equation : EquationEntry, optional
    composition : Composition, optional
    procedure : ProcedureEntry, optional
    """

    kernel: str
    result: int = 0
    options: tuple[tuple[str, str | bool], ...] = ()
    present: tuple[str, ...] = ()
    lengths: tuple[tuple[str, int], ...] = ()
    inputs: tuple[str, ...] = ()
    selected: tuple[tuple[str, str, dict[str, str]], ...] = ()
    unused: tuple[str, ...] = ()
    powers: tuple[tuple[str, float], ...] = ()
    valid: tuple[Condition, ...] = ()
    physical: tuple[Condition, ...] = ()
    approximations: tuple[ApproximationEntry, ...] = ()
    tolerance: float | None = None
    series: bool = False
    complex: bool = False
    value: float | None = None
    equation: EquationEntry | None = None
    composition: Composition | None = None
    procedure: ProcedureEntry | None = None

    @property
    def compiled(self) -> bool:
        """Whether it has a kernel."""
        return self.value is None and self.composition is None and self.procedure is None

    @property
    def exact(self) -> bool:
        """Whether there is no error beside rounding: no integral, and nothing made of several results."""
        return not (self.integral or self.composition or self.procedure)

    @property
    def quick(self) -> bool:
        """Whether a point takes about a microsecond at most: no integral, equation or procedure."""
        parts = self.composition.parts if self.composition else ()
        return not (self.equation or self.procedure or self.integral or any(part.tolerance for part in parts))

    @property
    def takes_tolerance(self) -> bool:
        """Whether a tolerance that is asked for changes anything, or may."""
        return not (self.procedure and not self.procedure.parts)

    @property
    def elements(self) -> tuple[str, ...]:
        """Names of the numbers of a result along its last axis; empty for a single number."""
        return self.procedure.elements if self.procedure else ()

    @property
    def shape_of_elements(self) -> tuple[int, ...]:
        """The last axis of a result of several numbers; none for a single number."""
        return (len(self.elements),) if self.elements else ()

    @property
    def differentiable(self) -> bool:
        """Whether there is an expression that can be differentiated."""
        return self.procedure is None

    @property
    def integral(self) -> bool:
        """Whether the kernel contains a quadrature."""
        return self.tolerance is not None


@dataclass(frozen=True, slots=True)
class ErratumEntry:
    """A misprint of the literature.

    Parameters
    ----------
    where : str
        Paper and equation.
    printed, right : str
        The equation as printed and as derived.
    ratio : str
        The printed over the right one; empty for statements in words.
    shown : str
        How the error was shown.
    """

    where: str
    printed: str
    right: str
    ratio: str
    shown: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A quantity of the catalogue.

    `kernels` holds kernels that are not in `muforge._fast`, `ignored` the parameters of its model that may be given
    and change nothing.
    """

    name: str
    doc: str
    unit: str
    source: str
    arguments: tuple[ArgumentEntry, ...]
    variants: tuple[VariantEntry, ...]
    errata: tuple[ErratumEntry, ...]
    accuracy: float
    ignored: tuple[str, ...] = ()
    kernels: Mapping[str, Any] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """First line of the description, as plain text."""
        return self.doc.splitlines()[0].replace("``", "")

    @property
    def family(self) -> str:
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class ConstantEntry:
    """A physical constant of the table."""

    value: float
    unit: str
    about: str
