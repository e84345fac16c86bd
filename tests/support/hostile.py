"""Calls and command lines that users could make by mistake, or to break something, from a seeded generator."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from muforge.catalogue.entries import VariantEntry
from muforge.catalogue.lookup import CONSTANTS, entry
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.registry import quantities
from muforge.verify.sampling import samples

POINTS = 6
"""Samples of the domain of each variant, beside those at its boundaries."""
EXTREMES = (0.0, -0.0, 1e-100, 1e-30, 1e-9, 1.0, 1e9, 1e30, 1e100, -1.0, -1e-100)
"""Numbers for which the right value is known: powers of them are in the range of double precision."""
BEYOND = (5e-324, 1e-310, 1e-200, 1e200, 1e308, -1e-300)
"""Numbers whose powers leave the range: no error of others and no NaN may follow."""
NO_NUMBERS: tuple[Callable[[], Any], ...] = (
    lambda: float("nan"),
    lambda: float("inf"),
    lambda: -float("inf"),
    lambda: None,
    lambda: "",
    lambda: "0.1",
    lambda: "0.1 GeV",
    lambda: "\x00\n\ud800",
    lambda: "x" * 5000,
    lambda: b"0.1",
    lambda: True,
    lambda: np.True_,
    lambda: 1j,
    lambda: np.complex128(0.1),
    lambda: [],
    lambda: {},
    lambda: {"m_X": 1},
    lambda: set(),
    lambda: object(),
    lambda: len,
    lambda: float,
    lambda: 10**400,
    lambda: Fraction(1, 3),
    lambda: Decimal("0.1"),
    lambda: np.ma.masked,
    lambda: np.ma.masked_array([0.1, 0.2], [True, False]),
    lambda: np.zeros((0, 3)),
    lambda: np.full((2, 1, 3), 0.1),
    lambda: np.full((3, 2), np.nan),
    lambda: [[0.1], [0.1, 0.2]],
    lambda: np.array(["a", "b"]),
    lambda: np.array([0.1, None], dtype=object),
    lambda: np.array(0.1),
    lambda: np.float32(0.1),
    lambda: np.longdouble("1e4000") if np.finfo(np.longdouble).max > 1e308 else np.longdouble(0.1),
    lambda: np.int64(-3),
    lambda: np.datetime64("2020-01-01"),
    lambda: np.array([1, 2], dtype="m8[s]"),
    lambda: np.zeros(2, dtype=[("a", float)]),
    lambda: range(3),
    lambda: (x for x in (0.1, 0.2)),
    lambda: memoryview(b"12345678"),
)
SETTINGS: Mapping[str, tuple[Any, ...]] = {
    "tolerance": (1e-6, 1e-3, 0, -1, 1, "x", [], float("nan"), np.float32(1e-3), True, 1e-14),
    "threads": (1, 2, None, 0, -1, 1.5, "all", 10**30, np.int64(2), True),
    "return_error": (True, False, "yes", None),
    "outside": ("error", "warn", "nan", "", "NaN", None, 3, []),
    "constants": (
        {},
        None,
        {"m_mu": 0.1},
        {"m_mu": 0},
        {"m_mu": -0.0},
        {"m_mu": 1e300},
        {"m_mu": 105.66},
        {"m_mu": "0.1"},
        {"m_mu": None},
        {"m_mu": [0.1]},
        {"m_mu": True},
        {"m_mu": 10**400},
        {"nothing": 1.0},
        {1: 2},
        [1],
        "m_mu",
        {"G_F": float("nan")},
    ),
}


@dataclass(frozen=True)
class Call:
    """A call of `muforge.evaluate`.

    Parameters
    ----------
    name : str
    inputs : dict
        Arguments and settings as a user gives them.
    variant : Variant or None
        Whose kernel inputs `sample` holds; None where the right value is not known.
    sample : dict
    """

    name: Any
    inputs: dict[str, Any]
    variant: Variant | None = None
    sample: dict[str, Any] = field(default_factory=dict)


@cache
def valid_calls(name: str) -> tuple[Call, ...]:
    """Calls of a quantity in its domain and close to its boundaries, for every variant."""
    quantity = entry(name)
    found = []
    for variant, kernel in zip(quantities()[name].variants, quantity.variants, strict=True):
        if kernel.value is None and kernel.procedure is None:
            for sample in samples(variant, POINTS):
                inputs = _as_given(name, kernel, sample)
                found.append(Call(name, inputs, None if kernel.equation else variant, dict(sample)))
    return tuple(found)


def _as_given(name: str, kernel: VariantEntry, sample: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments and constants that make a sample of kernel inputs."""
    quantity = entry(name)
    inputs: dict[str, Any] = dict(kernel.options)
    replaced: dict[str, float] = {}
    lengths = dict(kernel.lengths)
    for parameter, option, choices in kernel.selected:
        if parameter in sample:
            known = {choice: CONSTANTS[constant].value for choice, constant in choices.items()}
            inputs[option] = min(known, key=lambda choice: abs(known[choice] - sample[parameter]))
    for argument in quantity.arguments:
        if argument.components:
            inputs[argument.name] = [sample.get(f"{argument.name}_{c}", 0.0) for c in argument.components]
        elif argument.name in lengths:
            inputs[argument.name] = [sample[f"{argument.name}_{i + 1}"] for i in range(lengths[argument.name])]
        elif argument.name in sample:
            inputs[argument.name] = sample[argument.name]
        elif argument.choices and argument.name not in inputs:
            inputs[argument.name] = argument.choices[0]
    for constant, value in sample.items():
        if constant in CONSTANTS and value != CONSTANTS[constant].value and constant not in inputs:
            replaced[constant] = value
    return inputs | ({"constants": replaced} if replaced else {})


class Hostile:
    """Draws calls; the same seed gives the same ones.

    Parameters
    ----------
    seed : int
    names : list of str
        Quantities that are called.
    """

    def __init__(self, seed: int, names: list[str]) -> None:
        self._generator = random.Random(seed)
        self._names = names

    def call(self) -> Call:
        """A call that is right in one case of three, right but extreme in another, and wrong in the others."""
        generator = self._generator
        valid = generator.choice(valid_calls(generator.choice(self._names)))
        kind = generator.random()
        if kind < 0.35:
            return valid
        numbers = [
            a.name for a in entry(valid.name).arguments if not (a.choices or a.is_list) and a.name in valid.inputs
        ]
        if kind < 0.6 and numbers:
            argument = generator.choice(numbers)
            value = generator.choice((*EXTREMES, valid.sample[argument] * generator.choice((1 - 2**-52, 2, -1, 1e3))))
            return Call(valid.name, valid.inputs | {argument: value}, valid.variant, valid.sample | {argument: value})
        if kind < 0.65 and numbers:
            return Call(valid.name, valid.inputs | {generator.choice(numbers): generator.choice(BEYOND)})
        inputs = dict(valid.inputs)
        for _ in range(generator.choice((1, 1, 2, 3))):
            self._spoil(inputs)
        name = valid.name if generator.random() < 0.95 else generator.choice((None, 1, "", "a.b", "../x.y", [], "kaon"))
        return Call(name, inputs)

    def _spoil(self, inputs: dict[str, Any]) -> None:
        generator = self._generator
        kind = generator.random()
        if kind < 0.6 and inputs:
            inputs[generator.choice(sorted(inputs))] = generator.choice(NO_NUMBERS)()
        elif kind < 0.8:
            setting = generator.choice(sorted(SETTINGS))
            inputs[setting] = generator.choice(SETTINGS[setting])
        elif kind < 0.9 and inputs:
            inputs.pop(generator.choice(sorted(inputs)))
        else:
            inputs[generator.choice(("m_X", "mass", "", "\n", "boson", "x" * 400))] = generator.choice(EXTREMES)

    def words(self) -> list[str]:
        """A command line."""
        generator = self._generator
        valid = generator.choice(valid_calls(generator.choice(self._names)))
        command = generator.choice(COMMANDS)
        if command == "list":
            return [
                "list",
                *generator.sample(["kaon", "koan", "--x", "", "kaon.x", "\ud800"], generator.choice((0, 1, 2))),
            ]
        pairs = [
            f"{key}={','.join(map(repr, value)) if isinstance(value, list) else value}"
            for key, value in valid.inputs.items()
            if key != "constants"
        ]
        if command == "scan":
            return ["scan", valid.name, *self._spoilt(pairs), "m_X=0.1:0.2:3", "-o", generator.choice(OUTPUTS)]
        if command in ("eval", "explain"):
            return [command, valid.name, *self._spoilt(pairs)]
        if command == "verify":
            return ["verify", generator.choice(("nothing", "a.b", "kaon.x", "\n")), *self._spoilt([])]
        if command in ("figure", "demo"):
            return [command, *self._spoilt([valid.name, *pairs][: 2 * (command == "figure")]), "-o", "/proc/x.pdf"]
        return [command, *self._spoilt([generator.choice(("dark_photon", "nothing.py", valid.name, "/")), *pairs[:1]])]

    def _spoilt(self, words: list[str]) -> list[str]:
        generator = self._generator
        words = list(words)
        for _ in range(generator.choice((0, 1, 1, 2))):
            place = generator.randrange(len(words) + 1)
            kind = generator.random()
            if kind < 0.3 and place < len(words):
                cut = generator.randrange(len(words[place]) + 1)
                words[place] = words[place][:cut] + generator.choice(PIECES) + words[place][cut:]
            elif kind < 0.5 and words:
                words.pop(generator.randrange(len(words)))
            elif kind < 0.7 and words:
                words.append(generator.choice(words))
            else:
                words.insert(place, generator.choice(WORDS))
        return words


COMMANDS = ("eval", "eval", "eval", "scan", "scan", "list", "model", "build", "verify", "figure", "demo", "explain")
OUTPUTS = ("-", "-", "/proc/x.csv", "x.txt", "", ".", "/", "no/where.csv", "\ud800.csv", "x" * 300 + ".csv")
PIECES = (
    "=",
    ",",
    ":",
    "nan",
    "1e400",
    "-",
    "\n",
    "\ud800",
    "é",
    " ",
    "--",
    "0x1",
    "_",
    "1:2:3",
    "1:2:3:log",
    "GeV",
    "%s",
)
WORDS = (
    "--json",
    "--error",
    "--latex",
    "--derivative",
    "--tolerance",
    "--tolerance=x",
    "--threads=0",
    "--constant",
    "--constant=m_mu=0",
    "--constant=m_mu",
    "--outside=nan",
    "--outside=no",
    "--help",
    "-o",
    "--list",
    "--force",
    "m_X=1:2:3",
    "m_X=",
    "=",
    "m_X=100MeV",
    "",
    "-",
    "--",
    "@file",
)


TABLES = (
    "",
    "\x00\x01\x02\xff",
    "0.1 1e-3\n0.2 2e-3\n",
    "0.1,1e-3\n0.2;2e-3\n",
    "a b\n1 2\n3 4\n",
    "1 2\n1 2\n",
    "1 -2\n2 3\n",
    "1 2 3 4 5\n1 2 3 4 5\n",
    "nan nan\nnan nan\n",
    "inf 1\n1 inf\n",
    "1e400 1\n2e400 2\n",
    "1 2\n3\n",
    "# reference: x\n0.1 1e-3 1e-4\n0.2 1e-3 1e-2\n",
    "log10(m),log10(g)\n-1,-3\n-2,-4\n",
    "m [furlong],g\n1,1\n2,2\n",
    "0.1 1e-3\n0.2 2e-3\n0.1 3e-3\n0.05 1e-3\n",
    "1;2\n,;\n",
    "\ufeff1 2\n3 4\n",
    "1D400 2D2\n3D1 1D1\n",
)
HEAD = "from muforge.modelling import BosonMass, Coupling, Scalar, model\n\n\n@model\n"
MODELS = (
    "",
    "raise SystemExit\n",
    "def f(:\n",
    "print('hello')\n",
    "x = 1/0\n",
    "from muforge.modelling import *\n",
    HEAD + "def f(): pass\n",
    HEAD + "def g(y: Coupling) -> Scalar:\n    return Scalar(y)\n",
    HEAD + 'def s(m_S: BosonMass, y: Coupling) -> Scalar:\n    """A scalar."""\n    return Scalar(m_S, quark=y)\n',
    HEAD + 'def s(m_S: BosonMass, y: Coupling) -> Scalar:\n    """A scalar."""\n    return Scalar(m_S, muon=y * m_S)\n',
    "def f():\n    return f()\nf()\n",
    "\t\x0c\x00",
    "# -*- coding: nonsense -*-\n",
    "import nothing_of_this_name\n",
    "x = '\ud7ff\ud800'\n",
)
