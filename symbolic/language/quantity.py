"""Declarations: how a formula becomes a quantity of muforge.

A quantity is written as a Python function that builds a sympy expression::

    @quantity(unit=GeV, source="arXiv:1902.07715 eq. (2)")
    def vector_to_neutrinos(m_X: BosonMass, g: Coupling) -> Expr:
        '''Partial width of a vector into one flavour of left-handed neutrinos.'''
        return g**2 * m_X / (24 * pi)

Its module and name give the quantity's name (``decay.vector_to_neutrinos``), the annotations its
arguments, the docstring its help.  Options (``Literal`` annotations) are plain strings inside the
function; every combination of options is a *variant* with a compiled kernel of its own.

The function is read once, here; from then on a quantity is data.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sympy import Expr
from sympy.core.sympify import sympify

from muforge.symbolic.language.annotations import Argument, arguments_of, by_name
from muforge.symbolic.language.arguments import Selected
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.literature import Erratum, Printed
from muforge.symbolic.language.nodes.computed import whole
from muforge.symbolic.language.places import Place
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.language.variant import Variant, concerns
from muforge.symbolic.nature.units import Unit

TOPICS = "muforge.symbolic.families"
"""Package of the topics."""
FUNCTION_ACCURACY = 16 * 2.0**-52
"""Relative accuracy that is promised for widths and loop functions: 16 units in the last place."""
INTEGRAL_ACCURACY = 1e-12
"""Relative accuracy that is promised for integrals over phase space."""


@dataclass(frozen=True)
class Quantity:
    """A declared quantity; calling it with symbols and options gives its expression.

    Parameters
    ----------
    name : str
        Family and own name, e.g. ``decay.vector_to_neutrinos``.
    doc : str
    unit : Unit
        Unit of the result, where the formula of a variant does not say another one.
    source : str
        Paper and equation, or "derived".
    parameters : mapping of str to Argument
        Parameter of `build` -> the argument that sets it.  An option that picks constants may set several.
    build : callable
        From the arguments, by the names of parameters, to a formula.
    declared_in : Place
        Where it is declared.
    points : tuple of str
        Numeric inputs that typically vary inside a batch.
    printed : tuple of Printed or Erratum
    accuracy : float
        Relative accuracy that its kernels promise.
    results : tuple of str
        Options whose choices are results of one kernel.
    parameters_of_model : tuple of str
        Names of all parameters of its model, those among them that it does not depend on.
    together : tuple
        For inputs that only fit each other, such as the representations of a model: the sets of values that proofs
        draw, by the names of the inputs.
    """

    name: str
    doc: str
    unit: Unit
    source: str
    parameters: Mapping[str, Argument] = field(hash=False)
    build: Callable[..., Any]
    declared_in: Place
    points: tuple[str, ...] = ()
    printed: tuple[Printed | Erratum, ...] = ()
    accuracy: float = FUNCTION_ACCURACY
    results: tuple[str, ...] = ()
    parameters_of_model: tuple[str, ...] = ()
    together: tuple[tuple[Mapping[str, float], ...], ...] = field(default=(), hash=False)

    def __post_init__(self) -> None:
        try:
            _ = self.arguments
        except DeclarationError as error:
            raise DeclarationError(f"{self.name}: {error}") from None

    def __call__(self, /, *args: Any, **kwargs: Any) -> Expr:
        made = self.build(*args, **kwargs)
        return whole(made.expression if isinstance(made, Formula) else sympify(made))

    @property
    def family(self) -> str:
        """Name of the topic's folder, or of the model or file that declares the quantity."""
        return self.name.partition(".")[0]

    @property
    def errata(self) -> tuple[Erratum, ...]:
        """The misprints of the sources."""
        return tuple(record for record in self.printed if isinstance(record, Erratum))

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments as a user gives them, in order."""
        return by_name(self.parameters)

    @property
    def selectors(self) -> dict[str, Selected]:
        """Kernel parameter -> the option that picks a constant for it."""
        return {name: argument.selected for name, argument in self.parameters.items() if argument.selected}

    def input_names(self, lengths: Mapping[str, int]) -> list[str]:
        """Names of the numeric inputs with lists spelled out (``masses_1``, ``masses_2`` ...)."""
        names: list[str] = []
        for parameter, argument in self.parameters.items():
            if argument.selected:
                names.append(parameter)
            elif argument.real and not argument.fills:
                names += argument.elements(lengths.get(argument.name, 0))
        return names

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """Every combination of options, optional arguments and list lengths."""
        choices = [[(a.name, choice) for choice in a.choices] for a in self.arguments if a.options]
        optional = [[(), (a.name,)] for a in self.arguments if a.optional and not a.fills]
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
        groups = [a.given_with.names for a in self.arguments if a.given_with]
        if any(set(group) & set(present) and not set(group) <= set(present) for group in groups):
            return False
        if any(sum(name in present for name in a.one_of.names) != 1 for a in self.arguments if a.one_of):
            return False
        for argument in self.arguments:
            rule, given = argument.needed_for, argument.name in present
            taken = rule is None or options[rule.option] in rule.choices
            if rule and given != taken and not (taken and argument.formula_default):
                return False
        return True


def _check_printed(quantity: Quantity, variants: tuple[Variant, ...]) -> None:
    for record in quantity.printed:
        if not any(concerns(record, variant) for variant in variants):
            options = [a for a in quantity.arguments if a.options]
            choices = [f"{a.name} ({', '.join(map(str, a.choices))})" for a in options]
            raise DeclarationError(
                f"{quantity.name}: the printed equation '{record.where}' is about {dict(record.options)} with "
                f"{list(record.given) or 'nothing optional'} given, which no variant has; options are "
                f"{', '.join(choices) or 'none'}"
            )


def batch_inputs(arguments: Iterable[Argument], varying: Iterable[str]) -> tuple[str, ...]:
    """Numeric inputs that vary inside a batch: those of the arguments with these names, and momenta."""
    varying = set(varying)
    return tuple(name for a in arguments if a.name in varying or a.is_momentum for name in a.elements())


def quantity(
    *,
    unit: Unit,
    source: str,
    points: tuple[str, ...] = (),
    printed: tuple[Printed | Erratum, ...] = (),
    accuracy: float = FUNCTION_ACCURACY,
    results: tuple[str, ...] = (),
    together: tuple[tuple[Mapping[str, float], ...], ...] = (),
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
        Equations of the literature that the formula is checked against, right and wrong ones.
    accuracy : float
        Relative accuracy that the compiled kernels are proven to have; where the formula is ill-conditioned
        (close to a threshold) it is relative to the change that rounding the inputs to double precision makes.
    results : tuple of str
        Options whose choices are results of one kernel, not kernels of their own: integrals over the same nodes.
    together : tuple
        Sets of values of inputs that only fit each other, by their names; proofs draw one of each.

    Raises
    ------
    DeclarationError
        If an annotation describes no argument, or `points` names none.
    """

    def declare(function: Callable[..., Any]) -> Quantity:
        name = f"{_family(function.__module__)}.{function.__name__}"
        try:
            parameters = arguments_of(function)
        except DeclarationError as error:
            raise DeclarationError(f"{name}: {error}") from None
        unknown = set(points) - {a.name for a in parameters.values()}
        if unknown:
            raise DeclarationError(f"{name}: points has {sorted(unknown)}; arguments are {', '.join(parameters)}")
        return Quantity(
            name=name,
            doc=inspect.getdoc(function) or f"{name}, without a description.",
            unit=unit,
            source=source,
            parameters=parameters,
            build=function,
            declared_in=Place.of(function),
            points=batch_inputs(parameters.values(), points),
            printed=printed,
            accuracy=accuracy,
            results=results,
            together=together,
        )

    return declare


def _family(module: str) -> str:
    """The folder of a topic's ``quantities.py`` or ``SUBJECT_quantities.py``, or the name of a single file."""
    folder, _, file = module.rpartition(".")
    topic = folder.removeprefix(f"{TOPICS}.")
    if topic != folder and "." not in topic and (file == "quantities" or file.endswith("_quantities")):
        return topic
    return file
